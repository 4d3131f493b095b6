"""Reading one school's log: head, lines, streams, and how large it was at a time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from domain.words.entry import Entry
from domain.words.streams import OF_THE_LOG, RESETS_CLOCK
from ledger.clock import format_instant
from ledger.database import Database
from ledger.form.canonical import ZERO_PREV
from ledger.form.lines import read_line

PAGE = 5000
# The LIMIT makes the planner walk the key for each run, whatever it believes about the tables.
_LINES_OF_RUNS = (
    "SELECT made.line FROM @schema@.run r CROSS JOIN LATERAL ("
    "SELECT e.pos, e.line FROM @schema@.entry e WHERE e.school = r.school"
    " AND e.pos >= r.pos AND e.pos < LEAST(r.pos + r.n, %s) ORDER BY e.pos LIMIT r.n"
    ") made WHERE r.school = %s AND r.pos < %s AND @which@ ORDER BY r.pos, made.pos"
)
_OF_STREAM = _LINES_OF_RUNS.replace("@which@", "r.stream = %s AND r.ver > %s")
_OF_GOVERNANCE = _LINES_OF_RUNS.replace("@which@", "r.pos >= %s AND @none_of@")


class Head(NamedTuple):
    """Entries written, leaf hash and instant of the last one ("" if none), start of the clock epoch."""

    size: int
    leaf: bytes
    at: str
    epoch: int


EMPTY = Head(0, ZERO_PREV, "", 0)


class AsOf(NamedTuple):
    """The log held `size` entries at the instant `at`. `final`: no later entry can change this number."""

    size: int
    at: str
    final: bool


class StoredCommand(NamedTuple):
    """A written command: entries `pos` … `pos`+`n`-1 at instant `at`, of the request with that digest."""

    pos: int
    n: int
    at: str
    digest: bytes


class Advancing(Protocol):
    """What entries bring up to date: a state of the domain."""

    @property
    def on_demand(self) -> tuple[str, ...]:
        """How the streams begin that are loaded into it one by one; all others are governance."""
        ...

    def advance(self, entries: Iterable[Entry]) -> None:
        """Takes in entries in the order of their positions."""
        ...

    def reach(self, size: int, at: str) -> None:
        """Takes note that the log has `size` entries and ends at instant `at`, whatever was not taken in."""
        ...


class LogDamaged(Exception):
    """The database does not hold what its own head says; `detail` names the place."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class SchoolLog:
    """One school's log, read-only. Every read is a snapshot of one statement; written lines never change."""

    def __init__(self, db: Database, school: int, origin: str) -> None:
        self.db = db
        self.school = school
        self.origin = origin

    def head(self) -> Head:
        """The head as committed now."""
        return self.head_and_time()[0]

    def head_and_time(self) -> tuple[Head, datetime]:
        """The head and the clock of the database."""
        row = self._row(
            "SELECT pg_catalog.clock_timestamp(), size, leaf, at, epoch FROM @schema@.head WHERE school = %s",
            self.school,
        )
        database_now, *stored = row or (None,)
        return head_of(self.school, stored), database_now

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The lines of positions start … stop-1 (default: to the head), page by page.

        Raises LogDamaged at a missing position; holds no connection between pages.
        """
        stop = self.head().size if stop is None else stop
        for first in range(start, stop, PAGE):
            yield from self._page(first, min(first + PAGE, stop))

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `lines`, decoded."""
        return map(read_line, self.lines(start, stop))

    def entries_at(self, positions: Sequence[int]) -> list[Entry]:
        """The entries at these positions, in order."""
        if not positions:
            return []
        rows = self._rows(
            "SELECT line FROM @schema@.entry WHERE school = %s AND pos = ANY(%s::int4[]) ORDER BY pos",
            self.school,
            list(positions),
        )
        return [read_line(line) for (line,) in rows]

    def signed_by_passkeys(self, size: int) -> list[Entry]:
        """The first entries of the commands below `size` that a passkey signed, in order."""
        rows = self._rows(
            "SELECT line FROM @schema@.entry WHERE school = %s AND pos < %s"
            ' AND pg_catalog.position(line, \'"auth":"\'::bytea) > 0 ORDER BY pos',
            self.school,
            size,
        )
        return [read_line(line) for (line,) in rows]

    def stream(self, name: str, size: int | None = None, *, after: int = 0) -> list[Entry]:
        """The entries of a stream among the first `size` of the log (default: all), behind its version
        `after`, with which a command ends."""
        return list(map(read_line, read_stream_lines(self.db, self.school, name, size, after=after)))

    def versions(self, size: int) -> dict[str, int]:
        """The newest version of each stream among the first `size` entries, where a command ends."""
        return dict(
            self._rows(
                "SELECT stream, pg_catalog.max(ver + n - 1) FROM @schema@.run"
                " WHERE school = %s AND pos < %s GROUP BY stream",
                self.school,
                size,
            )
        )

    def governance_entries(self, on_demand: tuple[str, ...], size: int, start: int = 0) -> list[Entry]:
        """The entries start … size-1 outside the streams that begin so, in order of position.

        A command begins at `start`.
        """
        none_of = " AND ".join(f"r.stream NOT LIKE '{beginning}%%'" for beginning in on_demand) or "TRUE"
        rows = self._rows(_OF_GOVERNANCE.replace("@none_of@", none_of), size, self.school, size, start)
        return [read_line(line) for (line,) in rows]

    def governance(self, state: Advancing, size: int | None = None) -> None:
        """Brings a fresh state up to `size` (default: the head) by the governance streams alone.

        Books and dossiers are loaded into it later, stream by stream, as commands need them.
        """
        size = self.head().size if size is None else size
        self.more_governance(state, 0, size)
        if size:
            (last,) = self.entries(size - 1, size)
            state.reach(size, last.at)

    def more_governance(self, state: Advancing, start: int, size: int) -> None:
        """Brings a state of `start` entries up to the governance entries below `size`; a command begins at
        `start`."""
        self.take_governance(state, self.governance_entries(state.on_demand, size, start))

    def take_governance(self, state: Advancing, entries: Iterable[Entry]) -> None:
        """Brings a state up by governance entries that were read; marks may lie between them."""
        for entry in entries:
            if entry.type == RESETS_CLOCK:
                # The highest instant of the epoch that ends here may be that of a mark.
                (before,) = self.entries(entry.pos - 1, entry.pos)
                state.reach(entry.pos, before.at)
            state.advance([entry])

    def size_at(self, at: str) -> AsOf:
        """How many entries the log held at an instant (FORMAT §1, as of T), in its clock epoch."""
        head = self.head()
        start, stop = self._epoch_at(head, at)
        row = self._row(
            "SELECT pos + n FROM @schema@.command WHERE school = %s AND at <= %s::timestamptz"
            " AND pos >= %s AND pos < %s ORDER BY at DESC, pos DESC LIMIT 1",
            self.school,
            at,
            start,
            stop,
        )
        size = row[0] if row else start
        return AsOf(size, at, at < head.at)

    def command(self, person: str, cmd: str) -> StoredCommand | None:
        """The command that a person wrote under an id, if it was written."""
        row = self._row(
            "SELECT pos, n, at, digest FROM @schema@.command WHERE school = %s AND person = %s AND cmd = %s",
            self.school,
            person,
            cmd,
        )
        return StoredCommand(row[0], row[1], format_instant(row[2]), row[3]) if row else None

    def signed_by(self, person: str, start: int = 0) -> list[tuple[Entry, int]]:
        """The first entry of each command from `start` on that the person signed, and how many it has."""
        rows = self._rows(
            "SELECT e.line, c.n FROM @schema@.command c"
            " JOIN @schema@.entry e ON e.school = c.school AND e.pos = c.pos"
            " WHERE c.school = %s AND c.person = %s AND c.pos >= %s AND pg_catalog.position(e.line, %s) > 0"
            " ORDER BY c.pos",
            self.school,
            person,
            start,
            b'"sign":{',
        )
        found = [(read_line(line), n) for line, n in rows]
        return [
            (entry, n) for entry, n in found if entry.sign is not None
        ]  # a text may hold these letters, too

    def _epoch_at(self, head: Head, at: str) -> tuple[int, int]:
        """The positions [start, stop) of the newest clock epoch that began at or before an instant."""
        stop = head.size
        if head.epoch:
            resets = [entry for entry in self.stream(OF_THE_LOG, head.size) if entry.type == RESETS_CLOCK]
            for reset in reversed(resets):
                if reset.at <= at:
                    return reset.pos, stop
                stop = reset.pos
        return 0, stop

    def _page(self, start: int, stop: int) -> Iterator[bytes]:
        rows = self._rows(
            "SELECT line FROM @schema@.entry WHERE school = %s AND pos >= %s AND pos < %s ORDER BY pos",
            self.school,
            start,
            stop,
        )
        if len(rows) != stop - start:
            raise LogDamaged(f"{stop - start - len(rows)} entries are missing in {start}…{stop - 1}")
        return (line for (line,) in rows)

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.db.pool.connection() as connection:
            return connection.execute(self.db.sql(query), values, binary=True).fetchall()

    def _row(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        with self.db.pool.connection() as connection:
            return connection.execute(self.db.sql(query), values, binary=True).fetchone()


def head_of(school: int, stored: Sequence[Any]) -> Head:
    """A head as it is stored: size, leaf, at, epoch. Raises LogDamaged where a school has none."""
    if not stored or stored[0] is None:
        raise LogDamaged(f"no head for school {school}")
    size, leaf, at, epoch = stored
    return Head(size, leaf, format_instant(at) if at else "", epoch)


def create(db: Database, code: str, origin: str) -> SchoolLog:
    """Opens an empty log under a code and an origin that no other log of this database has."""
    with db.pool.connection() as connection:
        row = connection.execute(db.sql("SELECT @schema@.create_school(%s, %s)"), (code, origin)).fetchone()
    if row is None:
        raise LogDamaged("create_school() gave no row")
    return SchoolLog(db, row[0], origin)


def logs(db: Database) -> dict[str, SchoolLog]:
    """The logs of this database by school code."""
    with db.pool.connection() as connection:
        rows = connection.execute(
            db.sql("SELECT code, id, origin FROM @schema@.school ORDER BY code")
        ).fetchall()
    return {code: SchoolLog(db, school, origin) for code, school, origin in rows}


def sizes(db: Database) -> dict[int, int]:
    """How many entries each log of this database has, by its database id: one question for all."""
    with db.pool.connection() as connection:
        return dict(connection.execute(db.sql("SELECT school, size FROM @schema@.head")).fetchall())


def read_stream_lines(
    db: Database, school: int, stream: str, size: int | None = None, *, after: int = 0
) -> list[bytes]:
    """The lines of a stream among the first `size` entries (default: all), in order of version; without those
    up to version `after`."""
    below = 2**31 - 1 if size is None else size
    with db.pool.connection() as connection:
        values = (below, school, below, stream, after)
        rows = connection.execute(db.sql(_OF_STREAM), values, binary=True).fetchall()
    return [line for (line,) in rows]
