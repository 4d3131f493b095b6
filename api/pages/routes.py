"""The pages come into the application: the rows of the table, the sign-in, the files, and the errors."""

from collections.abc import Callable
from inspect import Signature, signature
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from api.http.api_route import add_routes
from api.http.edge import PAGE_BODY
from api.pages.assets import Assets
from api.pages.demo_sign_in import add_demo_sign_in
from api.pages.faults import framework_says, route_class
from api.pages.openid import add_openid
from api.pages.packing import Packed
from api.pages.passkey_sign_in import add_passkey_sign_in
from api.pages.reading_names import reading_name
from api.pages.same_origin import require_same_origin
from api.pages.sign_in import add_sign_in
from api.pages.sign_in_steps import add_steps
from api.pages.site import Site
from api.pages.table import MENU, PAGES, Page
from api.pages.trust import add_trust

TYPED_WRONGLY = 422


def install(app: FastAPI) -> None:
    """Adds the pages and their static files, and says in a page what the framework says of an address."""
    site = Site(app.state.service, MENU, reading_name)
    app.mount("/static", GZipMiddleware(Assets()))
    router = APIRouter(include_in_schema=False)
    add_sign_in(router, site)
    add_steps(router, site)
    add_trust(router, site)
    add_passkey_sign_in(router, site)
    if app.state.service.openid is not None:
        add_openid(router, site, app.state.service.openid)
    if app.state.service.settings.demo:
        add_demo_sign_in(router, site)
    for page in PAGES:
        router.add_api_route(page.path, _answering(site, page), methods=[page.method], response_model=None)
    add_routes(app, router, route_class(site), max_body_size=PAGE_BODY)
    app.add_exception_handler(HTTPException, framework_says(site))
    app.add_middleware(Packed)


def _answering(site: Site, page: Page) -> Callable[..., Response]:
    """The route's function. What it asks the address for is what the view asks for, beside the session."""

    def answer(request: Request, **asked: Any) -> Response:
        if page.method == "POST":
            require_same_origin(request)
        session = site.sessions.of(request, request.path_params.get("school"))
        page.readers(session, **asked)
        shown = page.view(session, **asked)
        if isinstance(shown, Response):
            return shown
        status = TYPED_WRONGLY if getattr(shown, "fault", "") else 200
        return site.page(page.template, session.viewer, status, **{page.template: shown})

    of_request, _ = signature(answer).parameters.values()
    _, *of_address = signature(page.view).parameters.values()
    # The framework reads from here which parameters to fill.
    setattr(answer, "__signature__", Signature([of_request, *of_address]))  # noqa: B010 - mypy knows no such field
    return answer
