"""Promise: the verifier's table of types is that of spec: streams, rules by number, how slips are righted."""

import re
from pathlib import Path

from verify.law.replay import GENERAL
from verify.law.table import TYPES

SPEC = Path(__file__).resolve().parents[3] / "spec"
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


def test_each_rule_names_its_number():
    """Whoever reads a rule finds the sentence that it is written from; no number is none of LAW.md."""
    numbers = {int(number) for number in re.findall(r"^([0-9]+)\. ", LAW, re.M)}
    for rule in {rule for type_ in TYPES.values() for rule in (*GENERAL, *type_.rules)}:
        named = re.match(r"LAW(?: ([0-9, to]+))?(?:[a-c]|,? \(?[PST]|[:. ,(])", rule.__doc__ or "")
        assert named is not None, rule
        found = {int(number) for number in re.findall("[0-9]+", named[1] or "")}
        assert found and found <= numbers, rule


def told_types() -> dict[str, tuple[str, list[str]]]:
    """Type -> stream and parts of the data, as EVENTS.md has them; `same` is the stream of the row before."""
    told, stream = {}, ""
    events = (SPEC / "EVENTS.md").read_text(encoding="utf-8")
    for line in events[: events.index("## Digests")].splitlines():
        if row := re.match(r"\| `([A-Z][A-Za-z]+)` \| (same|`[^`]+`) \| (.+) \|$", line):
            stream = stream if row[2] == "same" else row[2].strip("`")
            told[row[1]] = stream, row[3].split(" · ")
    return told


def test_each_type_stands_in_the_stream_of_its_row():
    """EVENTS.md; of a date the month, and of a year's result semester 2."""
    told = {
        kind: stream.replace("book/…", "book/<class>/<subject>/<semester>")
        for kind, (stream, _) in told_types().items()
    }
    plain = {
        kind: re.sub(r"\{(?:date:)?(\w+)(?::half)?\}", r"<\1>", type_.stream) for kind, type_ in TYPES.items()
    }
    assert plain == told


def test_each_type_has_the_fields_of_its_row():
    """EVENTS.md, of every field its name, and by `?` whether it may be null."""
    for kind, (_, parts) in told_types().items():
        found = {}
        for part in parts:
            names = re.match(r"(?:`[a-z]+`?\??(?:, )?)+", part)
            assert names is not None, (kind, part)
            found |= dict.fromkeys(re.findall(r"`([a-z]+)", names[0]), "?" in part)
        assert {name: fits(None) for name, fits in TYPES[kind].fields.items()} == found, kind
