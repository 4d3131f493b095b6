"""Acts that their person signs: when, in whose time, after which line, with a key that still stands."""

from pathlib import Path
from typing import Any

import pytest

from demo.people import BOARD, HEAD
from domain.acts.unit.keys import RegisterKey, RevokeKey
from domain.words.days import later
from domain.words.entry import Proof
from domain.words.refusal import Refusal
from tests.api.conftest import TEACHER, Stage
from tests.api.signers import (
    BY_TOKEN,
    act,
    body,
    certify,
    empty,
    fresh,
    look,
    program,
    refused,
    require_sound,
    save,
    with_passkey,
)
from tests.school.signer import Key, Passkey, b64


@pytest.fixture(scope="module")
def passkey(stage: Stage) -> Passkey:
    return with_passkey(stage, TEACHER)


@pytest.fixture
def device(stage: Stage, passkey: Passkey) -> Key:
    return certify(stage, TEACHER, passkey)


def seen_at(stage: Stage, pos: int) -> dict[str, Any]:
    (entry,) = stage.school.log.entries(pos, pos + 1)
    return {"pos": pos, "leaf": b64(entry.leaf)}


# --- seen


def test_any_line_since_the_key_may_be_named_as_seen(stage: Stage, device: Key) -> None:
    """The certificate itself, the newest, one between: what the signer's program knew."""
    assert device.pos is not None
    for pos in (device.pos, stage.school.log.head().size - 1):
        asked = body()
        sign = device.sign(asked["cmd"], look(stage, asked), seen=seen_at(stage, pos))
        assert save(stage, asked, sign).status_code == 200


def test_the_end_of_ones_last_receipt_may_be_named_as_seen(stage: Stage, device: Key) -> None:
    asked = body(("tx1", "tx2"))
    receipt = save(stage, asked, device.sign(asked["cmd"], look(stage, asked))).json()["receipt"]
    end = {"pos": receipt["pos"] + receipt["n"] - 1, "leaf": receipt["leaf"]}
    again = body()
    assert save(stage, again, device.sign(again["cmd"], look(stage, again), seen=end)).status_code == 200


def test_a_line_that_is_not_of_this_log_was_not_seen_here(stage: Stage, device: Key) -> None:
    """Of the future, of another log, from before the key, under another line's position."""
    assert device.pos is not None
    head = stage.school.log.head().size
    newest = seen_at(stage, head - 1)
    bent = [
        {**newest, "pos": head},
        {**newest, "pos": head + 1000},
        {**newest, "pos": 2**53 - 1},
        {**newest, "pos": head - 2},
        {**newest, "leaf": b64(bytes(32))},
        seen_at(stage, device.pos - 1),
        seen_at(stage, 0),
    ]
    for seen in bent:
        asked = empty()
        shown = look(stage, asked)
        refused(stage, asked, device.sign(asked["cmd"], shown, seen=seen), "SIGNATURE_SEEN")


def test_nobody_has_seen_the_lines_of_the_act_itself(stage: Stage, device: Key) -> None:
    """Its own position is not one before it, whatever leaf is guessed."""
    asked = empty()
    shown = look(stage, asked)
    own = {"pos": shown["head"]["pos"] + 1, "leaf": shown["head"]["leaf"]}
    refused(stage, asked, device.sign(asked["cmd"], shown, seen=own), "SIGNATURE_SEEN")


# --- time


@pytest.mark.parametrize("minutes", [-14, -1, 0, 1, 2])
def test_a_clock_may_differ_by_a_little_and_a_person_take_a_quarter_of_an_hour(
    stage: Stage, device: Key, minutes: int
) -> None:
    asked = body()
    shown = look(stage, asked)
    time = later(stage.clock.now(), minutes=minutes)
    assert save(stage, asked, device.sign(asked["cmd"], shown, time=time)).status_code == 200


