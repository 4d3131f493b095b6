"""A person in front of a browser: the tests open the session on the server, as the sign-in page would."""

from __future__ import annotations

from api.service.service import Service


def session_of(service: Service, code: str, person: str, method: str = "token") -> str:
    """The cookie's value of a new session of a school's person."""
    now = service.clock.now()
    return service.sessions.open(
        service.school(code).log.school, person, method, now, client="testclient", agent=""
    )


def cookie_of(service: Service, code: str, person: str, method: str = "token") -> dict[str, str]:
    """The header of a request in such a session, over http."""
    return {"Cookie": f"socai={session_of(service, code, person, method)}"}
