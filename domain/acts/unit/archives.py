"""Archives: planned, made, or spent, each id once and for ever (S36, S37; LAW 25)."""

from typing import Annotated

from pydantic import AfterValidator
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.rows import Row
from domain.grounds.situation import Situation
from domain.state.facts import Snapshot
from domain.state.state import State
from domain.words import said
from domain.words.days import later
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Cause, Digest, Id, Position, Text, Typed, refers_as_its_kind
from domain.words.refusal import Refusal


def _of_its_kind(cause: said.Cause) -> said.Cause:
    refers_as_its_kind(cause["kind"], cause["ref"])
    return cause


class SnapshotPlanned(TypedDict):
    """The id is taken before the bag is written; `cause` says for what."""

    id: Id
    size: Position
    checkpoint: Digest
    cause: Annotated[said.Cause, AfterValidator(_of_its_kind)]
    renderer: Text


SNAPSHOT_PLANNED = Event(SnapshotPlanned, "archive/{id}")


class SnapshotArchived(TypedDict):
    """`digest` and `bytes` are those of the bag; what it holds was planned under the id."""

    id: Id
    digest: Digest
    bytes: Position


SNAPSHOT_ARCHIVED = Event(SnapshotArchived, "archive/{id}")


class SnapshotSpent(TypedDict):
    """No bag came of the id; it is never used again."""

    id: Id
    reason: Text


SNAPSHOT_SPENT = Event(SnapshotSpent, "archive/{id}")


class PlanSnapshot(Command):
    """Take an id for an archive of the log as it stands."""

    ACT = "SnapshotPlanned"
    id: Id
    size: Position
    checkpoint: Digest
    cause: Cause
    renderer: Typed


class RecordSnapshot(Command):
    """Tell that a planned archive is written."""

    ACT = "SnapshotArchived"
    id: Id
    digest: Digest
    size_bytes: Position


class SpendSnapshot(Command):
    """Tell that a planned archive will not be written under its id."""

    ACT = "SnapshotSpent"
    id: Id
    reason: Typed


def plan(act: Situation, command: PlanSnapshot) -> list[Draft]:
    """A new id, a size that lies before the planning entry, and every window in its turn (LAW 25, 26)."""
    if command.id in act.state.snapshots:
        raise Refusal("SNAPSHOT_TWICE", "S37", id=command.id)
    if command.size > act.state.size:
        raise Refusal("BAD_DATA", "S36", size=command.size, log=act.state.size)
    _refuse_open_window(act, command.cause)
    _refuse_out_of_turn(act, command)
    return [SNAPSHOT_PLANNED.draft(command.model_dump())]


def _refuse_open_window(act: Situation, cause: Cause) -> None:
    """LAW 25: the archive of a window is made when it has ended."""
    if cause.kind != "window":
        return
    window = act.state.windows.get(cause.ref)
    if window is None:
        raise Refusal("UNKNOWN_WINDOW", "S18", window=cause.ref)
    if act.latest < window.end:
        raise Refusal("BAD_PERIOD", "S18", window=cause.ref, end=window.end, now=act.now)


def _refuse_out_of_turn(act: Situation, command: PlanSnapshot) -> None:
    """LAW 26: no archive of a window or lock before that of a window which ended a day ago and earlier."""
    if command.cause.kind == "manual":
        return
    state, own = act.state, act.state.windows.get(command.cause.ref)
    a_day_ago = later(act.latest, days=-1)
    plans = (s for s in state.snapshots.values() if s.pos < command.size)
    begun = {s.ref for s in plans if s.kind == "window" and s.state != "spent"}
    for window in state.windows.values():
        waits = window.end < a_day_ago and window.window not in begun
        if waits and (command.cause.kind == "lock" or own is None or window.end < own.end):
            raise Refusal("ARCHIVE_MISSING", "S18", window=window.window, end=window.end)


def record(act: Situation, command: RecordSnapshot) -> list[Draft]:
    """The file is written once and its digest stands for ever."""
    _refuse_unplanned(act, command.id)
    data = {"id": command.id, "digest": command.digest, "bytes": command.size_bytes}
    return [SNAPSHOT_ARCHIVED.draft(data)]


def spend(act: Situation, command: SpendSnapshot) -> list[Draft]:
    """An id whose file could not be rebuilt alike is given up, never used again."""
    _refuse_unplanned(act, command.id)
    return [SNAPSHOT_SPENT.draft(command.model_dump())]


def _refuse_unplanned(act: Situation, id_: str) -> None:
    known = act.state.snapshots.get(id_)
    if known is None or known.state != "planned":
        raise Refusal("SNAPSHOT_TWICE", "S37", id=id_, state=known.state if known else "")


def _plan(state: State, entry: Entry, data: SnapshotPlanned) -> None:
    cause = data["cause"]
    state.snapshots[data["id"]] = Snapshot(
        data["id"], "planned", entry.pos, entry.at, data["size"], cause["kind"], cause["ref"]
    )


def _archive(state: State, _entry: Entry, data: SnapshotArchived) -> None:
    planned = state.snapshots[data["id"]]
    state.snapshots[data["id"]] = planned._replace(state="archived", digest=data["digest"])


def _spend(state: State, _entry: Entry, data: SnapshotSpent) -> None:
    state.snapshots[data["id"]] = state.snapshots[data["id"]]._replace(state="spent")


SNAPSHOTS = (("snapshots", ""),)
ROWS = (
    Row(SNAPSHOT_PLANNED, PlanSnapshot, plan, apply=_plan, changes=SNAPSHOTS),
    Row(SNAPSHOT_ARCHIVED, RecordSnapshot, record, apply=_archive, changes=SNAPSHOTS),
    Row(SNAPSHOT_SPENT, SpendSnapshot, spend, apply=_spend, changes=SNAPSHOTS),
)
