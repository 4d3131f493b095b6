"""A teacher's personal book as a CSV text: who has what in which column (S16)."""

import csv
import io
import re
from collections.abc import Container

from api.service.problem import Problem
from api.service.typed.cells import CONDUCT_COLUMNS, TEXT_COLUMNS, read_conduct, read_mark
from domain.state.book import CellValue
from domain.state.facts import SubjectPlan

PUPIL = "ma_hs"
_DELIMITERS = ";,\t"
_SEPARATOR = re.compile(r'"?sep=([;,\t])"?[;,\t]*(?:\r\n|\r|\n)', re.IGNORECASE)
_LARGEST = 2000
Cells = dict[tuple[str, str], CellValue]


def compared_columns(plan: SubjectPlan | None) -> frozenset[str]:
    """The columns of a book that a personal book is compared in; comments are not."""
    return frozenset(col for col in plan.columns if col not in TEXT_COLUMNS) if plan else frozenset()


def read_personal_book(content: str, plan: SubjectPlan | None, pupils: Container[str]) -> Cells:
    """(pupil, column) -> value of every cell that the file has; an empty field is an empty cell.

    Raises Problem PERSONAL_BOOK_UNREADABLE with the line, UNKNOWN_PUPIL for who is not among `pupils`, MARK_…
    of the first mark that is none, PERSONAL_BOOK_EMPTY where no cell is filled.
    """
    first, rows = _rows(content)
    columns = [name.strip().lower() for name in _trimmed(rows[0])] if rows else []
    known = compared_columns(plan)
    unknown = [name for name in columns if name != PUPIL and name not in known]
    if PUPIL not in columns or unknown or len(set(columns)) < len(columns) or len(rows) > _LARGEST:
        raise Problem("PERSONAL_BOOK_UNREADABLE", line=first, columns=unknown, known=sorted(known))
    found: Cells = {}
    for number, row in enumerate(rows[1:], start=first + 1):
        if any(field.strip() for field in row):
            found |= _line(number, row, columns, found, plan, pupils=pupils)
    if all(value is None for value in found.values()):
        raise Problem("PERSONAL_BOOK_EMPTY")
    return found


def _rows(text: str) -> tuple[int, list[list[str]]]:
    """The number of the head's line, and the rows from there on. Excel writes `sep=;` before the head."""
    text = text.removeprefix("\ufeff")
    head, first = _head(text), 1
    separator = _SEPARATOR.match(text)
    if separator is not None:
        text, first = text[separator.end() :].removeprefix("\ufeff"), 2
    delimiter = separator[1] if separator else max(_DELIMITERS, key=head.count)
    try:
        return first, list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise Problem("PERSONAL_BOOK_UNREADABLE") from None


def _head(text: str) -> str:
    return text.splitlines()[0] if text.strip() else ""


def _trimmed(row: list[str]) -> list[str]:
    """The row without the empty fields at its end: Excel writes one for each column that was ever touched."""
    while row and not row[-1].strip():
        row = row[:-1]
    return row


def _line(
    number: int,
    row: list[str],
    columns: list[str],
    found: Cells,
    plan: SubjectPlan | None,
    *,
    pupils: Container[str],
) -> Cells:
    row = _trimmed(row)
    if len(row) > len(columns):
        raise Problem("PERSONAL_BOOK_UNREADABLE", line=number)
    row += [""] * (len(columns) - len(row))  # Excel leaves empty fields at the end of a row out, too
    fields = dict(zip(columns, (field.strip() for field in row), strict=True))
    pupil = fields.pop(PUPIL)
    if not pupil or any((pupil, col) in found for col in fields):
        raise Problem("PERSONAL_BOOK_UNREADABLE", line=number, pupil=pupil)
    if pupil not in pupils:
        raise Problem("UNKNOWN_PUPIL", line=number, pupil=pupil)
    return {(pupil, col): _value(col, typed, plan) for col, typed in fields.items()}


def _value(col: str, typed: str, plan: SubjectPlan | None) -> CellValue:
    if not typed:
        return None
    return read_conduct(typed, plan) if col in CONDUCT_COLUMNS else read_mark(typed, plan)
