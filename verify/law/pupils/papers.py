"""What is of a pupil besides marks, and what counts already: LAW 12, 30, 31, 49."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.law.state.acts import Act
from verify.law.state.cells import Book
from verify.law.state.pupils import Klass, Stay
from verify.law.state.state import State


def value_suits_subject(klass: Klass, subject: str, value: Any) -> bool:
    """Whether it may be a result of that subject in the class; none is one of a subject that is not there."""
    if subject == "conduct":
        return value in klass.circular.conduct
    if subject == "absent":
        return type(value) is int
    offer = klass.offers.get(subject)
    if offer is None:
        return False
    return type(value) is int if offer.kind == "score" else value in ("D", "CD")


def recorded_in(state: State, klass: str, pupil: str, semester: int) -> bool:
    """Whether a result of the semester or of the year was ever recorded in this class."""
    # Asked of every mark: looks up, and begins nothing.
    half, whole = state.record.results.get((klass, semester)), state.record.results.get((klass, 2))
    return (half is not None and pupil in half.known) or (whole is not None and pupil in whole.recorded)


def result_recorded(state: State, pupil: str, year: str, semester: int) -> bool:
    """The same in any class of the year."""
    return any(recorded_in(state, klass, pupil, semester) for klass in state.classes_in(pupil, year))


def counting_cells(book: Book | None, pupil: str) -> list[str]:
    """The columns, but the remark, in which the pupil holds a value."""
    if book is None:
        return []
    return [c for c in book.columns if c != "nx" and book.value(book.cell(pupil, c)) is not None]


def last_class(state: State, stays: list[Stay], year: str) -> str | None:
    """The class of the newest stay in the year."""
    inside = [stay.klass for stay in stays if state.classes[stay.klass].year == year]
    return inside[-1] if inside else None


def papers_of_year(state: State, pupil: str, year: str) -> Iterable[tuple[str, Iterable[int], str, Any]]:
    """(subject, semesters, kind of paper, value) of all that stands for the pupil."""
    for (named, semester, subject), value in state.papers.brought.get(pupil, {}).items():
        if named == year:
            yield subject, (semester,), "brought", value
    for one in state.papers.exemptions.get(pupil, ()):
        if state.classes[one.klass].year == year:
            yield one.subject, one.semesters, one.part, None
    for who, named, subject in state.papers.one_semester:
        if (who, named) == (pupil, year):
            yield subject, (1, 2), "one semester", None


def takes_paper(klass: Klass | None, subject: str, semesters: Iterable[int], kind: str, value: Any) -> bool:
    """Whether the class teaches it then, and the paper is one of such a subject (30, 31)."""
    if klass is None:
        return False
    if kind == "brought" and not value_suits_subject(klass, subject, value):
        return False
    if kind == "brought" and subject in ("conduct", "absent"):
        return True
    offer = klass.offers.get(subject)
    if offer is None or not all(one in offer.semesters for one in semesters):
        return False
    return kind != "whole" or offer.kind in klass.circular.whole_exemption


def resting(state: State, act: Act, kind: str) -> str | None:
    """LAW 49: acts of that type that were written, or put right, after it rest on it."""
    later = state.righting.standing(act.data["pupil"], kind)
    return "IN_USE" if any(max(one.pos, one.changed) > act.pos for one in later) else None
