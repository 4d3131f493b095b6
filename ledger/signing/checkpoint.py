"""Checkpoint bodies: origin, size and root of a log, one per line (c2sp.org/tlog-checkpoint)."""

import base64
import re
from dataclasses import dataclass

from ledger.form.note import NoteError, decode_base64
from ledger.form.proof import HASH_BYTES

MAX_SIZE = 2**63 - 1
# No size 0: a log begins with entry 0, and an empty one is never signed (FORMAT §2).
_SIZE = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f]")


class BadCheckpoint(ValueError):
    """A checkpoint body that is not exactly of the form; `code`: lines, origin, size, root, extension."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: it has `size` entries under `root` (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The text that is signed, ended by LF. Raises BadCheckpoint if it could not be read back."""
        text = f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"
        if parse_body(text) != self:
            raise BadCheckpoint("lines", "the body would be read differently")
        return text


def parse_body(text: str) -> Checkpoint:
    """Reads a body strictly; extension lines are refused, as nobody signs their meaning (FORMAT §2)."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1]:
        raise BadCheckpoint("lines", "not three lines each ended by LF")
    if len(lines) > 4:
        raise BadCheckpoint("extension", "more lines than origin, size and root")
    origin, size, root = lines[:3]
    if not origin or _CONTROL.search(origin):
        raise BadCheckpoint("origin", ascii(origin))
    if not _SIZE.fullmatch(size) or int(size) > MAX_SIZE:
        raise BadCheckpoint("size", ascii(size))
    return Checkpoint(origin, int(size), _parse_root(root))


def _parse_root(text: str) -> bytes:
    try:
        root = decode_base64(text)
    except NoteError as error:
        raise BadCheckpoint("root", error.detail) from None
    if len(root) != HASH_BYTES:
        raise BadCheckpoint("root", f"{len(root)} bytes")
    return root
