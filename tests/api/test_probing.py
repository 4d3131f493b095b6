"""No id can be probed: what is there and what is not is told alike to who may not read it."""

import base64
import hashlib
from typing import Any

import pytest

from demo.people import BOARD, CLERK, HEAD
from tests.api.conftest import BOOK, OTHER_TEACHER, ROOT, TEACHER, Stage

STRANGERS = ["gv.bui-quoc-khanh", CLERK.person]
"""A teacher and the clerk: nothing to do with the dossiers of 6A."""
PROPOSER = TEACHER
ACTS: dict[str, dict[str, Any]] = {
    "permit": {},
    "refuse": {"reason": "Không đúng"},
    "withdraw": {},
    "witness": {"seat": "board"},
    "amend": {
        "evidence": [{"content": "YQ=="}],
        "items": [{"pupil": "HS0001", "col": "tx1", "value": "5", "base": 0, "reason": "Nhầm"}],
    },
}
PAPER = {"no": "1/QĐ", "date": "2020-10-01", "digest": "A" * 43}


def told(answer: Any, *private: str) -> tuple[int, dict[str, Any]]:
    """The answer without what the sender has said."""
    body = {name: each for name, each in answer.json().items() if name not in ("input", "of", *private)}
    return answer.status_code, body


@pytest.fixture(scope="module", autouse=True)
def proposed(stage: Stage) -> None:
    """A dossier of 6A, and a rectification of a pupil of 6A."""
    pos = stage.save(PROPOSER, ("HS0001", "tx1", "8", 0)).json()["pos"]
    assert stage.post(PROPOSER, f"{BOOK}/columns/tx1/publish").status_code == 200
    place = {"dossier": "HS-1", "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"}
    item = {"pupil": "HS0001", "col": "tx1", "value": "9", "base": pos, "reason": "Cộng nhầm"}
    evidence = [{"content": base64.b64encode(b"bai").decode()}]
    made = stage.post(PROPOSER, f"{ROOT}/dossiers", **place, items=[item], evidence=evidence)
    assert made.status_code == 201, made.text
    made = rectify(stage, CLERK.person, enrolment(stage, "HS0001"))
    assert made.status_code == 201, made.text


def rectify(stage: Stage, person: str, of: int) -> Any:
    body = {"change": {"born": "2009-02-20"}, "reason": "Ghi nhầm", "evidence": ["A" * 43]}
    return stage.post(person, f"{ROOT}/rectifications", rectification="DC-1", of=of, **body)


def enrolment(stage: Stage, pupil: str) -> int:
    entries = stage.school.log.entries()
    return next(e.pos for e in entries if e.type == "PupilEnrolled" and e.data["pupil"] == pupil)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("person", STRANGERS)
def test_no_act_tells_a_stranger_of_a_dossier(stage: Stage, person: str, act: str) -> None:
    """Neither by status, code nor facts: class and subject of a dossier are part of it."""
    there, nowhere = (
        told(stage.post(person, f"{ROOT}/dossiers/{name}/{act}", **ACTS[act]), "dossier")
        for name in ("HS-1", "NOPE")
    )
    assert there == nowhere and there[0] == 403 and there[1]["code"] == "NOT_READABLE"


@pytest.mark.parametrize("act", ["witness", "decide"])
@pytest.mark.parametrize("person", [TEACHER, OTHER_TEACHER, "gv.bui-quoc-khanh"])
def test_no_act_tells_a_stranger_of_a_rectification(stage: Stage, person: str, act: str) -> None:
    """Also not the homeroom teacher of another class, who may witness those of the own."""
    body = {"outcome": "refused", "decision": PAPER} if act == "decide" else {}
    there, nowhere = (
        told(stage.post(person, f"{ROOT}/rectifications/{name}/{act}", **body), "rectification")
        for name in ("DC-1", "NOPE")
    )
    assert there == nowhere and there[0] == 403


@pytest.mark.parametrize("person", [TEACHER, OTHER_TEACHER])
def test_no_position_tells_a_stranger_what_it_is_about(stage: Stage, person: str) -> None:
    """A slip is proposed by who may read it: of another class, and where there is none, alike."""
    there, nowhere = (told(rectify(stage, person, of)) for of in (enrolment(stage, "HS0002"), 999_999))
    assert there == nowhere and there[0] == 403


def unknown_key(stage: Stage) -> str:
    origin, raw = stage.school.log.origin, b"\x01" + bytes(range(32))
    name = hashlib.sha256(origin.encode() + b"\n" + raw).hexdigest()[:8]
    return f"{origin}+{name}+{base64.b64encode(raw).decode()}"


