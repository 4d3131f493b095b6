"""What a signature covers: the rows that it saw, counted and digested."""

from typing import Any

from tests.vectors.law.log import Log, b64, canonical, sha
from tests.vectors.law.story import Data


def sight(rows: list[Any]) -> Data:
    """The count and digest of rows that are sorted."""
    return {"count": len(rows), "digest": b64(sha(canonical(rows)))}


def book_sight(log: Log, book: str) -> Data:
    """Of all cells of a book that hold a value."""
    cells = log.cells.items()
    return sight(sorted([pupil, col, pos] for (name, pupil, col), pos in cells if name == book))


def held(entries: list[Data], kind: str, keys: tuple[str, ...]) -> dict[tuple[Any, ...], Data]:
    """The last entry of that type for each key, of those that hold a value."""
    last = {tuple(e["data"][key] for key in keys): e for e in entries if e["type"] == kind}
    return {key: e for key, e in last.items() if e["data"]["value"] is not None}
