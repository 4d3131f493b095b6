"""A person in front of a browser: the tests open the session on the server, as the sign-in page would."""

from __future__ import annotations

import psycopg

from api.service.people.passwords import hashed
from api.service.service import Service
from domain.words.days import parse_instant


def session_of(service: Service, code: str, person: str, method: str = "token") -> str:
    """The cookie's value of a new session of a school's person."""
    now = service.clock.now()
    return service.sessions.open(
        service.school(code).log.school, person, method, now, client="testclient", agent=""
    )


def cookie_of(service: Service, code: str, person: str, method: str = "token") -> dict[str, str]:
    """The header of a request in such a session, over http."""
    return {"Cookie": f"socai={session_of(service, code, person, method)}"}


PASSWORD = "mưa rào trên mái tôn"


def with_password(service: Service, code: str, person: str, password: str = PASSWORD) -> str:
    """Gives the person a password, as if it had been chosen."""
    accounts = service.school(code).accounts
    now = parse_instant(service.clock.now())
    accounts.credentials.replace(person, "password", [hashed(password)], now)
    return password


def form_of(service: Service, code: str, person: str, **more: str) -> dict[str, str]:
    """What the sign-in form sends of somebody who has a password."""
    typed = {"truong": code, "nguoi": person, "mat_khau": with_password(service, code, person)}
    return {**typed, **more}


def forget_tries(service: Service) -> None:
    """Nobody has tried anything yet, for whoever is slowed."""
    with psycopg.connect(service.db.dsn) as connection:
        connection.execute("TRUNCATE socai.throttle")