@pytest.mark.parametrize("minutes", [-16, -60 * 24, 4, 60, 60 * 24 * 365])
def test_a_signature_of_another_time_is_none_for_now(stage: Stage, device: Key, minutes: int) -> None:
    """Kept back to be used later, or made for later."""
    asked = empty()
    shown = look(stage, asked)
    time = later(stage.clock.now(), minutes=minutes)
    refused(stage, asked, device.sign(asked["cmd"], shown, time=time), "SIGNATURE_TIME")


def test_what_was_signed_and_kept_back_is_worth_nothing_after_a_quarter_of_an_hour(
    fresh_stage: Stage,
) -> None:
    stage = fresh_stage
    device = certify(stage, TEACHER, with_passkey(stage, TEACHER))
    asked = body()
    sign = device.sign(asked["cmd"], look(stage, asked))
    stage.clock.set(later(sign["time"], minutes=16))
    refused(stage, asked, sign, "SIGNATURE_TIME")


# --- the end of keys


def test_a_certificate_ends_by_itself(fresh_stage: Stage) -> None:
    """A browser that was left open signs nothing any more."""
    stage = fresh_stage
    device = certify(stage, TEACHER, with_passkey(stage, TEACHER), minutes=30)
    asked = body()
    sign = device.sign(asked["cmd"], look(stage, asked))
    assert save(stage, asked, sign).status_code == 200
    stage.clock.set(later(stage.clock.now(), minutes=31))
    asked = body()
    refused(stage, asked, device.sign(asked["cmd"], look(stage, asked)), "SIGNATURE_KEY")


def test_with_a_revoked_passkey_its_devices_end(fresh_stage: Stage) -> None:
    """By the person, who acts as every other person; what was signed before stands."""
    stage = fresh_stage
    passkey = with_passkey(stage, TEACHER)
    device = certify(stage, TEACHER, passkey)
    assert passkey.pos is not None
    revoked = RevokeKey(person=TEACHER, key=passkey.pos, reason="mất điện thoại")
    stage.school.execute(TEACHER, BY_TOKEN, revoked, fresh())
    for key in (passkey, device):
        asked = empty()
        refused(stage, asked, key.sign(asked["cmd"], look(stage, asked)), "SIGNATURE_KEY")


def test_a_program_signs_to_its_last_day(fresh_stage: Stage) -> None:
    stage = fresh_stage
    key = program(stage, TEACHER, with_passkey(stage, TEACHER), until="2020-10-21")
    for day, code in (
        ("2020-10-21T16:00:00.000000Z", None),
        ("2020-10-21T17:00:00.000000Z", "SIGNATURE_KEY"),
    ):
        stage.clock.set(day)
        asked = body()
        sign = key.sign(asked["cmd"], look(stage, asked))
        if code is None:
            assert save(stage, asked, sign).status_code == 200
        else:
            refused(stage, asked, sign, code)


def test_a_person_who_left_signs_nothing_with_a_key_that_stands(fresh_stage: Stage) -> None:
    """A key is no right: the right is asked as of everybody."""
    stage = fresh_stage
    key = program(stage, TEACHER, with_passkey(stage, TEACHER))
    asked = body()
    shown = look(stage, asked)
    for right in stage.school.facts().people[TEACHER].appointments:
        ended = {"person": TEACHER, "on": "2020-10-20", "decision": stage.decision()}
        path = f"/api/v1/schools/demo/appointments/{right.pos}/end"
        answer = stage.post(HEAD.person, path, **ended)
        assert answer.status_code == 200, answer.text
    stage.clock.set("2020-10-21T01:00:00.000000Z")
    sign = key.sign(asked["cmd"], shown, time=stage.clock.now())
    refused(stage, asked, sign, "RIGHT_NOT_IN_FORCE")


# --- counters


