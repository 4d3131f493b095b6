"""The check of the database as a job: by whom, one at a time, beside all other work, its outcome kept."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from api.service.service import Service
from demo.people import BOARD, CLERK, DEPUTY, HEAD
from tests.api.conftest import ROOT, TEACHER, Stage

FSCK, PAGE = f"{ROOT}/fsck", "/truong/demo/xac-minh"
PATIENCE_S = 120.0


def ended(stage: Stage) -> dict[str, Any]:
    """The check, once it is over."""
    deadline = time.monotonic() + PATIENCE_S
    while (told := stage.get(HEAD.person, FSCK).json())["state"] not in ("done", "failed"):
        assert time.monotonic() < deadline, told
        assert told["done"] <= told["total"]
        time.sleep(0.1)
    return dict(told)


@pytest.mark.parametrize("person", [TEACHER, CLERK.person])
def test_somebody_without_the_right_lets_the_server_work(stage: Stage, person: str) -> None:
    """Neither by the API nor by the page; and no outcome's values."""
    for answer in (stage.send(person, "POST", FSCK), stage.get(person, FSCK)):
        assert (answer.status_code, answer.json()["code"]) == (403, "NOT_READABLE")
    posted = stage.client.post(PAGE, headers=stage.signed_in(person))
    assert posted.status_code == 403
    assert "Đối chiếu ngay" not in stage.client.get(PAGE, headers={"Cookie": _cookie(stage, person)}).text
    assert stage.get(HEAD.person, FSCK).json()["state"] == "never"


def test_forty_calls_are_forty_checks(fresh_stage: Stage) -> None:
    """One job, whoever asks how often; writes go on meanwhile, and its outcome outlives the server."""
    stage = fresh_stage
    people = [HEAD.person, DEPUTY.person, BOARD[0].person, BOARD[1].person]
    for person in people:
        stage.as_(person)
    with ThreadPoolExecutor(40) as pool:
        asked = list(
            pool.map(lambda nr: stage.client.post(FSCK, headers=stage.as_(people[nr % 4])), range(40))
        )
    assert {answer.status_code for answer in asked} == {201}
    assert len({answer.json()["asked"] for answer in asked}) == 1
    assert stage.save(TEACHER, ("HS0001", "tx1", "7,5", 0)).status_code == 200
    told = ended(stage)
    assert (told["state"], told["found"], told["findings"]) == ("done", 0, []) and told["entries"] > 100
    assert told["done"] == told["total"] > told["entries"]
    later = Service(stage.settings, stage.clock, stage.service.db.dsn)
    kept = later.checks.newest(later.school("demo"))
    later.stop()
    assert kept is not None and (kept.state, kept.by, kept.ended) == ("done", told["by"], told["ended"])
    path = next(stage.settings.checks.iterdir())
    assert path.stat().st_mode & 0o077 == 0


def test_the_page_begins_a_check_that_nobody_can_follow(fresh_stage: Stage) -> None:
    """What was found is told on the page and by the API, until the next check."""
    stage = fresh_stage
    with psycopg.connect(stage.service.db.dsn, autocommit=True) as admin:
        admin.execute("ALTER TABLE socai.entry DISABLE TRIGGER USER")
    headers = {"Cookie": _cookie(stage, HEAD.person), "Origin": "http://testserver"}
    posted = stage.client.post(PAGE, headers=headers)
    assert posted.status_code == 200
    told = ended(stage)
    assert {each["code"] for each in told["findings"]} == {"CATALOG_CHANGED"} and told["found"] >= 1
    text = stage.client.get(PAGE, headers=headers).text
    assert "CATALOG_CHANGED" in text and "Lần đối chiếu gần nhất" in text


def test_a_check_that_cannot_be_ended_says_that_all_is_well(
    fresh_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies tells nothing about the database, and the next check may begin."""
    stage = fresh_stage
    monkeypatch.setattr(stage.service.checks, "_dsn", "postgresql://127.0.0.1:1/nothing")
    assert stage.send(HEAD.person, "POST", FSCK).status_code == 201
    told = ended(stage)
    assert (told["state"], told["found"]) == ("failed", 0)
    headers = {"Cookie": _cookie(stage, HEAD.person), "Origin": "http://testserver"}
    text = stage.client.get(PAGE, headers=headers).text
    assert "không chạy hết" in text and "không có sai lệch" not in text and "Đối chiếu ngay" in text


def _cookie(stage: Stage, person: str) -> str:
    return stage.signed_in(person)["Cookie"]
