"""The law replay on logs that somebody bent: every bent field is reported, and nothing makes it fall over."""

import hashlib
import json
import random
import tracemalloc
from typing import Any

import pytest

from tests.verify.law.test_replay import SOUND, encode
from verify.law.replay import LawReplay
from verify.law.table import TYPES
from verify.proof.envelope import BadEnvelope, NotCanonical, parse_line

WEIRD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**53 - 1, "", " ", "x", "K", "1", "system", "*", "ü" * 300, [], [0],
    ["b", "a"], ["*"], [[]], {}, {"a": 1}, "2026-02-30", "0000-00-00", "9999-12-31T23:59:59.999999Z",
    "A" * 43, "٣" * 4,
)  # fmt: skip


def judge(entries: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Findings of the entries that have an envelope; the others never reach the law."""
    found: list[tuple[str, int]] = []
    replay = LawReplay(lambda code, *, pos, **_: found.append((code, pos)))
    for entry in entries:
        line = encode(entry)
        try:
            replay.entry(line, parse_line(line), hashlib.sha256(b"\0" + line).digest())
        except (NotCanonical, BadEnvelope):
            continue
    replay.end()
    return found


def first_of_each_type() -> dict[str, tuple[list[dict[str, Any]], int]]:
    """For each type a sound log, cut after the command that first has it, and the entry's index."""
    firsts: dict[str, tuple[list[dict[str, Any]], int]] = {}
    for log in SOUND:
        entries = [json.loads(line) for line in log]
        for index, entry in enumerate(entries):
            end = index + entry["n"] - entry["i"]
            firsts.setdefault(entry["type"], (entries[:end], index))
    return firsts


FIRSTS = first_of_each_type()


def with_data(kind: str, change: Any) -> tuple[list[tuple[str, int]], int]:
    entries, index = FIRSTS[kind]
    bent = json.loads(json.dumps(entries))
    change(bent[index]["data"])
    return judge(bent), index


def test_the_sound_logs_hold_every_type():
    """What follows is asked of every event type."""
    assert set(FIRSTS) == set(TYPES)


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_missing_field_is_bad_data(kind):
    """Each field of each type must be there."""
    for key in TYPES[kind].fields:
        found, index = with_data(kind, lambda data, key=key: data.pop(key))
        assert ("BAD_DATA", index) in found, key


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_further_field_is_bad_data(kind):
    """No event carries what EVENTS.md does not name, not even an empty field."""
    found, index = with_data(kind, lambda data: data.update(note=None))
    assert ("BAD_DATA", index) in found


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_field_of_a_wrong_kind_is_bad_data(kind):
    """No field takes a truth value, a list of lists or, but for an act that stands again, an empty object."""
    for key in TYPES[kind].fields:
        again = (kind, key) == ("RectificationProposed", "change")
        for wrong in (True, [[]], -1) if again else (True, {}, [[]], -1):
            found, index = with_data(kind, lambda data, key=key, wrong=wrong: data.update({key: wrong}))
            assert ("BAD_DATA", index) in found, (key, wrong)


@pytest.mark.parametrize("seed", range(8))
def test_no_bent_log_stops_the_replay(seed):
    """Whatever stands in any field of any entry, the replay comes to the end of the log."""
    chance = random.Random(seed)
    for _ in range(60):
        entries = [json.loads(line) for line in chance.choice(SOUND)]
        for _ in range(chance.randint(1, 3)):
            bend(chance, entries)
        judge(entries)


def bend(chance: random.Random, entries: list[dict[str, Any]]) -> None:
    """Puts something strange at a random place of a random entry, or moves, repeats or drops it."""
    index = chance.randrange(len(entries))
    entry = entries[index]
    what = chance.randrange(8)
    if what == 0:
        entries.insert(chance.randrange(len(entries)), json.loads(json.dumps(entry)))
    elif what == 1 and len(entries) > 1:
        entries.pop(index)
    elif what == 2:
        entry["type"] = chance.choice([*TYPES, "Nothing"])
    elif what == 3:
        entry["data"] = json.loads(json.dumps(chance.choice(entries)["data"]))
    else:
        place = entry if what == 4 else entry["data"]
        while isinstance(place, dict) and place:
            key = chance.choice(list(place))
            if not isinstance(place[key], dict) or chance.random() < 0.3:
                place[key] = chance.choice(WEIRD)
                return
            place = place[key]


def test_a_million_marks_would_fit_the_memory():
    """A mark costs at most 150 bytes of state, so that a million stay far below 300 MiB."""
    entries = [json.loads(line) for line in next(log for log in SOUND if len(log) > 9)][:9]
    assert not judge(entries)
    marks = 20_000
    replay = LawReplay(lambda *_, **__: None)
    for entry in entries:
        replay.entry(encode(entry), entry, bytes(32))
    book = replay.state.book("book/6A/toan/1")
    assert book is not None
    pupils = [f"2026-{number:05d}" for number in range(40)]
    tracemalloc.start()
    for number in range(marks):
        stream = f"book/6A/s{number // 240}/1"
        other = replay.state.book(stream)
        assert other is not None
        other.put(pupils[number % 40], ("tx1", "tx2", "tx3", "tx4", "gk", "ck")[number // 40 % 6], number, 80)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used / marks < 150
