"""Sound drafts of marks and columns."""

from typing import Any

from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, Log

BOOK = "book/6A/toan/1"


def mark(
    value: Any = 60, pupil: str = "p1", col: str = "gk", late: int | None = None, book: str = BOOK
) -> Draft:
    return book, "MarkEntered", {"pupil": pupil, "col": col, "value": value, "late": late}


def change(
    old: Any,
    value: Any,
    base: int,
    *,
    pupil: str = "p1",
    col: str = "gk",
    late: int | None = None,
    book: str = BOOK,
) -> Draft:
    data = {"pupil": pupil, "col": col, "old": old, "value": value, "base": base, "late": late}
    return book, "MarkChanged", data


def clear(old: Any, base: int, pupil: str = "p1", col: str = "gk", book: str = BOOK) -> Draft:
    return book, "MarkCleared", {"pupil": pupil, "col": col, "old": old, "base": base}


def published(log: Log, col: str = "gk", book: str = BOOK, **over: Any) -> Draft:
    return book, "ColumnPublished", {"col": col, **log.column(book, col), **over}


def gk_dated() -> Draft:
    return BOOK, "ColumnDated", {"col": "gk", "date": "2026-09-07"}


def late(log: Log, *pupils: str, col: str = "gk", book: str = BOOK, **over: Any) -> Draft:
    return (
        book,
        "LateEntryPermitted",
        {
            "col": col,
            "pupils": list(pupils),
            "until": log.at(days=7),
            "reason": "makeup",
            "decision": DECISION,
            **over,
        },
    )
