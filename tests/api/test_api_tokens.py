"""Tokens of programs: for one purpose, with an end, and some that only read."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from api.service.problem import Problem
from demo.people import HEAD
from domain.words.days import instant, parse_instant
from tests.api.conftest import BOOK, ROOT, TEACHER, Stage

DAY = timedelta(days=1)


def issue(stage: Stage, *, writes: bool, lasts: timedelta = DAY) -> tuple[str, str]:
    ends = parse_instant(stage.clock.now()) + lasts
    school = stage.school.log.school
    return stage.service.api_tokens.issue(school, TEACHER, "đồng bộ điểm", ends, writes=writes)


def with_token(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_that_reads_writes_nothing(stage: Stage) -> None:
    """403 with a code, whatever the method and address; it reads what its owner reads."""
    _, token = issue(stage, writes=False)
    assert stage.client.get(BOOK, headers=with_token(token)).status_code == 200
    assert stage.client.head(BOOK, headers=with_token(token)).status_code == 200
    size = stage.school.log.head().size
    cells = {"cmd": "r1", "cells": [{"pupil": "HS0020", "col": "tx1", "value": "8", "base": 0}]}
    for method, path in (("PUT", f"{BOOK}/cells"), ("POST", f"{ROOT}/attachments"), ("DELETE", BOOK)):
        answer = stage.client.request(method, path, json=cells, headers=with_token(token))
        assert (answer.status_code, answer.json()["code"]) == (403, "TOKEN_READS_ONLY")
    assert stage.school.log.head().size == size


def test_a_token_that_writes_is_named_in_the_entry(stage: Stage) -> None:
    """By its id, so that its owner knows which of them it was."""
    one, token = issue(stage, writes=True)
    cells = {"cmd": "w1", "cells": [{"pupil": "HS0021", "col": "tx1", "value": "8", "base": 0}]}
    answer = stage.client.put(f"{BOOK}/cells", json=cells, headers=with_token(token))
    assert answer.status_code == 200, answer.text
    (entry,) = stage.school.log.entries(answer.json()["pos"], answer.json()["pos"] + 1)
    assert entry.actor["proof"]["session"] == one and entry.actor["proof"]["method"] == "token"


@pytest.mark.parametrize("lasts", [timedelta(0), -DAY, timedelta(days=400, seconds=5)])
def test_a_token_has_an_end(stage: Stage, lasts: timedelta) -> None:
    """After now, and within 400 days."""
    with pytest.raises(Problem) as error:
        issue(stage, writes=True, lasts=lasts)
    assert error.value.code == "TOKEN_PERIOD"


def test_an_ended_or_revoked_token_opens_nothing(fresh_stage: Stage) -> None:
    """From that instant on, and in the same words as one that never was."""
    stage = fresh_stage
    one, revoked = issue(stage, writes=True)
    _, ended = issue(stage, writes=True)
    school, tokens = stage.school.log.school, stage.service.api_tokens
    assert not tokens.revoke(school, HEAD.person, one, HEAD.person)
    assert tokens.revoke(school, TEACHER, one, HEAD.person) and not tokens.revoke(
        school, TEACHER, one, TEACHER
    )
    stage.clock.set(instant(parse_instant(stage.clock.now()) + DAY))
    told = {token: stage.client.get(BOOK, headers=with_token(token)) for token in (revoked, ended, "sct_x")}
    assert {(answer.status_code, answer.json()["code"]) for answer in told.values()} == {
        (401, "TOKEN_UNKNOWN")
    }
    row = next(each for each in tokens.of(school, TEACHER) if each.id == one)
    assert (row.revoker, row.used) == (HEAD.person, None)


def test_no_token_stands_in_the_database(stage: Stage) -> None:
    """Its SHA-256 does."""
    _, token = issue(stage, writes=True)
    stage.client.get(BOOK, headers=with_token(token))
    with psycopg.connect(stage.service.db.dsn) as connection:
        rows = connection.execute("SELECT t::text FROM socai.api_token t").fetchall()
    assert token not in str(rows) and token[4:] not in str(rows)
    used = [each.used for each in stage.service.api_tokens.of(stage.school.log.school, TEACHER)]
    assert used[0] is not None


def test_the_token_of_the_operator_and_those_of_programs_do_not_end_one_another(stage: Stage) -> None:
    """Each by its own road."""
    _, token = issue(stage, writes=True)
    stage.service.tokens.issue(stage.school.log.school, TEACHER, stage.clock.now())
    assert stage.service.api_tokens.bearer(token) is not None
