"""The page of the school's accounts: how each stands, and strips with codes for a first sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from demo.people import BOARD as BOARDS
from demo.people import CLERK, DEPUTY, HEAD
from domain.words.days import later
from tests.api.conftest import CODE, HOMEROOM_6A, OTHER_TEACHER, TEACHER, Stage
from tests.api.reading_pages import words
from tests.signed_in import forget_tries, session_of, with_password

BOARD = BOARDS[0].person
PAGE = "/truong/demo/tai-khoan"
DECISION = {"so": "12/QĐ-THCS", "ngay": "15/10/2020"}


@pytest.fixture(autouse=True)
def unhurried(stage: Stage) -> Iterator[None]:
    forget_tries(stage.service)
    yield


def send(stage: Stage, cookie: str, people: list[str], **form: str) -> Any:
    headers = {"Cookie": f"socai={cookie}", "Origin": "http://testserver"}
    typed = {"cmd": f"acc-{stage.school.log.head().size}", **form, "nguoi": people}
    return stage.client.post(PAGE, headers=headers, data=typed, follow_redirects=False)


def see(stage: Stage, cookie: str) -> Any:
    return stage.client.get(PAGE, headers={"Cookie": f"socai={cookie}"})


def strips(page: Any) -> dict[str, str]:
    """Person -> code, as they are printed."""
    found = re.findall(r"<li><strong>.*?</li>", page.text, re.S)
    return dict(tuple(re.findall(r"<code>([^<]+)</code>", each)) for each in found)  # type: ignore[misc]


def test_codes_are_made_once_for_whom_the_log_opens_an_account(stage: Stage) -> None:
    """By a decision, one strip a person; the code opens a first sign-in, and is never shown again."""
    board = session_of(stage.service, CODE, BOARD, "totp")
    page = send(stage, board, [TEACHER, HOMEROOM_6A], **DECISION)
    codes = strips(page)
    assert (page.status_code, set(codes)) == (200, {TEACHER, HOMEROOM_6A}), words(page)
    opened = [e for e in stage.school.log.stream(f"person/{TEACHER}") if e.type == "AccountOpened"]
    assert [each.data["decision"]["no"] for each in opened] == ["12/QĐ-THCS"]
    typed = {"truong": CODE, "nguoi": TEACHER, "mat_khau": codes[TEACHER], "ve": "/"}
    first = stage.client.post("/dang-nhap", data=typed, headers={"Origin": "http://testserver"})
    assert "Đặt mật khẩu của bạn" in words(first)
    later_look = see(stage, board)
    assert "đã cấp mã, chờ đăng nhập lần đầu" in words(later_look)
    assert not any(code in later_look.text for code in codes.values())


def test_without_a_decision_nobody_who_has_none_gets_an_account(stage: Stage) -> None:
    """What was typed and chosen stays; the others of the same form are served."""
    board = session_of(stage.service, CODE, BOARD, "totp")
    send(stage, board, [CLERK.person], **DECISION)
    size = stage.school.log.head().size
    page = send(stage, board, [OTHER_TEACHER, CLERK.person], so="", ngay="31/02/2020")
    assert page.status_code == 422 and set(strips(page)) == {CLERK.person}
    assert f"{OTHER_TEACHER}: chưa mở tài khoản" in words(page)
    assert re.search(rf'value="{re.escape(OTHER_TEACHER)}"[^>]* checked', page.text)
    assert 'value="31/02/2020"' in page.text
    assert stage.school.log.head().size == size


def test_who_has_a_password_gets_no_new_code_by_one_person(stage: Stage) -> None:
    board = session_of(stage.service, CODE, BOARD, "totp")
    send(stage, board, [DEPUTY.person], **DECISION)
    with_password(stage.service, CODE, DEPUTY.person)
    assert "đang dùng" in words(see(stage, board))
    page = send(stage, board, [DEPUTY.person], **DECISION)
    assert page.status_code == 422 and "ACCOUNT_IN_USE" in words(page) and not strips(page)


def test_a_machine_left_open_makes_no_codes(stage: Stage) -> None:
    """Six minutes later: neither an account is opened nor a code made; the page leads to showing it again."""
    board = session_of(stage.service, CODE, BOARD, "totp")
    stage.clock.set(later(stage.clock.now(), minutes=6))
    size = stage.school.log.head().size
    page = send(stage, board, [OTHER_TEACHER], **DECISION)
    assert page.status_code == 422 and "FACTOR_STALE" in words(page) and not strips(page)
    assert "/xac-nhan?ve=/truong/demo/tai-khoan" in page.text
    assert stage.school.log.head().size == size


@pytest.mark.parametrize("people", [[], ["khong.co"], [BOARD], ["x" * 5000], ["\x00"], ["a"] * 201])
def test_nobody_is_served_who_is_not_there(stage: Stage, people: list[str]) -> None:
    """Nor oneself."""
    board = session_of(stage.service, CODE, BOARD, "totp")
    size = stage.school.log.head().size
    page = send(stage, board, people, **DECISION)
    assert page.status_code == 422 and not strips(page)
    assert stage.school.log.head().size == size


@pytest.mark.parametrize("person", [TEACHER, CLERK.person])
def test_who_manages_no_accounts_sees_none(stage: Stage, person: str) -> None:
    cookie = session_of(stage.service, CODE, person, "totp")
    assert see(stage, cookie).status_code == 403
    assert send(stage, cookie, [HEAD.person], **DECISION).status_code == 403
