"""The models of the domain and the shapes of the verifier were written apart: they take the same data."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.law import EVENTS
from domain.words.refusal import Refusal
from tests.school.small import KEY, OTHER_KEY, SEALED
from verify.law.table import TYPES
from verify.proof.canonical import NotCanonical, decode

ROOT = Path(__file__).resolve().parents[2]
DAY, INSTANT, DIGEST = "2020-09-05", "2020-10-01T00:00:00.000000Z", "A" * 43
BENT: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 2, 3, 5, 6, 9, 10, 15, 16, 100, 101, 200, 201, 10_000, 10_001, 2**53 - 1,
    "", " ", "a", " a", "a ", "a\u00a0", "\ufeffa", "é", "a/b", "a.b-c_d", ".a", "a" * 32, "a" * 33, "x" * 64,
    "x" * 65, "x" * 200, "x" * 201, "*", "P", "K", "D", "CD", "Đ", "8,5", "tx0", "tx1", "tx9", "tx10", "nx",
    "head", "founder", "system", "token", "passkey", "leadership", "second_leader", "sua", "manual", "window",
    DAY, "2020-02-30", "2020-9-5", "20200905", "0000-01-01", "9999-12-31",
    INSTANT, "2020-10-01T24:00:00.000000Z", "2020-10-01T00:00:00Z", "2020-10-01T00:00:60.000000Z",
    "2020-2021", "2020-2022", "2020-2020", "9999-0000", DIGEST, "A" * 42, "A" * 42 + "B", "A" * 44, "-" * 43,
    SEALED, SEALED[:-1] + "B", "A" * 37, "A" * 38, "A" * 1127, "A" * 1128, KEY, OTHER_KEY[:-1] + "C",
    KEY.replace("+", "-"), "6A/1", "6A/3", "/1",
    [], {}, [1], [2], [1, 2], [2, 1], [1, 1], [3], [True], ["a"], ["b", "a"], ["a", "a"], ["*"], ["*", "a"],
    ["gk"], ["gk", "tx1"], ["tx1", "gk"], ["close", "late"], ["late", "close"], [DIGEST], [DIGEST] * 2,
    [f"p{n:03}" for n in range(500)], [f"p{n:03}" for n in range(501)], [None],
    [DIGEST[:-2] + c + "A" for c in sorted("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")[:50]],
    [DIGEST[:-2] + c + "A" for c in sorted("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")[:51]],
)  # fmt: skip


def sound() -> dict[str, dict[str, Any]]:
    """The first sound data of each type in the law vectors."""
    vectors = json.loads((ROOT / "spec/vectors/law.json").read_text(encoding="utf-8"))["vectors"]
    year = json.loads((ROOT / "spec/vectors/law_year.json").read_text(encoding="utf-8"))
    sound = [vector["lines"] for vector in (*vectors, *year["vectors"]) if vector["want"] is None]
    lines = [json.loads(line) for log in (*sound, *year["logs"].values()) for line in log]
    return {line["type"]: line["data"] for line in reversed(lines)}


SOUND = sound()


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place below `node`."""
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in steps:
        yield (*path, key)
        yield from places(child, (*path, key))


def bent(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copied = copy.deepcopy(data)
    node: Any = copied
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return copied


def domain_takes(type_: str, data: dict[str, Any]) -> bool:
    try:
        read = EVENTS[type_].read(data)
    except Refusal:
        return False
    return json.dumps(read, sort_keys=True) == json.dumps(data, sort_keys=True)


def verifier_takes(type_: str, data: dict[str, Any]) -> bool:
    """The strict decoder stands before the shapes: texts that are no canonical JSON never come to them."""
    try:
        decode(
            json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), 2**20, 16
        )
    except NotCanonical:
        return False
    return len(data) == len(TYPES[type_].shape) and TYPES[type_].takes(data)


def test_both_know_every_type() -> None:
    """What follows is asked of each."""
    assert set(SOUND) == set(EVENTS) == set(TYPES)


@pytest.mark.parametrize("type_", sorted(SOUND))
def test_both_take_and_refuse_the_same_data(type_: str) -> None:
    """LAW 1 BAD_DATA: each field of each type, at the edges and beyond, dropped, and one too many."""
    data = SOUND[type_]
    assert domain_takes(type_, data) and verifier_takes(type_, data)
    tried = [(path, value, bent(data, path, value)) for path in places(data) for value in BENT]
    tried += [((key,), "dropped", {k: v for k, v in data.items() if k != key}) for key in data]
    tried.append(((), "added", {**data, "more": None}))
    differ = [
        (path, value)
        for path, value, made in tried
        if domain_takes(type_, made) != verifier_takes(type_, made)
    ]
    assert differ == []
