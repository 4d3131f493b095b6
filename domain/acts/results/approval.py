"""Approval of a semester's results, which records every pupil's (LAW 38-39; S63, S69)."""

from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from domain.acts.pupils.attendance import absent_in_year
from domain.acts.unit.year import refuse_unopened
from domain.grounds.command import TermCommand
from domain.grounds.due import broken_off, classes_with, missing_cells, pupil_cell, refuse_incomplete
from domain.grounds.reading import term_books
from domain.grounds.reserved import books_of
from domain.grounds.results import BROUGHT, YEAR, subject_semester, subject_year
from domain.grounds.rows import Row
from domain.grounds.sights import stands, term_sight
from domain.grounds.situation import Situation, known_class, refuse_if_locked
from domain.regulations import regulation
from domain.regulations.catalogue import is_core
from domain.regulations.judgement import Learned
from domain.regulations.tt58_2011 import Result, Status
from domain.state.facts import Klass, SubjectPlan
from domain.state.membership import brought, classes_of_year, pupils_of
from domain.state.state import State
from domain.words.entry import Draft
from domain.words.event import Event
from domain.words.fields import ConductCode, Digest, Id, Learning, Period, Position, Semester, Text
from domain.words.marks import CommentLevel, Tenths
from domain.words.refusal import Refusal
from domain.words.streams import month_streams


def _pairs(rows: list[list[Any]]) -> list[list[Any]]:
    """One value a subject, in the order of the subjects."""
    subjects = [row[0] for row in rows if len(row) == 2]
    if len(subjects) < len(rows) or subjects != sorted(set(subjects)):
        raise ValueError("must be pairs of a subject and its value, sorted by subject")
    return rows


def _tenths(rows: list[list[Any]]) -> list[list[Any]]:
    if not all(type(row[0]) is str and type(row[1]) is int for row in rows):
        raise ValueError("must be pairs of a subject and tenths")
    return rows


def _levels(rows: list[list[Any]]) -> list[list[Any]]:
    if not all(row[1] in ("D", "CD") for row in rows):
        raise ValueError("must be pairs of a subject and D or CD")
    return rows


Scores = Annotated[
    list[list[Id | Tenths]], Field(max_length=50), AfterValidator(_pairs), AfterValidator(_tenths)
]


Comments = Annotated[
    list[list[Id | CommentLevel]], Field(max_length=50), AfterValidator(_pairs), AfterValidator(_levels)
]


ResultsApproved = TypedDict(
    "ResultsApproved",
    {
        "class": Id,
        "semester": Semester,
        "results": Position,
        "count": Position,
        "digest": Digest,
    },
)


RESULTS_APPROVED = Event(ResultsApproved, "term/{class}/{semester}")


ResultRecorded = TypedDict(
    "ResultRecorded",
    {
        "class": Id,
        "semester": Period,
        "pupil": Id,
        "scores": Scores,
        "comments": Comments,
        "average": Tenths | None,
        "conduct": ConductCode | None,
        "absent": Position | None,
        "learning": Learning | None,
        "base": Learning | None,
        "clause": Annotated[Text, Field(max_length=16)] | None,
    },
)
"""One pupil's result; a year's (semester 0) stands in the stream of semester 2."""


RESULT_RECORDED = Event(ResultRecorded, "term/{class}/{term}")


class ApproveResults(TermCommand):
    """Approve; the results of every pupil are recorded with it."""

    ACT = "ResultsApproved"

    def reads(self, state: State) -> list[str]:
        """All books, approvals and absences of the year from which results follow, of former classes, too."""
        classes = classes_with(state, self.klass)
        terms = [f"term/{klass}/{semester}" for klass in classes for semester in (1, 2)]
        books = [
            each for klass in classes for semester in (1, 2) for each in term_books(state, klass, semester)
        ]
        if self.semester == 1:
            return [*terms, *books]
        year = state.classes[self.klass].year if classes else ""
        return [*terms, *books, *(month for klass in classes for month in month_streams(klass, year))]


class PupilYear(NamedTuple):
    """A pupil's result of a semester (0: the year), and why the learning rank is what it is.

    `results` are those of the subjects, with their traces; brought ones have none.
    """

    semester: int
    pupil: str
    scores: dict[str, int]
    comments: dict[str, CommentLevel]
    average: int | None
    conduct: str | None
    absent: int | None
    learned: Learned | None
    results: dict[str, Result]

    def to_data(self, klass: str) -> dict[str, Any]:
        """The data of `ResultRecorded`."""
        learned = self.learned
        return {
            "class": klass,
            "semester": self.semester,
            "pupil": self.pupil,
            "scores": [[subject, self.scores[subject]] for subject in sorted(self.scores)],
            "comments": [[subject, self.comments[subject]] for subject in sorted(self.comments)],
            "average": self.average,
            "conduct": self.conduct,
            "absent": self.absent,
            "learning": learned.final if learned else None,
            "base": learned.base if learned else None,
            "clause": learned.clause if learned else None,
        }


