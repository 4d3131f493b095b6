"""What is of record, and which empty cell may be filled: LAW "Of record", 12, 14."""

from __future__ import annotations

from verify.law.pupils.papers import recorded_in, result_recorded
from verify.law.state.cells import Book
from verify.law.state.entry import Entry
from verify.law.state.state import State


def cell_of_record(state: State, e: Entry, book: Book, col: str) -> bool:
    """Late, published, its window over, its class and semester ever locked or approved, or counted in a
    recorded result of the pupil."""
    if (e.data["pupil"], col) in book.late or result_recorded_of(state, e, book):
        return True
    window = state.window(book, col)
    ended = window is not None and window.end <= e.t
    return ended or book.term.ever_locked or book.term.ever_approved or col in book.published


def result_recorded_of(state: State, e: Entry, book: Book) -> bool:
    """Whether a result in which the pupil's marks of the semester count was ever recorded, in any class."""
    pupil, klass = e.data["pupil"], state.classes.get(book.klass)
    if pupil not in state.pupils or klass is None:
        return False
    return result_recorded(state, pupil, klass.year, book.semester)


def fills_free_cell(state: State, e: Entry) -> str | None:
    """LAW 12 of whatever fills a cell: nothing stands in its place, brought along or in another class."""
    known = state.pupils.get(e.data["pupil"])
    if known is None or not (state.papers.brought or len(known.stays) > 1):
        return None
    d, book = e.data, e.book
    if d["col"] == "nx" or d.get("old") is not None or book.klass not in state.classes:
        return None
    year = state.classes[book.klass].year
    if (year, book.semester, book.subject) in state.papers.brought.get(d["pupil"], ()):
        return "OF_RECORD"
    for klass in state.classes_in(d["pupil"], year):
        code = _taken_in(state, e, klass) if klass != book.klass else None
        if code is not None:
            return code
    return None


def _taken_in(state: State, e: Entry, klass: str) -> str | None:
    """Why the pupil's same cell in another class forbids that this one is filled."""
    pupil, col, semester = e.data["pupil"], e.data["col"], e.book.semester
    there = state.book(f"book/{klass}/{e.book.subject}/{semester}")
    if there is None:
        return None
    if there.value(there.cell(pupil, col)) is not None:
        return "OF_RECORD" if cell_of_record(state, e, there, col) else "CELL_NOT_EMPTY"
    if "dossier" in e.data:
        return None
    recorded = recorded_in(state, klass, pupil, semester)
    return "OF_RECORD" if recorded or (pupil, col) in there.struck else None


def permitted_by_another(state: State, e: Entry) -> str | None:
    """LAW 14, P4: who permits a late entry does not make it."""
    permit = state.windows.permits.get(e.data["late"]) if e.data["late"] is not None else None
    return "PERMITTER_ENTERS" if permit is not None and permit.person == e.person else None


def late_may_fill(state: State, e: Entry) -> str | None:
    """LAW 14: no permission reaches a cell that a dossier emptied, or a pupil whose result is recorded;
    without one such a cell is of record anyway."""
    if e.data["late"] is None:
        return None
    struck = (e.data["pupil"], e.data["col"]) in e.book.struck
    recorded = recorded_in(state, e.book.klass, e.data["pupil"], e.book.semester)
    return "OF_RECORD" if struck or recorded else None
