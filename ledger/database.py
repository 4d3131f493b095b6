"""The database of the ledger: its connections, its three roles and its forward-only migrations."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql
from psycopg.errors import InvalidSqlStatementName
from psycopg.pq import TransactionStatus
from psycopg.rows import Row
from psycopg_pool import ConnectionPool

from ledger.health import WriteHealth

MIGRATIONS = Path(__file__).parent / "migrations"
OWNER, WRITER, READER = "socai_owner", "socai_writer", "socai_reader"
# Any number, as long as every program that migrates uses the same one.
MIGRATION_LOCK = 0x50CA1
# For a connection. The library's 30 s would let readers of pages wait long for a database that has died.
PATIENCE_S = 10.0

Connection = psycopg.Connection[tuple[Any, ...]]


class _Cursor(psycopg.Cursor[Row]):
    """A cursor that gets over prepared statements which are gone: psycopg believes in its own for ever.

    A pooler between, or an operator's DEALLOCATE, drops them without its knowledge.
    """

    def execute(self, *args: Any, **kwargs: Any) -> Self:
        """As psycopg's; outside a transaction the statement, which nobody has looked at, is sent again."""
        try:
            return super().execute(*args, **kwargs)
        except InvalidSqlStatementName:
            self.connection.prepare_threshold = None  # whatever is left of them, too
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            return super().execute(*args, **kwargs)


class MigrationFault(Exception):
    """The database's schema is not what this program's migrations would have made."""


