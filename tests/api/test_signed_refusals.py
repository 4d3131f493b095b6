"""Acts that their person signs: everything that is refused. Nothing of it is written."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.words.days import later
from ledger.form.canonical import b64
from tests.api.conftest import OTHER_TEACHER, ROOT, TEACHER, Stage
from tests.api.signers import body, certify, confirm, empty, fresh, look, refused, save, with_passkey
from tests.school.signer import Key, Passkey

LITERATURE = f"{ROOT}/books/6A/ngu_van/1/cells"
Change = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def passkey(stage: Stage) -> Passkey:
    return with_passkey(stage, TEACHER)


@pytest.fixture(scope="module")
def device(stage: Stage, passkey: Passkey) -> Key:
    return certify(stage, TEACHER, passkey)


# --- another statement


def test_values_that_were_not_signed_are_shown_and_nothing_is_written(stage: Stage, device: Key) -> None:
    """409 with what would be written now, as a look gives it: it can be signed at once, under the same id."""
    asked = body()
    sign = device.sign(asked["cmd"], look(stage, asked))
    other = {**asked, "cells": [{**asked["cells"][0], "value": "9"}]}
    problem = refused(stage, other, sign, "SIGNED_OTHERWISE")
    shown = {name: problem[name] for name in ("origin", "person", "role", "now", "head", "entries", "salts")}
    assert shown["entries"][0][2]["value"] == 90
    assert problem["input"]["cells"] == other["cells"]
    assert save(stage, other, device.sign(asked["cmd"], shown)).status_code == 200


CELL = "entries"
OTHER_STATEMENTS: dict[str, Change] = {
    "school": lambda shown: {**shown, "origin": "62.socai/other"},
    "person": lambda shown: {**shown, "person": OTHER_TEACHER},
    "role": lambda shown: {**shown, "role": "homeroom"},
    "value": lambda shown: _bent(shown, value=10),
    "pupil": lambda shown: _bent(shown, pupil="HS0039"),
    "column": lambda shown: _bent(shown, col="tx2"),
    "late": lambda shown: _bent(shown, late=3),
    "stream": lambda shown: _told(shown, 0, "book/6B/toan/1"),
    "type": lambda shown: {
        **shown,
        CELL: [[shown[CELL][0][0], "MarkChanged", shown[CELL][0][2]], *shown[CELL][1:]],
    },
    "order": lambda shown: {**shown, CELL: shown[CELL][::-1]},
    "one entry less": lambda shown: {**shown, CELL: shown[CELL][:-1]},
    "one entry more": lambda shown: {**shown, CELL: [*shown[CELL], shown[CELL][0]]},
    "no entry": lambda shown: {**shown, CELL: []},
}


def _told(shown: dict[str, Any], at: int, other: str) -> dict[str, Any]:
    first, *rest = shown[CELL]
    return {**shown, CELL: [[*first[:at], other, *first[at + 1 :]], *rest]}


def _bent(shown: dict[str, Any], **data: Any) -> dict[str, Any]:
    (stream, type_, said), *rest = shown[CELL]
    return {**shown, CELL: [[stream, type_, {**said, **data}], *rest]}


@pytest.mark.parametrize("bent", OTHER_STATEMENTS.values(), ids=OTHER_STATEMENTS)
@pytest.mark.parametrize("by", ["device", "passkey"])
def test_nothing_is_written_under_a_signature_over_another_statement(
    stage: Stage, device: Key, passkey: Passkey, bent: Change, by: str
) -> None:
    """From another school, person, role, cell, value, order: each part of a statement counts."""
    key = device if by == "device" else passkey
    asked = empty("tx1", "gk")
    refused(stage, asked, key.sign(asked["cmd"], bent(look(stage, asked))), "SIGNED_OTHERWISE")


@pytest.mark.parametrize("by", ["device", "passkey"])
def test_a_signature_is_good_for_its_command_alone(
    stage: Stage, device: Key, passkey: Passkey, by: str
) -> None:
    """Taken from the log, it writes nothing a second time: neither the same cells nor others."""
    key = device if by == "device" else passkey
    asked = body()
    sign = key.sign(asked["cmd"], look(stage, asked))
    assert save(stage, asked, sign).status_code == 200
    refused(stage, empty(), sign, "SIGNED_OTHERWISE")
    again = {"cmd": fresh("m"), "cells": [{**asked["cells"][0], "col": "tx2"}]}
    refused(stage, again, sign, "SIGNED_OTHERWISE")


def test_members_of_sign_that_were_not_signed_are_found(stage: Stage, device: Key) -> None:
    """`seen` and `time` stand in the statement, too: nobody gives an old signature a new time."""
    asked = empty()
    shown = look(stage, asked)
    sign = device.sign(asked["cmd"], shown)
    earlier = later(sign["time"], minutes=-1)
    older = stage.school.log.entries(shown["head"]["pos"] - 1, shown["head"]["pos"])
    (entry,) = older
    seen = {"pos": entry.pos, "leaf": b64(entry.leaf)}
    for changed in ({"time": earlier}, {"seen": seen}):
        refused(stage, asked, {**sign, **changed}, "SIGNED_OTHERWISE")


# --- the key


def test_the_key_of_somebody_else_signs_nothing(stage: Stage, device: Key, passkey: Passkey) -> None:
    """Named honestly or as one's own, device or passkey: the statement is right, the person is another."""
    other = with_passkey(stage, OTHER_TEACHER)
    others = certify(stage, OTHER_TEACHER, other)
    asked = empty()
    shown = look(stage, asked)
    for stranger, mine in ((others, device), (other, passkey)):
        refused(stage, asked, stranger.sign(asked["cmd"], shown), "SIGNATURE_KEY")
        forged = stranger.sign(asked["cmd"], shown, key=mine.pos)
        code = "SIGNED_OTHERWISE" if stranger is others else "SIGNATURE_WRONG"
        refused(stage, asked, forged, code)


