"""Holds a transaction of the server inside PostgreSQL, by its own means: locks and standbys."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import psycopg

from tests.crash.plant import Plant, wait_for

_STANDBY = "synchronous_standby_names"


class Held:
    """One transaction of the server that waits at a table, later maybe for the end of its commit."""

    def __init__(self, plant: Plant, table: str) -> None:
        self._plant = plant
        self._admin = psycopg.connect(plant.start_database(), autocommit=True)
        self._locker = psycopg.connect(plant.cluster.admin_dsn())
        self._table = table
        # Readers pass, writers wait.
        self._locker.execute(f"LOCK TABLE {table} IN SHARE MODE")

    def wait(self) -> None:
        """Until the server's transaction has come to the table."""
        wait_for(self._waiting, f"a transaction wants to write {self._table}")

    def commit_without_answer(self) -> None:
        """Lets the waiting transaction go on to where its COMMIT is durable, and nobody knows of it.

        PostgreSQL flushes the commit record, then waits for a standby, which does not exist.
        """
        (pid,) = self._waiting()
        self._admin.execute(f"ALTER SYSTEM SET {_STANDBY} = 'nobody'")
        self._admin.execute("SELECT pg_reload_conf()")
        threading.Thread(target=self._probe, daemon=True).start()
        wait_for(self._unanswered, "commits wait for the standby")
        self._locker.rollback()
        wait_for(lambda: pid in self._unanswered(), "the commit is durable")

    def let_go(self) -> None:
        """Lets all that waits go on: a transaction whose client has died commits nonetheless."""
        self._locker.rollback()
        self._admin.execute(f"ALTER SYSTEM RESET {_STANDBY}")
        self._admin.execute("SELECT pg_reload_conf()")

    def forget_standby(self) -> None:
        """Undoes the setting in the files of a server that is dead."""
        file = self._plant.cluster.data / "postgresql.auto.conf"
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith(_STANDBY)))

    def close(self) -> None:
        for connection in (self._locker, self._admin):
            connection.close()

    def _waiting(self) -> list[int]:
        query = "SELECT pid FROM pg_locks WHERE relation = %s::regclass AND NOT granted"
        return [pid for (pid,) in self._admin.execute(query, (self._table,))]

    def _unanswered(self) -> list[int]:
        query = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        return [pid for (pid,) in self._admin.execute(query)]

    def _probe(self) -> None:
        """A commit of our own: once it waits, the setting is in force for all."""
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(self._plant.cluster.admin_dsn(), autocommit=True) as connection,
        ):
            connection.execute("SELECT pg_logical_emit_message(true, 'probe', '')")


@contextlib.contextmanager
def held(plant: Plant, table: str) -> Iterator[Held]:
    holder = Held(plant, table)
    try:
        yield holder
    finally:
        holder.close()