class Database:
    """One PostgreSQL database (15 or newer) that holds logs in `schema`.

    Connections act as `role` whoever signed in, so that a program with an administrator's DSN has no more
    rights than it needs; the DSN's login must be a member of that role. Disposable tables belong into the
    schema `views`, which the writer owns.
    """

    def __init__(
        self, dsn: str, schema: str = "socai", role: str = WRITER, max_connections: int = 16
    ) -> None:
        self.dsn = dsn
        self.schema = schema
        self.views = f"{schema}_view"
        self._role = role
        self._max_connections = max_connections
        self._pool: ConnectionPool[Connection] | None = None
        self._warm: Connection | None = None
        self._warm_lock = threading.Lock()
        self.health = WriteHealth()
        self.readings_health = WriteHealth()
        # Whoever has a turn holds one connection and needs others: the turns of many schools at once, after
        # the database was away, must leave some.
        self.turns = threading.BoundedSemaphore(max(1, max_connections // 4))

    @property
    def pool(self) -> ConnectionPool[Connection]:
        """Connections in autocommit; opened at first use, so that `migrate` can come before."""
        if self._pool is None:
            self._pool = ConnectionPool(
                self.dsn,
                connection_class=Connection,
                kwargs={"autocommit": True},
                min_size=1,
                max_size=self._max_connections,
                timeout=PATIENCE_S,
                # Given up early: who asks next begins anew, where growing pauses would outlast the fault.
                reconnect_timeout=PATIENCE_S,
                configure=self._configure,
                open=True,
            )
        return self._pool

    @contextmanager
    def warm(self) -> Iterator[Connection]:
        """The connection that was used here last, if it is free, else any.

        The pool lends its connections in turn; one server process that has the plans at hand saves a third.
        """
        if not self._warm_lock.acquire(blocking=False):
            with self.pool.connection() as connection:
                yield connection
            return
        try:
            self._warm = self._warm or self.pool.getconn()
            yield self._warm
        except BaseException:
            self._cool()
            raise
        finally:
            self._warm_lock.release()

    def sql(self, text: str) -> str:
        """`text` with `@schema@` and `@views@` replaced by the quoted names."""
        return text.replace("@schema@", quoted(self.schema)).replace("@views@", quoted(self.views))

    def value(self, query: str, *values: object) -> Any:
        """The first value that one statement gives, in a transaction of its own; None where it gives none."""
        with self.pool.connection() as connection:
            row = connection.execute(self.sql(query), values).fetchone()
        return row[0] if row else None

    def migrate(self) -> None:
        """Brings roles and schema up to this program; repeatable, and safe when several start at once.

        The DSN's login must be a superuser, or own the database and have CREATEROLE.
        Raises MigrationFault if a migration already applied has changed or is not known here.
        """
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            _create_roles(connection)
            with connection.transaction():
                self.build(connection)

    def build(self, connection: Connection) -> None:
        """Makes both schemas and applies the migrations in the connection's open transaction.

        Leaves it in the owner's role. The roles must exist. Rolled back, it shows what would be made.
        """
        connection.execute("SELECT pg_catalog.pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        _create_schema(connection, self.schema, OWNER)
        _create_schema(connection, self.views, WRITER)
        connection.execute(self.sql(f"GRANT USAGE ON SCHEMA @views@ TO {READER}"))
        connection.execute(f"SET LOCAL ROLE {OWNER}")
        connection.execute("SET LOCAL search_path = ''")
        self._apply_missing(connection)

    def close(self) -> None:
        """Closes the connections; the next use of `pool` opens new ones."""
        with self._warm_lock:
            self._cool()
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _cool(self) -> None:
        """Gives the warm connection back to the pool, which drops it if it is broken."""
        if self._warm is not None:
            self.pool.putconn(self._warm)
            self._warm = None

    def _configure(self, connection: Connection) -> None:
        # A receipt says "stored": a server set to synchronous_commit = off would let us say it too early.
        connection.cursor_factory = _Cursor
        connection.execute(
            f"SET ROLE {quoted(self._role)}; SET search_path = ''; SET TimeZone = 'UTC';"
            " SELECT pg_catalog.set_config('synchronous_commit', 'on', false)"
            " WHERE pg_catalog.current_setting('synchronous_commit') = 'off'"
        )

    def _apply_missing(self, connection: Connection) -> None:
        connection.execute(
            self.sql(
                "CREATE TABLE IF NOT EXISTS @schema@.migration"
                " (name text PRIMARY KEY, digest bytea NOT NULL, at timestamptz NOT NULL DEFAULT now())"
            )
        )
        applied: dict[str, bytes] = dict(
            connection.execute(self.sql("SELECT name, digest FROM @schema@.migration")).fetchall()
        )
        files = {path.name: path.read_bytes() for path in sorted(MIGRATIONS.glob("*.sql"))}
        _require_unchanged(applied, files)
        for name in sorted(files.keys() - applied.keys()):
            connection.execute(self.sql(files[name].decode()))
            connection.execute(
                self.sql("INSERT INTO @schema@.migration (name, digest) VALUES (%s, %s)"),
                (name, hashlib.sha256(files[name]).digest()),
            )


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return sql.Identifier(name).as_string(None)


def _require_unchanged(applied: dict[str, bytes], files: dict[str, bytes]) -> None:
    for name, digest in sorted(applied.items()):
        if name not in files:
            raise MigrationFault(f"{name} was applied by a newer program")
        if hashlib.sha256(files[name]).digest() != digest:
            raise MigrationFault(f"{name} has changed since it was applied")
    if applied and any(name < max(applied) for name in files.keys() - applied.keys()):
        raise MigrationFault("a new migration is numbered before one already applied")


def _create_roles(connection: Connection) -> None:
    """Roles belong to the whole cluster, where no lock of one database helps: who comes second is content."""
    for role in (OWNER, WRITER, READER):
        connection.execute(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{role}') THEN"
            f" CREATE ROLE {role} NOLOGIN; END IF;"
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    for role in (OWNER, WRITER):
        member = connection.execute("SELECT pg_catalog.pg_has_role(%s, 'MEMBER')", (role,)).fetchone()
        if member is not None and not member[0]:
            connection.execute(f"GRANT {role} TO CURRENT_USER")


def _create_schema(connection: Connection, name: str, owner: str) -> None:
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(name)} AUTHORIZATION {owner}")
