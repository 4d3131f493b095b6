"""Sessions: what opens one, what ends it, and what a cookie is worth afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.http.cookies import COOKIE_S
from api.pages.table import PAGES
from api.service.people.sessions import IDLE, LONGEST
from api.service.people.wrong_tokens import WrongTokens
from api.service.problem import Problem
from demo.people import CLERK, HEAD
from domain.words.days import instant, parse_instant
from tests.api.conftest import BOOK, CODE, OTHER_TEACHER, ROOT, TEACHER, Stage
from tests.api.table_addresses import address
from tests.signed_in import form_of, session_of

OWN = {"Origin": "http://testserver"}
PAGE = "/truong/demo/xac-minh"
OFFICE = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/109.0.0.0 Safari/537.36"}


@pytest.fixture(autouse=True)
def unhurried(stage: Stage) -> None:
    """Nobody has guessed yet."""
    stage.service.wrong_tokens = WrongTokens()


def after(stage: Stage, wait: timedelta) -> None:
    stage.clock.set(instant(parse_instant(stage.clock.now()) + wait))


def look(stage: Stage, cookie: str, path: str = PAGE, method: str = "GET") -> Any:
    headers = {"Cookie": f"socai={cookie}", **(OWN if method == "POST" else {})}
    return stage.client.request(method, path, headers=headers, follow_redirects=False)


def call(stage: Stage, cookie: str, path: str = f"{ROOT}/me", **headers: str) -> Any:
    """The API from a page of ours, unless `headers` say otherwise."""
    return stage.client.get(path, headers={"Cookie": f"socai={cookie}", **(headers or OWN)})


def end_rights(stage: Stage, person: str) -> None:
    rows = stage.get(HEAD.person, f"{ROOT}/people").json()
    for right in next(row["rights"] for row in rows if row["person"] == person):
        end = {"person": person, "on": "2020-10-19", "decision": stage.decision()}
        path = f"{ROOT}/appointments/{right['pos']}/end"
        assert stage.post(HEAD.person, path, **end).status_code == 200


def signed_out(stage: Stage, cookie: str) -> str:
    assert look(stage, cookie, "/dang-xuat", "POST").status_code == 303
    return cookie


def idle(stage: Stage, cookie: str) -> str:
    after(stage, IDLE)
    return cookie


def over(stage: Stage, cookie: str) -> str:
    """Twelve hours, though somebody was there all the time."""
    for _ in range(LONGEST // timedelta(minutes=20)):
        after(stage, timedelta(minutes=20))
        look(stage, cookie)
    return cookie


def ended_elsewhere(stage: Stage, cookie: str) -> str:
    stage.service.sessions.end_all(stage.school.log.school, HEAD.person)
    return cookie


def rotated(stage: Stage, cookie: str) -> str:
    """The cookie before a factor was shown again."""
    bearer = stage.service.sessions.bearer(cookie)
    assert bearer is not None
    stage.service.sessions.prove(bearer.session, "password", stage.clock.now())
    return cookie


def altered(_stage: Stage, cookie: str) -> str:
    return cookie[:-1] + ("A" if cookie[-1] != "A" else "B")


STATES: dict[str, tuple[Callable[[Stage, str], str], str]] = {
    "nobody's": (lambda _stage, _cookie: "x" * 43, "Phiên đăng nhập đã kết thúc."),
    "altered": (altered, "Phiên đăng nhập đã kết thúc."),
    "a token": (lambda stage, _cookie: stage.demo.token(HEAD.person), "Phiên đăng nhập đã kết thúc."),
    "empty": (lambda _stage, _cookie: "", "Hãy đăng nhập để xem"),
    "signed out": (signed_out, "Phiên đăng nhập đã kết thúc."),
    "idle": (idle, "vì 30 phút không thao tác"),
    "over": (over, "sau 12 giờ"),
    "ended elsewhere": (ended_elsewhere, "từ một thiết bị khác của bạn"),
    "rotated": (rotated, "Phiên đăng nhập đã kết thúc."),
}
"""How a cookie comes to be worth nothing, and what its holder is told."""


@pytest.mark.parametrize("state", STATES)
def test_no_page_opens_by_a_session_that_has_ended(stage: Stage, state: str) -> None:
    """Every page and every form of the table, and the API, in each state: 401, and why."""
    end, told = STATES[state]
    cookie = end(stage, session_of(stage.service, CODE, HEAD.person))
    for page in PAGES:
        answer = look(stage, cookie, address(page), page.method)
        assert (answer.status_code, told in answer.text) == (401, True), (page.path, answer.text)
        assert 'name="ve"' in answer.text and "set-cookie" not in answer.headers
    answer = call(stage, cookie)
    assert answer.status_code == 401
    assert answer.json()["code"] in ("SESSION_ENDED", "SESSION_UNKNOWN", "NOT_SIGNED_IN")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.method} {page.path}")
def test_every_page_opens_by_a_session_in_force(stage: Stage, page: Any) -> None:
    """What the states above are compared with."""
    answer = look(stage, session_of(stage.service, CODE, HEAD.person), address(page), page.method)
    # What is not sealed yet has no proof to be shown; of a form nothing was filled in.
    assert answer.status_code in ((200, 404) if page.method == "GET" else (200, 303, 409, 422))


def test_a_session_lives_as_long_as_it_is_used(stage: Stage) -> None:
    """29 minutes, and 29 more; the twelve hours count from its beginning."""
    cookie = session_of(stage.service, CODE, HEAD.person)
    for _ in range(3):
        after(stage, timedelta(minutes=29))
        assert look(stage, cookie).status_code == 200
    bearer = stage.service.sessions.bearer(cookie)
    assert bearer is not None and bearer.ends is not None
    assert bearer.ends - bearer.begun == LONGEST == timedelta(seconds=COOKIE_S)


def test_a_cookie_that_was_there_before_the_sign_in_is_not_taken_over(stage: Stage) -> None:
    """Fixation: neither a planted cookie nor the session of who sat there before becomes the new person's."""
    planted, before = "p" * 43, session_of(stage.service, CODE, CLERK.person)
    for cookie in (planted, before):
        client = TestClient(create_app(stage.settings, stage.service), follow_redirects=False)
        headers = {"Cookie": f"socai={cookie}", **OWN}
        answer = client.post("/dang-nhap", data=form_of(stage.service, CODE, HEAD.person), headers=headers)
        (given,) = re.findall(r"socai=([^;]*)", answer.headers["set-cookie"])
        assert answer.status_code == 303 and given not in (planted, before)
        assert look(stage, given).status_code == 200
        assert look(stage, cookie).status_code == 401


