"""Honest work under hostile load, on the served product: slower, but right, and nothing grows."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import quantiles

import pytest

from tests.served.hostile import HONEST, Crowd, Teacher, attackers
from tests.served.product import Product

QUIET_SHARE = 0.3


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]


def resident_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def work(product: Product, teachers: list[Teacher], seconds: float, hostile: bool) -> list[float]:
    """Lets all work for that long; gives the server's memory at its quarters."""
    crowd, memory = Crowd(), []
    for teacher in teachers:
        teacher.seconds.clear()
        crowd.add(teacher.act, 0.05)
    for act, pause in attackers(product) if hostile else []:
        crowd.add(act, pause)
    try:
        for _ in range(4):
            time.sleep(seconds / 4)
            memory.append(resident_mib(product.process.pid))
            assert product.ask("GET", "/health/ready").status == 200
    finally:
        crowd.end()
    assert crowd.faults == []
    return memory


@pytest.mark.parametrize("seconds", [20, pytest.param(600, marks=pytest.mark.nightly)])
def test_honest_work_goes_on_under_hostile_load(product: Product, seconds: float) -> None:
    """Every acknowledged mark is there, memory is flat, and readiness is what it says.

    How much slower honest saves become is printed; by night it may be three times, by day there is no hang.
    """
    teachers = [Teacher(product, person) for person in HONEST]
    work(product, teachers, seconds * QUIET_SHARE, hostile=False)
    quiet = p95([each for teacher in teachers for each in teacher.seconds])
    memory = work(product, teachers, seconds, hostile=True)
    loud = p95([each for teacher in teachers for each in teacher.seconds])
    saved = sum(len(teacher.seconds) for teacher in teachers)
    print(f"{saved} honest saves, p95 {1e3 * quiet:.0f} ms quiet, {1e3 * loud:.0f} ms loud, {memory} MiB")
    for teacher, person in zip(teachers, HONEST, strict=True):
        cells = product.ask("GET", teacher.path, person).json()["cells"]
        found = {cell["pupil"]: (cell["value"], cell["pos"]) for cell in cells if cell["col"] == "tx1"}
        assert found == teacher.stored and len(found) > 5
    assert memory[-1] < memory[0] * 1.25 + 30
    assert loud < (3 * quiet + 0.05 if seconds > 100 else 10)
