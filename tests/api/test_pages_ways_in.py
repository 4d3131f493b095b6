"""Pages of one's own ways in: the app and its codes on paper, another password, showing it once more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest

from demo.people import BOARD as BOARDS
from demo.people import CLERK, DEPUTY, HEAD
from domain.words.days import later, parse_instant
from tests.api.conftest import CODE, TEACHER, Stage
from tests.api.reading_pages import words
from tests.keys_of_persons import LOCALHOST, with_passkey
from tests.signed_in import PASSWORD, forget_tries, session_of, with_password

BOARD = BOARDS[0].person
OWN = {"Host": LOCALHOST, "Origin": f"http://{LOCALHOST}"}
TWO, AGAIN, CHANGE = "/tai-khoan/hai-lop", "/xac-nhan", "/tai-khoan/mat-khau"
NEW = "chín con mèo ngủ trưa"


@pytest.fixture(autouse=True)
def unhurried(stage: Stage) -> Iterator[None]:
    forget_tries(stage.service)
    yield
    forget_tries(stage.service)


def send(stage: Stage, path: str, cookie: str, **form: str) -> Any:
    headers = {**OWN, "Cookie": f"socai={cookie}"}
    return stage.client.post(path, headers=headers, data=form, follow_redirects=False)


def see(stage: Stage, path: str, cookie: str) -> Any:
    return stage.client.get(path, headers={**OWN, "Cookie": f"socai={cookie}"})


def opened(stage: Stage, person: str, method: str = "password") -> str:
    with_password(stage.service, CODE, person)
    return session_of(stage.service, CODE, person, method)


def now_of(totp: pyotp.TOTP, stage: Stage, steps: int = 0) -> str:
    return totp.at(int(parse_instant(stage.clock.now()).timestamp()) + 30 * steps)


def with_app(stage: Stage, person: str) -> tuple[str, pyotp.TOTP, list[str]]:
    """A session, the app, and the ten codes that the page has shown."""
    cookie = opened(stage, person)
    stage.school.accounts.forget(person)
    with_password(stage.service, CODE, person)
    offered = send(stage, TWO, cookie, viec="moi")
    secret = re.search(r'name="bi_mat" value="([A-Z2-7]+)"', offered.text)
    assert secret is not None and "<svg" in offered.text
    totp = pyotp.TOTP(secret[1])
    taken = send(stage, TWO, cookie, viec="ma", bi_mat=secret[1], ma=now_of(totp, stage))
    return cookie, totp, re.findall(r"<li><code>([^<]+)</code></li>", taken.text)


def test_an_app_is_switched_on_by_its_first_code_and_gives_ten_codes(stage: Stage) -> None:
    """Without script: a square to scan, its secret in letters, a code, ten codes shown this once."""
    cookie, totp, codes = with_app(stage, TEACHER)
    assert len(set(codes)) == 10
    page = see(stage, TWO, cookie)
    assert "đang bật" in words(page) and "Còn 10/10 mã dự phòng" in words(page)
    assert not any(code in page.text for code in codes) and totp.secret not in page.text
    again = send(stage, TWO, cookie, viec="moi")
    assert (again.status_code, "FACTOR_THERE" in words(again)) == (422, True)


def test_a_wrong_first_code_asks_again_for_the_same_secret(stage: Stage) -> None:
    """What the app has read stays right; nothing is switched on yet."""
    cookie = opened(stage, CLERK.person)
    secret = re.search(r'name="bi_mat" value="([A-Z2-7]+)"', send(stage, TWO, cookie, viec="moi").text)
    assert secret is not None
    wrong = send(stage, TWO, cookie, viec="ma", bi_mat=secret[1], ma="000000")
    assert (wrong.status_code, "CODE_WRONG" in words(wrong)) == (422, True)
    assert f'name="bi_mat" value="{secret[1]}"' in wrong.text
    assert "chưa bật" in words(see(stage, TWO, cookie))
    bent = send(stage, TWO, cookie, viec="ma", bi_mat="A", ma="000000")
    assert bent.status_code == 404


def test_new_codes_end_the_old_ones(stage: Stage) -> None:
    cookie, totp, old = with_app(stage, DEPUTY.person)
    new = re.findall(r"<li><code>([^<]+)</code></li>", send(stage, TWO, cookie, viec="giay").text)
    assert len(new) == 10 and not set(new) & set(old)
    refused = send(stage, AGAIN, cookie, mat_khau=PASSWORD, ma=old[0], ve="/")
    assert (refused.status_code, "CODE_WRONG" in words(refused)) == (422, True)
    assert send(stage, AGAIN, cookie, mat_khau=PASSWORD, ma=new[0], ve="/").status_code == 303
    assert totp.secret


def test_whoever_finds_a_machine_open_changes_no_second_factor(stage: Stage) -> None:
    """Six minutes later the page leads to showing it again, and the forms do nothing."""
    cookie = opened(stage, HEAD.person)
    stage.clock.set(later(stage.clock.now(), minutes=6))
    assert "Xác nhận lại là bạn" in words(see(stage, TWO, cookie))
    for act in ("moi", "ma", "giay"):
        answer = send(stage, TWO, cookie, viec=act, ma="000000")
        assert answer.status_code == 422
        assert "bi_mat" not in answer.text


def test_showing_it_again_makes_the_session_fresh_under_another_cookie(stage: Stage) -> None:
    """And leads back to the page; the cookie before is worth nothing any more."""
    cookie = opened(stage, HEAD.person)
    stage.clock.set(later(stage.clock.now(), minutes=6))
    answer = send(stage, AGAIN, cookie, mat_khau=PASSWORD, ve="/tai-khoan/hai-lop")
    assert (answer.status_code, answer.headers["location"]) == (303, TWO)
    fresh = answer.headers["set-cookie"].split("socai=")[1].split(";")[0]
    bearer = stage.service.sessions.bearer(fresh)
    assert bearer is not None and bearer.age(stage.clock.now()) == 0
    assert see(stage, TWO, cookie).status_code == 401
    assert "Bật ứng dụng xác thực" in words(see(stage, TWO, fresh))


def test_only_ones_own_factors_show_it_again(stage: Stage) -> None:
    """Neither a wrong password, nor a code on paper for a first sign-in, nor less than was shown before."""
    cookie = opened(stage, BOARD)
    wrong = send(stage, AGAIN, cookie, mat_khau="sai", ve="/tai-khoan")
    assert (wrong.status_code, "SIGN_IN_WRONG" in words(wrong)) == (422, True)
    assert 'name="ve" value="/tai-khoan"' in wrong.text
    strong = session_of(stage.service, CODE, BOARD, "totp")
    less = send(stage, AGAIN, strong, mat_khau=PASSWORD, ve="/")
    assert (less.status_code, "FACTOR_WEAKER" in words(less)) == (422, True)
    assert "set-cookie" not in less.headers


@pytest.mark.parametrize("back", ["https://evil.vn/", "//evil.vn", "/\\evil.vn", "javascript:x"])
def test_no_link_sends_people_elsewhere_after_showing_it_again(stage: Stage, back: str) -> None:
    cookie = opened(stage, HEAD.person)
    assert send(stage, AGAIN, cookie, mat_khau=PASSWORD, ve=back).headers["location"] == "/"
    assert "evil" not in see(stage, f"{AGAIN}?ve={back}", opened(stage, HEAD.person)).text


def test_a_passkey_shows_it_again_if_it_is_the_persons_own(stage: Stage) -> None:
    """The colleague's finger at this machine does not refresh the session."""
    mine, _ = with_passkey(stage.service, CODE, TEACHER, BOARD)
    theirs, _ = with_passkey(stage.service, CODE, CLERK.person, BOARD)
    cookie = session_of(stage.service, CODE, TEACHER, "passkey")
    options = send(stage, f"{AGAIN}/khoa/hoi", cookie)
    assert len(options.json()["allowCredentials"]) >= 1
    refused = send(stage, AGAIN, cookie, khoa=json.dumps(theirs.show(options.text)), ve="/tai-khoan")
    assert (refused.status_code, "PASSKEY_REFUSED" in words(refused)) == (422, True)
    options = send(stage, f"{AGAIN}/khoa/hoi", cookie)
    answer = send(stage, AGAIN, cookie, khoa=json.dumps(mine.show(options.text)), ve="/tai-khoan")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tai-khoan")


