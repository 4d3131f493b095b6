"""Where a projection keeps its tables: the disposable schema, or a scratch copy to compare with it."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from domain.words.entry import Entry
from ledger.database import READER, Connection, Database, quoted
from ledger.log import SchoolLog

Rows = list[tuple[Any, ...]]
Columns = Mapping[str, tuple[str, Sequence[Any]]]
"""Column -> (type, one value per row)."""

STREAMED = 5000


class Facet(NamedTuple):
    """What fsck compares of a table: `select` from it and what is joined to it; `key` names what it gives."""

    select: str
    joined: str
    key: tuple[str, ...]


class Table(NamedTuple):
    """One table of a projection. Its first column is `school`, and `pos` names the entry that decided a row.

    `columns` is what stands between the parentheses of CREATE TABLE; `key` names a row; `indexes` are lists
    of columns. Without `facets` its rows are compared as they are.
    """

    name: str
    columns: str
    key: tuple[str, ...]
    indexes: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()


class Place:
    """One school's rows in one schema, over one connection and so in one transaction."""

    def __init__(self, connection: Connection, log: SchoolLog, schema: str | None = None) -> None:
        self.log = log
        self.school = log.school
        self._connection = connection
        self._schema = quoted(schema or log.db.views)

    def rows(self, query: str, *values: Any) -> Rows:
        """What a query gives; `@views@` stands for this place, `@schema@` for the ledger's tables."""
        return self._connection.execute(self._sql(query), values, binary=True).fetchall()

    def stream(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """As `rows`, fetched little by little: for more rows than should be held at once."""
        with self._connection.cursor(name=f"s_{secrets.token_hex(4)}", scrollable=False) as cursor:
            cursor.itersize = STREAMED
            yield from cursor.execute(self._sql(query), values)

    def run(self, statement: str, *values: Any) -> None:
        """A statement without an answer."""
        self._connection.execute(self._sql(statement), values)

    def insert(self, table: str, columns: Columns, conflict: str = "") -> None:
        """Adds rows of this school in one statement.

        `conflict` is what stands behind ON CONFLICT; without it a row that is there already is an error.
        """
        types = {name: type_ for name, (type_, _) in columns.items()}
        # unnest() would take an array of arrays apart to its last element: inner ones travel as text.
        unnested = ", ".join(f"unnest(%s::{_unnested(type_)}[])" for type_ in types.values())
        made = ", ".join(f"made.{name}::{type_}" for name, type_ in types.items())
        names = ", ".join(columns)
        self.run(
            f"INSERT INTO @views@.{table} (school, {names}) SELECT %s, {made}"  # noqa: S608 - our own names
            f" FROM ROWS FROM ({unnested}) AS made ({names})"
            + (f" ON CONFLICT {conflict}" if conflict else ""),
            self.school,
            *(_array(type_, values) for type_, values in columns.values()),
        )

    def create(self, table: Table) -> None:
        """Makes an empty table that the reader may read."""
        for statement in (
            f"CREATE TABLE @views@.{table.name} ({table.columns}, PRIMARY KEY ({', '.join(table.key)}))",
            *(f"CREATE INDEX ON @views@.{table.name} ({columns})" for columns in table.indexes),
            f"GRANT SELECT ON @views@.{table.name} TO {READER}",
        ):
            self._connection.execute(self._sql(statement))

    def drop(self, name: str) -> None:
        """Removes a table if it is there."""
        self._connection.execute(self._sql(f"DROP TABLE IF EXISTS @views@.{quoted(name)}"))

    def clear(self, table: Table) -> None:
        """Removes this school's rows."""
        self.run(f"DELETE FROM @views@.{table.name} WHERE school = %s", self.school)  # noqa: S608 - our own name

    def _sql(self, text: str) -> str:
        return self.log.db.sql(text.replace("@views@", self._schema))


class Projection(Protocol):
    """A disposable fold of the log into tables. It keeps nothing in memory between two calls.

    `version` rises when `apply` gives other rows from the same entries; changed `tables` are noticed anyway.
    """

    name: str
    version: int
    tables: Sequence[Table]

    def apply(self, place: Place, entries: Sequence[Entry]) -> None:
        """Takes in the next entries of the school, dense and in order; runs in the caller's transaction."""
        ...


def _unnested(type_: str) -> str:
    return "text" if type_.endswith("[]") else type_


def _array(type_: str, values: Sequence[Any]) -> Any:
    """An array parameter; integers go as text, because psycopg would choose int2 or int4 by the values."""
    if type_.endswith("[]"):
        return [_literal(inner) for inner in values]
    return _literal(values) if type_.startswith("int") else values


def _literal(values: Sequence[Any]) -> str:
    """PostgreSQL's text form of an array of integers or texts."""
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


@contextmanager
def reading(log: SchoolLog) -> Iterator[Place]:
    """All statements inside see one moment, so that rows and the size they were made from belong together."""
    with snapshot(log.db) as connection:
        yield Place(connection, log)


@contextmanager
def looking(log: SchoolLog) -> Iterator[Place]:
    """For one statement, which needs no transaction to see one moment."""
    with log.db.pool.connection() as connection:
        yield Place(connection, log)


@contextmanager
def snapshot(db: Database) -> Iterator[Connection]:
    """A transaction that sees the database as it was at its first query; what it writes is rolled back."""
    with db.pool.connection() as connection, connection.transaction(force_rollback=True):
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield connection


def size_of(place: Place, projection: str) -> int:
    """How many entries of the school a projection has taken in."""
    rows = place.rows(
        "SELECT pos FROM @views@.p_position WHERE school = %s AND projection = %s", place.school, projection
    )
    return rows[0][0] if rows else 0
