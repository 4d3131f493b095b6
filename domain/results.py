"""Averages and comment results of a class, computed from its books by its regulation; never events."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.book import BookState
from domain.events import book_stream
from domain.facts import Klass, SubjectPlan
from domain.membership import brought, exempt, one_semester_allowed
from domain.regulations import regulation
from domain.regulations.tt58_2011 import NoResult, Result, Status
from domain.state import State
from domain.year_results import YEAR, computed, judged

NOT_FROM_MARKS = "LAW-30-31"
"""The rule of a result that no marks of ours make: exempt, or brought from another school."""


class PupilResult(NamedTuple):
    """One pupil's result in one subject: of semester 1 or 2, or of the year (0)."""

    subject: str
    semester: int
    pupil: str
    result: Result

    def to_json(self) -> dict[str, Any]:
        """The form of FORMAT.md §5."""
        trace = self.result.trace
        return {
            "subject": self.subject,
            "semester": self.semester,
            "pupil": self.pupil,
            "value": self.result.value,
            "status": str(self.result.status),
            "trace": trace.to_json() if trace else None,
        }


def class_results(state: State, klass: Klass) -> list[PupilResult]:
    """Every subject, semester and year of all who ever were in the class, in the order of FORMAT.md §5.

    A pupil's cell follows the pupil, what was brought along stands for marks, and an exemption is no gap.
    The books of `classes_with` must be loaded.
    """
    found = [
        PupilResult(plan.subject, semester, pupil, result)
        for plan in klass.subjects.values()
        for pupil in state.rosters[klass.klass]
        for semester, result in _of_pupil(state, klass, plan, pupil).items()
    ]
    return sorted(found, key=lambda row: row[:3])


def _of_pupil(state: State, klass: Klass, plan: SubjectPlan, pupil: str) -> dict[int, Result]:
    halves = {semester: _half(state, klass, plan, pupil, semester) for semester in plan.semesters}
    return _with_year(klass, plan, halves)


def _half(state: State, klass: Klass, plan: SubjectPlan, pupil: str, semester: int) -> Result:
    if exempt(state, pupil, klass.klass, plan.subject, semester) == "whole":
        return Result(NOT_FROM_MARKS, Status.EXEMPT)
    along: Any = brought(state, pupil, klass.year, semester, plan.subject)
    if along is not None:
        return Result(NOT_FROM_MARKS, Status.OK, along)
    found = computed(state, klass, plan, pupil, semester)
    allowed = semester == 1 and one_semester_allowed(state, pupil, klass.klass, plan.subject)
    if found.value is None and allowed:
        return Result(found.rule, Status.NOT_LEARNED)
    return found


def subject_results(
    klass: Klass, plan: SubjectPlan, pupil: str, books: Mapping[str, BookState]
) -> dict[int, Result]:
    """Semester (0 = year) -> result of one pupil by the marks in `books` alone: streams -> gradebooks.

    A book that is absent is an empty one. RegulationError for an unknown regime.
    """
    halves = {
        semester: _in_book(klass, plan, pupil, books.get(book_stream(klass.klass, plan.subject, semester)))
        for semester in plan.semesters
    }
    return _with_year(klass, plan, halves)


def _in_book(klass: Klass, plan: SubjectPlan, pupil: str, book: BookState | None) -> Result:
    book = book or BookState()
    regular = [f"tx{number}" for number in range(1, plan.tx + 1)]
    return judged(klass, plan, regular, lambda col: book.cell(pupil, col).value)


def _with_year(klass: Klass, plan: SubjectPlan, halves: dict[int, Result]) -> dict[int, Result]:
    """The semesters, and the year that follows from them."""
    law = regulation(klass.regime)
    of_year = law.subject_year if plan.kind == "score" else law.comment_year
    return {YEAR: of_year(_for_year(halves.get(1)), _for_year(halves.get(2))), **halves}


def _for_year(result: Result | None) -> Any:
    """A semester as the year's rule takes it: its value, None if still missing, or why there is none."""
    if result is None or result.status is Status.NOT_LEARNED:
        return NoResult.NOT_TAUGHT
    return NoResult.EXEMPT if result.status is Status.EXEMPT else result.value
