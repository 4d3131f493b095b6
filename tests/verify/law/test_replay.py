"""The law replay against its vectors: each broken log gives its one finding, each sound one none."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.verify.law.replaying import replay_lines
from verify.law import replay as law
from verify.law.table import TYPES

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "spec" / "vectors"
SPINE = json.loads((FOLDER / "law.json").read_text(encoding="utf-8"))["vectors"]
YEAR = json.loads((FOLDER / "law_year.json").read_text(encoding="utf-8"))


def whole(vector: dict[str, Any]) -> dict[str, Any]:
    """A vector of the school year with the lines that it has in common with its base."""
    return {**vector, "lines": [*YEAR["logs"][vector["base"]][: vector["take"]], *vector["lines"]]}


VECTORS = [*SPINE, *map(whole, YEAR["vectors"])]
LOGS = [[line.encode() for line in vector["lines"]] for vector in VECTORS]
SOUND = [log for log, vector in zip(LOGS, VECTORS, strict=True) if vector["want"] is None]
BROKEN = [pair for pair in zip(VECTORS, LOGS, strict=True) if pair[0]["want"]]


def wanted(vector: dict[str, Any]) -> list[tuple[str, int]]:
    want = vector["want"]
    return [(want["code"], want["pos"])] if want else []


def type_at(vector: dict[str, Any]) -> str:
    return json.loads(vector["lines"][vector["want"]["pos"]])["type"]


def replay(entries: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Judges entries as they stand; `prev` is not the law's."""
    return replay_lines([encode(entry) for entry in entries])


def encode(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("vector", "log"), list(zip(VECTORS, LOGS, strict=True)), ids=[vector["desc"] for vector in VECTORS]
)
def test_vector_gives_exactly_its_finding(vector, log):
    """A broken log is reported once, where it is broken; a sound one not at all."""
    assert replay_lines(log) == wanted(vector)


def test_every_code_of_the_law_has_a_broken_log():
    """No code stands in LAW.md that no vector asks for, and none is asked for that LAW.md does not know."""
    text = (ROOT / "spec" / "LAW.md").read_text(encoding="utf-8")
    codes = {
        code for codes in re.findall(r"\[(`[^\]]*)\]", text) for code in re.findall(r"`([A-Z_]{5,})`", codes)
    }
    assert {vector["want"]["code"] for vector in VECTORS if vector["want"]} == codes | {"WITNESSES_MISSING"}


def test_every_type_has_a_broken_log_of_its_own():
    """Each event type of EVENTS.md is refused in at least one vector for a rule of its own."""
    text = (ROOT / "spec" / "EVENTS.md").read_text(encoding="utf-8")
    types = set(re.findall(r"^\| `([A-Za-z]+)` \|", text, re.M))
    assert set(TYPES) == types
    assert types <= {type_at(vector) for vector in VECTORS if vector["want"]}


