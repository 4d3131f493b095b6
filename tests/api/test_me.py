"""Who asks, how accounts stand, and the fresh factor that acts of weight ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from api.service.people.freshness import FRESH_S, asks_for_fresh
from demo.people import BOARD, CLERK, DEPUTY, HEAD
from domain.acts.books.close import LockBook
from domain.acts.books.gradebook import SaveMarks
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.words.days import instant, parse_instant
from ledger.form.canonical import b64
from tests.api.conftest import BOOK, CODE, HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage
from tests.signed_in import cookie_of, forget_tries, session_of, with_password

OWN = {"Origin": "http://testserver"}
ME = "/api/v1/me"


@pytest.fixture(autouse=True)
def unhurried(stage: Stage) -> Iterator[None]:
    forget_tries(stage.service)
    yield


def browser(stage: Stage, person: str, method: str = "password") -> dict[str, str]:
    return {**cookie_of(stage.service, CODE, person, method), **OWN}


def later(stage: Stage, **wait: float) -> None:
    stage.clock.set(instant(parse_instant(stage.clock.now()) + timedelta(**wait)))


def ask(stage: Stage, method: str, path: str, headers: dict[str, str], **body: Any) -> Any:
    return stage.client.request(method, path, headers=headers, json=body if method == "POST" else None)


def filled(stage: Stage, col: str) -> str:
    """The address that publishes a column which has a mark."""
    saved = stage.save(TEACHER, ("HS0030", col, "7", 0))
    assert saved.status_code == 200, saved.text
    return f"{BOOK}/columns/{col}/publish"


def test_me_says_who_by_what_and_what_it_is_worth(stage: Stage) -> None:
    """The same for a session and for a token, but for what each is."""
    cookie = browser(stage, TEACHER, "totp")
    told = ask(stage, "GET", ME, cookie).json()
    size = stage.school.log.head()
    assert {k: told[k] for k in ("person", "name", "school")} == {
        "person": TEACHER,
        "name": "Võ Thanh Bình",
        "school": CODE,
    }
    assert {(r["role"], r["class"], r["subject"]) for r in told["roles"]} == {
        ("teacher", "6A", "toan"),
        ("teacher", "6B", "toan"),
        ("homeroom", "6B", None),
    }
    assert (told["session"]["kind"], told["proof"]["method"]) == ("session", "totp")
    assert told["needs"] == {"entry": "token", "decide": "token", "witness": "token"} and told["keys"] == []
    assert told["head"] == {"pos": size.size - 1, "leaf": b64(size.leaf)}
    begun, idle, ends = (parse_instant(told["session"][k]) for k in ("begun", "idle_ends", "ends"))
    assert (idle - begun, ends - begun) == (timedelta(minutes=30), timedelta(hours=12))
    by_token = ask(stage, "GET", ME, stage.as_(TEACHER)).json()
    assert (by_token["session"]["kind"], by_token["session"]["idle_ends"]) == ("token", None)
    assert by_token["roles"] == told["roles"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Cookie": "socai=x", **OWN}])
def test_nobody_is_told_who_they_are(stage: Stage, headers: dict[str, str]) -> None:
    """401, as everywhere."""
    assert ask(stage, "GET", ME, headers).status_code in (401, 429)


def test_what_acts_ask_for_a_fresh_factor() -> None:
    """What is decided, witnessed or shown to parents; not a mark."""
    weighty = (PublishColumn, PermitCorrection, WitnessCorrection, LockBook)
    assert all(asks_for_fresh(each) for each in weighty) and not asks_for_fresh(SaveMarks)


@pytest.mark.parametrize("method", ["password", "totp", "passkey"])
def test_a_machine_left_open_publishes_and_decides_nothing(stage: Stage, method: str) -> None:
    """After five minutes 403 with what was typed; marks are still entered, and a fresh factor is enough."""
    publish = filled(stage, {"password": "tx1", "totp": "tx2", "passkey": "gk"}[method])
    head, teacher = (session_of(stage.service, CODE, each, method) for each in (HEAD.person, TEACHER))
    later(stage, seconds=FRESH_S + 1)
    stale = {each: {"Cookie": f"socai={each}", **OWN} for each in (head, teacher)}
    size = stage.school.log.head().size
    column = {"cmd": f"p{method}"}
    answer = ask(stage, "POST", publish, stale[teacher], **column)
    assert (answer.status_code, answer.json()["code"]) == (403, "FACTOR_STALE"), answer.text
    assert answer.json()["input"] == column
    proof = dict.fromkeys(("entry", "decide", "witness"), "token")
    asked = {"cmd": f"q{method}", "proof": proof, "lapse": 15}
    policy = stage.client.put(f"{ROOT}/policy", json=asked, headers=stale[head])
    assert policy.json()["code"] == "FACTOR_STALE", policy.text
    assert stage.school.log.head().size == size
    cell = [{"pupil": f"HS00{50 + len(method)}", "col": "tx1", "value": "7", "base": 0}]
    marks = {"cmd": f"c{method}", "cells": cell}
    entered = stage.client.put(f"{ROOT}/books/6B/toan/1/cells", json=marks, headers=stale[teacher])
    assert entered.status_code == 200, entered.text
    bearer = stage.service.sessions.bearer(teacher)
    assert bearer is not None
    fresh = stage.service.sessions.prove(bearer.session, method, stage.clock.now())
    proved = {"Cookie": f"socai={fresh}", **OWN}
    assert ask(stage, "POST", publish, proved, **column).status_code in (200, 201)


def test_a_repeated_command_gets_its_first_receipt_though_the_factor_is_stale(fresh_stage: Stage) -> None:
    """Nothing is written by it."""
    stage = fresh_stage
    publish, other_column = filled(stage, "tx1"), filled(stage, "gk")
    cookie = browser(stage, TEACHER)
    first = ask(stage, "POST", publish, cookie, cmd="p1")
    assert first.status_code in (200, 201), first.text
    later(stage, seconds=FRESH_S + 1)
    again = ask(stage, "POST", publish, cookie, cmd="p1")
    assert again.json()["replayed"] and again.json()["pos"] == first.json()["pos"]
    other = ask(stage, "POST", other_column, cookie, cmd="p2")
    assert other.json()["code"] == "FACTOR_STALE"


def test_a_token_is_judged_by_the_policy_alone(fresh_stage: Stage) -> None:
    """It is as old as it is; so are the sessions of the demo's buttons."""
    stage = fresh_stage
    columns = [filled(stage, "tx1"), filled(stage, "tx2")]
    demo = browser(stage, TEACHER, "token")
    headers = stage.as_(TEACHER)
    later(stage, minutes=20)
    for number, each in enumerate((headers, demo)):
        answer = ask(stage, "POST", columns[number], each, cmd=f"publish-{number}")
        assert answer.status_code in (200, 201), answer.text


