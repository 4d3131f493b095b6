"""What a crash leaves beside the log goes after some days, and nothing that an entry names ever does."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from api.service.archiving import sweep_safely
from api.service.school import School
from demo.people import BOARD, HEAD
from domain.words.days import parse_instant
from ledger.beside.attachments import Attachments
from ledger.beside.pupil_keys import commitment
from ledger.form.canonical import unb64
from tests.api.conftest import BOOK, HOMEROOM_6A, ROOT, TEACHER, Stage

BEFORE, AFTER, NOT_AT_ALL = "before", "after", "not at all"
POINTS = (BEFORE, AFTER, NOT_AT_ALL)
KINDS = ("profile", "staff", "enrol", "upload", "evidence")
STEPS = 30


class Died(Exception):
    """The process is gone: no handler knows this, so nothing is given up."""


class Crashing:
    """A school at work that dies before or after what is stored is named, or not at all."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch, chance: Random) -> None:
        self.stage = stage
        self.chance = chance
        self._monkeypatch = monkeypatch
        self._made = 0

    @contextmanager
    def dying(self, point: str, *where: tuple[type, str]) -> Iterator[None]:
        with self._monkeypatch.context() as patch:
            for owner, name in where if point != NOT_AT_ALL else ():
                patch.setattr(owner, name, _dying(getattr(owner, name), point))
            yield

    def step(self, kind: str, point: str) -> None:
        """One act of that kind, with a value of few or of its own; sometimes one that is refused."""
        self._made += 1
        value = f"0905 {self.chance.choice([1, 2, self._made])}"
        base = self.chance.choice([0, 0, 99999])
        with self.dying(point, *(((Attachments, "put"),) if kind == "upload" else ((School, "execute"),))):
            getattr(self, kind)(value, base)

    def profile(self, value: str, base: int) -> None:
        pupil = self.chance.choice(["HS0001", "HS0002"])
        base = base or self._cell(pupil)
        cell = {"pupil": pupil, "col": "dien_thoai", "value": value, "base": base}
        self.stage.send(HOMEROOM_6A, "PUT", f"{ROOT}/books/6A/profile/1/cells", cells=[cell])

    def staff(self, value: str, base: int) -> None:
        self.stage.send(
            BOARD[0].person, "PUT", f"{ROOT}/people/{TEACHER}/profile/phone", value=value, base=base
        )

    def enrol(self, value: str, base: int) -> None:
        number = f"{value[5:]}-{base}" if self.chance.random() < 0.5 else str(self._made)
        pupil = {"pupil": f"T{number}", "register": f"T{number}", "name": "A Lơi", "born": "2009-01-02"}
        self.stage.post(
            BOARD[0].person, f"{ROOT}/classes/6A/pupils", pupils=[{**pupil, "from": "2020-10-01"}]
        )

    def upload(self, value: str, _base: int) -> None:
        headers = self.stage.as_(TEACHER)
        files = {"file": ("scan.pdf", value.encode())}
        self.stage.client.post(f"{ROOT}/attachments", headers=headers, files=files)

    def evidence(self, value: str, base: int) -> None:
        cell = self.stage.cell("HS0001", "tx1")
        item = {
            "pupil": "HS0001",
            "col": "tx1",
            "value": "9,9",
            "base": base or cell["pos"],
            "reason": "Nhầm",
        }
        place = {"dossier": f"D-{self._made}", "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"}
        content = [{"content": "QUJD" * (1 + len(value)) + "QUJ" + self.chance.choice("ABCDEFGH")}]
        self.stage.post(TEACHER, f"{ROOT}/dossiers", **place, items=[item], evidence=content)

    def _cell(self, pupil: str) -> int:
        cells = self.stage.get(HOMEROOM_6A, f"{ROOT}/books/6A/profile/1").json()["cells"]
        found = [c["pos"] for c in cells if (c["pupil"], c["col"]) == (pupil, "dien_thoai")]
        return found[0] if found else 0


def _dying(kept: Any, point: str) -> Any:
    def dies(*given: Any, **named: Any) -> Any:
        if point == AFTER:
            kept(*given, **named)
        raise Died

    return dies


