"""An export: a log's lines, what the database's indexes say beside them, the newest signed note (FORMAT §3).

It tells what is stored, right or wrong, without correcting or refusing it: judging is the verifier's work.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ledger.archive.canonical_tar import joined
from ledger.database import Connection
from ledger.form.canonical import b64
from ledger.form.note import parse_note
from ledger.form.proof import HASH_BYTES
from ledger.log import LogDamaged, SchoolLog
from ledger.signing.checkpoint import parse_body
from ledger.signing.keys import KeyFault
from ledger.signing.rotation import handovers, ring_of

HEADER = "pos,stream,ver,cmd,i,n,person,at,leaf"
BATCH = 5000
Span = tuple[Any, ...]
# Spans: first position, number of positions, what is said of them.
_RUNS = "SELECT pos, n, stream, ver FROM @schema@.run WHERE school = %s ORDER BY pos, stream"
_COMMANDS = (
    "SELECT pos, n, cmd, person,"
    " pg_catalog.to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    " FROM @schema@.command WHERE school = %s ORDER BY pos"
)
_LEAVES = (
    "SELECT 256 * idx, pg_catalog.octet_length(hashes) / 32, hashes FROM @schema@.tile"
    " WHERE school = %s AND level = 0 ORDER BY idx"
)
_END = (
    "SELECT GREATEST((SELECT size FROM @schema@.head WHERE school = %s),"
    " 1 + (SELECT max(pos) FROM @schema@.entry WHERE school = %s),"
    " (SELECT max(pos + n) FROM @schema@.command WHERE school = %s),"
    " (SELECT max(pos + n) FROM @schema@.run WHERE school = %s))"
)


class ExportRefused(FileExistsError):
    """The folder is there and not empty; nothing in it was touched."""


def export(log: SchoolLog, folder: Path) -> int:
    """Writes the export into a new or empty `folder`; gives how many lines it has.

    All three files show the log at one moment. Raises ExportRefused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ExportRefused(f"{folder} is not empty")
    with log.db.pool.connection() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _Snapshot(connection, log)
        count = _write(folder / "entries.jsonl", snapshot.lines())
        _write(folder / "columns.csv", snapshot.columns())
        note = snapshot.note()
    if note is not None:
        (folder / "checkpoint").write_bytes(note)
        for size, handover in _handovers(log, note).items():
            (folder / f"handover-{size}").write_bytes(handover)
    return count


def _handovers(log: SchoolLog, note: bytes) -> dict[int, bytes]:
    """The notes that hand over to a later key; none of a log that is too damaged to tell its keys."""
    try:
        size = parse_body(parse_note(note)[0]).size
        return handovers(log, ring_of(log, size), size)
    except (KeyFault, LogDamaged, ValueError):
        return {}


class _Snapshot:
    """What one transaction sees of a school."""

    def __init__(self, connection: Connection, log: SchoolLog) -> None:
        self._connection = connection
        self._log = log

    def lines(self) -> Iterator[bytes]:
        """The stored lines in order of position."""
        query = "SELECT line FROM @schema@.entry WHERE school = %s ORDER BY pos"
        return (line for (line,) in self._stream("lines", query))

    def columns(self) -> Iterator[bytes]:
        """The rows of `columns.csv`: one for each way in which the indexes name a position."""
        yield HEADER.encode()
        runs = _Spans(self._stream("runs", _RUNS))
        commands = _Spans(self._stream("commands", _COMMANDS))
        leaves = _Spans(self._stream("leaves", _LEAVES, 64))
        for pos in range(self._end()):
            named, written = runs.at(pos), commands.at(pos)
            if named or written:
                leaf = b"".join(_leaf(tile, pos) for tile in leaves.at(pos))
                for run in named or [()]:
                    for command in written or [()]:
                        yield _row(pos, run, command, leaf)

    def note(self) -> bytes | None:
        """The newest signed note."""
        row = self._row("SELECT note FROM @schema@.checkpoint WHERE school = %s ORDER BY size DESC LIMIT 1")
        return bytes(row[0]) if row else None

    def _end(self) -> int:
        """One past the last position that head, lines or indexes name, so that a cut-off tail shows."""
        row = self._row(_END, 4)
        return int(row[0] or 0) if row else 0

    def _stream(self, name: str, query: str, batch: int = BATCH) -> Iterator[tuple[Any, ...]]:
        with self._connection.cursor(name) as cursor:
            cursor.itersize = batch
            cursor.execute(self._log.db.sql(query), (self._log.school,), binary=True)
            yield from cursor

    def _row(self, query: str, schools: int = 1) -> tuple[Any, ...] | None:
        values = (self._log.school,) * schools
        return self._connection.execute(self._log.db.sql(query), values).fetchone()


class _Spans:
    """Spans in order of their first positions; wrong indexes may overlap or leave gaps, which must show."""

    def __init__(self, spans: Iterator[Span]) -> None:
        self._spans = spans
        self._next = next(spans, None)
        self._open: list[Span] = []

    def at(self, pos: int) -> list[Span]:
        """The spans over `pos`, which must not be less than in the call before."""
        if len(self._open) == 1 and pos < self._open[0][0] + self._open[0][1] and not self._begins(pos):
            return self._open
        while self._begins(pos) and self._next is not None:
            self._open.append(self._next)
            self._next = next(self._spans, None)
        self._open = [span for span in self._open if pos < span[0] + span[1]]
        return self._open

    def _begins(self, pos: int) -> bool:
        return self._next is not None and self._next[0] <= pos


def _leaf(tile: Span, pos: int) -> bytes:
    first = HASH_BYTES * (pos - tile[0])
    return bytes(tile[2][first : first + HASH_BYTES])


def _row(pos: int, run: Span, command: Span, leaf: bytes) -> bytes:
    stream = f"{run[2]},{run[3] + pos - run[0]}" if run else ","
    if not command:
        return f"{pos},{stream},,,,,{b64(leaf)}".encode()
    start, n, cmd, person, at = command
    return f"{pos},{stream},{cmd},{pos - start},{n},{person},{at},{b64(leaf)}".encode()


def _write(path: Path, lines: Iterator[bytes]) -> int:
    count = 0
    with path.open("xb") as file:
        while batch := list(islice(lines, BATCH)):
            file.writelines(joined(batch))
            count += len(batch)
    return count
