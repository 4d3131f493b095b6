"""The law whole: the rows of all topics, the one way from an act to its events, and the fold of a log.

What a type of entry is and does stands in its topic (domain.acts); nothing of it is listed here again.
"""

from collections.abc import Iterable
from typing import Any

from domain.acts import topics
from domain.acts.righting import putting_right, rectification, withdrawal
from domain.acts.unit.school import CLOCK_RESET, LOG_CREATED
from domain.grounds.command import Command
from domain.grounds.keys import note_counter
from domain.grounds.rights import Admitted, admit, refuse_weak_proof
from domain.grounds.rows import Apply, Row
from domain.grounds.situation import Situation
from domain.state.book import BookState
from domain.state.dossier import DossierState, SessionRules
from domain.state.state import FOLDS, State, StreamFold
from domain.words.days import local_day
from domain.words.entry import Actor, Draft, Entry
from domain.words.event import Event
from domain.words.refusal import Refusal

ROWS: dict[str, Row] = topics.ROWS | {row.event.name: row for row in (*withdrawal.ROWS, *rectification.ROWS)}
"""Event type -> its row, all types of spec/EVENTS.md version 1."""
EVENTS: dict[str, Event[Any]] = {name: row.event for name, row in ROWS.items()}
_APPLY: dict[str, Apply] = {name: row.apply for name, row in ROWS.items()}
_BY_ACT: dict[type[Command], Row] = {row.act: row for row in ROWS.values() if row.act is not None}


def row_of(type_: str) -> Row:
    """The row of a type. Raises Refusal UNKNOWN_TYPE: a newer program wrote it (LAW 1)."""
    row = ROWS.get(type_)
    if row is None:
        raise Refusal("UNKNOWN_TYPE", type=type_)
    return row


def take_in(fold: BookState | StreamFold, entry: Entry) -> None:
    """The next entry of a stream into what its entries make of it; O(1). KeyError for an unknown type."""
    _APPLY[entry.type](fold, entry, entry.data)


def take_into_dossier(dossier: DossierState, entry: Entry, rules: SessionRules) -> None:
    """The same of a dossier; `rules` are those in force at the entry."""
    dossier.note(entry, rules)
    _APPLY[entry.type](dossier, entry, entry.data)


def book_of(entries: Iterable[Entry]) -> BookState:
    """The gradebook after the given entries of its stream, in order."""
    book, apply = BookState(), _APPLY
    for entry in entries:
        apply[entry.type](book, entry, entry.data)
    return book


def decide(state: State, command: Command, who: Actor | Admitted, now: str, cmd: str) -> list[Draft]:
    """The events of an act at the instant `now` under command id `cmd`; [] if nothing would change.

    The right of an actor is judged here, that of who was admitted to the act is not judged twice. Pure.
    Raises Refusal with a code of spec/LAW.md. Every stream in `state.needs(command)` must be loaded.
    """
    row = _BY_ACT[type(command)]
    founding, resetting = row.event is LOG_CREATED, row.event is CLOCK_RESET
    if (state.size == 0) != founding:
        raise Refusal("NOT_CREATED", "S52", size=state.size)  # LAW 3
    if now < state.at and not resetting:
        raise Refusal("TIME_BACKWARDS", "", now=now, at=state.at)
    admitted = who if isinstance(who, Admitted) else admit(state, who, command, now)
    admitted.require(state, command, now)
    refuse_weak_proof(state, admitted)
    assert row.decide is not None  # noqa: S101 - it has an act
    return row.decide(Situation(state, admitted.actor, now, local_day(now), cmd), command)


class Fold(State):
    """A state that takes in the entries of its log. Taking in an entry is O(1)."""

    def advance(self, entries: Iterable[Entry]) -> None:
        """Take in the next entries of the log, in order. Gaps are allowed, as in a load of governance alone.

        Raises ValueError if an entry was taken in before.
        """
        for entry in entries:
            if entry.pos < self.size:
                raise ValueError(f"entry {entry.pos} was taken in before")
            self._apply(entry)
            self.reach(entry.pos + 1, entry.at)

    def load(self, stream: str, entries: Iterable[Entry]) -> None:
        """Take in a whole stream that is loaded on demand, its entries below `size` and no others.

        A command reads every stream that it writes, so entries of a group that are not yet in the database
        are never missed here: their streams were loaded before them.
        """
        if stream.startswith("book/"):
            read = putting_right.corrected(self, entries)
            self.books[stream] = book_of(entry for entry, void in read if not void)
            return
        if not stream.startswith("dossier/"):
            fold = self.loaded[stream] = FOLDS[stream[: stream.index("/") + 1]]()
            for entry, void in putting_right.corrected(self, entries):
                taken = topics.RIGHTING[entry.type].apply_void if void else _APPLY[entry.type]
                taken(fold, entry, entry.data)
            return
        dossier = DossierState(stream.removeprefix("dossier/"))
        for entry in entries:
            take_into_dossier(dossier, entry, self.session_rules(entry.pos))
        self.dossiers[stream] = dossier

    def _apply(self, entry: Entry) -> None:
        stream = entry.stream
        if entry.sign is not None:
            note_counter(self, entry)
        putting_right.remember(self, entry)
        if (book := self.books.get(stream)) is not None:
            take_in(book, entry)
        elif (dossier := self.dossiers.get(stream)) is not None:
            take_into_dossier(dossier, entry, self.session_rules(entry.pos))
        elif (fold := self.loaded.get(stream)) is not None:
            take_in(fold, entry)
        elif self.is_governance(stream):
            row = row_of(entry.type)
            if row.touches is not None:
                for term in row.touches(self, entry.data):
                    self.touched[term] = entry.pos
            row.apply(self, entry, entry.data)
