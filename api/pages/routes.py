"""The pages in Vietnamese: sign-in, list of books, class book, life of a mark, verification."""

from typing import Annotated

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.api_route import add_routes
from api.http.caller import client_of
from api.http.edge import PAGE_BODY
from api.http.problems import of_framework
from api.http.receipt_readers import may_have_receipt
from api.http.routes.moments import PositionOf, SemesterOf
from api.pages.format import BadTime
from api.pages.parts.moments import Typed, typed_link
from api.pages.site import (
    COOKIE,
    COOKIE_S,
    HEADERS,
    STATIC,
    NotSignedIn,
    PageError,
    Site,
    forbidden,
    local_path,
    not_found,
    require_same_origin,
    route_class,
)
from api.pages.views.book import book_view
from api.pages.views.life import life_view
from api.pages.views.readings import readings_view
from api.pages.views.start import start_view
from api.pages.views.status import ask_for_check, status_view
from api.service.service import Service

FOREVER = "public, max-age=31536000, immutable"
NO_SUCH_PERSON = (
    "Mã truy cập không đúng hoặc đã được thay bằng mã mới. Hãy nhập lại, hoặc xin ban quản trị mã mới."
)
OFF_THE_LOOP_FROM = 16 * 1024
"""Bytes that are packed in a thread of their own."""
PROGRAMS = ("/api/", "/logs/", "/health/", "/static/")
"""What programs ask for: these get their errors from api.http.problems."""


def install(app: FastAPI) -> None:
    """Adds the pages and their static files, and says in a page what the framework says of an address."""
    service: Service = app.state.service
    site = Site(service)
    app.mount("/static", GZipMiddleware(_Static(directory=STATIC)))
    router = APIRouter(include_in_schema=False)
    _add_sign_in(router, site)
    _add_books(router, site)
    _add_status(router, site)
    add_routes(app, router, route_class(site), max_body_size=PAGE_BODY)
    _add_rest(app, site)
    app.add_middleware(_Packed)


class _Packed:
    """Pages are packed for browsers that take it; what programs ask for is not.

    Nor is a page whose address has a query: what a stranger puts into a link would be packed together with
    marks, and the length of the answer would tell how much both have in common (BREACH).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packed = GZipMiddleware(
            app, minimum_size=1024, compresslevel=5, thread_minimum_size=OFF_THE_LOOP_FROM
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = scope["type"] == "http" and not scope["path"].startswith(PROGRAMS)
        app = self._packed if page and not scope["query_string"] else self._plain
        await app(scope, receive, send)


class _Static(StaticFiles):
    """Files whose address carries their digest, so that a browser asks for each once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = FOREVER
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _add_sign_in(router: APIRouter, site: Site) -> None:
    @router.get("/dang-nhap")
    def form(ve: str = "/") -> Response:
        return site.sign_in("Hãy đăng nhập để xem sổ điểm.", ve, status=200)

    @router.post("/dang-nhap")
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
        answer = RedirectResponse("/dang-nhap", 303, HEADERS)
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return answer


