"""Due cells, and a pupil's cells: "The school year" of LAW.md."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from verify.law.pupils.exemptions import exempt
from verify.law.state.cells import Offer
from verify.law.state.state import State


def cell_of(state: State, pupil: str, klass: str, book_of: tuple[str, int], col: str) -> Any:
    """A pupil's cell in (subject, semester): of the present class, else of a former one of the same year."""
    return cells_of(state, pupil, klass, book_of, (col,))[0]


def cells_of(
    state: State, pupil: str, klass: str, book_of: tuple[str, int], cols: Collection[str]
) -> list[Any]:
    """The same of several columns, in their order."""
    subject, semester = book_of
    found: list[Any] = [None] * len(cols)
    for one in state.classes_in(pupil, state.classes[klass].year):
        book = state.books.get(f"book/{one}/{subject}/{semester}")
        if book is not None:
            for at, col in enumerate(cols):
                if found[at] is None:
                    found[at] = book.value(book.cell(pupil, col))
    return found


def regular_columns(state: State, pupil: str, klass: str, subject: str) -> frozenset[str]:
    """The columns of the subject here, and in the pupil's other classes of the year: a mark counts wherever
    it stands."""
    own = state.classes[klass].offers[subject].columns
    if len(state.pupils[pupil].stays) == 1:
        return own
    places = (
        state.classes[one].offers.get(subject) for one in state.classes_in(pupil, state.classes[klass].year)
    )
    return own.union(*(offer.columns for offer in places if offer is not None))


def owes(state: State, pupil: str, klass: str, subject: str, semester: int) -> bool:
    """Whether marks are due of the pupil at all: not exempt, nothing brought, not judged by one semester."""
    year = state.classes[klass].year
    if (year, semester, subject) in state.papers.brought.get(pupil, {}):
        return False
    if exempt(state, pupil, klass, subject, semester) == "whole":
        return False
    return not (semester == 1 and (pupil, year, subject) in state.papers.one_semester)


def lacks(state: State, pupil: str, klass: str, subject: str, semester: int) -> bool:
    """Whether due cells of a member are missing ("Due cells")."""
    if subject == "profile" or not owes(state, pupil, klass, subject, semester):
        return False
    book = state.book(f"book/{klass}/{subject}/{semester}")
    offer = book.offer if book is not None else None
    if offer is None:
        return False
    if subject == "conduct":
        judged = [col for col in offer.columns if col != "nx"]
        return None in cells_of(state, pupil, klass, (subject, semester), judged)
    return counted(state, klass, pupil, subject, semester).lacking


class Counted(NamedTuple):
    """What a semester's result is taken from: the pupil's filled `tx` by number, then `gk` and `ck`."""

    values: list[Any]
    offer: Offer

    @property
    def lacking(self) -> bool:
        """Whether due cells are missing, or wait for a test to be taken later."""
        return len(self.values) - 2 < self.offer.required or None in self.values or "P" in self.values

    @property
    def whole(self) -> bool:
        """Whether a result is due. A value that does not suit the subject is BAD_VALUE where it was entered,
        and counts for nothing here."""
        score = self.offer.kind == "score"
        return not self.lacking and all(one == "K" or (type(one) is int) == score for one in self.values)


def counted(state: State, klass: str, pupil: str, subject: str, semester: int) -> Counted:
    """The cells that count, wherever in the year they stand."""
    cols = counted_columns(regular_columns(state, pupil, klass, subject))
    values = cells_of(state, pupil, klass, (subject, semester), cols)
    regular = [value for value in values[:-2] if value is not None]
    return Counted([*regular, *values[-2:]], state.classes[klass].offers[subject])


@lru_cache(maxsize=64)
def counted_columns(columns: frozenset[str]) -> tuple[str, ...]:
    """`tx1` … by number, `gk`, `ck`."""
    regular = sorted((col for col in columns if col.startswith("tx")), key=lambda col: int(col[2:]))
    return (*regular, "gk", "ck")
