"""Evidence at an address: `<url>/checkpoint` and the C2SP tiles beside it."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from verify.proof.note import MAX_NOTE, Checkpoint, parse_checkpoint
from verify.proof.tiles import RemoteTree

TIMEOUT_SECONDS = 15
TOTAL_SECONDS = 60
"""For everything that is asked of one address together, however slowly it answers."""
MAX_TILE = 256 * 32


class RemoteError(Exception):
    """The address did not answer as a log does."""


Fetch = Callable[[str, int, float], bytes]


class _Redirects(urllib.request.HTTPRedirectHandler):
    """An address speaks for itself: no redirect leads to another scheme, host or port."""

    max_redirections = 3

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:  # noqa: PLR0917
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            raise RemoteError(f"redirects to {newurl[:200]}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def http_fetch(url: str, limit: int, seconds: float) -> bytes:
    """GET `url`, at most `limit` bytes in `seconds` all in all; http and https only."""
    if not url.startswith(("http://", "https://")):
        raise RemoteError(f"no address: {url}")
    got: list[bytes | BaseException] = []
    # A socket's own time limit begins anew with each byte, so that a drip would hold us for ever.
    worker = threading.Thread(target=_get, args=(url, limit, min(seconds, TIMEOUT_SECONDS), got), daemon=True)
    worker.start()
    worker.join(seconds)
    answer = got[0] if got else TimeoutError(f"no whole answer in {seconds:.0f} s")
    if isinstance(answer, BaseException):
        raise RemoteError(f"{url}: {answer or repr(answer)}") from answer
    if len(answer) > limit:
        raise RemoteError(f"{url}: more than {limit} bytes")
    return answer


def _get(url: str, limit: int, seconds: float, got: list[bytes | BaseException]) -> None:
    try:
        opener = urllib.request.build_opener(_Redirects)
        with opener.open(url, timeout=seconds) as answer:
            got.append(answer.read(limit + 1))
    except Exception as error:  # noqa: BLE001 - whatever the answer does to the library, it is no answer
        got.append(error)


class Remote:
    """A log's public face: its newest checkpoint, and its tree by tiles."""

    def __init__(self, url: str, fetch: Fetch = http_fetch) -> None:
        """`url` of the log or of its checkpoint, which is fetched; raises `RemoteError` or `NoteError`."""
        self._base = url.rstrip("/").removesuffix("/checkpoint")
        self._fetch, self._left = fetch, float(TOTAL_SECONDS)
        self.head: Checkpoint = parse_checkpoint(self._get("checkpoint", MAX_NOTE))
        self.tree = RemoteTree(self.head.size, lambda path: self._get(path, MAX_TILE))

    def _get(self, path: str, limit: int) -> bytes:
        if self._left <= 0:
            raise RemoteError(f"{self._base}: no answer in {TOTAL_SECONDS} s")
        begun = time.monotonic()
        try:
            return self._fetch(f"{self._base}/{path}", limit, self._left)
        finally:
            self._left -= time.monotonic() - begun
