"""What crosses the border between the rules and the ledger: drafts go down, entries come up."""

from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class Proof(BaseModel):
    """How a person was proved: method, seconds before the act, credential and session (no secrets)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    age: int = Field(ge=0)
    cred: str
    method: str
    session: str


class Actor(BaseModel):
    """Who acts: a person, in one role, by the right that the entry at position `basis` gives (LAW 4)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    role: str
    basis: int = Field(ge=0)
    proof: Proof


class Draft(NamedTuple):
    """An event decided but not yet written; `data` holds JSON values only (spec/EVENTS.md)."""

    stream: str
    type: str
    data: dict[str, Any]


class Entry(NamedTuple):
    """One written line, decoded. `at` is the 27-character instant of spec/FORMAT.md; `leaf` 32 bytes."""

    pos: int
    at: str
    stream: str
    ver: int
    type: str
    actor: dict[str, Any]
    cmd: str
    i: int
    n: int
    leaf: bytes
    data: dict[str, Any]
    sign: dict[str, Any] | None = None
    """The person's own signature over the command, in its first entry alone (FORMAT §2, "Signed acts")."""
