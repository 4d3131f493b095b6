"""The page of one's own tokens: made and shown once, for one purpose, ended by their owner alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from demo.people import CLERK, HEAD
from domain.words.days import later
from tests.api.conftest import CODE, ROOT, Stage
from tests.api.reading_pages import words
from tests.signed_in import session_of

PAGE = "/tai-khoan/ma-truy-cap"


def send(stage: Stage, cookie: str, **form: str) -> Any:
    headers = {"Cookie": f"socai={cookie}", "Origin": "http://testserver"}
    return stage.client.post(PAGE, headers=headers, data=form, follow_redirects=False)


def see(stage: Stage, cookie: str) -> Any:
    return stage.client.get(PAGE, headers={"Cookie": f"socai={cookie}"})


def ask(stage: Stage, token: str) -> int:
    return int(stage.client.get(f"{ROOT}/me", headers={"Authorization": f"Bearer {token}"}).status_code)


def test_a_token_is_shown_once_works_and_ends(stage: Stage) -> None:
    """And nobody else sees or ends it."""
    mine, theirs = (session_of(stage.service, CODE, who.person, "totp") for who in (HEAD, CLERK))
    made = send(stage, mine, viec="đồng bộ thời khóa biểu", ngay="31/12/2020")
    (token,) = re.findall(r'<code class="digest">(sct_[^<]+)</code>', made.text)
    assert ask(stage, token) == 200
    page = see(stage, mine)
    assert token not in page.text and "đồng bộ thời khóa biểu chỉ đọc" in words(page)
    (one,) = re.findall(r'name="het" value="([0-9a-f]+)"', page.text)
    assert "đồng bộ" not in see(stage, theirs).text
    refused = send(stage, theirs, het=one)
    assert (refused.status_code, "UNKNOWN_TOKEN" in words(refused)) == (422, True)
    assert ask(stage, token) == 200
    assert send(stage, mine, het=one).status_code == 200
    assert ask(stage, token) == 401


@pytest.mark.parametrize(
    ("viec", "ngay"),
    [("", "31/12/2020"), ("x", ""), ("x", "31/02/2021"), ("x", "01/01/2030"), ("x" * 101, "31/12/2020")],
)
def test_a_token_needs_a_purpose_and_an_end(stage: Stage, viec: str, ngay: str) -> None:
    """What was typed stays."""
    cookie = session_of(stage.service, CODE, HEAD.person, "totp")
    answer = send(stage, cookie, viec=viec, ngay=ngay)
    assert answer.status_code == 422 and "sct_" not in answer.text
    assert f'value="{ngay}"' in answer.text


def test_a_machine_left_open_makes_no_token(stage: Stage) -> None:
    cookie = session_of(stage.service, CODE, HEAD.person, "totp")
    stage.clock.set(later(stage.clock.now(), minutes=6))
    answer = send(stage, cookie, viec="x", ngay="31/12/2020")
    assert (answer.status_code, "FACTOR_STALE" in words(answer)) == (422, True)
    assert "/xac-nhan?ve=/tai-khoan/ma-truy-cap" in answer.text