def test_another_password_ends_every_other_session(stage: Stage) -> None:
    """Somebody may have known the old one."""
    cookie, other = opened(stage, TEACHER), session_of(stage.service, CODE, TEACHER)
    stage.school.accounts.forget(TEACHER)
    with_password(stage.service, CODE, TEACHER)
    twice = send(stage, CHANGE, cookie, cu=PASSWORD, moi=NEW, moi_2=NEW + "x")
    assert (twice.status_code, "PASSWORD_TWICE" in words(twice)) == (422, True)
    short = send(stage, CHANGE, cookie, cu=PASSWORD, moi="ngắn", moi_2="ngắn")
    assert (short.status_code, "PASSWORD_SHORT" in words(short)) == (422, True)
    wrong = send(stage, CHANGE, cookie, cu="sai", moi=NEW, moi_2=NEW)
    assert (wrong.status_code, "SIGN_IN_WRONG" in words(wrong)) == (422, True)
    assert see(stage, "/tai-khoan", other).status_code == 200
    assert send(stage, CHANGE, cookie, cu=PASSWORD, moi=NEW, moi_2=NEW).status_code == 303
    assert [see(stage, "/tai-khoan", each).status_code for each in (cookie, other)] == [200, 401]
    assert NEW not in see(stage, CHANGE, cookie).text


@pytest.mark.parametrize("path", [TWO, CHANGE, AGAIN, f"{AGAIN}/khoa/hoi"])
def test_no_other_site_changes_a_way_in(stage: Stage, path: str) -> None:
    cookie = opened(stage, HEAD.person)
    headers = {"Host": LOCALHOST, "Origin": "https://evil.vn", "Cookie": f"socai={cookie}"}
    answer = stage.client.post(path, headers=headers, data={"viec": "moi"}, follow_redirects=False)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
