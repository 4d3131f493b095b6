"""The eventsourcing library's recorder over one school's log (docs/adr/0001-recorder.md).

Positions are dense and commit in order, because the swap of the head row orders them; so `notification_id`
(= position + 1: the library's readers start after 0) is safe to follow, which the stock recorder buys with a
lock on the whole table.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    ProgrammingError,
    RecordConflictError,
    StoredEvent,
    Subscription,
)
from psycopg.errors import UniqueViolation

from ledger.database import Database
from ledger.form.lines import read_line
from ledger.log import read_stream_lines
from ledger.writing.appending import AppendCall, CommandRow, Run, Swap

__all__ = ["CommandRepeated", "CommandRow", "Run", "SchoolRecorder", "Swap", "SwapLost", "stored_event"]

# The constraint by which the database knows a command again.
COMMAND_KEY = "command_school_person_cmd_key"
# The class of advisory locks that append() waits for.
TURN = 5330
POLL_SECONDS = 0.1
PULL_LIMIT = 500


class SwapLost(RecordConflictError):
    """The head has moved since the group was decided; nothing was written."""


class CommandRepeated(RecordConflictError):
    """A (person, cmd) of the group is already in the log; nothing was written."""


class SchoolRecorder(ApplicationRecorder):
    """One school's log. `originator_id` is the stream, `topic` the event type, `state` the line."""

    def __init__(self, db: Database, school: int) -> None:
        self._db = db
        self._school = school
        self._append = AppendCall(db)
        self.database_now: datetime | None = None

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, swap: Swap | None = None, **_kwargs: Any
    ) -> None:
        """The library's way in: as `insert_lines`. Returns no ids, so that it builds no recordings."""
        if swap is None:
            raise ProgrammingError(
                "only the writer appends: positions, instants and rights are decided there"
            )
        self.insert_lines([event.state for event in stored_events], swap)

    def insert_lines(
        self, lines: Sequence[bytes], swap: Swap, beside: Callable[[], None] = lambda: None
    ) -> None:
        """Writes the lines of a group if the head is still that of `swap`: one call, one transaction.

        `beside` runs while the database writes. Raises SwapLost or CommandRepeated with nothing written; any
        psycopg.OperationalError leaves open whether the group was written.
        """
        try:
            with self._db.warm() as connection:
                outcome, self.database_now = self._append.run(connection, self._school, lines, swap, beside)
        except UniqueViolation as error:
            if error.diag.constraint_name == COMMAND_KEY:
                raise CommandRepeated from None
            raise
        if outcome == "lost":
            raise SwapLost
        if outcome != "written":
            raise ProgrammingError(f"append() of another version: {outcome}")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Keeps every other writer of this log waiting: for one who lost a swap and else might lose for ever.

        Holds a connection; what is read and written inside takes others.
        """
        with self._db.turns, self._db.pool.connection() as connection:
            connection.execute("SELECT pg_catalog.pg_advisory_lock(%s, %s)", (TURN, self._school))
            try:
                yield
            finally:
                connection.execute("SELECT pg_catalog.pg_advisory_unlock(%s, %s)", (TURN, self._school))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """The stream's entries with versions in (gt, lte], in order of version."""
        events = [
            stored_event(line) for line in read_stream_lines(self._db, self._school, str(originator_id))
        ]
        chosen = events[gt or 0 : lte]
        if desc:
            chosen.reverse()
        return chosen[:limit]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        """Entries by notification id (position + 1), at most `limit` of those with one of `topics`."""
        after = (start or 0) - (1 if inclusive_of_start else 0)
        found: list[Notification] = []
        while len(found) < limit:
            page = self._page(max(after, 0), stop, limit)
            found += [each for each in page if not topics or each.topic in topics]
            if len(page) < limit:
                break
            after = page[-1].id
        return found[:limit]

    def _page(self, after: int, stop: int | None, limit: int) -> list[Notification]:
        with self._db.pool.connection() as connection:
            rows = connection.execute(
                self._db.sql(
                    "SELECT line FROM @schema@.entry WHERE school = %s AND pos >= %s AND pos < %s"
                    " ORDER BY pos LIMIT %s"
                ),
                (self._school, after, 2**31 - 1 if stop is None else stop, limit),
                binary=True,
            ).fetchall()
        return [notification(line) for (line,) in rows]

    def max_notification_id(self) -> int | None:
        """The size of the log; None if it is empty."""
        with self._db.pool.connection() as connection:
            row = connection.execute(
                self._db.sql("SELECT size FROM @schema@.head WHERE school = %s"), (self._school,)
            ).fetchone()
        return row[0] or None if row else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "PollingSubscription":
        """Entries after notification id `gt`, those to come included, until `stop()`."""
        return PollingSubscription(self, gt, topics)


class PollingSubscription(Subscription[SchoolRecorder]):
    """Asks every tenth of a second: NOTIFY in a writing transaction would cost a third of the throughput."""

    def __init__(self, recorder: SchoolRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._ready: list[Notification] = []

    def __next__(self) -> Notification:
        while not self._ready:
            if self._has_been_stopped:
                raise StopIteration
            self._ready = self._recorder.select_notifications(
                self._last_notification_id, PULL_LIMIT, topics=self._topics, inclusive_of_start=False
            )[::-1]
            if not self._ready:
                time.sleep(POLL_SECONDS)
        notification = self._ready.pop()
        self._last_notification_id = notification.id
        return notification


def stored_event(line: bytes) -> StoredEvent:
    """The library's view of a line."""
    entry = read_line(line)
    return StoredEvent(entry.stream, entry.ver, entry.type, line)


def notification(line: bytes) -> Notification:
    """The library's view of a line with its place in the log."""
    entry = read_line(line)
    return Notification(entry.stream, entry.ver, entry.type, line, id=entry.pos + 1)
