"""Texts that are no record, beside the log: phones, addresses, identity numbers (spec/EVENTS.md, `h:`).

The log holds `h:` + b64 SHA-256(salt ‖ text). The text is never in a bag; deleting its row erases it.
"""

import hashlib
import secrets

from ledger.database import Database
from ledger.form.canonical import b64

SALT_BYTES = 16


def commitment(salt: bytes, text: str) -> str:
    """What a log says in place of a text."""
    return "h:" + b64(hashlib.sha256(salt + text.encode()).digest())


class PersonalTexts:
    """The texts of one school's pupils and staff. Needs a connection as socai_writer."""

    def __init__(self, db: Database, school: int) -> None:
        self._db = db
        self._school = school

    def put(self, owner: str, text: str) -> str:
        """Keeps the owner's text and gives its commitment; of a text kept before, the first one's.

        A text whose entry was then refused is named by nothing: the next attempt takes it up.
        """
        salt = secrets.token_bytes(SALT_BYTES)
        with self._db.pool.connection() as connection:
            row = connection.execute(
                self._db.sql("SELECT @schema@.put_personal_text(%s, %s, %s, %s, %s)"),
                (self._school, owner, commitment(salt, text), salt, text),
            ).fetchone()
        return str(row[0]) if row else ""

    def get(self, owner: str, committed: str) -> str | None:
        """The owner's text behind a commitment; None if it was erased or is not what was committed."""
        kept = self.salted(owner, committed)
        return kept[1] if kept else None

    def salted(self, owner: str, committed: str) -> tuple[bytes, str] | None:
        """As `get`, with the salt before it."""
        with self._db.pool.connection() as connection:
            row = connection.execute(
                self._db.sql(
                    "SELECT salt, content FROM @schema@.personal_text"
                    " WHERE school = %s AND owner = %s AND commitment = %s"
                ),
                (self._school, owner, committed),
            ).fetchone()
        if row is None or commitment(bytes(row[0]), row[1]) != committed:
            return None
        return bytes(row[0]), str(row[1])
