"""Promise: of every type the law says how a slip in it is put right (LAW "How a slip is put right")."""

import re
from pathlib import Path

from verify.law.table import TYPES

SPEC = Path(__file__).resolve().parents[2] / "spec"
LAW = (SPEC / "LAW.md").read_text(encoding="utf-8")
TABLE = LAW[LAW.index("## How a slip is put right") : LAW.index("48. `ActWithdrawn`")]


def rows() -> dict[str, list[str]]:
    """Type -> before it counts, after, what stays visible."""
    found: dict[str, list[str]] = {}
    for line in TABLE.splitlines():
        if line.startswith("| `"):
            kinds, *cells = (cell.strip() for cell in line.strip("|").split(" | "))
            for kind in re.findall(r"`([A-Za-z]+)`", kinds):
                assert kind not in found, f"{kind} has two rows"
                found[kind] = cells
    return found


def test_no_type_lacks_a_row():
    """Each type of EVENTS.md has exactly one, and no row is about a type that is not there."""
    events = (SPEC / "EVENTS.md").read_text(encoding="utf-8")
    types = set(re.findall(r"^\| `([A-Za-z]+)` \|", events, re.M))
    assert set(rows()) == types


def test_each_row_says_what_is_done_and_what_stays():
    """Three cells, and what stays visible is never empty: nothing is erased."""
    for kind, cells in rows().items():
        assert len(cells) == 3, kind
        assert cells[2] not in ("", "–"), kind


def test_the_table_names_the_roads_of_rules_48_and_49():
    """What may be withdrawn says so; what may be rectified says rectified or void; and no other does."""
    for kind, (before, after, _) in rows().items():
        text = f"{before} {after}"
        slip = TYPES[kind].slip
        assert ("withdrawn" in before) == (slip is not None and slip.withdrawn), kind
        if slip is not None and slip.changes is not None:
            assert "rectified" in text or "void" in text, kind
