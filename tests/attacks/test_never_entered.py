"""What was never entered (A54). A log proves nothing of it; a receipt and the own book tell it apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.archive.export import export
from tests.api.conftest import BOOK, ROOT, TEACHER, Stage, make_stage
from tests.attacks.seized import SOUND, judge, outcome, tampered


@pytest.fixture(scope="module")
def door(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A school in its first window of entry, behind the real application."""
    stage = make_stage(module_dsn, tmp_path_factory.mktemp("home"))
    yield stage
    stage.service.stop()


def test_a54_a_mark_altered_on_paper_is_named_when_the_books_are_compared(door: Stage) -> None:
    """The teacher's own book says 9 where the log says 5: the comparison names the cell, and is an entry."""
    assert door.save(TEACHER, ("HS0001", "tx1", "5", 0), ("HS0002", "tx1", "7", 0)).status_code == 200
    honest = door.post(TEACHER, f"{BOOK}/comparisons", content="ma_hs;tx1\nHS0001;5\nHS0002;7")
    assert (honest.status_code, honest.json()["differences"]) == (201, [])
    altered = door.post(TEACHER, f"{BOOK}/comparisons", content="ma_hs;tx1\nHS0001;9\nHS0002;7")
    assert altered.status_code == 201
    (found,) = altered.json()["differences"]
    assert (found["pupil"], found["col"], found["own"], found["book"]) == ("HS0001", "tx1", "9,0", "5,0")


def test_a54_whoever_entered_something_holds_a_receipt_that_the_log_must_answer(
    door: Stage, tmp_path: Path
) -> None:
    """A mark without a receipt was never sent; one with a receipt cannot be said to have never been."""
    answer = door.save(TEACHER, ("HS0003", "tx1", "6", 0)).json()
    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(
        door.client.get(f"{ROOT}/receipts/{answer['pos']}/stored", headers=door.as_(TEACHER)).content
    )
    door.school.seal()
    export(door.school.log, tmp_path / "export")
    key = door.school.facts().key
    assert outcome(judge([tmp_path / "export"], [receipt], key)) == SOUND
    forgotten = tmp_path / "export/entries.jsonl"
    lines = forgotten.read_bytes().splitlines(keepends=True)
    forgotten.write_bytes(b"".join(lines[: answer["pos"]]))
    judged = judge([tmp_path / "export"], [receipt], key)
    assert judged.verdict == "tampered" and "RECEIPT_DENIED" in judged.codes()
    assert tampered("RECEIPT_DENIED")[1] == judged.exit_code
