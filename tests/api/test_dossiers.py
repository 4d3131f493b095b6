"""The correction dossier through the API: proposed, permitted, witnessed, applied; and its dead ends."""

import base64
import hashlib
from typing import Any

import pytest

from api.service.archiving import Archiver
from demo.people import BOARD, DEPUTY, HEAD
from domain.words.days import later
from tests.api.conftest import BOOK, HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage

EVIDENCE = b"bai kiem tra 15 phut, ban quet"
DIGEST = hashlib.sha256(EVIDENCE).hexdigest()
REASON = "Cộng nhầm điểm câu 3 khi chấm bài"
SEATS = ((HEAD.person, "leadership"), (BOARD[0].person, "board"), (HOMEROOM_6A, "homeroom"))


@pytest.fixture(scope="module")
def recorded(stage: Stage) -> Stage:
    """Column tx2 of 6A Toán is entered and published: a correction needs a dossier."""
    stage.demo.enter(["tx2"], ["6A"])
    assert stage.post(TEACHER, f"{BOOK}/columns/tx2/publish").status_code == 200
    return stage


def proposal(stage: Stage, dossier: str, pupil: str, value: Any = "9", **more: Any) -> dict[str, Any]:
    base = stage.cell(pupil, "tx2")["pos"]
    item = {"pupil": pupil, "col": "tx2", "value": value, "base": base, "reason": REASON}
    place = {"dossier": dossier, "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"}
    evidence = [{"content": base64.b64encode(EVIDENCE).decode()}]
    return {**place, "items": [item], "evidence": evidence, **more}


def propose(stage: Stage, dossier: str, pupil: str, **more: Any) -> Any:
    return stage.post(TEACHER, f"{ROOT}/dossiers", **proposal(stage, dossier, pupil, **more))


def step(stage: Stage, person: str, dossier: str, act: str, **body: Any) -> Any:
    return stage.post(person, f"{ROOT}/dossiers/{dossier}/{act}", **body)


def permitted(stage: Stage, dossier: str, pupil: str) -> None:
    assert propose(stage, dossier, pupil).status_code == 201
    assert step(stage, DEPUTY.person, dossier, "permit").status_code == 200


def state_of(stage: Stage, dossier: str) -> str:
    return str(stage.get(HEAD.person, f"{ROOT}/dossiers/{dossier}").json()["state"])


def test_three_witnesses_apply_a_correction(recorded: Stage) -> None:
    """Proposed, permitted, confirmed in three seats; the third one changes the cell in the same command."""
    permitted(recorded, "HS-1", "HS0001")
    twin = propose(recorded, "hs-1", "HS0002")
    assert (twin.status_code, twin.json()["code"]) == (409, "CODE_TWICE")
    counts = [step(recorded, person, "HS-1", "witness", seat=seat).json()["n"] for person, seat in SEATS]
    assert counts == [1, 1, 2] and state_of(recorded, "HS-1") == "applied"
    assert recorded.cell("HS0001", "tx2")["text"] == "9,0"
    told = recorded.get(TEACHER, f"{BOOK}/cells/HS0001/tx2/life").json()
    assert [(entry["type"], entry["old"], entry["value"]) for entry in told] == [
        ("MarkEntered", None, "5,2"),
        ("ColumnPublished", "5,2", "5,2"),
        ("CorrectionApplied", "5,2", "9,0"),
    ]
    assert told[-1]["reason"] == REASON and told[-1]["dossier"] == "HS-1"


def test_a_reason_is_sealed_in_the_log_and_read_by_its_readers(recorded: Stage) -> None:
    """The lines hold ciphertext; witnesses see the text, the values and the evidence."""
    written = propose(recorded, "HS-2", "HS0002").json()
    lines = b"".join(recorded.school.log.lines(written["pos"], written["pos"] + written["n"]))
    assert REASON.encode() not in lines
    seen = recorded.get(BOARD[0].person, f"{ROOT}/dossiers/HS-2").json()
    assert seen["items"][0]["reason"] == REASON and seen["items"][0]["text"] == "9,0"
    assert seen["evidence"] == [DIGEST] and seen["missing"] == []
    file = recorded.get(BOARD[0].person, f"{ROOT}/dossiers/HS-2/evidence/{DIGEST}")
    assert file.content == EVIDENCE


def test_a_repeated_proposal_is_known_as_the_same(recorded: Stage) -> None:
    """Though each sealing gives another ciphertext; another reason under the same command id is refused."""
    body = proposal(recorded, "HS-3", "HS0003") | {"cmd": "same"}
    first = recorded.post(TEACHER, f"{ROOT}/dossiers", **body).json()
    assert recorded.post(TEACHER, f"{ROOT}/dossiers", **body).json() == {**first, "replayed": True}
    body["items"][0]["reason"] = "Lý do khác"
    assert recorded.post(TEACHER, f"{ROOT}/dossiers", **body).json()["code"] == "COMMAND_REUSED"


def test_evidence_may_be_uploaded_before(recorded: Stage) -> None:
    """A multipart upload gives the digest that the dossier names."""
    upload = recorded.client.post(
        f"{ROOT}/attachments", headers=recorded.as_(TEACHER), files={"file": ("bai.pdf", b"%PDF-1.7 x")}
    )
    assert upload.status_code == 201
    digest = upload.json()["digest"]
    assert propose(recorded, "HS-4", "HS0004", evidence=[{"digest": digest}]).status_code == 201