def _add_books(router: APIRouter, site: Site) -> None:
    @router.get("/")
    def start(request: Request, nam: str = "") -> Response:
        session = site.session(request)
        return site.page("start.html", session.viewer, start=start_view(session, nam))

    @router.get("/truong/{school}/so/{klass}/{subject}/{semester}")
    def book(
        request: Request,
        *,
        school: str,
        klass: str,
        subject: str,
        semester: SemesterOf,
        tai: str = "",
        ngay: str = "",
        gio: str = "",
        size: str = "",
    ) -> Response:
        session = site.session(request, school)
        if not (ngay or gio or size):
            view = book_view(session, klass, subject, semester, when=tai)
            return site.page("book.html", session.viewer, book=view)
        try:
            link = typed_link(session, ngay, gio, size.strip())
        except BadTime as error:
            typed = Typed(ngay, gio, size, str(error))
            view = book_view(session, klass, subject, semester, typed=typed)
            return site.page("book.html", session.viewer, 422, book=view)
        return RedirectResponse(f"{request.url.path}?tai={link}", 303, HEADERS)

    @router.get("/truong/{school}/diem/{klass}/{subject}/{semester}/{pupil}/{col}")
    def life(
        request: Request, *, school: str, klass: str, subject: str, semester: SemesterOf, pupil: str, col: str
    ) -> Response:
        session = site.session(request, school)
        view = life_view(session, klass, subject, semester, pupil=pupil, col=col)
        return site.page("life.html", session.viewer, life=view)

    @router.get("/truong/{school}/bien-nhan/{pos}")
    def receipt(request: Request, school: str, pos: PositionOf) -> Response:
        session = site.session(request, school)
        if not session.caller.rights:
            raise NotSignedIn("Bạn không còn phân công đang có hiệu lực ở trường này.")
        if not may_have_receipt(session.caller, pos):
            raise forbidden("Biên nhận dành cho ai được xem chính bản ghi đó.")
        proof = session.school.sealed_proof(pos)
        if proof is None:
            raise _not_sealed(pos)
        name = f'attachment; filename="{school}-{pos}.tlog-proof"'
        headers = dict(HEADERS, **{"Content-Disposition": name})
        return Response(proof.format(), media_type="text/plain; charset=utf-8", headers=headers)


def _not_sealed(pos: int) -> PageError:
    return PageError(
        404,
        "Bản ghi này chưa được niêm phong",
        f"Chưa có phiếu chốt đã ký nào bao gồm bản ghi {pos}.",
        "Đợi khoảng mười giây rồi tải lại: sổ được niêm phong định kỳ.",
        "Nếu chờ lâu vẫn chưa có, xem tình trạng ở trang Xác minh và báo ban quản trị.",
        code="NOT_SEALED_YET",
    )


def _add_status(router: APIRouter, site: Site) -> None:
    @router.get("/truong/{school}/xac-minh")
    def status(request: Request, school: str) -> Response:
        session = site.session(request, school)
        view = status_view(session, site.service.checks)
        return site.page("status.html", session.viewer, status=view)

    @router.get("/truong/{school}/luot-xem")
    def readings(
        request: Request, *, school: str, ma: str = "", nguoi: str = "", truoc: str = ""
    ) -> Response:
        session = site.session(request, school)
        view = readings_view(session, ma.strip(), nguoi.strip(), truoc)
        return site.page("readings.html", session.viewer, 422 if view.fault else 200, readings=view)

    @router.post("/truong/{school}/xac-minh")
    def check(request: Request, school: str) -> Response:
        require_same_origin(request)
        session = site.session(request, school)
        ask_for_check(session, site.service.checks)
        view = status_view(session, site.service.checks)
        return site.page("status.html", session.viewer, status=view)


def _add_rest(app: FastAPI, site: Site) -> None:
    def framework_says(request: Request, error: Exception) -> Response:
        """People get a page where programs get a problem."""
        problem = of_framework(request, error)
        if request.url.path.startswith(PROGRAMS):
            return problem
        page = site.error(request, _PAGES.get(problem.status_code, _REFUSED))
        if "Allow" in problem.headers:
            page.headers["Allow"] = problem.headers["Allow"]
        return page

    app.add_exception_handler(HTTPException, framework_says)


_PAGES = {
    404: not_found("Không có trang nào ở địa chỉ này."),
    405: PageError(
        405,
        "Không mở được địa chỉ này như vậy",
        "Địa chỉ này không nhận yêu cầu kiểu này.",
        "Quay lại trang trước và dùng nút hoặc liên kết trên trang.",
        code="METHOD_NOT_ALLOWED",
    ),
    408: PageError(
        408,
        "Biểu mẫu được gửi quá chậm",
        "Đường truyền bị ngắt quãng nên máy chủ không chờ nữa.",
        "Mở lại trang rồi thử lại.",
        code="BODY_TOO_SLOW",
    ),
}
_REFUSED = PageError(
    400,
    "Yêu cầu không hợp lệ",
    "Máy chủ không hiểu nội dung đã gửi.",
    "Mở lại trang trong trình duyệt rồi thử lại.",
    code="REQUEST_REFUSED",
)
