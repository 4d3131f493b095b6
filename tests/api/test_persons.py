"""Accounts, lost factors, keys and a lower policy through the API: what needs two persons takes two."""

from typing import Any

import pytest

from demo.people import BOARD, CLERK, DEPUTY, HEAD
from domain.acts.unit.keys import CertifyDevice, ConfirmKey, RevokeKey
from domain.acts.unit.policy import SetPolicy
from domain.grounds.command import Command
from domain.words.days import later
from domain.words.entry import Proof
from domain.words.fields import ProofPolicy
from domain.words.refusal import Refusal
from tests.api.conftest import ROOT, TEACHER, Stage
from tests.api.signers import act, register, with_passkey
from tests.school.signer import Key, Passkey

CHECKED = {"accounts": 12, "figures": [["no_factor", 3], ["old", 1]], "digest": "A" * 43}
PASSKEY = {
    "kind": "passkey", "alg": -8, "public": "A" * 42 + "E", "cred": "AQ", "rp": "localhost",
    "label": "Máy lớp",
}  # fmt: skip


def told(answer: Any, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    return problem


def made(answer: Any) -> int:
    assert answer.is_success, answer.text
    return int(answer.json()["pos"])


def rows(stage: Stage, person: str, name: str, **query: Any) -> list[dict[str, Any]]:
    answer = stage.get(person, f"{ROOT}/lists/{name}", **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def test_nobody_opens_an_account_for_themselves_or_for_nobody(stage: Stage) -> None:
    """LAW 56; the board's, too, is opened by another."""
    for person in (HEAD.person, BOARD[0].person):
        body = {"decision": stage.decision()}
        told(stage.post(person, f"{ROOT}/people/{person}/account", **body), 403, "SELF_GRANT")
        told(stage.post(person, f"{ROOT}/people/niemand/account", **body), 404, "UNKNOWN_PERSON")
    told(stage.post(CLERK.person, f"{ROOT}/people/{TEACHER}/account", **body), 403, "NO_RIGHT")
    pos = made(stage.post(BOARD[0].person, f"{ROOT}/people/{TEACHER}/account", **body))
    (row,) = [each for each in rows(stage, TEACHER, "accounts", about=TEACHER) if each["pos"] == pos]
    assert (row["type"], row["by"], row["no"]) == ("AccountOpened", BOARD[0].person, "99/QĐ")


def test_no_lost_factor_is_given_again_by_one_person(stage: Stage) -> None:
    """LAW 56: who lost it, who asked, and who grants are three; once asked, once granted."""
    ask = {"reason": "Mất điện thoại"}
    told(stage.post(TEACHER, f"{ROOT}/people/{TEACHER}/reset", **ask), 403, "NO_RIGHT")
    told(stage.post(BOARD[0].person, f"{ROOT}/people/{BOARD[0].person}/reset", **ask), 403, "SELF_GRANT")
    pos = made(stage.post(BOARD[0].person, f"{ROOT}/people/{BOARD[1].person}/reset", **ask))
    grant = f"{ROOT}/people/{BOARD[1].person}/reset/grant"
    told(stage.post(BOARD[0].person, grant, ask=pos), 403, "PROPOSER_DECIDES")
    told(stage.post(BOARD[1].person, grant, ask=pos), 403, "SELF_GRANT")
    told(stage.post(DEPUTY.person, grant, ask=pos - 1), 404, "UNKNOWN_ACT")
    made(stage.post(DEPUTY.person, grant, ask=pos))
    told(stage.post(HEAD.person, grant, ask=pos), 404, "UNKNOWN_ACT")
    assert [row["type"] for row in rows(stage, HEAD.person, "journal")][-1] == "ResetGranted"


def test_no_key_is_registered_without_a_signature_or_for_another(stage: Stage) -> None:
    """LAW 52: a token is no signature, and nobody registers in another's name, whatever their role."""
    told(stage.post(TEACHER, f"{ROOT}/people/{TEACHER}/keys", **PASSKEY), 403, "SIGNATURE_MISSING")
    for person in (HEAD.person, BOARD[0].person, CLERK.person):
        told(stage.post(person, f"{ROOT}/people/{TEACHER}/keys", **PASSKEY), 403, "NO_RIGHT")
    device = {"person": TEACHER, "public": "A" * 85 + "Q", "until": "2020-10-20T09:00:00+07:00"}
    told(stage.post(TEACHER, f"{ROOT}/devices/may1", **device), 403, "SIGNATURE_MISSING")
    told(stage.post(CLERK.person, f"{ROOT}/devices/may1", **device), 403, "NO_RIGHT")


@pytest.mark.parametrize(
    "bent",
    [
        {"alg": -7}, {"alg": 7}, {"kind": "device"}, {"cred": None}, {"rp": None}, {"rp": "Localhost"},
        {"until": "2021-01-01"}, {"kind": "program"}, {"public": "A" * 43 + "="}, {"label": "x" * 65},
    ],
    ids=str,
)  # fmt: skip
def test_no_key_has_fields_of_another_kind(stage: Stage, bent: dict[str, Any]) -> None:
    """EVENTS.md: a passkey has cred and rp, a program until, and the length is that of the algorithm."""
    answer = stage.post(TEACHER, f"{ROOT}/people/{TEACHER}/keys", **{**PASSKEY, **bent})
    assert (answer.status_code, answer.json()["code"]) in (
        (422, "BODY_INVALID"), (422, "BAD_DATA"), (403, "SIGNATURE_MISSING"),
    )  # fmt: skip


def test_no_key_is_confirmed_or_revoked_that_nobody_registered(stage: Stage) -> None:
    """LAW 53, 54."""
    place = f"{ROOT}/people/{TEACHER}/keys/3"
    told(stage.post(HEAD.person, f"{place}/confirm"), 404, "KEY_UNKNOWN")
    told(stage.post(HEAD.person, f"{place}/revoke", reason="mất máy"), 404, "KEY_UNKNOWN")
    told(stage.post(TEACHER, f"{place}/revoke", reason="mất máy"), 404, "KEY_UNKNOWN")
    told(stage.post(CLERK.person, f"{place}/revoke", reason="mất máy"), 403, "NO_RIGHT")
    told(stage.post(CLERK.person, f"{place}/confirm"), 403, "NO_RIGHT")
    told(stage.post(HEAD.person, f"{ROOT}/people/{HEAD.person}/keys/3/confirm"), 403, "SELF_GRANT")


def test_no_policy_falls_by_one_person_or_unseen(fresh_stage: Stage) -> None:
    """LAW 57: proposed by the head, lowered by the board, and both stand in lists that everybody reads."""
    stage, head, board = fresh_stage, HEAD.person, BOARD[0].person
    low = {"proof": {"entry": "token", "decide": "token", "witness": "token"}, "lapse": 15}
    proposal = {**low, "reason": "Máy đọc khóa hỏng"}
    told(stage.post(head, f"{ROOT}/policy/proposals", **proposal), 422, "NOT_LOWER")
    proof = Proof(age=0, cred="khoa", method="passkey", session="s1")
    asked = ProofPolicy(entry="token", decide="token", witness="totp")
    stage.school.execute(head, proof, SetPolicy(proof=asked, lapse=10), "raised")
    higher = {**proposal, "proof": {"entry": "token", "decide": "totp", "witness": "totp"}}
    told(stage.post(head, f"{ROOT}/policy/proposals", **higher), 422, "NOT_LOWER")
    told(stage.post(board, f"{ROOT}/policy/proposals", **proposal), 403, "NO_RIGHT")
    first = made(stage.post(head, f"{ROOT}/policy/proposals", **proposal))
    second = made(stage.post(head, f"{ROOT}/policy/proposals", **proposal))
    told(stage.post(board, f"{ROOT}/policy/lowered", proposal=first), 404, "UNKNOWN_ACT")
    told(stage.post(head, f"{ROOT}/policy/lowered", proposal=second), 403, "PROPOSER_DECIDES")
    made(stage.post(board, f"{ROOT}/policy/lowered", proposal=second))
    told(stage.post(board, f"{ROOT}/policy/lowered", proposal=second), 404, "UNKNOWN_ACT")
    assert stage.get(TEACHER, ROOT).json()["policy"]["witness"] == "token"
    shown = [(row["state"], row["by"], row["witness"]) for row in rows(stage, TEACHER, "policies")]
    assert shown[-4:] == [
        ("set", head, "totp"), ("proposed", head, "token"), ("proposed", head, "token"),
        ("lowered", board, "token"),
    ]  # fmt: skip


def test_no_security_check_names_a_finding_twice(stage: Stage) -> None:
    """S55: the figures stand in the log, each kind once, and in the board's list."""
    twice = {**CHECKED, "figures": [["old", 1], ["old", 2]]}
    assert stage.post(BOARD[0].person, f"{ROOT}/security-checks", **twice).status_code == 422
    told(stage.post(CLERK.person, f"{ROOT}/security-checks", **CHECKED), 403, "NO_RIGHT")
    made(stage.post(BOARD[0].person, f"{ROOT}/security-checks", **CHECKED))
    assert rows(stage, HEAD.person, "security-checks")[-1]["figures"] == CHECKED["figures"]
    assert stage.get(TEACHER, f"{ROOT}/lists/security-checks").status_code == 403


def test_nobody_reads_the_keys_of_another_but_leadership_and_board(stage: Stage) -> None:
    """The own rows are read by everybody."""
    for name in ("keys", "devices", "accounts"):
        assert stage.get(TEACHER, f"{ROOT}/lists/{name}").status_code == 403
        assert stage.get(TEACHER, f"{ROOT}/lists/{name}", about=HEAD.person).status_code == 403
        assert stage.get(TEACHER, f"{ROOT}/lists/{name}", about=TEACHER).status_code == 200
        assert stage.get(BOARD[0].person, f"{ROOT}/lists/{name}").status_code == 200


def test_no_school_is_left_without_somebody_who_can_confirm_a_key(fresh_stage: Stage) -> None:
    """Decisions are signed only where two can confirm keys, and the last of them keeps the last key."""
    stage, head, board = fresh_stage, HEAD.person, BOARD[0].person
    signed = SetPolicy(proof=ProofPolicy(entry="token", decide="signed", witness="signed"), lapse=10)

    def refused(person: str, key: Passkey, command: Command) -> None:
        with pytest.raises(Refusal) as caught:
            act(stage, person, key, command)
        assert caught.value.code == "FEW_KEYS"

    ours = with_passkey(stage, head)
    with_passkey(stage, TEACHER)
    refused(head, ours, signed)
    theirs = with_passkey(stage, board)
    assert ours.pos is not None and theirs.pos is not None
    act(stage, head, ours, signed)
    act(stage, board, theirs, RevokeKey(person=head, key=ours.pos, reason="Mất máy"))
    last = RevokeKey(person=board, key=theirs.pos, reason="Mất máy")
    refused(board, theirs, last)
    new = register(stage, head, Passkey(), confirmed=False)
    refused(board, theirs, last)
    assert new.pos is not None
    act(stage, board, theirs, ConfirmKey(person=head, key=new.pos))
    act(stage, head, new, last)


def test_no_device_has_another_name_than_its_keys(stage: Stage) -> None:
    """So no key is certified under two names."""
    key, device = with_passkey(stage, CLERK.person), Key()
    until = later(stage.clock.now(), minutes=60)
    command = CertifyDevice(device="may-lop", person=CLERK.person, public=device.public, until=until)
    with pytest.raises(Refusal) as caught:
        act(stage, CLERK.person, key, command)
    assert caught.value.code == "DEVICE_MISNAMED"
    assert caught.value.detail["needed"] == device.device
