"""A pupil's results of a semester and of the year, as an approval records them (LAW 38-39)."""

from typing import Any, NamedTuple

from domain.grounds.due import pupil_cell
from domain.grounds.results import BROUGHT, YEAR, subject_semester, subject_year
from domain.regulations import regulation
from domain.regulations.core import is_core
from domain.regulations.judgement import Learned
from domain.regulations.subject import Result, Status
from domain.state.facts import Klass, SubjectPlan
from domain.state.membership import brought, classes_of_year, memberships, pupils_of
from domain.state.state import State
from domain.words.days import covers
from domain.words.marks import CommentLevel
from domain.words.streams import month_streams


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


def absent_in_year(state: State, pupil: str, year: str) -> int:
    """LAW 34: sessions missed in the classes of a year while a member, and those brought along.

    Where the circular says so, at most one a day counts. Needs the `month_streams` of the pupil's classes.
    """
    sessions = 0
    for stay in memberships(state, pupil):
        klass = state.classes[stay.klass]
        if klass.year != year:
            continue
        missed = [
            (date, session)
            for stream in month_streams(klass.klass, year)
            for who, date, session, _ in state.month(klass.klass, stream[-7:]).held()
            if who == pupil and covers(date, stay.start, stay.end)
        ]
        sessions += len({date for date, _ in missed}) if regulation(klass.regime).once_a_day else len(missed)
    along = (brought(state, pupil, year, semester, "absent") for semester in (1, 2))
    return sessions + sum(value for value in along if isinstance(value, int))
