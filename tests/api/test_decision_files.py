"""A decision's file is handed in, or the paper is kept at the school; a digest alone is no file."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from demo.people import BOARD, CLERK, DEPUTY, HEAD
from domain.words.days import parse_instant
from ledger.beside.uploads import Uploads
from ledger.form.canonical import b64
from projections.decisions import paper_of
from tests.api.conftest import HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage
from tests.api.reading_pages import words

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


def done(answer: Any) -> int:
    assert answer.status_code in (200, 201), answer.text
    return int(answer.json()["pos"])


def slip(stage: Stage, name: str, of: int, change: Any, decision: dict[str, Any]) -> int:
    """Put right by three persons; the position of the proposal."""
    body = {"rectification": name, "of": of, "change": change, "reason": "Ghi nhầm", "evidence": ["A" * 43]}
    made = done(stage.post(CLERK.person, f"{ROOT}/rectifications", **body))
    done(stage.post(BOARD[0].person, f"{ROOT}/rectifications/{name}/witness"))
    decided = {"outcome": "applied", "decision": decision}
    done(stage.post(HEAD.person, f"{ROOT}/rectifications/{name}/decide", **decided))
    return made


def arrived(stage: Stage, pupil: str, letter: dict[str, Any]) -> int:
    new = {"pupil": pupil, "name": "Y Ba", "born": "2009-03-02", "register": f"{pupil}/20"}
    new |= {"from": "2020-10-12"}
    done(stage.post(CLERK.person, f"{ROOT}/classes/6A/pupils", pupils=[new]))
    path = f"{ROOT}/pupils/{pupil}/arrivals"
    return done(stage.post(CLERK.person, path, school="THCS Ba", letter=letter))


def test_a_letter_put_right_is_shown_without_a_word_about_its_file(stage: Stage) -> None:
    """The proposal, its list, its entry; then the movement, which shows the right letter."""
    content = "Giấy chuyển trường đúng".encode()
    of = arrived(stage, "QD01", paper("30/GCT", None))
    right = {"letter": paper("31/GCT", content)}
    made = slip(stage, "QD-1", of, right, paper("32/QĐ", None))

    def told() -> set[str]:
        view = stage.get(CLERK.person, f"{ROOT}/rectifications/QD-1").json()["letter_file"]
        rows = stage.get(CLERK.person, f"{ROOT}/lists/rectifications").json()["rows"]
        (row,) = [row for row in rows if row["rectification"] == "QD-1"]
        assert row["decision_file"]["text"] == "lưu bản giấy"
        (entry,) = stage.get(HEAD.person, f"{ROOT}/entries?after={made - 1}&limit=1").json()["entries"]
        moved = stage.get(CLERK.person, f"{ROOT}/lists/movements").json()["rows"]
        (movement,) = [row for row in moved if row["pos"] == of]
        shown = (view, row["letter_file"], entry["decision_file"], movement["decision_file"])
        return {each["text"] for each in shown}

    def page() -> str:
        return words(stage.page(HEAD.person, "/truong/demo/so/6A/toan/1"))

    assert told() == {MISSING} and "số 31/GCT ngày 01/10/2020; chưa nộp tệp" in page()
    assert "số 30/GCT ngày 01/10/2020; lưu bản giấy" in page()
    assert upload(stage, CLERK.person, content).json()["decisions"] == [made]
    assert told() == {"đã nộp tệp"} and "số 31/GCT ngày 01/10/2020; đã nộp tệp" in page()
    assert stage.get(HEAD.person, f"{ROOT}/decisions/{made}/file").content == content


LEADING = (HEAD.person, DEPUTY.person, BOARD[0].person)
OTHERS = (TEACHER, OTHER_TEACHER, HOMEROOM_6A, CLERK.person)


def test_who_leads_nothing_reads_a_file_that_they_wrote_or_brought(stage: Stage) -> None:
    """403, before it is said whether there is one: a decision may name pupils, and a digest is no key."""
    content = "Giấy của học sinh".encode()
    assert upload(stage, CLERK.person, content).status_code == 201
    written = arrived(stage, "QD02", paper("40/GCT", content))
    last = stage.school.log.head().size
    for pos in (0, written, written - 1, last, 2**31 - 1):
        for person in OTHERS:
            refused = stage.get(person, f"{ROOT}/decisions/{pos}/file")
            assert (refused.status_code, refused.json()["code"]) == (403, "NOT_READABLE"), (pos, person)
    assert stage.client.get(f"{ROOT}/decisions/{written}/file").status_code == 401
    for person in LEADING:
        assert stage.get(person, f"{ROOT}/decisions/{written}/file").content == content
        for pos in (written - 1, last, 2**31 - 1):
            assert stage.get(person, f"{ROOT}/decisions/{pos}/file").json()["code"] == "ATTACHMENT_MISSING"


def test_evidence_opens_by_naming_it_as_a_letter(stage: Stage) -> None:
    """Whoever knows a digest and names it gains nothing."""
    content = b"evidence of somebody else"
    assert upload(stage, TEACHER, content).status_code == 201
    named = arrived(stage, "QD03", paper("41/GCT", content))
    assert stage.get(CLERK.person, f"{ROOT}/decisions/{named}/file").status_code == 403


def names_it(stage: Stage, road: str, decision: dict[str, Any]) -> None:
    """An act whose decision alone names the file."""
    if road == "delegation":
        done(lend(stage, decision))
    elif road == "withdrawal":
        of = done(lend(stage, paper("50/QĐ", None)))
        body = {"of": of, "reason": "nhầm", "decision": decision}
        done(stage.post(HEAD.person, f"{ROOT}/withdrawals", **body))
    elif road == "rectification":
        slip(
            stage,
            f"S-{road}",
            arrived(stage, f"S{road}", paper("51/GCT", None)),
            {"school": "THCS"},
            decision,
        )
    else:
        of = arrived(stage, f"S{road}", paper("52/GCT", None))
        slip(stage, f"S-{road}", of, {"letter": decision}, paper("53/QĐ", None))


@pytest.mark.parametrize("first", ["upload", "decision"])
@pytest.mark.parametrize("road", ["delegation", "withdrawal", "rectification", "letter"])
def test_a_file_that_a_decision_names_is_swept(fresh_stage: Stage, road: str, first: str) -> None:
    """By whatever act it is named, before or after it came, however old; and what none names goes."""
    stage, content = fresh_stage, f"{road} {first}".encode()
    if first == "upload":
        assert upload(stage, CLERK.person, content).status_code == 201
    names_it(stage, road, paper("60/QĐ", content))
    if first == "decision":
        assert upload(stage, CLERK.person, content).status_code == 201
    assert upload(stage, CLERK.person, b"named by nobody").status_code == 201
    now = parse_instant(stage.clock.now())
    assert [stage.school.uploads.sweep(now + timedelta(days=days)) for days in (8, 9, 400)] == [1, 0, 0]
    stage.school.attachments.get(hashlib.sha256(content).digest())


def test_a_file_goes_while_a_decision_names_it(fresh_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old upload is named just after the sweep has looked who names it."""
    stage, content = fresh_stage, b"named at the last moment"
    assert upload(stage, CLERK.person, content).status_code == 201
    now = parse_instant(stage.clock.now()) + timedelta(days=8)
    stage.clock.set("2020-10-28T03:00:00.000000Z")
    look = Uploads._named

    def and_then_a_decision(uploads: Uploads, digests: list[bytes]) -> set[bytes]:
        found = look(uploads, digests)
        done(lend(stage, paper("61/QĐ", content)))
        return found

    monkeypatch.setattr(Uploads, "_named", and_then_a_decision)
    stage.school.uploads.sweep(now)
    stage.school.attachments.get(hashlib.sha256(content).digest())


def test_no_act_by_decision_is_silent_about_its_file(stage: Stage) -> None:
    """Every entry of the school with a decision, and every list row that shows one."""
    entries = stage.get(HEAD.person, f"{ROOT}/entries?limit=500").json()["entries"]
    named = [entry for entry in entries if paper_of(entry["data"]) is not None]
    assert named == [entry for entry in entries if "decision_file" in entry]
    assert len(named) > 20 and all(entry["decision_file"]["text"] for entry in named)
    for name in ("appointments", "delegations", "windows"):
        rows = stage.get(HEAD.person, f"{ROOT}/lists/{name}").json()["rows"]
        assert rows and all(row["decision_file"]["text"] for row in rows), name
    rows = stage.get(HEAD.person, f"{ROOT}/decisions").json()
    assert [row["pos"] for row in rows] == [entry["pos"] for entry in named]