def test_a_passkey_that_goes_back_in_its_counting_is_a_copy(stage: Stage, passkey: Passkey) -> None:
    """The same count twice, or a lower one; none at all of one that counted is no fault (LAW 51)."""
    passkey.counter = 7
    asked = body()
    assert save(stage, asked, passkey.sign(asked["cmd"], look(stage, asked))).status_code == 200
    for counter in (7, 6, 1):
        passkey.counter = counter
        asked = empty()
        told = refused(stage, asked, passkey.sign(asked["cmd"], look(stage, asked)), "SIGNATURE_COUNTER")
        assert (told["counter"], told["highest"]) == (counter, 7)
    passkey.counter = 8
    asked = body()
    assert save(stage, asked, passkey.sign(asked["cmd"], look(stage, asked))).status_code == 200
    passkey.counter = 0


def test_what_was_counted_in_a_book_is_known_after_a_restart(fresh_stage: Stage) -> None:
    """A state that begins anew reads no books; a copied passkey is found all the same."""
    stage = fresh_stage
    passkey = with_passkey(stage, TEACHER)
    passkey.counter = 40
    asked = body()
    assert save(stage, asked, passkey.sign(asked["cmd"], look(stage, asked))).status_code == 200
    stage.school.acting._writer._standing.forget()
    passkey.counter = 39
    asked = empty()
    refused(stage, asked, passkey.sign(asked["cmd"], look(stage, asked)), "SIGNATURE_COUNTER")


# --- the policy, and what is claimed


@pytest.mark.parametrize("method", ["device", "signed"])
def test_no_server_says_that_somebody_signed_who_did_not(stage: Stage, method: str) -> None:
    """Without a signature these words are never written, whatever a token or session might claim."""
    claimed = Proof(age=0, cred="c", method=method, session="s")
    head = stage.school.log.head()
    note = RegisterKey(
        person=TEACHER, kind="program", alg=-7, public=Key().public, label="x", until="2020-12-31"
    )
    with pytest.raises(Refusal, match="SIGNATURE_MISSING"):
        stage.school.execute(TEACHER, claimed, note, fresh())
    assert stage.school.log.head() == head


def test_a_policy_that_asks_for_signatures_takes_no_other_proof(fresh_stage: Stage) -> None:
    """Entering by a device, deciding by a passkey over the act: each judged by the key that signed."""
    stage = fresh_stage
    head_key = with_passkey(stage, HEAD.person)
    with_passkey(stage, BOARD[0].person)
    passkey = with_passkey(stage, TEACHER)
    device = certify(stage, TEACHER, passkey)
    policy = {"proof": {"entry": "device", "decide": "signed", "witness": "signed"}, "lapse": 15}
    path = "/api/v1/schools/demo/policy"
    weak = stage.send(HEAD.person, "PUT", path, **policy)
    assert weak.json()["code"] == "PROOF_TOO_WEAK"
    cmd = fresh()
    shown = stage.send(HEAD.person, "PUT", f"{path}?dry_run=true", cmd=cmd, **policy).json()
    set_ = stage.send(HEAD.person, "PUT", path, cmd=cmd, **policy, sign=head_key.sign(cmd, shown))
    assert set_.status_code == 200, set_.text
    asked = body()
    assert save(stage, asked, None).json()["code"] == "PROOF_TOO_WEAK"
    assert save(stage, asked, device.sign(asked["cmd"], look(stage, asked))).status_code == 200
    col = "/api/v1/schools/demo/books/6A/toan/1/columns/tx1/date"
    cmd, date = fresh(), {"date": "2020-10-19"}
    shown = stage.send(TEACHER, "PUT", f"{col}?dry_run=true", cmd=cmd, **date).json()
    assert stage.send(TEACHER, "PUT", col, cmd=cmd, **date, sign=device.sign(cmd, shown)).status_code == 200
    asked = empty()
    assert (
        act(stage, TEACHER, passkey, RevokeKey(person=TEACHER, key=passkey.pos or 0, reason="hết dùng")).n
        == 1
    )


def test_the_verifier_finds_what_was_written_here_sound(stage: Stage, tmp_path: Path) -> None:
    assert require_sound(stage, tmp_path / "export")["persons"] > 3
