"""A copy of a log as somebody keeps it: an export's folder, a bag, a note by itself (FORMAT §2–§4)."""

import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ledger.form.canonical import MAX_LINE_BYTES

MAX_NOTE_BYTES = 65_535


class BadCopy(ValueError):
    """The path holds no copy of a log; `code`: nothing (neither lines nor a note), line, note."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Copy:
    """`lines()` gives the lines from the first one on, anew at each call; `notes` are signed or not."""

    lines: Callable[[], Iterator[bytes]]
    notes: tuple[bytes, ...]


def open_copy(path: Path) -> Copy:
    """What lies at `path`, unjudged. Raises BadCopy, OSError."""
    if path.is_dir():
        return _of_folder(path / "data" if (path / "data").is_dir() else path)
    if tarfile.is_tarfile(path):
        return _of_bag(path)
    return Copy(lambda: iter(()), (_note(path.read_bytes()[: MAX_NOTE_BYTES + 1]),))


def _of_folder(folder: Path) -> Copy:
    """An export, or a bag that was unpacked."""
    entries = folder / "entries.jsonl"
    notes = [folder / "checkpoint", *sorted(folder.glob("handover-*")), *sorted(folder.glob("handover/*"))]
    found = tuple(_note(path.read_bytes()[: MAX_NOTE_BYTES + 1]) for path in notes if path.is_file())
    if not entries.is_file():
        raise BadCopy("nothing", "entries.jsonl")

    def lines() -> Iterator[bytes]:
        with entries.open("rb") as file:
            yield from _lines(file)

    return Copy(lines, found)


def _of_bag(path: Path) -> Copy:
    with _members(path) as members:
        notes = tuple(
            _note(file.read(MAX_NOTE_BYTES + 1))
            for name, file in members
            if name == "data/checkpoint" or name.startswith("data/handover/")
        )

    def lines() -> Iterator[bytes]:
        with _members(path) as members:
            for name, file in members:
                if name == "data/entries.jsonl":
                    yield from _lines(file)

    return Copy(lines, notes)


@contextmanager
def _members(path: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The files of a bag, named from below its own folder."""
    try:
        with tarfile.open(path) as tar:
            files = ((each.name.partition("/")[2], tar.extractfile(each)) for each in tar if each.isfile())
            yield ((name, file) for name, file in files if file is not None)
    except tarfile.TarError as error:
        raise BadCopy("nothing", str(error)) from None


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE_BYTES + 2):
        if not line.endswith(b"\n"):
            raise BadCopy("line", "cut off, or too long")
        yield line[:-1]


def _note(raw: bytes) -> bytes:
    if len(raw) > MAX_NOTE_BYTES or not raw:
        raise BadCopy("note", f"{len(raw)} bytes")
    return raw
