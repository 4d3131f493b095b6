"""What every page has in common: template, menu, and the headers that keep others out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages.assets import asset, integrity
from api.pages.errors import PageError
from api.pages.format import ROLES, sentence, visible
from api.pages.same_origin import local_path
from api.pages.session import Sessions, Viewer
from api.service.people.demo_people import demo_people
from api.service.service import Service
from api.texts.problem_texts import TEXTS

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Pico's arrows are `data:` pictures in its style sheet."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",  # marks of pupils must not stay on a shared machine
}


class MenuItem(NamedTuple):
    """A page that the header leads to; it is marked where the reader is there, by its template."""

    words: str
    path: str
    template: str


class Site:
    """Renders pages for the persons of all schools of a service."""

    def __init__(
        self, service: Service, menu: Sequence[MenuItem], reading_name: Callable[[str], str]
    ) -> None:
        self.service = service
        self.sessions = Sessions(service)
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=visible,
        )
        self._templates.globals |= {"asset": asset, "integrity": integrity, "menu": menu}
        self._templates.filters |= {"sentence": sentence, "reading_name": reading_name, "role": ROLES.get}

    def page(self, name: str, viewer: Viewer | None, http_status: int = 200, **values: Any) -> Response:
        """A page by the name of its template."""
        template = self._templates.get_template(f"{name}.html")
        text = template.render(viewer=viewer, http_status=http_status, here=name, **values)
        return HTMLResponse(text, http_status, HEADERS)

    def sign_in(
        self,
        reason: str,
        back: str,
        status: int = 401,
        *,
        refused: bool = False,
        wait: int = 0,
        typed: tuple[str, str] | None = None,
    ) -> Response:
        """The form that asks who somebody is, and afterwards leads to `back`; `refused`: they have told.

        `typed`: school and person, as they stood in the form. `wait`: seconds until another wrong cookie is
        looked at, from here where too many have come from.
        """
        if wait:
            many = TEXTS["TOO_MANY_TRIES"]
            reason, status = f"{many.title}. {many.detail}", many.status
        known = list(self.service.schools())
        school, person = typed or (known[0] if len(known) == 1 else "", "")
        demo = demo_people(self.service.settings)
        openid = self.service.openid.registered.host if self.service.openid else ""
        values = {
            "reason": reason,
            "back": local_path(back),
            "refused": refused,
            "demo": demo,
            "openid": openid,
        }
        page = self.page("sign_in", None, status, **values, school=school, person=person)
        if wait:
            page.headers["Retry-After"] = str(wait)
        return page

    def error(self, request: Request, error: PageError) -> Response:
        """The page of an error, with the header of whoever is signed in."""
        try:
            viewer = self.sessions.of(request).viewer
        except Exception:  # noqa: BLE001 - the database that just failed would fail here again
            viewer = None
        values = {"title": error.title, "reason": error.reason, "steps": error.steps, "code": error.code}
        return self.page("error", viewer, error.status, **values)
