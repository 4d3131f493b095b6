"""What every page has in common: templates, headers, assets, the person, errors that say what to do."""

import hashlib
import json
import logging
from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from api.http.caller import Caller, client_of
from api.http.problems import Problem, problem_of
from api.pages.format import ROLES, sentence, visible
from api.service.school import School
from api.service.service import Service
from api.texts.problem_texts import TEXTS
from domain.state.state import State
from domain.words.entry import Refusal

COOKIE = "socai"
COOKIE_S = 12 * 3600
STATIC = Path(__file__).parent / "static"
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

_log = logging.getLogger(__name__)


class PageError(Exception):
    """A page that cannot be shown: HTTP status, heading, one sentence, and what the reader can do."""

    def __init__(self, status: int, title: str, reason: str, *steps: str, code: str = "") -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.reason = reason
        self.steps = steps
        self.code = code


class NotSignedIn(Exception):
    """Nobody is signed in; `reason` is shown above the sign-in form. `wait`: as Site.sign_in."""

    def __init__(self, reason: str, wait: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


class Viewer(NamedTuple):
    """The signed-in person as the header shows them; `path` is where their school's pages begin."""

    person: str
    name: str
    roles: str
    school: str
    path: str


class Session(NamedTuple):
    """A signed-in person at the instant `now`: their rights, their school and its facts."""

    viewer: Viewer
    caller: Caller
    now: str

    @property
    def school(self) -> School:
        """The person's school."""
        return self.caller.school

    @property
    def state(self) -> State:
        """The school's facts when the request came."""
        return self.caller.facts


class Site:
    """Renders pages for the persons of all schools of a service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._names: dict[str, str] = {}
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=visible,
        )
        self._templates.globals |= {"asset": asset, "integrity": integrity}
        self._templates.filters["sentence"] = sentence

    def session(self, request: Request, code: str | None = None) -> Session:
        """Who asks, by the cookie; with `code`, only in that school. Raises NotSignedIn or PageError."""
        token = request.cookies.get(COOKIE)
        bearer = self.service.tokens.bearer(token) if token else None
        if not token:
            raise NotSignedIn("Hãy đăng nhập để xem sổ điểm.")
        if bearer is None:
            wait = self.service.wrong_tokens.wait(client_of(request.scope))
            raise NotSignedIn("Phiên đăng nhập đã hết hạn hoặc mã đã được thay. Hãy đăng nhập lại.", wait)
        school = self._school(bearer.school, code)
        now = school.clock.now()
        caller = request.state.caller = Caller(school, bearer, now)
        return Session(self._viewer(caller), caller, now)

    def _viewer(self, caller: Caller) -> Viewer:
        known = caller.facts.people.get(caller.person)
        roles = ", ".join(dict.fromkeys(ROLES[right.role] for right in caller.rights))
        return Viewer(
            caller.person,
            known.name if known else caller.person,
            roles or "chưa có phân công đang có hiệu lực",
            self._name(caller.school),
            f"/truong/{caller.school.code}",
        )

    def page(self, template: str, viewer: Viewer | None, http_status: int = 200, **values: Any) -> Response:
        """A page by its template."""
        text = self._templates.get_template(template).render(viewer=viewer, http_status=http_status, **values)
        return HTMLResponse(text, http_status, HEADERS)

    def sign_in(
        self, reason: str, back: str, status: int = 401, *, refused: bool = False, wait: int = 0
    ) -> Response:
        """The form that asks for the token, and afterwards leads to `back`; `refused`: one was given.

        `wait`: seconds until another wrong one is looked at, from here where too many have come from.
        """
        if wait:
            many = TEXTS["TOO_MANY_TRIES"]
            reason, status = f"{many.title}. {many.detail}", many.status
        values = {"reason": reason, "back": local_path(back), "refused": refused}
        page = self.page("sign_in.html", None, status, **values)
        if wait:
            page.headers["Retry-After"] = str(wait)
        return page

    def error(self, request: Request, error: PageError) -> Response:
        """The page of an error, with the header of whoever is signed in."""
        try:
            viewer = self.session(request).viewer
        except Exception:  # noqa: BLE001 - the database that just failed would fail here again
            viewer = None
        values = {"title": error.title, "reason": error.reason, "steps": error.steps, "code": error.code}
        return self.page("error.html", viewer, error.status, **values)

    def _school(self, school_id: int, code: str | None) -> School:
        if code is None:
            return next(s for s in self.service.schools().values() if s.log.school == school_id)
        try:
            school = self.service.school(code)
        except Refusal:
            raise not_found(f"Không có trường nào mang mã {code}.") from None
        if school.log.school != school_id:
            raise PageError(
                403,
                "Bạn không được xem sổ của trường này",
                "Mã truy cập của bạn thuộc một trường khác.",
                "Đăng xuất rồi đăng nhập bằng mã do trường này cấp.",
                code="TOKEN_OTHER_SCHOOL",
            )
        return school

    def _name(self, school: School) -> str:
        """The school's name from entry 0, which never changes."""
        if school.code not in self._names:
            (founding,) = school.log.entries(0, 1)
            self._names[school.code] = founding.data["school"]["name"]
        return self._names[school.code]


def route_class(site: Site) -> type[APIRoute]:
    """Routes whose faults become pages: for the person in front of them, not for a program."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handle_with_pages(request: Request) -> Response:
                try:
                    return await handle(request)
                except HTTPException:
                    raise
                except Exception as error:  # noqa: BLE001 - whatever it is, the reader gets a page in Vietnamese
                    return await run_in_threadpool(_fault, site, request, error)

            return handle_with_pages

    return PageRoute


def _fault(site: Site, request: Request, error: Exception) -> Response:
    if isinstance(error, NotSignedIn):
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return site.sign_in(error.reason, back if request.method == "GET" else "/", wait=error.wait)
    if isinstance(error, PageError):
        return site.error(request, error)
    if isinstance(error, RequestValidationError):
        return site.error(request, not_found("Địa chỉ trang không đúng dạng."))
    problem = problem_of(error)
    _log.error("a page failed: %s: %s", request.url.path, problem.code, exc_info=error)
    return site.error(request, _FAULTS.get(problem.code) or _told(problem))


def not_found(reason: str) -> PageError:
    """The page of something that is not there."""
    return PageError(
        404,
        "Không tìm thấy trang này",
        reason,
        "Kiểm tra lại địa chỉ, nhất là mã lớp, mã môn và học kỳ.",
        "Tìm sổ trong danh sách các sổ điểm.",
    )


def forbidden(what: str) -> PageError:
    """The page of a book that the person has no right in force to read (S25, S26)."""
    return PageError(
        403,
        "Bạn không được xem trang này",
        f"{what} Quyền xem dựa trên quyết định phân công đang có hiệu lực.",
        "Nếu bạn đã được phân công, hãy báo ban quản trị của trường ghi quyết định đó vào sổ.",
        "Nếu bạn giữ mã của nhiều vai trò, hãy đăng nhập bằng đúng mã của mình.",
        code="NOT_READABLE",
    )


def _told(problem: Problem) -> PageError:
    """A fault that the API has words for."""
    text = problem.text
    return PageError(
        text.status,
        text.title,
        problem.detail,
        "Báo ban quản trị của trường kèm địa chỉ trang này và giờ xảy ra.",
        "Giữ lại phiếu chốt, biên nhận và gói lưu trữ bạn đang có: chúng cho biết sổ đã bị đổi ở đâu.",
        code=problem.code,
    )


_FAULTS = {
    "INTERNAL": PageError(
        500,
        "Máy chủ gặp lỗi khi lập trang",
        "Trang này chỉ đọc, không ghi: không có điểm nào bị đổi.",
        "Tải lại trang sau ít phút.",
        "Nếu vẫn lỗi, hãy báo ban quản trị kèm địa chỉ trang và giờ xảy ra.",
        code="INTERNAL",
    ),
    "DATABASE_AWAY": PageError(
        503,
        "Không kết nối được cơ sở dữ liệu",
        "Máy chủ đang chạy nhưng chưa đọc được sổ; điểm đã ghi vẫn còn nguyên.",
        "Tải lại trang sau ít phút.",
        "Nếu vẫn lỗi, hãy báo người vận hành máy chủ.",
        code="DATABASE_AWAY",
    ),
    "DISK_FULL": PageError(
        503,
        "Ổ đĩa của máy chủ đã đầy",
        "Máy chủ chưa lập được trang này; điều đã ghi vẫn còn nguyên.",
        "Báo người vận hành giải phóng dung lượng, rồi tải lại trang.",
        code="DISK_FULL",
    ),
    "WRITING_FAILED": PageError(
        503,
        "Máy chủ không ghi được",
        "Máy chủ chưa lập được trang này; điều đã ghi vẫn còn nguyên.",
        "Báo người vận hành xem nhật ký của cơ sở dữ liệu, rồi tải lại trang.",
        code="WRITING_FAILED",
    ),
}


def require_same_origin(request: Request) -> None:
    """Raises PageError for a form that another site sent: a sign-in cannot be forced on a person."""
    if not _of_this_site(request.headers):
        raise PageError(
            403,
            "Yêu cầu không đến từ trang này",
            "Biểu mẫu được gửi từ một địa chỉ khác nên không được thực hiện.",
            "Mở lại trang trong trình duyệt rồi thử lại.",
        )


def _of_this_site(headers: Headers) -> bool:
    """What the browser says of where a form comes from: Sec-Fetch-Site, else Origin, else Referer.

    A request that says nothing at all comes from an old browser, and its form may be of anywhere, if it has a
    cookie; a program that is no browser sends nobody's cookies and cannot be made to.
    """
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    told = headers.get("origin", headers.get("referer"))
    if told is not None:
        try:
            return urlsplit(told).netloc == headers.get("host")
        except ValueError:  # no address at all
            return False
    program = "cookie" not in headers and "mozilla" not in headers.get("user-agent", "").lower()
    return program or "sec-fetch-site" in headers


def local_path(back: str) -> str:
    """`back` if it leads to a page of ours, else the start page: a link must not send people elsewhere."""
    ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if ours else "/"


@cache
def asset(name: str) -> str:
    """The address of a static file; its digest in the address lets browsers keep it for good."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]}"


@cache
def integrity(name: str) -> str:
    """The SHA-384 of a vendored file, as `make setup` recorded it."""
    recorded: dict[str, str] = json.loads((STATIC / "vendor" / "integrity.json").read_text())
    return recorded[name]
