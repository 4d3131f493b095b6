"""One spelling per value: what the strict readers accept they would write again byte for byte."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors.made.entry import SOUND
from tests.verify.bag_builder import LogBuilder
from tests.verify.story import Story
from verify.proof.canonical import (
    NotCanonical,
    b64,
    decimal,
    decode,
    decode_file,
    encode,
    unb64,
    unb64_padded,
)
from verify.proof.envelope import BadEnvelope, parse_line

TABLE = json.loads((Path(__file__).parents[3] / "spec" / "unicode.json").read_bytes())
PLAIN = Story().log.lines
LINES = [*PLAIN, *(encode(json.loads(PLAIN[0]) | {"sign": sign}) for sign in SOUND.values())]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz_", max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


def inside(value) -> bool:
    """Whether every string of a value lies in the profile."""
    if isinstance(value, str):
        known = all(any(low <= ord(char) <= high for low, high in TABLE["allowed"]) for char in value)
        return known and unicodedata.is_normalized("NFC", value)
    if isinstance(value, dict):
        return all(map(inside, value.values()))
    return all(map(inside, value)) if isinstance(value, list) else True


@given(JSON)
def test_accepts_exactly_what_lies_in_the_profile(value):
    """A value inside the profile survives, one outside is refused."""
    try:
        assert decode(encode(value)) == value
        accepted = True
    except NotCanonical:
        accepted = False
    assert accepted == inside(value)


@pytest.mark.parametrize("line", range(len(LINES)))
def test_fast_reading_of_a_line_equals_the_slow_one(line):
    """The expression that takes a line apart may not read anything that the decoder reads otherwise."""
    assert parse_line(LINES[line]) == {"sign": None} | json.loads(LINES[line])


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(LINES), st.integers(0, 600), st.binary(max_size=3), st.integers(0, 3))
def test_a_mutated_line_is_never_accepted_by_the_fast_reading_alone(line, at, insert, cut):
    """Whatever the fast reading accepts, the strict decoder accepts and reads the same."""
    mutated = line[:at] + insert + line[at + cut :]
    try:
        entry = parse_line(mutated)
    except (NotCanonical, BadEnvelope):
        return
    said = {name: value for name, value in entry.items() if name != "sign" or value is not None}
    assert decode(mutated) == said == json.loads(mutated)
    assert encode(said) == mutated


@pytest.mark.parametrize(
    "change",
    [
        {"v": True},
        {"pos": -1},
        {"pos": 2**53},
        {"at": "2020-02-30T00:00:00.000000Z"},
        {"at": "2020-09-01T00:00:00Z"},
        {"salt": "A" * 21 + "B"},
        {"prev": "A" * 42 + "B"},
        {"cmd": ""},
        {"cmd": "c" * 37},
        {"cmd": "c d"},
        {"i": 1},
        {"n": 0},
        {"ver": 0},
        {"log": "demo"},
        {"log": "62.socai/"},
        {"stream": "book/6A/../1"},
        {"stream": ""},
        {"type": ""},
        {"data": []},
        {"data": None},
        {"actor": {}},
        {"actor": {"basis": 0, "person": "p", "proof": {}, "role": "head"}},
        {"extra": 1},
    ],
)
def test_refuses_an_envelope_that_is_not_the_format_s(change):
    """Exactly the fields of FORMAT.md 1, each in its shape."""
    entry = json.loads(LINES[3]) | change
    with pytest.raises((BadEnvelope, NotCanonical)):
        parse_line(encode(entry))


def test_refuses_a_missing_field():
    """No field may be left out."""
    for name in json.loads(LINES[3]):
        entry = {key: value for key, value in json.loads(LINES[3]).items() if key != name}
        with pytest.raises(BadEnvelope):
            parse_line(encode(entry))


def test_a_key_cannot_hide_in_data():
    """`"prev":"` inside data is not the line's own `prev`."""
    log = LogBuilder()
    log.write(
        "2020-09-01T00:00:00.000000Z", ("p", "head", 0), ("school", "X", {"prev": "A" * 43, "type": "Y"})
    )
    assert parse_line(log.lines[0])["type"] == "X"


@pytest.mark.parametrize("raw", [b"", b"{}", b"{}\n\n", b" {}\n", b"{}\r\n"])
def test_refuses_a_file_that_is_not_one_ended_line(raw):
    """A JSON file is one canonical line and one LF."""
    with pytest.raises(NotCanonical):
        decode_file(raw)


@pytest.mark.parametrize("text", ["AA==", "AAB", "A", "A A", "AA\n", "_w", "AAA", None, 5, "ÁA"])
def test_refuses_base64_of_another_spelling(text):
    """32-byte values have 43 characters, 1-byte values two, and unused bits are zero."""
    with pytest.raises(NotCanonical):
        unb64(text, 1)


def test_base64_round_trip():
    """Every byte string has one text."""
    for size in (1, 16, 32, 64):
        assert unb64(b64(bytes(range(size))), size) == bytes(range(size))
    assert unb64_padded("AA==") == b"\x00"


@pytest.mark.parametrize("text", ["+5", "05", "-0", " 5", "5_0", "٣", "²", "", "1e3", "9223372036854775808"])
def test_refuses_a_number_that_int_would_take(text):
    """Python's int() is no parser of a format."""
    with pytest.raises(NotCanonical):
        decimal(text)


def test_the_table_of_characters_agrees_with_this_python():
    """Whatever Unicode it knows, 13.0 or later: all that is allowed is assigned, all listed combines."""
    for low, high in TABLE["allowed"]:
        assert {unicodedata.category(chr(code)) for code in range(low, high + 1)} & {
            "Cc",
            "Cn",
            "Co",
            "Cs",
        } == set()
    combining = {code for low, high in TABLE["combining"] for code in range(low, high + 1)}
    assert combining <= {code for code in range(0x110000) if unicodedata.combining(chr(code))}
    if unicodedata.unidata_version == TABLE["version"]:
        known = [
            code
            for code in range(0x110000)
            if unicodedata.category(chr(code)) not in ("Cc", "Cn", "Co", "Cs")
        ]
        assert known == [code for low, high in TABLE["allowed"] for code in range(low, high + 1)]


@pytest.mark.parametrize(
    "text", ["x" + "\u0323" * 30, "\u1ec6" + "XU0" * 40 + "X" * 40, "Nguyễn", "ẹ́", "\u08c7", "𝄞", "一"]
)
def test_honest_texts_are_read(text):
    """What a person may be called, and more."""
    assert decode(encode({"name": text})) == {"name": text}
