"""Sound drafts of windows, marks and columns."""

from typing import Any

from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, Log

BOOK = "book/6A/toan/1"


def window(name: str, **over: Any) -> Draft:
    """Two weeks of September for the middle test, remarks and the first regular mark of every class."""
    data = {"window": name, "year": "2026-2027", "semester": 1, "cols": ["gk", "nx", "tx1"], "classes": ["*"]}
    data |= {"from": "2026-09-07T00:00:00.000000Z", "to": "2026-09-20T00:00:00.000000Z"}
    return f"window/{name}", "WindowSet", {**data, "decision": DECISION, **over}


def moved(name: str, to: str) -> Draft:
    """Another end of a window."""
    return f"window/{name}", "WindowMoved", {"window": name, "to": to, "decision": DECISION}


def mark(
    value: Any = 60, pupil: str = "p1", col: str = "gk", late: int | None = None, book: str = BOOK
) -> Draft:
    """Into an empty cell; tenths, a level, `K` or `P`, or a sealed remark."""
    return book, "MarkEntered", {"pupil": pupil, "col": col, "value": value, "late": late}


def change(
    old: Any, value: Any, base: int, *, pupil: str = "p1", col: str = "gk", book: str = BOOK, **over: Any
) -> Draft:
    """Of the value that the entry at `base` wrote."""
    data = {"pupil": pupil, "col": col, "old": old, "value": value, "base": base, "late": None, **over}
    return book, "MarkChanged", data


def clear(old: Any, base: int, pupil: str = "p1", col: str = "gk", book: str = BOOK) -> Draft:
    """Empties the cell that the entry at `base` filled."""
    return book, "MarkCleared", {"pupil": pupil, "col": col, "old": old, "base": base}


def published(log: Log, col: str = "gk", book: str = BOOK, **over: Any) -> Draft:
    """A column as it stands."""
    return book, "ColumnPublished", {"col": col, **log.column(book, col), **over}


def dated(date: str = "2026-09-07", col: str = "gk", book: str = BOOK) -> Draft:
    """The day of a column's test."""
    return book, "ColumnDated", {"col": col, "date": date}


def late(log: Log, *pupils: str, col: str = "gk", book: str = BOOK, **over: Any) -> Draft:
    """A make-up test within seven days."""
    data = {"col": col, "pupils": list(pupils), "until": log.at(days=7), "reason": "makeup"}
    return book, "LateEntryPermitted", {**data, "decision": DECISION, **over}
