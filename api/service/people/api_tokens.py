"""Tokens for programs: several a person, each for one purpose, with an end, and of some only reading."""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from api.service.people.bearer import SHOWN, Bearer
from api.service.people.sessions import SEEN_EVERY, digest
from api.service.problem import Problem
from domain.words.days import parse_instant
from ledger.clock import Clock
from ledger.database import Database
from ledger.log import head_of

PREFIX = "sct_"
"""By it a token is known for one, also by programs that look for secrets in what is published."""
TOKEN_BYTES, ID_BYTES = 32, 8
LONGEST = timedelta(days=400)
ALL = ""


class ApiToken(NamedTuple):
    """A token as its owner, and the board, see it: never the token itself."""

    id: str
    person: str
    purpose: str
    writes: bool
    issued: datetime
    ends: datetime
    used: datetime | None
    revoked: datetime | None
    revoker: str | None


class ApiTokens:
    """Of all schools of a database. Thread-safe; needs a connection as socai_writer."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def issue(
        self, school: int, person: str, purpose: str, ends: datetime, *, writes: bool
    ) -> tuple[str, str]:
        """A new token's id, and the token, shown this once. Raises Problem TOKEN_PERIOD."""
        now = self._now()
        if not now < ends <= now + LONGEST:
            raise Problem("TOKEN_PERIOD", most=LONGEST.days)
        token, one = PREFIX + secrets.token_urlsafe(TOKEN_BYTES), secrets.token_hex(ID_BYTES)
        values = (one, digest(token), school, person, purpose, writes, now, ends)
        self._call("put_api_token(%s, %s, %s, %s, %s, %s, %s, %s)", *values)
        return one, token

    def bearer(self, token: str) -> Bearer | None:
        """Whom the token names; None if nobody ever got it, or it has ended or was revoked."""
        query = (
            "SELECT t.id, t.school, t.person, t.writes, t.issued, t.ends, t.used,"
            " h.size, h.leaf, h.at, h.epoch FROM @schema@.api_token t"
            " LEFT JOIN @schema@.head h ON h.school = t.school"
            " WHERE t.digest = %s AND t.revoked IS NULL AND t.ends > %s"
        )
        now = self._now()
        with self._db.pool.connection() as connection:
            row = connection.execute(self._db.sql(query), (digest(token), now), binary=True).fetchone()
        if row is None:
            return None
        one, school, person, writes, issued, ends, used, *head = row
        if used is None or now >= used + SEEN_EVERY:
            self._call("use_api_token(%s, %s)", one, now)
        return Bearer(
            school=school,
            person=person,
            session=one,
            cred=one[:SHOWN],
            method="token",
            proved=issued,
            begun=issued,
            ends=ends,
            idle_ends=None,
            writes=writes,
            head=head_of(school, head),
        )

    def of(self, school: int, person: str | None = None) -> list[ApiToken]:
        """The person's tokens, or everybody's, the newest first, those that have ended with them."""
        query = (
            "SELECT id, person, purpose, writes, issued, ends, used, revoked, revoker FROM @schema@.api_token"
            " WHERE school = %s AND (person = %s OR %s) ORDER BY issued DESC, id LIMIT 1000"
        )
        values = (school, person, person is None)
        with self._db.pool.connection() as connection:
            rows = connection.execute(self._db.sql(query), values).fetchall()
        return [ApiToken(*row) for row in rows]

    def revoke(self, school: int, person: str, token: str, by: str) -> bool:
        """Ends one of the person's tokens, or ALL; False: there is none such that was not ended before."""
        values = (school, person, token, self._now(), by)
        return bool(self._call("revoke_api_tokens(%s, %s, %s, %s, %s)", *values))

    def _call(self, call: str, *values: object) -> Any:
        return self._db.value(f"SELECT @schema@.{call}", *values)

    def _now(self) -> datetime:
        return parse_instant(self._clock.now())
