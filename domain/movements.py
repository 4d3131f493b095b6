"""Pupils who move up, change class, leave, come back (LAW 29; S40, S65)."""

from collections.abc import Callable
from typing import Any

from domain.commands import Command
from domain.commands_year import PlacePupil, RecordLeaving
from domain.days import day_before
from domain.entry import Draft, Refusal
from domain.events import draft
from domain.facts import Klass, Pupil
from domain.placement import refuse_decided, refuse_promotion
from domain.situation import Situation, known_class, known_pupil, refuse_signed


def place_pupil(act: Situation, command: PlacePupil) -> list[Draft]:
    """LAW 29: into a class of the next year, another class of the same, or back into the school."""
    pupil, klass = known_pupil(act.state, command.pupil), known_class(act.state, command.klass)
    former = act.state.classes[pupil.klass]
    _refuse_move(command, pupil, klass, former)
    if command.cause == "change":
        refuse_decided(act.state, pupil, klass)
    elif klass.year > former.year:
        refuse_promotion(act, pupil, klass, former)
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


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {
    PlacePupil: place_pupil,
    RecordLeaving: record_leaving,
}
