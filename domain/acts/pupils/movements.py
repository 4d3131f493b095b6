"""Pupils who move up, change class, leave, come back (LAW 29; S40, S65)."""

from collections.abc import Callable
from typing import Any

from domain.acts.commands import Command
from domain.acts.commands_year import PlacePupil, RecordLeaving, months_from
from domain.acts.events import draft
from domain.grounds.placement import refuse_decided, refuse_promotion
from domain.grounds.situation import Situation, known_class, known_pupil, refuse_signed
from domain.regulations.catalogue import is_core
from domain.state.facts import Klass, Pupil
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.words.days import day_before
from domain.words.entry import Draft, Refusal


def place_pupil(act: Situation, command: PlacePupil) -> list[Draft]:
    """LAW 29: into a class of the next year, another class of the same, or back into the school."""
    pupil, klass = known_pupil(act.state, command.pupil), known_class(act.state, command.klass)
    former = act.state.classes[pupil.klass]
    _refuse_move(command, pupil, klass, former)
    if command.cause == "change":
        refuse_decided(act.state, pupil, klass)
    elif klass.year > former.year:
        refuse_promotion(act, pupil, klass, former, command.start)
    late_enough = command.start > pupil.start and (not pupil.left or command.start > pupil.end)
    if not late_enough:
        raise Refusal("BAD_PERIOD", "S65", start=command.start, end=pupil.end)
    for left in {klass.klass, *([] if pupil.left else [former.klass])}:
        refuse_signed(act.state, left, command.start)
    if not pupil.left:
        _refuse_absent(act.state, pupil, command.start)
    if command.cause != "year":
        _refuse_lost(act.state, pupil.pupil, klass)
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
    _refuse_absent(act.state, pupil, command.last, after=True)
    data = command.model_dump(include={"pupil", "last", "cause", "school", "decision"})
    return [draft("PupilLeft", {**data, "class": command.klass})]


def _refuse_move(command: PlacePupil, pupil: Pupil, klass: Klass, former: Klass) -> None:
    """Raises MOVE_WRONG."""
    if not move_fits(command.cause, pupil, klass, former):
        raise Refusal("MOVE_WRONG", "S65", pupil=command.pupil, cause=command.cause, klass=former.klass)


def move_fits(cause: str, pupil: Pupil, klass: Klass, former: Klass) -> bool:
    """LAW 29: each cause has its kind of class before and after."""
    fits = {
        "year": klass.year > former.year,
        "change": not pupil.left
        and klass.klass != former.klass
        and (klass.year, klass.grade) == (former.year, former.grade),
        "return": bool(pupil.left)
        and (klass.year > former.year or (klass.year, klass.grade) == (former.year, former.grade)),
    }
    return fits[cause]


def _refuse_absent(state: State, pupil: Pupil, day: str, *, after: bool = False) -> None:
    """Raises MOVE_WRONG: no movement takes an absence out of count that stands from the day on (LAW 29)."""
    for stream in months_from(state, pupil.klass, day):
        for who, date, session, _ in state.month(pupil.klass, stream[-7:]).held():
            if who == pupil.pupil and (date > day or (date == day and not after)):
                raise Refusal("MOVE_WRONG", "S65", pupil=who, klass=pupil.klass, date=date, session=session)


def _refuse_lost(state: State, pupil: str, klass: Klass) -> None:
    """Raises MOVE_WRONG: within a year no mark and no result brought is lost by the move (LAW 29)."""
    for subject, kind, core, semester in _held(state, pupil, klass.year):
        plan = klass.subjects.get(subject)
        alike = plan is not None and (plan.kind, is_core(plan.name)) == (kind, core)
        if plan is None or not alike or semester not in plan.semesters:
            raise Refusal("MOVE_WRONG", "S65", pupil=pupil, klass=klass.klass, subject=subject)


def _held(state: State, pupil: str, year: str) -> set[tuple[str, str, bool, int]]:
    """(subject, kind, core, semester) in which the pupil has something that counts."""
    found: set[tuple[str, str, bool, int]] = set()
    along = state.brought.get(pupil, {})
    for place in classes_of_year(state, pupil, year):
        for plan in state.classes[place].subjects.values():
            for semester in plan.semesters:
                marked = state.book(place, plan.subject, semester).counts(pupil)
                if marked or (year, semester, plan.subject) in along:
                    found.add((plan.subject, plan.kind, is_core(plan.name), semester))
    return found


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {
    PlacePupil: place_pupil,
    RecordLeaving: record_leaving,
}
