"""The record of who has read personal data, and of failed sign-ins: beside the log, never changed.

Each local day of it is closed, and then told in the log (LAW 50). Rows of a closed day never change again, so
whoever computes its digest, and however often, gets the same; one that differs was tampered with.
"""

import hashlib
import re
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson

from ledger.clock import format_instant
from ledger.database import Database
from ledger.form.canonical import b64
from ledger.form.lines import read_line

_LONGEST = 500
_FIRST, _LAST = "0001-01-01", "9999-12-31"


class Reading(NamedTuple):
    """One answer that was handed out: `what` is the address that was asked."""

    nr: int
    at: datetime
    person: str
    what: str


class Failure(NamedTuple):
    """Tries of a minute that signed nobody in, by who sent them to which address."""

    nr: int
    minute: datetime
    client: str
    address: str
    tries: int


class Digest(NamedTuple):
    """What the rows of some days come to (EVENTS.md, `ReadsDigested`)."""

    readings: int
    failures: int
    digest: str


class Told(NamedTuple):
    """What the entry at `pos` says of the local days `start` … `end`."""

    pos: int
    start: str
    end: str
    says: Digest


class Readings:
    """The record of all schools of a database. Needs a connection as socai_writer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, school: int, person: str, what: str, at: datetime) -> None:
        """Notes one reading. It waits for no disk: a power cut loses those of its last second."""
        self._noted(
            "SELECT @schema@.note_reading(%s, %s, %s, %s)"
            " WHERE set_config('synchronous_commit', 'off', true) = 'off'",
            *(school, at, person, _short(what)),
        )

    def note_failure(self, client: str, address: str, at: datetime) -> None:
        """Notes that somebody could not sign in; many of a minute are one row with their number."""
        self._noted("SELECT @schema@.note_failed_sign_in(%s, %s, %s)", at, _short(client), _short(address))

    def before(
        self,
        school: int,
        nr: int | None,
        most: int,
        *,
        person: str | None = None,
        about: str | None = None,
        since: str = _FIRST,
        last: str = _LAST,
    ) -> list[Reading]:
        """A school's readings of these local days, newest first, those before `nr` if it is given.

        `person`: by whom; `about`: the address names this code of a pupil, class, subject, person or dossier.
        """
        rows = self._rows(
            "SELECT nr, at, person, what FROM @schema@.reading"
            " WHERE school = %s AND nr < %s AND day BETWEEN %s::date AND %s::date"
            " AND (%s::text IS NULL OR person = %s) AND (%s::text IS NULL OR what ~ %s)"
            " ORDER BY nr DESC LIMIT %s",
            *(school, _before(nr), since, last, person, person, about, _naming(about or ""), most),
        )
        return [Reading(*row) for row in rows]

    def failures(
        self, code: str, nr: int | None, most: int, since: str = _FIRST, last: str = _LAST
    ) -> list[Failure]:
        """Failed sign-ins of these local days, newest first; but not those at addresses of another school."""
        rows = self._rows(
            "SELECT nr, minute, client, address, tries FROM @schema@.failed_sign_in"
            " WHERE nr < %s AND day BETWEEN %s::date AND %s::date AND %s = CASE"
            " WHEN address LIKE '/api/v1/schools/%%' THEN split_part(address, '/', 5)"
            " WHEN address LIKE '/truong/%%' THEN split_part(address, '/', 3) ELSE %s END"
            " ORDER BY nr DESC LIMIT %s",
            *(_before(nr), since, last, code, code, most),
        )
        return [Failure(*row) for row in rows]

    def close(self, day: str) -> str:
        """Closes all days up to this one for all schools; gives the last that is closed. Durable."""
        ((closed,),) = self._rows("SELECT @schema@.close_reads(%s)", date.fromisoformat(day))
        return str(closed)

    def days(self, school: int, since: str, last: str) -> list[str]:
        """The days after `since`, up to `last`, of which there is something to tell, in order."""
        rows = self._rows(
            "SELECT day FROM @schema@.reading WHERE school = %s AND day > %s::date AND day <= %s::date"
            " UNION SELECT day FROM @schema@.failed_sign_in WHERE day > %s::date AND day <= %s::date"
            " ORDER BY day",
            *(school, since, last, since, last),
        )
        return [str(day) for (day,) in rows]

    def digest(self, school: int, start: str, end: str) -> Digest:
        """What the rows of closed days come to, as they are stored now."""
        readings = self._rows(
            "SELECT nr, at, person, what FROM @schema@.reading"
            " WHERE school = %s AND day BETWEEN %s::date AND %s::date ORDER BY nr",
            *(school, start, end),
        )
        failures = self._rows(
            "SELECT minute, client, address, tries FROM @schema@.failed_sign_in"
            " WHERE day BETWEEN %s::date AND %s::date ORDER BY minute, client, address, day",
            *(start, end),
        )
        rows = [
            [[nr, format_instant(at), person, what] for nr, at, person, what in readings],
            [[format_instant(minute), *rest] for minute, *rest in failures],
        ]
        whole = hashlib.sha256(orjson.dumps(rows)).digest()
        return Digest(len(readings), sum(tries for *_, tries in failures), b64(whole))

    def told(self, school: int, since: str = _FIRST, last: str = _LAST) -> list[Told]:
        """What the log says of the days that are told, whose last lies between these, in order."""
        rows = self._rows(
            "SELECT e.line FROM @schema@.run r JOIN @schema@.entry e ON e.school = r.school AND e.pos = r.pos"
            " WHERE r.school = %s AND r.stream >= %s AND r.stream <= %s ORDER BY r.pos",
            *(school, f"reads/{since}", f"reads/{last}"),
        )
        entries = [read_line(bytes(line)) for (line,) in rows]
        return [
            Told(e.pos, d["from"], d["to"], Digest(d["count"], d["failures"], d["digest"]))
            for e, d in ((entry, entry.data) for entry in entries)
        ]

    def untold(self, school: int, told: list[Told]) -> int:
        """How many readings of days up to the last that is told stand in none of them."""
        if not told:
            return 0
        ((rows,),) = self._rows(
            "SELECT count(*) FROM @schema@.reading WHERE school = %s AND day < %s::date",
            *(school, told[0].start),
        )
        return int(rows)

    def _noted(self, query: str, *values: Any) -> None:
        try:
            self._rows(query, *values)
        except Exception:
            self._db.readings_health.failed("READINGS_NOT_NOTED")
            raise
        self._db.readings_health.worked()

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._db.pool.connection() as connection:
            return connection.execute(self._db.sql(query), values).fetchall()


def _before(nr: int | None) -> int:
    return 2**62 if nr is None else nr


def _naming(code: str) -> str:
    """Matches an address in which the code stands whole, in the path or as a value of the query."""
    return f"[/=,]{re.escape(code)}([/?&,]|$)"


def _short(text: str) -> str:
    """As much as a row takes; a zero byte is none of PostgreSQL's."""
    return text.replace("\0", "?").encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")
