"""Pages are packed for browsers that take it."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.pages.faults import PROGRAMS

OFF_THE_LOOP_FROM = 16 * 1024
"""Bytes that are packed in a thread of their own."""


class Packed:
    """Packs pages; what programs ask for is not packed.

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
