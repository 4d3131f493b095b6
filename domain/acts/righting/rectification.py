"""Slips put right by three persons (LAW 49): proposed, witnessed, decided."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator
from typing_extensions import TypedDict

from domain.acts.righting.putting_right import put_right, standing_act, streams_for
from domain.acts.topics import RIGHTING
from domain.acts.topics import ROWS as TOPICS
from domain.grounds.command import Command
from domain.grounds.permissions import Place
from domain.grounds.rows import Change as Right
from domain.grounds.rows import Row, Term
from domain.grounds.situation import Situation
from domain.state.facts import Rectification, Said
from domain.state.membership import class_of
from domain.state.state import State
from domain.words import said
from domain.words.days import later
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Digest, Digests, Id, Position, Text, Typed
from domain.words.intent import intent
from domain.words.refusal import Refusal

CHANGEABLE = frozenset(
    (
        *("born", "cause", "class", "decision", "document", "from", "last", "letter"),
        *("name", "part", "register", "school", "semesters", "subject", "value"),
    )
)
"""Fields that a rectification may name; which of them an act has is its type's (LAW 49)."""


def _known(change: dict[str, Any]) -> dict[str, Any]:
    if not CHANGEABLE.issuperset(change):
        raise ValueError("must be fields that can be put right")
    return change


Change = Annotated[dict[str, Any], AfterValidator(_known)]


class RectificationProposed(TypedDict):
    """`change` gives fields of the act at `of` their right values; None makes it void."""

    rectification: Id
    of: Position
    stream: Text
    change: Change | None
    reason: Text
    evidence: Digests


RECTIFICATION_PROPOSED = Event(RectificationProposed, "rectify/{rectification}")


class RectificationWitnessed(TypedDict):
    """`intent` binds the proposal as the second person saw it."""

    rectification: Id
    intent: Digest


RECTIFICATION_WITNESSED = Event(RectificationWitnessed, "rectify/{rectification}")


class RectificationDecided(TypedDict):
    """By a third person; applied, the act counts as corrected from here on."""

    rectification: Id
    outcome: Literal["applied", "refused"]
    decision: said.Decision


RECTIFICATION_DECIDED = Event(RectificationDecided, "rectify/{rectification}")


class RectifyCommand(Command):
    """An act on a rectification."""

    rectification: Id

    def class_in(self, state: State) -> str | None:
        """The class of the act that is put right (LAW 49): a homeroom teacher's right reaches only that."""
        known = state.rectifications.get(self.rectification)
        return _class_of(state, known.of) if known else None

    def place(self, state: State) -> Place:
        """The class of the act that is put right."""
        return self.class_in(state), None

    def reads(self, state: State) -> list[str]:
        """What the corrected act is judged against."""
        known = state.rectifications.get(self.rectification)
        return streams_for(state, known.of, known.stream, known.change) if known else []


class ProposeRectification(RectifyCommand):
    """`change` gives the right values of the act at position `of` in `stream`; None makes it void."""

    ACT = "RectificationProposed"
    of: Position
    stream: Text
    change: Change | None
    reason: Typed
    evidence: Digests

    def class_in(self, state: State) -> str | None:
        """That of the act at `of`."""
        return _class_of(state, self.of)

    def reads(self, state: State) -> list[str]:
        """As RectifyCommand."""
        return streams_for(state, self.of, self.stream, self.change)


class WitnessRectification(RectifyCommand):
    """Confirm as a second person that the papers say so."""

    ACT = "RectificationWitnessed"


class DecideRectification(RectifyCommand):
    """As a third person, with a paper of one's own."""

    ACT = "RectificationDecided"
    outcome: Literal["applied", "refused"]
    decision: Decision


def existing_rectification(state: State, name: str) -> Rectification:
    """The rectification. Raises RECTIFICATION_STATE if nobody proposed it."""
    found = state.rectifications.get(name)
    if found is None:
        raise Refusal("RECTIFICATION_STATE", "S21", rectification=name, state="")
    return found


def _class_of(state: State, of: int) -> str | None:
    said = state.said.get(of)
    return class_of(state, said) if said else None


DUTY = "S21"


def propose(act: Situation, command: ProposeRectification) -> list[Draft]:
    """What is wrong, what is right, by which papers; nothing changes yet."""
    if command.rectification in act.state.rectifications:
        raise Refusal("ALREADY_EXISTS", DUTY, rectification=command.rectification)
    said = _act_to_put_right(act.state, command)
    if RIGHTING[said.type].fields is None:
        raise Refusal("UNKNOWN_ACT", DUTY, of=command.of, type=said.type)
    refuse_unfit(act, said, command.change)
    return [RECTIFICATION_PROPOSED.draft(command.model_dump())]


