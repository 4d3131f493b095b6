"""Whether a write would be taken now, found out by writing: the append's own way, and room on the disk."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg

from ledger.conflict import Conflict
from ledger.database import Database
from ledger.writeonce import TEMPORARY_PREFIX, standing
from ledger.writing.appending import AppendCall, CommandRow, Run, Swap
from ledger.writing.failing import certain, refusal_of

PATIENCE_S = 3.0
_AT_A_TIME = 4
_ROOM_EVERY_S = 1.0
_ROOM_BYTES = 256 * 1024
# Any number, as long as every program that looks for room uses the same one.
_LOCK = 0x50CA3
_NO_SCHOOL = 0
# An append that can only lose: no school has this head. It takes the whole way and writes nothing.
_NO_LINE = [b""]
_LOSES = Swap(
    0,
    bytes(32),
    bytes(32),
    "2020-01-01T00:00:00.000000Z",
    None,
    [CommandRow(0, 1, "", "", b"")],
    [Run("", 1, 0, 1)],
)
# A new file each time: rows in pages that are there already would fit on a disk that is full.
_ROOM = (
    f"SET LOCAL lock_timeout = '{PATIENCE_S}s'",
    f"SELECT pg_catalog.pg_advisory_xact_lock({_LOCK})",
    "CREATE TABLE IF NOT EXISTS @views@.p_room (filler text) WITH (fillfactor = 10)",
    "TRUNCATE @views@.p_room",
    "INSERT INTO @views@.p_room SELECT pg_catalog.repeat('x', 800) FROM pg_catalog.generate_series(1, 32)",
)

# What an act keeps beside the log before it is decided, kept and taken back within the statement: no sequence
# moves on, and no error stands in the database's log. The record of readings numbers its rows, so it is left
# alone: whether it may be called is asked, and what it answers is known from readings (readings_health).
_BESIDE = """DO $$ DECLARE
    one int4 := (SELECT s.id FROM @schema@.school s LIMIT 1);
    act uuid := pg_catalog.gen_random_uuid();
    salt bytea := pg_catalog.decode(pg_catalog.repeat('00', 16), 'hex');
BEGIN
    IF NOT (
        pg_catalog.has_function_privilege('@schema@.note_reading(int4,timestamptz,text,text)', 'EXECUTE') AND
        pg_catalog.has_function_privilege('@schema@.note_failed_sign_in(timestamptz,text,text)', 'EXECUTE')
    ) THEN
        RAISE insufficient_privilege;
    END IF;
    IF one IS NOT NULL THEN BEGIN
        PERFORM @schema@.claim_personal_text(one, '?', '?', salt, '?', act);
        PERFORM @schema@.claim_pupil_key(one, '?', salt || salt, act);
        INSERT INTO @schema@.upload (school, digest, person, bytes, at)
            VALUES (one, salt || salt, '?', 0, pg_catalog.now());
        RAISE EXCEPTION USING ERRCODE = 'SOCAI';
    EXCEPTION WHEN SQLSTATE 'SOCAI' THEN NULL;
    END; END IF;
END $$"""


class Readiness:
    """Looks, whenever it is asked, at the way of a write; `folders` are where files are kept."""

    def __init__(self, db: Database, folders: Iterable[Path]) -> None:
        self._db = db
        self._folders = list(folders)
        self._append = AppendCall(db)
        self._looks = Looks(_AT_A_TIME, PATIENCE_S)
        self._roomy = float("-inf")

    def require(self) -> None:
        """Raises Conflict DATABASE_AWAY, DISK_FULL or WRITING_FAILED, or LogDamaged, if writes fail now."""
        try:
            self._looks.take(self._look)
        except psycopg.Error as error:
            raise refusal_of(error) if certain(error) else Conflict("DATABASE_AWAY", 503) from None
        except TimeoutError:
            raise Conflict("DATABASE_AWAY", 503) from None
        if fault := self._db.health.fault() or self._db.readings_health.fault():
            raise Conflict(fault, 503)

    def _look(self) -> None:
        with self._db.warm() as connection:
            self._append.run(connection, _NO_SCHOOL, _NO_LINE, _LOSES, lambda: None)
        if time.monotonic() - self._roomy >= _ROOM_EVERY_S:
            self._require_room()
            self._roomy = time.monotonic()

    def _require_room(self) -> None:
        with self._db.pool.connection() as connection, connection.transaction():
            for statement in _ROOM:
                connection.execute(self._db.sql(statement))
            connection.execute(self._db.sql(_BESIDE))
        for folder in self._folders:
            _write(standing(folder))


def _write(folder: Path) -> None:
    # Named as what a crash leaves, so that it is swept like that.
    with tempfile.TemporaryFile(prefix=TEMPORARY_PREFIX, dir=folder) as file:
        file.write(bytes(_ROOM_BYTES))
        file.flush()


class Looks:
    """At most `limit` looks at a time, each given up after `patience_s`: what they look at may hang."""

    def __init__(self, limit: int, patience_s: float) -> None:
        self._free = threading.BoundedSemaphore(limit)
        self._patience_s = patience_s

    def take(self, look: Callable[[], None]) -> None:
        """Runs `look`; raises what it raises, TimeoutError if it does not end in time."""
        if not self._free.acquire(timeout=self._patience_s):
            raise TimeoutError
        done, faults = threading.Event(), list[Exception]()

        def run() -> None:
            try:
                look()
            except Exception as fault:  # noqa: BLE001 - raised below, in the thread that asked
                faults.append(fault)
            finally:
                self._free.release()
                done.set()

        threading.Thread(target=run, name="socai-ready", daemon=True).start()
        if not done.wait(self._patience_s):
            raise TimeoutError
        if faults:
            raise faults[0]
