"""Guessing is slowed, from a hundred addresses or from one; the person themselves is never locked out."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import psycopg
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.service.people.throttle import OF_A_PLACE, OF_AN_ADDRESS, OF_STRANGERS, Place
from api.service.problem import Problem
from api.service.service import Service
from api.texts.problem_texts import TEXTS
from demo.people import BOARD, HEAD
from tests.api.conftest import CODE, TEACHER, Stage
from tests.signed_in import PASSWORD, forget_tries, form_of, with_password

OWN = {"Origin": "http://testserver"}
WRONG = "sai rồi nhé"
HOME, DEVICE = "203.0.113.9", b"d" * 32


@pytest.fixture(autouse=True)
def unhurried(stage: Stage) -> Iterator[None]:
    forget_tries(stage.service)
    yield
    forget_tries(stage.service)


def address(number: int) -> str:
    return f"198.51.{number // 250}.{number % 250 + 1}"


def guess(service: Service, person: str, place: Place, password: str = WRONG) -> str:
    """The code that it ends with, "" if it opens."""
    try:
        service.school(CODE).accounts.sign_in(person, password, place)
    except Problem as problem:
        return problem.code
    return ""


def used_here(stage: Stage, person: str, client: str = HOME, device: bytes | None = DEVICE) -> None:
    """The person was signed in here before."""
    with_password(stage.service, CODE, person)
    now = stage.service.clock.now()
    place = {"client": client, "agent": "", "device": device}
    stage.service.sessions.open(stage.school.log.school, person, "password", now, **place)


def test_a_hundred_addresses_against_one_account(stage: Stage) -> None:
    """Five guesses a minute are looked at, whoever sends them; the owner at home is not kept waiting."""
    used_here(stage, TEACHER)
    told = [guess(stage.service, TEACHER, Place(address(number))) for number in range(100)]
    assert told.count("SIGN_IN_WRONG") == OF_STRANGERS[0].amount == 5
    assert set(told) == {"SIGN_IN_WRONG", "SIGN_IN_SLOW"}
    assert guess(stage.service, TEACHER, Place(address(200)), PASSWORD) == "SIGN_IN_SLOW"
    assert guess(stage.service, TEACHER, Place(HOME), PASSWORD) == ""
    assert guess(stage.service, TEACHER, Place(address(200), DEVICE), PASSWORD) == ""


def test_one_address_against_a_hundred_accounts(stage: Stage) -> None:
    """Twenty a minute; who was signed in at that address before is let in there."""
    used_here(stage, TEACHER, client="192.0.2.7")
    told = [guess(stage.service, f"gv.{number}", Place("192.0.2.7")) for number in range(100)]
    assert told.count("SIGN_IN_WRONG") == OF_AN_ADDRESS[0].amount == 20
    assert guess(stage.service, TEACHER, Place("192.0.2.7"), PASSWORD) == ""


def test_a_colleague_at_the_same_address_locks_nobody_out(stage: Stage) -> None:
    """The staff room has one address: who guesses there is slowed, the owner's browser is another."""
    used_here(stage, TEACHER)
    told = [guess(stage.service, TEACHER, Place(HOME, b"x" * 32)) for _ in range(50)]
    assert told.count("SIGN_IN_WRONG") == OF_A_PLACE[0].amount == 10
    assert guess(stage.service, TEACHER, Place(HOME, DEVICE), PASSWORD) == ""


def test_waiting_grows_and_ends(stage: Stage) -> None:
    """A minute, then an hour, then a day: the longest that is used up is told; with its end it is over."""
    place = Place(address(1))

    def wait() -> float:
        with pytest.raises(Problem) as error:
            stage.school.accounts.sign_in(TEACHER, "sai rồi nhé", place)
        return float(error.value.facts.get("wait", 0))

    def pass_by(seconds: int) -> None:
        with psycopg.connect(stage.service.db.dsn) as connection:
            connection.execute(
                "UPDATE socai.throttle SET ends = ends - make_interval(secs => %s)", (seconds,)
            )

    with_password(stage.service, CODE, TEACHER)
    waits = []
    for _ in range(80):
        waits.append(wait())
        if waits[-1]:
            pass_by(int(waits[-1]) + 1)
    assert {0, 60} <= {round(each / 60) * 60 for each in waits}
    assert max(waits) > 3600 and waits.count(0) < 75
    pass_by(90_000)
    assert guess(stage.service, TEACHER, place, PASSWORD) == ""


def test_several_servers_count_together(stage: Stage) -> None:
    """Two processes at one database: five a minute, not five each."""
    with_password(stage.service, CODE, TEACHER)
    other = Service(stage.settings, stage.clock, stage.service.db.dsn)
    both = [stage.service, other]
    told = [guess(both[number % 2], TEACHER, Place(address(number))) for number in range(20)]
    assert told.count("SIGN_IN_WRONG") == 5
    other.stop()


def test_the_form_says_when_to_come_again(stage: Stage) -> None:
    """429 with Retry-After, and the form; nothing of the password."""
    client = TestClient(create_app(stage.settings, stage.service), client=("192.0.2.50", 1), headers=OWN)
    typed = form_of(stage.service, CODE, BOARD[0].person) | {"mat_khau": "sai bét nhè"}
    answers = [client.post("/dang-nhap", data=typed) for _ in range(8)]
    assert [each.status_code for each in answers] == [401] * 5 + [429] * 3
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert TEXTS["SIGN_IN_SLOW"].title in answers[-1].text and "sai bét nhè" not in answers[-1].text


def test_a_code_on_paper_is_never_held_up(stage: Stage) -> None:
    """Nobody guesses it, so nobody's guesses keep it out."""
    code = stage.school.opening.issue(HEAD.person)
    for number in range(30):
        guess(stage.service, HEAD.person, Place(address(number)))
    shown = stage.school.accounts.sign_in(HEAD.person, code, Place(address(1)))
    assert shown.first


def test_names_cannot_be_told_apart_by_answer(stage: Stage) -> None:
    """Of a school, a person, an account: byte for byte the same page, but for the name that was typed."""
    with_password(stage.service, CODE, TEACHER)
    client = TestClient(create_app(stage.settings, stage.service), headers=OWN)
    pages = set()
    for school, person in (
        (CODE, TEACHER),
        (CODE, "gv.khong-co"),
        (CODE, BOARD[1].person),
        ("khong-co", TEACHER),
    ):
        forget_tries(stage.service)
        answer = client.post("/dang-nhap", data={"truong": school, "nguoi": person, "mat_khau": "sai"})
        headers = sorted((k, v) for k, v in answer.headers.items() if k not in ("date", "content-length"))
        text = answer.text.replace(f'value="{person}"', "").replace(f'value="{school}"', "")
        pages.add((answer.status_code, str(headers), text))
    assert len(pages) == 1


def test_names_cannot_be_told_apart_by_time(stage: Stage) -> None:
    """The same work for somebody and for nobody: medians within a third of each other."""
    with_password(stage.service, CODE, TEACHER)
    took: dict[str, list[float]] = {TEACHER: [], "gv.khong-co": [], BOARD[2].person: []}
    for number in range(24):
        for person, times in took.items():
            forget_tries(stage.service)
            begun = time.perf_counter()
            guess(stage.service, person, Place(address(number)))
            times.append(time.perf_counter() - begun)
    medians = [statistics.median(times) for times in took.values()]
    assert max(medians) < min(medians) * 4 / 3, medians
