"""Event types by which a slip is put right (spec/EVENTS.md "Putting right")."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from domain.words.event import Event
from domain.words.fields import Decision, Digest, Digests, Id, Position, Text

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


class ActWithdrawn(Event):
    STREAM = "school"
    of: Position
    stream: Text
    reason: Text
    decision: Decision


class RectificationProposed(Event):
    STREAM = "rectify/{rectification}"
    rectification: Id
    of: Position
    stream: Text
    change: Change | None = Field()
    reason: Text
    evidence: Digests


class RectificationWitnessed(Event):
    STREAM = "rectify/{rectification}"
    rectification: Id
    intent: Digest


class RectificationDecided(Event):
    STREAM = "rectify/{rectification}"
    rectification: Id
    outcome: Literal["applied", "refused"]
    decision: Decision
