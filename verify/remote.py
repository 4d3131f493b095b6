"""Evidence at an address: `<url>/checkpoint` and the C2SP tiles beside it."""

import urllib.error
import urllib.request
from collections.abc import Callable

from verify.note import MAX_NOTE, Checkpoint, parse_checkpoint
from verify.tiles import RemoteTree

TIMEOUT_SECONDS = 15
MAX_TILE = 256 * 32


class RemoteError(Exception):
    """The address did not answer as a log does."""


Fetch = Callable[[str, int], bytes]


def http_fetch(url: str, limit: int) -> bytes:
    """GET `url`, at most `limit` bytes; http and https only."""
    if not url.startswith(("http://", "https://")):
        raise RemoteError(f"no address: {url}")
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - scheme checked
            raw: bytes = answer.read(limit + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise RemoteError(f"{url}: {error}") from error
    if len(raw) > limit:
        raise RemoteError(f"{url}: more than {limit} bytes")
    return raw


class Remote:
    """A log's public face: its newest checkpoint, and its tree by tiles."""

    def __init__(self, url: str, fetch: Fetch = http_fetch) -> None:
        """`url` of the log or of its checkpoint, which is fetched; raises `RemoteError` or `NoteError`."""
        base = url.rstrip("/").removesuffix("/checkpoint")
        self.head: Checkpoint = parse_checkpoint(fetch(f"{base}/checkpoint", MAX_NOTE))
        self.tree = RemoteTree(self.head.size, lambda path: fetch(f"{base}/{path}", MAX_TILE))
