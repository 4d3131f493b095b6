"""The way of a mark through the API, before it is of record."""

import json

import pytest

from demo.people import DEPUTY, HEAD
from ledger.form.canonical import unb64
from ledger.signing.receipt import open_receipt
from ledger.signing.rotation import ring_of
from tests.api.conftest import BOOK, HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage

COMMENT = "Con tiến bộ rõ rệt, cần mạnh dạn hơn."


def test_a_mark_goes_from_the_teacher_to_the_book_with_a_receipt(stage: Stage) -> None:
    """Stored, receipted, readable at once, and the receipt's signature is the log key's."""
    saved = stage.save(TEACHER, ("HS0001", "tx1", "8,5", 0))
    assert saved.status_code == 200 and saved.json()["n"] == 1
    cell = stage.cell("HS0001", "tx1")
    assert (cell["value"], cell["text"], cell["pos"]) == (85, "8,5", saved.json()["pos"])
    line = json.dumps(saved.json()["receipt"], sort_keys=True, separators=(",", ":")).encode()
    receipt = open_receipt(line, ring_of(stage.school.log))
    (entry,) = stage.school.log.entries(receipt.pos, receipt.pos + 1)
    assert unb64(receipt.leaf) == entry.leaf and entry.actor["proof"]["method"] == "token"


@pytest.mark.parametrize(
    ("typed", "tenths"), [("8.5", 85), ("10", 100), (" 7 ", 70), ({"tenths": 64}, 64), ("P", "P")]
)
def test_every_spelling_of_a_mark_is_read(stage: Stage, typed: object, tenths: object) -> None:
    """Comma or point, whole marks, tenths, codes."""
    before = stage.cell("HS0002", "tx1")
    assert stage.save(TEACHER, ("HS0002", "tx1", typed, before["pos"])).status_code == 200
    assert stage.cell("HS0002", "tx1")["value"] == tenths


def test_change_and_clear_keep_the_base_version(stage: Stage) -> None:
    """A cleared cell is empty, and its version is the clearing's position."""
    first = stage.save(TEACHER, ("HS0003", "tx1", "5", 0)).json()["pos"]
    second = stage.save(TEACHER, ("HS0003", "tx1", "6", first)).json()["pos"]
    third = stage.save(TEACHER, ("HS0003", "tx1", None, second)).json()["pos"]
    assert stage.cell("HS0003", "tx1") == {
        "pupil": "HS0003",
        "col": "tx1",
        "value": None,
        "text": None,
        "pos": third,
    }


def test_a_conflict_shows_both_values_and_writes_nothing(stage: Stage) -> None:
    """409 with what I typed, what stands there, who set it and when; the other cells are not saved either."""
    pos = stage.save(TEACHER, ("HS0004", "tx1", "8", 0)).json()["pos"]
    answer = stage.save(TEACHER, ("HS0004", "tx1", "9", 0), ("HS0005", "tx1", "7", 0))
    problem = answer.json()
    assert answer.status_code == 409 and answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == "STALE_BASE"
    (conflict,) = problem["conflicts"]
    assert conflict["mine"]["text"] == "9,0" and conflict["theirs"]["text"] == "8,0"
    assert conflict["theirs"]["by"] == TEACHER and (conflict["base"], conflict["pos"]) == (0, pos)
    assert problem["input"]["cells"][1]["value"] == "7"
    assert stage.cell("HS0005", "tx1")["pos"] == 0


def test_a_repeated_command_gets_the_first_receipt(stage: Stage) -> None:
    """A retry over a bad network writes nothing twice."""
    first = stage.save(TEACHER, ("HS0006", "tx1", "4,5", 0), cmd="again").json()
    size = stage.school.log.head().size
    second = stage.save(TEACHER, ("HS0006", "tx1", "4,5", 0), cmd="again").json()
    assert second == {**first, "replayed": True} and stage.school.log.head().size == size


def test_a_command_id_is_not_used_for_another_content(stage: Stage) -> None:
    """409 COMMAND_REUSED."""
    stage.save(TEACHER, ("HS0007", "tx1", "4,5", 0), cmd="mine")
    answer = stage.save(TEACHER, ("HS0007", "tx1", "9", 0), cmd="mine")
    assert (answer.status_code, answer.json()["code"]) == (409, "COMMAND_REUSED")


def test_what_changes_nothing_writes_nothing(stage: Stage) -> None:
    """200 without an entry and without a receipt."""
    pos = stage.save(TEACHER, ("HS0008", "tx1", "8", 0)).json()["pos"]
    again = stage.save(TEACHER, ("HS0008", "tx1", "8,0", pos)).json()
    assert (again["n"], again["receipt"]) == (0, None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("8,55", "MARK_TWO_DECIMALS"),
        ("11", "MARK_OUT_OF_RANGE"),
        ("-1", "MARK_OUT_OF_RANGE"),
        ("", "MARK_EMPTY"),
        ("8,,5", "MARK_NOT_A_MARK"),
        ("tám", "MARK_NOT_A_MARK"),
        ("Đ", "MARK_NOT_A_MARK"),
        ({"tenths": 101}, "BODY_INVALID"),
        (8.5, "BODY_INVALID"),
    ],
)
def test_no_false_mark_is_stored(stage: Stage, typed: object, code: str) -> None:
    """422 in Vietnamese with the cell and what was typed."""
    answer = stage.save(TEACHER, ("HS0009", "tx1", typed, 0))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code)
    assert problem["input"]["cells"][0]["value"] == typed
    assert stage.cell("HS0009", "tx1")["pos"] == 0


