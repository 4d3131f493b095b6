"""Progress checks that freeze figures, and the ratings that follow from them (LAW 46-47; S19, S20)."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.due import judged_here, pupil_cell
from domain.grounds.rows import Righting, Row
from domain.grounds.situation import Situation, known_person, refuse_unopened
from domain.state.book import REMARK
from domain.state.facts import Appointment, Check, Klass, SubjectPlan
from domain.state.membership import pupils_of
from domain.state.state import State
from domain.words.days import local_day
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Checks, Digest, Id, Position, SchoolYear, Semester
from domain.words.intent import digest
from domain.words.refusal import Refusal
from domain.words.streams import book_stream


def _sums(rows: list[list[Any]]) -> list[list[Any]]:
    for row in rows:
        if len(row) != 4 or [type(each) for each in row] != [str, str, int, int] or row[2] > row[3]:
            raise ValueError("must be rows of class, subject, entered, expected")
    books = [(row[0], row[1]) for row in rows]
    if books != sorted(set(books)):
        raise ValueError("must be sorted by class and subject, each once")
    return rows


Figures = Annotated[list[list[Id | Position]], Field(max_length=1000), AfterValidator(_sums)]


class ProgressChecked(TypedDict):
    """`figures` are rows of class, subject, cells entered and cells expected on the day."""

    check: Id
    year: SchoolYear
    semester: Semester
    figures: Figures
    count: Position
    digest: Digest


PROGRESS_CHECKED = Event(ProgressChecked, "check/{check}")


class TeacherRated(TypedDict):
    """`entered` of `expected` cells in the books that the teacher had on the days of the `checks`."""

    person: Id
    year: SchoolYear
    semester: Semester
    checks: Checks
    entered: Position
    expected: Annotated[Position, Field(ge=1)]
    level: Literal["T", "K", "D", "CD"]


TEACHER_RATED = Event(TeacherRated, "person/{person}")


class CheckProgress(Command):
    """Freeze how far the books of a semester are; the figures are computed, not given."""

    ACT = "ProgressChecked"
    check: Id
    year: SchoolYear
    semester: Semester

    def reads(self, state: State) -> list[str]:
        """Every gradebook of the year's classes in the semester."""
        return [
            book_stream(klass.klass, plan.subject, self.semester)
            for klass in state.classes.values()
            if klass.year == self.year
            for plan in klass.subjects.values()
            if self.semester in plan.semesters
        ]


class RateTeacher(Command):
    """Rate by recorded checks; figures and level are computed."""

    ACT = "TeacherRated"
    person: Id
    year: SchoolYear
    semester: Semester
    checks: Checks


class Figure(NamedTuple):
    """Of `expected` cells of a column `entered` hold a value."""

    klass: str
    subject: str
    col: str
    expected: int
    entered: int


def figures(state: State, year: str, semester: int, day: str, now: str) -> list[Figure]:
    """Every column whose window has begun, in the books of the year's classes, sorted (LAW 46)."""
    found = []
    for klass in state.classes.values():
        if klass.year != year:
            continue
        for plan in klass.subjects.values():
            if semester in plan.semesters:
                rows = book_figures(state, klass, plan, semester, day)
                found += [
                    row for row in rows if row.col != REMARK and _begun(state, klass, semester, row, now)
                ]
    return sorted(found)


def book_figures(state: State, klass: Klass, plan: SubjectPlan, semester: int, day: str) -> list[Figure]:
    """How far each column of a book is on a day: the members of whom marks are due, and those of them who
    have a value, wherever in the year it stands (LAW 46). The books of the pupils' classes are loaded."""
    here = pupils_of(state, klass.klass, semester, day)
    due = [pupil for pupil in here if judged_here(state, pupil, klass, plan, semester)]
    found = []
    for col in plan.columns:
        cells = (
            pupil_cell(state, pupil, klass.year, plan.subject, semester=semester, col=col) for pupil in due
        )
        entered = sum(cell.value is not None for cell in cells)
        found.append(Figure(klass.klass, plan.subject, col, len(due), entered))
    return found


def check_progress(act: Situation, command: CheckProgress) -> list[Draft]:
    """LAW 46: the leadership looks how far the books are, and what it saw stands in the log (S19)."""
    refuse_unopened(act.state, command.year, "S19")
    if any(check.check == command.check for check in act.state.checks.values()):
        raise Refusal("ALREADY_EXISTS", "S19", check=command.check)
    rows = figures(act.state, command.year, command.semester, act.day, act.now)
    data = command.model_dump(include={"check", "year", "semester"})
    data |= {"figures": sums(rows), "count": len(rows), "digest": digest([list(row) for row in rows])}
    return [PROGRESS_CHECKED.draft(data)]


def sums(rows: Iterable[Figure]) -> list[list[Any]]:
    """[class, subject, entered, expected] of each book."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        book = found.setdefault((row.klass, row.subject), [0, 0])
        book[0] += row.entered
        book[1] += row.expected
    return [[*book, *found[book]] for book in sorted(found)]


def rate_teacher(act: Situation, command: RateTeacher) -> list[Draft]:
    """LAW 47: the level follows from recorded checks alone (S20)."""
    known_person(act.state, command.person)
    checks = [_check(act.state, command, pos) for pos in command.checks]
    held = act.state.people[command.person].appointments
    entered = expected = 0
    for check in checks:
        done, due = _share(check, held)
        entered, expected = entered + done, expected + due
    if not expected:
        raise Refusal("FIGURES_WRONG", "S20", person=command.person, checks=command.checks)
    data = command.model_dump(include={"person", "year", "semester", "checks"})
    data |= {"entered": entered, "expected": expected, "level": level(entered, expected)}
    return [TEACHER_RATED.draft(data)]


def level(entered: int, expected: int) -> str:
    """T: everything entered; K: at least 95 %; D: at least 80 %; else CD (LAW 47)."""
    if entered == expected:
        return "T"
    return next((name for name, least in (("K", 95), ("D", 80)) if 100 * entered >= least * expected), "CD")


def _begun(state: State, klass: Klass, semester: int, row: Figure, now: str) -> bool:
    window = state.window(klass, semester, row.col)
    return window is not None and window.start <= now


def _check(state: State, command: RateTeacher, pos: int) -> Check:
    check = state.checks.get(pos)
    if check is None or (check.year, check.semester) != (command.year, command.semester):
        raise Refusal("UNKNOWN_CHECK", "S20", check=pos)
    return check


def _share(check: Check, held: list[Appointment]) -> tuple[int, int]:
    """Entered and expected cells of a check in the books that the person taught as it was made.

    What was appointed or ended after the check does not change it (LAW 47).
    """
    taught = (a for a in held if a.role == "teacher" and a.pos < check.pos)
    own = {(a.klass, a.subject) for a in taught if a.stood(check.pos, check.day, check.latest)}
    rows = [(done, due) for klass, subject, done, due in check.figures if (klass, subject) in own]
    return sum(done for done, _ in rows), sum(due for _, due in rows)


def _take_check(state: State, entry: Entry, data: ProgressChecked) -> None:
    figures: Any = tuple(map(tuple, data["figures"]))
    day = local_day(entry.at)
    state.checks[entry.pos] = Check(
        entry.pos, data["check"], day, state.latest_day(day), data["year"], data["semester"], figures
    )


ROWS = (
    Row(PROGRESS_CHECKED, CheckProgress, check_progress, apply=_take_check, changes=(("checks", ""),)),
    Row(TEACHER_RATED, RateTeacher, rate_teacher, changes=(), righting=Righting(fields=frozenset())),
)
