"""The web application: the JSON API, the public logs, and the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.http import problems
from api.http.api_route import ApiRoute, add_routes
from api.http.contract import BY_TOKEN, PROBLEM_ANSWER, describe
from api.http.edge import ORDINARY_BODY, Edge
from api.http.plain_request import PlainRequest
from api.http.reading_log import ReadingLog
from api.http.routes import (
    attendance,
    books,
    checks,
    class_year,
    classes,
    closes,
    decisions,
    dossier_views,
    dossiers,
    governance,
    health,
    history,
    lists,
    logs,
    movements,
    oversight,
    people,
    promotion,
    readings,
    receipts,
    rectifications,
    signing,
    staff,
    windows,
    year,
)
from api.pages import routes as pages
from api.service.service import Service
from api.service.settings import Settings

ROUTERS = (
    # Looked through in this order: first what is asked most often.
    *(books, governance, people, classes, windows, history, lists),
    *(dossiers, dossier_views, closes, receipts, checks, decisions),
    *(year, staff, movements, attendance, signing, promotion, oversight, class_year),
    rectifications,
    readings,
)


def create_app(settings: Settings, service: Service | None = None) -> FastAPI:
    """The application. Without a `service` it opens its own, migrates, and does the work beside the requests.

    With one, the caller looks after it: nothing is started or stopped here.
    """
    opened = service or Service(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if service is None:
            opened.migrate()
            opened.start()
        yield
        if service is None:
            opened.stop()

    app = FastAPI(
        title="Sổ Cái",
        summary="Sổ điểm không thể bị ghi đè, và lịch sử của nó ai cũng kiểm chứng được",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would name whatever host the sender made up
        lifespan=lifespan,
        responses=PROBLEM_ANSWER,
    )
    app.state.service = opened
    problems.install(app)
    for module in ROUTERS:
        add_routes(
            app,
            module.router,
            ApiRoute,
            max_body_size=ORDINARY_BODY,
            prefix="/api/v1",
            openapi_extra={"security": BY_TOKEN},
        )
    for public in (logs, health):
        add_routes(app, public.router, ApiRoute, max_body_size=0)
    pages.install(app)
    describe(app)
    app.add_middleware(Edge, service=opened)
    app.add_middleware(ReadingLog, service=opened)
    app.add_middleware(PlainRequest)
    return app
