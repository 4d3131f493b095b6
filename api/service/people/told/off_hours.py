"""Writes while schools are closed, from the log's own instants: a question to who wrote, no verdict (S14)."""

from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from ledger.database import Database

_VIETNAM = timezone(timedelta(hours=7))
_SUNDAY = 6
_OPENS, _CLOSES = timedelta(hours=6), timedelta(hours=22)
HOLIDAYS = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})
"""Month and day. Those by the moon, days off in lieu and a school's own are in no calendar here."""
DAYS = 7
_WRITES = (
    " FROM unnest(%s::timestamptz[], %s::timestamptz[]) AS span (opens, closes)"
    " JOIN @schema@.command c ON c.school = %s AND c.at >= span.opens AND c.at < span.closes"
)
_OWN = f"SELECT count(*), max(c.at){_WRITES} WHERE c.person = %s"
_PERSONS = f"SELECT count(DISTINCT c.person){_WRITES} WHERE c.person = ANY (%s)"


class OffHours(NamedTuple):
    """How many commands in somebody's name, and when the last was."""

    writes: int
    last: datetime


def own_off_hours(db: Database, school: int, person: str, now: datetime) -> OffHours | None:
    """What was written in the person's name in the last week before 06:00, after 22:00, on days off."""
    with db.pool.connection() as connection:
        row = connection.execute(db.sql(_OWN), (*_spans(now), school, person)).fetchone()
    return OffHours(*row) if row and row[0] else None


def persons_off_hours(db: Database, school: int, persons: list[str], now: datetime) -> int:
    """Of how many of these persons there is anything of the kind; who they are is for nobody else."""
    with db.pool.connection() as connection:
        row = connection.execute(db.sql(_PERSONS), (*_spans(now), school, persons)).fetchone()
    return int(row[0]) if row else 0


def closed(now: datetime) -> list[tuple[datetime, datetime]]:
    """The last week's closed hours, so that only their commands are read, by the index of instants."""
    today, since = now.astimezone(_VIETNAM).date(), now - timedelta(days=DAYS)
    days = [today - timedelta(days=back) for back in range(DAYS, -1, -1)]
    spans = [span for day in days for span in _closed_on(day)]
    return [(max(opens, since), closes) for opens, closes in spans if closes > since]


def _closed_on(day: date) -> list[tuple[datetime, datetime]]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=_VIETNAM)
    end = midnight + timedelta(days=1)
    if day.weekday() == _SUNDAY or (day.month, day.day) in HOLIDAYS:
        return [(midnight, end)]
    return [(midnight, midnight + _OPENS), (midnight + _CLOSES, end)]


def _spans(now: datetime) -> tuple[list[datetime], list[datetime]]:
    spans = closed(now)
    return [opens for opens, _ in spans], [closes for _, closes in spans]
