"""Evidence files beside the database: found by what they contain, written once, never changed."""

import errno
import hashlib
import hmac
import os
import time
from contextlib import suppress
from pathlib import Path

from ledger.writeonce import (
    TEMPORARY_PREFIX,
    AlreadyWritten,
    make_folder,
    make_private,
    standing,
    write_once,
)

MAX_BYTES = 10_000_000
_WRITTEN_BY_NOW_S = 24 * 3600


class AttachmentError(ValueError):
    """`code`: ATTACHMENT_EMPTY, ATTACHMENT_TOO_LARGE, ATTACHMENT_MISSING, ATTACHMENT_DAMAGED."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Attachments:
    """One log's evidence files: `<folder>/<origin>/<2 hex>/<sha256 hex>`."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._folder = folder / origin

    def put(self, content: bytes) -> bytes:
        """Keeps `content` (1 byte to 10 MB) and gives its SHA-256; keeping it twice is keeping it once."""
        if not content:
            raise AttachmentError("ATTACHMENT_EMPTY", "0")
        if len(content) > MAX_BYTES:
            raise AttachmentError("ATTACHMENT_TOO_LARGE", f"{len(content)} > {MAX_BYTES}")
        digest = hashlib.sha256(content).digest()
        path = self.path(digest)
        make_folder(path.parent)
        make_private(self._folder)
        try:
            with write_once(path) as file:
                file.write(content)
        except AlreadyWritten:
            # The same bytes, or a damaged file that nobody may answer for silently.
            self.get(digest)
        return digest

    def require_usable(self) -> None:
        """Raises OSError if no file could be kept; a folder not there yet is made by its first file."""
        folder = standing(self._folder)
        with os.scandir(folder):  # raises what a file would meet, of whatever stands there
            pass
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))

    def get(self, digest: bytes) -> bytes:
        """The file of this SHA-256, checked. Raises AttachmentError if it is missing or was changed."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise AttachmentError("ATTACHMENT_MISSING", digest.hex()) from None
        if not hmac.compare_digest(hashlib.sha256(content).digest(), digest):
            raise AttachmentError("ATTACHMENT_DAMAGED", digest.hex())
        return content

    def size(self, digest: bytes) -> int:
        """How many bytes the file has. Raises AttachmentError if it is missing."""
        try:
            return self.path(digest).stat().st_size
        except FileNotFoundError:
            raise AttachmentError("ATTACHMENT_MISSING", digest.hex()) from None

    def remove(self, digest: bytes) -> None:
        """Takes away a file that no entry names; one that is gone is gone."""
        self.path(digest).unlink(missing_ok=True)

    def tidy(self, digest: bytes) -> None:
        """Removes what crashed writers left beside the file: nobody writes for a day."""
        for path in self.path(digest).parent.glob(TEMPORARY_PREFIX + "*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - _WRITTEN_BY_NOW_S:
                    path.unlink()

    def path(self, digest: bytes) -> Path:
        """Where the file of this digest (32 bytes) stands or would stand."""
        name = digest.hex()
        return self._folder / name[:2] / name
