"""The school's log: its founding, keys, clock epochs, restores (LAW 3, 10)."""

from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.permissions import NOBODY
from domain.grounds.rights import FOUNDER
from domain.grounds.rows import Righting, Row
from domain.grounds.situation import Situation
from domain.state.facts import Appointment, Person, Said
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import (
    Decision,
    Digest,
    FirstHead,
    Position,
    School,
    Text,
    Typed,
    VerifierKey,
)
from domain.words.refusal import Refusal


class LogCreated(TypedDict):
    """Entry 0: the school, its first head, and the log's first key."""

    school: said.School
    key: VerifierKey
    decision: said.Decision
    head: said.FirstHead


LOG_CREATED = Event(LogCreated, "school")


class KeyRotated(TypedDict):
    """Heads and receipts are signed with `new` from here on."""

    old: VerifierKey
    new: VerifierKey
    decision: said.Decision


KEY_ROTATED = Event(KeyRotated, "school")


class ClockReset(TypedDict):
    """From here on instants may be earlier than before."""

    reason: Text


CLOCK_RESET = Event(ClockReset, "school")


class Restored(TypedDict):
    """The log went on from `size` entries that were filled in again from `source`."""

    size: Position
    source: Text
    checkpoint: Digest


RESTORED = Event(Restored, "school")


class CreateLog(Command):
    """Begin a school's log; nobody has a right before."""

    ACT = "LogCreated"
    school: School
    key: VerifierKey
    decision: Decision
    head: FirstHead


class RotateKey(Command):
    """Put a spare key into force."""

    ACT = "KeyRotated"
    old: VerifierKey
    new: VerifierKey
    decision: Decision


class ResetClock(Command):
    """Answer a future instant in the log openly."""

    ACT = "ClockReset"
    reason: Typed


class NoteRestore(Command):
    """Tell that the database was filled again from a copy."""

    ACT = "Restored"
    size: Position
    source: Typed
    checkpoint: Digest


def create_log(act: Situation, command: CreateLog) -> list[Draft]:
    """LAW 3: entry 0 names the school and its first head; it is the only act that needs no earlier right."""
    origin = f"{command.school.province}.socai/{command.school.code}"
    if origin != act.state.origin:
        raise Refusal("ORIGIN_MISMATCH", "S52", origin=origin, log=act.state.origin)
    claims = (act.actor.person, act.actor.role, act.actor.basis)
    if claims != (command.head.person, FOUNDER, 0) or command.head.person == NOBODY:
        raise Refusal("NO_RIGHT", "S52", head=command.head.person)
    return [LOG_CREATED.draft(command.model_dump(by_alias=True))]


def rotate_key(act: Situation, command: RotateKey) -> list[Draft]:
    """LAW 10."""
    if command.old != act.state.key:
        raise Refusal("KEY_NOT_IN_FORCE", "S52", key=act.state.key)
    if command.new in act.state.keys:
        raise Refusal("ALREADY_EXISTS", "S52", key=command.new)
    return [KEY_ROTATED.draft(command.model_dump())]


def reset_clock(_act: Situation, command: ResetClock) -> list[Draft]:
    """Opens a clock epoch: a future instant already in the log is answered openly (LAW, end)."""
    return [CLOCK_RESET.draft(command.model_dump())]


def note_restore(act: Situation, command: NoteRestore) -> list[Draft]:
    """LAW 10: the log goes on from exactly the size to which it was filled again."""
    if command.size != act.state.size:
        raise Refusal("BAD_DATA", "S52", size=command.size, log=act.state.size)
    return [RESTORED.draft(command.model_dump())]


def _create(state: State, entry: Entry, data: LogCreated) -> None:
    _take_key(state, data["key"])
    head = data["head"]
    founder = Appointment(entry.pos, "head", None, None, head["from"], None)
    state.people[head["person"]] = Person(head["person"], head["name"], appointments=[founder])


def _rotate(state: State, _entry: Entry, data: KeyRotated) -> None:
    _take_key(state, data["new"])


def _take_key(state: State, key: str) -> None:
    state.key = key
    state.keys.add(key)


def _reset(state: State, entry: Entry, _data: ClockReset) -> None:
    state.resets.append(entry.pos)


def _rename(state: State, said: Said, _entry: Entry) -> None:
    head = said.data["head"]
    state.people[head["person"]].name = head["name"]


ROWS = (
    Row(
        LOG_CREATED,
        CreateLog,
        create_log,
        apply=_create,
        righting=Righting(fields=frozenset(("name",)), within="head", never_void=True, put_right=_rename),
    ),
    Row(KEY_ROTATED, RotateKey, rotate_key, apply=_rotate),
    Row(CLOCK_RESET, ResetClock, reset_clock, apply=_reset),
    Row(RESTORED, NoteRestore, note_restore),
)
