"""Files that persons bring: who opens them, how many lie unnamed, and when these go."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest

from demo.people import BOARD, CLERK, DEPUTY, HEAD
from domain.words.days import later, parse_instant
from ledger.beside import uploads
from tests.api.conftest import BOOK, HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage

SCAN = b"%PDF bai lam"


def upload(stage: Stage, person: str, content: bytes) -> Any:
    return stage.client.post(
        f"{ROOT}/attachments", headers=stage.as_(person), files={"file": ("scan.pdf", content)}
    )


def propose(stage: Stage, person: str, dossier: str, pupil: str, evidence: list[dict[str, str]]) -> Any:
    base = stage.cell(pupil, "tx1")["pos"]
    item = {"pupil": pupil, "col": "tx1", "value": "9,9", "base": base, "reason": "Cộng nhầm điểm"}
    place = {"dossier": dossier, "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"}
    return stage.post(person, f"{ROOT}/dossiers", **place, items=[item], evidence=evidence)


@pytest.fixture
def stage(fresh_stage: Stage) -> Stage:
    """6A Toán: tx1 published; OTHER_TEACHER teaches it, too."""
    fresh_stage.demo.enter(["tx1"], ["6A"])
    assert fresh_stage.post(TEACHER, f"{BOOK}/columns/tx1/publish").status_code == 200
    body = {
        "person": OTHER_TEACHER,
        "role": "teacher",
        "class": "6A",
        "subject": "toan",
        "from": "2020-10-01",
    }
    made = fresh_stage.post(HEAD.person, f"{ROOT}/appointments", **body, decision=fresh_stage.decision())
    assert made.status_code == 201, made.text
    return fresh_stage


def test_no_evidence_opens_to_those_who_only_read_the_book(stage: Stage) -> None:
    """Its proposer, the homeroom teacher, leadership and board; no colleague, not by naming it either."""
    digest = upload(stage, TEACHER, SCAN).json()["digest"]
    assert propose(stage, TEACHER, "D-1", "HS0001", [{"digest": digest}]).status_code == 201
    path = f"{ROOT}/dossiers/D-1/evidence/{digest}"
    for person in (TEACHER, HOMEROOM_6A, HEAD.person, DEPUTY.person, BOARD[0].person):
        assert stage.get(person, path).content == SCAN
    assert stage.get(OTHER_TEACHER, f"{ROOT}/dossiers/D-1").status_code == 200
    for person in (OTHER_TEACHER, CLERK.person):
        assert (stage.get(person, path).status_code, stage.get(person, path).json()["code"]) == (
            403,
            "NOT_READABLE",
        )
    stolen = propose(stage, OTHER_TEACHER, "D-2", "HS0002", [{"digest": digest}])
    assert (stolen.status_code, stolen.json()["code"]) == (404, "ATTACHMENT_MISSING")
    cell = stage.cell("HS0001", "tx1")
    item = {"pupil": "HS0001", "col": "tx1", "value": "9,8", "base": cell["pos"], "reason": "Cộng nhầm"}
    amended = stage.post(TEACHER, f"{ROOT}/dossiers/D-1/amend", items=[item], evidence=[{"digest": digest}])
    assert amended.status_code == 200, amended.text


def test_nobody_fills_the_disk(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """By bytes and by number, per person; the same file again is no second one; room comes back."""
    monkeypatch.setattr(uploads, "MOST_FILES", 3)
    for number in range(3):
        assert upload(stage, TEACHER, b"%d" % number).status_code == 201
    full = upload(stage, TEACHER, b"3")
    assert (full.status_code, full.json()["code"]) == (429, "UPLOADS_FULL")
    assert upload(stage, TEACHER, b"2").status_code == 201
    named = propose(stage, TEACHER, "D-3", "HS0003", [{"content": base64.b64encode(b"x").decode()}])
    assert named.json()["code"] == "UPLOADS_FULL"
    assert upload(stage, OTHER_TEACHER, b"3").status_code == 201
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    assert upload(stage, HOMEROOM_6A, b"12345678901").status_code == 429


def test_what_no_entry_names_goes_and_what_one_names_stays(stage: Stage) -> None:
    """Also after a refused act; nothing goes before its days, and nothing twice."""
    kept = upload(stage, TEACHER, SCAN).json()["digest"]
    assert propose(stage, TEACHER, "D-4", "HS0004", [{"digest": kept}]).status_code == 201
    refused = propose(stage, TEACHER, "D-4", "HS0005", [{"content": base64.b64encode(b"lost").decode()}])
    assert refused.status_code == 409
    loose = upload(stage, TEACHER, b"loose").json()["digest"]
    files, now = stage.school.attachments, parse_instant(stage.clock.now())
    assert stage.school.uploads.sweep(now + timedelta(days=6)) == 0
    stage.clock.set(later(stage.clock.now(), days=5))
    again = upload(stage, OTHER_TEACHER, b"again").json()["digest"]
    assert stage.school.uploads.sweep(now + timedelta(days=8)) == 2
    assert files.path(bytes.fromhex(kept)).exists() and files.path(bytes.fromhex(again)).exists()
    for gone in (loose, hashlib.sha256(b"lost").hexdigest()):
        assert not files.path(bytes.fromhex(gone)).exists()
    assert stage.school.uploads.sweep(now + timedelta(days=9)) == 0
    assert stage.get(HEAD.person, f"{ROOT}/dossiers/D-4/evidence/{kept}").content == SCAN
