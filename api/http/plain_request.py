"""Brings a request to the one form that the application looks at, as HTTP allows others besides."""

import re
from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

_SCHEMES = ("http", "https")
_RANGES = re.compile(rb"bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*\s*", re.ASCII)
_BOUNDED = re.compile(rb"(\d+)-(\d+)", re.ASCII)


class PlainRequest:
    """Stands outermost: whoever looks at the path, looks at one that begins with a slash."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if not scope["path"].startswith("/"):
                scope = _of_the_path(scope)
            if any(name == b"range" for name, _ in scope["headers"]):
                scope = {**scope, "headers": [each for each in scope["headers"] if not _no_range(*each)]}
        await self._app(scope, receive, send)


def _of_the_path(scope: Scope) -> Scope:
    """Asked of a whole address, as a proxy is, it is asked of its path (RFC 9112 section 3.2.2)."""
    scheme, found, rest = scope["path"].partition("://")
    if not found or scheme.lower() not in _SCHEMES:
        return scope
    path = "/" + rest.partition("/")[2]
    return {**scope, "path": path, "raw_path": quote(path).encode()}


def _no_range(name: bytes, value: bytes) -> bool:
    """Whether it asks for a part in words that are to be passed over (RFC 9110 section 14.2)."""
    if name != b"range":
        return False
    backwards = any(int(first) > int(last) for first, last in _BOUNDED.findall(value))
    return backwards or _RANGES.fullmatch(value) is None
