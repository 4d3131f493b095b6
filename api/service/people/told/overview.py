"""Everybody's accounts at a glance, for who manages them: how each stands, never what opens it (S54, S55)."""

from datetime import datetime
from typing import Any, NamedTuple

from api.service.people.told.two_places import persons_in_two_places
from ledger.database import Database

_CREDENTIALS = (
    "SELECT person, bool_or(kind = 'password'), bool_or(kind = 'totp' AND used IS NOT NULL),"
    " bool_or(kind = 'first' AND ends > %s) FROM @schema@.credential"
    " WHERE school = %s AND gone IS NULL GROUP BY person"
)
_SEEN = "SELECT person, max(seen) FROM @schema@.session WHERE school = %s GROUP BY person"
_WRONG = (
    "SELECT person, sum(tries)::int8 FROM @schema@.wrong_factor"
    " WHERE school = %s AND hour > %s - interval '30 days' GROUP BY person"
)
_SHARED = (
    "SELECT DISTINCT s.person FROM @schema@.session s JOIN (SELECT device, date_trunc('hour', begun) AS hour"
    " FROM @schema@.session WHERE school = %s AND device IS NOT NULL AND begun > %s - interval '30 days'"
    " GROUP BY 1, 2 HAVING count(DISTINCT person) > 3) d"
    " ON d.device = s.device AND d.hour = date_trunc('hour', s.begun) WHERE s.school = %s"
)


class Standing(NamedTuple):
    """How an account stands. `first`: a code for the first sign-in lies on paper. `wrong`: tries of 30 days.

    `shared`: within an hour more than three persons signed in at one browser, this one among them, or the
    account was in use in two places at once (30 days).
    """

    password: bool = False
    app: bool = False
    first: bool = False
    seen: datetime | None = None
    wrong: int = 0
    shared: bool = False


def standings(db: Database, school: int, now: datetime) -> dict[str, Standing]:
    """By person, of everybody of whom there is anything to tell."""

    def ask(query: str, *values: object) -> list[Any]:
        return connection.execute(db.sql(query), values).fetchall()

    two_places = persons_in_two_places(db, school, now)
    with db.pool.connection() as connection:
        credentials = {person: found for person, *found in ask(_CREDENTIALS, now, school)}
        seen = dict(ask(_SEEN, school))
        wrong = dict(ask(_WRONG, school, now))
        shared = {person for (person,) in ask(_SHARED, school, now, school)}
    people = {person for person in (*credentials, *seen, *wrong) if person}
    found = {}
    for person in people:
        password, app, first = credentials.get(person, (False, False, False))
        found[person] = Standing(
            password=password,
            app=app,
            first=first,
            seen=seen.get(person),
            wrong=wrong.get(person, 0),
            shared=person in shared or person in two_places,
        )
    return found
