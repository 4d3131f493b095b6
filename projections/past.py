"""What a school was, kept at hand: whoever asks for a moment reads little more than what lies near it.

The facts are kept at every few hundred governance entries, and so is each book that somebody asked for, with
the places of each cell's entries. The first question after a start reads a history once. It is a memory of
this process alone: what it holds was folded from the log, and is dropped where the log no longer is the one.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict
from copy import copy
from typing import Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary, proxy

from domain.fork import Fork
from domain.law import Fold, take_in
from domain.state.book import BookState
from domain.words.entry import Entry
from ledger.log import SchoolLog

STRIDE = 256
"""Entries between two states that are kept."""
MOST = 64
"""States that are kept of one fold; beyond, every second goes."""
RECENT = 8
"""Moments that were asked for last are kept, too."""
BOOKS = 64
"""Books of which anything is kept: those that were asked for last."""

T = TypeVar("T")
Cell = tuple[str, str]


class _Kept(Generic[T]):
    """States of one fold by the size that they were made of, and those asked for last."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._states: dict[int, T] = {}
        self._recent: OrderedDict[int, T] = OrderedDict()

    def nearest(self, size: int) -> tuple[int, T] | None:
        """The state of that size, else the newest before it that others may start from."""
        if size in self._recent:
            return size, self._recent[size]
        place = bisect_right(self._sizes, size)
        return (self._sizes[place - 1], self._states[self._sizes[place - 1]]) if place else None

    def keep(self, size: int, state: T) -> None:
        """Keeps a state that others start from: a command ends there."""
        if self._sizes and size <= self._sizes[-1]:
            return
        self._sizes.append(size)
        self._states[size] = state
        if len(self._sizes) > MOST:
            for gone in self._sizes[:-1][::2]:
                del self._states[gone]
            self._sizes = sorted(self._states)

    def asked(self, size: int, state: T) -> None:
        """Keeps a state that was asked for, for a while."""
        self._recent[size] = state
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)


class _Book:
    """What is kept of one gradebook: `ver` entries of its stream were taken in, the last of them `last`."""

    def __init__(self) -> None:
        self.ver = 0
        self.last: Entry | None = None
        self.states: _Kept[tuple[int, BookState]] = _Kept()
        self.places: dict[Cell, list[int]] = {}
        self.columns: dict[str, list[int]] = {}
        self._now = BookState()
        self._next = STRIDE

    def take(self, entries: list[Entry]) -> None:
        """Takes in the next entries, whole commands."""
        for entry in entries:
            if self.last and self.ver >= self._next and _command(entry) != _command(self.last):
                self.states.keep(self.last.pos + 1, (self.ver, _copy(self._now)))
                self._next = self.ver + STRIDE
            take_in(self._now, entry)
            self.ver, self.last = entry.ver, entry
            col, pupil = entry.data.get("col"), entry.data.get("pupil")
            if col is not None and pupil is not None:
                self.places.setdefault((pupil, col), []).append(entry.pos)
            elif col is not None:
                self.columns.setdefault(col, []).append(entry.pos)

    def now(self) -> tuple[int, tuple[int, BookState]]:
        """The book with all that was taken in."""
        return self.last.pos + 1 if self.last else 0, (self.ver, self._now)


class _Facts(NamedTuple):
    """Facts, and the leaf of the last entry below their size, by which they are known as this log's."""

    state: Fold
    leaf: bytes


