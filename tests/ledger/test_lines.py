"""Lines made from parts must be the lines made whole."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.words.entry import Actor, Draft, Entry, Proof
from ledger.form.canonical import MAX_INTEGER, MAX_LINE_BYTES, NotCanonical, decode, encode, leaf_hash
from ledger.form.lines import Act, Tail, encode_all, make_lines, read_line

AT = "2026-11-02T08:00:00.000000Z"
ACTOR = Actor(
    person="gv.lan", role="teacher", basis=17, proof=Proof(age=9, cred="k", method="totp", session="s")
)
LEAF = bytes(range(32))

texts = st.text(max_size=12) | st.sampled_from(
    ["Trần Thị Ánh", "đ", 'a"b', "\\", "\x7f", "e\u0301", "\ud800"]
)
scalars = st.none() | st.booleans() | st.integers(-(2**54), 2**54) | texts | st.floats()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
datas = st.dictionaries(st.sampled_from(["pupil", "col", "value", "late"]) | texts, values, max_size=5)


SIGN = {
    "key": 12,
    "seen": {"leaf": "A" * 43, "pos": 40},
    "sig": "B" * 86,
    "time": AT,
    "texts": ["C" * 43],
    "auth": "D" * 50,
    "client": "E" * 70,
}
signs = st.none() | st.just(SIGN) | st.just({**SIGN, "key": None})


def one(data: dict[str, Any], leaf: bytes = LEAF, sign: dict[str, Any] | None = None) -> bytes:
    signed = encode(sign) if sign else None
    act = Act("c-1", AT, ACTOR, [Draft("school", "T", data)], signed)
    (made,) = make_lines("62.socai/X", Tail(7, leaf), act, [3], bytes(16))
    return made.line


@given(datas, signs)
def test_parts_and_whole_give_the_same_bytes_or_the_same_refusal(
    data: dict[str, Any], sign: dict[str, Any] | None
) -> None:
    """The fast way must never let through what FORMAT §1 refuses, nor spell anything differently."""
    whole = {
        "v": 1,
        "log": "62.socai/X",
        "pos": 7,
        "at": AT,
        "stream": "school",
        "ver": 3,
        "type": "T",
        "actor": ACTOR.model_dump(),
        "cmd": "c-1",
        "i": 0,
        "n": 1,
        "prev": base64.b64encode(LEAF).decode().rstrip("="),
        "salt": base64.b64encode(bytes(16)).decode().rstrip("="),
        **({"sign": sign} if sign else {}),
        "data": data,
    }
    try:
        expected = encode(whole)
    except NotCanonical:
        with pytest.raises(NotCanonical):
            one(data, sign=sign)
        return
    assert one(data, sign=sign) == expected


def test_entries_of_a_command_are_chained_numbered_and_read_back() -> None:
    """What goes into the state is what will be read from the line."""
    drafts = [Draft("a", "T", {"x": 1}), Draft("b", "U", {"x": "Đỗ"}), Draft("a", "T", {"x": None})]
    made = make_lines("o", Tail(5, LEAF), Act("c", AT, ACTOR, drafts), [2, 9, 3], bytes(range(48)))
    assert [read_line(each.line) for each in made] == [each.entry for each in made]
    assert [(each.entry.pos, each.entry.ver, each.entry.i, each.entry.n) for each in made] == [
        (5, 2, 0, 3),
        (6, 9, 1, 3),
        (7, 3, 2, 3),
    ]
    prevs = [LEAF, made[0].entry.leaf, made[1].entry.leaf]
    for each, prev in zip(made, prevs, strict=True):
        read = json.loads(each.line)
        assert base64.b64decode(read["prev"] + "=") == prev
        assert each.entry.leaf == leaf_hash(each.line)
        assert decode(each.line) == read
    salts = [base64.b64decode(json.loads(each.line)["salt"] + "==") for each in made]
    assert salts == [bytes(range(16)), bytes(range(16, 32)), bytes(range(32, 48))]


def test_a_signature_stands_in_the_first_entry_of_a_command_and_in_no_other() -> None:
    """Once a command, not once a line; and the line of a command without one says nothing of it."""
    drafts = [Draft("a", "T", {"x": number}) for number in range(3)]
    signed = make_lines("o", Tail(5, LEAF), Act("c", AT, ACTOR, drafts, encode(SIGN)), [1, 2, 3], bytes(48))
    plain = make_lines("o", Tail(5, LEAF), Act("c", AT, ACTOR, drafts), [1, 2, 3], bytes(48))
    assert [each.entry.sign for each in signed] == [SIGN, None, None]
    assert [read_line(each.line) for each in signed] == [each.entry for each in signed]
    assert [b'"sign":' in each.line for each in (*signed, *plain)] == [True] + [False] * 5
    assert len(signed[0].line) - len(plain[0].line) == len(encode(SIGN)) + len(b'"sign":,')
    assert [len(each.line) for each in signed[1:]] == [len(each.line) for each in plain[1:]]
    assert decode(signed[0].line)["sign"] == SIGN


def test_a_signature_counts_in_the_length_of_its_line() -> None:
    room = MAX_LINE_BYTES - len(one({"t": ""}, sign=SIGN))
    assert len(one({"t": "x" * room}, sign=SIGN)) == MAX_LINE_BYTES
    with pytest.raises(NotCanonical, match="length"):
        one({"t": "x" * (room + 1)}, sign=SIGN)


@pytest.mark.parametrize(
    "data",
    [
        {"value": 8.5},
        {"value": float("nan")},
        {"value": MAX_INTEGER + 1},
        {"value": -MAX_INTEGER - 1},
        {"value": (1, 2)},
        {"value": b"x"},
        {"reason": "a\nb"},
        {"reason": "\x7f"},
        {"reason": "\x85"},
        {"reason": "e\u0301"},
        {"reason": "\udcff"},
        {"đ": 1},
        {"a\x7f": 1},
        {1: 1},
        {"deep": [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]},
    ],
)
def test_data_outside_the_profile_is_refused(data: dict[Any, Any]) -> None:
    """Floats, large integers, control characters, other forms of a letter, odd keys, too deep."""
    with pytest.raises(NotCanonical):
        one(data)


def test_longest_line_is_accepted_and_one_byte_more_is_not() -> None:
    """An entry bundle has two bytes for the length (C2SP tlog-tiles)."""
    room = MAX_LINE_BYTES - len(one({"t": ""}))
    assert len(one({"t": "x" * room})) == MAX_LINE_BYTES
    with pytest.raises(NotCanonical, match="length"):
        one({"t": "x" * (room + 1)})


def test_integer_limits_are_inside() -> None:
    """±(2^53−1) are allowed on the fast way too."""
    encoded = encode_all([{"a": MAX_INTEGER}, {"b": -MAX_INTEGER}])
    assert encoded == [b'{"a":9007199254740991}', b'{"b":-9007199254740991}']


@pytest.mark.parametrize("awkward", [1.0, "\u0007", "a\u0301", 2**53, "\ud800", b"x"])
def test_one_awkward_entry_among_plain_ones_is_refused(awkward: object) -> None:
    """The entries of a command are looked at together; none may hide behind the others."""
    with pytest.raises(NotCanonical):
        encode_all([{"a": 1}, {"a": awkward}, {"a": "plain"}])


@pytest.mark.parametrize("text", ["Nguyễn", 'a"b', "a\\b", "\u007e"])
def test_entries_beside_one_that_is_not_plain_keep_their_bytes(text: str) -> None:
    encoded = encode_all([{"b": 1, "a": "x"}, {"a": text}])
    assert encoded == [encode({"b": 1, "a": "x"}), encode({"a": text})]


def test_read_line_gives_every_field_of_the_entry() -> None:
    """Projections and states see the line and nothing beside it."""
    line = one({"x": 1})
    assert read_line(line) == Entry(
        7, AT, "school", 3, "T", ACTOR.model_dump(), "c-1", 0, 1, leaf_hash(line), {"x": 1}
    )
    signed = one({"x": 1}, sign=SIGN)
    assert read_line(signed) == read_line(line)._replace(leaf=leaf_hash(signed), sign=SIGN)
