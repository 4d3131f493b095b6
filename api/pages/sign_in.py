"""Signing in and out: a token typed into a form becomes a cookie, and is forgotten again."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.http.caller import client_of
from api.pages.same_origin import local_path, require_same_origin
from api.pages.session import COOKIE, COOKIE_S
from api.pages.site import HEADERS, Site

PATH = "/dang-nhap"
NO_SUCH_PERSON = (
    "Mã truy cập không đúng hoặc đã được thay bằng mã mới. Hãy nhập lại, hoặc xin ban quản trị mã mới."
)


def add_sign_in(router: APIRouter, site: Site) -> None:
    """Adds the form, its sending, and the way out."""

    @router.get(PATH)
    def form(ve: str = "/") -> Response:
        return site.sign_in("Hãy đăng nhập để xem sổ điểm.", ve, status=200)

    @router.post(PATH)
    def sign_in(
        request: Request, ma: Annotated[str, Form()] = "", ve: Annotated[str, Form()] = "/"
    ) -> Response:
        require_same_origin(request)
        token = ma.strip()
        if site.service.tokens.bearer(token) is None:
            wait = site.service.wrong_tokens.wait(client_of(request.scope))
            return site.sign_in(NO_SUCH_PERSON, ve, refused=True, wait=wait)
        answer = RedirectResponse(local_path(ve), 303, HEADERS)
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, token, COOKIE_S, httponly=True, samesite="lax", secure=secure)
        return answer

    @router.post("/dang-xuat")
    def sign_out(request: Request) -> Response:
        require_same_origin(request)
        answer = RedirectResponse(PATH, 303, HEADERS)
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return answer
