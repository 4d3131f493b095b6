"""Whose semester it is, and who may have a cell in it: LAW 11 and "The school year"."""

from __future__ import annotations

from verify.law.state.entry import Entry
from verify.law.state.state import State


def pupils_of(state: State, klass: str, semester: int, e: Entry) -> list[str]:
    """The members on the last day of the semester, sorted; on the day of the entry while that is not past."""
    year = state.years.get(state.classes[klass].year)
    last = e.day if year is None else year.semesters[semester - 1][1]
    return state.members(klass, last if last < e.day else e.day)


def may_have_cell(state: State, e: Entry, pupil: str) -> bool:
    """A member on the day, or on one of the semester before it; or whoever ever was placed here, of a cell
    that has an entry."""
    known = state.pupils.get(pupil)
    stays = [stay for stay in known.stays if stay.klass == e.klass] if known is not None else []
    if stays and e.book.cell(pupil, e.data["col"]) != 0:
        return True
    first, last = _semester(state, e)
    return any(
        stay.first <= e.day <= stay.last
        or (stay.first <= min(last, e.day) and stay.last >= first and stay.first <= stay.last)
        for stay in stays
    )


def _semester(state: State, e: Entry) -> tuple[str, str]:
    """The days of the book's semester up to that of the entry; of a year that is not opened all of them."""
    klass = state.classes.get(e.book.klass)
    year = state.years.get(klass.year) if klass is not None else None
    first, last = ("", e.day) if year is None else year.semesters[e.book.semester - 1]
    return first, min(last, e.day)