def test_signing_in_again_and_a_fresh_factor_change_the_cookie(stage: Stage) -> None:
    """The old one ends with the new one's beginning; the session and its end stay."""
    sessions = stage.service.sessions
    old = session_of(stage.service, CODE, HEAD.person, "password")
    was = sessions.bearer(old)
    assert was is not None
    after(stage, timedelta(minutes=20))
    new = sessions.prove(was.session, "totp", stage.clock.now(), cred="c1")
    found = sessions.bearer(new)
    assert sessions.bearer(old) is None and found is not None
    assert (found.session, found.ends, found.method, found.cred) == (was.session, was.ends, "totp", "c1")
    assert found.age(stage.clock.now()) < 1 <= 20 * 60 <= was.age(stage.clock.now())


def test_a_weaker_factor_refreshes_nothing(stage: Stage) -> None:
    """Who finds a machine open that was opened by a passkey, and knows the password, has no fresh passkey."""
    cookie = session_of(stage.service, CODE, HEAD.person, "passkey")
    bearer = stage.service.sessions.bearer(cookie)
    assert bearer is not None
    with pytest.raises(Problem, match="FACTOR_WEAKER"):
        stage.service.sessions.prove(bearer.session, "password", stage.clock.now())
    assert stage.service.sessions.bearer(cookie) is not None


def test_an_ended_session_is_not_proved_again(stage: Stage) -> None:
    """Nor one that never was."""
    cookie = session_of(stage.service, CODE, HEAD.person)
    bearer = stage.service.sessions.bearer(cookie)
    assert bearer is not None
    signed_out(stage, cookie)
    for session in (bearer.session, "nobody"):
        with pytest.raises(Problem, match="SESSION_ENDED"):
            stage.service.sessions.prove(session, "passkey", stage.clock.now())


def test_a_leaver_is_out_in_the_same_minute(fresh_stage: Stage) -> None:
    """Without a right in force no session stands; a new appointment does not bring it back."""
    stage = fresh_stage
    cookie = session_of(stage.service, CODE, OTHER_TEACHER)
    assert (look(stage, cookie).status_code, call(stage, cookie).status_code) == (200, 200)
    end_rights(stage, OTHER_TEACHER)
    assert call(stage, cookie).json()["code"] == "NO_RIGHT_LEFT"
    assert "không còn phân công đang có hiệu lực" in look(stage, cookie).text
    right = {"person": OTHER_TEACHER, "role": "clerk", "from": "2020-10-01"}
    answer = stage.post(HEAD.person, f"{ROOT}/appointments", **right, decision=stage.decision())
    assert answer.status_code == 201, answer.text
    assert look(stage, cookie).status_code == 401
    assert look(stage, session_of(stage.service, CODE, OTHER_TEACHER)).status_code == 200


