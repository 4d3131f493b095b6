"""Where bytes come from: a file, a part of a file, or memory; all read by offset and with limits."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from verify.proof.canonical import MAX_LINE

CHUNK = 1 << 20


class TooLarge(ValueError):
    """A file is larger than its kind may be."""


class Blob(Protocol):
    """A run of bytes that can be read from any place."""

    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`; fewer at the end."""
        ...


class FileBlob:
    """A regular file; a link or device raises OSError, so that no target leads us elsewhere."""

    def __init__(self, path: Path) -> None:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{path.name} is no regular file")
        self.size = status.st_size
        self._path = path

    def read_at(self, offset: int, length: int) -> bytes:
        """Opened for each read: thousands of files of a bag are not held open."""
        with self._path.open("rb", buffering=0) as file:
            return os.pread(file.fileno(), length, offset)


class UnreadableBlob:
    """What stands in a folder and cannot be read."""

    size = 0

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def read_at(self, _offset: int, _length: int) -> bytes:
        """Raises OSError with the reason."""
        raise OSError(self._reason)


class BytesBlob:
    """Bytes in memory."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.size = len(raw)

    def read_at(self, offset: int, length: int) -> bytes:
        """A slice of them."""
        return self._raw[offset : offset + length]


class PartBlob:
    """`size` bytes of another blob from `start`."""

    def __init__(self, whole: Blob, start: int, size: int) -> None:
        self._whole, self._start, self.size = whole, start, size

    def read_at(self, offset: int, length: int) -> bytes:
        """Never beyond its own end, whatever follows there."""
        return self._whole.read_at(self._start + offset, max(0, min(length, self.size - offset)))


def chunks(blob: Blob) -> Iterator[bytes]:
    """All bytes in order."""
    offset = 0
    while part := blob.read_at(offset, CHUNK):
        yield part
        offset += len(part)


def read_all(blob: Blob, limit: int) -> bytes:
    """The whole content; raises `TooLarge` before reading more than `limit` bytes."""
    if blob.size > limit:
        raise TooLarge(f"{blob.size} bytes, at most {limit} allowed")
    return b"".join(chunks(blob))


def sha256(blob: Blob) -> bytes:
    """Digest of the content, read in chunks."""
    digest = hashlib.sha256()
    for part in chunks(blob):
        digest.update(part)
    return digest.digest()


def lines(blob: Blob) -> Iterator[tuple[bytes, int]]:
    """Each line without its LF, and the offset of the line after it.

    An overlong line, which no reader needs to hold, is given as one byte over the limit, all zero. What
    follows the last LF is given as a last line; `ends_in_line_feed` tells whether there is such a rest.
    """
    rest, end, overlong = b"", 0, False
    for part in chunks(blob):
        pieces = (rest + part).split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            end += len(piece) + 1
            yield (piece if not overlong else bytes(MAX_LINE + 1)), end
            overlong = False
        if len(rest) > MAX_LINE:
            end += len(rest)
            rest, overlong = b"", True
    if rest or overlong:
        yield (rest if not overlong else bytes(MAX_LINE + 1)), end + len(rest) + 1


def ends_in_line_feed(blob: Blob) -> bool:
    """Whether the last byte is LF; true of an empty file."""
    return blob.size == 0 or blob.read_at(blob.size - 1, 1) == b"\n"
