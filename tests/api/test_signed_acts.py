"""Acts that their person signs: what is taken, and what stands in the log afterwards."""

from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import BOOK, TEACHER, Stage
from tests.api.signers import (
    body,
    certify,
    fresh,
    line,
    look,
    program,
    refused,
    require_sound,
    save,
    with_passkey,
)
from tests.school.signer import Key, Passkey, b64, high, statement, unb64
from verify.proof import p256


@pytest.fixture(scope="module")
def passkey(stage: Stage) -> Passkey:
    return with_passkey(stage, TEACHER)


@pytest.fixture(scope="module")
def device(stage: Stage, passkey: Passkey) -> Key:
    return certify(stage, TEACHER, passkey)


def _holds(key: Key, message: bytes, stored: dict[str, Any]) -> bool:
    return p256.verify(unb64(key.public), message, unb64(stored["sig"]))


# --- what is taken


def test_a_column_is_signed_once_and_its_line_says_by_which_key(stage: Stage, device: Key) -> None:
    """The signature stands in the first line; every line says that the person's device signed."""
    asked = body(("tx1", "tx2", "gk"))
    shown = look(stage, asked)
    sign = device.sign(asked["cmd"], shown)
    saved = save(stage, asked, sign)
    assert saved.status_code == 200, saved.text
    lines = [line(stage, pos) for pos in range(saved.json()["pos"], saved.json()["pos"] + 3)]
    assert ["sign" in each for each in lines] == [True, False, False]
    assert {each["actor"]["proof"]["method"] for each in lines} == {"device"}
    proof = lines[0]["actor"]["proof"]
    assert proof["age"] == 0 and device.device.startswith(proof["cred"]) and proof["session"]
    stored = lines[0]["sign"]
    assert stored.keys() == {"key", "seen", "sig", "time"}
    by = {name: stored[name] for name in ("key", "seen", "time")}
    assert by == {name: sign[name] for name in by}
    said = [[each["stream"], each["type"], each["data"]] for each in lines]
    assert said == shown["entries"]
    assert _holds(
        device, statement(asked["cmd"], shown, {n: stored[n] for n in ("key", "seen", "time")}), stored
    )


def test_one_request_is_enough_for_whoever_knows_what_would_be_written(stage: Stage, device: Key) -> None:
    """Marks: base and old value are on the page, and the newest line known there is named as seen."""
    asked = body()
    head = stage.school.head_seen()._asdict()
    data = {"pupil": asked["cells"][0]["pupil"], "col": "tx1", "value": 85, "late": None}
    own = {
        "origin": stage.school.log.origin,
        "person": TEACHER,
        "role": "teacher",
        "entries": [["book/6A/toan/1", "MarkEntered", data]],
        "head": head,
        "now": stage.clock.now(),
        "salts": [],
    }
    assert save(stage, asked, device.sign(asked["cmd"], own)).json()["n"] == 1


def test_a_passkey_signs_a_mark_and_its_assertion_is_stored(stage: Stage, passkey: Passkey) -> None:
    """DER comes, r ‖ s with the lower s is stored, and what browser and authenticator said beside it."""
    asked = body()
    shown = look(stage, asked)
    sign = passkey.sign(asked["cmd"], shown)
    saved = save(stage, asked, sign)
    assert saved.status_code == 200, saved.text
    stored = line(stage, saved.json()["pos"])
    assert stored["actor"]["proof"]["method"] == "signed"
    assert stored["sign"]["auth"] == sign["auth"] and stored["sign"]["client"] == sign["client"]
    assert len(unb64(stored["sign"]["sig"])) == 64


@pytest.mark.parametrize("alg", [-7, -8])
def test_a_program_signs_with_the_key_that_its_person_registered(
    stage: Stage, passkey: Passkey, alg: int
) -> None:
    key = program(stage, TEACHER, passkey, alg=alg)
    asked = body()
    saved = save(stage, asked, key.sign(asked["cmd"], look(stage, asked)))
    assert saved.status_code == 200, saved.text
    assert line(stage, saved.json()["pos"])["actor"]["proof"]["method"] == "device"


