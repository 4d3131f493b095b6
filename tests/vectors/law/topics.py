"""The topics of the law, a folder a chapter: SMALL of a module goes to law.json, its YEAR to law_year.json.

A new event of a known topic is told in that module alone: its draft, a sound log, and what breaks its rules.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from tests.vectors.law.told import Told

CHAPTERS = ("unit", "pupils", "books", "results", "righting")


def told(table: str) -> Iterator[Told]:
    """What all topics have in that table, chapter by chapter."""
    for chapter in CHAPTERS:
        for file in sorted((Path(__file__).parent / chapter).glob("*.py")):
            yield from getattr(import_module(f"tests.vectors.law.{chapter}.{file.stem}"), table, ())