def approve(act: Situation, command: ApproveResults) -> list[Draft]:
    """LAW 38 (S63): what is complete and signed is approved, and every pupil's result recorded with it."""
    state, semester = act.state, command.semester
    klass = known_class(state, command.klass)
    refuse_unopened(state, klass.year, "S63")
    refuse_if_locked(state, klass.klass, semester, act.now)
    term = state.term(klass.klass, semester)
    if not stands(term.signature, state, klass.klass, semester):
        raise Refusal("NOT_SIGNED", "S63", klass=klass.klass, semester=semester)
    books = books_of(klass, semester)
    missing = [cell for book in books for cell in missing_cells(state, klass, semester, act.day, book)]
    refuse_incomplete(missing, "S63")
    count, seen = term_sight(state, klass.klass, semester)
    if semester == 2 and state.term(klass.klass, 1).approval is None:
        raise Refusal("NOT_APPROVED", "S63", klass=klass.klass, semester=1)
    if semester == 2:
        refuse_incomplete(broken_off(state, klass, act.day), "S63")
    rows = results(state, klass, semester, act.day)
    known = term.approval is not None and term.approval.digest == seen
    if known and {(row.semester, row.pupil): row.to_data(klass.klass) for row in rows} == term.rows:
        raise Refusal("ALREADY_EXISTS", "S63", klass=klass.klass, semester=semester)
    data = {"class": klass.klass, "semester": semester, "results": len(rows), "count": count, "digest": seen}
    return [
        RESULTS_APPROVED.draft(data),
        *(RESULT_RECORDED.draft(row.to_data(klass.klass)) for row in rows),
    ]


def results(state: State, klass: Klass, semester: int, day: str) -> list[PupilYear]:
    """What an approval records: of semester 1 its results; of semester 2 its results, then the year's."""
    pupils = pupils_of(state, klass.klass, semester, day)
    rows = [semester_result(state, klass, pupil, semester) for pupil in pupils]
    if semester == 1:
        return rows
    return [*rows, *(year_result(state, klass, row) for row in rows)]


def semester_result(state: State, klass: Klass, pupil: str, semester: int) -> PupilYear:
    """LAW 39, a semester: from the pupil's cells, or as brought from another school."""
    law = regulation(klass.regime)
    scores: dict[str, int] = {}
    comments: dict[str, CommentLevel] = {}
    traces: dict[str, Result] = {}
    for plan in klass.subjects.values():
        if semester not in plan.semesters:
            continue
        result = subject_semester(state, klass, plan, pupil, semester)
        if result.status is not Status.EXEMPT and result.rule != BROUGHT:
            traces[plan.subject] = result
        _sort_in(plan, result.value, scores, comments)
    learned = law.learning(scores, comments, _core(klass))
    average = learned.average if learned else None
    conduct = _conduct(state, klass, pupil, semester, "hk")
    return PupilYear(semester, pupil, scores, comments, average, conduct, None, learned, traces)


def year_result(state: State, klass: Klass, second: PupilYear) -> PupilYear:
    """LAW 39, the year: from both semesters' recorded results; of one alone where that is all there is."""
    law, pupil = regulation(klass.regime), second.pupil
    first = first_semester(state, klass, pupil)
    scores: dict[str, int] = {}
    comments: dict[str, CommentLevel] = {}
    traces: dict[str, Result] = {}
    for plan in klass.subjects.values():
        halves = {
            at: value for at, half in ((1, first), (2, second)) if (value := _half(plan, half)) is not None
        }
        if not halves:
            continue
        traces[plan.subject] = result = subject_year(klass, plan, halves)
        _sort_in(plan, result.value, scores, comments)
    learned = law.learning(scores, comments, _core(klass))
    hk1 = first.conduct if first else None
    conduct = law.year_conduct(hk1, second.conduct) or _conduct(state, klass, pupil, 2, "cn")
    return PupilYear(
        YEAR,
        pupil,
        scores,
        comments,
        learned.average if learned else None,
        conduct,
        absent_in_year(state, pupil, klass.year),
        learned,
        traces,
    )


class FirstHalf(NamedTuple):
    """What is recorded or brought of semester 1."""

    scores: dict[str, int]
    comments: dict[str, CommentLevel]
    conduct: str | None


def first_semester(state: State, klass: Klass, pupil: str) -> FirstHalf | None:
    """Semester 1 as recorded last, in whichever class of the pupil in the year; else as it would be now."""
    places = classes_of_year(state, pupil, klass.year)
    known = (state.term(place, 1).result(1, pupil) for place in places)
    found = max((each for each in known if each is not None), key=lambda each: each.pos, default=None)
    if found is not None:
        return FirstHalf(found.scores, found.comments, found.conduct)
    row = semester_result(state, klass, pupil, 1)
    return FirstHalf(row.scores, row.comments, row.conduct)


def _sort_in(
    plan: SubjectPlan, value: object, scores: dict[str, int], comments: dict[str, CommentLevel]
) -> None:
    if isinstance(value, int):
        scores[plan.subject] = value
    elif value in ("D", "CD"):
        comments[plan.subject] = value


def _half(plan: SubjectPlan, half: Any) -> Any:
    """The subject's value in a semester; None if the pupil has none in it."""
    held = {} if half is None else half.scores if plan.kind == "score" else half.comments
    return held.get(plan.subject)


def _conduct(state: State, klass: Klass, pupil: str, semester: int, col: str) -> str | None:
    """The cell, or the value brought (for `cn` none is: it is that of semester 2)."""
    along = brought(state, pupil, klass.year, semester, "conduct")
    cell = pupil_cell(state, pupil, klass.year, "conduct", semester=semester, col=col).value
    found = along if along is not None else cell
    return found if isinstance(found, str) else None


def _core(klass: Klass) -> list[str]:
    return [plan.subject for plan in klass.subjects.values() if is_core(plan.name)]


ROWS = (
    Row(RESULTS_APPROVED, ApproveResults, approve),
    Row(RESULT_RECORDED),
)
