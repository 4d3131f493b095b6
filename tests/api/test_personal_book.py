"""A personal book agrees with a gradebook only as a whole (case R8), and comes as Excel writes it."""

from typing import Any

import pytest

from tests.api.conftest import BOOK, TEACHER, Stage

PUPILS = ("HS0001", "HS0002", "HS0003", "HS0004")
WHOLE = "ma_hs;tx1;tx2\nHS0001;5;6\nHS0002;5;\nHS0003;5;\nHS0004;5;"


@pytest.fixture(scope="module", autouse=True)
def entered(stage: Stage) -> None:
    """Four pupils with one mark, one of them with two."""
    cells = [(pupil, "tx1", "5", 0) for pupil in PUPILS]
    assert stage.save(TEACHER, *cells, ("HS0001", "tx2", "6", 0)).status_code == 200


def compare(stage: Stage, content: str) -> Any:
    return stage.post(TEACHER, f"{BOOK}/comparisons", content=content)


@pytest.mark.parametrize(
    "content", ["ma_hs;gk", "ma_hs;tx1\n", "ma_hs;tx1\n;\n", "ma_hs;tx1\nHS0001;", "ma_hs\nHS0001"]
)
def test_no_empty_book_is_compared(stage: Stage, content: str) -> None:
    """Nothing filled in says nothing about what is in the log."""
    answer = compare(stage, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "PERSONAL_BOOK_EMPTY")


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ("ma_hs;tx1;tx2\nHS0001;5;6", {(pupil, "tx1") for pupil in PUPILS[1:]}),
        ("ma_hs;tx1\nHS0001;5\nHS0002;5\nHS0003;5\nHS0004;5", {("HS0001", "tx2")}),
        ("ma_hs;tx2\nHS0001;6", {(pupil, "tx1") for pupil in PUPILS}),
    ],
)
def test_no_part_of_a_book_agrees(stage: Stage, content: str, missing: set[tuple[str, str]]) -> None:
    """Left-out pupils and left-out columns are listed, and nothing is declared without a word."""
    made = compare(stage, content).json()
    assert {(each["pupil"], each["col"]) for each in made["differences"]} == missing
    assert all(each["missing"] and each["own"] is None and each["book"] for each in made["differences"])
    answer = stage.post(TEACHER, f"{BOOK}/declarations", comparison=made["pos"])
    assert (answer.status_code, answer.json()["code"]) == (409, "DIFFERENCES_OPEN")


EXCEL = [
    WHOLE,
    f"\ufeff{WHOLE}",
    f"sep=;\n{WHOLE}",
    f"\ufeffsep=;\r\n{WHOLE}",
    f"SEP=;;;\r\n{WHOLE}",
    WHOLE.replace("\n", "\r\n") + "\r\n",
    WHOLE.replace("\n", ";;\n") + ";;\n;;;;\n",
    WHOLE.replace(";\n", "\n"),
    f"sep=,\n{WHOLE.replace(';', ',')}",
    f"sep=\t\n{WHOLE.replace(';', chr(9))}",
    WHOLE.replace("HS0002", "\u00a0HS0002\u00a0"),
    WHOLE.replace("HS0002", '"HS0002"').replace("ma_hs", '"Ma_HS"'),
]


@pytest.mark.parametrize("content", EXCEL)
def test_no_habit_of_excel_keeps_a_whole_book_from_agreeing(stage: Stage, content: str) -> None:
    """`sep=`, a byte order mark, separators at the end of lines, or none where fields are empty."""
    made = compare(stage, content)
    assert (made.status_code, made.json().get("differences")) == (201, []), made.text
    declared = stage.post(TEACHER, f"{BOOK}/declarations", comparison=made.json()["pos"])
    assert declared.status_code == 201


@pytest.mark.parametrize(
    "content", ["sep=;", "sep=|\nma_hs|tx1\nHS0001|5", "ma_hs;;tx1\nHS0001;;5", "ma_hs;tx1\nHS0001;5;7"]
)
def test_no_table_that_can_be_read_two_ways_is_compared(stage: Stage, content: str) -> None:
    """A value without a column, a column without a name."""
    answer = compare(stage, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "PERSONAL_BOOK_UNREADABLE")
