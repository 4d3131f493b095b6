"""The web application: the JSON API and the public logs; the pages are handed in."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple

from fastapi import FastAPI

from api.http import problems
from api.http.acts import books as of_books
from api.http.acts import persons as of_persons
from api.http.acts import pupils as of_pupils
from api.http.acts import results as of_results
from api.http.acts import unit as of_unit
from api.http.api_route import ApiRoute, add_routes
from api.http.body.signed import DryRun, answer_dry_run
from api.http.contract import BY_TOKEN, PROBLEM_ANSWER, describe
from api.http.edge import ORDINARY_BODY, Edge
from api.http.plain_request import PlainRequest
from api.http.reading_log import ReadingLog
from api.http.routes import (
    archives,
    books,
    checks,
    class_year,
    classes,
    closes,
    comparison,
    decisions,
    governance,
    history,
    keys,
    lists,
    marks,
    openid,
    people,
    profiles,
    readings,
    receipts,
    windows,
)
from api.http.routes.accounts import me, questions, sessions, standing
from api.http.routes.public import health, logs
from api.http.routes.righting import dossier_views, dossiers, rectifications
from api.service.service import Service
from api.service.settings import Settings

ROUTERS = (
    # Looked through in this order: first what is asked most often.
    *(marks.router, of_books.COLUMNS, books.router),
    *(governance.router, of_unit.POLICY, keys.router, of_unit.CLOCK, archives.router),
    *(
        people.router,
        openid.router,
        of_unit.PEOPLE,
        classes.router,
        of_unit.CLASSES,
        windows.router,
        of_unit.WINDOWS,
    ),
    *(history.router, lists.router),
    *(dossiers.router, dossier_views.router, closes.router, of_books.CLOSES),
    *(receipts.router, checks.router, decisions.router),
    *(of_unit.YEAR, of_unit.STAFF, profiles.router, of_pupils.MOVEMENTS, of_pupils.ATTENDANCE),
    *(of_books.DATES, comparison.router, of_books.SIGNING, of_results.PROMOTION, of_unit.OVERSIGHT),
    *(me.router, standing.router, sessions.router, questions.router),
    *(class_year.router, rectifications.router, readings.router),
    *(of_persons.ACCOUNTS, of_persons.KEYS, of_persons.LOWERING),
)


class Pages(NamedTuple):
    """What the pages bring along: themselves, and which addresses of theirs name no pupil."""

    install: Callable[[FastAPI], None]
    without_personal_data: Sequence[str]


def application(settings: Settings, service: Service | None, pages: Pages) -> FastAPI:
    """The application with the pages.

    Without a `service` it opens its own, migrates, and does the work beside the requests. With one, the
    caller looks after it: nothing is started or stopped here.
    """
    opened = service or Service(settings)
    app = FastAPI(
        title="Sổ Cái",
        summary="Sổ điểm không thể bị ghi đè, và lịch sử của nó ai cũng kiểm chứng được",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would name whatever host the sender made up
        lifespan=_lifespan(opened) if service is None else None,
        responses=PROBLEM_ANSWER,
    )
    app.state.service = opened
    app.state.shown = None
    problems.install(app)
    app.add_exception_handler(DryRun, answer_dry_run)
    _add_api(app)
    pages.install(app)
    describe(app)
    app.add_middleware(Edge, service=opened)
    app.add_middleware(ReadingLog, service=opened, pages_without=pages.without_personal_data)
    app.add_middleware(PlainRequest)
    return app


def _lifespan(service: Service) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Migrates and works beside the requests while the application is served."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        service.migrate()
        service.start()
        yield
        service.stop()

    return lifespan


def _add_api(app: FastAPI) -> None:
    for router in ROUTERS:
        add_routes(
            app,
            router,
            ApiRoute,
            max_body_size=ORDINARY_BODY,
            prefix="/api/v1",
            openapi_extra={"security": BY_TOKEN},
        )
    for public in (logs, health):
        add_routes(app, public.router, ApiRoute, max_body_size=0)
