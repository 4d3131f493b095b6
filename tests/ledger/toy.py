"""A school so small that it tests the ledger alone: cells that hold one value, and a lock on everything."""

import itertools
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from domain.words.entry import Actor, Draft, Entry, Proof
from domain.words.refusal import Refusal
from ledger.clock import Clock
from ledger.database import Database
from ledger.form.canonical import ZERO_PREV, b64, leaf_hash
from ledger.form.lines import read_line
from ledger.log import SchoolLog, create
from ledger.signing.heads import SignedHeadFile
from ledger.signing.wholeness import Wholeness
from ledger.writing.writer import Decided, Writer

BOOK = "book/6A1/TOAN/1"
DIGEST = b"\x01" * 32
_codes = itertools.count(1)


class ToyState:
    """`locked` is governance; books are loaded when asked for."""

    on_demand = ("book/",)

    def __init__(self) -> None:
        self.size = 0
        self.at = ""
        self.locked = False
        self.books: dict[str, dict[str, Any]] = {}

    def advance(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            assert entry.pos >= self.size
            self.size, self.at = entry.pos + 1, entry.at
            if entry.type in ("Locked", "Unlocked"):
                self.locked = entry.type == "Locked"
            elif entry.stream in self.books:
                self.books[entry.stream][entry.data["pupil"]] = entry.data["value"]

    def reach(self, size: int, at: str) -> None:
        assert size >= self.size
        self.size, self.at = size, at

    def load(self, stream: str, entries: Iterable[Entry]) -> None:
        self.books[stream] = {entry.data["pupil"]: entry.data["value"] for entry in entries}


Decide = Callable[[ToyState, str], Decided]
ToyWriter = Writer[ToyState]


def actor(person: str = "P1") -> Actor:
    return Actor(
        person=person, role="teacher", basis=0, proof=Proof(age=0, cred="c", method="totp", session="s")
    )


def mark(pupil: str, value: Any = 80, stream: str = BOOK) -> Draft:
    return Draft(stream, "MarkEntered", {"pupil": pupil, "col": "tx1", "value": value, "late": None})


def writes(*drafts: Draft, person: str = "P1", sign: bytes | None = None) -> Decide:
    """A decision without rules."""
    return lambda _state, _now: Decided(actor(person), drafts, sign)


def enters(writer: ToyWriter, pupils: Sequence[str], person: str = "P1", stream: str = BOOK) -> Decide:
    """Enters marks: refused when locked or when a cell is taken; nothing to do for no pupils."""

    def decide(state: ToyState, _now: str) -> Decided:
        if state.locked:
            raise Refusal("BOOK_LOCKED")
        if stream not in state.books:
            state.load(stream, writer.stream(stream))
        if taken := [pupil for pupil in pupils if pupil in state.books[stream]]:
            raise Refusal("CELL_NOT_EMPTY", pupils=taken)
        return Decided(actor(person), [mark(pupil, stream=stream) for pupil in pupils])

    return decide


def lock(kind: str = "Locked") -> Decide:
    return writes(Draft("school", kind, {}))


def new_log(db: Database) -> SchoolLog:
    code = f"S{next(_codes)}"
    return create(db, code, f"62.socai/{code}")


def new_writer(log: SchoolLog, clock: Clock | None = None, **options: Any) -> ToyWriter:
    never_signed = Wholeness(log, SignedHeadFile(Path("/nowhere/head")))
    return Writer(log, ToyState, clock or Clock(), os.urandom, never_signed, **options)


def until(holds: Callable[[], bool]) -> None:
    """Waits for what another thread is about to do."""
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def require_whole(log: SchoolLog) -> list[Entry]:
    """Judges the log as a stranger would: positions, chain, times, versions, commands, index tables."""
    lines = list(log.lines())
    entries = [read_line(line) for line in lines]
    prev, versions, at = ZERO_PREV, {}, ""
    for pos, (line, entry) in enumerate(zip(lines, entries, strict=True)):
        assert entry.pos == pos
        assert f'"prev":"{b64(prev)}"'.encode() in line
        prev = leaf_hash(line)
        assert entry.ver == versions.get(entry.stream, 0) + 1
        versions[entry.stream] = entry.ver
        assert entry.at >= at or entry.type == "ClockReset"
        at = entry.at
    head = log.head()
    assert (head.size, head.leaf, head.at) == (len(lines), prev, at)
    _require_indexes(log, entries)
    return entries


def _require_indexes(log: SchoolLog, entries: list[Entry]) -> None:
    firsts = [entry for entry in entries if entry.i == 0]
    assert len({(each.actor["person"], each.cmd) for each in firsts}) == len(firsts)
    for first in firsts:
        assert [entry.i for entry in entries[first.pos : first.pos + first.n]] == list(range(first.n))
        stored = log.command(first.actor["person"], first.cmd)
        assert stored is not None
        assert (stored.pos, stored.n, stored.at) == (first.pos, first.n, first.at)
    for stream in {entry.stream for entry in entries}:
        assert log.stream(stream) == [entry for entry in entries if entry.stream == stream]
