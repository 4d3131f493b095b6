"""A subject's result, of a semester and of the year, by its regulation: computed here and nowhere else.

An approval records these figures, a book and a page show them, a bag carries them; they are never events.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.grounds.due import pupil_cell, regular_columns
from domain.regulations import regulation
from domain.regulations.subject import NoResult, Result, Status
from domain.state.facts import Klass, SubjectPlan
from domain.state.membership import brought, classes_of_year, exempt, one_semester_allowed
from domain.state.state import State
from domain.state.term import TermState

YEAR = 0
"""The `semester` of a year's result."""
EXEMPT, BROUGHT = "LAW-31", "LAW-30"
"""The rules of the results that no marks of ours make."""


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

    The books of `classes_with` must be loaded.
    """
    found = [
        PupilResult(plan.subject, semester, pupil, result)
        for plan in klass.subjects.values()
        for pupil in state.rosters[klass.klass]
        for semester, result in _of_pupil(state, klass, plan, pupil).items()
    ]
    return sorted(found, key=lambda row: row[:3])


def subject_semester(state: State, klass: Klass, plan: SubjectPlan, pupil: str, semester: int) -> Result:
    """LAW 39, FORMAT §5: from the pupil's cells, wherever in the year they stand; what was brought along
    stands for marks, and an exemption is no gap. The books of the pupil's classes must be loaded.
    """
    if exempt(state, pupil, klass.klass, plan.subject, semester) == "whole":
        return Result(EXEMPT, Status.EXEMPT)
    along: Any = brought(state, pupil, klass.year, semester, plan.subject)
    if along is not None:
        return Result(BROUGHT, Status.OK, along)
    found = _computed(state, klass, plan, pupil, semester)
    if found.value is None and semester == 1 and _second_alone(state, klass, plan, pupil):
        return Result(found.rule, Status.NOT_LEARNED)
    return found


def _second_alone(state: State, klass: Klass, plan: SubjectPlan, pupil: str) -> bool:
    """Whether semester 2 counts without the first: the head allowed it (LAW 31), or has approved the results
    of semester 2 of one who has none of semester 1, and no mark of it in the subject (FORMAT §5)."""
    if one_semester_allowed(state, pupil, klass.klass, plan.subject):
        return True
    cols = [*regular_columns(state, pupil, klass, plan), "gk", "ck"]
    cells = (pupil_cell(state, pupil, klass.year, plan.subject, semester=1, col=col) for col in cols)
    if any(cell.value is not None for cell in cells):
        return False
    places = classes_of_year(state, pupil, klass.year)
    return _recorded(state, places, 2, pupil) and not _recorded(state, places, 1, pupil)


def _recorded(state: State, places: list[str], semester: int, pupil: str) -> bool:
    terms = (state.loaded.get(f"term/{place}/{semester}") for place in places)
    return any(isinstance(term, TermState) and term.result(semester, pupil) is not None for term in terms)


def subject_year(klass: Klass, plan: SubjectPlan, halves: Mapping[int, Any]) -> Result:
    """The year by its semesters: the value of each that has one, a NoResult where there rightly is none,
    None where it is awaited. A semester that is not named was not taught."""
    law = regulation(klass.regime)
    of_year: Any = law.subject_year if plan.kind == "score" else law.comment_year
    found: Result = of_year(halves.get(1, NoResult.NOT_TAUGHT), halves.get(2, NoResult.NOT_TAUGHT))
    return found


def _of_pupil(state: State, klass: Klass, plan: SubjectPlan, pupil: str) -> dict[int, Result]:
    halves = {semester: subject_semester(state, klass, plan, pupil, semester) for semester in plan.semesters}
    known = {semester: _for_year(result) for semester, result in halves.items()}
    return {YEAR: subject_year(klass, plan, known), **halves}


def _computed(state: State, klass: Klass, plan: SubjectPlan, pupil: str, semester: int) -> Result:
    """By the values of the regular columns, gk and ck; nx counts in no result."""

    def value(col: str) -> Any:
        return pupil_cell(state, pupil, klass.year, plan.subject, semester=semester, col=col).value

    law = regulation(klass.regime)
    of_semester = law.subject_semester if plan.kind == "score" else law.comment_semester
    regular = [value(col) for col in regular_columns(state, pupil, klass, plan)]
    return of_semester(plan.periods, regular, value("gk"), value("ck"))


def _for_year(result: Result) -> Any:
    """A semester as the year's rule takes it: its value, None if still missing, or why there is none."""
    if result.status is Status.NOT_LEARNED:
        return NoResult.NOT_TAUGHT
    return NoResult.EXEMPT if result.status is Status.EXEMPT else result.value
