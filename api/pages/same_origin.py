"""Whether a form, and the address that a sign-in leads back to, are of this site."""

from fastapi import Request
from starlette.datastructures import Headers

from api.http.cookies import same_host
from api.pages.errors import PageError


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
        return same_host(told, headers)
    program = "cookie" not in headers and "mozilla" not in headers.get("user-agent", "").lower()
    return program or "sec-fetch-site" in headers


def local_path(back: str) -> str:
    """`back` if it leads to a page of ours, else the start page: a link must not send people elsewhere."""
    ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if ours else "/"
