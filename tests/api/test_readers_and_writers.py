"""Six who write and six who read everything there is: no read is told that something is broken."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

import httpx
import pytest

from api.service.school import PROJECTIONS, head_path
from demo.people import HEAD, pupil_id
from demo.school import teacher_of
from ledger.signing.heads import SignedHeadFile
from projections.fsck.check import fsck
from tests.api.conftest import ROOT, Stage
from tests.api.young import KINDS, Young, pages_of, reads_of

READERS = 6
PAUSE_S = 0.02
ALARMS = ("không phải của cây băm", "không hợp lệ", "sai lệch")
WRITTEN_BY = (("6A", "ngu_van"), ("6A", "ngoai_ngu"), ("6B", "toan"), ("6B", "ngu_van"))


class Crowd:
    """Who reads and writes until the readers have read everything."""

    def __init__(self, young: Young, url: str) -> None:
        self.young, self.stage, self.url = young, young.stage, url
        self.over = threading.Event()
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def write_marks(self, klass: str, subject: str) -> None:
        """A teacher's column, again and again."""
        pupils = [pupil_id(number) for number in (range(1, 6) if klass == "6A" else range(41, 46))]
        book = f"{ROOT}/books/{klass}/{subject}/1"
        bases, turn = {pupil: self.stage.cell(pupil, "tx1", book=book)["pos"] for pupil in pupils}, 0
        while not self.over.wait(PAUSE_S):
            turn += 1
            cells = [
                {"pupil": pupil, "col": "tx1", "value": {"tenths": turn % 100}, "base": base}
                for pupil, base in bases.items()
            ]
            body = {"cmd": f"{klass}-{subject.replace('_', '-')}-{turn}", "cells": cells}
            answer = self._ask(teacher_of(klass, subject), "PUT", f"{book}/cells", body)
            if answer is not None:
                bases = {pupil: answer.json()["pos"] + place for place, pupil in enumerate(pupils)}

    def write_notes(self, name: str) -> None:
        """A line of the journal, or a person."""
        turn = 0
        while not self.over.wait(PAUSE_S):
            turn += 1
            body = {"cmd": f"{name}-{turn}", "text": "Việc."}
            self._ask(HEAD.person, "POST", f"{ROOT}/journal", body)
            person = {"cmd": f"{name}-p-{turn}", "person": f"{name}{turn}", "name": "Người"}
            self._ask(HEAD.person, "POST", f"{ROOT}/people", person)

    def seal_and_check(self) -> None:
        """Heads are signed and the database is checked meanwhile."""
        school = self.stage.school
        while not self.over.wait(2.0):
            school.seal()
            note = SignedHeadFile(head_path(school.settings, school.log.origin)).read()
            found = fsck(school.log, PROJECTIONS, note)
            self.counts["checks"] += 1
            self.wrong += [f"fsck: {each}" for each in found]

    def read(self, number: int, paths: list[str]) -> None:
        """A share of everything, in an order of one's own."""
        paths = paths[number::READERS]
        random.Random(number).shuffle(paths)
        for path in paths:
            answer = self._ask(HEAD.person, "GET", path)
            if answer is not None and path.endswith("xac-minh"):
                self.wrong += [f"{path}: {alarm}" for alarm in ALARMS if alarm in answer.text]

    def _ask(self, person: str, method: str, path: str, body: object = None) -> httpx.Response | None:
        headers = self.stage.as_(person) if path.startswith("/api/") else self.stage.signed_in(person)
        answer = httpx.request(method, f"{self.url}{path}", headers=headers, json=body, timeout=60)
        self.counts["reads" if method == "GET" else "writes"] += 1
        if answer.status_code < 300:
            return answer
        self.wrong.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return None


def test_a_read_is_told_that_views_are_broken_because_others_write(
    stage: Stage,
    url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every address, page and list, now and as of a moment; the check of the database finds nothing, too."""
    young = Young(stage)
    for kind in KINDS:
        getattr(young, kind)(1)
    stage.school.views()
    stage.school.seal()
    paths = [*reads_of(young).values(), *pages_of(young).values()]
    crowd = Crowd(young, url)
    jobs: list[Callable[[], None]] = [
        *(lambda place=place: crowd.write_marks(*place) for place in WRITTEN_BY),
        *(lambda name=name: crowd.write_notes(name) for name in ("n", "m")),
        crowd.seal_and_check,
    ]
    beside = [threading.Thread(target=job) for job in jobs]
    readers = [threading.Thread(target=crowd.read, args=(number, paths)) for number in range(READERS)]
    began = time.monotonic()
    for thread in [*beside, *readers]:
        thread.start()
    for thread in readers:
        thread.join()
    crowd.over.set()
    for thread in beside:
        thread.join()
    with capsys.disabled():
        print(f"{dict(crowd.counts)} in {time.monotonic() - began:.0f} s ", end="")
    assert crowd.wrong == []
    assert crowd.counts["writes"] > READERS and crowd.counts["checks"]


def _teachers() -> list[str]:
    return [teacher_of(*place) for place in WRITTEN_BY]
