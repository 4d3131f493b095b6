"""LAW 11 and 12 of a cell, whoever writes it: place, value, base."""

from __future__ import annotations

from typing import Any

from verify.law.books.members import may_have_cell
from verify.law.shape import CODES
from verify.law.state.cells import PROFILE_CLEAR, PROFILE_SEALED, Offer
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import Rule

_SCORE_CODES = frozenset(("P", "K"))
_SUBJECTS = ("score", "comment")


def _offer(e: Entry) -> Offer:
    offer = e.book.offer
    assert offer is not None  # noqa: S101 - `subject_taught` comes first and ends the judging
    return offer


def subject_taught(_state: State, e: Entry) -> str | None:
    """LAW 11: the class has the subject in that semester."""
    book = e.book
    ok = book.offer is not None and book.semester in book.offer.semesters
    return None if ok else "UNKNOWN_SUBJECT"


def column_exists(_state: State, e: Entry) -> str | None:
    """LAW 11: the book has the column."""
    return None if e.data["col"] in _offer(e).columns else "UNKNOWN_COLUMN"


def pupil_in_class(state: State, e: Entry) -> str | None:
    """LAW 11: a member on the day, or one of those who may have a cell here."""
    pupil = state.pupils.get(e.data["pupil"])
    ok = pupil is not None and pupil.klass == e.klass and pupil.first <= e.day <= pupil.last
    return None if ok or may_have_cell(state, e, e.data["pupil"]) else "NOT_IN_CLASS"


def value_suits(_state: State, e: Entry) -> str | None:
    """LAW 11 (TT26 Đ8, TT22 Đ5): a value of that kind of subject and column."""
    value, kind = e.data["value"], _offer(e).kind
    if value is None:
        return None
    if kind not in _SUBJECTS:
        return None if reserved_suits(_offer(e), e.data["col"], value) else "BAD_VALUE"
    score = kind == "score"
    if e.data["col"] == "nx":
        ok = is_sealed_here(value)
    elif type(value) is int:
        ok = score
    else:
        ok = value in (_SCORE_CODES if score else CODES)
    return None if ok else "BAD_VALUE"


def is_sealed_here(value: Any) -> bool:
    """A sealed text among the values that the shape lets in: codes are short, other texts begin with `x:`."""
    return type(value) is str and len(value) > 2 and value[1] != ":"


def reserved_suits(offer: Offer, col: str, value: Any) -> bool:
    """LAW 11 in the reserved books."""
    if col == "nx" or col in PROFILE_SEALED:
        return is_sealed_here(value)
    if offer.kind != "profile":
        return value in offer.codes
    prefix = "t:" if col in PROFILE_CLEAR else "h:"
    return type(value) is str and value.startswith(prefix)


def not_locked(_state: State, e: Entry) -> str | None:
    """LAW 11 (S28, S56): the book is not locked."""
    return "BOOK_LOCKED" if e.book.term.locked(e.t) else None


def base_is_cell(_state: State, e: Entry) -> str | None:
    """LAW 12: `base` is the position of the cell's last entry (0: never any) and `old` what it holds now."""
    book, data = e.book, e.data
    cell = book.cell(data["pupil"], data["col"])
    return None if cell >> 8 == data["base"] and book.value(cell) == data["old"] else "STALE_BASE"


def value_differs(_state: State, e: Entry) -> str | None:
    """LAW 12: a change changes something."""
    return "NO_CHANGE" if e.data["value"] == e.data["old"] else None


PLACE: tuple[Rule, ...] = (subject_taught, column_exists, pupil_in_class)
"""Where one of these fails there is no such cell, and nothing more can be asked of it."""
CELL: tuple[Rule, ...] = (*PLACE, value_suits)
"""LAW 11 without the lock."""