def test_a_session_of_a_clock_that_was_ahead_ends_when_it_is_set_right(fresh_stage: Stage) -> None:
    """Begun in two months by a wrong clock, it would last until then, fresh each day."""
    stage = fresh_stage
    now = parse_instant(stage.clock.now())
    after(stage, timedelta(days=60))
    cookie = session_of(stage.service, CODE, HEAD.person, "password")
    for ahead, status in ((timedelta(minutes=2), 200), (timedelta(days=60), 401)):
        stage.clock._at = now + timedelta(days=60) - ahead
        assert (call(stage, cookie).status_code, look(stage, cookie).status_code) == (status, status)
    assert "Đồng hồ của máy chủ đã được chỉnh lại" in look(stage, cookie).text
    (row,) = stage.service.sessions.of(stage.school.log.school, HEAD.person)
    assert row.why == "clock"


def test_a_changed_right_holds_in_a_session_that_is_open(fresh_stage: Stage) -> None:
    """A right given opens at once what it gives; one that ends with the day ends at midnight."""
    stage, book = fresh_stage, "/truong/demo/so/6C/toan/1"
    cookie = session_of(stage.service, CODE, TEACHER)
    assert look(stage, cookie, book).status_code == 403
    right = {"person": TEACHER, "role": "homeroom_deputy", "class": "6C", "from": "2020-10-01"}
    lent = {**right, "to": "2020-10-20", "decision": stage.decision()}
    answer = stage.post(HEAD.person, f"{ROOT}/appointments", **lent)
    assert answer.status_code == 201, answer.text
    assert look(stage, cookie, book).status_code == 200
    stage.clock.set("2020-10-20T16:59:00.000000Z")  # 23:59 here
    cookie = session_of(stage.service, CODE, TEACHER)
    assert look(stage, cookie, book).status_code == 200
    stage.clock.set("2020-10-20T17:00:01.000000Z")
    assert (look(stage, cookie, book).status_code, look(stage, cookie).status_code) == (403, 200)


FOREIGN: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Referer": "http://testserver/"},
    {"X-Nothing": "said"},
)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_cookie_is_no_proof_for_another_site(stage: Stage, headers: dict[str, str]) -> None:
    """Nor where the browser does not say who asks; nothing is written either."""
    cookie = session_of(stage.service, CODE, TEACHER)
    told = call(stage, cookie, **headers)
    assert (told.status_code, told.json()["code"]) == (403, "NOT_OWN_PAGE")
    size = stage.school.log.head().size
    body = {"cmd": "x1", "cells": [{"pupil": "HS0001", "col": "tx1", "value": "8", "base": 0}]}
    sent = {"Cookie": f"socai={cookie}", **headers}
    assert stage.client.put(f"{BOOK}/cells", json=body, headers=sent).status_code == 403
    assert stage.school.log.head().size == size


@pytest.mark.parametrize("headers", [OWN, {"Sec-Fetch-Site": "same-origin"}], ids=str)
def test_a_page_of_ours_writes_in_the_name_of_who_is_signed_in(stage: Stage, headers: dict[str, str]) -> None:
    """The entry says how the person was proved, and in which session."""
    cookie = session_of(stage.service, CODE, TEACHER, "password")
    pupil = f"HS000{3 + len(headers['Origin']) % 2 if 'Origin' in headers else 5}"
    body = {"cmd": f"s{pupil}", "cells": [{"pupil": pupil, "col": "tx1", "value": "8", "base": 0}]}
    answer = stage.client.put(f"{BOOK}/cells", json=body, headers={"Cookie": f"socai={cookie}", **headers})
    assert answer.status_code == 200, answer.text
    (entry,) = stage.school.log.entries(answer.json()["pos"], answer.json()["pos"] + 1)
    bearer = stage.service.sessions.bearer(cookie)
    assert bearer is not None
    proof = entry.actor["proof"]
    assert (entry.actor["person"], proof["method"], proof["session"]) == (TEACHER, "password", bearer.session)


