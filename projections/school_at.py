"""A school with its streams at hand: the state of the rules, each stream read when a question needs it."""

from typing import Any

from domain.fork import own_copy
from domain.grounds.reserved import books_of
from domain.law import Fold
from domain.state.book import BookState
from ledger.log import SchoolLog
from projections.asof import BookAt
from projections.books_now import BooksNow
from projections.past import past_of


class _Streams(dict[str, Any]):
    """Streams by name; one that nobody asked for yet is read from the log."""

    def __init__(self, state: Fold, log: SchoolLog, size: int) -> None:
        super().__init__()
        self._state, self._log, self._size = state, log, size

    def __missing__(self, stream: str) -> Any:
        if stream.startswith("book/"):
            self[stream] = _without_void(past_of(self._log).book(stream, self._size), self._state)
        else:
            self._state.load(stream, self._log.stream(stream, self._size))
        return self[stream]

    def get(self, stream: str, default: Any = None) -> Any:  # noqa: ARG002
        return self[stream]


def school_at(log: SchoolLog, size: int) -> Fold:
    """The state after the first `size` entries. Only for reading: nothing is decided on it."""
    return with_streams(log, past_of(log).facts(size))


def with_streams(log: SchoolLog, facts: Fold) -> Fold:
    """The facts, and every stream as it was when they held. Only for reading."""
    state = own_copy(facts)
    state.books = _Streams(state, log, state.size)
    state.dossiers = _Streams(state, log, state.size)
    state.loaded = _Streams(state, log, state.size)
    return state


def books_at(state: Fold, klass: str) -> list[BookAt]:
    """The gradebooks of a class as a state with streams has them, sorted by subject and semester."""
    opened = state.classes.get(klass)
    places = [(subject, half) for half in (1, 2) for subject in (books_of(opened, half) if opened else ())]
    return [BookAt(*place, state.book(klass, *place)) for place in sorted(places)]


def with_marks(log: SchoolLog, facts: Fold) -> Fold:
    """The facts of now, and the marks and publications of every book from the views, whose reading costs the
    same however often a mark was changed. Of a book nothing else may be asked. The views must have reached
    the facts."""
    state = own_copy(facts)
    state.books = BooksNow(log, facts.size)
    state.loaded = _Streams(state, log, facts.size)
    return state


def _without_void(book: BookState, facts: Fold) -> BookState:
    """The book without the permissions that were withdrawn (LAW 48), the only acts in it that can be."""
    book.permissions = [each for each in book.permissions if each.pos not in facts.put_right]
    return book