@pytest.mark.parametrize("pos", [0, 5, 10**9, 2**53 - 1, None])
def test_a_position_that_is_no_key_signs_nothing(
    stage: Stage, device: Key, passkey: Passkey, pos: int | None
) -> None:
    """Entry 0, a mark, the future, none: SIGNATURE_KEY, never an error of the server."""
    asked = empty()
    shown = look(stage, asked)
    for key in (device, passkey):
        refused(stage, asked, key.sign(asked["cmd"], shown, key=pos), "SIGNATURE_KEY")


def test_a_key_signs_only_in_its_own_way(stage: Stage, device: Key, passkey: Passkey) -> None:
    """A passkey without what the browser says, a device with it, half of it."""
    asked = empty()
    shown = look(stage, asked)
    by_passkey, by_device = passkey.sign(asked["cmd"], shown), device.sign(asked["cmd"], shown)
    bare = {name: value for name, value in by_passkey.items() if name not in ("auth", "client")}
    for sign in (
        bare,
        {**by_device, "auth": by_passkey["auth"], "client": by_passkey["client"]},
        {**bare, "auth": by_passkey["auth"]},
        {**bare, "client": by_passkey["client"]},
        {**by_device, "client": by_passkey["client"]},
    ):
        refused(stage, asked, sign, "SIGNATURE_KEY")


def test_a_passkey_that_nobody_confirmed_signs_nothing(stage: Stage) -> None:
    """Whoever holds a password could register one."""
    person = "gv.dang-thi-thu-ha"
    key = with_passkey(stage, person, confirmed=False)
    asked = body()
    shown = look(stage, asked, person, LITERATURE)
    refused(stage, asked, key.sign(asked["cmd"], shown), "SIGNATURE_KEY", person=person, path=LITERATURE)
    assert key.pos is not None
    confirm(stage, person, key.pos)
    saved = save(stage, asked, key.sign(asked["cmd"], shown), person, LITERATURE)
    assert saved.status_code == 200, saved.text
