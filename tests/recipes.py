"""CONTRIBUTING's recipes: what one names, and how a test follows it in a copy of the repository."""

import re
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Changes = Mapping[str, tuple[tuple[str, str], ...]]
"""File -> (what stands there once, what is to stand in its place), one after the other."""


def named(title: str, **words: str) -> list[str]:
    """The files that the recipe under that title lists, with words in the places of its own."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    recipe = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\d+\. `([^`]+)`", recipe, re.M)
    for place, word in words.items():
        found = [name.replace(place, word) for name in found]
    return found


def change(folder: Path, changes: Changes) -> None:
    """Writes the files as they are after the changes into the copy; each place must be there once."""
    for name, replaced in changes.items():
        text = (ROOT / name).read_text("utf-8")
        for old, new in replaced:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
