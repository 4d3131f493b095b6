"""The cells of the gradebooks: one integer each in a dictionary per column, so a million fit the memory."""

from dataclasses import dataclass, field
from typing import Any

# A cell is `position << 8 | code`, 0 if it never had an entry. Codes 0…100 are tenths.
VALUES: tuple[Any, ...] = (*range(101), "P", "K", "D", "CD")
_CODES: dict[Any, int] = {value: code for code, value in enumerate(VALUES)}
_SEALED = len(VALUES)
EMPTY = 255


@dataclass(slots=True)
class Offer:
    """A subject as a class has it."""

    kind: str
    semesters: frozenset[int]
    columns: frozenset[str]


@dataclass(slots=True)
class Term:
    """The lock and the close of one class and semester."""

    proposal: int | None = None
    proposer: str = ""
    ever_locked: bool = False
    unlocked_until: str = ""

    def locked(self, at: str) -> bool:
        return self.ever_locked and self.unlocked_until <= at


@dataclass(slots=True)
class Book:
    """One gradebook: class, subject, semester."""

    klass: str
    subject: str
    semester: int
    term: Term
    offer: Offer | None = None
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)
    sealed: dict[int, str] = field(default_factory=dict)

    def cell(self, pupil: str, col: str) -> int:
        column = self.columns.get(col)
        return column.get(pupil, 0) if column else 0

    def value(self, cell: int) -> Any:
        """The value that a cell holds; None if it is empty."""
        code = cell & 255
        if not cell or code == EMPTY:
            return None
        return self.sealed.get(cell >> 8) if code == _SEALED else VALUES[code]

    def put(self, pupil: str, col: str, pos: int, value: Any) -> None:
        """Sets the cell; `value` None empties it."""
        column = self.columns.get(col)
        if column is None:
            column = self.columns[col] = {}
        if value is None:
            code = EMPTY
        else:
            code = _CODES.get(value, _SEALED)
        if self.sealed:
            self.sealed.pop(column.get(pupil, 0) >> 8, None)
        if code == _SEALED:
            self.sealed[pos] = value
        column[pupil] = pos << 8 | code

    def held(self, col: str) -> list[tuple[str, int]]:
        """(pupil, cell) of each cell of the column that holds a value, sorted by pupil."""
        return sorted(
            (pupil, cell) for pupil, cell in self.columns.get(col, {}).items() if cell & 255 != EMPTY
        )
