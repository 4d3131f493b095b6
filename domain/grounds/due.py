"""What must stand in the books of a pupil, and what is still missing (S63, S68, S72; LAW "Due cells")."""

from typing import Any

from domain.grounds.reading import other_classes
from domain.grounds.reserved import plan_of
from domain.regulations import regulation
from domain.state.book import NEVER, Cell
from domain.state.facts import Klass, SubjectPlan
from domain.state.membership import brought, classes_of_year, exempt, one_semester_allowed, pupils_of
from domain.state.state import State
from domain.words.marks import SubjectKind
from domain.words.refusal import Refusal
from domain.words.streams import book_stream

MOST_NAMED = 50
"""Missing cells that a refusal names; it tells the number of all."""


def pupil_cell(state: State, pupil: str, year: str, subject: str, *, semester: int, col: str) -> Cell:
    """The cell in the pupil's present class; if it is empty there, in a former class of the year.

    A mark follows the pupil from class to class. The books of the pupil's classes must be loaded.
    """
    known = state.pupils.get(pupil)
    if known is not None and not known.past:  # most never moved: one class, of whatever year
        book = state.books.get(book_stream(known.klass, subject, semester))
        return book.cell(pupil, col) if book and state.classes[known.klass].year == year else NEVER
    for klass in classes_of_year(state, pupil, year):
        book = state.books.get(book_stream(klass, subject, semester))
        cell = book.cell(pupil, col) if book else NEVER
        if cell.value is not None:
            return cell
    return NEVER


def regular_columns(state: State, pupil: str, klass: Klass, plan: SubjectPlan) -> list[str]:
    """The `tx` columns of the subject; where one of the pupil's other classes of the year has more, those,
    too: a mark counts wherever it stands."""
    plans = (
        state.classes[each].subjects.get(plan.subject) for each in other_classes(state, pupil, klass.klass)
    )
    most = max((plan.tx, *(other.tx for other in plans if other is not None)))
    return [f"tx{number}" for number in range(1, most + 1)]


def classes_with(state: State, klass: str) -> list[str]:
    """The class and every other class of its year from which one of its pupils has come, sorted."""
    opened = state.classes.get(klass)
    if opened is None:
        return []
    found = {klass}
    for pupil in state.rosters[klass]:
        found.update(classes_of_year(state, pupil, opened.year))
    return sorted(found)


def missing_cells(state: State, klass: Klass, semester: int, day: str, subject: str) -> list[dict[str, Any]]:
    """The due cells that pupils of the class and semester lack in one book, reserved or not."""
    plan = plan_of(klass, subject, semester)
    if plan is None or subject == "profile":
        return []
    found = []
    for pupil in pupils_of(state, klass.klass, semester, day):
        if not judged_here(state, pupil, klass, plan, semester):
            continue
        cols = _missing(state, pupil, klass, plan, semester)
        found += [{"pupil": pupil, "subject": subject, "semester": semester, "col": col} for col in cols]
    return found


def broken_off(state: State, klass: Klass, day: str) -> list[dict[str, Any]]:
    """The due cells of semester 1 that pupils lack in subjects in which they hold a mark of it, where no
    result of it is recorded: else the marks would count in nothing (LAW 38). Terms and books are loaded."""
    found = []
    for pupil in pupils_of(state, klass.klass, 2, day):
        places = classes_of_year(state, pupil, klass.year)
        if any(state.term(place, 1).result(1, pupil) is not None for place in places):
            continue
        for plan in klass.subjects.values():
            if 1 not in plan.semesters or not judged_here(state, pupil, klass, plan, 1):
                continue
            cols = [*regular_columns(state, pupil, klass, plan), "gk", "ck"]
            cells = (pupil_cell(state, pupil, klass.year, plan.subject, semester=1, col=col) for col in cols)
            if any(cell.value is not None for cell in cells):
                place = {"pupil": pupil, "subject": plan.subject, "semester": 1}
                found += [{**place, "col": col} for col in _missing(state, pupil, klass, plan, 1)]
    return found


def refuse_incomplete(missing: list[dict[str, Any]], duty: str) -> None:
    """Raises INCOMPLETE with the cells that are missing."""
    if missing:
        raise Refusal("INCOMPLETE", duty, missing=missing[:MOST_NAMED], count=len(missing))


def judged_here(state: State, pupil: str, klass: Klass, plan: SubjectPlan, semester: int) -> bool:
    """Whether the pupil's result of the semester comes from marks of this school (LAW 30, 31)."""
    if exempt(state, pupil, klass.klass, plan.subject, semester) == "whole":
        return False
    if brought(state, pupil, klass.year, semester, plan.subject) is not None:
        return False
    return not (semester == 1 and one_semester_allowed(state, pupil, klass.klass, plan.subject))


def _missing(state: State, pupil: str, klass: Klass, plan: SubjectPlan, semester: int) -> list[str]:
    def value(col: str) -> object:
        return pupil_cell(state, pupil, klass.year, plan.subject, semester=semester, col=col).value

    if plan.subject == "conduct":
        return [col for col in plan.columns if col != "nx" and value(col) is None]
    regular = [(col, value(col)) for col in regular_columns(state, pupil, klass, plan)]
    kind: SubjectKind = "score" if plan.kind == "score" else "comment"
    required = regulation(klass.regime).required_tx(plan.periods, kind)
    lacking = required - sum(held is not None for _, held in regular)
    empty = [col for col, held in regular if held is None][: max(0, lacking)]
    pending = [col for col, held in regular if held == "P"]
    return sorted([*empty, *pending]) + [col for col in ("gk", "ck") if value(col) in (None, "P")]
