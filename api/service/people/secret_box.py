"""What has to be read again, TOTP secrets, is encrypted (AES-GCM) under a key in a file outside the database.

A dump of the database then opens nobody's second factor. The file is made when it is first needed; if it is
lost, the second factors are given again. All servers at one database need the same one.
"""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.signing.keys import KeyFault
from ledger.writeonce import sync_folder

KEY_BYTES, NONCE_BYTES = 32, 12


class SecretBox:
    """Thread-safe; the key is read at each use, which is seldom."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lock(self, secret: bytes, place: str) -> bytes:
        """Encrypted, for this place alone."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._key(make=True)).encrypt(nonce, secret, place.encode())

    def open(self, locked: bytes, place: str) -> bytes:
        """What was locked. Raises KeyFault with another key, or at another place."""
        key = AESGCM(self._key(make=False))
        try:
            return key.decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], place.encode())
        except InvalidTag:
            raise KeyFault("file", f"{self._path.name} is not the key of this secret") from None

    def _key(self, *, make: bool) -> bytes:
        try:
            status, text = self._path.stat(), self._path.read_text()
        except FileNotFoundError:
            if not make:
                raise KeyFault("missing", f"{self._path.name} is gone") from None
            self._make()
            return self._key(make=False)
        if status.st_mode & 0o077:
            raise KeyFault("mode", f"{self._path.name} may be read by others")
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise KeyFault("file", f"{self._path.name} holds no key")
        return key

    def _make(self) -> None:
        """Whole or not at all: of two servers that begin at once, the second takes the first one's."""
        draft = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        # A crash here leaves a draft that nobody reads.
        try:
            os.link(draft, self._path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        sync_folder(self._path.parent)
