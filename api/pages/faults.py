"""What goes wrong becomes a page: for the person in front of it, not for a program."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.http.problems import of_framework, problem_of
from api.pages.errors import NotSignedIn, PageError, not_found
from api.pages.site import Site
from api.service.problem import Problem

PROGRAMS = ("/api/", "/logs/", "/health/", "/static/")
"""What programs ask for: these get their errors from api.http.problems."""

_log = logging.getLogger(__name__)


def route_class(site: Site) -> type[APIRoute]:
    """Routes whose faults become pages."""

    class PageRoute(APIRoute):
        """A route whose reader sits in front of a browser."""

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


def framework_says(site: Site) -> Callable[[Request, Exception], Response]:
    """What the framework says of an address that is no route: people get a page, programs a problem."""

    def answer(request: Request, error: Exception) -> Response:
        problem = of_framework(request, error)
        if request.url.path.startswith(PROGRAMS):
            return problem
        page = site.error(request, _PAGES.get(problem.status_code, _REFUSED))
        if "Allow" in problem.headers:
            page.headers["Allow"] = problem.headers["Allow"]
        return page

    return answer


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
