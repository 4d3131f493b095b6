"""A decision's file is handed in, or the paper is kept at the school; a digest alone is no file."""

import hashlib
from typing import Any

import pytest

from api.demo.people import BOARD, CLERK, DEPUTY, HEAD
from ledger.canonical import b64
from tests.api.conftest import OTHER_TEACHER, ROOT, TEACHER, Stage

MISSING = "chưa nộp tệp"


def paper(number: str, content: bytes | None) -> dict[str, Any]:
    digest = None if content is None else b64(hashlib.sha256(content).digest())
    return {"no": number, "date": "2020-10-01", "digest": digest}


def lend(stage: Stage, decision: dict[str, Any]) -> Any:
    period = {"from": "2020-10-01", "to": "2021-01-01", "decision": decision}
    return stage.post(HEAD.person, f"{ROOT}/delegations", person=DEPUTY.person, powers=["close"], **period)


def upload(stage: Stage, person: str, content: bytes) -> Any:
    files = {"file": ("qd.pdf", content)}
    return stage.client.post(f"{ROOT}/attachments", headers=stage.as_(person), files=files)


def shown(stage: Stage, pos: int) -> set[str]:
    """What every answer that shows the decision says of its file."""
    (row,) = [row for row in stage.get(CLERK.person, f"{ROOT}/decisions").json() if row["pos"] == pos]
    lists = stage.get(TEACHER, f"{ROOT}/lists/delegations").json()["rows"]
    (listed,) = [row for row in lists if row["pos"] == pos]
    entries = stage.get(HEAD.person, f"{ROOT}/entries?after={pos - 1}&limit=1").json()["entries"]
    return {each["decision_file"]["text"] for each in (row, listed, entries[0])}


def test_an_invented_digest_is_shown_as_missing_until_the_file_comes(stage: Stage) -> None:
    """In the write's own answer, the list, the entries, the decisions; it may come later."""
    content = "Quyết định 21, bản quét".encode()
    made = lend(stage, paper("21/QĐ", content)).json()
    assert made["decision_file"] == {
        "state": "missing",
        "text": MISSING,
        "digest": hashlib.sha256(content).hexdigest(),
    }
    assert shown(stage, made["pos"]) == {MISSING}
    path = f"{ROOT}/decisions/{made['pos']}/file"
    absent = stage.get(HEAD.person, path)
    assert (absent.status_code, absent.json()["code"]) == (404, "ATTACHMENT_MISSING")
    assert upload(stage, CLERK.person, b"another file").json()["decisions"] == []
    assert shown(stage, made["pos"]) == {MISSING}
    assert upload(stage, CLERK.person, content).json()["decisions"] == [made["pos"]]
    assert shown(stage, made["pos"]) == {"đã nộp tệp"}
    assert stage.get(BOARD[0].person, path).content == content


def test_a_file_handed_in_first_is_there_at_once(stage: Stage) -> None:
    """As evidence is."""
    content = "Quyết định 22, bản quét".encode()
    assert upload(stage, HEAD.person, content).status_code == 201
    assert lend(stage, paper("22/QĐ", content)).json()["decision_file"]["state"] == "kept"


def test_a_paper_kept_at_the_school_names_no_file(stage: Stage) -> None:
    """`digest` null: nothing is missing, and there is no file to ask for."""
    made = lend(stage, paper("23/QĐ", None)).json()
    assert made["decision_file"] == {"state": "paper", "text": "lưu bản giấy", "digest": None}
    assert shown(stage, made["pos"]) == {"lưu bản giấy"}
    absent = stage.get(HEAD.person, f"{ROOT}/decisions/{made['pos']}/file")
    assert (absent.status_code, absent.json()["code"]) == (404, "ATTACHMENT_MISSING")


def test_the_same_number_with_two_digests_is_told_apart(stage: Stage) -> None:
    """Each row by its own entry."""
    content = "Quyết định 24, bản quét".encode()
    upload(stage, HEAD.person, content)
    good = lend(stage, paper("24/QĐ", content)).json()["pos"]
    bad = lend(stage, paper("24/QĐ", b"never seen")).json()["pos"]
    assert (shown(stage, good), shown(stage, bad)) == ({"đã nộp tệp"}, {MISSING})


@pytest.mark.parametrize("digest", ["", "x", 7, "A" * 44])
def test_a_digest_is_whole_or_null(stage: Stage, digest: Any) -> None:
    """422 BODY_INVALID, and nothing is written."""
    size = stage.school.log.head().size
    answer = lend(stage, {**paper("25/QĐ", None), "digest": digest})
    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID")
    assert stage.school.log.head().size == size


def test_who_decides_nothing_about_the_school_reads_no_file(stage: Stage) -> None:
    """403: a decision may name pupils."""
    for person in (TEACHER, OTHER_TEACHER, CLERK.person):
        assert stage.get(person, f"{ROOT}/decisions/0/file").status_code == 403


def test_no_act_by_decision_is_silent_about_its_file(stage: Stage) -> None:
    """Every entry of the school with a decision, and every list row that shows one."""
    entries = stage.get(HEAD.person, f"{ROOT}/entries?limit=500").json()["entries"]
    named = [entry for entry in entries if "decision" in entry["data"]]
    assert len(named) > 20 and all(entry["decision_file"]["text"] for entry in named)
    for name in ("appointments", "delegations", "windows"):
        rows = stage.get(HEAD.person, f"{ROOT}/lists/{name}").json()["rows"]
        assert rows and all(row["decision_file"]["text"] for row in rows), name
    rows = stage.get(HEAD.person, f"{ROOT}/decisions").json()
    assert [row["pos"] for row in rows] == [entry["pos"] for entry in named]
