"""What holds for every request before any route sees it: who sends it, how large, deep and slow it may be.

In this order: the token or session, before anything of a body is read; the size, by the limits of the routes,
which are the framework's own; time, depth and number of values while the body comes. What a cache may keep.
"""

import asyncio
import logging
import time
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.caller import Caller, client_of, identify, shown_by
from api.http.problems import OF_EVERY_ANSWER, OURS, BodyRefused, problem_of, response
from api.http.shape import Shape
from api.service.problem import Problem
from api.service.service import Service

LARGEST_BODY = 16 * 1024 * 1024
"""Bytes, for routes that take files: evidence of 10 MB in base64, with room around it."""
ORDINARY_BODY = 2 * 1024 * 1024
"""Bytes, for all others: a thousand comments of 200 letters, each letter escaped."""
PAGE_BODY = 64 * 1024
"""Bytes, for the forms of the pages."""
GRACE_S = 20.0
SLOWEST_BYTES_S = 16 * 1024
"""A body has GRACE_S, and a second more for each SLOWEST_BYTES_S that have come."""
_SCHOOLS = "/api/v1/schools/"
ME = "/api/v1/me"
"""Of no school: whoever asks is told which."""
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

_log = logging.getLogger(__name__)


class Edge:
    """Stands before the application; what it refuses costs a look at the header and the token, no more."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = _Answering(scope, receive, send)
        scope = _read_as_get(scope)
        path = scope["path"]
        if path.startswith(_SCHOOLS) or path == ME:
            try:
                caller = await self._caller(path[len(_SCHOOLS) :].partition("/")[0] or None, scope)
            except Exception as error:  # noqa: BLE001 - whatever it is, the sender gets a problem
                await answering.refuse(_told(scope, error))
                return
            scope.setdefault("state", {})["caller"] = caller
        if "\n" in path:  # `$` and `.` of a pattern read a line feed as they like
            await answering.refuse(Problem("NOT_FOUND"))
            return
        await self._app(scope, _Measured(scope, receive).receive, answering.send)

    async def _caller(self, school: str | None, scope: Scope) -> Caller:
        """Whom the request's token, or the cookie of a page of ours, names, as `identify`."""
        shown = shown_by(scope)
        try:
            caller = await run_in_threadpool(identify, self._service, school, shown, client_of(scope))
        except Problem as problem:
            if shown.cookie and problem.code in ("SESSION_UNKNOWN", "TOO_MANY_TRIES"):
                scope.setdefault("state", {})["guessed"] = True
            raise
        if not caller.bearer.writes and scope["method"] != "GET":
            raise Problem("TOKEN_READS_ONLY")
        return caller


def _read_as_get(scope: Scope) -> Scope:
    """HEAD is asked of whatever answers GET; the server leaves the body of the answer away."""
    if scope["method"] != "HEAD":
        return scope
    scope.setdefault("state", {})
    asked = {**scope, "method": "GET"}
    scope["state"]["asked"] = asked  # what the router adds to it, the record of readings looks at
    return asked


def _told(scope: Scope, error: Exception) -> Problem:
    problem = problem_of(error)
    if problem.text.status >= OURS:
        _log.error("%s %s: %s", scope["method"], scope["path"], problem.code, exc_info=error)
    return problem


class _Measured:
    """A body as it comes, refused as soon as it is too slow, too deep or too full.

    Its size is limited by the framework (`max_body_size`). Neither it nor the server knows a limit of time,
    depth or number for a body, and no kept library for ASGI has one.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        media = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        self._receive = receive
        self._shape = None if media in _FORMS else Shape()
        self._began = time.monotonic()
        self._bytes = 0
        self._whole = False

    async def receive(self) -> Message:
        if self._whole:  # what comes now is that the client has gone, whenever that is
            return await self._receive()
        left = self._began + GRACE_S + self._bytes / SLOWEST_BYTES_S - time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, left)):
                message = await self._receive()
        except TimeoutError:
            raise BodyRefused("BODY_TOO_SLOW") from None
        piece = message.get("body", b"")
        self._bytes += len(piece)
        self._whole = not message.get("more_body", False)
        fault = self._shape.fault(piece) if self._shape and piece else None
        if fault:
            raise BodyRefused("BODY_INVALID", fault)
        return message


class _Answering:
    """An answer as it goes out: with what holds for all, and in Vietnamese where the framework speaks."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._replaced = False

    async def send(self, message: Message) -> None:
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if _foreign(message["status"], headers):
                self._replaced = True
                await self.refuse(Problem("BODY_TOO_LARGE"))
                return
            _complete(headers)
        elif self._scope["method"] == "HEAD":
            message = {**message, "body": b""}
        await self._send(message)

    async def refuse(self, problem: Problem) -> None:
        """Answers with a problem, whatever the application would have said."""
        answer = response(problem)
        _complete(answer.headers)
        await answer(self._scope, self._receive, self._send)


def _foreign(status: int, headers: Mapping[str, str]) -> bool:
    """Whether it is the framework's own word on a body that is announced as too large."""
    return status == 413 and headers.get("content-type", "").startswith("text/plain")


def _complete(headers: MutableHeaders) -> None:
    for name, value in OF_EVERY_ANSWER.items():
        headers.setdefault(name, value)
