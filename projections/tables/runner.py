"""Keeps the projections of a school up with its log: batch by batch, each with its position."""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from domain.words.entry import Entry
from ledger.database import Connection
from ledger.form.lines import read_line
from ledger.log import LogDamaged, SchoolLog
from ledger.said_once import SaidOnce
from ledger.steps import step
from projections.tables.place import Place, Projection

BATCH = 5000
INTERVAL_S = 0.2
# Any number, as long as every program that makes projections uses the same one.
LOCK = 0x50CA2
# Where crash tests kill the process; what each leaves stands beside its step().
STEPS = ("projection:prepared", "projection:applied", "projection:saved", "projection:committed")

_log = logging.getLogger(__name__)


class ProjectionFault(Exception):
    """The projections cannot go on from where they stand; `rebuild` starts them again. `detail` says why."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Progress(NamedTuple):
    """What a projection has taken in: up to `pos`, `entries` of them, whose leaves have the `total`.

    The total is that of the leaf hashes' first 8 bytes modulo 2^64. Both are of what was really handed over,
    so that a skipped entry shows (attack A22).
    """

    pos: int = 0
    entries: int = 0
    total: int = 0

    def after(self, entries: Sequence[Entry]) -> "Progress":
        """The progress with the next entries taken in."""
        total = self.total + sum([int.from_bytes(entry.leaf[:8]) for entry in entries])  # noqa: C419
        return Progress(entries[-1].pos + 1, self.entries + len(entries), total % 2**64)


class Runner:
    """Brings one school's projections up to its log. Several may: row locks let one work at a time."""

    def __init__(self, log: SchoolLog, projections: Sequence[Projection]) -> None:
        self._log = log
        self._projections = projections
        self._prepared = False
        self._reached = -1
        # Waiting for a row lock takes a connection; so the threads of this process wait here, without one.
        self._one = threading.Lock()

    @property
    def reached(self) -> int:
        """Entries that this process has brought the views up to; -1 before the first time."""
        return self._reached

    def catch_up(self, wanted: int | None = None) -> int:
        """Takes in everything up to the head, or at least `wanted` entries; gives how many that were.

        Raises ProjectionFault if the projections are ahead of the log, LogDamaged if a line is missing.
        """
        if wanted is not None and wanted <= self._reached:
            return 0
        wanted = self._log.head().size
        if wanted == self._reached:
            return 0
        with self._one:
            if wanted <= self._reached <= self._log.head().size:
                return 0
            self._prepare()
            applied = self._step()
            while self._reached < wanted:
                applied += self._step()
            return applied

    def rebuild(self) -> int:
        """Drops this school's rows and takes in the whole log again; readers see it grow meanwhile."""
        with self._one:
            self._prepare()
            with self._log.db.pool.connection() as connection, connection.transaction():
                place = Place(connection, self._log)
                place.run("SELECT FROM @views@.p_position WHERE school = %s FOR UPDATE", place.school)
                for table in [table for projection in self._projections for table in projection.tables]:
                    place.clear(table)
                place.run("DELETE FROM @views@.p_position WHERE school = %s", place.school)
            self._reached = -1
        return self.catch_up()

    def _prepare(self) -> None:
        if not self._prepared:
            with self._log.db.pool.connection() as connection, connection.transaction():
                prepare(Place(connection, self._log), self._projections)
                # A crash here leaves the tables as they were: making tables is transactional.
                step("projection:prepared")
            self._prepared = True

    def _step(self) -> int:
        with self._log.db.pool.connection() as connection:
            applied = self._batch(connection)
        # A crash from here on leaves the batch with its position: the next run goes on behind it.
        step("projection:committed")
        return applied

    def _batch(self, connection: Connection) -> int:
        with connection.transaction():
            place = Place(connection, self._log)
            progress = self._locked_progress(place)
            # Asked behind the lock: what others have taken in was in the log before, so a size that was read
            # earlier would call views broken that are merely newer.
            size = head_size(place)
            start = min(each.pos for each in progress.values())
            if max(each.pos for each in progress.values()) > size:
                raise ProjectionFault(f"the log holds {size} entries, its projections more: {progress}")
            entries = dense(place, start, min(start + BATCH, size))
            for projection in self._projections:
                fresh = entries[progress[projection.name].pos - start :]
                if fresh:
                    projection.apply(place, fresh)
                    # A crash here leaves nothing of the batch: rows and position roll back together.
                    step("projection:applied")
                    save(place, projection, progress[projection.name].after(fresh))
            # A crash here, before COMMIT, leaves nothing of the batch either.
            step("projection:saved")
        self._reached = start + len(entries)
        return len(entries)

    def _locked_progress(self, place: Place) -> dict[str, Progress]:
        """Where each projection stands; another process at the same school waits until we are done."""
        names = [projection.name for projection in self._projections]
        place.run(
            "INSERT INTO @views@.p_position (school, projection, pos, entries, total)"
            " SELECT %s, name, 0, 0, 0 FROM unnest(%s::text[]) AS name ORDER BY name ON CONFLICT DO NOTHING",
            place.school,
            names,
        )
        saved = read_progress(place, lock=True)
        return {name: saved[name] for name in names}


