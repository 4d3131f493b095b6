"""The record of who has read personal data, and of failed sign-ins: beside the log, never changed."""

from datetime import datetime
from typing import NamedTuple

from ledger.database import Database

_LONGEST = 500


class Reading(NamedTuple):
    """One answer that was handed out: `what` is the address that was asked."""

    nr: int
    at: datetime
    person: str
    what: str


class Readings:
    """The record of all schools of a database. Needs a connection as socai_writer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, school: int, person: str, what: str, at: datetime) -> None:
        """Notes one reading. It waits for no disk: a power cut loses those of its last second."""
        with self._db.pool.connection() as connection:
            connection.execute(
                self._db.sql(
                    "INSERT INTO @schema@.reading (school, at, person, what) SELECT %s, %s, %s, %s"
                    " WHERE set_config('synchronous_commit', 'off', true) = 'off'"
                ),
                (school, at, person, _short(what)),
            )

    def note_failure(self, client: str, address: str, at: datetime) -> None:
        """Notes that somebody could not sign in; many of a minute are one row with their number."""
        with self._db.pool.connection() as connection:
            connection.execute(
                self._db.sql(
                    "INSERT INTO @schema@.failed_sign_in AS f (minute, client, address, tries)"
                    " VALUES (date_trunc('minute', %s), %s, %s, 1)"
                    " ON CONFLICT (minute, client, address) DO UPDATE SET tries = f.tries + 1"
                ),
                (at, _short(client), _short(address)),
            )

    def before(self, school: int, nr: int | None, most: int) -> list[Reading]:
        """A school's readings, newest first, those before `nr` if it is given."""
        with self._db.pool.connection() as connection:
            rows = connection.execute(
                self._db.sql(
                    "SELECT nr, at, person, what FROM @schema@.reading WHERE school = %s AND nr < %s"
                    " ORDER BY nr DESC LIMIT %s"
                ),
                (school, 2**62 if nr is None else nr, most),
            ).fetchall()
        return [Reading(*row) for row in rows]


def _short(text: str) -> str:
    """As much as a row takes; a zero byte is none of PostgreSQL's."""
    return text.replace("\0", "?").encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")
