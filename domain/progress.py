"""Progress checks that freeze figures, and the ratings that follow from them (LAW 46-47; S19, S20)."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from domain.commands import Command
from domain.commands_year import CheckProgress, RateTeacher
from domain.entry import Draft, Refusal
from domain.events import draft
from domain.facts import Appointment, Check, Klass, SubjectPlan
from domain.intent import digest
from domain.membership import exempt, members
from domain.situation import Situation, known_person
from domain.state import State
from domain.year import refuse_unopened


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
        here = members(state, klass.klass, day)
        for plan in klass.subjects.values():
            if semester in plan.semesters:
                found += _of_book(state, klass, plan, semester, here, now=now)
    return sorted(found)


def check_progress(act: Situation, command: CheckProgress) -> list[Draft]:
    """LAW 46: the leadership looks how far the books are, and what it saw stands in the log (S19)."""
    refuse_unopened(act.state, command.year, "S19")
    if any(check.check == command.check for check in act.state.checks.values()):
        raise Refusal("ALREADY_EXISTS", "S19", check=command.check)
    rows = figures(act.state, command.year, command.semester, act.day, act.now)
    data = command.model_dump(include={"check", "year", "semester"})
    data |= {"figures": sums(rows), "count": len(rows), "digest": digest([list(row) for row in rows])}
    return [draft("ProgressChecked", data)]


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
    return [draft("TeacherRated", data)]


def level(entered: int, expected: int) -> str:
    """T: everything entered; K: at least 95 %; D: at least 80 %; else CD (LAW 47)."""
    if entered == expected:
        return "T"
    return next((name for name, least in (("K", 95), ("D", 80)) if 100 * entered >= least * expected), "CD")


def _of_book(
    state: State, klass: Klass, plan: SubjectPlan, semester: int, here: list[str], *, now: str
) -> list[Figure]:
    due = [p for p in here if exempt(state, p, klass.klass, plan.subject, semester) != "whole"]
    book = state.book(klass.klass, plan.subject, semester)
    found = []
    for col in plan.columns:
        window = state.window(klass, semester, col)
        if col == "nx" or window is None or window.start > now:
            continue
        entered = sum(book.cell(pupil, col).value is not None for pupil in due)
        found.append(Figure(klass.klass, plan.subject, col, len(due), entered))
    return found


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


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {
    CheckProgress: check_progress,
    RateTeacher: rate_teacher,
}
