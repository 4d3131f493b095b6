"""What an authenticator is asked to answer to: made here, kept for some minutes, taken once."""

import hashlib
import secrets

from ledger.database import Database

CHALLENGE_BYTES = 32
LASTS_S = 300.0
"""As long as WebAuthn recommends that a ceremony may take (Level 3 §15.1)."""


class Challenges:
    """The challenges of all schools of a database: several servers agree which one is spent. Thread-safe."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def ask(self, purpose: str) -> bytes:
        """A new one; it is good for this purpose alone."""
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        with self._db.pool.connection() as connection:
            call = self._db.sql("SELECT @schema@.put_challenge(%s, %s, %s)")
            connection.execute(call, (_digest(challenge), purpose, LASTS_S))
        return challenge

    def take(self, challenge: bytes, purpose: str) -> bool:
        """Whether it was asked for this and nobody has answered yet. Whatever it says, it is spent."""
        with self._db.pool.connection() as connection:
            call = self._db.sql("SELECT @schema@.take_challenge(%s, %s)")
            row = connection.execute(call, (_digest(challenge), purpose)).fetchone()
        return bool(row and row[0])


def _digest(challenge: bytes) -> bytes:
    return hashlib.sha256(challenge).digest()
