"""What a lenient reader takes a line for: enough to name a record, never a crash, never an accusation."""

import json

import pytest

from tests.verify.story import Story
from verify.files.loose import loose_entry, loose_object
from verify.files.sources import BytesBlob
from verify.report import Report

LOG = Story().log
MARK = Story().first_mark


def judged(lines):
    """Code and position of each finding about these lines."""
    from verify.judged import Judged

    report = Report()
    Judged(BytesBlob(b"".join(line + b"\n" for line in lines)), "test", report).read()
    return [(item["code"], item["pos"]) for item in report.findings]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (b'{"a":1,"a":2}', {"a": 2}),
        (b'{"b":8.0, "a":8e1}', {"a": 80, "b": 8}),
        (b'{"a":24.5,"b":NaN}', {"a": "24.5", "b": "NaN"}),
        (b'{"a":-Infinity,"b":1e400}', {"a": "-Infinity", "b": "1e400"}),
        ('{"a":"To\u0061\u0301n"}'.encode(), {"a": "To\u00e1n"}),
        (b'{"\\u0061":-0}', {"a": 0}),
    ],
)  # fmt: skip
def test_reads_what_other_readers_would(line, wanted):
    """One value, of a form that can be printed."""
    assert loose_object(line) == wanted
    json.dumps(loose_object(line), ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff",
        b'{"a":024}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u001b[2J"}',
        b'{"a":"\\u202e"}',
        b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
        b'{"a":' + b"9" * 5_000 + b"}",
        bytes(65_536),
    ],
)
def test_of_anything_else_it_says_nothing(line):
    """No JSON object, or one that would crash or disguise what is printed."""
    assert loose_object(line) is None
    assert loose_entry(line) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"value":80}', b'"value":80.0}'), (b'"value":80}', b'"value":70,"value":80}'), (b'"v":1', b'"v": 1')],
)
def test_a_misspelled_entry_is_judged_as_what_it_says(old, new):
    """One fault, one finding: the column that counts the mark is not wrong."""
    lines = _rechained(MARK, lambda line: line.replace(old, new))
    assert judged(lines) == [("LINE_NOT_CANONICAL", MARK)]


@pytest.mark.parametrize("garbage", [b"x", b"{}", b'{"pos":20}'])
def test_the_neighbours_of_a_line_that_is_no_entry_are_not_accused(garbage):
    """Of its command and its stream; what counts the lost mark says so, at its own place."""
    found = judged(_rechained(MARK, lambda _line: garbage))
    assert found[0] == ("LINE_NOT_CANONICAL" if garbage == b"x" else "ENVELOPE_WRONG", MARK)
    assert {code for code, _ in found[1:]} <= {"DIGEST_WRONG", "STALE_BASE"}


def test_a_missing_version_is_put_down_to_one_unreadable_line_only():
    """Two lines taken out and one put in their place: the gap that is left is found."""
    lines = _rechained(MARK, lambda _line: b"x")
    found = judged([*lines[: MARK + 1], *lines[MARK + 2 :]])
    assert ("STREAM_GAP", MARK + 2) in found


def test_an_unreadable_first_line_does_not_make_the_second_a_founding_one():
    """It is one line that is wrong, not the order of the log."""
    found = judged(_rechained(0, lambda _line: b"x"))
    assert found[0] == ("LINE_NOT_CANONICAL", 0)
    assert "ORIGIN_MISMATCH" not in {code for code, _ in found}


def _rechained(pos, change):
    """The story's lines, one changed, with the links after it made good (the dossier's intents are not)."""
    lines = LOG.rewrite(pos, lambda _entry: None).lines[: Story().dossier[0]]
    changed = change(lines[pos])
    assert changed != lines[pos]
    linked = [*lines[:pos], changed]
    for line in lines[pos + 1 :]:
        entry = json.loads(line)
        entry["prev"] = _leaf(linked[-1])
        linked.append(json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    return linked


def _leaf(line):
    from tests.verify.bag_builder import b64, sha

    return b64(sha(b"\x00" + line))
