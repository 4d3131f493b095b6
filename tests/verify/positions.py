"""The table of spec/CODES.md, "Which position a finding names", held against findings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

TEXT = (Path(__file__).parents[2] / "spec" / "CODES.md").read_text(encoding="utf-8")
_TABLE = TEXT.partition("## Which position")[2].split("\n")
ROWS = [row.split(" | ") for row in _TABLE if row.startswith("| ")][1:]
WORDS = {"line", "entry", "size", "evidence", "none"}
KINDS = {
    code: tuple(word for word in re.findall(r"`(\w+)`", row[2]) if word in WORDS)
    for row in ROWS
    for code in re.findall(r"`([A-Z_]+)`", row[1])
}
OF_AN_ENTRY = ("entry",)


def misplaced(finding: dict[str, Any]) -> str | None:
    """What is wrong with a finding's position, by the table; None if nothing is."""
    kinds, pos = KINDS.get(finding["code"], OF_AN_ENTRY), finding["pos"]
    if pos is None:
        return None if "none" in kinds else f"{finding['code']} without a position"
    if type(pos) is not int or pos < 0:
        return f"{finding['code']} at {pos!r}"
    return f"{finding['code']} at {pos}" if kinds == ("none",) else None
