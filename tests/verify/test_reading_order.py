"""Promise: verify/README.md is the order in which the verifier is read, and counts what there is to read."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.reading_order import imported, readme

VERIFY = Path(__file__).parents[2] / "verify"
README = (VERIFY / "README.md").read_text("utf-8")
ROWS = re.findall(r"^\| \[[^]]+\]\(([^)]+)\) \| (\d+) \| (.+) \|$", README, re.M)
SUMS = re.findall(r"^## (\S+|On top): ([\d,]+) lines$", README, re.M)


def test_the_page_is_what_its_script_writes():
    """After a change of the verifier: `python scripts/reading_order.py`."""
    assert readme() == README


def test_every_file_has_one_row_with_its_lines():
    """Those that only make a folder a package have a line, and no row."""
    lines = {path.relative_to(VERIFY).as_posix(): path.read_text("utf-8") for path in VERIFY.rglob("*.py")}
    said = {name: int(count) for name, count, _ in ROWS}
    assert len(said) == len(ROWS)
    assert said == {name: len(text.splitlines()) for name, text in lines.items() if name in said}
    assert all(len(lines[name].splitlines()) == 1 for name in lines.keys() - said.keys())


def test_the_sums_are_those_of_the_rows():
    """Of each folder, and of what lies on top."""
    rows: dict[str, int] = {}
    for name, count, _ in ROWS:
        folder = name.split("/")[0] + "/" if "/" in name else "On top"
        rows[folder] = rows.get(folder, 0) + int(count)
    assert rows == {folder: int(total.replace(",", "")) for folder, total in SUMS}
    assert [folder for folder, _ in SUMS] == ["proof/", "files/", "law/", "On top", "vectors/"]


def test_a_file_comes_after_what_it_imports():
    """All but the command, which runs the vectors."""
    files = {name: (VERIFY / name).read_text("utf-8") for name, _, _ in ROWS}
    seen: set[str] = set()
    for name, text in files.items():
        assert name == "__main__.py" or imported(text, files) <= seen, name
        seen.add(name)


def test_every_row_says_what_the_file_does():
    """In a sentence of some words."""
    for name, _, does in ROWS:
        assert len(does.split()) >= 3, name
