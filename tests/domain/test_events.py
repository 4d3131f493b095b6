"""Events: every type of EVENTS.md, its schema, and what may not stand in an entry."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from domain.law import EVENTS, Fold, row_of
from domain.state.state import State
from domain.words.entry import Entry
from domain.words.refusal import Refusal
from tests.school.small import EVIDENCE, KEY, PAPER, SEALED

ROOT = Path(__file__).resolve().parents[2]
DEC = PAPER.model_dump()
GOOD: dict[str, dict[str, Any]] = {
    "LogCreated": {
        "school": {"code": "demo", "name": "THCS", "province": "62", "level": "THCS"},
        "key": KEY, "decision": DEC, "head": {"person": "h", "name": "Y Hương", "from": "2020-08-01"},
    },
    "PolicySet": {"proof": {"entry": "token", "decide": "totp", "witness": "passkey"}, "lapse": 10},
    "Appointed": {
        "person": "a", "role": "teacher", "class": "6a", "subject": "toan", "from": "2020-09-01", "to": None,
        "decision": DEC,
    },
    "ClassOpened": {
        "class": "6a", "name": "6A", "grade": 6, "year": "2020-2021", "regime": "TT58_26",
        "subjects": [
            {"subject": "gd", "name": "Toán", "kind": "score", "periods": 350, "tx": 4, "semesters": [1, 2]}
        ],
    },
    "WindowSet": {
        "window": "w1", "year": "2020-2021", "semester": 1, "cols": ["gk", "tx1"], "classes": ["6a", "6b"],
        "from": "2020-10-01T00:00:00.000000Z", "to": "2020-11-01T00:00:00.000000Z", "decision": DEC,
    },
    "MarkEntered": {"pupil": "a", "col": "tx1", "value": 80, "late": None},
    "CorrectionItem": {
        "dossier": "d1", "pupil": "a", "col": "ck", "old": 80, "value": None, "base": 7, "reason": SEALED
    },
    "CorrectionProposed": {
        "dossier": "d1", "class": "6a", "subject": "toan", "semester": 1, "kind": "sua", "count": 1,
        "evidence": EVIDENCE,
    },
    "SnapshotPlanned": {
        "id": "s1", "size": 3, "checkpoint": "A" * 43, "cause": {"kind": "window", "ref": "w1"},
        "renderer": "v1",
    },
}  # fmt: skip


def entry(type_: str, data: dict[str, Any]) -> Entry:
    return Entry(0, "2020-09-01T00:00:00.000000Z", "x", 1, type_, {}, "c", 0, 1, b"", data)


def test_every_type_of_the_spec_has_a_model_and_no_other() -> None:
    """EVENTS.md and the code name the same types."""
    table = (ROOT / "spec/EVENTS.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z][A-Za-z]+)` \|", table, re.M)) == set(EVENTS)


def test_every_field_of_the_spec_is_a_field_of_the_model() -> None:
    """EVENTS.md names each key of `data`; the model has no other keys."""
    for name, event in EVENTS.items():
        row = re.search(rf"^\| `{name}` \|[^|]*\|(.*)\|$", (ROOT / "spec/EVENTS.md").read_text("utf-8"), re.M)
        assert row is not None
        plain = re.sub(r"\{[^}]*\}", "", row[1].replace(r"\|", " "))
        for key in event.data.__annotations__:
            assert f"`{key}" in plain, (name, key)


def test_the_schema_file_is_that_of_the_models() -> None:
    """spec/events.schema.json is generated; a changed model without a new file fails here."""
    run = "import sys; sys.path.insert(0, 'scripts'); import schema; print(schema.text(), end='')"
    made = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout == (ROOT / "spec/events.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("type_", GOOD)
def test_the_schema_and_the_model_accept_the_same_data(type_: str) -> None:
    """What the model writes, a stranger's JSON Schema accepts; a further or a missing key, neither."""
    document = json.loads((ROOT / "spec/events.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator({**document, "$ref": f"#/$defs/{type_}"})
    data = EVENTS[type_].draft(GOOD[type_], "book/6a/toan/1").data
    assert data == GOOD[type_]
    assert checker.is_valid(data)
    missing = dict(list(data.items())[1:])
    for bad in ({**data, "more": 1}, missing):
        assert not checker.is_valid(bad)
        with pytest.raises(Refusal, match="BAD_DATA"):
            EVENTS[type_].draft(bad)


@pytest.mark.parametrize(
    ("type_", "change"),
    [
        ("MarkEntered", {"value": 101}),
        ("MarkEntered", {"value": -1}),
        ("MarkEntered", {"value": 8.5}),
        ("MarkEntered", {"value": True}),
        ("MarkEntered", {"value": "8,5"}),
        ("MarkEntered", {"value": None}),
        ("MarkEntered", {"value": SEALED[:-1] + "B"}),
        ("MarkEntered", {"col": "tx0"}),
        ("MarkEntered", {"col": "tx10"}),
        ("MarkEntered", {"late": "7"}),
        ("MarkEntered", {"late": -1}),
        ("MarkEntered", {"pupil": "-a"}),
        ("MarkEntered", {"pupil": "a" * 33}),
        ("MarkEntered", {"pupil": "a\n"}),
        ("PolicySet", {"lapse": 16}),
        ("PolicySet", {"lapse": 0}),
        ("PolicySet", {"proof": {"entry": "totp", "decide": "token", "witness": "passkey"}}),
        ("PolicySet", {"proof": {"entry": "system", "decide": "totp", "witness": "passkey"}}),
        ("Appointed", {"from": "2020-02-30"}),
        ("Appointed", {"from": "20200901"}),
        ("Appointed", {"role": "founder"}),
        ("Appointed", {"decision": {**DEC, "no": " 12"}}),
        ("Appointed", {"decision": {**DEC, "no": ""}}),
        ("Appointed", {"decision": {**DEC, "digest": "A" * 42 + "B"}}),
        ("ClassOpened", {"name": "6A "}),
        ("ClassOpened", {"name": "Toa\u0301n"}),
        ("ClassOpened", {"name": "6\u0085A"}),
        ("ClassOpened", {"name": "x" * 201}),
        ("ClassOpened", {"grade": 13}),
        ("ClassOpened", {"year": "2020-2022"}),
        ("ClassOpened", {"regime": "TH27_2020"}),
        ("ClassOpened", {"subjects": []}),
        ("WindowSet", {"cols": ["tx1", "gk"]}),
        ("WindowSet", {"cols": ["gk", "gk"]}),
        ("WindowSet", {"cols": []}),
        ("WindowSet", {"from": "2020-10-01T00:00:00Z"}),
        ("WindowSet", {"from": "2020-10-01T24:00:00.000000Z"}),
        ("WindowSet", {"semester": 3}),
        ("CorrectionProposed", {"evidence": []}),
        ("CorrectionProposed", {"evidence": EVIDENCE * 2}),
        ("CorrectionProposed", {"count": 0}),
        ("CorrectionProposed", {"count": 201}),
        ("CorrectionItem", {"reason": "sai điểm"}),
        ("SnapshotPlanned", {"cause": {"kind": "later", "ref": ""}}),
    ],
)
def test_data_that_does_not_fit_is_refused(type_: str, change: dict[str, Any]) -> None:
    """LAW 1 BAD_DATA: an entry is either in the one spelling of EVENTS.md or no entry."""
    with pytest.raises(Refusal, match="BAD_DATA"):
        EVENTS[type_].read({**GOOD[type_], **change})


def test_an_unknown_type_is_never_decoded() -> None:
    """LAW 1 UNKNOWN_TYPE."""
    with pytest.raises(Refusal, match="UNKNOWN_TYPE"):
        row_of("MarkForged")


def test_reading_gives_the_data_and_leaves_the_entry_alone() -> None:
    """A good entry's data come back as they are, as a copy: what its reader does stays with the reader."""
    written = entry("MarkEntered", GOOD["MarkEntered"])
    read = EVENTS["MarkEntered"].read(written.data)
    assert read == written.data
    read["pupil"] = "b"
    assert written.data == GOOD["MarkEntered"]


@pytest.mark.parametrize(
    ("type_", "stream"),
    [
        ("LogCreated", "school"),
        ("Appointed", "person/a"),
        ("ClassOpened", "class/6a"),
        ("MarkEntered", "book/6a/toan/1"),
        ("CorrectionProposed", "dossier/d1"),
        ("SnapshotPlanned", "archive/s1"),
    ],
)
def test_each_event_stands_in_the_stream_of_its_data(type_: str, stream: str) -> None:
    """LAW 1: the stream is the one that EVENTS.md gives for the data."""
    assert EVENTS[type_].stream_of(GOOD[type_], "book/6a/toan/1") == stream


def law_vectors() -> list[Any]:
    spine = json.loads((ROOT / "spec/vectors/law.json").read_text(encoding="utf-8"))["vectors"]
    year = json.loads((ROOT / "spec/vectors/law_year.json").read_text(encoding="utf-8"))["logs"]
    whole = [{"desc": f"a year under {name}", "lines": lines} for name, lines in year.items()]
    return [*(vector for vector in spine if vector["want"] is None), *whole]


@pytest.mark.parametrize("vector", law_vectors(), ids=lambda vector: str(vector["desc"]))
def test_the_models_and_the_fold_take_every_sound_log(vector: dict[str, Any]) -> None:
    """spec/vectors/law.json, made from the spec alone: what the verifier calls sound, the domain reads."""
    entries = []
    for line in map(json.loads, vector["lines"]):
        fields = [line[name] for name in ("pos", "at", "stream", "ver", "type", "actor", "cmd", "i", "n")]
        entries.append(Entry(*fields, b"", line["data"]))
        assert EVENTS[line["type"]].read(entries[-1].data) == line["data"]
    state = Fold(json.loads(vector["lines"][0])["log"])
    for stream in {entry.stream for entry in entries if not State.is_governance(entry.stream)}:
        state.load(stream, [])
    state.advance(entries)
    assert state.size == len(entries)
    for stream in {entry.stream for entry in entries if not state.has(entry.stream)}:  # forgotten: put right
        state.load(stream, [entry for entry in entries if entry.stream == stream])
    marked = [
        e for e in entries if e.type in ("MarkEntered", "MarkChanged", "MarkCleared", "CorrectionApplied")
    ]
    last = {(e.stream, e.data["pupil"], e.data["col"]): e.pos for e in marked}
    assert last == {
        (s, *key): cell.pos for s, book in state.books.items() for key, cell in book.cells.items()
    }
