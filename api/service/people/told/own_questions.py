"""What the owner of an account is asked about: was that you? Nothing is barred by it (S55)."""

from datetime import datetime
from typing import NamedTuple

from ledger.database import Database

_NEW = (
    "SELECT s.label, s.client, s.begun FROM @schema@.session s"
    " WHERE s.school = %s AND s.person = %s AND s.id <> %s AND s.begun > %s - interval '7 days'"
    " AND EXISTS (SELECT FROM @schema@.session o"
    " WHERE o.school = s.school AND o.person = s.person AND o.begun < s.begun)"
    " AND NOT EXISTS (SELECT FROM @schema@.session o WHERE o.school = s.school AND o.person = s.person"
    " AND o.begun < s.begun AND o.device IS NOT DISTINCT FROM s.device)"
    " ORDER BY s.begun DESC LIMIT 3"
)
_WRONG = (
    "SELECT sum(tries)::int8, max(last) FROM @schema@.wrong_factor"
    " WHERE school = %s AND person = %s AND last > %s - interval '7 days'"
)
ASKED_FROM = 5
"""So many wrong tries in a week, and the owner is told: one mistypes now and then."""


class NewDevice(NamedTuple):
    """A browser in which the person had never been signed in before."""

    label: str
    client: str
    begun: datetime


def new_devices(db: Database, school: int, person: str, now: datetime, here: str) -> list[NewDevice]:
    """Those of the last week, but for the session that asks; the first browser of all is none."""
    with db.pool.connection() as connection:
        rows = connection.execute(db.sql(_NEW), (school, person, here, now)).fetchall()
    return [NewDevice(*row) for row in rows]


def wrong_tries(db: Database, school: int, person: str, now: datetime) -> tuple[int, datetime] | None:
    """How often somebody showed something wrong in the last week, and when last; None: hardly ever."""
    with db.pool.connection() as connection:
        row = connection.execute(db.sql(_WRONG), (school, person, now)).fetchone()
    return (row[0], row[1]) if row and row[0] and row[0] >= ASKED_FROM else None
