"""Any command within the contract is storable: the longest entry of each type fits into a line.

The bounds are read from the models themselves (spec/events.schema.json is made from them), so that a field
that is added without a limit, or with one too high, fails here and not before a teacher.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, get_args

import pytest

from domain.law import EVENTS
from domain.words.entry import Actor, Draft, Proof
from domain.words.fields import Role
from ledger.form.canonical import MAX_LINE_BYTES
from ledger.form.lines import SALT_BYTES, Act, Tail, make_lines
from tests.domain.rightable import RECTIFIABLE

_parser = importlib.import_module("re._parser")
SPEC = Path(__file__).parents[2] / "spec"
TYPES: dict[str, Any] = json.loads((SPEC / "events.schema.json").read_text("utf-8"))["$defs"]
CHARACTER_BYTES = 4
"""The most that UTF-8 needs; what JSON escapes is ASCII and needs two."""
ANY_INTEGER = len(str(2**53))
# A set without a maximum of its own, over few values.
COLUMNS = 40
# The figures are counted from the log, not sent: a book has at most 200 pupils x 17 columns.
COUNTED = len(str(200 * 17))
MOST_BOOKS = 700
"""Of the longest names: a school of 50 classes with 14 subjects. 1,000 fit with names of 20 characters."""


def longest(node: dict[str, Any]) -> int:
    """How many bytes the canonical form of a value of this schema takes at most."""
    if "$ref" in node:
        return longest(TYPES[node["$ref"].rpartition("/")[2]])
    if "anyOf" in node:
        return max(map(longest, node["anyOf"]))
    if "const" in node or "enum" in node:
        return max(len(json.dumps(each)) for each in node.get("enum", [node.get("const")]))
    return _OF[node["type"]](node)


def _string(node: dict[str, Any]) -> int:
    bounds = [node["maxLength"] * CHARACTER_BYTES] if "maxLength" in node else []
    if "pattern" in node and (width := _parser.parse(node["pattern"]).getwidth()[1]) < MAX_LINE_BYTES * 10:
        bounds.append(width)  # patterns that bound a text are of ASCII
    assert bounds, f"a text without a limit: {node}"
    return min(bounds) + 2


def _array(node: dict[str, Any]) -> int:
    items = node["items"]
    most = node.get("maxItems")
    if most is None and "enum" in items:
        most = len(items["enum"])
    if most is None and items.get("type") == "integer" and "maximum" in items:
        most = items["maximum"]
    if most is None and str(items.get("pattern", "")).startswith("^(tx["):
        most = COLUMNS
    assert most is not None, f"a list without a limit: {node}"
    return 2 + most * (longest(items) + 1)


def _object(node: dict[str, Any]) -> int:
    assert node.get("additionalProperties") is False
    return 2 + sum(len(name) + 4 + longest(each) for name, each in node["properties"].items())


_OF: dict[str, Any] = {
    "string": _string,
    "array": _array,
    "object": _object,
    "integer": lambda _node: ANY_INTEGER,
    "boolean": lambda _node: 5,
    "null": lambda _node: 4,
}


def around() -> int:
    """The bytes of a line beside its data, at most."""
    person, role = "p" * 32, max(get_args(Role), key=len)
    proof = Proof(age=2**31, cred="c" * 64, method="password", session="s" * 64)
    actor = Actor(person=person, role=role, basis=2**31, proof=proof)
    stream = f"book/{'k' * 32}/{'s' * 32}/1"
    act = Act("c" * 36, "2020-10-20T01:00:00.000000Z", actor, [Draft(stream, "C" * 32, {})])
    origin = f"{'p' * 32}.socai/{'s' * 32}"
    (made,) = make_lines(origin, Tail(2**31, bytes(32)), act, [2**31], bytes(SALT_BYTES))
    return len(made.line)


ROWS = {"ProgressChecked", "ResultRecorded"}
CHANGE = {"RectificationProposed"}


@pytest.mark.parametrize("kind", sorted(EVENTS.keys() - ROWS - CHANGE))
def test_a_command_of_the_contract_is_longer_than_a_line(kind: str) -> None:
    """No type has a field without a limit, and all limits together fit."""
    assert around() + longest(TYPES[kind]) <= MAX_LINE_BYTES


def test_rows_of_results_and_of_a_check_are_longer_than_a_line() -> None:
    """Their rows are computed: 50 subjects of a pupil, and the books of a year."""
    name, counted = 32 + 2, COUNTED
    pairs = 50 * (2 + name + 1 + 4 + 1)
    assert around() + 2 * pairs + 2_000 <= MAX_LINE_BYTES
    row = 2 + 2 * (name + 1) + 2 * (counted + 1)
    assert around() + MOST_BOOKS * row + 500 <= MAX_LINE_BYTES
    assert around() + 1_000 * (row - 24) + 500 <= MAX_LINE_BYTES


def test_a_proposal_to_put_any_act_right_is_longer_than_a_line() -> None:
    """Its change names fields of that act, and what is no value of theirs is refused."""
    fields = {"rectification": 34, "of": ANY_INTEGER, "stream": 802, "reason": 802, "evidence": 50 * 46 + 2}
    rest = sum(len(name) + 4 + bound for name, bound in fields.items())
    for kind, names in RECTIFIABLE.items():
        known = TYPES["FirstHead" if kind == "LogCreated" else kind]["properties"]
        change = sum(len(name) + 4 + longest(known[name]) for name in names)
        assert around() + rest + len("change") + 6 + change <= MAX_LINE_BYTES, kind
