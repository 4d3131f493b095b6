"""The roads that were found, each with where it begins and who goes: nobody arrives.

A step alone is tried by any of the dishonest; (person, act) by that one. `Honest` acts are done before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.gradebook import SaveMarks
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.witnessing import WitnessCorrection
from domain.acts.pupils.arrivals import BringResult, RecordArrival
from domain.acts.pupils.attendance import AbsenceEdit, ConfirmMonth, SetAbsences
from domain.acts.pupils.exemptions import GrantExemption
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.unit.appointments import Appoint
from domain.acts.unit.school import ResetClock
from domain.grounds.command import Command
from tests.domain.adversary.honest import STAGES
from tests.domain.adversary.tale import Tale, Until
from tests.domain.adversary.words import save
from tests.school.small import EVIDENCE, PAPER

STAGE = {name: index for index, (name, _) in enumerate(STAGES)}


class Honest(NamedTuple):
    """An act of before, which must be let through."""

    person: str
    command: Command


Taken = Command | Until | Honest | tuple[str, Command]


class Way(NamedTuple):
    """A road: the stage where it begins, who is dishonest, the steps."""

    stage: str
    dishonest: tuple[str, ...]
    steps: Callable[[Tale], Iterator[Taken]]
    first: int = 2020


WAYS: dict[str, Way] = {}


def way(stage: str, *dishonest: str, first: int = 2020) -> Callable[[Any], Any]:
    """Names the road after the function."""

    def named(steps: Callable[[Tale], Iterator[Taken]]) -> Callable[[Tale], Iterator[Taken]]:
        WAYS[steps.__name__] = Way(stage, dishonest, steps, first)
        return steps

    return named


def mark(t: Tale, klass: str, subject: str, semester: int, pupil: str, col: str, value: Any) -> SaveMarks:
    return save(t, {"klass": klass, "subject": subject, "semester": semester}, pupil, col, value)


def moved(t: Tale, pupil: str, klass: str, day: str, cause: Any = "change") -> PlacePupil:
    return PlacePupil(pupil=pupil, klass=klass, start=t.day(day), cause=cause, decision=PAPER)


def gone(t: Tale, pupil: str, klass: str, last: str, cause: Any = "other") -> RecordLeaving:
    return RecordLeaving(pupil=pupil, klass=klass, last=t.day(last), cause=cause, decision=PAPER)


def late(t: Tale, klass: str, subject: str, pupil: str, col: str, until: str, semester: int = 1) -> Command:
    at = {"klass": klass, "subject": subject, "semester": semester}
    return PermitLateEntry(**at, col=col, pupils=[pupil], until=t.at(until), reason="other", decision=PAPER)


def brought(t: Tale, pupil: str, semester: int, subject: str, value: Any) -> BringResult:
    about = {"pupil": pupil, "year": t.year, "document": EVIDENCE[0]}
    return BringResult(**about, semester=semester, subject=subject, value=value)


def arrived(pupil: str) -> RecordArrival:
    return RecordArrival(pupil=pupil, school="THCS Xa", letter=PAPER)


def appointed(
    t: Tale, person: str, role: Any, klass: str | None = None, subject: str | None = None
) -> Command:
    period: dict[str, Any] = {"start": t.day("08-15"), "end": None, "decision": PAPER}
    return Appoint(person=person, role=role, klass=klass, subject=subject, **period)


def absent(t: Tale, klass: str, pupil: str, day: str, value: Any) -> SetAbsences:
    month = t.day(day)[:7]
    t.load(ConfirmMonth(klass=klass, month=month))
    base = t.state.month(klass, month).cell(pupil, t.day(day), "S").pos
    edit = AbsenceEdit(pupil=pupil, date=t.day(day), session="S", value=value, base=base)
    return SetAbsences(klass=klass, month=month, edits=[edit])


def seat(name: Any, dossier: str = "d3") -> WitnessCorrection:
    return WitnessCorrection(dossier=dossier, seat=name)


def exempted(pupil: str, klass: str, *semesters: int) -> GrantExemption:
    about = {"pupil": pupil, "klass": klass, "subject": "nhac", "semesters": list(semesters)}
    return GrantExemption(**about, part="whole", evidence=EVIDENCE, decision=PAPER)


def proposal(t: Tale, dossier: str) -> ProposeCorrection:
    base = t.held("6a", "toan", 1, "p2", "gk")
    items = [CorrectionEdit(pupil="p2", col="gk", value=90, base=base, reason="Q" * 42)]
    at: dict[str, Any] = {"klass": "6a", "subject": "toan", "semester": 1}
    return ProposeCorrection(**at, dossier=dossier, kind="sua", evidence=EVIDENCE, items=items)


RESET = ResetClock(reason="giờ máy chủ sai")
