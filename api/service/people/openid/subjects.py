"""Which account a provider's subject is bound to: by its owner alone, and over nothing that is bound."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from domain.words.days import parse_instant
from ledger.database import Database


class Bound(NamedTuple):
    """When an account was bound, and when somebody signed in by it last."""

    at: datetime
    used: datetime | None


class Subjects:
    """The bindings of all schools of a database. Thread-safe; needs a connection as socai_writer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def bind(self, digest: bytes, school: int, person: str, now: str) -> bool:
        """False if the subject is bound already, to whomever, or the account to another."""
        return bool(self._one("bind_openid(%s, %s, %s, %s)", digest, school, person, parse_instant(now)))

    def owner(self, digest: bytes, now: str) -> tuple[int, str] | None:
        """The school and person of the account; notes that it was asked for."""
        with self._db.pool.connection() as connection:
            row = connection.execute(
                self._db.sql("SELECT school, person FROM @schema@.use_openid(%s, %s)"),
                (digest, parse_instant(now)),
            ).fetchone()
        return (row[0], row[1]) if row else None

    def unbind(self, school: int, person: str, by: str, now: str) -> bool:
        """From now on it signs nobody in; False: it was not bound."""
        return bool(self._one("unbind_openid(%s, %s, %s, %s)", school, person, by, parse_instant(now)))

    def of(self, school: int, person: str) -> Bound | None:
        """What the person has bound."""
        query = (
            "SELECT bound, used FROM @schema@.openid_subject"
            " WHERE school = %s AND person = %s AND gone IS NULL"
        )
        with self._db.pool.connection() as connection:
            row = connection.execute(self._db.sql(query), (school, person)).fetchone()
        return Bound(*row) if row else None

    def _one(self, call: str, *values: object) -> object:
        return self._db.value(f"SELECT @schema@.{call}", *values)


def subject_digest(issuer: str, subject: str) -> bytes:
    """Of both: the same name at another provider is somebody else. Neither holds a zero byte."""
    return hashlib.sha256(f"{issuer}\0{subject}".encode()).digest()
