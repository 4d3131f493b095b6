"""Every event type of spec/EVENTS.md as a frozen model, and the stream in which each stands."""

from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from domain.acts import events_right, events_year
from domain.words.entry import Draft, Entry, Refusal
from domain.words.event import Event
from domain.words.fields import (
    Cause,
    Column,
    Columns,
    CorrectionKind,
    Day,
    Decision,
    Digest,
    Digests,
    FirstHead,
    Id,
    Ids,
    Instant,
    LateReason,
    Number,
    Position,
    Powers,
    ProofPolicy,
    Regime,
    Role,
    School,
    SchoolYear,
    Sealed,
    Seat,
    Semester,
    Standing,
    Subject,
    Text,
    Value,
    VerifierKey,
    WindowClasses,
)

METHODS = ("token", "password", "totp", "passkey")
"""Proofs of person, weakest first (LAW 5)."""


class LogCreated(Event):
    STREAM = "school"
    school: School
    key: VerifierKey
    decision: Decision
    head: FirstHead


class PolicySet(Event):
    STREAM = "school"
    proof: ProofPolicy
    lapse: int = Field(ge=1, le=15)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        strength = [METHODS.index(m) for m in (self.proof.entry, self.proof.decide, self.proof.witness)]
        if strength != sorted(strength):
            raise ValueError("proofs must rise from entry over decide to witness")
        return self


class KeyRotated(Event):
    STREAM = "school"
    old: VerifierKey
    new: VerifierKey
    decision: Decision


class ClockReset(Event):
    STREAM = "school"
    reason: Text


class Restored(Event):
    STREAM = "school"
    size: Position
    source: Text
    checkpoint: Digest


class PersonRegistered(Event):
    STREAM = "person/{person}"
    person: Id
    name: Text


class Appointed(Event):
    STREAM = "person/{person}"
    person: Id
    role: Role
    klass: Id | None = Field(alias="class")
    subject: Id | None
    start: Day = Field(alias="from")
    end: Day | None = Field(alias="to")
    decision: Decision


class AppointmentEnded(Event):
    STREAM = "person/{person}"
    person: Id
    appointment: Position
    on: Day
    decision: Decision


class Delegated(Event):
    STREAM = "person/{person}"
    person: Id
    powers: Powers
    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    decision: Decision


class ClassOpened(Event):
    STREAM = "class/{class}"
    klass: Id = Field(alias="class")
    name: Text
    grade: int = Field(ge=6, le=12)
    year: SchoolYear
    regime: Regime
    subjects: list[Subject] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _sorted(self) -> Self:
        ids = [s.subject for s in self.subjects]
        if ids != sorted(set(ids)):
            raise ValueError("subjects must be sorted, without repetition")
        return self


class PupilEnrolled(Event):
    STREAM = "pupil/{pupil}"
    pupil: Id
    name: Text
    born: Day
    register_no: Number = Field(alias="register")
    klass: Id = Field(alias="class")
    start: Day = Field(alias="from")
    key: Digest


class WindowSet(Event):
    STREAM = "window/{window}"
    window: Id
    year: SchoolYear
    semester: Semester
    cols: Columns
    classes: WindowClasses
    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")
    decision: Decision


class WindowMoved(Event):
    STREAM = "window/{window}"
    window: Id
    end: Instant = Field(alias="to")
    decision: Decision


class MarkEntered(Event):
    STREAM = "{book}"
    pupil: Id
    col: Column
    value: Value
    late: Position | None


class MarkChanged(Event):
    STREAM = "{book}"
    pupil: Id
    col: Column
    old: Value
    value: Value
    base: Position
    late: Position | None


class MarkCleared(Event):
    STREAM = "{book}"
    pupil: Id
    col: Column
    old: Value
    base: Position


class ColumnPublished(Event):
    STREAM = "{book}"
    col: Column
    count: Position
    digest: Digest


class LateEntryPermitted(Event):
    STREAM = "{book}"
    col: Column
    pupils: Ids
    until: Instant
    reason: LateReason
    decision: Decision


class CorrectionApplied(Event):
    STREAM = "{book}"
    dossier: Id
    pupil: Id
    col: Column
    old: Value | None
    value: Value | None
    base: Position


