"""A school with its streams at hand: the state of the rules, each stream read when a question needs it."""

from typing import Any

from domain.fork import own_copy
from domain.state import State
from ledger.log import SchoolLog
from projections.books_now import BooksNow


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
    return with_streams(log, state)


def with_streams(log: SchoolLog, facts: State) -> State:
    """The facts, and every stream as it was when they held. Only for reading."""
    state = own_copy(facts)
    state.books = _Streams(state, log, state.size)
    state.dossiers = _Streams(state, log, state.size)
    state.loaded = _Streams(state, log, state.size)
    return state


def with_marks(log: SchoolLog, facts: State) -> State:
    """The facts of now, and the marks and publications of every book from the views, whose reading costs the
    same however often a mark was changed. Of a book nothing else may be asked. The views must have reached
    the facts."""
    state = own_copy(facts)
    state.books = BooksNow(log, facts.size)
    state.loaded = _Streams(state, log, facts.size)
    return state
