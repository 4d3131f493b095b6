"""What a request costs does not grow with what was written before it."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from demo.people import HEAD, pupil_id
from tests.api.conftest import ROOT, TEACHER, Stage

NOTES, REWRITTEN, TIMES = 400, 60, 3


def test_a_note_costs_more_after_every_note(fresh_stage: Stage) -> None:
    """The facts of a school are brought on by what is new, never folded anew (84 ms at 2,500 notes)."""

    def note() -> None:
        assert fresh_stage.post(HEAD.person, f"{ROOT}/journal", text="Kiểm tra máy chủ.").status_code == 201

    first = median(_seconds(note) for _ in range(30))
    for _ in range(NOTES):
        note()
    assert median(_seconds(note) for _ in range(30)) < TIMES * first


def test_a_page_reads_the_whole_history_of_its_book(fresh_stage: Stage) -> None:
    """The book's page, results and progress cost what the books hold, not how often they were changed."""
    stage, bases = fresh_stage, dict.fromkeys((pupil_id(number) for number in range(1, 41)), 0)

    def rewrite(turn: int) -> None:
        cells = [(pupil, "tx1", {"tenths": turn % 100}, base) for pupil, base in bases.items()]
        pos = stage.save(TEACHER, *cells).json()["pos"]
        bases.update({pupil: pos + place for place, pupil in enumerate(bases)})

    def page() -> None:
        assert stage.page(TEACHER, "/truong/demo/so/6A/toan/1").status_code == 200

    def results() -> None:
        for path in ("/classes/6A/results", "/progress?class=6A"):
            assert stage.get(HEAD.person, f"{ROOT}{path}").status_code == 200

    rewrite(1)
    young = [_cpu(page), _cpu(results)]
    for turn in range(2, REWRITTEN + 2):
        rewrite(turn)
    old = [_cpu(page), _cpu(results)]
    assert all(now < TIMES * then for now, then in zip(old, young, strict=True)), (young, old)


def test_facts_wait_for_a_reader_of_the_database(fresh_stage: Stage) -> None:
    """Nobody holds the facts while the database is asked: a slow reader keeps nobody waiting."""
    school = fresh_stage.school
    school.facts()
    with school.kept_facts.lock:
        assert school.facts().size == school.log.head().size


def _cpu(act: Any) -> float:
    """Seconds of this process, the least of five: others on the machine take nothing from them."""
    act()
    taken = []
    for _ in range(5):
        began = time.process_time()
        act()
        taken.append(time.process_time() - began)
    return min(taken)


def _seconds(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