class CorrectionProposed(Event):
    STREAM = "dossier/{dossier}"
    dossier: Id
    klass: Id = Field(alias="class")
    subject: Id
    semester: Semester
    kind: CorrectionKind
    count: int = Field(ge=1, le=200)
    evidence: Digests


class CorrectionItem(Event):
    STREAM = "dossier/{dossier}"
    dossier: Id
    pupil: Id
    col: Column
    old: Value | None
    value: Value | None
    base: Position
    reason: Sealed


class CorrectionAmended(Event):
    STREAM = "dossier/{dossier}"
    dossier: Id
    count: int = Field(ge=1, le=200)
    evidence: Digests


class CorrectionPermitted(Event):
    STREAM = "dossier/{dossier}"
    dossier: Id
    intent: Digest


class CorrectionRefused(Event):
    STREAM = "dossier/{dossier}"
    dossier: Id
    reason: Sealed


class CorrectionWithdrawn(Event):
    STREAM = "dossier/{dossier}"
    dossier: Id


class CorrectionWitnessed(Event):
    STREAM = "dossier/{dossier}"
    dossier: Id
    seat: Seat
    standing: Standing
    intent: Digest


class CorrectionLapsed(Event):
    STREAM = "dossier/{dossier}"
    dossier: Id
    since: Position


class CloseProposed(Event):
    STREAM = "close/{class}/{semester}"
    klass: Id = Field(alias="class")
    semester: Semester


class CloseRefused(Event):
    STREAM = "close/{class}/{semester}"
    klass: Id = Field(alias="class")
    semester: Semester
    proposal: Position
    reason: Text


class BookLocked(Event):
    STREAM = "close/{class}/{semester}"
    klass: Id = Field(alias="class")
    semester: Semester
    proposal: Position
    decision: Decision
    count: Position
    digest: Digest


class BookUnlocked(Event):
    STREAM = "close/{class}/{semester}"
    klass: Id = Field(alias="class")
    semester: Semester
    reason: Text
    decision: Decision
    until: Instant


class SnapshotPlanned(Event):
    STREAM = "archive/{id}"
    id: Id
    size: Position
    checkpoint: Digest
    cause: Cause
    renderer: Text


class SnapshotArchived(Event):
    STREAM = "archive/{id}"
    id: Id
    digest: Digest
    size_bytes: Position = Field(alias="bytes")


class SnapshotSpent(Event):
    STREAM = "archive/{id}"
    id: Id
    reason: Text


class ReadsDigested(Event):
    STREAM = "reads/{to}"
    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    count: Position
    failures: Position
    digest: Digest


EVENTS: dict[str, type[Event]] = {
    name: model
    for name, model in {**globals(), **vars(events_year), **vars(events_right)}.items()
    if isinstance(model, type) and issubclass(model, Event) and model is not Event
}
"""Event type -> model, all types of spec/EVENTS.md version 1."""


def book_stream(klass: str, subject: str, semester: int) -> str:
    """The stream of the gradebook of one class, subject and semester."""
    return f"book/{klass}/{subject}/{semester}"


def stream_of(type_: str, data: dict[str, Any], book: str = "") -> str:
    """The stream in which an event stands; `book` is the gradebook for the types that do not name theirs."""
    named = {"book": book, "month": data.get("date", "")[:7], "term": data.get("semester") or 2}
    return EVENTS[type_].STREAM.format(**{**named, **data})


def decode(entry: Entry) -> Event:
    """The model of an entry. Raises Refusal UNKNOWN_TYPE or BAD_DATA (LAW 1)."""
    if entry.type not in EVENTS:
        raise Refusal("UNKNOWN_TYPE", type=entry.type)
    event = _read(entry.type, entry.data)
    if event.model_dump(by_alias=True) != entry.data:
        raise Refusal("BAD_DATA", type=entry.type)  # a text that is not in its one spelling
    return event


def draft(type_: str, data: dict[str, Any], book: str = "") -> Draft:
    """An event ready to be written, in its one spelling. Raises Refusal BAD_DATA (LAW 1)."""
    data = _read(type_, data).model_dump(by_alias=True)
    return Draft(stream_of(type_, data, book), type_, data)


def _read(type_: str, data: dict[str, Any]) -> Event:
    try:
        return EVENTS[type_].model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        raise Refusal("BAD_DATA", type=type_, faults=error.errors()) from None
