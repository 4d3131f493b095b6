"""Files that persons bring before an act names them: how many one may leave unnamed, and when they go.

A file is kept first, because an entry must not name what is not there. What no entry names after some days
was part of a refused or forgotten act; sweeping takes it away, and with it the record of who brought it.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import psycopg

from ledger.beside.attachments import Attachments
from ledger.form.canonical import b64
from ledger.log import SchoolLog

MOST_BYTES, MOST_FILES = 200_000_000, 400
"""Of one person, not older than DAYS: a dossier of 50 pieces of 4 MB, several a week."""
DAYS = 7
_AT_ONCE = 10
"""Files looked for in one reading of the log."""


class UploadsFull(Exception):
    """The person has brought too much of late."""


class Uploads:
    """The files of one school's persons. Needs a connection as socai_writer."""

    def __init__(self, log: SchoolLog, attachments: Attachments) -> None:
        self._log = log
        self._attachments = attachments

    def keep(self, person: str, content: bytes, now: datetime) -> bytes:
        """Keeps a file and gives its SHA-256. Raises UploadsFull, AttachmentError."""
        digest = hashlib.sha256(content).digest()
        self._count(person, digest, len(content), now)
        # A crash from here on leaves a row, and maybe a file or a part of one: swept by that row.
        with self._log.db.pool.connection() as connection, connection.transaction():
            self._alone(connection, digest.hex())
            return self._attachments.put(content)

    def _count(self, person: str, digest: bytes, size: int, now: datetime) -> None:
        """Notes who brings what, before it is there: no file is without a row or an entry that names it."""
        with self._log.db.pool.connection() as connection, connection.transaction():
            # One person's uploads at a time, or several at once would each find room; and none of a file that
            # is just being swept.
            self._alone(connection, person)
            self._alone(connection, digest.hex())
            row = connection.execute(
                self._log.db.sql(
                    "SELECT coalesce(sum(bytes), 0), count(*) FROM @schema@.upload"
                    " WHERE school = %s AND person = %s AND digest <> %s AND at > %s"
                ),
                (self._log.school, person, digest, now - timedelta(days=DAYS)),
            ).fetchone()
            held, files = row or (0, 0)
            if held + size > MOST_BYTES or files >= MOST_FILES:
                raise UploadsFull(person)
            connection.execute(
                self._log.db.sql(
                    "INSERT INTO @schema@.upload (school, digest, person, bytes, at)"
                    " VALUES (%s, %s, %s, %s, %s)"
                    " ON CONFLICT (school, digest, person) DO UPDATE SET at = excluded.at"
                ),
                (self._log.school, digest, person, size, now),
            )

    def brought_by(self, person: str, digest: bytes, now: datetime) -> bool:
        """Whether the person has brought this file; it stays for an act that is about to name it."""
        with self._log.db.pool.connection() as connection:
            touched = connection.execute(
                self._log.db.sql(
                    "UPDATE @schema@.upload SET at = greatest(at, %s)"
                    " WHERE school = %s AND digest = %s AND person = %s RETURNING 1"
                ),
                (now, self._log.school, digest, person),
            ).fetchone()
        return touched is not None

    def hold(self, digest: bytes, now: datetime) -> None:
        """No sweep takes this file away before the act that is about to name it is written."""
        with self._log.db.pool.connection() as connection:
            connection.execute(
                self._log.db.sql(
                    "UPDATE @schema@.upload SET at = greatest(at, %s) WHERE school = %s AND digest = %s"
                ),
                (now, self._log.school, digest),
            )

    def sweep(self, now: datetime) -> int:
        """Removes old files that no entry names; gives how many. A crash leaves the rest for later."""
        old = self._old(now)
        named = self._named(old)
        with self._log.db.pool.connection() as connection:
            for digest in old:
                with connection.transaction():
                    self._alone(connection, digest.hex())
                    gone = connection.execute(
                        self._log.db.sql(
                            "DELETE FROM @schema@.upload WHERE school = %s AND digest = %s AND NOT EXISTS"
                            " (SELECT FROM @schema@.upload u"
                            " WHERE u.school = %s AND u.digest = %s AND u.at > %s)"
                            " RETURNING 1"
                        ),
                        (self._log.school, digest, self._log.school, digest, now - timedelta(days=DAYS)),
                    ).fetchall()
                    if gone and digest not in named:
                        self._attachments.remove(digest)
                    if gone:
                        self._attachments.tidy(digest)
        return len([digest for digest in old if digest not in named])

    def _alone(self, connection: psycopg.Connection[Any], whose: str) -> None:
        connection.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (self._log.school, whose))

    def _old(self, now: datetime) -> list[bytes]:
        with self._log.db.pool.connection() as connection:
            rows = connection.execute(
                self._log.db.sql(
                    "SELECT digest FROM @schema@.upload WHERE school = %s"
                    " GROUP BY digest HAVING max(at) <= %s LIMIT %s"
                ),
                (self._log.school, now - timedelta(days=DAYS), _AT_ONCE),
            ).fetchall()
        return [bytes(digest) for (digest,) in rows]

    def _named(self, digests: list[bytes]) -> set[bytes]:
        """Those whose digest stands in some line of the log, in whatever field."""
        texts = {b64(digest).encode(): digest for digest in digests}
        if not texts:
            return set()
        with self._log.db.pool.connection() as connection:
            rows = connection.execute(
                self._log.db.sql(
                    "SELECT text FROM unnest(%s::bytea[]) text WHERE EXISTS"
                    " (SELECT FROM @schema@.entry e WHERE e.school = %s AND position(text IN e.line) > 0)"
                ),
                (list(texts), self._log.school),
            ).fetchall()
        return {texts[bytes(text)] for (text,) in rows}
