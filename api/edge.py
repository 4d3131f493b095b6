"""What holds for every request before any route sees it: how large a body may be, what a cache may keep."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 16 * 1024 * 1024
"""Bytes: an evidence file of 10 MB in base64, with room around it."""
_TOO_LARGE = 413


class Edge:
    """Refuses bodies over LARGEST_BODY, unread if their length is announced; no answer is cached unasked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = int(Headers(scope=scope).get("content-length", 0))
        received = 0

        async def counted() -> Message:
            nonlocal received
            if announced > LARGEST_BODY:
                raise HTTPException(_TOO_LARGE)
            message = await receive()
            received += len(message.get("body", b""))
            if received > LARGEST_BODY:
                raise HTTPException(_TOO_LARGE)
            return message

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, counted, kept)