def test_all_faulty_cells_are_named_at_once(stage: Stage) -> None:
    """And for a second decimal the rounded value is proposed, not stored."""
    errors = stage.save(TEACHER, ("HS0009", "tx1", "8,55", 0), ("HS0010", "tx1", "x", 0)).json()["errors"]
    assert [(e["pupil"], e["code"]) for e in errors] == [
        ("HS0009", "MARK_TWO_DECIMALS"),
        ("HS0010", "MARK_NOT_A_MARK"),
    ]
    assert errors[0]["proposed"] == 86


@pytest.mark.parametrize(
    ("person", "code"),
    [(HEAD.person, "NO_RIGHT"), (OTHER_TEACHER, "OUT_OF_SCOPE"), (HOMEROOM_6A, "OUT_OF_SCOPE")],
)
def test_nobody_but_the_subject_teacher_enters(stage: Stage, person: str, code: str) -> None:
    """403 with the duty (S15) and what the person does hold: also for the head."""
    answer = stage.save(person, ("HS0011", "tx1", "8", 0))
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["duty"]) == (403, code, "S15")
    assert problem["held"]


@pytest.mark.parametrize(
    ("cell", "status", "code"),
    [
        (("HS0012", "tx3", "8", 0), 423, "WINDOW_CLOSED"),
        (("HS0012", "tx9", "8", 0), 404, "UNKNOWN_COLUMN"),
        (("HS0099", "tx1", "8", 0), 404, "NOT_IN_CLASS"),
    ],
)
def test_no_mark_outside_window_column_or_class(
    stage: Stage, cell: tuple[str, str, str, int], status: int, code: str
) -> None:
    """The domain's refusals reach the client with their own status."""
    answer = stage.save(TEACHER, cell)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("cmd", ["", "a" * 37, "a b", "Đ"])
def test_no_write_without_a_command_id_of_the_form(stage: Stage, cmd: str) -> None:
    """1–36 characters of A-Za-z0-9_-."""
    assert stage.save(TEACHER, ("HS0012", "tx1", "8", 0), cmd=cmd).json()["code"] == "BODY_INVALID"


def test_no_unknown_field_and_no_broken_json_is_accepted(stage: Stage) -> None:
    """A misspelt field would otherwise be silently ignored."""
    answer = stage.save(TEACHER, ("HS0012", "tx1", "8", 0), lated=3)
    assert answer.status_code == 422 and answer.json()["faults"][0]["field"] == "lated"
    headers = {**stage.as_(TEACHER), "content-type": "application/json"}
    broken = stage.client.put(f"{BOOK}/cells", headers=headers, content=b"{")
    assert broken.status_code == 422 and broken.json()["code"] == "BODY_INVALID"


def test_a_comment_is_sealed_in_the_log_and_read_by_its_readers(stage: Stage, module_dsn: str) -> None:
    """The line holds ciphertext; saving the same text again changes nothing; a retry is known as the same."""
    command = stage.demo.calendar.first
    assert command.cols == ("tx1", "tx2", "gk")
    window = {
        "window": "nhan-xet",
        "year": "2020-2021",
        "semester": 1,
        "cols": ["nx"],
        "classes": ["6A"],
        "from": "2020-10-19T07:00:00+07:00",
        "to": "2021-05-30T17:00:00+07:00",
        "decision": stage.decision(),
    }
    assert stage.post(HEAD.person, f"{ROOT}/windows", **window).status_code == 201
    first = stage.save(TEACHER, ("HS0013", "nx", COMMENT, 0), cmd="nx-1").json()
    retried = stage.save(TEACHER, ("HS0013", "nx", COMMENT, 0), cmd="nx-1").json()
    assert retried == {**first, "replayed": True}
    (line,) = stage.school.log.lines(first["pos"], first["pos"] + 1)
    assert COMMENT not in line.decode()
    assert stage.cell("HS0013", "nx")["text"] == COMMENT
    assert stage.save(TEACHER, ("HS0013", "nx", COMMENT, first["pos"])).json()["n"] == 0


@pytest.mark.parametrize("text", ["", " ", "x" * 201, "a\x00b"])
def test_no_comment_outside_its_form(stage: Stage, text: str) -> None:
    """1–200 characters, no control characters."""
    answer = stage.save(TEACHER, ("HS0014", "nx", text, 0))
    assert (answer.status_code, answer.json()["code"]) == (422, "COMMENT_NOT_TEXT")


def test_a_published_column_takes_no_change_but_a_permitted_late_mark(stage: Stage) -> None:
    """Published: 423. With a dated permission a pupil without a mark gets one, marked late."""
    pos = stage.save(TEACHER, ("HS0015", "gk", "6", 0)).json()["pos"]
    assert stage.post(TEACHER, f"{BOOK}/columns/gk/publish").status_code == 200
    refused = stage.save(TEACHER, ("HS0015", "gk", "7", pos))
    assert (refused.status_code, refused.json()["code"]) == (423, "OF_RECORD")
    assert stage.save(TEACHER, ("HS0016", "gk", "7", 0)).status_code == 423
    body = {"col": "gk", "pupils": ["HS0016"], "until": "2020-10-30T17:00:00+07:00", "reason": "makeup"}
    late = stage.post(DEPUTY.person, f"{BOOK}/late-permissions", **body, decision=stage.decision())
    assert late.status_code == 201
    assert stage.save(TEACHER, ("HS0016", "gk", "7", 0)).status_code == 200
    told = stage.get(TEACHER, f"{BOOK}/cells/HS0016/gk/life").json()
    assert [(entry["type"], entry["value"], entry["late_reason"]) for entry in told] == [
        ("ColumnPublished", None, None),
        ("MarkEntered", "7,0", "makeup"),
    ]