@pytest.mark.parametrize(
    ("kind", "rule"),
    [(kind, rule) for kind, type_ in TYPES.items() for rule in type_.rules],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
def test_without_this_rule_a_broken_log_passes(kind, rule, monkeypatch):
    """Removing any one rule from the table is noticed by a vector whose faulty entry is of that type."""
    left = tuple(one for one in TYPES[kind].rules if one is not rule)
    monkeypatch.setitem(TYPES, kind, replace(TYPES[kind], rules=left))
    assert any(misjudged(vector, log) for vector, log in BROKEN if type_at(vector) == kind)


def test_every_type_has_a_log_that_only_its_own_rules_reject(monkeypatch):
    """With a type's rules taken away, and nothing else, a broken log of that type is judged otherwise."""
    for kind in TYPES:
        with monkeypatch.context() as patch:
            patch.setitem(TYPES, kind, replace(TYPES[kind], rules=()))
            own = [(vector, log) for vector, log in BROKEN if type_at(vector) == kind]
            assert any(misjudged(vector, log) for vector, log in own), kind


@pytest.mark.parametrize("rule", law.GENERAL, ids=lambda rule: rule.__name__)
def test_without_this_general_rule_a_broken_log_passes(rule, monkeypatch):
    """The same of the rules that are asked of every entry."""
    monkeypatch.setattr(law, "GENERAL", tuple(one for one in law.GENERAL if one is not rule))
    assert any(misjudged(vector, log) for vector, log in BROKEN)


def misjudged(vector: dict[str, Any], log: list[bytes]) -> bool:
    try:
        return replay_lines(log) != wanted(vector)
    except (AssertionError, KeyError):  # a rule that relied on the removed one
        return True


def test_a_type_out_of_the_table_is_unknown_and_never_verified(monkeypatch):
    """A verifier older than the log says that it does not know, instead of passing over."""
    monkeypatch.delitem(TYPES, "SnapshotSpent")
    unknown = [code for log in SOUND for code, _ in replay_lines(log)]
    assert "UNKNOWN_TYPE" in unknown


def test_a_faulty_mark_still_counts_for_what_follows():
    """One fault is one finding: a change of a mark that was entered outside the window has the right base."""
    vector = next(one for one in VECTORS if one["desc"].endswith("a mark where no window is"))
    entries = [json.loads(line) for line in vector["lines"]]
    bad = entries[-1]
    change = {**bad, "pos": bad["pos"] + 1, "ver": bad["ver"] + 1, "type": "MarkCleared", "cmd": "next"}
    change["data"] = {"pupil": "p1", "col": "tx2", "old": 60, "base": bad["pos"]}
    assert replay([*entries, change]) == [("WINDOW_CLOSED", bad["pos"]), ("WINDOW_CLOSED", change["pos"])]


@pytest.mark.parametrize(
    ("subject", "kind", "data"),
    [
        ("toan", "MarkChanged", {"pupil": "p1", "col": "tx1", "old": 80, "value": 100, "late": None}),
        ("toan", "MarkCleared", {"pupil": "p1", "col": "tx1", "old": 80}),
        ("toan", "MarkEntered", {"pupil": "p1", "col": "nx", "value": "A" * 54, "late": None}),
        ("nhac", "MarkEntered", {"pupil": "p6", "col": "tx1", "value": "D", "late": None}),
    ],
)
def test_a_result_that_was_recorded_against_the_law_makes_of_record_too(subject, kind, data):
    """Of semester 1 is what a result of the year counts, also where semester 1 itself was never approved."""
    vector = next(one for one in VECTORS if one["desc"].endswith("the second semester before the first"))
    entries = [json.loads(line) for line in vector["lines"]]
    book = [e for e in entries if e["stream"] == f"book/6A/{subject}/1"]
    first = next(e for e in book if e["data"].get("pupil") == "p1" and e["data"].get("col") == "tx1")
    base = {"base": first["pos"]} if "old" in data else {}
    place = {"pos": len(entries), "ver": book[-1]["ver"] + 1, "cmd": "next", "i": 0, "n": 1}
    after = {**first, **place, "at": entries[-1]["at"], "type": kind, "data": {**data, **base}}
    assert replay([*entries, after]) == [*wanted(vector), ("OF_RECORD", after["pos"])]


def test_a_finding_names_the_record():
    """Class, subject, pupil, column, old and new value stand in the finding, not only a position."""
    vector = next(one for one in VECTORS if one["desc"].endswith("a change in a published column"))
    found: list[dict[str, Any]] = []
    judge = law.LawReplay(lambda code, **fields: found.append({"code": code, **fields}))
    for line in vector["lines"]:
        judge.entry(line.encode(), json.loads(line), bytes(32))
    judge.end()
    assert found == [
        {
            "code": "OF_RECORD",
            "pos": vector["want"]["pos"],
            "class": "6A",
            "subject": "toan",
            "pupil": "p1",
            "column": "gk",
            "old": 60,
            "new": 70,
        }
    ]


def test_all_breaches_of_an_entry_of_the_year_are_told():
    """In the order of its rules, not the first alone: an absence that changes nothing, on a wrong base."""
    log = next(log for log in SOUND if any(b'"AbsenceSet"' in line for line in log))
    entries = [json.loads(line) for line in log]
    at = next(at for at, entry in enumerate(entries) if entry["type"] == "AbsenceSet")
    entries[at]["data"] |= {"old": "P", "value": "P"}
    assert replay(entries[: at + 1])[:2] == [("STALE_BASE", at), ("NO_CHANGE", at)]
