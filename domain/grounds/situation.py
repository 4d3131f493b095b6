"""What every decision is made in: the state, who acts, when, and under which command id."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from domain.grounds.reserved import RESERVED, plan_of, suits_reserved
from domain.state.book import Cell, CellValue
from domain.state.dossier import DossierState
from domain.state.facts import Klass, Pupil, SubjectPlan
from domain.state.membership import is_member
from domain.state.state import State
from domain.words.entry import Actor
from domain.words.fields import is_sealed
from domain.words.marks import suits
from domain.words.refusal import Refusal


class Situation(NamedTuple):
    """One act about to be decided; `day` is the local day of `now`."""

    state: State
    actor: Actor
    now: str
    day: str
    cmd: str

    @property
    def latest(self) -> str:
        """The instant by which what ends is judged (LAW "Time"): a clock reset revives nothing."""
        return self.state.latest(self.now)


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


def refuse_unopened(state: State, year: str, duty: str) -> None:
    """Raises YEAR_NOT_OPENED."""
    if year not in state.years:
        raise Refusal("YEAR_NOT_OPENED", duty, year=year)


def known_pupil(state: State, pupil: str) -> Pupil:
    """The pupil. Raises UNKNOWN_PUPIL."""
    found = state.pupils.get(pupil)
    if found is None:
        raise Refusal("UNKNOWN_PUPIL", "S53", pupil=pupil)
    return found


def existing(state: State, dossier: str) -> DossierState:
    """The loaded dossier. Raises DOSSIER_STATE if nobody proposed it."""
    found = state.dossier(dossier)
    if not found.state:
        raise Refusal("DOSSIER_STATE", "S21", dossier=dossier, state="")
    return found


OPEN = ("proposed", "permitted")
"""States of a dossier about which something is still to be decided."""


def in_state(act: Situation, name: str, *states: str) -> DossierState:
    """The dossier. Raises DOSSIER_STATE unless it is in one of the states."""
    dossier = existing(act.state, name)
    if dossier.state not in states:
        raise Refusal("DOSSIER_STATE", "S21", dossier=name, state=dossier.state, needed=states)
    return dossier


def refuse_unknown(state: State, pupils: Iterable[str], klass: str, day: str) -> None:
    """Raises NOT_IN_CLASS for a pupil who is nowhere, before the key of one is looked for."""
    for pupil in pupils:
        if pupil not in state.pupils:
            raise Refusal("NOT_IN_CLASS", "S65", pupil=pupil, klass=klass, day=day)


def known_person(state: State, person: str) -> None:
    """Raises UNKNOWN_PERSON: no decision about somebody whom the log does not name (LAW 6)."""
    if person not in state.people:
        raise Refusal("UNKNOWN_PERSON", "S26", person=person)


def refuse_self(act: Situation, person: str) -> None:
    """Raises SELF_GRANT: nobody gives a right to themselves (LAW "Of record", P3)."""
    if person == act.actor.person:
        raise Refusal("SELF_GRANT", "S26", person=person)


def refuse_period(start: str, end: str | None) -> None:
    """Raises BAD_PERIOD if the last day comes before the first."""
    if end is not None and end < start:
        raise Refusal("BAD_PERIOD", "S26", start=start, end=end)


def refuse_signed(state: State, klass: str, day: str) -> None:
    """Raises MONTH_SIGNED: a month that the head has signed stays as it was confirmed (LAW 29, 33; S65)."""
    if state.month(klass, day[:7]).signed:
        raise Refusal("MONTH_SIGNED", "S65", klass=klass, month=day[:7])


def taught(state: State, klass: str, subject: str, semester: int) -> tuple[Klass, SubjectPlan]:
    """The class and its subject or reserved book in that semester. Raises UNKNOWN_SUBJECT (LAW 11)."""
    found = state.classes.get(klass)
    plan = plan_of(found, subject, semester) if found else None
    if found is None or plan is None:
        raise Refusal("UNKNOWN_SUBJECT", "S15", klass=klass, subject=subject, semester=semester)
    return found, plan


def refuse_if_locked(state: State, klass: str, semester: int, now: str) -> None:
    """Raises BOOK_LOCKED while the class and semester are locked (S28, S56)."""
    close = state.close(klass, semester)
    if close.locked_at(state.latest(now)):
        raise Refusal("BOOK_LOCKED", "S28", klass=klass, semester=semester, locked=close.locked)


def value_suits(plan: SubjectPlan, col: str, value: object) -> bool:
    """Whether the value may stand in the column of this kind of subject (LAW 11)."""
    if plan.subject in RESERVED:
        return suits_reserved(plan, col, value)
    return is_sealed(value) if col == "nx" else suits(value, plan.kind)


def refuse_column(plan: SubjectPlan, col: str) -> None:
    """Raises UNKNOWN_COLUMN if the subject has no such column (LAW 11)."""
    if col not in plan.columns:
        raise Refusal("UNKNOWN_COLUMN", "TT26 Đ8.1", col=col, columns=list(plan.columns))


def refuse_stranger(state: State, klass: str, pupil: str, day: str) -> None:
    """Raises NOT_IN_CLASS unless the pupil is a member of the class on the day (LAW 11, 29)."""
    if not is_member(state, pupil, klass, day):
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
