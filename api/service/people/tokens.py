"""Bearer tokens: who holds one is that person of that school, until the next one is issued to them.

A weak proof, and `actor.proof` says so ("token"): a school's policy may ask for more (LAW 5).
"""

import secrets

from psycopg.errors import UniqueViolation

from api.service.people.bearer import SHOWN, Bearer
from api.service.people.sessions import digest
from domain.words.days import parse_instant
from ledger.database import Database
from ledger.log import head_of

TOKEN_BYTES = 32
SESSION_BYTES = 4
_NUMBER = "access_token_pkey"


class Tokens:
    """The tokens of all schools of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def issue(self, school: int, person: str, now: str) -> str:
        """A new token, shown this once; the person's older ones end. Nobody asks here who the person is."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        values = (school, person, digest(token), secrets.token_hex(SESSION_BYTES), parse_instant(now))
        while True:
            try:
                with self._db.pool.connection() as connection:
                    connection.execute(
                        self._db.sql("SELECT @schema@.put_access_token(%s, %s, %s, %s, %s)"), values
                    )
                return token
            except UniqueViolation as error:
                # Another token of the person took the number meanwhile: the next one is free.
                if error.diag.constraint_name != _NUMBER:
                    raise

    def bearer(self, token: str) -> Bearer | None:
        """Whom the token names; None if nobody ever got it, or it has ended."""
        with self._db.pool.connection() as connection:
            row = connection.execute(
                self._db.sql(
                    "SELECT t.school, t.person, t.digest, t.session, t.issued, h.size, h.leaf, h.at, h.epoch"
                    " FROM @schema@.access_token t LEFT JOIN @schema@.head h ON h.school = t.school"
                    " WHERE t.digest = %s AND NOT EXISTS (SELECT FROM @schema@.access_token newer"
                    " WHERE newer.school = t.school AND newer.person = t.person AND newer.nr > t.nr)"
                ),
                (digest(token),),
                binary=True,
            ).fetchone()
        if row is None:
            return None
        school, person, kept, session, issued, *head = row
        return Bearer(
            school=school,
            person=person,
            session=session,
            cred=kept.hex()[:SHOWN],
            method="token",
            proved=issued,
            begun=issued,
            ends=None,
            idle_ends=None,
            writes=True,
            head=head_of(school, head),
        )
