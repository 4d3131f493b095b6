"""Promise: a person's signature stands in a line in one shape only, and only where a command begins."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.verify.proof.signs import DEVICE, PASSKEY, SIGNS, TEXTS
from tests.verify.story import Story
from verify.files.loose import loose_entry
from verify.proof.canonical import b64, encode
from verify.proof.envelope import BadEnvelope, NotCanonical, parse_line

ENTRY = json.loads(Story().log.lines[3]) | {"i": 0}
HASH = b64(bytes(32))


def line(sign: Any, **over: Any) -> bytes:
    """A line of the story with this `sign`."""
    return encode({**ENTRY, "sign": sign, **over})


def without(sign: dict[str, Any], *names: str) -> dict[str, Any]:
    """The same without these fields."""
    return {name: value for name, value in sign.items() if name not in names}


@pytest.mark.parametrize(
    "sign",
    [
        *SIGNS,
        {**DEVICE, "key": 0},
        {**DEVICE, "key": 10**15 - 1},
        {**DEVICE, "texts": [HASH]},
        {**DEVICE, "texts": [HASH] * 400},
        {**PASSKEY, "auth": b64(bytes(1_024)), "client": b64(bytes(2_048)), "texts": [HASH] * 400},
        {**PASSKEY, "client": b64(b"x")},
    ],
)
def test_each_shape_of_the_format_is_read(sign):
    """Also by whoever reads a line that is spelled loosely."""
    assert parse_line(line(sign))["sign"] == sign
    assert loose_entry(json.dumps(ENTRY | {"sign": sign}, indent=1).encode())["sign"] == sign


def test_a_line_without_one_says_so():
    """The key is always there."""
    assert parse_line(encode(ENTRY))["sign"] is None


def test_it_stands_only_where_a_command_begins():
    """The first entry speaks for all of them."""
    assert parse_line(line(DEVICE, n=2))["sign"] == DEVICE
    with pytest.raises(BadEnvelope):
        parse_line(line(DEVICE, i=1, n=2))


@pytest.mark.parametrize(
    "sign",
    [
        None, {}, [], "", 1, True, [DEVICE],
        *(without(DEVICE, name) for name in DEVICE),
        *(without(PASSKEY, name) for name in PASSKEY),
        {**DEVICE, "more": 1},
        *({**DEVICE, "key": key} for key in (-1, True, "3", 10**15, [3])),
        *({**DEVICE, "seen": seen} for seen in (
            None, {}, HASH, {"leaf": HASH}, {"pos": 0}, {"leaf": HASH, "pos": 0, "x": 0},
            {"leaf": HASH, "pos": -1}, {"leaf": HASH, "pos": None}, {"leaf": HASH[:-1], "pos": 0},
            {"leaf": HASH + "A", "pos": 0}, {"leaf": HASH[:-1] + "B", "pos": 0},
            {"leaf": HASH + "=", "pos": 0}, {"leaf": None, "pos": 0},
        )),
        *({**DEVICE, "sig": sig} for sig in (
            None, "", b64(bytes(63)), b64(bytes(65)), b64(bytes(64)) + "==", b64(bytes(64))[:-1] + "B",
            b64(bytes(64))[:-1] + "-", [1],
        )),
        *({**DEVICE, "time": time} for time in (
            None, "", "2026-09-20T02:00:00Z", "2026-02-30T02:00:00.000000Z", "2026-09-20T24:00:00.000000Z",
            "2026-09-20T02:00:60.000000Z", "2026-09-20 02:00:00.000000Z", 1_789_000_000,
        )),
        *({**DEVICE, "texts": texts} for texts in (
            None, [], HASH, [HASH] * 401, [None], [HASH[:-1]], [HASH + "A"], [HASH[:-1] + "B"], ["c:" + HASH],
            [[HASH]], {"0": HASH},
        )),
        *({**PASSKEY, "auth": auth} for auth in (
            None, "", b64(bytes(36)), b64(bytes(1_025)), b64(bytes(37)) + "==", b64(bytes(37))[:-1] + "B",
            "A" * 53,
        )),
        *({**PASSKEY, "client": client} for client in (
            None, "", b64(bytes(2_049)), "A", "AB", "e30=", {"type": "webauthn.get"}, "e3_0",
        )),
    ],
)  # fmt: skip
def test_any_other_shape_is_no_envelope(sign):
    """One thing missing, too much, too long, or spelled a second way."""
    raw = line(sign)
    with pytest.raises(BadEnvelope):
        parse_line(raw)
    assert loose_entry(raw) is None


@pytest.mark.parametrize("sign", [DEVICE, TEXTS, PASSKEY])
def test_its_fields_stand_in_order_and_once(sign):
    """As those of every object in a line."""
    raw = line(sign)
    said = encode(sign)
    (name, value), *rest = sorted(sign.items())
    turned = encode(dict(rest))[:-1] + b"," + encode({name: value})[1:]
    twice = said[:-1] + b"," + encode({name: value})[1:]
    spaced = said.replace(b":", b": ", 1)
    for other in (turned, twice, spaced):
        with pytest.raises(NotCanonical):
            parse_line(raw.replace(said, other))


def test_it_stands_between_salt_and_stream_and_nowhere_else():
    """Not in `actor`, not in `data` in its place, not twice."""
    said = b'"sign":' + encode(DEVICE) + b","
    plain = encode(ENTRY)
    assert parse_line(plain.replace(b'"stream":', said + b'"stream":', 1))["sign"] == DEVICE
    for name in (b'"at":', b'"salt":', b'"type":', b'"v":'):
        with pytest.raises(NotCanonical):
            parse_line(plain.replace(name, said + name, 1))
    with pytest.raises(NotCanonical):
        parse_line(plain.replace(b'"stream":', said * 2 + b'"stream":', 1))
    assert parse_line(encode(ENTRY | {"data": {"sign": DEVICE}}))["sign"] is None
