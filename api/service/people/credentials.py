"""What persons show to be taken for themselves, as it is kept: passwords, TOTP secrets, codes.

Whoever reads the rows has nothing that could be shown: what is kept is made from it, or is encrypted.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from ledger.database import Connection, Database

ID_BYTES = 4
PASSWORD, TOTP, FIRST, RECOVERY = "password", "totp", "first", "recovery"
KINDS = (PASSWORD, TOTP, FIRST, RECOVERY)


class Credential(NamedTuple):
    """One of a person's; `used` None: never yet, and a TOTP secret that was never shown does not count."""

    id: str
    kind: str
    secret: bytes
    made: datetime
    used: datetime | None
    step: int


class Credentials:
    """Those of one school. Thread-safe; needs a connection as socai_writer."""

    def __init__(self, db: Database, school: int) -> None:
        self._db = db
        self._school = school

    def of(self, person: str, now: datetime) -> list[Credential]:
        """What the person can show now."""
        query = (
            "SELECT id, kind, secret, made, used, step FROM @schema@.credential WHERE school = %s"
            " AND person = %s AND gone IS NULL AND (ends IS NULL OR ends > %s) ORDER BY made, id"
        )
        with self._db.pool.connection() as connection:
            rows = connection.execute(
                self._db.sql(query), (self._school, person, now), binary=True
            ).fetchall()
        return [Credential(*row) for row in rows]

    def began(self, person: str, since: datetime) -> bool:
        """Whether the person has chosen a password since then, though it may have ended."""
        query = (
            "SELECT EXISTS (SELECT FROM @schema@.credential WHERE school = %s AND person = %s"
            " AND kind = 'password' AND made >= %s)"
        )
        return bool(self._db.value(query, self._school, person, since))

    def replace(
        self, person: str, kind: str, kept: Sequence[bytes], now: datetime, ends: datetime | None = None
    ) -> list[str]:
        """These take the place of all of the kind, in one step; gives their ids."""
        ids = [secrets.token_hex(ID_BYTES) for _ in kept]
        with self._db.pool.connection() as connection, connection.transaction():
            self._end(connection, person, [kind], now)
            for one, secret in zip(ids, kept, strict=True):
                values = (one, self._school, person, kind, secret, now, ends)
                connection.execute(
                    self._db.sql("SELECT @schema@.put_credential(%s, %s, %s, %s, %s, %s, %s)"), values
                )
        return ids

    def use(self, credential: str, now: datetime, step: int = 0) -> bool:
        """Notes that it was shown; False if it has ended, or if that step was taken before."""
        return bool(self._db.value("SELECT @schema@.use_credential(%s, %s, %s)", credential, now, step))

    def spend(self, credential: str, now: datetime) -> bool:
        """Shown once, and gone; of two that show it at once, one is told True."""
        return bool(self._db.value("SELECT @schema@.spend_credential(%s, %s)", credential, now))

    def end(self, person: str, kinds: Sequence[str], now: datetime) -> None:
        """Ends all of these kinds."""
        with self._db.pool.connection() as connection:
            self._end(connection, person, kinds, now)

    def note_wrong(self, person: str, client: str, now: datetime) -> None:
        """Notes that somebody showed a wrong one; of persons that there are not, under no name."""
        self._db.value("SELECT @schema@.note_wrong_factor(%s, %s, %s, %s)", self._school, person, client, now)

    def _end(self, connection: Connection, person: str, kinds: Sequence[str], now: datetime) -> None:
        values = (self._school, person, list(kinds), now)
        connection.execute(self._db.sql("SELECT @schema@.end_credentials(%s, %s, %s, %s)"), values)
