"""Codes that no other test here meets, each brought about by one request; and which no request can meet."""

import base64
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.texts.problem_texts import TEXTS
from demo.people import BOARD, CLERK, DEPUTY, HEAD
from domain.words.days import later
from tests.api.conftest import BOOK, HOMEROOM_6A, ROOT, TEACHER, Stage

EVIDENCE = [{"content": base64.b64encode(b"bai lam").decode()}]
BY_NO_REQUEST = {
    "ARCHIVE_MISSING": "a judgement of the verifier",
    "BAG_REFUSED": "stored lines differ from what was signed: tests/ledger/test_archive.py",
    "CLOCK_BEHIND": "tests/ledger/test_writer_faults.py",
    "COMMAND_BROKEN": "a judgement of the verifier",
    "COMMAND_MALFORMED": "the form of `cmd` is checked before: BODY_INVALID",
    "COMMAND_TWICE": "a judgement of the verifier",
    "DOSSIER_BROKEN": "a judgement of the verifier",
    "GRADE_UNKNOWN": "the grade is checked before: BODY_INVALID; tests/domain",
    "INTENT_WRONG": "a judgement of the verifier",
    "KEY_NOT_IN_FORCE": "the address takes the key in force itself: two rotations at once only",
    "LINE_TOO_LONG": "bounds of fields keep every line shorter: tests/ledger/test_writer_faults.py",
    "MARK_NOT_TEXT": "the form of a cell's value is checked before: BODY_INVALID",
    "NOT_CANONICAL": "the form of texts is checked before: BODY_INVALID",
    "NOT_CREATED": "a school is founded by the operator",
    "ORIGIN_MISMATCH": "a school is founded by the operator",
    "PROGRAMME_UNKNOWN": "one programme a level so far",
    "REGIME_NOT_IMPLEMENTED": "tests/domain",
    "REGIME_UNKNOWN": "the regime is checked before: BODY_INVALID; tests/domain",
    "SCHOOL_YEAR_UNKNOWN": "the year is checked before: BODY_INVALID; tests/domain",
    "RESULTS_BROKEN": "a judgement of the verifier",
    "RESULT_WRONG": "a judgement of the verifier",
    "SEALED_TEXT_INVALID": "tests/ledger/test_pupil_keys.py; what cannot be opened is shown as null",
    "SIGNING_REFUSED": "tests/ledger/test_checkpointer.py",
    "SNAPSHOT_TWICE": "ids are chosen by the archiver",
    "STREAM_GAP": "a judgement of the verifier",
    "STREAM_WRONG": "a judgement of the verifier",
    "TIME_BACKWARDS": "a judgement of the verifier; a writer is told CLOCK_BEHIND",
    "UNKNOWN_TYPE": "a log written by a newer program: tests/domain",
    "VIEWS_BROKEN": "tests/projections/test_runner.py",
    "WITNESSES_MISSING": "a judgement of the verifier",
}


def test_every_code_is_met_in_a_test_or_said_to_be_out_of_reach() -> None:
    """A sentence that nobody has seen in an answer may be about something else."""
    folders = [Path(__file__).parents[1] / name for name in ("api", "obligations", "served")]
    tests = [path for folder in folders for path in folder.glob("test_*.py")]
    tests = [path for path in tests if path.name != "test_problems.py"]
    source = "".join(path.read_text("utf-8") for path in tests if path != Path(__file__))
    source += Path(__file__).read_text("utf-8").split("BY_NO_REQUEST = {")[0]
    source += Path(__file__).read_text("utf-8").split("\n}\n", 1)[1]
    met = {code for code in TEXTS if f'"{code}"' in source}
    assert TEXTS.keys() - met == BY_NO_REQUEST.keys()


def appoint(stage: Stage, person: str, role: str, **more: Any) -> int:
    body = {"person": person, "role": role, "from": "2020-10-01", **more, "decision": stage.decision()}
    answer = stage.post(HEAD.person, f"{ROOT}/appointments", **body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["pos"])


def delegate(stage: Stage, person: str, *powers: str) -> None:
    body = {"person": person, "powers": list(powers), "from": "2020-10-01", "to": "2021-05-01"}
    answer = stage.post(HEAD.person, f"{ROOT}/delegations", **body, decision=stage.decision())
    assert answer.status_code == 201, answer.text


