"""The session's cookie: what it is called, who may send it, and how it is set and taken away.

Over https it is called `__Host-…`: browsers keep such a name for this host alone, and only if it is Secure:
no neighbour and no unencrypted answer plants one. Over http, on this machine, no cookie can be Secure.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

NAME = "socai"
COOKIE_S = 12 * 3600
"""As long as a session lasts at most (api.service.people.sessions)."""


def cookie_name(scheme: str, name: str = NAME) -> str:
    """What a cookie is called in requests of this scheme."""
    return f"__Host-{name}" if scheme == "https" else name


def cookie_of(scope: Scope, name: str = NAME) -> str:
    """What the request's cookie holds, "" without one."""
    sent = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return sent.get(cookie_name(scope["scheme"], name), "")


def set_cookie(
    answer: Response, scope: Scope, value: str, name: str = NAME, *, seconds: int = COOKIE_S
) -> None:
    """Sets it for this host, out of reach of scripts and of other sites."""
    secure = scope["scheme"] == "https"
    answer.set_cookie(
        cookie_name(scope["scheme"], name),
        value,
        seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def forget_cookie(answer: Response, scope: Scope, name: str = NAME) -> None:
    """Takes it away; what it named must be ended on the server."""
    secure = scope["scheme"] == "https"
    answer.delete_cookie(
        cookie_name(scope["scheme"], name), path="/", httponly=True, samesite="lax", secure=secure
    )


def from_own_page(headers: Mapping[str, str]) -> bool:
    """Whether a page of ours has sent the request, as the browser says: else a cookie is no proof in the API.

    A browser that tells neither Sec-Fetch-Site nor Origin is not believed.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    return site is not None if origin is None else same_host(origin, headers)


def same_host(address: str, headers: Mapping[str, str]) -> bool:
    """Whether an address that the browser names is of the host that it has asked."""
    try:
        return urlsplit(address).netloc == headers.get("host")
    except ValueError:  # no address at all
        return False
