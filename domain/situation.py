"""What every decision is made in: the state, who acts, when, and under which command id."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from domain.book import Cell, CellValue
from domain.entry import Actor, Refusal
from domain.facts import Klass, SubjectPlan
from domain.state import State


class Situation(NamedTuple):
    """One act about to be decided; `day` is the local day of `now`."""

    state: State
    actor: Actor
    now: str
    day: str
    cmd: str


class Edit(Protocol):
    """What somebody wants in a cell, and the position of its last entry as they saw it."""

    @property
    def pupil(self) -> str: ...
    @property
    def col(self) -> str: ...
    @property
    def value(self) -> CellValue: ...
    @property
    def base(self) -> int: ...


def known_class(state: State, klass: str | None) -> Klass:
    """The opened class; None names none. Raises UNKNOWN_CLASS."""
    found = state.classes.get(klass) if klass is not None else None
    if found is None:
        raise Refusal("UNKNOWN_CLASS", "S53", klass=klass)
    return found


def taught(state: State, klass: str, subject: str, semester: int) -> tuple[Klass, SubjectPlan]:
    """The class and its subject in that semester. Raises UNKNOWN_SUBJECT (LAW 11)."""
    found = state.classes.get(klass)
    plan = found.subjects.get(subject) if found else None
    if found is None or plan is None or semester not in plan.semesters:
        raise Refusal("UNKNOWN_SUBJECT", "S15", klass=klass, subject=subject, semester=semester)
    return found, plan


def refuse_if_locked(state: State, klass: str, semester: int, now: str) -> None:
    """Raises BOOK_LOCKED while the class and semester are locked (S28, S56)."""
    close = state.close(klass, semester)
    if close.locked_at(now):
        raise Refusal("BOOK_LOCKED", "S28", klass=klass, semester=semester, locked=close.locked)


def refuse_column(plan: SubjectPlan, col: str) -> None:
    """Raises UNKNOWN_COLUMN if the subject has no such column (LAW 11)."""
    if col not in plan.columns:
        raise Refusal("UNKNOWN_COLUMN", "TT26 Đ8.1", col=col, columns=list(plan.columns))


def refuse_stranger(state: State, klass: str, pupil: str, day: str) -> None:
    """Raises NOT_IN_CLASS unless the pupil is enrolled in the class on the day (LAW 11)."""
    found = state.pupils.get(pupil)
    if found is None or found.klass != klass or found.start > day:
        raise Refusal("NOT_IN_CLASS", "S65", pupil=pupil, klass=klass, day=day)


def refuse_stale(edits: Sequence[tuple[Edit, Cell]], duty: str) -> None:
    """Raises STALE_BASE: who saw an older cell is told both values, for all cells at once (LAW 12, 18, 21).

    A position has one value, so the base alone tells whether the cell moved on.
    """
    conflicts = [
        {
            "pupil": edit.pupil,
            "col": edit.col,
            "mine": edit.value,
            "theirs": cell.value,
            "base": edit.base,
            "pos": cell.pos,
        }
        for edit, cell in edits
        if edit.base != cell.pos
    ]
    if conflicts:
        raise Refusal("STALE_BASE", duty, conflicts=conflicts)
