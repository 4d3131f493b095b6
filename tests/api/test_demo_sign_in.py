"""The demo's people as buttons: with the flag a click, without it no such address."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from demo.people import HEAD
from demo.school import SIGNED_IN
from tests.api.conftest import Pages

OWN = {"Origin": "http://testserver"}
BUTTON = "/dang-nhap/mau"


def client(pages: Pages, *, demo: bool) -> TestClient:
    """A server with the flag, or without it, over the same school."""
    service = pages.story.service
    service.settings = replace(service.settings, demo=demo)
    return TestClient(create_app(service.settings, service), follow_redirects=False)


def click(browser: TestClient, person: str, **headers: str) -> Any:
    return browser.post(BUTTON, data={"nguoi": person, "ve": "/truong/demo/xac-minh"}, headers=headers or OWN)


def test_a_click_opens_a_session_of_that_person(pages: Pages) -> None:
    """Every person of the demo has a button; what it opens is as weak as a token, and says so."""
    browser = client(pages, demo=True)
    offered = re.findall(r'name="nguoi" value="([^"]+)"', browser.get("/dang-nhap").text)
    assert sorted(offered) == sorted(staff.person for staff in SIGNED_IN)
    answer = click(browser, HEAD.person)
    assert (answer.status_code, answer.headers["location"]) == (303, "/truong/demo/xac-minh")
    assert HEAD.name in browser.get("/truong/demo/xac-minh").text
    told = browser.get("/api/v1/schools/demo/me", headers={"Sec-Fetch-Site": "same-origin"})
    assert told.json()["person"] == HEAD.person
    bearer = pages.story.service.sessions.bearer(browser.cookies["socai"])
    assert bearer is not None and bearer.method == "token"


def test_without_the_flag_there_is_no_such_address(pages: Pages) -> None:
    """Neither a button nor a way past it."""
    browser = client(pages, demo=False)
    assert BUTTON not in browser.get("/dang-nhap").text
    answer = click(browser, HEAD.person)
    assert answer.status_code in (404, 405) and "set-cookie" not in answer.headers


@pytest.mark.parametrize("person", ["", "ai-do", "gv.ngoai", "system", "' OR 1=1 --"])
def test_nobody_else_is_opened_by_it(pages: Pages, person: str) -> None:
    """Whoever the file of the demo does not name."""
    answer = click(client(pages, demo=True), person)
    assert answer.status_code == 401 and "set-cookie" not in answer.headers


def test_no_other_site_presses_a_button(pages: Pages) -> None:
    """As of every form."""
    answer = click(client(pages, demo=True), HEAD.person, Origin="https://evil.example")
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_a_token_that_was_replaced_opens_nothing(pages: Pages) -> None:
    """The buttons are worth as much as the demo's tokens, and no longer."""
    browser, service = client(pages, demo=True), pages.story.service
    person = "gv.bui-quoc-khanh"
    assert click(browser, person).status_code == 303
    service.tokens.issue(pages.story.demo.school.log.school, person, service.clock.now())
    assert click(browser, person).status_code == 401
