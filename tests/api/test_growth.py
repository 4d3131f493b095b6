"""What a request costs does not grow with what was written before it."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from api.demo.people import HEAD
from tests.api.conftest import ROOT, Stage

NOTES, TIMES = 400, 3


def test_a_note_costs_more_after_every_note(fresh_stage: Stage) -> None:
    """The facts of a school are brought on by what is new, never folded anew (84 ms at 2,500 notes)."""

    def note() -> None:
        assert fresh_stage.post(HEAD.person, f"{ROOT}/journal", text="Kiểm tra máy chủ.").status_code == 201

    first = median(_seconds(note) for _ in range(30))
    for _ in range(NOTES):
        note()
    assert median(_seconds(note) for _ in range(30)) < TIMES * first


def test_facts_wait_for_a_reader_of_the_database(fresh_stage: Stage) -> None:
    """Nobody holds the facts while the database is asked: a slow reader keeps nobody waiting."""
    school = fresh_stage.school
    school.facts()
    with school._facts_lock:
        assert school.facts().size == school.log.head().size


def _seconds(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