def head_size(place: Place) -> int:
    """How many entries the log has. Raises LogDamaged if it has no head."""
    rows = place.rows("SELECT size FROM @schema@.head WHERE school = %s", place.school)
    if not rows:
        raise LogDamaged(f"no head for school {place.school}")
    return int(rows[0][0])


def dense(place: Place, start: int, stop: int) -> list[Entry]:
    """The entries start … stop-1, read where the rows are written: a second connection may not be free.

    Raises LogDamaged or ProjectionFault if what was read is not exactly these.
    """
    rows = place.rows(
        "SELECT line FROM @schema@.entry WHERE school = %s AND pos >= %s AND pos < %s ORDER BY pos",
        *(place.school, start, stop),
    )
    if len(rows) != stop - start:
        raise LogDamaged(f"{stop - start - len(rows)} entries are missing in {start}…{stop - 1}")
    entries = [read_line(line) for (line,) in rows]
    if [entry.pos for entry in entries] != list(range(start, stop)):
        raise ProjectionFault(f"the lines read for {start}…{stop - 1} are not these entries")
    return entries


def read_progress(place: Place, *, lock: bool = False) -> dict[str, Progress]:
    """The saved progress of this school's projections by name."""
    query = (
        "SELECT projection, pos, entries, total FROM @views@.p_position WHERE school = %s ORDER BY projection"
    )
    rows = place.rows(query + " FOR UPDATE" if lock else query, place.school)
    return {name: Progress(pos, entries, int(total)) for name, pos, entries, total in rows}


def save(place: Place, projection: Projection, progress: Progress) -> None:
    """Writes a projection's progress, in the transaction that wrote its rows."""
    place.run(
        "UPDATE @views@.p_position SET pos = %s, entries = %s, total = %s"
        " WHERE school = %s AND projection = %s",
        *progress,
        place.school,
        projection.name,
    )


def prepare(place: Place, projections: Sequence[Projection]) -> None:
    """Makes the tables. Projections have no migrations: one of another version is dropped and rebuilt."""
    place.run("SELECT pg_advisory_xact_lock(%s)", LOCK)
    place.run(
        "CREATE TABLE IF NOT EXISTS @views@.p_schema (projection text PRIMARY KEY, stamp text, tables text[])"
    )
    place.run(
        "CREATE TABLE IF NOT EXISTS @views@.p_position (school int4, projection text, pos int4 NOT NULL,"
        " entries int4 NOT NULL, total numeric(20) NOT NULL, PRIMARY KEY (school, projection))"
    )
    place.run("GRANT SELECT ON @views@.p_position TO socai_reader")
    made = {name: (mark, tables) for name, mark, tables in place.rows("SELECT * FROM @views@.p_schema")}
    for projection in projections:
        mark, tables = made.get(projection.name, ("", []))
        if mark != stamp(projection):
            _make(place, projection, tables)


def stamp(projection: Projection) -> str:
    """What must be equal for stored rows to be of use: the version and the form of the tables."""
    form = hashlib.sha256(repr(list(projection.tables)).encode()).hexdigest()[:16]
    return f"{projection.version}-{form}"


def _make(place: Place, projection: Projection, former: Iterable[str]) -> None:
    for name in {*former, *(table.name for table in projection.tables)}:
        place.drop(name)
    for table in projection.tables:
        place.create(table)
    place.run("DELETE FROM @views@.p_position WHERE projection = %s", projection.name)
    place.run(
        "INSERT INTO @views@.p_schema VALUES (%s, %s, %s) ON CONFLICT (projection)"
        " DO UPDATE SET stamp = excluded.stamp, tables = excluded.tables",
        projection.name,
        stamp(projection),
        [table.name for table in projection.tables],
    )


def run_forever(
    runners: Callable[[], Iterable[Runner]], stop: threading.Event, interval_s: float = INTERVAL_S
) -> None:
    """Lets each runner catch up every `interval_s` seconds until `stop`; faults are logged, not raised."""
    said = SaidOnce(_log)

    def due() -> Iterable[Runner]:
        try:
            found = runners()
        except Exception:  # noqa: BLE001 - who is due now is due in the next round, too
            said.failed(runners, "it is not known which school's projections are due")
            return ()
        said.worked(runners)
        return found

    while not stop.wait(interval_s):
        for runner in due():
            try:
                runner.catch_up()
                said.worked(runner)
            except Exception:  # noqa: BLE001 - the other schools, and the next round, must have their turn
                said.failed(runner, "a school's projections did not catch up")
