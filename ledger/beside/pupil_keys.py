"""Keys of pupils' texts, outside the log: destroying one erases the texts and leaves every proof.

A sealed text is `b64(nonce12 || AES-256-GCM)` bound by AAD to log, stream and field (spec/FORMAT.md §1). With
a text whose commitment a person signed its salt is encrypted: with the key both are gone, and the commitment
tells nothing any more.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.database import Database
from ledger.form.canonical import NotCanonical, b64, unb64

KEY_BYTES = 32
NONCE_BYTES = 12
SALTED = b"\0"
"""Behind a text, before its salt; no text holds it."""
_LABEL = b"socai/pupil-key/v1\n"
_TAG_LABEL = b"socai/text-tag/v1\n"


class SealedTextError(ValueError):
    """`code`: PUPIL_KEY_MISSING, or SEALED_TEXT_INVALID for another key, stream, field or changed text."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def commitment(key: bytes) -> str:
    """What `PupilEnrolled.key` says of a key: nobody can hand out another one later."""
    return b64(hashlib.sha256(_LABEL + key).digest())


class PupilKeys:
    """The keys of one school's pupils. Needs a connection as socai_writer; the reader role sees none."""

    def __init__(self, db: Database, school: int, origin: str) -> None:
        self._db = db
        self._school = school
        self._origin = origin

    def create(self, pupil: str) -> str:
        """Makes the pupil's key and gives its commitment; of a pupil who has one, that one's.

        A key whose enrolment was then refused binds nobody: the next attempt takes it up.
        """
        with self._db.pool.connection() as connection:
            connection.execute(
                self._db.sql("SELECT @schema@.put_pupil_key(%s, %s, %s)"),
                (self._school, pupil, secrets.token_bytes(KEY_BYTES)),
            )
        return self.commitment_of(pupil)

    def commitment_of(self, pupil: str) -> str:
        """The commitment to the pupil's key. Raises SealedTextError if there is none."""
        return commitment(self._key(pupil))

    def seal(self, pupil: str, stream: str, field: str, text: str, salt: bytes = b"") -> str:
        """The sealed form of `text` for `field` of `stream`. Raises SealedTextError if there is no key.

        `salt`: 16 bytes, of the commitment that a person signs.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        key = AESGCM(self._key(pupil))
        content = text.encode() + (SALTED + salt if salt else b"")
        return b64(nonce + key.encrypt(nonce, content, self._bound_to(stream, field)))

    def open(self, pupil: str, stream: str, field: str, sealed: str) -> str:
        """The text again. Raises SealedTextError."""
        return self._opened(self._key(pupil), stream, field, sealed)

    def open_many(self, stream: str, texts: Sequence[tuple[str, str, str]]) -> list[str | None]:
        """The texts of (pupil, field, sealed) of one stream, in one read; None where one cannot be opened."""
        keys = self._keys_of({pupil for pupil, _, _ in texts}) if texts else {}
        found: list[str | None] = []
        for pupil, field, sealed in texts:
            try:
                found.append(self._opened(keys[pupil], stream, field, sealed))
            except (KeyError, SealedTextError):
                found.append(None)
        return found

    def _opened(self, key: bytes, stream: str, field: str, sealed: str) -> str:
        try:
            data = unb64(sealed)
            content = AESGCM(key).decrypt(
                data[:NONCE_BYTES], data[NONCE_BYTES:], self._bound_to(stream, field)
            )
            text, _, _salt = content.partition(SALTED)
            return text.decode()
        except (NotCanonical, InvalidTag, ValueError):
            raise SealedTextError("SEALED_TEXT_INVALID", f"{stream} {field}") from None

    def _keys_of(self, pupils: Collection[str]) -> dict[str, bytes]:
        with self._db.pool.connection() as connection:
            rows = connection.execute(
                self._db.sql(
                    "SELECT pupil, key FROM @schema@.pupil_key WHERE school = %s AND pupil = ANY(%s)"
                ),
                (self._school, list(pupils)),
            ).fetchall()
        return {pupil: bytes(key) for pupil, key in rows}

    def tag(self, pupil: str, text: str) -> str:
        """A keyed digest: tells whether two texts are the same, and nothing any more once the key is gone.

        Raises SealedTextError if there is no key.
        """
        return hmac.new(self._key(pupil), _TAG_LABEL + text.encode(), hashlib.sha256).hexdigest()

    def remembering(self) -> "PupilKeys":
        """The same, which reads each key once: for one request, or a destroyed key would live on."""
        return _Remembering(self._db, self._school, self._origin)

    def _bound_to(self, stream: str, field: str) -> bytes:
        return f"{self._origin}|{stream}|{field}".encode()

    def _key(self, pupil: str) -> bytes:
        with self._db.pool.connection() as connection:
            row = connection.execute(
                self._db.sql("SELECT key FROM @schema@.pupil_key WHERE school = %s AND pupil = %s"),
                (self._school, pupil),
            ).fetchone()
        if row is None:
            raise SealedTextError("PUPIL_KEY_MISSING", pupil)
        return bytes(row[0])


class _Remembering(PupilKeys):
    def __init__(self, db: Database, school: int, origin: str) -> None:
        super().__init__(db, school, origin)
        self._read: dict[str, bytes] = {}

    def _key(self, pupil: str) -> bytes:
        if pupil not in self._read:
            self._read[pupil] = super()._key(pupil)
        return self._read[pupil]
