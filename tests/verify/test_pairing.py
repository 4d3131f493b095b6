"""Many files of one school: what differs is found, what the outside knows reaches all, cost is linear."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify.story import Story
from verify.__main__ import verify
from verify.files.sources import BytesBlob
from verify.holding import Holding
from verify.log import Log
from verify.pairing import FEW, pairs
from verify.report import Report

STORIES = (Story(), Story(value=95))
SIZES = st.tuples(st.sampled_from((0, 0, 0, 0, 1)), st.integers(1, len(STORIES[0].log.lines)), st.booleans())


def lines(story: int, size: int, outside: bool = False) -> Holding:
    log = Log(BytesBlob(STORIES[story].log.jsonl(size)), f"{story}-{size}", Report())
    log.scan()
    return Holding(log.source, "lines", outside, log=log)


def differ(one: Holding, other: Holding) -> bool:
    return one.log.leaves.first_difference(other.log.leaves, min(one.entries, other.entries)) is not None


@settings(max_examples=30, deadline=None)
@given(st.lists(SIZES, min_size=FEW + 1, max_size=FEW + 12))
def test_if_any_two_of_many_differ_a_pair_that_is_compared_does(given):
    """The property that lets most pairs go."""
    group = [lines(*each) for each in given]
    somewhere = any(differ(*pair) for pair in combinations(group, 2))
    assert any(differ(*pair) for pair in pairs(group)) is somewhere


def test_a_few_are_compared_each_with_each():
    """As the findings name every two."""
    group = [lines(0, size) for size in range(1, FEW + 1)]
    assert list(pairs(group)) == list(combinations(group, 2))


def test_the_pairs_of_many_grow_with_their_number_and_not_with_its_square():
    """Ten times the files, ten times the pairs."""
    few, many = ([lines(0, 1 + n % 20, n % 7 == 0) for n in range(count)] for count in (100, 1000))
    assert len(list(pairs(many))) <= 12 * len(list(pairs(few)))


@pytest.fixture
def disc(tmp_path):
    """Fifty prefixes of the honest log as files, and a note of the whole."""
    story = STORIES[0].log
    for number in range(50):
        (tmp_path / f"{number:02}.jsonl").write_bytes(story.jsonl(1 + number % len(story.lines)))
    note = tmp_path.parent / "checkpoint-newest"
    note.write_bytes(story.checkpoint())
    return tmp_path, note


def test_one_note_anchors_all_of_many_that_agree(disc):
    """Archives of years on one disc, and the newest note: the outside knows each by way of the largest."""
    folder, note = disc
    (folder / "whole.jsonl").write_bytes(STORIES[0].log.jsonl())
    report = verify([str(folder)], [str(note)])
    assert all(rest.anchored == rest.entries for rest in report.rests)
    assert {item["code"] for item in report.findings} <= {"LOG_SHRANK", "SIGNATURE_UNREAD", "COMMAND_BROKEN"}


def test_one_forged_file_among_many_is_found(disc):
    """And named by the mark."""
    folder, note = disc
    (folder / "27b.jsonl").write_bytes(STORIES[1].log.jsonl(27))
    report = verify([str(folder)], [str(note)])
    assert report.verdict() == "tampered"
    assert any(item["pupil"] == "hs01" and item["code"] == "HISTORY_REWRITTEN" for item in report.findings)
