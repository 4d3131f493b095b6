"""Who shows many wrong tokens is told to wait, and nobody else is."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.service.people.wrong_tokens import MOST_A_MINUTE, WrongTokens
from demo.people import HEAD
from tests.api.conftest import BOOK, TEACHER, Stage
from tests.signed_in import form_of

TRIES = 300
FORM = {"Origin": "http://testserver"}


@pytest.fixture
def guessed(stage: Stage) -> Iterator[Stage]:
    """A service that nobody has shown a wrong token; afterwards it forgets those of the test."""
    stage.service.wrong_tokens = WrongTokens()
    yield stage
    stage.service.wrong_tokens = WrongTokens()


def client_at(stage: Stage, address: str) -> TestClient:
    app = create_app(stage.service.settings, stage.service)
    return TestClient(app, client=(address, 1), follow_redirects=False)


def guess(client: TestClient, number: int = 0) -> tuple[int, str, str]:
    answer = client.get(BOOK, headers={"Authorization": f"Bearer wrong-{number}"})
    return answer.status_code, answer.json()["code"], answer.headers.get("retry-after", "")


def test_three_hundred_wrong_tokens_end_in_429(guessed: Stage) -> None:
    """The first thirty are told what is wrong, the others when to come again, in Vietnamese."""
    client = client_at(guessed, "203.0.113.7")
    told = [guess(client, number) for number in range(TRIES)]
    assert told[:MOST_A_MINUTE] == [(401, "TOKEN_UNKNOWN", "")] * MOST_A_MINUTE
    assert {each[:2] for each in told[MOST_A_MINUTE:]} == {(429, "TOO_MANY_TRIES")}
    assert all(1 <= int(wait) <= 60 for *_, wait in told[MOST_A_MINUTE:])


def test_a_right_token_passes_whatever_its_address_has_tried(guessed: Stage) -> None:
    """A colleague behind the same address is never locked out: neither at work nor when signing in."""
    client = client_at(guessed, "203.0.113.7")
    assert [guess(client)[0] for _ in range(TRIES)][-1] == 429
    right = {"Authorization": f"Bearer {guessed.demo.token(TEACHER)}"}
    assert client.get(BOOK, headers=right).status_code == 200
    signed_in = client.post("/dang-nhap", data=form_of(guessed.service, "demo", HEAD.person), headers=FORM)
    assert signed_in.status_code == 303


def test_who_shows_wrong_cookies_gets_the_form_with_429(guessed: Stage) -> None:
    """A cookie that is nobody's counts with the API's tokens; the form can still be used."""
    client = client_at(guessed, "203.0.113.7")
    assert [guess(client)[0] for _ in range(MOST_A_MINUTE)] == [401] * MOST_A_MINUTE
    answer = client.get("/", headers={"Cookie": "socai=wrong"})
    assert answer.status_code == 429 and 1 <= int(answer.headers["retry-after"]) <= 60
    assert "Quá nhiều mã truy cập sai" in answer.text and 'name="mat_khau"' in answer.text


@pytest.mark.parametrize(
    ("mine", "other", "shared"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
    ],
)
def test_addresses_are_counted_apart_and_those_of_one_household_together(
    guessed: Stage, mine: str, other: str, shared: bool
) -> None:
    """Of IPv6 one household has as many addresses as it likes."""
    for _ in range(TRIES):
        guessed.service.wrong_tokens.wait(mine)
    assert (guessed.service.wrong_tokens.wait(other) > 0) == shared


def test_a_first_visit_counts_nothing(guessed: Stage) -> None:
    """Who shows no token has shown no wrong one."""
    client = client_at(guessed, "203.0.113.7")
    for _ in range(MOST_A_MINUTE + 1):
        assert client.get(BOOK).json()["code"] == "NOT_SIGNED_IN"
        assert client.get("/").status_code == 401
    assert guess(client)[0] == 401