class Past:
    """The moments of one log. Thread-safe."""

    def __init__(self, log: SchoolLog) -> None:
        self._log: SchoolLog = proxy(log)  # the log owns its memory, not the other way round
        self._lock = threading.Lock()
        self._facts: _Kept[_Facts] = _Kept()
        self._books: OrderedDict[str, _Book] = OrderedDict()

    def facts(self, size: int) -> Fold:
        """The governance facts after the first `size` entries. Nobody may change them."""
        with self._lock:
            kept = self._facts.nearest(size)
        if kept is not None and kept[0] and self._leaf(kept[0] - 1) != kept[1].leaf:
            with self._lock:
                self._facts, kept = _Kept(), None
        start, state = (kept[0], kept[1].state) if kept else (0, Fold(self._log.origin))
        if start == size:
            return state
        state = self._onward(state, start, size)
        self._keep(state, asked=True)
        return state

    def book(self, stream: str, size: int) -> BookState:
        """One gradebook after the first `size` entries, as its entries say it. Nobody may change it."""
        known = self._known(stream)
        with self._lock:
            reached, now = known.now()
            if reached <= size:
                return _copy(now[1])
            kept = known.states.nearest(size)
        start, (ver, book) = kept or (0, (0, BookState()))
        if start == size:
            return _copy(book)
        book = _copy(book)
        for entry in self._log.stream(stream, size, after=ver):
            take_in(book, entry)
            ver = entry.ver
        with self._lock:
            known.states.asked(size, (ver, _copy(book)))
        return book

    def places(self, stream: str, pupil: str, col: str, size: int) -> list[int]:
        """Where, below `size`, the entries about one cell of a book stand, and those about its column."""
        known = self._known(stream)
        with self._lock:
            found = [*known.places.get((pupil, col), ()), *known.columns.get(col, ())]
        return sorted(pos for pos in found if pos < size)

    def _known(self, stream: str) -> _Book:
        """What is kept of a book, brought up to the log."""
        with self._lock:
            known = self._books.setdefault(stream, _Book())
            self._books.move_to_end(stream)
            while len(self._books) > BOOKS:
                self._books.popitem(last=False)
            ver, last = known.ver, known.last
        if last is not None and self._leaf(last.pos) != last.leaf:
            with self._lock:
                known, ver = self._books.setdefault(stream, _Book()), 0
                if known.last is last:
                    known = self._books[stream] = _Book()
        entries = self._log.stream(stream, after=ver)
        with self._lock:
            # Somebody else may have taken in the same, or more, meanwhile.
            known.take([entry for entry in entries if entry.ver > known.ver])
        return known

    def _onward(self, state: Fold, start: int, size: int) -> Fold:
        """The facts at `size`, from those at `start`; on the way some are kept."""
        entries, log = self._log.governance_entries(state.on_demand, size, start), self._log
        while entries:
            cut = _end_of_command(entries)
            fork, first = Fork(state), entries[:cut]
            log.take_governance(fork, first)
            state, entries = fork.state, entries[cut:]
            if entries:
                self._keep(state)
        if size > state.size:
            (last,) = log.entries(size - 1, size)
            fork = Fork(state)
            fork.reach(size, last.at)
            state = fork.state
        return state

    def _keep(self, state: Fold, *, asked: bool = False) -> None:
        leaf = self._leaf(state.size - 1) if state.size else b""
        with self._lock:
            if asked:
                self._facts.asked(state.size, _Facts(state, leaf))
            else:
                self._facts.keep(state.size, _Facts(state, leaf))

    def _leaf(self, pos: int) -> bytes:
        return next((entry.leaf for entry in self._log.entries_at([pos])), b"")


_PASTS: WeakKeyDictionary[SchoolLog, Past] = WeakKeyDictionary()
_PASTS_LOCK = threading.Lock()


def past_of(log: SchoolLog) -> Past:
    """The one memory of a log in this process."""
    with _PASTS_LOCK:
        return _PASTS.setdefault(log, Past(log))


def _end_of_command(entries: list[Entry]) -> int:
    """Where to cut, about a STRIDE on: no command is divided, since a state is kept by the size after it."""
    cut = STRIDE
    while cut < len(entries) and _command(entries[cut]) == _command(entries[cut - 1]):
        cut += 1
    return cut


def _command(entry: Entry) -> int:
    return entry.pos - entry.i


def _copy(book: BookState) -> BookState:
    fresh = BookState()
    for name in BookState.__slots__:
        setattr(fresh, name, copy(getattr(book, name)))
    return fresh
