"""The fold of one gradebook stream: a class's cells in one subject and semester."""

from typing import NamedTuple

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
