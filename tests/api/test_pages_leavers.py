"""Who left is on no list and in no count; the marks stay where they were entered, and can be followed."""

from __future__ import annotations

import re
from typing import Any

from demo.people import BOARD, CLERK, HEAD, pupil_id, pupil_name
from tests.api.conftest import BOOK, ROOT, TEACHER, Stage
from tests.api.reading_pages import words

LEAVER, MOVER = pupil_id(1), pupil_id(2)
DAY = "2020-10-19"
"""The day before that of the stage."""


def page(stage: Stage, person: str, path: str) -> Any:
    answer = stage.page(person, path)
    assert answer.status_code == 200, words(answer)
    return answer


def rows(book: Any) -> dict[str, str]:
    """Pupil -> the line of the table."""
    table = book.text[book.text.index("<tbody>") : book.text.index("</tbody>")]
    found = re.findall(r"<tr>(.*?)</tr>", table, re.S)
    return {re.findall(r"/diem/[^/]+/[^/]+/\d/([^/\"]+)/", row)[0]: row for row in found}


def move(stage: Stage) -> None:
    """One pupil of 6A leaves, another changes to 6B; both had a mark."""
    assert stage.save(TEACHER, (LEAVER, "tx1", "8,5", 0), (MOVER, "tx1", "7,5", 0)).status_code == 200
    paper = {"decision": stage.decision()}
    gone = {"class": "6A", "last": DAY, "cause": "transfer", "school": "Trường Hai"}
    assert stage.post(CLERK.person, f"{ROOT}/pupils/{LEAVER}/leavings", **gone, **paper).status_code == 201
    moved = {"class": "6B", "from": "2020-10-20", "cause": "change"}
    answer = stage.post(BOARD[0].person, f"{ROOT}/pupils/{MOVER}/placements", **moved, **paper)
    assert answer.status_code == 201, answer.text


def test_pages_and_progress_count_and_list_who_left(fresh_stage: Stage) -> None:
    """Start page, book page, the class's list and `/progress` say 38 in the one class and 41 in the other."""
    stage = fresh_stage
    move(stage)
    start = words(page(stage, HEAD.person, "/"))
    assert "Lớp 6A Năm học 2020-2021 · 38 học sinh" in start
    assert "Lớp 6B Năm học 2020-2021 · 41 học sinh" in start
    old, new = (page(stage, HEAD.person, f"/truong/demo/so/{klass}/toan/1") for klass in ("6A", "6B"))
    assert (len(rows(old)), len(rows(new))) == (38, 41)
    assert not {LEAVER, MOVER} & set(rows(old)) and MOVER in rows(new)
    progress = stage.get(HEAD.person, f"{ROOT}/progress").json()
    (there,) = {row["expected"] for row in progress if row["class"] == "6A"}
    tx1 = {
        row["class"]: row
        for row in progress
        if (row["subject"], row["col"], row["semester"]) == ("toan", "tx1", 1)
    }
    assert (there, tx1["6A"]["entered"], tx1["6B"]["entered"], tx1["6B"]["expected"]) == (38, 0, 1, 41)
    assert "0/38" in words(old) and "1/41" in words(new)
    listed = stage.get(HEAD.person, f"{ROOT}/classes/6A/pupils").json()
    assert len(listed) == 38 and not {LEAVER, MOVER} & {row["pupil"] for row in listed}


def test_the_marks_of_who_left_cannot_be_seen(fresh_stage: Stage) -> None:
    """They stand apart in the book where they were entered, with their lives; who moved shows them in the new
    class, too, and by whose book."""
    stage = fresh_stage
    move(stage)
    old = page(stage, TEACHER, "/truong/demo/so/6A/toan/1")
    assert f"{pupil_name(1)}: ĐĐGtx 1 8,5" in words(old)
    life = f"/truong/demo/diem/6A/toan/1/{LEAVER}/tx1"
    assert life in old.text and pupil_name(1) in words(page(stage, TEACHER, life))
    assert "7,5" in words(page(stage, TEACHER, f"/truong/demo/diem/6A/toan/1/{MOVER}/tx1"))
    line = rows(page(stage, TEACHER, "/truong/demo/so/6B/toan/1"))[MOVER]
    assert "7,5" in line and "điểm ở lớp 6A" in line
    marks = stage.get(HEAD.person, f"{ROOT}/pupils/{MOVER}/marks").json()
    assert [(cell["class"], cell["col"], cell["text"]) for cell in marks["cells"]] == [("6A", "tx1", "7,5")]
    assert stage.get(TEACHER, BOOK).status_code == 200
