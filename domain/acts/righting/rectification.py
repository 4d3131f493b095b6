"""Slips put right by three persons (LAW 49): proposed, witnessed, decided."""

from collections.abc import Callable
from typing import Any

from domain.acts.commands import Command
from domain.acts.commands_right import (
    DecideRectification,
    ProposeRectification,
    WitnessRectification,
    existing_rectification,
)
from domain.acts.events import draft
from domain.acts.righting.rectified import DUTY, refuse_unfit
from domain.grounds.putting_right import RECTIFIABLE, STANDS_AGAIN
from domain.grounds.situation import Situation
from domain.state.facts import Rectification, Said
from domain.state.state import State
from domain.words.days import later
from domain.words.entry import Draft, Refusal
from domain.words.intent import intent

DAYS_TO_OBJECT = 30
"""In which a superior may refuse that the own appointment is made void."""


def propose(act: Situation, command: ProposeRectification) -> list[Draft]:
    """What is wrong, what is right, by which papers; nothing changes yet."""
    if command.rectification in act.state.rectifications:
        raise Refusal("ALREADY_EXISTS", DUTY, rectification=command.rectification)
    said = _act_to_put_right(act.state, command)
    if said.type not in RECTIFIABLE:
        raise Refusal("UNKNOWN_ACT", DUTY, of=command.of, type=said.type)
    refuse_unfit(act, said, command.change)
    return [draft("RectificationProposed", command.model_dump())]


def witness(act: Situation, command: WitnessRectification) -> list[Draft]:
    """A second person has seen the papers."""
    known = existing_rectification(act.state, command.rectification)
    _in_state(command.rectification, known.state, "proposed")
    if act.actor.person == known.proposer:
        raise Refusal("PROPOSER_WITNESSES", DUTY, rectification=known.rectification, proposer=known.proposer)
    seen = intent(
        act.state.origin, known.rectification, [known.leaf], "rectify", person=act.actor.person, cmd=act.cmd
    )
    return [draft("RectificationWitnessed", {"rectification": known.rectification, "intent": seen})]


def decide(act: Situation, command: DecideRectification) -> list[Draft]:
    """A third person decides; applied, it counts from this entry on."""
    known = existing_rectification(act.state, command.rectification)
    needed = ("witnessed",) if command.outcome == "applied" else ("proposed", "witnessed")
    _in_state(command.rectification, known.state, *needed)
    if act.actor.person == known.proposer:
        raise Refusal("PROPOSER_DECIDES", DUTY, rectification=known.rectification, proposer=known.proposer)
    if act.actor.person == known.witness:
        raise Refusal("WITNESS_TWICE", DUTY, rectification=known.rectification, seat="decision")
    if command.outcome == "applied":
        said = act.state.said[known.of]
        if said.changed > known.pos:
            raise Refusal("STALE_BASE", DUTY, conflicts=[{"base": known.pos, "pos": said.changed}])
        refuse_unfit(act, said, known.change)
        _refuse_early(act, known, said)
    return [draft("RectificationDecided", command.model_dump())]


def _refuse_early(act: Situation, known: Rectification, said: Said) -> None:
    """A superior has time to refuse it (LAW 49)."""
    may_be_from = later(known.t, days=DAYS_TO_OBJECT)
    if said.type == "Appointed" and act.latest < may_be_from:
        name = known.rectification
        raise Refusal("RECTIFICATION_STATE", DUTY, rectification=name, state=known.state, start=may_be_from)


def _act_to_put_right(state: State, command: ProposeRectification) -> Said:
    """One that stands, or one that is void and may stand again with what `change` says."""
    said = state.said.get(command.of)
    again = said is not None and said.void and said.type in STANDS_AGAIN and command.change is not None
    if said is not None and again and said.stream == command.stream:
        return said
    return standing_act(state, command.of, command.stream)


def standing_act(state: State, of: int, stream: str) -> Said:
    """The act at a position of a stream. Raises UNKNOWN_ACT if there is none that stands."""
    said = state.said.get(of)
    if said is None or said.stream != stream or said.void:
        raise Refusal("UNKNOWN_ACT", DUTY, of=of, stream=stream)
    return said


def _in_state(name: str, state: str, *needed: str) -> None:
    if state not in needed:
        raise Refusal("RECTIFICATION_STATE", DUTY, rectification=name, state=state, needed=needed)


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {
    ProposeRectification: propose,
    WitnessRectification: witness,
    DecideRectification: decide,
}
