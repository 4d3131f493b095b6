"""The part of LAW 38 about semester 1 of who was in no class when it was approved."""

from __future__ import annotations

from verify.law.books.due import counted, lacks
from verify.law.books.members import pupils_of
from verify.law.state.entry import Entry
from verify.law.state.state import State


def first_half_whole(state: State, e: Entry) -> str | None:
    """LAW 38: no marks of semester 1 count in nothing because they were broken off before its approval."""
    if e.data["semester"] != 2:
        return None
    klass = e.data["class"]
    broken = any(
        _begun(state, pupil, klass, subject) and lacks(state, pupil, klass, subject, 1)
        for pupil in pupils_of(state, klass, 2, e)
        if not _recorded_half(state, pupil, klass)
        for subject, offer in state.classes[klass].offers.items()
        if 1 in offer.semesters
    )
    return "INCOMPLETE" if broken else None


def _recorded_half(state: State, pupil: str, klass: str) -> bool:
    classes = state.classes_in(pupil, state.classes[klass].year)
    return any((1, pupil) in state.record.result(one, 1).rows for one in classes)


def _begun(state: State, pupil: str, klass: str, subject: str) -> bool:
    return any(value is not None for value in counted(state, klass, pupil, subject, 1).values)
