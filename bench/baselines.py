"""What one would write instead of a ledger, for the same work: 40 marks of a class, then 4 changed.

Each has `enter(klass, by, rows)`, `change(klass, by, rows)`; rows are (pupil, column, mark) texts.
None of them has rights, rules or proofs: they are the floor that the ledger is measured against.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

Row = tuple[str, str, str]
SCHEMA = "bench_baselines"


def connect(dsn: str) -> psycopg.Connection[Any]:
    """One prepared, autocommitting connection, as a careful programmer would hold it."""
    c = psycopg.connect(dsn, autocommit=True, options=f"-c search_path={SCHEMA}")
    c.prepare_threshold = 1
    return c


class BareTable:
    """One row a mark, changes overwrite: no history at all."""

    name = "bare"
    table = "bare_mark"

    def __init__(self, dsn: str) -> None:
        self.c = connect(dsn)
        self.c.execute(
            f"create table {self.table}(id bigserial primary key, klass text, pupil text, work text,"
            " mark text, by text, unique (klass, pupil, work))"
        )

    def enter(self, klass: str, by: str, rows: list[Row]) -> None:
        sql = f"insert into {self.table}(klass, pupil, work, mark, by) values (%s, %s, %s, %s, %s)"
        with self.c.transaction(), self.c.cursor() as cur:
            cur.executemany(sql, [(klass, *row, by) for row in rows])

    def change(self, klass: str, by: str, rows: list[Row]) -> None:
        sql = f"update {self.table} set mark = %s, by = %s where klass = %s and pupil = %s and work = %s"
        with self.c.transaction(), self.c.cursor() as cur:
            cur.executemany(sql, [(m, by, klass, p, w) for p, w, m in rows])


class AuditJsonb(BareTable):
    """The classic audit trail: a row trigger copies old and new into one table as jsonb."""

    name = "audit_jsonb"
    table = "audited_mark"

    def __init__(self, dsn: str) -> None:
        super().__init__(dsn)
        self.c.execute(f"""
            create table {self.table}_log(id bigserial primary key,
                at timestamptz not null default clock_timestamp(),
                who text default session_user, txid bigint default txid_current(), op text, row_id bigint,
                klass text, old jsonb, new jsonb);
            create index on {self.table}_log(klass, row_id, id);
            create function {self.table}_copy() returns trigger language plpgsql as $$ begin
                insert into {SCHEMA}.{self.table}_log(op, row_id, klass, old, new) values (tg_op,
                    coalesce(new.id, old.id), coalesce(new.klass, old.klass),
                    case when tg_op <> 'INSERT' then to_jsonb(old) end,
                    case when tg_op <> 'DELETE' then to_jsonb(new) end);
                return null; end $$;
            create trigger copy after insert or update or delete on {self.table}
                for each row execute function {self.table}_copy()""")


class EventTable:
    """A hand-written append-only table, one row a mark, nothing chained."""

    name = "event_table"

    def __init__(self, dsn: str) -> None:
        self.c = connect(dsn)
        self.c.execute(
            "create table mark_event(klass text, pos bigint, at timestamptz not null, body bytea not null,"
            " primary key (klass, pos))"
        )

    def _append(self, kind: str, klass: str, by: str, rows: list[Row]) -> None:
        now = datetime.now(UTC)
        with self.c.transaction():
            found = self.c.execute("select max(pos) from mark_event where klass = %s", (klass,)).fetchone()
            last = (found[0] if found else None) or 0
            bodies = [
                json.dumps(
                    {"by": by, "kind": kind, "mark": m, "pupil": p, "work": w}, separators=(",", ":")
                ).encode()
                for p, w, m in rows
            ]
            self.c.execute(
                "insert into mark_event select %s, %s + ord, %s, body"
                " from unnest(%s::bytea[]) with ordinality as x(body, ord)",
                (klass, last, now, bodies),
            )

    def enter(self, klass: str, by: str, rows: list[Row]) -> None:
        self._append("entered", klass, by, rows)

    def change(self, klass: str, by: str, rows: list[Row]) -> None:
        self._append("changed", klass, by, rows)


class Book(Aggregate):
    """A gradebook as the library's own tutorial would write it."""

    def __init__(self, klass: str, by: str) -> None:
        self.klass = klass
        self.marks: dict[tuple[str, str], str] = {}

    @staticmethod
    def create_id(klass: str) -> Any:
        return uuid5(NAMESPACE_URL, hashlib.sha256(klass.encode()).hexdigest())

    @event("Entered")
    def enter(self, pupil: str, work: str, mark: str, by: str) -> None:
        self.marks[pupil, work] = mark

    @event("Changed")
    def change(self, pupil: str, work: str, mark: str, by: str) -> None:
        self.marks[pupil, work] = mark


class StockEventSourcing:
    """`eventsourcing` with its own PostgreSQL recorder and defaults."""

    name = "eventsourcing"

    def __init__(self, dsn: str) -> None:
        d = psycopg.conninfo.conninfo_to_dict(dsn)
        self.app = Application[Any](
            env={
                "APPLICATION_NAME": "stock",
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": str(d["dbname"]),
                "POSTGRES_HOST": str(d.get("host", "127.0.0.1")),
                "POSTGRES_PORT": str(d.get("port", 5432)),
                "POSTGRES_USER": str(d.get("user", "postgres")),
                "POSTGRES_PASSWORD": str(d.get("password", "")),
                "POSTGRES_SCHEMA": SCHEMA,
            }
        )

    def enter(self, klass: str, by: str, rows: list[Row]) -> None:
        book = Book(klass, by)
        for p, w, m in rows:
            book.enter(p, w, m, by)
        self.app.save(book)

    def change(self, klass: str, by: str, rows: list[Row]) -> None:
        book: Book = self.app.repository.get(Book.create_id(klass))
        for p, w, m in rows:
            book.change(p, w, m, by)
        self.app.save(book)


BASELINES = (BareTable, AuditJsonb, EventTable, StockEventSourcing)
