"""The call of append(), spoken to libpq without a cursor.

A cursor looks at the type of each parameter anew, which costs as much as deciding the command; and it waits
at once, where here the caller signs receipts while the database writes.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from weakref import WeakSet

import psycopg
from psycopg import generators
from psycopg.errors import DuplicatePreparedStatement, InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult

from ledger.database import Connection, Database
from ledger.form.arrays import BYTEA, BYTEAS, INT4, INT4S, TEXTS, byteas, int4, int4s, texts

_STATEMENT = b"socai_append"
# A connection belongs to one Database, and so to one append(); the recorders of its schools share it.
_prepared: WeakSet[Connection] = WeakSet()
_BOOL, _TIMESTAMPTZ = 16, 1184
_TYPES = (
    *(INT4, INT4, BYTEA, BYTEA, _TIMESTAMPTZ, INT4, BYTEAS),
    *(INT4S, INT4S, TEXTS, TEXTS, BYTEAS),
    *(TEXTS, INT4S, INT4S, INT4S, _BOOL),
)
_FORMATS = [Format.TEXT if type_ == _TIMESTAMPTZ else Format.BINARY for type_ in _TYPES]
_PLACES = ", ".join(f"${number}" for number in range(1, len(_TYPES) + 1))


class CommandRow(NamedTuple):
    """One command of a group: entries `pos` … `pos`+`n`-1."""

    pos: int
    n: int
    person: str
    cmd: str
    digest: bytes


class Run(NamedTuple):
    """Entries `pos` … `pos`+`n`-1 are versions `ver` … `ver`+`n`-1 of `stream`."""

    stream: str
    ver: int
    pos: int
    n: int


class Swap(NamedTuple):
    """What an append needs beside the lines: the head it was decided on, and the index rows.

    `epoch` is the position of a ClockReset among the lines, None if there is none. `turn`: the caller is
    inside `SchoolRecorder.turn`.
    """

    base_size: int
    base_leaf: bytes
    last_leaf: bytes
    at: str
    epoch: int | None
    commands: Sequence[CommandRow]
    runs: Sequence[Run]
    turn: bool = False


class AppendCall:
    """append() of one database; prepared on each connection at its first use there."""

    def __init__(self, db: Database) -> None:
        self._query = db.sql(f"SELECT outcome, db_now FROM @schema@.append({_PLACES})").encode()  # noqa: S608

    def run(
        self,
        connection: Connection,
        school: int,
        lines: Sequence[bytes],
        swap: Swap,
        beside: Callable[[], None],
    ) -> tuple[str, datetime]:
        """The outcome and the database's clock; `beside` runs between sending and waiting.

        Raises what psycopg raises. The connection must be in autocommit, and no other thread may use it.
        """
        values = _values(school, lines, swap)
        with connection.lock:
            self._prepare(connection)
            try:
                return _read(_asked(connection, values, beside))
            except InvalidSqlStatementName:
                # Gone since: a rollback on this connection makes psycopg drop all that is prepared there.
                # The server has looked at nothing of the append, so it is asked again.
                _prepared.discard(connection)
                self._prepare(connection)
                return _read(_asked(connection, values, lambda: None))

    def _prepare(self, connection: Connection) -> None:
        if connection not in _prepared:
            with suppress(DuplicatePreparedStatement):  # there after all; nobody else gives that name
                _raise_if_failed(connection.pgconn.prepare(_STATEMENT, self._query, _TYPES))
            _prepared.add(connection)


def _asked(connection: Connection, values: list[bytes | None], beside: Callable[[], None]) -> PGresult:
    pgconn = connection.pgconn
    pgconn.send_query_prepared(_STATEMENT, values, _FORMATS, Format.TEXT)
    pgconn.flush()
    try:
        beside()
    finally:
        # Whatever happened beside, the answer must be taken, or the connection is of no more use.
        results = connection.wait(generators.execute(pgconn))
    if not results:
        raise psycopg.OperationalError("the append had no answer")
    # The rows come before COMMIT, and what becomes of that comes after them: only all of it is the answer.
    for result in results:
        _raise_if_failed(result)
    first: PGresult = results[0]
    return first


def _values(school: int, lines: Sequence[bytes], swap: Swap) -> list[bytes | None]:
    commands, runs = swap.commands, swap.runs
    return [
        int4(school),
        int4(swap.base_size),
        swap.base_leaf,
        swap.last_leaf,
        swap.at.encode(),
        None if swap.epoch is None else int4(swap.epoch),
        byteas(lines),
        int4s([row.pos for row in commands]),
        int4s([row.n for row in commands]),
        texts([row.person for row in commands]),
        texts([row.cmd for row in commands]),
        byteas([row.digest for row in commands]),
        texts([run.stream for run in runs]),
        int4s([run.ver for run in runs]),
        int4s([run.pos for run in runs]),
        int4s([run.n for run in runs]),
        b"\1" if swap.turn else b"\0",
    ]


def _read(result: PGresult) -> tuple[str, datetime]:
    outcome, now = result.get_value(0, 0), result.get_value(0, 1)
    if outcome is None or now is None:
        raise psycopg.InternalError("append() gave no outcome")
    return outcome.decode(), datetime.fromisoformat(now.decode())


def _raise_if_failed(result: PGresult) -> None:
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise error_from_result(result)
