"""One log as one source tells it: form, chain and tree of its lines, in a single pass that others follow."""

from __future__ import annotations

import binascii
import hashlib
from array import array
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from verify.facts import Facts
from verify.files.loose import entry_of, loose_entry, loose_object
from verify.files.sources import Blob, ends_in_line_feed, lines
from verify.proof.canonical import MAX_LINE, NotCanonical
from verify.proof.envelope import BadEnvelope, parse_line
from verify.proof.merkle import Leaves
from verify.records import record_of
from verify.report import Report

Entry = dict[str, Any]
MAX_UNREADABLE = 100_000
"""Lines that are no entries in one log: with more than these it is no log, and is read no further."""
MAX_PIECES = 16
"""Of a log whose positions jump so many runs are looked through for a line."""
FIRST_PREV = "A" * 43  # 32 zero bytes


class Follower(Protocol):
    """Gets every line in order: the law, the columns of an export."""

    goes_on: bool
    """Whether it can take the next entry after a fault of its own in one."""

    def entry(self, line: bytes, obj: Entry, leaf: bytes) -> None:
        """One entry; `leaf` is its hash."""
        ...

    def unreadable(self, pos: int) -> None:
        """A line that is no entry stands at `pos`."""
        ...

    def end(self) -> None:
        """That was the last line."""
        ...


class Log:
    """Leaf hashes, places of the lines and facts of a log; findings go to the report under `source`."""

    def __init__(self, blob: Blob, source: str, report: Report) -> None:
        self.blob, self.source, self.report = blob, source, report
        self.origin: str | None = None
        self.leaves = Leaves()
        self.facts = Facts()
        self.bad: set[int] = set()
        self.people = self.persons = 0
        """Entries that people caused, and those of them that they signed: the law counts."""
        self.of_class: dict[str, list[int]] = {}
        """The same two of the entries about each class."""
        self.complete = False
        """Whether all bytes were read; what is absent from a log that was not is not held against it."""
        self._offsets = array("Q", [0])
        self._pieces = [(0, 0)]
        """Where the positions that the lines state do not go on from the line before: position, index."""
        self._current: Entry | None = None
        self._followers: list[Follower] = []

    def __len__(self) -> int:
        return len(self.leaves)

    def line(self, index: int) -> bytes:
        """The stored bytes of the line at an index."""
        start, stop = self._offsets[index], self._offsets[index + 1]
        # Of a line that is too long for an entry as much as shows that.
        return self.blob.read_at(start, min(stop - start - 1, MAX_LINE + 1))

    def entry(self, index: int) -> Entry | None:
        """The entry at an index, if need be as a lenient reader takes it; None if it cannot be read."""
        line = self.line(index)
        try:
            return parse_line(line)
        except (NotCanonical, BadEnvelope):
            return loose_entry(line)

    def leaf_at(self, pos: int) -> bytes | None:
        """The hash of the newest line that says it stands there, unless `MAX_PIECES` breaks follow it."""
        end = len(self)
        for first, index in reversed(self._pieces[-MAX_PIECES:]):
            if first <= pos < first + end - index:
                return self.leaves[index + pos - first]
            end = index
        return None

    def finding(self, code: str, pos: int | None = None, **fields: Any) -> None:
        """Report about this log; the record that the entry is about is filled in. Followers call it, too."""
        current = self._current
        if current is not None and current.get("pos") == pos:
            fields = record_of(current) | {name: item for name, item in fields.items() if item is not None}
            fields.setdefault("type", current.get("type"))
        if pos is not None:
            self.bad.add(pos)
        pupil = self.facts.pupils.get(str(fields.get("pupil")))
        self.report.add(code, self.source, self.origin, pos, **{"name": pupil, **fields})

    def scan(self, followers: Iterable[Follower] = (), tick: Callable[[int], None] | None = None) -> None:
        """Read all lines once, whatever they say. `tick` hears the count of lines now and then."""
        self._followers = list(followers)
        with self.report.fenced(self.source, origin=self.origin):
            self._read(tick)
            self.complete = True
        self._current = None
        if not self.complete:
            return
        for follower in self._followers:
            with self.report.fenced(self.source, origin=self.origin):
                follower.end()
        if not ends_in_line_feed(self.blob):
            self.finding("LINE_UNENDED", len(self) - 1)

    def _read(self, tick: Callable[[int], None] | None) -> None:
        expected, prev, unreadable = 0, FIRST_PREV, 0
        for line, end in lines(self.blob):
            self._offsets.append(end)
            leaf = hashlib.sha256(b"\x00" + line).digest()
            self.leaves.append(leaf)  # first: whatever a line does to us, the tree is compared
            entry = None
            try:
                entry = self._parse(line, expected)
                if entry is not None:
                    expected = self._place(entry, expected, prev)
                    self.facts.entry(entry["pos"], entry["type"], entry["data"])
            except Exception as error:  # noqa: BLE001 - our own fault hides no other finding
                self._failed(expected, error)
            if entry is None:
                unreadable += 1
                if unreadable > MAX_UNREADABLE:
                    raise OSError(f"more than {MAX_UNREADABLE} lines are no entries")
            for follower in self._followers:
                try:
                    if entry is None:
                        follower.unreadable(expected)
                    else:
                        follower.entry(line, entry, leaf)
                except Exception as error:  # noqa: BLE001 - as above
                    self._failed(expected, error)
                    if not follower.goes_on:
                        self._followers = [one for one in self._followers if one is not follower]
            expected += 1
            prev = binascii.b2a_base64(leaf, newline=False)[:43].decode()
            if tick and not expected & 0x3FFF:
                tick(expected)

    def _failed(self, pos: int, error: Exception) -> None:
        code = "UNREADABLE" if isinstance(error, OSError) else "VERIFIER_FAULT"
        self.finding(code, pos, detail=repr(error))

    def _parse(self, line: bytes, expected: int) -> Entry | None:
        """The entry, also where its spelling is a finding; None if no entry can be read in the line."""
        try:
            self._current = parse_line(line)
        except (NotCanonical, BadEnvelope) as error:
            self._current = loose_object(line)  # so that the finding names the record
            if isinstance(error, BadEnvelope):
                self.finding("ENVELOPE_WRONG", expected)
            else:
                self.finding("LINE_NOT_CANONICAL", expected, detail=str(error))
            self._current = entry_of(self._current)
        return self._current

    def _place(self, entry: Entry, expected: int, prev: str) -> int:
        """Whether the entry stands where it says; returns its own position."""
        pos: int = entry["pos"]
        if self.origin is None:
            self.origin = entry["log"]
        if pos != expected:
            self.finding("POSITION_GAP" if pos > expected else "POSITION_TWICE", pos, expected=expected)
            self._pieces.append((pos, len(self) - 1))
        if entry["prev"] != prev:
            self.finding("CHAIN_BROKEN", pos)
        return pos
