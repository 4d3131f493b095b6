"""Streams that the decision of an act reads, by what the act is about."""

from collections.abc import Iterable

from domain.grounds.reserved import books_of
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.words.streams import book_stream, month_streams


def term_books(state: State, klass: str, semester: int) -> list[str]:
    """The streams of every gradebook of a class in a semester, the reserved ones too; [] for no class."""
    found = state.classes.get(klass)
    return [book_stream(klass, subject, semester) for subject in books_of(found, semester)] if found else []


def months_from(state: State, klass: str, day: str) -> list[str]:
    """The attendance streams of a class from the month of the day on."""
    opened = state.classes.get(klass)
    months = month_streams(klass, opened.year) if opened else []
    return [stream for stream in months if stream[-7:] >= day[:7]]


def terms_of(state: State, classes: list[str]) -> list[str]:
    """The approvals and results of classes; only in an opened year there are any."""
    opened = (klass for klass in classes if state.classes[klass].year in state.years)
    return [f"term/{klass}/{semester}" for klass in opened for semester in (1, 2)]


def board_streams(state: State, klass: str) -> list[str]:
    """What an act of a class's promotion reads: board, books and approval of the year, re-tests."""
    found = state.classes.get(klass)
    subjects = sorted(found.subjects) if found else []
    books = term_books(state, klass, 2)
    retests = (f"retest/{klass}/{subject}" for subject in subjects)
    return [f"board/{klass}", f"term/{klass}/2", *books, *retests]


def classes_beside(state: State, klasses: list[str], pupils: Iterable[str]) -> list[str]:
    """All classes of the pupils in the school year of these classes, sorted."""
    years = {state.classes[klass].year for klass in klasses if klass in state.classes}
    return sorted(
        {klass for year in years for pupil in pupils for klass in classes_of_year(state, pupil, year)}
    )


def pupil_streams(state: State, klass: str, pupils: Iterable[str]) -> list[str]:
    """The same, and the boards of the pupils' other classes of the year: one of them may have decided."""
    boards = [f"board/{each}" for each in classes_beside(state, [klass], pupils) if each != klass]
    return [*board_streams(state, klass), *boards]


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
