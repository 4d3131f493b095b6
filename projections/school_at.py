"""A school as it stood: the state of the rules at any size, each stream read when a question needs it."""

from typing import Any

from domain.state import State
from ledger.log import SchoolLog


class _Streams(dict[str, Any]):
    """Streams by name; one that nobody asked for yet is read from the log."""

    def __init__(self, state: State, log: SchoolLog, size: int) -> None:
        super().__init__()
        self._state, self._log, self._size = state, log, size

    def __missing__(self, stream: str) -> Any:
        self._state.load(stream, self._log.stream(stream, self._size))
        return self[stream]

    def get(self, stream: str, default: Any = None) -> Any:  # noqa: ARG002
        return self[stream]


def school_at(log: SchoolLog, size: int) -> State:
    """The state after the first `size` entries. Only for reading: nothing is decided on it."""
    state = State(log.origin)
    log.governance(state, size)
    state.books = _Streams(state, log, size)
    state.dossiers = _Streams(state, log, size)
    state.loaded = _Streams(state, log, size)
    return state