def test_the_other_spelling_of_a_signature_is_stored_in_the_one(stage: Stage, device: Key) -> None:
    """DER or not, high s or low: of two that hold one is written, and no server has a choice."""
    asked = body()
    sign = device.sign(asked["cmd"], look(stage, asked))
    saved = save(stage, asked, {**sign, "sig": high(sign["sig"])})
    assert saved.status_code == 200, saved.text
    stored = unb64(line(stage, saved.json()["pos"])["sign"]["sig"])
    assert len(stored) == 64 and int.from_bytes(stored[32:]) <= (2**256) // 2
    assert stored[:32] == unb64(sign["sig"])[:32]


def test_a_repeated_command_gets_its_first_receipt_whatever_is_signed(stage: Stage, device: Key) -> None:
    """The signature is no part of the request: lost answers are asked for again, later, by whatever key."""
    asked = body()
    sign = device.sign(asked["cmd"], look(stage, asked))
    first = save(stage, asked, sign).json()
    for again in (sign, {**sign, "sig": b64(bytes(64))}, {**sign, "key": 0}, None):
        answer = save(stage, asked, again).json()
        assert answer == {**first, "replayed": True}
    refused(stage, {**asked, "cells": [{**asked["cells"][0], "value": "9"}]}, sign, "COMMAND_REUSED")


def test_what_changes_nothing_needs_no_signature_and_stores_none(stage: Stage, device: Key) -> None:
    asked = body()
    pos = save(stage, asked, device.sign(asked["cmd"], look(stage, asked))).json()["pos"]
    same = {"cmd": fresh("m"), "cells": [{**asked["cells"][0], "base": pos}]}
    shown = look(stage, same)
    assert shown["entries"] == []
    answer = save(stage, same, device.sign(same["cmd"], shown)).json()
    assert (answer["n"], answer["receipt"]) == (0, None)


def test_an_entry_between_is_no_fault_if_the_same_would_be_written(stage: Stage, device: Key) -> None:
    asked = body()
    sign = device.sign(asked["cmd"], look(stage, asked))
    assert save(stage, body(), None).status_code == 200
    assert save(stage, asked, sign).status_code == 200


def test_a_book_says_how_many_of_its_marks_persons_signed(stage: Stage, device: Key) -> None:
    """By the last entry of each cell that holds something: a change that nobody signed takes the place."""
    before = stage.get(TEACHER, BOOK).json()["signed"]
    asked = body(("tx1", "tx2"))
    saved = save(stage, asked, device.sign(asked["cmd"], look(stage, asked))).json()
    signed = stage.get(TEACHER, BOOK).json()["signed"]
    assert signed == {"persons": before["persons"] + 2, "server": before["server"]}
    first, second = ({**cell, "base": saved["pos"] + at} for at, cell in enumerate(asked["cells"]))
    assert (
        save(stage, {"cells": [{**first, "value": "9"}, {**second, "value": None}]}, None).status_code == 200
    )
    now = stage.get(TEACHER, BOOK).json()["signed"]
    assert now == {"persons": before["persons"], "server": before["server"] + 1}


def test_the_verifier_finds_what_was_written_sound(stage: Stage, tmp_path: Path) -> None:
    """Each signature that this module wrote, by another program that was written from the spec."""
    found = require_sound(stage, tmp_path / "export")
    entries = list(stage.school.log.entries())
    by_persons = [entry for entry in entries if entry.actor["person"] != "system"]
    signed = [entry for entry in by_persons if entry.actor["proof"]["method"] in ("device", "signed")]
    told = {"persons": len(signed), "server": len(by_persons) - len(signed)}
    assert found == told and len(signed) > 10
