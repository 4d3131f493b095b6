"""Archives: planned, made, or spent, each id once and for ever (S36, S37; LAW 25)."""

from domain.commands import PlanSnapshot, RecordSnapshot, SpendSnapshot
from domain.entry import Draft, Refusal
from domain.events import draft
from domain.situation import Situation


def plan(act: Situation, command: PlanSnapshot) -> list[Draft]:
    """A new id, and a size that lies before the planning entry."""
    if command.id in act.state.snapshots:
        raise Refusal("SNAPSHOT_TWICE", "S37", id=command.id)
    if command.size > act.state.size:
        raise Refusal("BAD_DATA", "S36", size=command.size, log=act.state.size)
    return [draft("SnapshotPlanned", command.model_dump())]


def record(act: Situation, command: RecordSnapshot) -> list[Draft]:
    """The file is written once and its digest stands for ever."""
    _refuse_unplanned(act, command.id)
    data = {"id": command.id, "digest": command.digest, "bytes": command.size_bytes}
    return [draft("SnapshotArchived", data)]


def spend(act: Situation, command: SpendSnapshot) -> list[Draft]:
    """An id whose file could not be rebuilt alike is given up, never used again."""
    _refuse_unplanned(act, command.id)
    return [draft("SnapshotSpent", command.model_dump())]


def _refuse_unplanned(act: Situation, id_: str) -> None:
    known = act.state.snapshots.get(id_)
    if known is None or known.state != "planned":
        raise Refusal("SNAPSHOT_TWICE", "S37", id=id_, state=known.state if known else "")
