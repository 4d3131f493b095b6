"""People, classes, windows, policy and keys through the API: the rights of the rows of LAW 4."""

from typing import Any

import pytest

from demo.people import BOARD, CLERK, DEPUTY, HEAD
from domain.acts.unit.policy import SetPolicy
from domain.words.days import later
from domain.words.entry import Proof
from domain.words.fields import ProofPolicy
from ledger.signing.keys import KeyFault
from tests.api.conftest import HOMEROOM_6A, ROOT, TEACHER, Stage
from tests.verify.law.replaying import replay_lines

PUPIL = {
    "pupil": "HS9001",
    "name": "Y Hương",
    "born": "2009-03-02",
    "register": "9001/2020",
    "from": "2020-10-20",
}


def test_a_new_teacher_is_registered_appointed_and_ended(stage: Stage) -> None:
    """By the board and the head; from the day after the end the right is gone."""
    person = {"person": "gv.moi", "name": "Lý Thị Mới"}
    assert stage.post(BOARD[0].person, f"{ROOT}/people", **person).status_code == 201
    assert stage.post(BOARD[0].person, f"{ROOT}/people", **person).json()["code"] == "ALREADY_EXISTS"
    right = {"person": "gv.moi", "role": "teacher", "class": "6C", "subject": "toan", "from": "2020-10-01"}
    made = stage.post(HEAD.person, f"{ROOT}/appointments", **right, decision=stage.decision())
    assert made.status_code == 201
    end = {"person": "gv.moi", "on": "2020-10-19", "decision": stage.decision()}
    assert stage.post(HEAD.person, f"{ROOT}/appointments/{made.json()['pos']}/end", **end).status_code == 200
    rows = stage.get(HEAD.person, f"{ROOT}/people").json()
    (found,) = [row for row in rows if row["person"] == "gv.moi"]
    assert found["rights"][0]["in_force"] is False and found["rights"][0]["class"] == "6C"


def appointment(**more: Any) -> dict[str, Any]:
    return {"person": CLERK.person, "role": "clerk", "from": "2020-10-01", **more}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (appointment(person="nobody"), 404, "UNKNOWN_PERSON"),
        (appointment(to="2020-09-01"), 422, "BAD_PERIOD"),
        (appointment(role="teacher"), 404, "UNKNOWN_CLASS"),
        (appointment(**{"class": "6A"}), 422, "BAD_DATA"),
        (appointment(role="homeroom", **{"class": "9Z"}), 404, "UNKNOWN_CLASS"),
        (appointment(role="god"), 422, "BODY_INVALID"),
        (appointment(**{"from": "2020-02-30"}), 422, "BODY_INVALID"),
    ],
)
def test_no_appointment_that_the_law_refuses(
    stage: Stage, body: dict[str, Any], status: int, code: str
) -> None:
    """The code of the rule, and what was typed."""
    answer = stage.post(HEAD.person, f"{ROOT}/appointments", **body, decision=stage.decision())
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["input"]["person"] == body["person"]


@pytest.mark.parametrize("person", [DEPUTY.person, BOARD[0].person, CLERK.person, TEACHER])
def test_nobody_but_the_head_appoints(stage: Stage, person: str) -> None:
    """403 NO_RIGHT (S26)."""
    answer = stage.post(person, f"{ROOT}/appointments", **appointment(), decision=stage.decision())
    assert (answer.status_code, answer.json()["duty"]) == (403, "S26")


def test_a_pupil_is_enrolled_by_whoever_keeps_the_register(stage: Stage) -> None:
    """Clerk, board, homeroom teacher of the class; a register number never twice (S40)."""
    path = f"{ROOT}/classes/6A/pupils"
    assert stage.post(TEACHER, path, pupils=[PUPIL]).status_code == 403  # homeroom of another class
    assert stage.post(HEAD.person, path, pupils=[PUPIL]).json()["code"] == "NO_RIGHT"
    assert stage.post(HOMEROOM_6A, path, pupils=[PUPIL]).status_code == 201
    twice = stage.post(CLERK.person, path, pupils=[{**PUPIL, "pupil": "HS9002"}])
    assert (twice.status_code, twice.json()["code"]) == (409, "REGISTER_TWICE")
    assert stage.get(CLERK.person, path).json()[-1]["register"] == "9001/2020"


