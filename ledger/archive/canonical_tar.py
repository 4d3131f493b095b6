"""The one tar of given members (spec/FORMAT.md §4): the same members always give the same bytes."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

BLOCK = 512
RECORD = 20 * BLOCK
MODE = 0o444
NAME_FIELD = 100
MAX_ID = 32
MAX_NAME = 99
# Eleven octal digits; larger members would need an extension that ustar does not have.
MAX_MEMBER = 8**11 - 1


class BadMember(ValueError):
    """A member that cannot stand in a canonical tar; `code`: name, order, size."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file: `content()` gives its `size` bytes in pieces, the same ones each time."""

    name: str
    size: int
    content: Callable[[], Iterable[bytes]]

    @classmethod
    def of(cls, name: str, data: bytes) -> "Member":
        """A member whose bytes are at hand."""
        return cls(name, len(data), lambda: (data,))


class Sink(Protocol):
    """Where the tar goes."""

    def write(self, data: bytes, /) -> int:
        """Takes all of `data`."""
        ...


class TarWriter:
    """Writes members in ascending order of their names and remembers the SHA-256 of all bytes."""

    def __init__(self, sink: Sink, mtime: int) -> None:
        self._sink = sink
        self._mtime = mtime
        self._hash = hashlib.sha256()
        self._last = ""
        self.bytes = 0

    def add(self, member: Member) -> bytes:
        """Writes one member; gives the SHA-256 of its content. Raises BadMember."""
        if member.name <= self._last:
            raise BadMember("order", f"{member.name} after {self._last}")
        self._put(header(member.name, member.size, self._mtime))
        digest, written = hashlib.sha256(), 0
        for piece in member.content():
            self._put(piece)
            digest.update(piece)
            written += len(piece)
        if written != member.size:
            raise BadMember("size", f"{member.name}: {written} bytes, announced {member.size}")
        self._put(bytes(-written % BLOCK))
        self._last = member.name
        return digest.digest()

    def close(self) -> bytes:
        """Ends the tar; gives the SHA-256 of the whole file."""
        self._put(bytes(2 * BLOCK))
        self._put(bytes(-self.bytes % RECORD))
        return self._hash.digest()

    def _put(self, data: bytes) -> None:
        self._sink.write(data)
        self._hash.update(data)
        self.bytes += len(data)


def header(name: str, size: int, mtime: int) -> bytes:
    """The 512 bytes before a member. Every field is fixed by FORMAT §4, nothing is taken from the machine."""
    check_name(name)
    if not 0 <= size <= MAX_MEMBER:
        raise BadMember("size", f"{name}: {size} bytes")
    prefix, short = ("", name) if len(name) <= NAME_FIELD else name.split("/", 1)
    before = short.encode().ljust(NAME_FIELD, b"\0") + b"".join(_octal(n, 7) for n in (MODE, 0, 0))
    before += _octal(size, 11) + _octal(mtime, 11)
    after = b"0" + bytes(100) + b"ustar\x0000" + bytes(32 + 32 + 8 + 8)
    after += prefix.encode().ljust(155, b"\0") + bytes(12)
    # POSIX: the sum is taken with its own field read as eight spaces.
    checksum = sum(before) + sum(after) + 8 * 0x20
    return before + b"%06o\0 " % checksum + after


def check_name(name: str) -> None:
    """Raises BadMember unless `name` is `<id>/<rest>`, safe to extract anywhere, and fits the fields."""
    parts = name.split("/")
    if not name.isascii() or not name.isprintable() or "\\" in name:
        raise BadMember("name", ascii(name))
    if len(parts) < 2 or len(parts[0]) > MAX_ID or len(name) - len(parts[0]) - 1 > MAX_NAME:
        raise BadMember("name", ascii(name))
    if any(part in ("", ".", "..") for part in parts):
        raise BadMember("name", ascii(name))


def joined(lines: Iterable[bytes], end: bytes = b"\n", piece: int = 1 << 18) -> Iterator[bytes]:
    """Lines, each with its end, gathered into pieces of about `piece` bytes."""
    held: list[bytes] = []
    length = 0
    for line in lines:
        held += (line, end)
        length += len(line) + len(end)
        if length >= piece:
            yield b"".join(held)
            held, length = [], 0
    yield b"".join(held)


def _octal(value: int, digits: int) -> bytes:
    return b"%0*o\0" % (digits, value)
