"""Signing in and out: what is shown opens a session on the server; signing out ends it there."""

import secrets
from typing import Annotated, Protocol

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.http.caller import client_of
from api.http.cookies import cookie_of, forget_cookie, set_cookie
from api.pages.same_origin import local_path, require_same_origin
from api.pages.session import SIGN_IN_TO_SEE
from api.pages.site import HEADERS, Site
from api.service.people.sessions import digest

PATH, OUT = "/dang-nhap", "/dang-xuat"
NO_SUCH_PERSON = (
    "Mã truy cập không đúng hoặc đã được thay bằng mã mới. Hãy nhập lại, hoặc xin ban quản trị mã mới."
)
DEVICE, DEVICE_S = "socai-may", 400 * 24 * 3600
"""By it a browser is known again: it opens nothing. No browser keeps a cookie for more than 400 days."""
DEVICE_BYTES = 16


def add_sign_in(router: APIRouter, site: Site) -> None:
    """Adds the form, its sending, and the way out."""

    @router.get(PATH)
    def form(ve: str = "/") -> Response:
        return site.sign_in(SIGN_IN_TO_SEE, ve, status=200)

    @router.post(PATH)
    def sign_in(
        request: Request, ma: Annotated[str, Form()] = "", ve: Annotated[str, Form()] = "/"
    ) -> Response:
        require_same_origin(request)
        bearer = site.service.tokens.bearer(ma.strip())
        if bearer is None:
            wait = site.service.wrong_tokens.wait(client_of(request.scope))
            return site.sign_in(NO_SUCH_PERSON, ve, refused=True, wait=wait)
        return signed_in(site, request, bearer, ve)

    @router.post(OUT)
    def sign_out(request: Request) -> Response:
        require_same_origin(request)
        sessions, cookie = site.service.sessions, cookie_of(request.scope)
        bearer = sessions.bearer(cookie) if cookie else None
        if bearer is not None:
            sessions.end(bearer.school, bearer.person, bearer.session)
        answer = RedirectResponse(PATH, 303, HEADERS)
        forget_cookie(answer, request.scope)
        return answer


class Named(Protocol):
    """Whom a factor has named, and by which."""

    @property
    def school(self) -> int: ...

    @property
    def person(self) -> str: ...

    @property
    def method(self) -> str: ...

    @property
    def cred(self) -> str: ...


def signed_in(site: Site, request: Request, bearer: Named, back: str) -> Response:
    """Opens a session for whom a factor has named, and leads to where they wanted to go.

    A session that the browser brought along ends: what is opened now is another one, under another cookie.
    """
    sessions, scope = site.service.sessions, request.scope
    before = sessions.bearer(cookie_of(scope))
    if before is not None:
        sessions.end(before.school, before.person, before.session)
    device = cookie_of(scope, DEVICE) or secrets.token_urlsafe(DEVICE_BYTES)
    cookie = sessions.open(
        bearer.school,
        bearer.person,
        bearer.method,
        site.service.clock.now(),
        client=client_of(scope),
        agent=request.headers.get("user-agent", ""),
        cred=bearer.cred,
        device=digest(device),
    )
    answer = RedirectResponse(local_path(back), 303, HEADERS)
    set_cookie(answer, scope, cookie)
    set_cookie(answer, scope, device, DEVICE, seconds=DEVICE_S)
    return answer
