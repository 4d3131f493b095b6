"""No list is endless: each comes in pages, which together are the whole."""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.http.paging import MOST
from demo.people import BOARD, HEAD
from tests.api.conftest import ROOT, Stage

LISTS = (
    "/classes",
    "/people",
    "/windows",
    "/closes",
    "/archives",
    "/dossiers",
    "/rectifications",
    "/progress",
)
PAGED = (*LISTS, "/decisions", "/lists/appointments", "/lists/journal")


def pages_of(stage: Stage, path: str, limit: int) -> list[list[Any]]:
    """What is told page by page, following `Link`."""
    found, address = [], f"{ROOT}{path}?limit={limit}"
    while address:
        answer = stage.get(HEAD.person, address)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found.append(body["rows"] if isinstance(body, dict) else body)
        link = re.fullmatch('<(.+)>; rel="next"', answer.headers.get("link", ""))
        address = link[1] if link else ""
    return found


@pytest.mark.parametrize("path", PAGED)
def test_pages_together_are_the_list(stage: Stage, path: str) -> None:
    """Nothing twice, nothing left out, in the same order; and no page is longer than was asked for."""
    (whole,) = pages_of(stage, path, MOST)
    parts = pages_of(stage, path, 3)
    assert [row for part in parts for row in part] == whole
    assert all(len(part) <= 3 for part in parts) and len(parts) == max(1, -(-len(whole) // 3))


@pytest.mark.parametrize(
    "query", ["limit=0", f"limit={MOST + 1}", "after=-1", "limit=x", "after=99999999999"]
)
def test_a_page_that_nobody_can_ask_for(stage: Stage, query: str) -> None:
    """422, and nothing of the list."""
    assert stage.get(HEAD.person, f"{ROOT}/people?{query}").status_code == 422


def test_a_page_beyond_the_end_is_empty(stage: Stage) -> None:
    """And leads nowhere."""
    answer = stage.get(HEAD.person, f"{ROOT}/people?after=4000")
    assert (answer.status_code, answer.json(), answer.headers.get("link")) == (200, [], None)


def test_the_start_page_tells_one_year_at_a_time(stage: Stage) -> None:
    """The newest first; a former one by its link; what is no year is the newest."""
    plan = {"subject": "toan", "name": "Toán", "kind": "score", "periods": 1400, "tx": 4, "semesters": [1, 2]}
    new = {"class": "6X", "name": "6X", "grade": 6, "year": "2021-2022", "regime": "TT22_2021"}
    opened = stage.post(BOARD[0].person, f"{ROOT}/classes", **new, subjects=[plan])
    assert opened.status_code == 201, opened.text

    def told(query: str) -> tuple[bool, bool]:
        page = stage.page(HEAD.person, f"/{query}")
        assert page.status_code == 200
        return "Lớp 6A" in page.text, "Lớp 6X" in page.text

    assert told("") == told("?nam=1850-1851") == told("?nam=%00<b>") == (False, True)
    assert told("?nam=2020-2021") == (True, False)
