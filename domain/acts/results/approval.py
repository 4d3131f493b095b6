"""Approval of a semester's results, which records every pupil's (LAW 38-39; S63, S69)."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from domain.grounds.command import TermCommand
from domain.grounds.due import broken_off, classes_with, missing_cells, refuse_incomplete
from domain.grounds.pupil_year import results
from domain.grounds.reading import term_books
from domain.grounds.reserved import books_of
from domain.grounds.rows import Row
from domain.grounds.sights import stands, term_sight
from domain.grounds.situation import Situation, known_class, refuse_if_locked, refuse_unopened
from domain.regulations import ConductCode, Learning
from domain.state.book import Signature
from domain.state.state import State
from domain.state.term import Result, TermState
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Digest, Id, Period, Position, Semester, Text
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


def _approve(term: TermState, entry: Entry, data: ResultsApproved) -> None:
    term.approval = Signature(entry.pos, data["digest"])
    term.results, term.rows = {}, {}


def _record(term: TermState, entry: Entry, data: ResultRecorded) -> None:
    semester, pupil = data["semester"], data["pupil"]
    scores: Any = data["scores"]  # pairs of a subject and its value, as JSON has them
    comments: Any = data["comments"]
    result = Result(
        entry.pos,
        dict(scores),
        dict(comments),
        data["average"],
        data["conduct"],
        data["absent"],
        data["learning"],
        data["base"],
        data["clause"],
    )
    term.rows[semester, pupil] = entry.data
    term.results[semester, pupil] = result
    term.history.setdefault((semester, pupil), []).append(result)
    term.pupils.add(pupil)
    if semester == 0:
        term.recorded[pupil] = result.pos
        if None not in (result.learning, result.conduct, result.absent):
            term.judged.add(pupil)


ROWS = (
    Row(RESULTS_APPROVED, ApproveResults, approve, apply=_approve),
    Row(RESULT_RECORDED, apply=_record),
)