def test_a_class_needs_its_regular_columns(stage: Stage) -> None:
    """TT26 Đ1.4: 140 periods need four."""
    subject = {
        "subject": "toan",
        "name": "Toán",
        "kind": "score",
        "periods": 1400,
        "tx": 3,
        "semesters": [1, 2],
    }
    body = {"class": "7A", "name": "7A", "grade": 7, "year": "2020-2021", "subjects": [subject]}
    few = stage.post(BOARD[0].person, f"{ROOT}/classes", **body)
    assert (few.status_code, few.json()["code"], few.json()["required"]) == (422, "TOO_FEW_COLUMNS", 4)
    subject["tx"] = 4
    assert stage.post(BOARD[0].person, f"{ROOT}/classes", **body).status_code == 201
    assert "7A" in {row["class"] for row in stage.get(CLERK.person, f"{ROOT}/classes").json()}


def test_windows_do_not_overlap_and_move_only_while_they_last(stage: Stage) -> None:
    """Instants come with any offset, and are kept in UTC."""
    body = {
        "window": "trung",
        "year": "2020-2021",
        "semester": 1,
        "cols": ["gk"],
        "classes": ["6A"],
        "from": "2020-10-19T07:00:00+07:00",
        "to": "2020-11-19T07:00:00+07:00",
        "decision": stage.decision(),
    }
    assert stage.post(HEAD.person, f"{ROOT}/windows", **body).json()["code"] == "WINDOW_OVERLAP"
    moved = {"to": "2020-11-15T17:00:00+07:00", "decision": stage.decision()}
    assert stage.post(HEAD.person, f"{ROOT}/windows/giua-ky-1/move", **moved).status_code == 200
    (window,) = [w for w in stage.get(TEACHER, f"{ROOT}/windows").json() if w["window"] == "giua-ky-1"]
    assert window["to"] == "2020-11-15T10:00:00.000000Z" and window["open"]
    naive = stage.post(
        HEAD.person, f"{ROOT}/windows/giua-ky-1/move", **{**moved, "to": "2020-11-15T17:00:00"}
    )
    assert naive.json()["code"] == "BODY_INVALID"


def test_a_key_is_rotated_and_the_receipts_follow(stage: Stage) -> None:
    """The new key signs from the rotation on; a key whose private half is not here is refused."""
    old = stage.get(HEAD.person, ROOT).json()["key"]
    assert stage.client.post(f"{ROOT}/keys", headers=stage.as_(TEACHER)).status_code == 403
    new = stage.client.post(f"{ROOT}/keys", headers=stage.as_(HEAD.person)).json()["key"]
    rotated = stage.post(HEAD.person, f"{ROOT}/keys/rotate", new=new, decision=stage.decision())
    assert rotated.status_code == 200 and stage.get(HEAD.person, ROOT).json()["key"] == new != old
    signed = stage.school.seal()
    assert signed.note.count("\u2014 62.socai/demo ".encode()) == 2
    proof = stage.get(HEAD.person, f"{ROOT}/receipts/{rotated.json()['pos']}")
    assert proof.status_code == 200
    foreign = stage.post(
        HEAD.person,
        f"{ROOT}/keys/rotate",
        new="62.socai/demo+1d1bce1c+AUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB",
        decision=stage.decision(),
    )
    assert (foreign.status_code, foreign.json()["code"]) == (404, "UNKNOWN_KEY")
    with pytest.raises(KeyFault):
        stage.school.signing.require_private(old.replace("demo", "other"))


def policy(stage: Stage, **proof: str) -> Any:
    asked = {"entry": "token", "decide": "token", "witness": "token", **proof}
    return stage.send(HEAD.person, "PUT", f"{ROOT}/policy", proof=asked, lapse=10)


