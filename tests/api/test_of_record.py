"""A value of record stays of record, whatever road a request takes (attacks A80-A89)."""

import base64
from typing import Any

from demo.people import BOARD, CLERK, HEAD
from tests.api.conftest import BOOK, HOMEROOM_6A, ROOT, TEACHER, Stage
from tests.api.test_codes import appoint, delegate, told

THERE = f"{ROOT}/books/6B/toan/1"
MOVED = "HS0001"


def move(stage: Stage, pupil: str, klass: str, **more: Any) -> Any:
    body = {"class": klass, "from": "2020-10-20", "cause": "change", "decision": stage.decision(), **more}
    return stage.post(BOARD[0].person, f"{ROOT}/pupils/{pupil}/placements", **body)


def test_a_published_mark_survives_the_move_to_another_class(fresh_stage: Stage) -> None:
    """A80: 4,0 of record in 6A became 10 in 6B with base 0, and nothing in 6A could be corrected."""
    stage = fresh_stage
    first = stage.save(TEACHER, (MOVED, "gk", "4", 0), (MOVED, "tx1", "5", 0))
    assert first.status_code == 200
    assert stage.post(TEACHER, f"{BOOK}/columns/gk/publish").status_code == 200
    assert move(stage, MOVED, "6B").status_code == 201
    told(stage.save(TEACHER, (MOVED, "gk", "10", 0), book=THERE), 423, "OF_RECORD")
    told(stage.save(TEACHER, (MOVED, "tx1", "10", 0), book=THERE), 409, "CELL_NOT_EMPTY")
    assert stage.save(TEACHER, (MOVED, "tx2", "7", 0), book=THERE).status_code == 200
    tx1 = stage.cell(MOVED, "tx1")["pos"]
    assert stage.save(TEACHER, (MOVED, "tx1", "6", tx1)).status_code == 200
    base = stage.cell(MOVED, "gk")["pos"]
    item = {"pupil": MOVED, "col": "gk", "value": "9", "base": base, "reason": "Cộng nhầm"}
    place = {"dossier": "M-1", "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"}
    evidence = [{"content": base64.b64encode(b"bai").decode()}]
    asked = stage.post(TEACHER, f"{ROOT}/dossiers", **place, items=[item], evidence=evidence)
    assert asked.status_code == 201, asked.text
    assert stage.post(HEAD.person, f"{ROOT}/dossiers/M-1/permit").status_code == 200
    seats = ((HEAD.person, "leadership"), (BOARD[0].person, "board"), (HOMEROOM_6A, "homeroom"))
    for person, seat in seats:
        sat = stage.post(person, f"{ROOT}/dossiers/M-1/witness", seat=seat)
        assert sat.status_code == 200, sat.text
    assert stage.cell(MOVED, "gk")["text"] == "9,0"


def test_who_permits_a_late_entry_does_not_make_it(fresh_stage: Stage) -> None:
    """A81: a deputy who teaches permitted the own late mark."""
    stage = fresh_stage
    assert stage.save(TEACHER, ("HS0002", "tx1", "8", 0)).status_code == 200
    assert stage.post(TEACHER, f"{BOOK}/columns/tx1/publish").status_code == 200
    appoint(stage, TEACHER, "deputy")
    delegate(stage, TEACHER, "late")
    asked = {"col": "tx1", "pupils": ["HS0003"], "reason": "other", "decision": stage.decision()}
    asked["until"] = "2020-11-20T00:00:00.000000Z"
    own = stage.post(TEACHER, f"{BOOK}/late-permissions", **asked)
    assert own.status_code == 201, own.text
    told(stage.save(TEACHER, ("HS0003", "tx1", "9", 0)), 403, "PERMITTER_ENTERS")
    assert stage.post(HEAD.person, f"{BOOK}/late-permissions", **asked).status_code == 201
    assert stage.save(TEACHER, ("HS0003", "tx1", "9", 0)).status_code == 200


def test_no_result_is_brought_over_marks(fresh_stage: Stage) -> None:
    """A82: 10 brought by the clerk alone for a pupil of 6A with marks; and no mark over what was brought."""
    stage = fresh_stage
    pupil = f"{ROOT}/pupils/HS0004"
    assert stage.save(TEACHER, ("HS0004", "gk", "4", 0)).status_code == 200
    letter = stage.post(CLERK.person, f"{pupil}/arrivals", school="THCS Ba", letter=stage.decision())
    assert letter.status_code == 201, letter.text
    brought = {"year": "2020-2021", "semester": 1, "subject": "toan", "value": 100}
    brought["document"] = base64.b64encode(b"0" * 32).decode().rstrip("=")
    told(stage.post(CLERK.person, f"{pupil}/brought-results", **brought), 409, "NOT_NEEDED")
    gk = stage.cell("HS0004", "gk")["pos"]
    assert stage.save(TEACHER, ("HS0004", "gk", None, gk)).status_code == 200
    assert stage.post(CLERK.person, f"{pupil}/brought-results", **brought).status_code == 201
    cleared = stage.save(TEACHER, ("HS0004", "tx1", "4", 0))
    told(cleared, 423, "OF_RECORD")
