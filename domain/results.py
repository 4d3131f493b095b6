"""Averages and comment results of a class, computed from its books by its regulation; never events."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from domain.book import BookState
from domain.events import book_stream
from domain.facts import Klass, SubjectPlan
from domain.regulations import Regulation, regulation
from domain.regulations.tt58_2011 import NoResult, Result, Status

YEAR = 0
"""The `semester` of a year's result."""


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


def class_results(klass: Klass, pupils: Iterable[str], books: Mapping[str, BookState]) -> list[PupilResult]:
    """Every subject, semester and year of the pupils, sorted by subject, semester, pupil.

    `books` maps streams to gradebooks; one that is absent is an empty book.
    """
    roster = list(pupils)
    found = [
        PupilResult(plan.subject, semester, pupil, result)
        for plan in klass.subjects.values()
        for pupil in roster
        for semester, result in subject_results(klass, plan, pupil, books).items()
    ]
    return sorted(found, key=lambda row: row[:3])


def subject_results(
    klass: Klass, plan: SubjectPlan, pupil: str, books: Mapping[str, BookState]
) -> dict[int, Result]:
    """Semester (0 = year) -> result of one pupil in one subject. RegulationError for an unknown regime."""
    law = regulation(klass.regime)
    semesters = {
        semester: _semester(law, plan, pupil, books.get(book_stream(klass.klass, plan.subject, semester)))
        for semester in plan.semesters
    }
    of_year = law.subject_year if plan.kind == "score" else law.comment_year
    return {YEAR: of_year(_for_year(semesters.get(1)), _for_year(semesters.get(2))), **semesters}


def _semester(law: Regulation, plan: SubjectPlan, pupil: str, book: BookState | None) -> Result:
    book = book or BookState()
    # LAW 11 keeps sealed texts in column nx, which counts in no result.
    tx: list[Any] = [book.cell(pupil, f"tx{number}").value for number in range(1, plan.tx + 1)]
    gk: Any = book.cell(pupil, "gk").value
    ck: Any = book.cell(pupil, "ck").value
    of_semester = law.subject_semester if plan.kind == "score" else law.comment_semester
    return of_semester(plan.periods, tx, gk, ck)


def _for_year(result: Result | None) -> Any:
    """A semester as the year's rule takes it: its value, None if still missing, or why there is none."""
    if result is None:
        return NoResult.NOT_TAUGHT
    return NoResult.EXEMPT if result.status is Status.EXEMPT else result.value