@pytest.mark.parametrize("asked", [{"decide": "totp", "witness": "passkey"}, {"witness": "totp"}])
def test_no_policy_asks_for_what_nobody_can_show(fresh_stage: Stage, asked: dict[str, str]) -> None:
    """Where only tokens exist a passkey would end every decision, or every dossier, for ever (LAW 10)."""
    refused = policy(fresh_stage, **asked)
    assert refused.status_code == 403
    assert (refused.json()["code"], refused.json()["needed"]) == ("PROOF_TOO_WEAK", asked["witness"])
    assert fresh_stage.post(HEAD.person, f"{ROOT}/people", person="x", name="X").status_code == 201


def test_a_policy_only_rises(fresh_stage: Stage) -> None:
    """What the witnesses must show does not fall again (LAW 10)."""
    proof = Proof(age=0, cred="khoa", method="passkey", session="s1")
    asked = ProofPolicy(entry="token", decide="token", witness="totp")
    fresh_stage.school.execute(HEAD.person, proof, SetPolicy(proof=asked, lapse=10), "raised")
    weaker = policy(fresh_stage, witness="password")
    assert (weaker.status_code, weaker.json()["code"], weaker.json()["needed"]) == (
        409,
        "POLICY_WEAKER",
        "totp",
    )


def test_the_last_head_stays_and_the_body_above_replaces_them(fresh_stage: Stage) -> None:
    """LAW 6: nobody is left without somebody who decides; the head names the Phòng's person once."""
    since, paper = "2020-10-01", fresh_stage.decision()
    end = {"person": HEAD.person, "on": "2020-10-19", "decision": paper}
    last = fresh_stage.post(HEAD.person, f"{ROOT}/appointments/0/end", **end)
    assert (last.status_code, last.json()["code"]) == (409, "LAST_HEAD")
    for person in ("pgd.y-thu", "ht.moi"):
        assert fresh_stage.post(HEAD.person, f"{ROOT}/people", person=person, name="Y Thu").is_success
    above = {"person": "pgd.y-thu", "role": "superior", "from": since, "decision": paper}
    assert fresh_stage.post(HEAD.person, f"{ROOT}/appointments", **above).status_code == 201
    again = fresh_stage.post(HEAD.person, f"{ROOT}/appointments", **{**above, "person": "ht.moi"})
    assert (again.status_code, again.json()["code"]) == (403, "NO_RIGHT")
    assert fresh_stage.post("pgd.y-thu", f"{ROOT}/appointments/0/end", **end).status_code == 200
    assert fresh_stage.post(HEAD.person, f"{ROOT}/people", person="x", name="X").status_code == 403
    following = {"person": "ht.moi", "role": "head", "from": since, "decision": paper}
    assert fresh_stage.post("pgd.y-thu", f"{ROOT}/appointments", **following).status_code == 201
    assert fresh_stage.post("ht.moi", f"{ROOT}/people", person="x", name="X").status_code == 201


def test_a_superior_who_was_never_meant_is_followed_by_another(fresh_stage: Stage) -> None:
    """LAW 49: three persons and 30 days; lists say nothing of it any more, the log is sound."""
    since, paper = "2020-09-01", fresh_stage.decision()
    mistaken = {"person": TEACHER, "role": "superior", "from": since, "decision": paper}
    pos = fresh_stage.post(HEAD.person, f"{ROOT}/appointments", **mistaken).json()["pos"]
    slip = {"rectification": "dc1", "of": pos, "change": None, "reason": "Nhầm người", "evidence": ["A" * 43]}
    assert fresh_stage.post(CLERK.person, f"{ROOT}/rectifications", **slip).status_code == 201
    done = {"outcome": "applied", "decision": paper}
    path = f"{ROOT}/rectifications/dc1"
    assert fresh_stage.post(BOARD[0].person, f"{path}/witness").status_code == 200
    soon = fresh_stage.post(HEAD.person, f"{path}/decide", **done)
    assert (soon.status_code, soon.json()["code"]) == (409, "RECTIFICATION_STATE")
    fresh_stage.clock.set(later(fresh_stage.clock.now(), days=30))
    assert fresh_stage.post(HEAD.person, f"{path}/decide", **done).status_code == 200
    rows = fresh_stage.get(HEAD.person, f"{ROOT}/lists/appointments").json()["rows"]
    assert [row for row in rows if row["role"] == "superior"] == []
    assert fresh_stage.post(HEAD.person, f"{ROOT}/people", person="pgd", name="Y Thu").is_success
    meant = {**mistaken, "person": "pgd"}
    assert fresh_stage.post(HEAD.person, f"{ROOT}/appointments", **meant).status_code == 201
    school = fresh_stage.school
    lines = list(school.log.lines(0, school.log.head().size))
    assert replay_lines(lines) == []