def witness(act: Situation, command: WitnessRectification) -> list[Draft]:
    """A second person has seen the papers."""
    known = existing_rectification(act.state, command.rectification)
    _in_state(command.rectification, known.state, "proposed")
    if act.actor.person == known.proposer:
        raise Refusal("PROPOSER_WITNESSES", DUTY, rectification=known.rectification, proposer=known.proposer)
    seen = intent(
        act.state.origin, known.rectification, [known.leaf], "rectify", person=act.actor.person, cmd=act.cmd
    )
    return [RECTIFICATION_WITNESSED.draft({"rectification": known.rectification, "intent": seen})]


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
    return [RECTIFICATION_DECIDED.draft(command.model_dump())]


def _refuse_early(act: Situation, known: Rectification, said: Said) -> None:
    """Whom it concerns has time to refuse it (LAW 49)."""
    days = RIGHTING[said.type].objection
    may_be_from = later(known.t, days=days)
    if days and act.latest < may_be_from:
        name = known.rectification
        raise Refusal("RECTIFICATION_STATE", DUTY, rectification=name, state=known.state, start=may_be_from)


def _act_to_put_right(state: State, command: ProposeRectification) -> Said:
    """One that stands, or one that is void and may stand again with what `change` says."""
    said = state.said.get(command.of)
    again = said is not None and said.void and RIGHTING[said.type].stands_again and command.change is not None
    if said is not None and again and said.stream == command.stream:
        return said
    return standing_act(state, command.of, command.stream)


def refuse_unfit(act: Situation, said: Said, change: Right) -> None:
    """Raises what is wrong with the corrected act: fields, no change, then the rules of its type."""
    _refuse_fields(said, change)
    judge = RIGHTING[said.type].judge
    if judge is not None:
        judge(act, said, change)


def _refuse_fields(said: Said, change: Right) -> None:
    how = RIGHTING[said.type]
    if change is None:
        if how.never_void:
            raise Refusal("BAD_DATA", DUTY, of=said.pos, type=said.type, faults=[{"field": "change"}])
        return
    strange = sorted(change.keys() - (how.fields or frozenset()))
    if strange:
        raise Refusal("BAD_DATA", DUTY, of=said.pos, type=said.type, faults=[{"field": f} for f in strange])
    TOPICS[said.type].event.read(said.amended(change, said.pos).data)
    if said.void:
        return
    if not change:
        raise Refusal("NO_CHANGE", DUTY, of=said.pos)
    for field, value in change.items():
        if said.value(field) == value:
            raise Refusal("NO_CHANGE", DUTY, of=said.pos, field=field)


def _in_state(name: str, state: str, *needed: str) -> None:
    if state not in needed:
        raise Refusal("RECTIFICATION_STATE", DUTY, rectification=name, state=state, needed=needed)


def _propose(state: State, entry: Entry, data: RectificationProposed) -> None:
    state.rectifications[data["rectification"]] = Rectification(
        data["rectification"],
        entry.pos,
        data["of"],
        data["stream"],
        data["change"],
        entry.actor["person"],
        entry.leaf,
        state.latest(entry.at),
    )


def _witness(state: State, entry: Entry, data: RectificationWitnessed) -> None:
    known = state.rectifications[data["rectification"]]
    state.rectifications[known.rectification] = known._replace(
        witness=entry.actor["person"], state="witnessed"
    )


def _decide(state: State, entry: Entry, data: RectificationDecided) -> None:
    """From here on the corrected act counts, if it was applied."""
    known = state.rectifications[data["rectification"]]
    state.rectifications[known.rectification] = known._replace(state=data["outcome"])
    if data["outcome"] == "applied":
        put_right(state, known.of, known.stream, known.change, entry)


_COUNTS = frozenset(("class", "from", "last", "cause", "value", "subject", "semesters", "part"))
"""Fields on which what a signature saw rests."""


def _touches(state: State, data: RectificationDecided) -> list[Term]:
    """LAW 49: what the act itself touched, and what it touches as corrected."""
    known = state.rectifications[data["rectification"]]
    said = state.said.get(known.of)
    if data["outcome"] != "applied" or said is None:
        return []
    change, touches = known.change, RIGHTING[said.type].touches
    if touches is None or (change is not None and not said.void and not _COUNTS & change.keys()):
        return []
    return touches(state, said, change)


ROWS = (
    Row(RECTIFICATION_PROPOSED, ProposeRectification, propose, apply=_propose),
    Row(RECTIFICATION_WITNESSED, WitnessRectification, witness, apply=_witness),
    Row(RECTIFICATION_DECIDED, DecideRectification, decide, apply=_decide, touches=_touches),
)
