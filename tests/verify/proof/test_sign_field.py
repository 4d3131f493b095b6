"""Promise: a person's signature stands in a line in one shape only, and only where a command begins."""

from __future__ import annotations

import json

import pytest

from tests.vectors.made.entry import BROKEN, DEVICE, ENTRY, SOUND, line
from verify.files.loose import loose_entry
from verify.proof.canonical import encode
from verify.proof.envelope import BadEnvelope, parse_line


@pytest.mark.parametrize("desc", SOUND)
def test_each_shape_of_the_format_is_read(desc):
    """Also by whoever reads a line that is spelled loosely."""
    sign = SOUND[desc]
    assert parse_line(line(sign))["sign"] == sign
    assert loose_entry(json.dumps(ENTRY | {"sign": sign}, indent=1).encode())["sign"] == sign


def test_a_line_without_one_says_so():
    """The key is always there."""
    assert parse_line(encode(ENTRY))["sign"] is None


def test_it_stands_only_where_a_command_begins():
    """The first entry speaks for all of them."""
    assert parse_line(line(DEVICE))["sign"] == DEVICE
    with pytest.raises(BadEnvelope):
        parse_line(line(DEVICE, i=1))


@pytest.mark.parametrize("desc", BROKEN)
def test_any_other_shape_is_no_envelope(desc):
    """Canonical, and no entry (ENVELOPE_WRONG): a thing missing, too much, too long, or spelled otherwise."""
    raw = line(BROKEN[desc])
    with pytest.raises(BadEnvelope):
        parse_line(raw)
    assert loose_entry(raw) is None