def test_the_board_sees_how_each_account_stands(fresh_stage: Stage) -> None:
    """None, opened, a code on paper, in use, given again; never what opens it."""
    stage = fresh_stage

    def states() -> dict[str, str]:
        rows = ask(stage, "GET", f"{ROOT}/accounts", stage.as_(BOARD[0].person)).json()
        return {row["person"]: row["state"] for row in rows}

    def act(by: str, path: str, **body: Any) -> Any:
        answer = stage.post(by, f"{ROOT}/people/{path}", **body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    assert (states()[TEACHER], states()[HEAD.person]) == ("none", "opened")
    paper = stage.decision()
    act(HEAD.person, f"{TEACHER}/account", decision=paper)
    assert states()[TEACHER] == "opened"
    code = ask(stage, "POST", f"{ROOT}/people/{TEACHER}/first-code", stage.as_(BOARD[0].person))
    assert code.status_code == 201 and len(code.json()["code"]) == 19
    assert code.headers["cache-control"] == "no-store"
    assert states()[TEACHER] == "code"
    with_password(stage.service, CODE, TEACHER)
    session_of(stage.service, CODE, TEACHER, "password")
    assert states()[TEACHER] == "in_use"
    ask_pos = act(HEAD.person, f"{TEACHER}/reset", reason="quên mật khẩu")["pos"]
    act(DEPUTY.person, f"{TEACHER}/reset/grant", ask=ask_pos)
    assert states()[TEACHER] == "reset"
    rows = ask(stage, "GET", f"{ROOT}/accounts", stage.as_(BOARD[0].person))
    assert "argon2" not in rows.text and code.json()["code"] not in rows.text


@pytest.mark.parametrize("person", [TEACHER, CLERK.person, HOMEROOM_6A])
def test_who_manages_no_accounts_sees_and_issues_none(stage: Stage, person: str) -> None:
    """403, for oneself, too."""
    for method, path in (("GET", "accounts"), ("POST", f"people/{OTHER_TEACHER}/first-code")):
        answer = ask(stage, method, f"{ROOT}/{path}", stage.as_(person))
        assert (answer.status_code, answer.json()["code"]) == (403, "NOT_READABLE")


@pytest.mark.parametrize(
    ("by", "person", "code"),
    [
        (HEAD.person, HEAD.person, "SELF_GRANT"),
        (BOARD[0].person, OTHER_TEACHER, "ACCOUNT_NOT_OPENED"),
        (BOARD[0].person, "gv.khong-co", "UNKNOWN_PERSON"),
    ],
)
def test_no_code_for_oneself_or_for_whom_the_log_does_not_name(
    stage: Stage, by: str, person: str, code: str
) -> None:
    """Nobody gives themselves a second account."""
    answer = ask(stage, "POST", f"{ROOT}/people/{person}/first-code", stage.as_(by))
    assert answer.json()["code"] == code


def test_a_code_is_issued_by_fresh_hands_alone(stage: Stage) -> None:
    """A machine of the board that was left open opens no account."""
    cookie = browser(stage, BOARD[0].person)
    later(stage, seconds=FRESH_S + 1)
    answer = ask(stage, "POST", f"{ROOT}/people/{OTHER_TEACHER}/first-code", cookie)
    assert answer.json()["code"] == "FACTOR_STALE"


def test_the_token_of_a_program_lets_nobody_in(stage: Stage) -> None:
    """It lies in a file for months: who reads it there must not be everybody who has not begun yet."""
    ends = parse_instant(stage.clock.now()) + timedelta(days=10)
    school, issuer = stage.school.log.school, BOARD[0].person
    token = stage.service.api_tokens.issue(school, issuer, "đồng bộ", ends, writes=True)[1]
    path = f"{ROOT}/people/{OTHER_TEACHER}/first-code"
    answer = stage.client.post(path, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "SESSION_NEEDED")


def test_one_sees_and_ends_ones_own_sessions(stage: Stage) -> None:
    """Not those of others, and the one that asks stays."""
    here = session_of(stage.service, CODE, TEACHER)
    other = session_of(stage.service, CODE, TEACHER)
    foreign = stage.service.sessions.bearer(session_of(stage.service, CODE, HEAD.person))
    assert foreign is not None
    headers = {"Cookie": f"socai={here}", **OWN}
    rows = [row for row in ask(stage, "GET", f"{ROOT}/sessions", headers).json() if row["ended"] is None]
    assert [row["here"] for row in rows].count(True) == 1 and len(rows) >= 2
    answer = ask(stage, "POST", f"{ROOT}/sessions/{foreign.session}/end", headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_SESSION")
    bearer = stage.service.sessions.bearer(other)
    assert bearer is not None
    assert ask(stage, "POST", f"{ROOT}/sessions/{bearer.session}/end", headers).json() == {"ended": True}
    assert stage.service.sessions.bearer(other) is None
    ask(stage, "POST", f"{ROOT}/sessions/end", headers)
    assert stage.service.sessions.bearer(here) is not None


def test_a_token_is_made_in_front_of_a_screen_and_ended_by_owner_or_board(fresh_stage: Stage) -> None:
    """No token makes another; it is told once; its owner and the board end it, nobody else."""
    stage = fresh_stage
    body = {"purpose": "đồng bộ với máy chấm", "scope": "read", "ends": "2020-12-31"}
    answer = ask(stage, "POST", f"{ROOT}/tokens", stage.as_(TEACHER), **body)
    assert (answer.status_code, answer.json()["code"]) == (403, "SESSION_NEEDED")
    cookie = browser(stage, TEACHER)
    made = ask(stage, "POST", f"{ROOT}/tokens", cookie, **body)
    assert made.status_code == 201, made.text
    token, one = made.json()["token"], made.json()["id"]
    assert made.json()["ends"] == "2020-12-31T17:00:00.000000Z"
    mine = ask(stage, "GET", f"{ROOT}/tokens", cookie)
    assert [row["id"] for row in mine.json()] == [one] and token not in mine.text
    assert ask(stage, "GET", f"{ROOT}/tokens?everybody=true", cookie).status_code == 403
    everybody = ask(stage, "GET", f"{ROOT}/tokens?everybody=true", stage.as_(BOARD[0].person)).json()
    assert [(row["person"], row["scope"]) for row in everybody] == [(TEACHER, "read")]
    assert ask(stage, "GET", BOOK, {"Authorization": f"Bearer {token}"}).status_code == 200
    gone = ask(stage, "POST", f"{ROOT}/tokens/{one}/revoke", stage.as_(OTHER_TEACHER))
    assert (gone.status_code, gone.json()["code"]) == (404, "UNKNOWN_TOKEN")
    assert ask(stage, "POST", f"{ROOT}/tokens/{one}/revoke", stage.as_(BOARD[0].person)).status_code == 200
    assert ask(stage, "GET", BOOK, {"Authorization": f"Bearer {token}"}).status_code == 401
    for ends in ("2020-10-19", "2022-01-01", "9999-12-31"):
        late = ask(stage, "POST", f"{ROOT}/tokens", cookie, **body | {"ends": ends})
        assert (late.status_code, late.json()["code"]) == (422, "TOKEN_PERIOD")


def test_the_check_of_accounts_tells_what_to_ask_about(fresh_stage: Stage) -> None:
    """Unused, without a second factor, shared, failed: as the log keeps them (S55)."""
    stage = fresh_stage
    persons = [TEACHER, HOMEROOM_6A, OTHER_TEACHER, CLERK.person]
    for person in persons:
        with_password(stage.service, CODE, person)
    now, school = stage.clock.now(), stage.school.log.school
    for person in persons:
        place = {"client": "10.0.0.9", "agent": "", "device": b"s" * 32}
        stage.service.sessions.open(school, person, "password", now, **place)
    for _ in range(21):
        stage.school.accounts.credentials.note_wrong(TEACHER, "198.51.100.1", parse_instant(now))
    told = ask(stage, "GET", f"{ROOT}/security-check", stage.as_(HEAD.person)).json()
    assert told["accounts"] == 4
    assert dict(told["figures"]) == {"failed": 1, "no_factor": 4, "reset": 0, "shared": 4, "unused": 0}
    assert ask(stage, "GET", f"{ROOT}/security-check", stage.as_(TEACHER)).status_code == 403
    kept = {key: told[key] for key in ("accounts", "figures", "digest")}
    written = stage.post(HEAD.person, f"{ROOT}/security-checks", **kept)
    assert written.status_code == 201, written.text
    later(stage, days=91)
    after = ask(stage, "GET", f"{ROOT}/security-check", stage.as_(HEAD.person)).json()
    assert dict(after["figures"]) == {"failed": 0, "no_factor": 4, "reset": 0, "shared": 0, "unused": 4}
