"""`scripts/same_behaviour.py` names what differs: a byte, a permission, a file that only one side has."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from domain.words.days import instant
from scripts.behaviour.compare import Said, compare, read_said, report
from scripts.behaviour.where import PLACES, find, require_own

ROOT = Path(__file__).parents[1]


@pytest.fixture
def two(tmp_path):
    """Two equal folders of what a tree shows."""
    line = b'{"at":"2020-09-05T01:00:00.040000Z","data":{"value":85},"type":"MarkEntered"}\n'
    shown = {
        "vectors/spec/vectors/note.json": b'{\n "vectors": [\n  {"note": "AAAA"}\n ]\n}\n',
        "permissions/spec/permissions.json": json.dumps({"rows": [{"type": "BookLocked"}]}).encode(),
        "demo/export/entries.jsonl": line * 3,
        "demo/archive/bag.tar": bytes(range(256)) * 4,
    }
    sides = tmp_path / "theirs", tmp_path / "ours"
    for side in sides:
        for name, raw in shown.items():
            (side / name).parent.mkdir(parents=True, exist_ok=True)
            (side / name).write_bytes(raw)
    return sides


def changed(side, name, old, new):
    """Replaces some bytes of a file once."""
    path = side / name
    path.write_bytes(path.read_bytes().replace(old, new, 1))


def told(two, said=()):
    """What differs by kind, and the report."""
    kinds = compare(*two, list(said))
    return {kind.name: kind.differing for kind in kinds if kind.differing}, report(kinds, "REV")


def test_equal_folders_are_told_equal(two):
    """A line for each kind with its count, and nothing else."""
    differing, text = told(two)
    assert differing == {}
    assert [line.split() for line in text.splitlines()] == [
        ["demo", "2", "equal"],
        ["permissions", "1", "equal"],
        ["vectors", "1", "equal"],
    ]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("vectors/spec/vectors/note.json", b"AAAA", b"AAAB"),
        ("permissions/spec/permissions.json", b"BookLocked", b"BookUnlocked"),
        ("demo/export/entries.jsonl", b'"value":85', b'"value":86'),
        ("demo/export/entries.jsonl", b"}\n", b"}"),
        ("demo/archive/bag.tar", b"\x80\x81", b"\x80\x82"),
    ],
)
def test_a_changed_byte_is_named_and_shown(two, name, old, new):
    """Its kind and item alone; both sides of the place are shown."""
    changed(two[1], name, old, new)
    kind, _, item = name.partition("/")
    differing, text = told(two)
    assert differing == {kind: [item]}
    assert item in text
    assert [line.strip()[0] for line in text.splitlines() if line.strip()[0] in "+-"]


@pytest.mark.parametrize("side", [0, 1])
def test_a_file_of_one_side_alone_is_named(two, side):
    """Neither an item more nor an item less is equal."""
    (two[side] / "demo" / "archive" / "bag.tar").unlink()
    differing, text = told(two)
    assert differing == {"demo": ["archive/bag.tar"]}
    assert "only in" in text


def test_the_order_of_members_counts(two):
    """JSON that means the same in another order is not equal."""
    entry = two[1] / "demo/export/entries.jsonl"
    entry.write_bytes(entry.read_bytes().replace(b'"data":{"value":85},"type"', b'"type":0,"data"', 1))
    assert told(two)[0] == {"demo": ["export/entries.jsonl"]}


def test_a_difference_on_purpose_is_told_as_said_and_hides_no_other(two):
    """By kind and item, with its reason; the item beside it still counts."""
    said = [Said("demo", "export/*", "a new field")]
    changed(two[1], "demo/export/entries.jsonl", b"85", b"86")
    differing, text = told(two, said)
    assert differing == {}
    assert "export/entries.jsonl: differs, as said: a new field" in text
    changed(two[1], "demo/archive/bag.tar", b"\x01", b"\x02")
    assert told(two, said)[0] == {"demo": ["archive/bag.tar"]}


def test_what_differs_on_purpose_has_a_reason(tmp_path):
    """A line without one is refused; comments and empty lines are none."""
    file = tmp_path / "differs.txt"
    file.write_text("# why\n\nhelp socai-run another word for it\n")
    assert read_said(file) == [Said("help", "socai-run", "another word for it")]
    file.write_text("help socai-run\n")
    with pytest.raises(ValueError, match="help socai-run"):
        read_said(file)


def test_no_commit_is_no_answer():
    """Exit 2 and git's own words: neither equal nor different."""
    command = [sys.executable, "scripts/same_behaviour.py", "no-such-commit"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-such-commit" in done.stderr


def test_a_tree_is_not_shown_by_the_packages_of_another(tmp_path):
    """Whatever was imported from elsewhere is named; `instant` has brought some from here."""
    assert instant.__module__ in sys.modules
    require_own(ROOT)
    with pytest.raises(RuntimeError, match=f"not from {tmp_path}"):
        require_own(tmp_path)


def test_a_name_that_has_moved_is_asked_for_by_name(monkeypatch):
    """The table of places is what to mend."""
    monkeypatch.setitem(PLACES, "verifier", ("verify.nowhere:main", "verify.__main__:no_such_name"))
    with pytest.raises(LookupError, match=r"verifier.*where\.py"):
        find("verifier")
