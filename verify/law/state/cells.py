"""The cells of the gradebooks: one integer each in a dictionary per column, so a million fit the memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from verify.law.circulars.circular import Circular
from verify.law.circulars.table import CONDUCT_CODES
from verify.law.slotted import slotted

# A cell is `position << 8 | code`, 0 if it never had an entry. Codes 0…100 are tenths.
VALUES: tuple[Any, ...] = (*range(101), *sorted({"P", "K", "D", "CD", *CONDUCT_CODES}))
_CODES: dict[Any, int] = {value: code for code, value in enumerate(VALUES)}
_SEALED = len(VALUES)
EMPTY = 255
PROFILE_CLEAR = ("ten", "sinh", "gioi", "noi_sinh", "dan_toc", "quoc_tich")
PROFILE_SEALED = ("ton_giao", "chinh_sach", "khuyet_tat", "cha", "me", "giam_ho")
PROFILE_ASIDE = ("dia_chi", "dien_thoai", "email", "anh", "so_dd")
"""Fields that are no record: a commitment stands in the log, nothing in a bag's books."""
RESERVED = ("conduct", "profile")


@slotted
@dataclass
class Offer:
    """A subject as a class has it; `kind` of a reserved book is its name."""

    kind: str
    semesters: frozenset[int]
    columns: frozenset[str]
    required: int = 0
    """Regular assessments that a semester needs (TT26 Đ1.4, TT22 Đ6)."""
    codes: tuple[str, ...] = ()
    """Of conduct those of the circular."""


def reserved_offer(circular: Circular, subject: str, semester: int) -> Offer | None:
    """The reserved book of that name (EVENTS.md "The school year")."""
    both = frozenset((1, 2))
    if subject == "profile":
        return Offer("profile", both, frozenset((*PROFILE_CLEAR, *PROFILE_SEALED, *PROFILE_ASIDE)))
    if subject != "conduct":
        return None
    judged = ("cn",) if semester == 2 and circular.year_conduct is None else ()
    return Offer("conduct", both, frozenset(("hk", "nx", *judged)), codes=circular.conduct)


@slotted
@dataclass
class Term:
    """The lock and the close of one class and semester."""

    proposal: int | None = None
    proposer: str = ""
    ever_locked: bool = False
    unlocked_until: str = ""
    ever_approved: bool = False
    seen: tuple[tuple[str, ...], tuple[int, str]] | None = None
    """Of which books the cells were counted and digested last, and what came out; None after a change."""

    def locked(self, at: str) -> bool:
        """Whether it is locked at `t`."""
        return self.ever_locked and self.unlocked_until <= at


@slotted
@dataclass
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
    late: set[tuple[str, str]] = field(default_factory=set)
    """(pupil, column) of each cell that ever had a late entry: of record at once."""
    struck: set[tuple[str, str]] = field(default_factory=set)
    """(pupil, column) of each cell that a dossier has emptied and none has filled since."""
    seen: tuple[int, str] | None = None
    """Number and digest of its cells, once asked for; None after a change."""

    def cell(self, pupil: str, col: str) -> int:
        """What is packed for the pupil in the column; 0 if it never had an entry."""
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
        self.seen = self.term.seen = None
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

    def all_held(self) -> list[list[Any]]:
        """[pupil, column, position] of every cell that holds a value, sorted."""
        return sorted(self.rows())

    def rows(self, *before: str) -> Iterator[list[Any]]:
        """The same in any order, each row behind what stands `before`."""
        for col, column in self.columns.items():
            for pupil, cell in column.items():
                if cell & 255 != EMPTY:
                    yield [*before, pupil, col, cell >> 8]


@slotted
@dataclass
class Review:
    """What was said about one gradebook besides its marks."""

    dates: dict[str, str] = field(default_factory=dict)
    comparison: tuple[int, str, int, str] | None = None
    """Position, person, differing cells, digest."""
    signed: str | None = None
    """Digest under the newest signature."""
    signed_at: int = -1
