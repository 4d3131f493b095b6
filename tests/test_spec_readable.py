"""Promise: the spec is read in short steps, and what it says of proofs and files is so."""

import json
import re
from pathlib import Path

import pytest

SPEC = Path(__file__).resolve().parents[1] / "spec"
LONGEST = 300
"""Characters of a paragraph, an item of a list or a cell of a table: more is a list that was not made."""

_ITEM = re.compile(r"(\d+\.|[-*]) ")
_CELL = re.compile(r"(?<!\\)\|")


def pieces(text: str) -> list[str]:
    """Every paragraph, item and cell, its lines joined; blocks of code are none."""
    found: list[str] = []
    open_: bool = False
    prose = "".join(text.split("```")[::2])
    for line in (each.strip() for each in prose.splitlines()):
        if line.startswith("|"):
            found += (cell.strip() for cell in _CELL.split(line.strip("|")))
            open_ = False
        elif not line or line.startswith("#"):
            open_ = False
        elif open_ and not _ITEM.match(line):
            found[-1] += " " + line
        else:
            found.append(line)
            open_ = True
    return found


@pytest.mark.parametrize("name", ["LAW.md", "EVENTS.md", "FORMAT.md", "VERDICT.md"])
def test_no_wall_of_text(name: str) -> None:
    """A rule is a short sentence and its conditions: nobody finds the fifth of them in a block."""
    text = (SPEC / name).read_text(encoding="utf-8")
    assert [piece for piece in pieces(text) if len(piece) > LONGEST] == []


def test_a_wall_would_be_seen() -> None:
    """Also one that is broken over lines, or stands in an item or a cell."""
    half = "word " * 40
    for wall in (f"{half}\n{half}", f"1. {half}\n   {half}", f"| a | {half}{half} |"):
        assert max(map(len, pieces(wall))) > LONGEST
    assert max(map(len, pieces(f"1. {half}\n   - {half}\n\n{half}"))) <= LONGEST


def test_the_law_says_how_strong_a_proof_each_act_needs() -> None:
    """LAW 5 names the acts of each kind as `permissions.json` has them; the rest is `decide`."""
    law = (SPEC / "LAW.md").read_text(encoding="utf-8")
    rule = law[law.index("5. **How proved.**") : law.index("Who may do which act stands in")]
    said = {
        kind: set(re.findall(r"`([A-Z][A-Za-z]+)`", cell))
        for kind, cell in re.findall(r"^ *\| `(entry|witness|decide)` \| (.+) \|$", rule, re.M)
    }
    asked: dict[str, set[str]] = {"entry": set(), "witness": set(), "decide": set()}
    for row in json.loads((SPEC / "permissions.json").read_text(encoding="utf-8"))["rows"]:
        asked[row["proof"]].add(row["type"])
    assert {kind: said[kind] for kind in ("entry", "witness")} == {
        kind: asked[kind] for kind in ("entry", "witness")
    }
    events = (SPEC / "EVENTS.md").read_text(encoding="utf-8")
    types = set(re.findall(r"^\| `([A-Z][A-Za-z]+)` \|", events, re.M))
    assert said["decide"] == types - set.union(*asked.values()) == {"LogCreated"}


def test_the_format_names_every_file_beside_it() -> None:
    """What a stranger needs is in the table, each file and folder of `spec/` once."""
    text = (SPEC / "FORMAT.md").read_text(encoding="utf-8")
    table = text[text.index("| file | what it says |") : text.index("| to do this | read |")]
    cells = [row.split(" | ")[0] for row in table.splitlines()[2:] if row]
    told = [name.rstrip("/") for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    assert sorted(told) == sorted(path.name for path in SPEC.iterdir())
