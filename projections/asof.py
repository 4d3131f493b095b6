"""A class's books as they stood at a date or a size: the same fold as ever, stopped earlier."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from domain.law import book_of, take_in
from domain.state.book import BookState
from domain.words.days import read_address_instant
from domain.words.entry import Entry
from domain.words.streams import book_stream
from ledger.form.canonical import b64, leaf_hash
from ledger.form.lines import read_line
from ledger.form.tree import HashTree
from ledger.log import SchoolLog
from ledger.pgtiles import PgTiles
from ledger.signing.checkpointer import newest_signed
from projections.tables.place import reading

_SIZE = re.compile(r"@(0|[1-9][0-9]{0,9})", re.ASCII)


class AsOfError(ValueError):
    """`code`: NOT_A_MOMENT (not @SIZE, not RFC 3339 with an offset) or BEYOND_HEAD (the log is smaller)."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Moment(NamedTuple):
    """The log held `size` entries at `at` (27 characters; None for size 0).

    `final`: this cannot change any more. A date is final once the log holds a later entry, a size at once.
    """

    size: int
    at: str | None
    final: bool


class BookAt(NamedTuple):
    """One gradebook as it stood."""

    subject: str
    semester: int
    state: BookState


def moment(log: SchoolLog, text: str) -> Moment:
    """The moment that `@SIZE`, or a date and time with its offset from UTC, names. Raises AsOfError."""
    match = _SIZE.fullmatch(text)
    if match:
        return at_size(log, int(match[1]))
    try:
        at = read_address_instant(text)
    except (ValueError, OverflowError):  # the latter: before the year 1 or after 9999 in UTC
        raise AsOfError("NOT_A_MOMENT", text) from None
    return Moment(*log.size_at(at))


def at_size(log: SchoolLog, size: int) -> Moment:
    """The moment at which the log came to hold `size` entries. Raises AsOfError BEYOND_HEAD."""
    if size > log.head().size:
        raise AsOfError("BEYOND_HEAD", f"@{size} > @{log.head().size}")
    last = list(log.entries(size - 1, size)) if size else []
    return Moment(size, last[0].at if last else None, True)


def book_at(log: SchoolLog, klass: str, subject: str, semester: int, size: int) -> BookState:
    """One gradebook after the first `size` entries of the log."""
    return book_of(log.stream(book_stream(klass, subject, semester), size))


def class_at(log: SchoolLog, klass: str, size: int) -> list[BookAt]:
    """All gradebooks of a class after the first `size` entries, sorted by subject and semester."""
    books: dict[str, BookState] = {}
    for entry in _class_entries(log, klass, size):
        take_in(books.setdefault(entry.stream, BookState()), entry)
    named = [(stream.split("/"), state) for stream, state in books.items()]
    return sorted(BookAt(parts[2], int(parts[3]), state) for parts, state in named)


def root_at(log: SchoolLog, size: int) -> bytes:
    """The root of the first `size` entries: from stored tiles, and from lines where none are stored yet."""
    signed = newest_signed(log)
    stored = signed.size if signed else 0
    tiles = PgTiles(log.db, log.school)
    if size <= stored:
        return HashTree(tiles, stored).root(size)
    leaves = [leaf_hash(line) for line in log.lines(stored, size)]
    return tiles.edge(stored).extend(leaves)[0].root()


def replay(log: SchoolLog, klass: str, when: Moment) -> dict[str, Any]:
    """What `socai replay --json` prints: `size`, `root` (b64), `at`, `final`, `cells` as in FORMAT §5."""
    return {
        "size": when.size,
        "root": b64(root_at(log, when.size)),
        "at": when.at,
        "final": when.final,
        "cells": cell_rows(class_at(log, klass, when.size)),
    }


def cell_rows(books: Iterable[BookAt]) -> list[dict[str, Any]]:
    """The cells that hold a value, in the form and order of spec/FORMAT.md §5."""
    cells = [
        (book.subject, book.semester, pupil, col, cell.value, cell.pos)
        for book in books
        for (pupil, col), cell in book.state.cells.items()
        if cell.value is not None
    ]
    names = ("subject", "semester", "pupil", "col", "value", "pos")
    return [dict(zip(names, cell, strict=True)) for cell in sorted(cells, key=lambda cell: cell[:4])]


def _class_entries(log: SchoolLog, klass: str, size: int) -> Iterable[Entry]:
    """The entries of a class's books among the first `size`, each stream in order of its versions."""
    with reading(log) as place:
        rows = place.rows(
            # The LIMIT makes the planner walk the key for each run, whatever it believes about the tables.
            "SELECT made.line FROM @schema@.run r CROSS JOIN LATERAL ("
            "SELECT e.pos, e.line FROM @schema@.entry e WHERE e.school = r.school AND e.pos >= r.pos"
            " AND e.pos < LEAST(r.pos + r.n, %s)"
            " ORDER BY e.pos LIMIT r.n) made"
            " WHERE r.school = %s AND r.stream >= %s AND r.stream < %s AND r.pos < %s"
            " ORDER BY r.stream, r.ver, made.pos",
            size,
            log.school,
            f"book/{klass}/",
            f"book/{klass}0",  # "0" is the character after "/"
            size,
        )
    return (read_line(line) for (line,) in rows)
