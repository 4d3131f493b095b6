"""The parts of what an entry says, as it stands in the log: each a plain object of JSON (spec/EVENTS.md)."""

from typing import Annotated

from pydantic import Field, with_config
from typing_extensions import TypedDict

from domain.words.event import FORM
from domain.words.fields import CauseKind, CauseRef, Day, Digest, Id, Level, Method, Number, Semesters, Text
from domain.words.marks import SubjectKind


class Decision(TypedDict):
    """The signed paper behind an act; `digest` None: there is no file, the paper is kept at the school."""

    no: Number
    date: Day
    digest: Digest | None


class School(TypedDict):
    """The school that a log belongs to."""

    code: Id
    name: Text
    province: Id
    level: Level


FirstHead = TypedDict("FirstHead", {"person": Id, "name": Text, "from": Day})
"""The head that entry 0 names, from a local day."""


class ProofPolicy(TypedDict):
    """The weakest accepted proof of person for entering, deciding and witnessing."""

    entry: Method
    decide: Method
    witness: Method


class Subject(TypedDict):
    """A subject of a class: `periods` in tenths of periods a year, `tx` regular columns a semester."""

    subject: Id
    name: Text
    kind: SubjectKind
    periods: Annotated[int, Field(ge=1, le=10_000)]
    tx: Annotated[int, Field(ge=1, le=9)]
    semesters: Semesters


Span = TypedDict("Span", {"from": Day, "to": Day})
"""Days from … to, both inclusive."""


class Cause(TypedDict):
    """Why an archive is made; `ref` is the window id, `<class>/<semester>` or empty."""

    kind: CauseKind
    ref: CauseRef


for _part in (Decision, School, FirstHead, ProofPolicy, Subject, Span, Cause):
    with_config(FORM)(_part)