def test_no_key_is_looked_for_before_the_right(stage: Stage) -> None:
    """And one that is not there is the sender's mistake, no fault of ours."""
    key = stage.client.post(f"{ROOT}/keys", headers=stage.as_(HEAD.person)).json()["key"]
    there, nowhere = (
        told(stage.post(TEACHER, f"{ROOT}/keys/rotate", new=new, decision=PAPER))
        for new in (key, unknown_key(stage))
    )
    assert there == nowhere and there[0] == 403
    refused = stage.post(HEAD.person, f"{ROOT}/keys/rotate", new=unknown_key(stage), decision=PAPER)
    assert (refused.status_code, refused.json()["code"]) == (404, "UNKNOWN_KEY")


@pytest.mark.parametrize("act", ["", "/stored"])
def test_no_receipt_tells_what_is_written(stage: Stage, act: str) -> None:
    """An entry that a teacher may not read, and one that is not there."""
    there, nowhere = (
        told(stage.get(OTHER_TEACHER, f"{ROOT}/receipts/{pos}{act}"), "pos") for pos in (30, 999_999)
    )
    assert there == nowhere and there[0] == 403


def test_no_list_of_faults_is_as_long_as_the_request(stage: Stage) -> None:
    """Twenty cells are named, and how many more there are."""
    cells = [("HS0001", "tx4", f"x{number}", 0) for number in range(100)]
    refused = stage.save(TEACHER, *cells)
    assert refused.status_code == 422
    assert len(refused.json()["errors"]) == 20 and refused.json()["more"] == 80


def test_who_may_read_is_told_what_is_not_there(stage: Stage) -> None:
    """The head learns that an id is wrong."""
    nowhere = stage.post(HEAD.person, f"{ROOT}/dossiers/NOPE/permit")
    assert (nowhere.status_code, nowhere.json()["code"]) == (409, "DOSSIER_STATE")
    nowhere = stage.post(BOARD[0].person, f"{ROOT}/rectifications/NOPE/witness")
    assert (nowhere.status_code, nowhere.json()["code"]) == (409, "RECTIFICATION_STATE")


def test_no_unknown_pupil_is_a_fault_of_keys(stage: Stage) -> None:
    """One who is nowhere is told as one of another class is, in a dossier and in a comment."""
    item = {"pupil": "HS9910", "col": "tx1", "value": "9", "base": 1, "reason": "Nhầm"}
    place = {"dossier": "HS-2", "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"}
    evidence = [{"content": "YQ=="}]
    for answer in (
        stage.post(TEACHER, f"{ROOT}/dossiers", **place, items=[item], evidence=evidence),
        stage.save(TEACHER, ("HS9910", "nx", "Tiến bộ", 0)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_IN_CLASS"), answer.text


REAL = {
    **{"school": "demo", "klass": "6A", "subject": "toan", "semester": "1", "pupil": "HS0001", "stage": "1"},
    **{"dossier": "HS-1", "rectification": "DC-1", "pos": "30", "decision": "0"},
    "name": "register",
}
"""What there is, by the name of a path's part; of what stands not here the school has none."""
WORDS = ("school", "semester", "name", "stage", "col")
"""Parts that are no ids: what they may say stands in the contract."""


def test_no_address_with_an_id_tells_a_stranger_whether_there_is_one(stage: Stage) -> None:
    """Of every address that reads: each of its ids as it is, and one that nobody has."""
    contract = stage.client.get("/api/v1/openapi.json").json()["paths"]
    asked = 0
    for path, ways in contract.items():
        parts = [part.split("}")[0] for part in path.split("{")[1:]]
        if "get" not in ways or not path.startswith("/api/"):
            continue
        for part in parts:
            if part not in WORDS:
                there, nowhere = (_asked(stage, path, parts, part, invented=it) for it in (False, True))
                assert there == nowhere and there[0] == 403, (path, part, there, nowhere)
                asked += 1
    print(f"{asked} ids of addresses")
    assert asked > 20


def _asked(stage: Stage, path: str, parts: list[str], part: str, *, invented: bool) -> tuple[int, str]:
    values = {name: REAL.get(name, "x1") for name in parts} | {"col": "tx1"}
    if invented:
        values[part] = "999999" if part in ("pos", "decision") else "nope"
    answer = stage.get(STRANGERS[0], path.format_map(values), at="@5", semester="1")
    return answer.status_code, str(answer.json().get("code"))