@pytest.mark.parametrize(
    ("evidence", "status", "code"),
    [
        ([], 422, "BODY_INVALID"),
        ([{}], 422, "BODY_INVALID"),
        ([{"content": "###"}], 422, "BODY_INVALID"),
        ([{"content": ""}], 422, "ATTACHMENT_EMPTY"),
        ([{"digest": "0" * 64}], 404, "ATTACHMENT_MISSING"),
    ],
)
def test_no_dossier_without_evidence_that_is_kept(
    recorded: Stage, evidence: list[Any], status: int, code: str
) -> None:
    """A digest in the log whose file nobody has would be worth nothing."""
    answer = propose(recorded, "HS-5", "HS0005", evidence=evidence)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("person", "code"),
    [(OTHER_TEACHER, "OUT_OF_SCOPE"), (HEAD.person, "NO_RIGHT"), (BOARD[0].person, "NO_RIGHT")],
)
def test_nobody_but_the_subject_teacher_proposes(recorded: Stage, person: str, code: str) -> None:
    """Whoever leads or administers the school cannot begin a change of a mark."""
    answer = recorded.post(person, f"{ROOT}/dossiers", **proposal(recorded, "HS-6", "HS0006"))
    assert (answer.status_code, answer.json()["code"]) == (403, code)


def test_the_proposer_neither_permits_nor_witnesses(recorded: Stage) -> None:
    """403, each with its own code; the other steps of one dossier are for other people."""
    propose(recorded, "HS-7", "HS0007")
    assert step(recorded, TEACHER, "HS-7", "permit").json()["code"] == "NO_RIGHT"
    step(recorded, HEAD.person, "HS-7", "permit")
    assert step(recorded, TEACHER, "HS-7", "witness", seat="homeroom").status_code == 403
    assert state_of(recorded, "HS-7") == "permitted"


def test_no_second_seat_for_one_witness_and_no_seat_twice(recorded: Stage) -> None:
    """WITNESS_TWICE for the person, SEAT_TAKEN for the seat, WRONG_SEAT for the role."""
    permitted(recorded, "HS-8", "HS0008")
    assert step(recorded, HEAD.person, "HS-8", "witness", seat="leadership").status_code == 200
    taken = step(recorded, DEPUTY.person, "HS-8", "witness", seat="leadership")
    assert (taken.status_code, taken.json()["code"]) == (409, "SEAT_TAKEN")
    wrong = step(recorded, HOMEROOM_6A, "HS-8", "witness", seat="board")
    assert wrong.status_code == 403


def test_a_stale_proposal_shows_both_values(recorded: Stage) -> None:
    """The cell moved on since the teacher looked."""
    body = proposal(recorded, "HS-9", "HS0009")
    body["items"][0]["base"] = 1
    problem = recorded.post(TEACHER, f"{ROOT}/dossiers", **body).json()
    assert problem["code"] == "STALE_BASE"
    assert problem["conflicts"][0]["mine"]["text"] == "9,0" and problem["conflicts"][0]["theirs"]["text"]


def test_refused_withdrawn_and_amended_dossiers_end_or_begin_again(recorded: Stage) -> None:
    """The dead ends, and an amendment that voids the permission."""
    permitted(recorded, "HS-10", "HS0010")
    items = proposal(recorded, "HS-10", "HS0010", "8,5")
    amended = step(recorded, TEACHER, "HS-10", "amend", items=items["items"], evidence=items["evidence"])
    assert amended.status_code == 200 and state_of(recorded, "HS-10") == "proposed"
    assert step(recorded, HEAD.person, "HS-10", "refuse", reason="Thiếu bài làm gốc").status_code == 200
    again = step(recorded, HEAD.person, "HS-10", "permit")
    assert (again.status_code, again.json()["code"]) == (409, "DOSSIER_STATE")
    propose(recorded, "HS-11", "HS0011")
    assert step(recorded, TEACHER, "HS-11", "withdraw").status_code == 200
    assert state_of(recorded, "HS-11") == "withdrawn"


def test_the_register_lists_only_what_the_person_may_read(recorded: Stage) -> None:
    """Leadership sees all; a teacher of another subject sees none of these."""
    propose(recorded, "HS-12", "HS0012")
    everything = recorded.get(HEAD.person, f"{ROOT}/dossiers").json()
    assert "HS-12" in {row["dossier"] for row in everything}
    assert recorded.get(OTHER_TEACHER, f"{ROOT}/dossiers").json() == []
    assert recorded.get(OTHER_TEACHER, f"{ROOT}/dossiers/HS-12").status_code == 403
    assert recorded.get(HEAD.person, f"{ROOT}/dossiers/none").json()["code"] == "UNKNOWN_DOSSIER"


def test_a_session_that_runs_out_is_noted_by_the_system_and_counts_no_more(recorded: Stage) -> None:
    """After 15 minutes the first confirmation is void, and an entry says so, once."""
    permitted(recorded, "HS-13", "HS0013")
    step(recorded, HEAD.person, "HS-13", "witness", seat="leadership")
    recorded.clock.set(later(recorded.clock.now(), minutes=16))
    archiver = Archiver(recorded.school)
    noted = archiver.note_lapses()
    assert noted >= 1 and archiver.note_lapses() == 0
    (entry,) = [
        each for each in recorded.school.log.stream("dossier/HS-13") if each.type == "CorrectionLapsed"
    ]
    assert entry.actor["role"] == "system"
    for person, seat in SEATS[1:]:
        assert step(recorded, person, "HS-13", "witness", seat=seat).json()["n"] == 1
    assert state_of(recorded, "HS-13") == "permitted"
