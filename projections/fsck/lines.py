"""The lines of a database against each other, and the index tables against the lines."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from domain.words.entry import Entry
from domain.words.streams import RESETS_CLOCK
from ledger.clock import format_instant
from ledger.form.canonical import ZERO_PREV, NotCanonical, b64, decode, leaf_hash
from ledger.form.lines import read_line
from projections.fsck.findings import Findings
from projections.tables.place import Place

PAGE = 5000
NO_ENTRY = Entry(-1, "", "", 0, "", {}, "", 0, 1, ZERO_PREV, {})


class Walk(NamedTuple):
    """What the lines themselves say about the log they make."""

    size: int
    leaf: bytes
    at: str
    epoch: int


class Lines:
    """One pass over a school's lines: each in its form, bound to the one before, indexed as it says."""

    def __init__(self, place: Place, found: Findings) -> None:
        self._place = place
        self._found = found
        self._before = NO_ENTRY
        self._versions: dict[str, int] = {}
        self._epoch = 0
        self._size = 0
        self._runs = _Index(_run_rows(place), "run", found)
        self._commands = _Index(_command_rows(place), "command", found)

    def pages(self) -> Iterator[list[bytes]]:
        """The leaf hashes, page by page, each page checked before it is given."""
        while page := self._place.rows(
            "SELECT pos, line FROM @schema@.entry WHERE school = %s AND pos >= %s ORDER BY pos LIMIT %s",
            self._place.school,
            self._size,
            PAGE,
        ):
            yield [self._take(pos, bytes(line)) for pos, line in page]
        self._runs.end()
        self._commands.end()

    def walk(self) -> Walk:
        """Where the lines read so far end."""
        return Walk(self._size, self._before.leaf, self._before.at, self._epoch)

    def _take(self, pos: int, line: bytes) -> bytes:
        if pos != self._size:
            self._found.add("POSITION_GAP", pos=self._size, old=pos, new=self._size)
        self._size = pos + 1
        leaf = leaf_hash(line)
        entry = self._before
        try:
            decode(line)
        except NotCanonical as fault:
            self._found.add("LINE_NOT_CANONICAL", pos=pos, old=str(fault))
        try:
            entry = read_line(line)
            self._check(pos, orjson.loads(line), entry)
        except (KeyError, TypeError, AttributeError, ValueError) as fault:
            self._found.add("ENVELOPE_WRONG", pos=pos, old=repr(fault))
        self._before = entry._replace(leaf=leaf)
        return leaf

    def _check(self, pos: int, envelope: dict[str, Any], entry: Entry) -> None:
        before = self._before
        self._same("ORIGIN_MISMATCH", pos, envelope["log"], self._place.log.origin)
        self._same("POSITION_GAP", pos, entry.pos, pos)
        self._same("CHAIN_BROKEN", pos, envelope["prev"], b64(before.leaf))
        version = self._versions.get(entry.stream, 0) + 1
        self._same("STREAM_GAP", pos, entry.ver, version)
        self._versions[entry.stream] = entry.ver
        if entry.type == RESETS_CLOCK:
            self._epoch = pos
        elif entry.at < before.at:
            self._found.add("TIME_BACKWARDS", pos=pos, old=entry.at, new=before.at)
        self._same("COMMAND_BROKEN", pos, _place_in_command(entry), _next_place(before, entry))
        self._runs.compare(pos, {"stream": entry.stream, "ver": entry.ver})
        if entry.i == 0:
            person = entry.actor["person"]
            self._commands.compare(pos, {"person": person, "cmd": entry.cmd, "n": entry.n, "at": entry.at})

    def _same(self, code: str, pos: int, stored: Any, wanted: Any) -> None:
        if stored != wanted:
            self._found.add(code, pos=pos, old=stored, new=wanted)


class _Index:
    """The rows of an index table in order of position, held against what each line says."""

    def __init__(self, rows: Iterator[tuple[int, dict[str, Any]]], table: str, found: Findings) -> None:
        self._rows = rows
        self._table = table
        self._found = found
        self._next = next(rows, None)

    def compare(self, pos: int, said: dict[str, Any]) -> None:
        """The row of a position must say what its line says."""
        while self._next is not None and self._next[0] < pos:
            self._extra()
        if self._next is None or self._next[0] != pos:
            self._found.add("COLUMN_MISSING", pos=pos, table=self._table, new=said)
            return
        if self._next[1] != said:
            self._found.add(
                "COLUMN_MISMATCH", pos=pos, table=self._table, row={"pos": pos}, old=self._next[1], new=said
            )
        self._next = next(self._rows, None)

    def end(self) -> None:
        """No line is left, so no row may be."""
        if self._next is not None:
            self._extra()

    def _extra(self) -> None:
        if self._next is not None:
            pos, says = self._next
            self._found.add("COLUMN_WITHOUT_ENTRY", pos=pos, table=self._table, row={"pos": pos}, old=says)
        self._next = next(self._rows, None)


def _place_in_command(entry: Entry) -> tuple[Any, ...]:
    return entry.cmd, entry.i, entry.n, entry.at, entry.actor


def _next_place(before: Entry, entry: Entry) -> tuple[Any, ...]:
    """What a line must say of its command behind the line before."""
    if before.i + 1 < before.n:
        return before.cmd, before.i + 1, before.n, before.at, before.actor
    return entry.cmd, 0, max(entry.n, 1), entry.at, entry.actor


def _run_rows(place: Place) -> Iterator[tuple[int, dict[str, Any]]]:
    query = "SELECT pos, n, stream, ver FROM @schema@.run WHERE school = %s ORDER BY pos"
    for pos, n, stream, ver in place.stream(query, place.school):
        for offset in range(n):
            yield pos + offset, {"stream": stream, "ver": ver + offset}


def _command_rows(place: Place) -> Iterator[tuple[int, dict[str, Any]]]:
    query = "SELECT pos, n, at, person, cmd FROM @schema@.command WHERE school = %s ORDER BY pos"
    for pos, n, at, person, cmd in place.stream(query, place.school):
        yield pos, {"person": person, "cmd": cmd, "n": n, "at": format_instant(at)}