def sql(stage: Stage, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(stage.service.db.dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def held(stage: Stage) -> tuple[set[Any], set[Any], set[Path]]:
    """Texts and keys by their commitments, and files."""
    texts = {row[0] for row in sql(stage, "SELECT commitment FROM socai.personal_text")}
    keys = {commitment(bytes(row[0])) for row in sql(stage, "SELECT key FROM socai.pupil_key")}
    folder = stage.school.attachments.path(bytes(32)).parents[1]
    return texts, keys, {path for path in folder.rglob("*") if path.is_file()}


def named(stage: Stage) -> tuple[set[str], set[str], set[Path]]:
    """The same, of all that some entry names."""
    texts, keys, files = set(), set(), set()
    for line in stage.school.log.lines():
        texts |= set(re.findall(r'"(h:[^"]+)"', line.decode()))
    for entry in stage.school.log.entries():
        if entry.type == "PupilEnrolled":
            keys.add(entry.data["key"])
        for digest in entry.data.get("evidence", ()):
            path = stage.school.attachments.path(unb64(digest, 32))
            files |= {path}
    return texts, keys, files | papers(stage)


def papers(stage: Stage) -> set[Path]:
    """The files of decisions that the demo school has handed in, which are texts made of their numbers."""
    found = (entry.data.get("decision") for entry in stage.school.log.entries())
    numbers = {paper["no"] for paper in found if paper}
    made = (hashlib.sha256(f"demo/{number}".encode()).digest() for number in numbers)
    return {stage.school.attachments.path(digest) for digest in made}


def days_pass(stage: Stage, days: int) -> None:
    """For the database's clock and the school's."""
    sql(stage, f"UPDATE socai.claim SET at = at - interval '{days} days'")
    sql(stage, f"UPDATE socai.upload SET at = at - interval '{days} days'")


def sweep(stage: Stage) -> None:
    """As long as there is something to do."""
    for _ in range(20):
        sweep_safely(stage.school)


@pytest.fixture
def begun(fresh_stage: Stage) -> Stage:
    """A published column, and a window for telephones."""
    fresh_stage.demo.enter(["tx1"], ["6A"])
    assert fresh_stage.post(TEACHER, f"{BOOK}/columns/tx1/publish").status_code == 200
    body = {"window": "w-1", "year": "2020-2021", "semester": 1, "cols": ["dien_thoai"], "classes": ["6A"]}
    times = {"from": "2020-10-01T00:00:00Z", "to": "2020-12-01T00:00:00Z"}
    made = fresh_stage.post(HEAD.person, f"{ROOT}/windows", **body, **times, decision=fresh_stage.decision())
    assert made.status_code == 201, made.text
    return fresh_stage


@pytest.mark.parametrize("seed", range(3))
def test_after_any_crashes_what_is_named_stays_and_the_rest_goes(
    begun: Stage, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Acts of each kind that die at each point, refused ones, and the same values again, before and after."""
    stage, chance = begun, Random(seed)
    work = Crashing(stage, monkeypatch, chance)
    tried = [(kind, point) for kind in KINDS for point in POINTS]
    for _ in range(2):
        for kind, point in chance.sample(tried, len(tried)):
            work.step(kind, point)
        before = held(stage)
        sweep(stage)
        assert held(stage) == before, "swept before its days"
        assert all(has >= must for has, must in zip(held(stage), named(stage), strict=True))
        left = sum(len(has - must) for has, must in zip(before, named(stage), strict=True))
        assert left > 3, "nothing was left: the test shows nothing"
        days_pass(stage, 8)
        sweep(stage)
        assert held(stage) == named(stage) and all(named(stage))
        assert sql(stage, "SELECT * FROM socai.claim") == []


def test_what_is_claimed_again_stays(begun: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old leftovers that somebody takes up just before they would go."""
    stage, work = begun, Crashing(begun, monkeypatch, Random(0))
    with work.dying(BEFORE, (School, "execute")):
        work.staff("0905 7", 0)
        work.enrol("0905 7", 7)
    days_pass(stage, 8)
    with work.dying(BEFORE, (School, "execute")):
        work.staff("0905 7", 0)
    before = held(stage)
    sweep(stage)
    texts, keys, _ = held(stage)
    assert texts == before[0] and keys == before[1] - (before[1] - keys) and len(before[1] - keys) == 1


def test_a_text_outlives_the_refusals_that_come_after_its_claims_have_ended(begun: Stage) -> None:
    """Written, its claims settled, then typed again with a wrong base: it is the entry's."""
    stage = begun
    path = f"{ROOT}/people/{TEACHER}/profile/phone"
    assert stage.send(BOARD[0].person, "PUT", path, value="0905 8", base=0).status_code == 200
    days_pass(stage, 8)
    sweep(stage)
    assert sql(stage, "SELECT * FROM socai.claim") == []
    assert stage.send(BOARD[0].person, "PUT", path, value="0905 8", base=99).status_code == 409
    days_pass(stage, 8)
    sweep(stage)
    assert held(stage)[0] == named(stage)[0] != set()


def test_a_part_of_a_file_goes_with_its_row(begun: Stage) -> None:
    """What a crash in the middle of writing leaves beside the file, also where the file was brought again."""
    stage, work = begun, Crashing(begun, pytest.MonkeyPatch(), Random(0))
    work.upload("0905 9", 0)
    (row,) = sql(stage, "SELECT digest FROM socai.upload")
    part = stage.school.attachments.path(bytes(row[0])).parent / ".unpublished-x"
    fresh = part.with_name(".unpublished-y")
    for path in (part, fresh):
        path.write_bytes(b"half")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(part, (two_days_ago, two_days_ago))
    stage.school.uploads.sweep(parse_instant(stage.clock.now()) + timedelta(days=8))
    assert (part.exists(), fresh.exists()) == (False, True)
