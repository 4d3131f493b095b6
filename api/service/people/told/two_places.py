"""One account in use in two places at once: two browsers, two networks, the same minutes (S13). A question:
a phone on its own network beside the school's computer looks the same."""

from datetime import datetime
from typing import NamedTuple

from ledger.database import Database

_NETWORK = (
    "coalesce(substring({0}.client from '^([0-9]+[.][0-9]+[.][0-9]+[.]|([0-9a-f]*:){{1,4}})'), {0}.client)"
)
"""A /24, or a /64: a staff room's computers are one network."""
_PAIRS = (
    " FROM @schema@.session a JOIN @schema@.session b ON b.school = a.school AND b.person = a.person"
    # heard of again after the other had begun, so neither had been left by then
    " AND b.begun >= a.begun AND b.begun < a.seen AND b.id <> a.id AND a.device IS DISTINCT FROM b.device"
    f" AND {_NETWORK.format('a')} <> {_NETWORK.format('b')}"
    " WHERE a.school = %s AND b.begun > %s::timestamptz - %s::interval"
    " AND a.begun > %s::timestamptz - %s::interval - interval '1 day'"
)
_OWN = (
    f"SELECT a.label, a.client, b.label, b.client, b.begun{_PAIRS}"
    " AND a.person = %s ORDER BY b.begun DESC LIMIT 3"
)
_PERSONS = f"SELECT DISTINCT a.person{_PAIRS}"
_WEEK, _MONTH = "7 days", "30 days"


class TwoPlaces(NamedTuple):
    """Two browsers by their labels and addresses, and when the second began."""

    label: str
    client: str
    other_label: str
    other_client: str
    begun: datetime


def own_two_places(db: Database, school: int, person: str, now: datetime) -> list[TwoPlaces]:
    """The newest of the last week."""
    values = (school, now, _WEEK, now, _WEEK, person)
    with db.pool.connection() as connection:
        rows = connection.execute(db.sql(_OWN), values).fetchall()
    return [TwoPlaces(*row) for row in rows]


def persons_in_two_places(db: Database, school: int, now: datetime) -> set[str]:
    """Whose account it happened to within 30 days."""
    values = (school, now, _MONTH, now, _MONTH)
    with db.pool.connection() as connection:
        return {person for (person,) in connection.execute(db.sql(_PERSONS), values)}
