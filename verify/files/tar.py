"""The one tar that a bag may be, spec/FORMAT.md 4: parsed, spelled again, and compared byte by byte."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from verify.files.sources import Blob, PartBlob

BLOCK = 512
RECORD = 10_240
MAX_MEMBERS = 200_000
_ZERO = bytes(BLOCK)
_OCTAL = re.compile(rb"[0-7]+")


@dataclass
class Tar:
    """Members by full name, the time they all carry, and every departure from the canonical form."""

    members: dict[str, Blob] = field(default_factory=dict)
    mtime: int | None = None
    faults: list[str] = field(default_factory=list)


def is_safe(name: str) -> bool:
    """Printable ASCII, no empty part, no `.` or `..`, no backslash."""
    parts = name.split("/")
    return name.isascii() and name.isprintable() and "\\" not in name and not {"", ".", ".."} & set(parts)


def header(name: str, size: int, mtime: int) -> bytes:
    """The only header of a member; `name` is `<id>/…`."""
    prefix, short = ("", name) if len(name) <= 100 else tuple(name.split("/", 1))
    block = (
        short.encode("ascii").ljust(100, b"\x00")
        + b"0000444\x000000000\x000000000\x00"
        + b"%011o\x00%011o\x00        0" % (size, mtime)
        + bytes(100)
        + b"ustar\x0000"
        + bytes(80)
        + prefix.encode("ascii").ljust(155, b"\x00")
        + bytes(12)
    )
    return block[:148] + b"%06o\x00 " % sum(block) + block[156:]


def read_tar(blob: Blob) -> Tar:
    """Never raises for what the bytes say: whatever is not canonical stands in `faults`."""
    tar = Tar()
    offset, last = 0, ""
    while True:
        block = blob.read_at(offset, BLOCK)
        if block == _ZERO or len(block) < BLOCK or len(tar.members) >= MAX_MEMBERS:
            break
        parsed = _parse(block)
        if parsed is None:
            tar.faults.append(f"unreadable header at byte {offset}")
            return tar
        name, size, mtime = parsed
        if tar.mtime is None:
            tar.mtime = mtime
        if not is_safe(name) or mtime != tar.mtime or header(name, size, mtime) != block:
            tar.faults.append(f"header of {name!r} at byte {offset} is not canonical")
        if not last < name:
            tar.faults.append(f"{name!r} is not in order")
        padding = -size % BLOCK
        if blob.read_at(offset + BLOCK + size, padding) != bytes(padding):
            tar.faults.append(f"{name!r} is cut off or not filled with zeros")
        if is_safe(name) and name not in tar.members:
            tar.members[name] = PartBlob(blob, offset + BLOCK, size)
        offset, last = offset + BLOCK + size + padding, name
    _check_end(blob, offset, tar)
    return tar


def _parse(block: bytes) -> tuple[str, int, int] | None:
    prefix = block[345:500].rstrip(b"\x00")
    name = (prefix + b"/" if prefix else b"") + block[:100].rstrip(b"\x00")
    size, mtime = block[124:135], block[136:147]
    if not _OCTAL.fullmatch(size) or not _OCTAL.fullmatch(mtime):
        return None
    return name.decode("latin-1"), int(size, 8), int(mtime, 8)


def _check_end(blob: Blob, offset: int, tar: Tar) -> None:
    end = offset + 2 * BLOCK
    end += -end % RECORD
    if blob.size != end or blob.read_at(offset, end - offset) != bytes(end - offset):
        tar.faults.append(f"the end at byte {offset} is not two zero blocks filled up to {RECORD} bytes")