def test_nobody_appoints_themselves(fresh_stage: Stage) -> None:
    """The head as a teacher by the own hand: refused, and the mark, too (LAW "Of record", P3)."""
    body = {"role": "teacher", "class": "6A", "subject": "ngoai_ngu", "from": "2020-09-01"}
    body |= {"person": HEAD.person, "decision": fresh_stage.decision()}
    refused = fresh_stage.post(HEAD.person, f"{ROOT}/appointments", **body)
    assert (refused.status_code, refused.json()["code"]) == (403, "SELF_GRANT")
    cells = [{"pupil": "HS0001", "col": "tx1", "value": "10", "base": 0}]
    path = f"{ROOT}/books/6A/ngoai_ngu/1/cells"
    mark = fresh_stage.send(HEAD.person, "PUT", path, cells=cells)
    assert (mark.status_code, mark.json()["code"]) == (403, "NO_RIGHT")


def test_nobody_lengthens_the_session_of_witnesses(stage: Stage) -> None:
    """At most 15 minutes (S57)."""
    loose = {"proof": {"entry": "token", "decide": "token", "witness": "token"}, "lapse": 16}
    answer = stage.send(HEAD.person, "PUT", f"{ROOT}/policy", **loose)
    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_DATA")


def test_clock_epochs_and_restores_are_noted_by_those_who_may(stage: Stage) -> None:
    """Head or board; a teacher may not."""
    assert stage.post(TEACHER, f"{ROOT}/clock-resets", reason="x").status_code == 403
    assert stage.post(BOARD[0].person, f"{ROOT}/clock-resets", reason="Đồng hồ chạy nhanh").status_code == 201
    size = stage.school.log.head().size
    restore = {"size": size, "source": "bản sao ngày 1/10", "checkpoint": "A" * 43}
    other = stage.post(HEAD.person, f"{ROOT}/restores", **{**restore, "size": size - 1})
    assert (other.status_code, other.json()["code"]) == (422, "BAD_DATA")
    assert stage.post(HEAD.person, f"{ROOT}/restores", **restore).status_code == 201
    assert stage.post(BOARD[0].person, f"{ROOT}/restores", **restore).status_code == 403


def test_powers_are_lent_to_a_deputy(stage: Stage) -> None:
    """And to nobody else."""
    lent = {"powers": ["close"], "from": "2020-10-01", "to": "2021-01-01", "decision": stage.decision()}
    assert stage.post(HEAD.person, f"{ROOT}/delegations", person=DEPUTY.person, **lent).status_code == 201
    answer = stage.post(HEAD.person, f"{ROOT}/delegations", person=CLERK.person, **lent)
    assert (answer.status_code, answer.json()["code"]) == (403, "NO_RIGHT")


def test_a_refused_close_is_proposed_again_by_the_board_only(stage: Stage) -> None:
    """S28: the board proposes, the leader decides."""
    path = f"{ROOT}/closes/6B/1"
    assert stage.post(HEAD.person, f"{path}/propose").status_code == 403
    assert stage.post(BOARD[0].person, f"{path}/propose").status_code == 201
    assert stage.post(HEAD.person, f"{path}/refuse", reason="Còn thiếu điểm").status_code == 200
    assert stage.post(HEAD.person, f"{path}/lock", decision=stage.decision()).json()["code"] == "NO_PROPOSAL"
    (row,) = [row for row in stage.get(TEACHER, f"{ROOT}/closes").json() if row["class"] == "6B"]
    assert row["proposal"] is None and not row["locked_now"]
