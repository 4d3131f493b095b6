"""Two people at one cell, and one command sent twice at once, over real HTTP."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.api.conftest import BOOK, TEACHER, Stage

MANY = 8


def at_once(stage: Stage, url: str, body_of: Callable[[int], dict[str, Any]]) -> list[httpx.Response]:
    """MANY saves to the same book that start together, each over a connection of its own."""
    start = threading.Barrier(MANY)
    headers = stage.as_(TEACHER)

    def save(number: int) -> httpx.Response:
        with httpx.Client(headers=headers) as client:
            start.wait()
            return client.put(f"{url}{BOOK}/cells", json=body_of(number))

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(save, range(MANY)))


def test_no_two_saves_of_one_cell_both_win(stage: Stage, url: str) -> None:
    """One is stored; each of the others is told both values and what it typed."""

    def body(number: int) -> dict[str, Any]:
        cell = {"pupil": "HS0001", "col": "tx1", "value": {"tenths": number}, "base": 0}
        return {"cmd": f"race-{number}", "cells": [cell]}

    answers = at_once(stage, url, body)
    (won,) = [answer for answer in answers if answer.status_code == 200]
    lost = [(number, answer) for number, answer in enumerate(answers) if answer.status_code != 200]
    stored = stage.cell("HS0001", "tx1")
    assert stored["pos"] == won.json()["pos"] and len(lost) == MANY - 1
    for number, answer in lost:
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "STALE_BASE")
        (conflict,) = problem["conflicts"]
        assert conflict["theirs"]["text"] == stored["text"] and conflict["pos"] == stored["pos"]
        assert conflict["mine"]["text"] == f"0,{number}"
        assert problem["input"]["cells"][0]["value"] == {"tenths": number}


def test_no_command_is_applied_twice_however_often_it_comes(stage: Stage, url: str) -> None:
    """A client that repeats before it has an answer gets one receipt, the same each time."""
    cell = {"pupil": "HS0002", "col": "tx1", "value": "7,5", "base": 0}
    size = stage.school.log.head().size
    answers = at_once(stage, url, lambda _number: {"cmd": "once", "cells": [cell]})
    told = [answer.json() for answer in answers]
    assert {answer.status_code for answer in answers} == {200}
    assert all(each["receipt"] == told[0]["receipt"] for each in told)
    assert sorted(each["replayed"] for each in told) == [False] + [True] * (MANY - 1)
    assert stage.school.log.head().size == size + 1
