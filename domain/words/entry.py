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


class Refusal(Exception):
    """A rule says no. `code` is of spec/LAW.md, `duty` an S-number or article, `detail` names the facts.

    An exception as well as a value, so that the edges may raise what the rules return.
    """

    def __init__(self, code: str, duty: str = "", **detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.duty = duty
        self.detail = detail
