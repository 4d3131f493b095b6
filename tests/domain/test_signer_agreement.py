"""Persons, accounts and keys (LAW 51-58) against the law vectors, which were made from the spec alone.

What a vector calls sound the domain decides and lets sign; what it calls broken the domain refuses by the
same code. Whether a signature holds over its statement is no question of the domain.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from domain.grounds import keys
from domain.law import decide
from domain.state.state import State
from domain.words.curves import raw
from domain.words.entry import Draft, Entry
from domain.words.refusal import Refusal
from ledger.form.canonical import leaf_hash
from tests.domain.test_refusals import refusals
from tests.domain.year_vectors import ROOT, actor_of, command_of, commands_in, load_for, state_after
from verify.law.unit import accounts, policies
from verify.law.unit import keys as keys_of_persons

TYPES = {*accounts.TYPES, *keys_of_persons.TYPES, *policies.TYPES}
HERE = {"accounts.py", "keys.py", "policy.py"}
"""Modules whose refusals are reached here."""
OF_CRYPTOGRAPHY = {"SIGNATURE_WRONG"}
BY_NO_ACT = (
    "a passkey's signature without what it asserts",
    "a device's signature with an assertion",
    "a key that signs for itself and a mark",
    "and another named",
    "without its signature",
    "an entry of version 2",
    "a field too many in data",
    "outside its stream",
)
"""Of `sign` itself, which the service asks, or of a line that no act makes."""


def entries_of(lines: list[str]) -> list[Entry]:
    """The entries of a log, with the signatures of their commands."""
    names = ("pos", "at", "stream", "ver", "type", "actor", "cmd", "i", "n")
    objects = [(json.loads(line), leaf_hash(line.encode())) for line in lines]
    return [
        Entry(*(obj[name] for name in names), leaf, obj["data"], obj.get("sign")) for obj, leaf in objects
    ]


def about_signers() -> list[dict[str, Any]]:
    """The vectors of these types, and those of signed commands."""
    document = json.loads((ROOT / "spec/vectors/law.json").read_text("utf-8"))["vectors"]
    return [vector for vector in document if _is_about_signers(vector)]


def _is_about_signers(vector: dict[str, Any]) -> bool:
    lines = [json.loads(line) for line in vector["lines"]]
    if vector["want"] is None:
        return any("sign" in line or line["type"] in TYPES for line in lines)
    fault = lines[vector["want"]["pos"]]
    return "sign" in fault or fault["type"] in TYPES


VECTORS = about_signers()


def codes(entries: list[Entry], made: list[Entry]) -> Iterator[str]:
    """What the domain has against a command: its signature, and what it says."""
    before, first = entries[: made[0].pos], made[0]
    state = state_after(before)
    try:
        refuse_signature(state, before, first)
    except Refusal as refusal:
        yield refusal.code
    try:
        command = command_of(made)
        if command is not None:
            load_for(state, command, before)
            decide(state, command, actor_of(first), first.at, first.cmd)
    except Refusal as refusal:
        yield refusal.code
    except ValueError:
        yield "BAD_DATA"


def refuse_signature(state: State, before: list[Entry], first: Entry) -> None:
    """In the order of LAW 51, but for the signature itself."""
    sign, method = first.sign, first.actor["proof"]["method"]
    if sign is None or method not in (keys.DEVICE, keys.SIGNED):
        return
    named = before[sign["key"]] if sign["key"] is not None else None
    device = named if named is not None and named.type == "DeviceCertified" else None
    said = Draft(first.stream, first.type, first.data)
    person = first.actor["person"]
    key = keys.signing_key(state, person, sign["key"], method, first.at, first=said, device=device)
    seen = sign["seen"]["pos"]
    keys.refuse_seen(state, key, sign["seen"], before[seen].leaf if seen < len(before) else None)
    keys.refuse_time(sign["time"], first.at)
    if "auth" in sign:
        keys.refuse_counter(state, key, raw(sign["auth"]))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["desc"])
def test_both_say_the_same_of_who_signs(vector: dict[str, Any]) -> None:
    """Of a sound log nothing, command by command; of a broken one the one code, at its command."""
    entries = entries_of(vector["lines"])
    if vector["want"] is None:
        for made in commands_in(entries):
            asked = made[0].type in TYPES or made[0].sign is not None
            assert not asked or list(codes(entries, made)) == [], made[0]
        return
    code, fault = vector["want"]["code"], entries[vector["want"]["pos"]]
    if code in OF_CRYPTOGRAPHY or any(each in vector["desc"] for each in BY_NO_ACT):
        return
    made = entries[fault.pos - fault.i : fault.pos - fault.i + fault.n]
    assert list(codes(entries, made)) == [code]


def test_every_code_and_type_is_asked() -> None:
    """Otherwise what stands above says little."""
    asked = {vector["want"]["code"] for vector in VECTORS if vector["want"]}
    assert asked >= {"SIGNATURE_KEY", "SIGNATURE_SEEN", "SIGNATURE_TIME", "SIGNATURE_COUNTER", "KEY_UNKNOWN"}
    assert len(VECTORS) > 100


def test_every_place_that_refuses_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new rule about persons and keys without a vector fails."""
    seen: set[tuple[str, int]] = set()
    make = Refusal.__init__

    def note(self: Refusal, code: str, duty: str = "", **detail: Any) -> None:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and "domain" in Path(frame.f_code.co_filename).parts:
            seen.add((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back
        make(self, code, duty, **detail)

    monkeypatch.setattr(Refusal, "__init__", note)
    for vector in VECTORS:
        entries = entries_of(vector["lines"])
        for made in list(commands_in(entries))[-1:]:
            list(codes(entries, made))
    places = [place for place in refusals() if place[0].name in HERE]
    assert {place[0].name for place in places} == HERE
    missed = [p for p in places if not any(f == str(p[0]) and p[2] <= line <= p[3] for f, line in seen)]
    assert [(path.name, *place) for path, *place in missed] == []