@pytest.fixture(scope="module")
def recorded(stage: Stage) -> Stage:
    """6A Toán: tx1 published, tx2 entered; TEACHER is also a deputy with the powers to permit and close."""
    stage.demo.enter(["tx1", "tx2"], ["6A"])
    assert stage.post(TEACHER, f"{BOOK}/columns/tx1/publish").status_code == 200
    appoint(stage, TEACHER, "deputy")
    delegate(stage, TEACHER, "permit", "close")
    appoint(stage, TEACHER, "board")
    return stage


def item(stage: Stage, pupil: str, col: str = "tx1", value: Any = "9,9") -> dict[str, Any]:
    base = stage.cell(pupil, col)["pos"]
    return {"pupil": pupil, "col": col, "value": value, "base": base, "reason": "Cộng nhầm điểm"}


def propose(stage: Stage, dossier: str, *items: dict[str, Any], kind: str = "sua") -> Any:
    place = {"dossier": dossier, "class": "6A", "subject": "toan", "semester": 1, "kind": kind}
    body = {**place, "items": list(items), "evidence": EVIDENCE}
    return stage.post(TEACHER, f"{ROOT}/dossiers", **body)


def told(answer: Any, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    assert problem["title"] == TEXTS[code].title and problem["detail"]
    return problem


def test_no_proposer_permits_refuses_or_witnesses_in_another_role(recorded: Stage) -> None:
    """Also a deputy who teaches: the code, and what is missing."""
    assert propose(recorded, "C-1", item(recorded, "HS0001")).status_code == 201
    permit = recorded.post(TEACHER, f"{ROOT}/dossiers/C-1/permit", acting="deputy")
    assert "missing" in told(permit, 403, "PROPOSER_PERMITS")
    assert recorded.post(DEPUTY.person, f"{ROOT}/dossiers/C-1/permit").status_code == 200
    seat = recorded.post(TEACHER, f"{ROOT}/dossiers/C-1/witness", seat="board", acting="board")
    told(seat, 403, "PROPOSER_WITNESSES")


def test_no_witness_sits_twice_or_in_a_strange_seat(recorded: Stage) -> None:
    """The permitter may sit for the leadership alone; the board in its own seat."""
    appoint(recorded, DEPUTY.person, "board")
    assert propose(recorded, "C-2", item(recorded, "HS0002")).status_code == 201
    assert recorded.post(DEPUTY.person, f"{ROOT}/dossiers/C-2/permit").status_code == 200
    twice = recorded.post(DEPUTY.person, f"{ROOT}/dossiers/C-2/witness", seat="board", acting="board")
    told(twice, 403, "WITNESS_TWICE")
    body = {"seat": "leadership", "acting": "board"}
    strange = recorded.post(BOARD[0].person, f"{ROOT}/dossiers/C-2/witness", **body)
    told(strange, 403, "NO_RIGHT")


def test_no_right_given_after_the_proposal_fills_a_seat(recorded: Stage) -> None:
    """Nobody arranges the witnesses of a dossier that lies there already."""
    assert propose(recorded, "C-9", item(recorded, "HS0004")).status_code == 201
    assert recorded.post(DEPUTY.person, f"{ROOT}/dossiers/C-9/permit").status_code == 200
    appoint(recorded, CLERK.person, "board")
    late = recorded.post(CLERK.person, f"{ROOT}/dossiers/C-9/witness", seat="board", acting="board")
    told(late, 403, "WRONG_SEAT")


def test_no_dossier_is_withdrawn_by_another(recorded: Stage) -> None:
    """Though that teacher, too, teaches the subject in the class."""
    appoint(recorded, HOMEROOM_6A, "teacher", **{"class": "6A", "subject": "toan"})
    assert propose(recorded, "C-3", item(recorded, "HS0003")).status_code == 201
    told(recorded.post(HOMEROOM_6A, f"{ROOT}/dossiers/C-3/withdraw"), 403, "NOT_PROPOSER")


def test_no_dossier_about_what_is_not_of_record_not_changed_or_named_twice(recorded: Stage) -> None:
    """LAW 18, one code each."""
    told(propose(recorded, "C-4", item(recorded, "HS0004", "tx2")), 409, "NOT_OF_RECORD")
    same = recorded.cell("HS0004", "tx1")["text"]
    told(propose(recorded, "C-4", item(recorded, "HS0004", value=same)), 422, "NO_CHANGE")
    double = (item(recorded, "HS0004"), item(recorded, "HS0004", value="9,8"))
    told(propose(recorded, "C-4", *double), 422, "CELL_TWICE")


def test_no_level_in_a_book_of_marks_and_no_strange_permission(recorded: Stage) -> None:
    """The value suits the subject; a permission is one that was given."""
    pos = recorded.cell("HS0005", "tx2")["pos"]
    first = recorded.cell("HS0005", "tx1")["pos"]
    told(recorded.save(TEACHER, ("HS0005", "tx1", {"tenths": 1}, first), late=1), 403, "LATE_NOT_PERMITTED")
    twice = recorded.save(TEACHER, ("HS0005", "tx2", "8", pos), ("HS0005", "tx2", "9", pos))
    told(twice, 422, "CELL_TWICE")
    told(recorded.post(TEACHER, f"{BOOK}/columns/gk/publish"), 409, "DIGEST_WRONG")


def test_a_subject_with_levels_takes_levels_alone(recorded: Stage) -> None:
    """A class whose Âm nhạc is judged by comment (TT58)."""
    subject = {"subject": "nhac", "name": "Âm nhạc", "kind": "comment", "periods": 350, "tx": 2}
    body = {"class": "7B", "name": "7B", "grade": 7, "year": "2020-2021"}
    subjects = [{**subject, "semesters": [1, 2]}]
    made = recorded.post(BOARD[0].person, f"{ROOT}/classes", **body, subjects=subjects)
    assert made.status_code == 201, made.text
    pupil = {
        "pupil": "HS7001",
        "name": "A Lơi",
        "born": "2008-01-02",
        "register": "7001",
        "from": "2020-10-01",
    }
    assert recorded.post(BOARD[0].person, f"{ROOT}/classes/7B/pupils", pupils=[pupil]).status_code == 201
    appoint(recorded, HOMEROOM_6A, "teacher", **{"class": "7B", "subject": "nhac"})
    book = f"{ROOT}/books/7B/nhac/1"
    told(recorded.save(HOMEROOM_6A, ("HS7001", "tx1", "8", 0), book=book), 422, "MARK_NOT_A_LEVEL")
    told(recorded.save(HOMEROOM_6A, ("HS7001", "tx1", {"tenths": 80}, 0), book=book), 422, "BAD_VALUE")
    assert recorded.save(HOMEROOM_6A, ("HS7001", "tx1", "Đ", 0), book=book).status_code == 200


@pytest.mark.parametrize(
    "change", [{"grade": 13}, {"grade": True}, {"regime": "TT22"}, {"year": "2020-2022"}]
)
def test_no_class_under_a_regulation_that_is_not_known(recorded: Stage, change: dict[str, Any]) -> None:
    """Grade, regime and year are those of a circular."""
    subject = {"subject": "toan", "name": "Toán", "kind": "score", "periods": 1400, "tx": 4, "semesters": [1]}
    body = {"class": "8A", "name": "8A", "grade": 8, "year": "2020-2021", "subjects": [subject], **change}
    problem = told(recorded.post(BOARD[0].person, f"{ROOT}/classes", **body), 422, "BODY_INVALID")
    assert problem["faults"][0]["field"] in change


def test_no_right_before_its_day_and_no_appointment_that_is_not_there(recorded: Stage) -> None:
    """From tomorrow is not today."""
    assert recorded.post(HEAD.person, f"{ROOT}/people", person="gv.mai", name="Lê Mai").status_code == 201
    later_on = {"class": "6A", "subject": "toan", "from": "2020-12-01"}
    appoint(recorded, "gv.mai", "teacher", **later_on)
    told(recorded.save("gv.mai", ("HS0006", "gk", "8", 0)), 403, "RIGHT_NOT_IN_FORCE")
    end = {"person": "gv.mai", "on": "2020-12-01", "decision": recorded.decision()}
    told(recorded.post(HEAD.person, f"{ROOT}/appointments/3/end", **end), 404, "UNKNOWN_APPOINTMENT")


def test_no_proposer_of_a_close_decides_it_and_nothing_open_is_unlocked(recorded: Stage) -> None:
    """S28, S56."""
    path = f"{ROOT}/closes/6C/1"
    assert recorded.post(TEACHER, f"{path}/propose", acting="board").status_code == 201
    lock = recorded.post(TEACHER, f"{path}/lock", acting="deputy", decision=recorded.decision())
    told(lock, 403, "PROPOSER_DECIDES")
    body = {"reason": "Sửa", "decision": recorded.decision(), "until": "2020-11-01T00:00:00Z"}
    told(recorded.post(HEAD.person, f"{path}/unlock", **body), 409, "NOT_LOCKED")


def test_no_window_that_is_over_or_unknown_is_moved(fresh_stage: Stage) -> None:
    """It has been archived."""
    body = {"to": "2020-12-30T00:00:00Z", "decision": fresh_stage.decision()}
    told(fresh_stage.post(HEAD.person, f"{ROOT}/windows/none/move", **body), 404, "UNKNOWN_WINDOW")
    fresh_stage.clock.set(later(fresh_stage.demo.calendar.first.end, minutes=1))
    told(fresh_stage.post(HEAD.person, f"{ROOT}/windows/giua-ky-1/move", **body), 423, "WINDOW_ENDED")


def test_what_is_not_there_and_what_is_not_meant(recorded: Stage) -> None:
    """Archive, method."""
    told(recorded.get(HEAD.person, f"{ROOT}/archives/none/bag"), 404, "UNKNOWN_ARCHIVE")
    told(recorded.send(HEAD.person, "DELETE", f"{ROOT}/people"), 405, "METHOD_NOT_ALLOWED")


def test_a_text_whose_key_is_gone_is_neither_sealed_nor_shown(fresh_stage: Stage) -> None:
    """Writing one is refused by name; reading shows none instead of failing."""
    stage = fresh_stage
    stage.demo.enter(["tx1"], ["6A"])
    assert stage.post(TEACHER, f"{BOOK}/columns/tx1/publish").status_code == 200
    assert propose(stage, "C-9", item(stage, "HS0009")).status_code == 201
    with psycopg.connect(stage.service.db.dsn, autocommit=True) as connection:
        connection.execute("DELETE FROM socai.pupil_key WHERE pupil = 'HS0009'")
    told(propose(stage, "C-10", item(stage, "HS0009")), 409, "PUPIL_KEY_MISSING")
    assert stage.get(HEAD.person, f"{ROOT}/dossiers/C-9").json()["items"][0]["reason"] is None


def test_a_changed_evidence_file_is_not_handed_out(fresh_stage: Stage) -> None:
    """Its name is its digest: what no longer fits is said to be damaged."""
    stage = fresh_stage
    stage.demo.enter(["tx1"], ["6A"])
    assert stage.post(TEACHER, f"{BOOK}/columns/tx1/publish").status_code == 200
    assert propose(stage, "C-9", item(stage, "HS0009")).status_code == 201
    (digest,) = stage.get(HEAD.person, f"{ROOT}/dossiers/C-9").json()["evidence"]
    (kept,) = stage.settings.attachments.rglob(digest)
    kept.chmod(0o644)
    kept.write_bytes(b"other")
    answer = stage.get(HEAD.person, f"{ROOT}/dossiers/C-9/evidence/{digest}")
    told(answer, 500, "ATTACHMENT_DAMAGED")


def test_an_error_of_ours_tells_nothing_of_its_insides(
    fresh_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 with a sentence and what was typed; the operator's log has the rest."""

    def break_down(*_args: Any, **_more: Any) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(type(fresh_stage.school), "execute", break_down)
    answer = fresh_stage.post(HEAD.person, f"{ROOT}/people", person="a", name="A")
    problem = told(answer, 500, "INTERNAL")
    assert problem["input"]["name"] == "A" and "secret" not in json.dumps(problem)
