"""`bench signin`: how many people sign in within a minute, by password, at a server as it is served.

Each sign-in is the whole of it: the form over HTTP, the throttle's counts, argon2id at OWASP's figures
(19 MiB, two passes), a session in the database, the cookie. Many at once, as at half past seven.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from api.service.people.passwords import hashed, matches
from api.service.people.sessions import Sessions
from bench.figures import Say, median_ms, p95_ms, timed
from bench.founding import BenchSchool, teacher_name
from bench.http import served
from bench.place import measuring_place, server_of
from domain.words.days import parse_instant
from ledger.database import Database

PEOPLE, ROUNDS, CLIENTS = 40, 10, 8
PASSWORD = "mưa rào trên mái tôn"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures `n` sign-ins of each of 40 people (default 10)."""
    with measuring_place() as place:
        db = Database(place.dsn)
        db.migrate()
        say("founding a school")
        with place.unsynced():
            school = BenchSchool(db, place.folder, PEOPLE)
        _known_here(db, school)
        kept = hashed(PASSWORD)
        hashes = [timed(lambda: matches(kept, PASSWORD))[0] for _ in range(20)]
        with served(["-m", "api.cli", "serve", "--port"], place) as server:
            say("signing in")
            asked = [teacher_name(number) for _ in range(n or ROUNDS) for number in range(PEOPLE)]
            begun = time.perf_counter()
            with ThreadPoolExecutor(CLIENTS) as clients:
                took = list(
                    clients.map(lambda person: _sign_in(server.port, school.school.code, person), asked)
                )
            whole = time.perf_counter() - begun
        figures = {
            "signins_per_minute": round(60 * len(took) / whole),
            "signin_ms": median_ms(took),
            "signin_p95_ms": p95_ms(took),
            "argon2id_ms": median_ms(hashes),
            "clients": CLIENTS,
            "cores": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
            **server_of(place.dsn),
        }
        db.close()
    return figures


def _known_here(db: Database, school: BenchSchool) -> None:
    """Everybody has a password, and was signed in on this machine before."""
    now, number = school.school.clock.now(), school.school.log.school
    for person in map(teacher_name, range(PEOPLE)):
        school.school.accounts.credentials.replace(person, "password", [hashed(PASSWORD)], parse_instant(now))
        place = {"client": "127.0.0.1", "agent": ""}
        Sessions(db, school.school.clock).open(number, person, "password", now, **place)


def _sign_in(port: int, school: str, person: str) -> float:
    """One sign-in, on a connection of its own; gives the seconds that it took."""
    body = urlencode({"truong": school, "nguoi": person, "mat_khau": PASSWORD, "ve": "/"})
    begun = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/dang-nhap", body, FORM)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 303, answer.status
    return time.perf_counter() - begun
