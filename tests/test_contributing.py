"""CONTRIBUTING.md: what `make test` leaves out is told, each file of it."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_what_the_day_leaves_out_is_told() -> None:
    """Whoever sees `make test` green knows what was not asked."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = [row.split(" | ")[0] for row in text.splitlines() if row.startswith("| `tests/")]
    told = [name for cell in table for name in re.findall(r"`([^`]+)`", cell)]
    found = subprocess.run(
        ["git", "grep", "-l", r"pytest\.mark\.nightly", "--", "tests/**/test_*.py", "tests/test_*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert sorted(told) == sorted(set(found.stdout.split()) - {"tests/test_contributing.py"})
