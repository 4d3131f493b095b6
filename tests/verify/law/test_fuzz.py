"""Sound logs of the vectors, bent at random: every entry is judged, and the verifier never fails itself."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from verify.files.sources import BytesBlob
from verify.judged import Judged
from verify.proof.canonical import encode
from verify.report import Report

Entries = list[dict[str, Any]]
VECTORS = Path(__file__).parents[3] / "spec" / "vectors"
WEIRD = (
    *("0001-01-01", "9999-12-31", "0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z"),
    *(
        "T",
        "CD",
        "KEM",
        "TB",
        "K",
        "P",
        "D",
        "conduct",
        "absent",
        "profile",
        0,
        1,
        2,
        100,
        None,
        True,
        [],
        {},
    ),
)


def sound_logs() -> list[Entries]:
    found = []
    for name in ("law.json", "law_year.json"):
        document = json.loads((VECTORS / name).read_bytes())
        for vector in document["vectors"]:
            if vector["want"] is None:
                base = document["logs"][vector["base"]][: vector["take"]] if "base" in vector else []
                found.append([json.loads(line) for line in (*base, *vector["lines"])])
    return found


SOUND = sound_logs()


def values_by_field() -> dict[str, list[Any]]:
    """Every value that a field of that name has anywhere: what is likely to pass the shapes."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)

    def walk(name: str, value: Any) -> None:
        found[name][json.dumps(value)] = value
        for key, inner in value.items() if isinstance(value, dict) else ():
            walk(key, inner)

    for log in SOUND:
        for entry in log:
            walk("data", entry["data"])
    return {name: list(values.values()) for name, values in found.items()}


FIELDS = values_by_field()


def bend(chance: random.Random, entries: Entries) -> None:
    """Drop, repeat, exchange or redate entries, or give a field another value, likely or weird."""
    index, other = chance.randrange(len(entries)), chance.randrange(len(entries))
    what = chance.randrange(9)
    if what == 0:
        entries.insert(other, json.loads(json.dumps(entries[index])))
    elif what == 1:
        del entries[index : index + chance.randint(1, 10)]
    elif what == 2:
        entries[index], entries[other] = entries[other], entries[index]
    elif what == 3:
        entries[index]["at"] = chance.choice((WEIRD[2], WEIRD[3], entries[other]["at"]))
    elif what == 4:
        kind = entries[index]["type"]
        entries[:] = [one for one in entries if one["type"] != kind or chance.random() < 0.5]
    else:
        _bend_field(chance, entries[index]["data"])


def _bend_field(chance: random.Random, place: Any) -> None:
    while isinstance(place, (dict, list)) and place:
        key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if not isinstance(place[key], (dict, list)) or chance.random() < 0.3:
            place[key] = chance.choice(FIELDS.get(key, WEIRD) if chance.random() < 0.6 else WEIRD)
            return
        place = place[key]


def judge(entries: Entries) -> Report:
    """As the command judges the lines, renumbered so that most of them reach the law."""
    versions: dict[str, int] = defaultdict(int)
    lines = []
    for pos, entry in enumerate(entries):
        versions[entry["stream"]] += 1
        lines.append(encode({**entry, "pos": pos, "ver": versions[entry["stream"]]}) + b"\n")
    report = Report()
    judged = Judged(BytesBlob(b"".join(lines)), "bent", report)
    assert len(judged.read()) == len(entries)
    fold = judged.books()
    for klass in fold.classes():
        fold.class_book(klass)
    fold.corrections()
    return report


def stories(seed: int, count: int) -> None:
    chance = random.Random(seed)
    for _ in range(count):
        entries = json.loads(json.dumps(chance.choice(SOUND)))
        for _ in range(chance.randint(1, 4)):
            if entries:
                bend(chance, entries)
        failed = [item for item in judge(entries).findings if item["code"] == "VERIFIER_FAULT"]
        assert failed == [], entries


@pytest.mark.parametrize("seed", range(4))
def test_no_bent_log_makes_the_verifier_fail(seed):
    """150 stories in the day; also the books and the register fold from whatever the law let through."""
    stories(seed, 150)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 120))
def test_no_bent_log_makes_the_verifier_fail_by_night(seed):
    """20,000 more."""
    stories(seed, 1_000)


def test_a_move_on_the_first_day_there_is():
    """The day before 0001-01-01 is no date: what the law makes of it is a finding and no crash."""
    log = next(log for log in SOUND if any(entry["type"] == "PupilPlaced" for entry in log))
    entries = json.loads(json.dumps(log))
    for entry in entries:
        if entry["type"] in ("PupilPlaced", "PupilEnrolled"):
            entry["data"]["from"] = "0001-01-01"
        if entry["type"] == "PupilLeft":
            entry["data"]["last"] = "0001-01-01"
    codes = {item["code"] for item in judge(entries).findings}
    assert "VERIFIER_FAULT" not in codes
    assert "BAD_PERIOD" in codes
