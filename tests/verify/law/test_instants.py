"""Promise: a window begins with its first instant and is over at its end, for mark and archive."""

import hashlib

import pytest

from tests.verify.story import Story, day
from verify.law.replay import LawReplay
from verify.proof.envelope import parse_line

JUST_BEFORE, AT, JUST_AFTER = "2020-09-20T00:59:59.999999Z", day(9, 20), "2020-09-20T01:00:00.000001Z"


def replayed(story: Story, **bounds: str) -> tuple[set[str], int]:
    """What the law finds about the first mark, and the last mark of the window, with other bounds."""
    pos = next(at for at, line in enumerate(story.log.lines) if b'"WindowSet"' in line)
    log = story.log.rewrite(pos, lambda entry: entry["data"].update(bounds))
    found: set[str] = set()
    law = LawReplay(lambda code, *, pos, **_: found.add(code) if pos == story.first_mark else None)
    for line in log.lines:
        law.entry(line, parse_line(line), hashlib.sha256(b"\0" + line).digest())
    return found, law.state.windows.known["w1"].last_mark


@pytest.mark.parametrize(
    ("bounds", "inside"),
    [
        ({"from": AT}, True),
        ({"from": JUST_BEFORE}, True),
        ({"from": JUST_AFTER}, False),
        ({"to": JUST_AFTER}, True),
        ({"to": AT}, False),
        ({"to": JUST_BEFORE}, False),
    ],
)
def test_a_mark_at_either_end_of_its_window(story, bounds, inside):
    """LAW 13: from ≤ at < to, to the microsecond; only a mark inside is one that the archive must hold."""
    found, last = replayed(story, **bounds)
    assert ("WINDOW_CLOSED" not in found) is inside
    assert (last >= story.first_mark) is inside