def test_a_token_goes_before_a_cookie(stage: Stage) -> None:
    """Who shows both is whom the token names; a bad token is not made good by a cookie."""
    cookie = session_of(stage.service, CODE, TEACHER)
    sent = {"Cookie": f"socai={cookie}", **OWN}
    both = stage.client.get(f"{ROOT}/me", headers={**sent, **stage.as_(HEAD.person)})
    assert both.json()["person"] == HEAD.person
    for bad in ("Bearer wrong", "Basic eDp5"):
        assert stage.client.get(f"{ROOT}/me", headers={**sent, "Authorization": bad}).status_code == 401


def test_over_https_only_the_name_that_no_neighbour_can_plant_is_read(stage: Stage) -> None:
    """`__Host-` there, the plain name on this machine's http; neither for the other."""
    app = create_app(stage.settings, stage.service)
    secure = TestClient(app, base_url="https://testserver", follow_redirects=False)
    cookie = session_of(stage.service, CODE, HEAD.person)
    assert secure.get(PAGE, headers={"Cookie": f"socai={cookie}"}).status_code == 401
    assert secure.get(PAGE, headers={"Cookie": f"__Host-socai={cookie}"}).status_code == 200
    assert stage.client.get(PAGE, headers={"Cookie": f"__Host-socai={cookie}"}).status_code == 401


def test_no_session_of_a_school_opens_another(stage: Stage) -> None:
    """Neither its pages nor its API."""
    cookie = session_of(stage.service, CODE, HEAD.person)
    assert look(stage, cookie, "/truong/khac/xac-minh").status_code == 404
    assert call(stage, cookie, "/api/v1/schools/khac/me").json()["code"] == "UNKNOWN_SCHOOL"


def test_an_ended_session_is_no_failed_sign_in_and_a_guessed_one_is(stage: Stage) -> None:
    """A browser comes back every morning with yesterday's cookie; who guesses cookies is noted and slowed."""
    cookie = signed_out(stage, session_of(stage.service, CODE, HEAD.person))

    def noted() -> int:
        with psycopg.connect(stage.service.db.dsn) as connection:
            row = connection.execute("SELECT coalesce(sum(tries), 0) FROM socai.failed_sign_in").fetchone()
        assert row is not None
        return int(row[0])

    before = noted()
    look(stage, cookie)
    call(stage, cookie)
    assert noted() == before
    look(stage, "y" * 43)
    call(stage, "z" * 43)
    assert noted() == before + 2


def test_no_cookie_and_no_name_of_a_browser_stands_in_the_database(stage: Stage) -> None:
    """A digest, and a label of our own words."""
    client = TestClient(create_app(stage.settings, stage.service), follow_redirects=False)
    answer = client.post(
        "/dang-nhap", data=form_of(stage.service, CODE, HEAD.person), headers={**OWN, **OFFICE, "X": "1"}
    )
    cookies = [each.partition("=")[2].partition(";")[0] for each in answer.headers.get_list("set-cookie")]
    with psycopg.connect(stage.service.db.dsn) as connection:
        rows = connection.execute("SELECT s::text FROM socai.session s").fetchall()
    text = "".join(row for (row,) in rows)
    assert len(cookies) == 2 and not any(cookie in text for cookie in cookies)
    assert "Chrome trên Windows" in text and "Mozilla" not in text


def test_a_person_sees_their_sessions_and_ends_them(stage: Stage) -> None:
    """Those of others are none of theirs."""
    school, sessions = stage.school.log.school, stage.service.sessions
    cookies = [session_of(stage.service, CODE, TEACHER) for _ in range(3)]
    mine = [each for each in sessions.of(school, TEACHER) if each.ended is None]
    assert len(mine) >= 3
    first = sessions.bearer(cookies[0])
    assert first is not None
    assert not sessions.end(school, HEAD.person, first.session)
    assert sessions.end(school, TEACHER, first.session) and not sessions.end(school, TEACHER, first.session)
    sessions.end_all(school, TEACHER, but=next(each.id for each in mine if each.id != first.session))
    assert len([each for each in sessions.of(school, TEACHER) if each.ended is None]) == 1
    after(stage, IDLE)
    assert [each.why for each in sessions.of(school, TEACHER)][:3].count("idle") == 1


def test_a_lost_database_ends_no_session_by_itself(stage: Stage) -> None:
    """The row is the session: another process at the same database knows it at once."""
    from api.service.service import Service

    cookie = session_of(stage.service, CODE, HEAD.person)
    other = Service(stage.settings, stage.clock, stage.service.db.dsn)
    assert other.sessions.bearer(cookie) is not None
    signed_out(stage, cookie)
    assert other.sessions.bearer(cookie) is None
    other.stop()
