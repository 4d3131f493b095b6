"""Promise: a line has exactly one spelling, and whatever is not that spelling is refused."""

import base64
import hashlib
import unicodedata

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.words.characters import foreign_character
from ledger.form.canonical import (
    MAX_DEPTH,
    MAX_INTEGER,
    MAX_LINE_BYTES,
    NotCanonical,
    b64,
    decode,
    encode,
    encode_trusted,
    leaf_hash,
    unb64,
)

INSIDE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]).filter(
    lambda char: foreign_character(char) is None
)
TEXT = st.text(INSIDE, max_size=12).filter(lambda text: unicodedata.is_normalized("NFC", text))
KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
# Hypothesis builds its table of all characters once, which takes seconds.
SLOW_START = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=6)


def refused(code: str, line: bytes) -> None:
    with pytest.raises(NotCanonical) as caught:
        decode(line)
    assert caught.value.code == code


@SLOW_START
@given(OBJECTS)
def test_encoding_is_rfc_8785_inside_the_profile(obj: dict[str, object]) -> None:
    """orjson with sorted keys gives the bytes of the reference encoder, and they read back."""
    line = encode(obj)
    assert line == rfc8785.dumps(obj) == encode_trusted(obj)
    assert decode(line) == obj


@SLOW_START
@given(OBJECTS, st.data())
def test_any_changed_byte_gives_another_object_or_is_refused(
    obj: dict[str, object], data: st.DataObject
) -> None:
    """No two lines say the same."""
    line = encode(obj)
    at = data.draw(st.integers(0, len(line) - 1))
    changed = line[:at] + bytes([line[at] ^ data.draw(st.integers(1, 255))]) + line[at + 1 :]
    try:
        assert encode(decode(changed)) == changed
    except NotCanonical:
        return
    assert decode(changed) != obj or repr(decode(changed)) != repr(obj)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("form", b'{"a":1,"a":1}'),
        ("form", b'{"a":1,"a":2}'),
        ("form", b'{"b":1,"a":2}'),
        ("form", b'{"a": 1}'),
        ("form", b'{"a":1}\n'),
        ("form", b' {"a":1}'),
        ("form", b'{"a":-0}'),
        ("form", b'{"a":"\\u0041"}'),
        ("form", b'{"a":"\\/"}'),
        ("form", b'{"a":"\\u1ea1"}'),
        ("syntax", b'{"a":01}'),
        ("syntax", b'{"a":+1}'),
        ("syntax", b'{"a":NaN}'),
        ("syntax", b'{"a":Infinity}'),
        ("syntax", b"{'a':1}"),
        ("syntax", b'{"a":1,}'),
        ("syntax", b'{"a":1}{"a":1}'),
        ("syntax", b'{"a":"\\ud800"}'),
        ("syntax", b'{"a":"\xff"}'),
        ("syntax", b'{"a":"\xed\xa0\x80"}'),
        ("syntax", b'\xef\xbb\xbf{"a":1}'),
        ("syntax", b'{"a":"\x01"}'),
        ("syntax", b""),
        ("top", b"[]"),
        ("top", b"1"),
        ("top", b"null"),
        ("float", b'{"a":8.0}'),
        ("float", b'{"a":1e1}'),
        ("float", b'{"a":-0.0}'),
        ("float", b'{"a":18446744073709551616}'),
        ("integer", b'{"a":9007199254740992}'),
        ("integer", b'{"a":-9007199254740992}'),
        ("control", b'{"a":"\\n"}'),
        ("control", b'{"a":"\\u0000"}'),
        ("control", b'{"a":"\x7f"}'),
        ("control", '{"a":"\x85"}'.encode()),
        ("nfc", '{"a":"Toa\u0301n"}'.encode()),
        ("character", '{"a":"\u0378"}'.encode()),
        ("character", '{"a":"\u0870"}'.encode()),
        ("character", '{"a":"\uffff"}'.encode()),
        ("character", '{"a":"\ue000"}'.encode()),
        ("combining", ('{"a":"x' + "\u0323" * 31 + '"}').encode()),
        ("key", '{"điểm":1}'.encode()),
        ("key", b'{"a\x7f":1}'),
        ("key", b'{"a\\n":1}'),
        ("depth", b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}"),
        ("length", b'{"a":"' + b"x" * MAX_LINE_BYTES + b'"}'),
    ],
)
def test_a_line_outside_the_profile_is_refused(code: str, line: bytes) -> None:
    """Every rule of FORMAT §1 has a line that breaks only it."""
    refused(code, line)


def test_a_bomb_of_brackets_is_refused_and_does_not_crash() -> None:
    """Deep nesting ends in a refusal, not in the end of the stack."""
    for depth in (500, 1500, 30_000):
        with pytest.raises(NotCanonical):
            decode(b'{"a":' + b"[" * depth + b"]" * depth + b"}")


@pytest.mark.parametrize(
    "value", [8.0, float("nan"), ("a",), b"x", {1: 2}, 2**53, "a\u0301", "\ud800", "\n", {"a"}]
)
def test_an_object_outside_the_profile_is_not_encoded(value: object) -> None:
    """The writer is held to the same profile as the reader."""
    with pytest.raises(NotCanonical):
        encode({"a": value})


def test_the_bounds_themselves_are_inside() -> None:
    """16 levels, 65,535 bytes and ±(2^53-1) are allowed."""
    deep: object = MAX_INTEGER
    for _ in range(MAX_DEPTH - 1):
        deep = [deep]
    assert decode(encode({"a": deep})) == {"a": deep}
    longest = {"a": "x" * (MAX_LINE_BYTES - 8)}
    assert len(encode(longest)) == MAX_LINE_BYTES


def test_leaf_hash_is_the_hash_of_a_zero_byte_and_the_line() -> None:
    """A person can recompute it with sha256sum."""
    assert leaf_hash(b'{"a":1}') == hashlib.sha256(b'\x00{"a":1}').digest()


@given(st.binary(max_size=80))
def test_base64_of_lines_has_one_spelling(data: bytes) -> None:
    """Unpadded, and the reader takes no other form of the same bytes."""
    text = b64(data)
    assert unb64(text, len(data)) == data and "=" not in text
    padded = base64.b64encode(data).decode()
    for other in {padded, text + "\n", " " + text, text + "="} - {text}:
        with pytest.raises(NotCanonical):
            unb64(other)


@pytest.mark.parametrize("text", ["QR", "A", "QQ==", "Q-", "Q_", "QQ\n", "Ấ", "AAAAA"])
def test_another_spelling_of_bytes_is_refused(text: str) -> None:
    """A flipped last bit, the URL alphabet, padding and stray characters."""
    with pytest.raises(NotCanonical):
        unb64(text)


def test_bytes_of_another_length_are_refused() -> None:
    """A field of 32 bytes holds 32 bytes."""
    with pytest.raises(NotCanonical):
        unb64(b64(bytes(31)), 32)
