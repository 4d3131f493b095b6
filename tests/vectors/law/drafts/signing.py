"""Days of tests, comparisons with a paper book, and signatures under books and classes."""

from typing import Any

from tests.vectors.law.drafts.sight import book_sight
from tests.vectors.law.log import Draft, digest
from tests.vectors.law.story import Story


def dated(s: Story, **over: Any) -> Draft:
    return "book/6A/toan/1", "ColumnDated", {"col": "tx1", "date": s.day("10-06"), **over}


def compared(s: Story, differing: int = 1, **over: Any) -> Draft:
    book = "book/6A/toan/1"
    data = {"file": digest("sổ"), "differing": differing, **book_sight(s.log, book), **over}
    return book, "BookCompared", data


def declared(comparison: int, explanation: str | None) -> Draft:
    return "book/6A/toan/1", "BookDeclared", {"comparison": comparison, "explanation": explanation}


def book_signed(s: Story, name: str, semester: int, **over: Any) -> Draft:
    book = f"book/6A/{name}/{semester}"
    return book, "BookSigned", {**book_sight(s.log, book), **over}


def class_signed(s: Story, semester: int, **over: Any) -> Draft:
    data = {"class": "6A", "semester": semester, **s.log.term("6A", semester), **over}
    return f"term/6A/{semester}", "ClassSigned", data
