"""How acts that were withdrawn or rectified change the facts of a State (LAW 48-49).

Facts that are folded always are changed at once. A stream that is loaded on demand is forgotten: when it is
needed next it is read again, and what was put right is put right on the way.
"""

from collections.abc import Iterable, Iterator

from domain.acts.topics import RIGHTING, ROWS
from domain.grounds.rows import Change
from domain.state.facts import Said
from domain.state.state import State
from domain.words.entry import Entry
from domain.words.refusal import Refusal

_STREAMS = tuple({ROWS[name].event.beginning for name in RIGHTING})
"""How the streams begin in which acts stand that can be put right."""


def remember(state: State, entry: Entry) -> None:
    """Keep an act that may be put right, by position, as it counts now; others are not kept."""
    how = RIGHTING.get(entry.type)
    if how is not None:
        said = Said(entry.pos, entry.stream, entry.type, entry.data, within=how.within)
        for pos, change in state.put_right.get(entry.pos, ()):
            said = said.amended(change, pos)
        state.said[entry.pos] = said


def corrected(state: State, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bool]]:
    """The entries of a stream that is loaded now, with the data that count; and whether they are void."""
    for entry in entries:
        if entry.type not in RIGHTING:
            yield entry, False
            continue
        remember(state, entry)
        said = state.said[entry.pos]
        yield entry._replace(data=said.data), said.void


def put_right(state: State, of: int, stream: str, change: Change, entry: Entry) -> None:
    """From the entry on, the act at `of` in the stream counts as the change says."""
    state.put_right.setdefault(of, []).append((entry.pos, change))
    if not state.is_governance(stream):
        state.forget(stream)
        return
    said = state.said[of] = state.said[of].amended(change, entry.pos)
    follows = RIGHTING[said.type].put_right
    if follows is not None:
        follows(state, said, entry)


def standing_act(state: State, of: int, stream: str) -> Said:
    """The act at a position of a stream. Raises UNKNOWN_ACT if there is none that stands."""
    said = state.said.get(of)
    if said is None or said.stream != stream or said.void:
        raise Refusal("UNKNOWN_ACT", "S21", of=of, stream=stream)
    return said


def streams_for(state: State, of: int, stream: str, change: Change, *, withdrawn: bool = False) -> list[str]:
    """What must be loaded before it can be judged whether the act at `of` is withdrawn, or corrected so."""
    said = state.said.get(of)
    if said is not None and said.stream == stream:
        how = RIGHTING[said.type]
        if how.reads is not None and how.withdrawable == withdrawn:
            return how.reads(state, said, change)
    return [stream] if stream.startswith(_STREAMS) and not state.is_governance(stream) else []
