"""Pupils who move up, change class, leave, come back, come from another school (LAW 29-30; S40, S65)."""

from collections.abc import Callable
from typing import Any

from domain.commands import Command
from domain.commands_year import BringResult, PlacePupil, RecordArrival, RecordLeaving
from domain.days import day_before
from domain.entry import Draft, Refusal
from domain.events import draft
from domain.facts import Klass, Pupil
from domain.gradebook import value_suits
from domain.placement import refuse_decided, refuse_promotion
from domain.reserved import CONDUCT, plan_of
from domain.situation import Situation, known_class, known_pupil, refuse_if_locked, refuse_signed
from domain.state import State

MOST_SESSIONS = 100


def place_pupil(act: Situation, command: PlacePupil) -> list[Draft]:
    """LAW 29: into a class of the next year, another class of the same, or back into the school."""
    pupil, klass = known_pupil(act.state, command.pupil), known_class(act.state, command.klass)
    former = act.state.classes[pupil.klass]
    _refuse_move(command, pupil, klass, former)
    if command.cause == "change":
        refuse_decided(act.state, pupil, klass)
    elif klass.year > former.year:
        refuse_promotion(act.state, pupil, klass, former)
    late_enough = command.start > pupil.start and (not pupil.left or command.start > pupil.end)
    if not late_enough:
        raise Refusal("BAD_PERIOD", "S65", start=command.start, end=pupil.end)
    for left in {klass.klass, *([] if pupil.left else [former.klass])}:
        refuse_signed(act.state, left, command.start)
    data = command.model_dump(include={"pupil", "cause", "decision"})
    return [draft("PupilPlaced", {**data, "class": command.klass, "from": command.start})]


def record_leaving(act: Situation, command: RecordLeaving) -> list[Draft]:
    """LAW 29: the last day in the class and why."""
    pupil = known_pupil(act.state, command.pupil)
    if pupil.klass != command.klass or pupil.left:
        raise Refusal("NOT_IN_CLASS", "S65", pupil=command.pupil, klass=command.klass)
    if command.last < day_before(pupil.start):
        raise Refusal("BAD_PERIOD", "S65", start=pupil.start, end=command.last)
    refuse_signed(act.state, command.klass, command.last)
    data = command.model_dump(include={"pupil", "last", "cause", "school", "decision"})
    return [draft("PupilLeft", {**data, "class": command.klass})]


def record_arrival(act: Situation, command: RecordArrival) -> list[Draft]:
    """LAW 30: the letter of the school from which the pupil came."""
    pupil = known_pupil(act.state, command.pupil)
    if arrived(act.state, pupil):
        raise Refusal("ALREADY_EXISTS", "S65", pupil=command.pupil)
    return [draft("TransferredIn", command.model_dump())]


def bring_result(act: Situation, command: BringResult) -> list[Draft]:
    """LAW 30: a result of the former school, with the digest of its paper."""
    state = act.state
    pupil = known_pupil(state, command.pupil)
    if not arrived(state, pupil):
        raise Refusal("NOT_ARRIVED", "S65", pupil=command.pupil)
    klass = state.classes[pupil.klass]
    if command.year != klass.year or not _has_subject(klass, command):
        raise Refusal("UNKNOWN_SUBJECT", "S65", subject=command.subject, semester=command.semester)
    if not _brought_suits(klass, command):
        raise Refusal("BAD_VALUE", "S65", subject=command.subject, value=command.value)
    if (command.year, command.semester, command.subject) in state.brought.get(pupil.pupil, {}):
        raise Refusal("ALREADY_EXISTS", "S65", pupil=command.pupil, subject=command.subject)
    refuse_if_locked(state, pupil.klass, command.semester, act.now)
    return [draft("ResultBrought", command.model_dump())]


def arrived(state: State, pupil: Pupil) -> bool:
    """Whether a letter was recorded since the pupil's last placement (LAW 30)."""
    return state.arrivals.get(pupil.pupil, -1) > pupil.pos


def _refuse_move(command: PlacePupil, pupil: Pupil, klass: Klass, former: Klass) -> None:
    """LAW 29: each cause has its kind of class before and after."""
    fits = {
        "year": klass.year > former.year,
        "change": not pupil.left
        and klass.klass != former.klass
        and (klass.year, klass.grade) == (former.year, former.grade),
        "return": bool(pupil.left)
        and (klass.year > former.year or (klass.year, klass.grade) == (former.year, former.grade)),
    }
    if not fits[command.cause]:
        raise Refusal("MOVE_WRONG", "S65", pupil=command.pupil, cause=command.cause, klass=former.klass)


def _has_subject(klass: Klass, command: BringResult) -> bool:
    reserved = command.subject in ("conduct", "absent")
    plan = None if reserved else plan_of(klass, command.subject, command.semester)
    return reserved or (plan is not None and command.subject in klass.subjects)


def _brought_suits(klass: Klass, command: BringResult) -> bool:
    value = command.value
    if command.subject == "conduct":
        return value in CONDUCT[klass.regime]
    if command.subject == "absent":
        return type(value) is int and 0 <= value <= MOST_SESSIONS
    plan = klass.subjects[command.subject]
    return value_suits(plan, "ck", value) and value not in ("P", "K")


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {
    PlacePupil: place_pupil,
    RecordLeaving: record_leaving,
    RecordArrival: record_arrival,
    BringResult: bring_result,
}
