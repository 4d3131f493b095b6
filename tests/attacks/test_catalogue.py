"""Every attack that the product promises to catch has a test of its own, and the threat model says where."""

import re
from pathlib import Path

HERE = Path(__file__).parent
THREATS = HERE.parents[1] / "docs" / "THREATS.md"
PROMISED = {*range(1, 45), 46, 47, *range(50, 70), *range(80, 89), *range(90, 113)}
LATER = {48}
"""What a later part will catch: the threat model says why, in place of a test."""


def files_by_attack() -> dict[int, set[str]]:
    """Attack → the files with tests that are named after it."""
    found: dict[int, set[str]] = {}
    for path in HERE.glob("test_*.py"):
        for number in re.findall(r"^def test_a(\d{2,3})_", path.read_text("utf-8"), re.MULTILINE):
            found.setdefault(int(number), set()).add(f"tests/attacks/{path.name}")
    return found


def test_every_promised_attack_has_its_test() -> None:
    """And none has a test that is not promised."""
    assert files_by_attack().keys() == PROMISED


def test_the_threat_model_names_the_tests_of_every_attack() -> None:
    """One row for each, with the files in which its tests stand, or with why it has none yet."""
    rows = re.findall(r"^\| A(\d+) \|.*\| (.+) \|$", THREATS.read_text("utf-8"), re.MULTILINE)
    named = {int(number): set(re.findall(r"`([^`]+)`", files)) for number, files in rows}
    assert len(rows) == len(named)
    assert {number for number, files in named.items() if not files} == LATER
    assert {number: files for number, files in named.items() if files} == files_by_attack()
    assert all("later" in files for number, files in rows if int(number) in LATER)
