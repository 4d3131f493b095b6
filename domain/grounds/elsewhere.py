"""A pupil's other classes of the same year, and what must be loaded to know their cells (LAW 12)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.state.membership import classes_of_year
from domain.words.streams import book_stream

if TYPE_CHECKING:
    from domain.state.state import State


def other_classes(state: State, pupil: str, klass: str) -> list[str]:
    """The pupil's other classes of the class's year; [] at once for whoever never moved."""
    known, opened = state.pupils.get(pupil), state.classes.get(klass)
    if known is None or opened is None or not known.past:
        return []
    return sorted(set(classes_of_year(state, pupil, opened.year)) - {klass})


def fill_reads(state: State, klass: str, subject: str, semester: int, pupils: Iterable[str]) -> list[str]:
    """What tells whether cells of these pupils are free and not of record: the same book of their other
    classes; in an opened year the approvals of all these classes (no other year has approvals)."""
    opened = state.classes.get(klass)
    if opened is None:
        return []
    others = {place for pupil in pupils for place in other_classes(state, pupil, klass)}
    books = [book_stream(place, subject, semester) for place in sorted(others)]
    if opened.year not in state.years:
        return books
    terms = [f"term/{place}/{each}" for place in sorted(others | {klass}) for each in {semester, 2}]
    return [*books, *sorted(terms)]
