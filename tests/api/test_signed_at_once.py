"""Many signed acts at once over real HTTP, at one log."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.conftest import TEACHER, Stage
from tests.api.signers import CELLS, certify, line, require_sound, with_passkey
from tests.school.signer import Key, Passkey

MANY = 50


@pytest.fixture(scope="module")
def passkey(stage: Stage) -> Passkey:
    return with_passkey(stage, TEACHER)


@pytest.fixture(scope="module")
def device(stage: Stage, passkey: Passkey) -> Key:
    return certify(stage, TEACHER, passkey)


def test_fifty_signed_saves_at_once_are_each_written_under_their_own_signature(
    stage: Stage, url: str, device: Key, tmp_path: Path
) -> None:
    """Decided in groups, in whatever order: no signature comes to stand over another command."""
    start = threading.Barrier(MANY)
    head = stage.school.head_seen()._asdict()
    origin, now = stage.school.log.origin, stage.clock.now()
    headers = stage.as_(TEACHER)  # once: of two tokens made at once the older one ends

    def save(number: int) -> httpx.Response:
        pupil, col = f"HS{number // 2 + 1:04}", ("tx1", "tx2")[number % 2]
        data = {"pupil": pupil, "col": col, "value": number, "late": None}
        said = [["book/6A/toan/1", "MarkEntered", data]]
        shown: dict[str, Any] = {"origin": origin, "person": TEACHER, "role": "teacher", "entries": said}
        sign = device.sign(f"at-once-{number}", {**shown, "head": head, "now": now, "salts": []})
        cell = {"pupil": pupil, "col": col, "value": {"tenths": number}, "base": 0}
        body = {"cmd": f"at-once-{number}", "cells": [cell], "sign": sign}
        with httpx.Client(headers=headers, timeout=60) as client:
            start.wait()
            return client.put(f"{url}{CELLS}", json=body)

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(save, range(MANY)))
    assert {answer.status_code for answer in answers} == {200}, [each.text for each in answers][:3]
    for number, answer in enumerate(answers):
        stored = line(stage, answer.json()["pos"])
        assert (stored["cmd"], stored["data"]["value"]) == (f"at-once-{number}", number)
        assert stored["sign"]["key"] == device.pos
    assert require_sound(stage, tmp_path / "export")["persons"] >= MANY
