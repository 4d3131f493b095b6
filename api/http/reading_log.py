"""Notes who is handed personal data, before it is handed out, and who could not sign in, without secrets."""

import logging
import re
from collections.abc import Iterable
from urllib.parse import unquote

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.caller import Caller, client_of
from api.service.service import Service
from domain.words.days import parse_instant
from ledger.beside.readings import Readings

_SIGN_IN = "/dang-nhap"
_SCHOOL = "/api/v1/schools/{school}"
WITHOUT_PERSONAL_DATA = (
    _SIGN_IN,
    *(_SCHOOL, _SCHOOL + "/me", _SCHOOL + "/people", _SCHOOL + "/fsck", _SCHOOL + "/archives"),
    *(_SCHOOL + "/classes", _SCHOOL + "/windows", _SCHOOL + "/closes", _SCHOOL + "/progress"),
    *(_SCHOOL + "/lists", _SCHOOL + "/decisions", "/api/v1/me"),
    *(_SCHOOL + "/accounts", _SCHOOL + "/sessions", _SCHOOL + "/tokens", _SCHOOL + "/security-check"),
    _SCHOOL + "/questions",
)
"""Addresses that name no pupil, nor what one got; names of lists, classes and staff are not meant.

Whatever else is handed to somebody who is signed in is noted, also at an address that is new. Which pages
are without is said in their table.
"""
_DOOR = re.compile(r"(/api/v1/schools|/truong|/logs)/([^/]*)")
_NOBODY = (401, 429)
"""Somebody whose token is unknown, or was unknown too often."""

_log = logging.getLogger(__name__)


class ReadingLog:
    """Stands outermost: it sees each answer's status, and holds it back until it has been noted."""

    def __init__(self, app: ASGIApp, service: Service, pages_without: Iterable[str]) -> None:
        self._app = app
        self._without = [compile_path(path)[0] for path in (*WITHOUT_PERSONAL_DATA, *pages_without)]
        self._service = service
        self._readings = Readings(service.db)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._note(scope, message["status"])
            await send(message)

        await self._app(scope, receive, noted)

    async def _note(self, scope: Scope, status: int) -> None:
        caller = scope["state"].get("caller")
        personal = not any(each.match(scope["path"]) for each in self._without)
        asked = scope["method"] in ("GET", "HEAD") and personal
        if status in _NOBODY and caller is None and _tried(scope):
            await self._note_failure(scope)
        elif status < 300 and asked and isinstance(caller, Caller):
            at = parse_instant(caller.school.clock.now())
            school, what = caller.school.log.school, _what(scope)
            try:
                await run_in_threadpool(self._readings.note, school, caller.person, what, at)
            except Exception:  # noqa: BLE001 - with a full disk a book is still to be read; the operator has it
                _log.exception("a reading was not noted: %s read %s", caller.person, what)

    async def _note_failure(self, scope: Scope) -> None:
        at = parse_instant(self._service.clock.now())
        try:
            await run_in_threadpool(
                self._readings.note_failure, client_of(scope), self._door(scope["path"]), at
            )
        except Exception:  # noqa: BLE001 - who is refused is refused, whether or not it could be noted
            _log.exception("a failed sign-in was not noted")

    def _door(self, path: str) -> str:
        """Where somebody stood: not the whole address, or who guesses would fill the disk with addresses."""
        found = _DOOR.match(path)
        if found is None:
            return _SIGN_IN if _signs_in(path) else "/"
        return found[0] if self._service.knows(found[2]) else found[1]


def _signs_in(path: str) -> bool:
    return path == _SIGN_IN or path.startswith(f"{_SIGN_IN}/")


def _tried(scope: Scope) -> bool:
    """Whether something was shown that named nobody; a first visit without anything is no failure, nor is the
    cookie of a session that has ended."""
    posted = scope["method"] == "POST" and _signs_in(scope["path"])
    return posted or "authorization" in Headers(scope=scope) or "guessed" in scope["state"]


def _what(scope: Scope) -> str:
    """The address that was asked, with what its route reads of the query: nothing else hides it."""
    route = scope["state"].get("asked", scope).get("route")
    known = _names(route.dependant) if isinstance(route, APIRoute) else set[str]()
    pairs = (each.partition("=") for each in scope["query_string"].decode("latin-1").split("&"))
    # Of a name that comes twice the framework reads the last.
    read = {unquote(name): unquote(value).replace("&", "%26") for name, _, value in pairs}
    query = "&".join(f"{name}={value}" for name, value in read.items() if name in known)
    return f"{scope['path']}?{query}" if query else str(scope["path"])


def _names(asked: Dependant) -> set[str]:
    return {each.alias for each in asked.query_params}.union(*map(_names, asked.dependencies))
