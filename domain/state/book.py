"""The fold of one gradebook stream: a class's cells in one subject and semester."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from domain.words.entry import Entry

CellValue = int | str | None
"""Tenths, a code, a sealed text, or None for an empty cell."""
REMARK = "nx"
"""The one column that counts in no result."""


class Cell(NamedTuple):
    """A cell's value and the position of its last entry (that of the clearing, if it was cleared)."""

    value: CellValue
    pos: int


NEVER = Cell(None, 0)
"""A cell that never had an entry: its base version is 0."""


class Signature(NamedTuple):
    """A signature by the entry at `pos` under what had this digest."""

    pos: int
    digest: str


class LatePermission(NamedTuple):
    """Late entry allowed to some pupils in one column while `at` < `until`, by the entry at `pos`."""

    pos: int
    col: str
    pupils: frozenset[str]
    until: str
    person: str
    """Who permitted: another enters (LAW 14)."""


class Comparison(NamedTuple):
    """A personal book was compared by `person` with what had this digest; `differing` cells differed."""

    pos: int
    person: str
    differing: int
    digest: str


class BookState:
    """One gradebook as its entries leave it; the same fold serves decisions, views and as-of."""

    __slots__ = ("cells", "comparison", "dates", "late", "permissions", "published", "signature", "struck")

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], Cell] = {}
        self.published: dict[str, int] = {}
        self.permissions: list[LatePermission] = []
        self.dates: dict[str, str] = {}
        """Column -> the day of its test."""
        self.comparison: Comparison | None = None
        self.signature: Signature | None = None
        self.late: set[tuple[str, str]] = set()
        """Cells with a late entry: of record at once (LAW "Of record")."""
        self.struck: set[tuple[str, str]] = set()
        """Cells that a dossier emptied: only a dossier fills them again (LAW 14)."""

    @classmethod
    def fold(cls, entries: Iterable[Entry]) -> "BookState":
        """The book after the given entries of its stream, in order."""
        book = cls()
        for entry in entries:
            book.apply(entry)
        return book

    def apply(self, entry: Entry) -> None:
        """Take in the next entry of the stream; O(1)."""
        if (change := _APPLY.get(entry.type)) is not None:
            change(self, entry.pos, entry.data)
        else:
            _REVIEW[entry.type](self, entry)

    def cell(self, pupil: str, col: str) -> Cell:
        """The cell, NEVER if it has no entry."""
        return self.cells.get((pupil, col), NEVER)

    def values(self, col: str) -> list[tuple[str, int]]:
        """(pupil, position) of the column's cells that hold a value, sorted by pupil."""
        return sorted(
            (p, cell.pos) for (p, c), cell in self.cells.items() if c == col and cell.value is not None
        )

    def counts(self, pupil: str) -> bool:
        """Whether the pupil holds a value here in another column than the remark."""
        return any(
            who == pupil and col != REMARK and cell.value is not None
            for (who, col), cell in self.cells.items()
        )

    def permission(self, pos: int) -> LatePermission | None:
        """The late permission that the entry at `pos` gave in this book."""
        return next((p for p in self.permissions if p.pos == pos), None)

    def permission_for(self, pupil: str, col: str, at: str, person: str) -> LatePermission | None:
        """The newest permission in force at `at` for this cell; one that another gave first (LAW 14)."""
        fits = [p for p in reversed(self.permissions) if p.col == col and at < p.until and pupil in p.pupils]
        return next((p for p in fits if p.person != person), fits[0] if fits else None)


def _set(book: BookState, pos: int, data: dict[str, Any]) -> None:
    cell = (data["pupil"], data["col"])
    book.cells[cell] = Cell(data["value"], pos)
    if data.get("late") is not None:
        book.late.add(cell)


def _clear(book: BookState, pos: int, data: dict[str, Any]) -> None:
    book.cells[data["pupil"], data["col"]] = Cell(None, pos)


def _publish(book: BookState, pos: int, data: dict[str, Any]) -> None:
    book.published[data["col"]] = pos


def _correct(book: BookState, pos: int, data: dict[str, Any]) -> None:
    _set(book, pos, data)
    cell = (data["pupil"], data["col"])
    if data["value"] is None:
        book.struck.add(cell)
    else:
        book.struck.discard(cell)


def _permit(book: BookState, entry: Entry) -> None:
    data, person = entry.data, entry.actor["person"]
    book.permissions.append(
        LatePermission(entry.pos, data["col"], frozenset(data["pupils"]), data["until"], person)
    )


def _date(book: BookState, entry: Entry) -> None:
    book.dates[entry.data["col"]] = entry.data["date"]


def _compare(book: BookState, entry: Entry) -> None:
    data = entry.data
    book.comparison = Comparison(entry.pos, entry.actor["person"], data["differing"], data["digest"])


def _declare(_book: BookState, _entry: Entry) -> None:
    """A declaration changes no fact that a rule reads."""


def _sign(book: BookState, entry: Entry) -> None:
    book.signature = Signature(entry.pos, entry.data["digest"])


_REVIEW: dict[str, Callable[[BookState, Entry], None]] = {
    "ColumnDated": _date,
    "BookCompared": _compare,
    "BookDeclared": _declare,
    "BookSigned": _sign,
    "LateEntryPermitted": _permit,
}
_APPLY: dict[str, Callable[[BookState, int, dict[str, Any]], None]] = {
    "MarkEntered": _set,
    "MarkChanged": _set,
    "MarkCleared": _clear,
    "CorrectionApplied": _correct,
    "ColumnPublished": _publish,
}
