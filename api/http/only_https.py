"""Where the server speaks TLS: what somebody is answered who does not, and what browsers are to remember."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import OF_EVERY_ANSWER, response
from api.service.problem import Problem

OPEN = ("/tin-cay", "/tin-cay/ca.crt")
"""What a machine reads before it can trust the server; it is compared by eye, whichever way it came."""
FILES = "/static/"
REMEMBERED = "max-age=31536000"
"""A year of https for this name (RFC 6797)."""
_READING = ("GET", "HEAD")
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)
_PORT = re.compile(r":[0-9]+\Z", re.ASCII)
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


class OnlyHttps:
    """Stands before the application. Somebody who only reads is sent on; what was typed, and any token, is
    refused, so that whoever sent it unencrypted learns of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["scheme"] == "https":
            if _of_unencrypted_page(scope):
                await response(Problem("NOT_OWN_PAGE"))(scope, receive, send)
            else:
                await self._app(scope, receive, _remembering(scope, send))
        elif scope["method"] in _READING and (scope["path"] in OPEN or scope["path"].startswith(FILES)):
            await self._app(scope, receive, send)
        else:
            await _sent_on(Request(scope))(scope, receive, send)


def _of_unencrypted_page(scope: Scope) -> bool:
    """Whether a page sent it that came unencrypted, under whatever name: anybody may have written it."""
    sent = scope["method"] not in _READING
    return sent and Headers(scope=scope).get("origin", "").lower().startswith("http:")


def _remembering(scope: Scope, send: Send) -> Send:
    """Browsers ask this name over https alone from now on; not this very machine, where others serve, too."""
    host = host_of(Headers(scope=scope))
    if host is None or _PORT.sub("", host).lower() in _THIS_MACHINE:
        return send

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Strict-Transport-Security"] = REMEMBERED
        await send(message)

    return sending


def _sent_on(request: Request) -> Response:
    host, path = host_of(request.headers), request.scope["path"]
    reading = request.method in _READING and path.startswith("/") and not path.startswith(("//", "/api/"))
    if host is None or not reading or "authorization" in request.headers:
        return response(Problem("PLAIN_HTTP"))
    query = f"?{request.url.query}" if request.url.query else ""
    # Not for good (308): the school may one day serve otherwise.
    where = f"https://{host}{request.scope['raw_path'].decode('latin-1')}{query}"
    return RedirectResponse(where, 307, OF_EVERY_ANSWER)


def host_of(headers: Headers) -> str | None:
    """The host that is asked, with its port; None for what is no name of a host."""
    host = headers.get("host", "")
    return host if _HOST.fullmatch(host) else None
