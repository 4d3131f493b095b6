"""Comparisons with a paper book, and signatures under books and classes; and what a signature covers."""

from typing import Any

from tests.vectors.law.drafts.books import BOOK
from tests.vectors.law.drafts.sight import book_sight
from tests.vectors.law.log import Draft, digest
from tests.vectors.law.story import Story


def compared(s: Story, differing: int = 1, **over: Any) -> Draft:
    """The book of mathematics with its copy on paper."""
    data = {"file": digest("sổ"), "differing": differing, **book_sight(s.log, BOOK), **over}
    return BOOK, "BookCompared", data


def declared(comparison: int, explanation: str | None) -> Draft:
    """What is to be said of a comparison's differences."""
    return BOOK, "BookDeclared", {"comparison": comparison, "explanation": explanation}


def book_signed(s: Story, name: str, semester: int, **over: Any) -> Draft:
    """A book of 6A as it stands."""
    book = f"book/6A/{name}/{semester}"
    return book, "BookSigned", {**book_sight(s.log, book), **over}


def class_signed(s: Story, semester: int, **over: Any) -> Draft:
    """All books of 6A as they stand."""
    data = {"class": "6A", "semester": semester, **s.log.term("6A", semester), **over}
    return f"term/6A/{semester}", "ClassSigned", data
