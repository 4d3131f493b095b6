"""A teacher's personal book as a CSV text: who has what in which column (S16)."""

import csv
import io
from collections.abc import Container

from api.problems import Problem
from api.routes.cells import CONDUCT_COLUMNS, TEXT_COLUMNS, read_conduct, read_mark
from domain.book import CellValue
from domain.facts import SubjectPlan

PUPIL = "ma_hs"
_DELIMITERS = ";,\t"
_LARGEST = 2000
Cells = dict[tuple[str, str], CellValue]


def read_personal_book(content: str, plan: SubjectPlan | None, pupils: Container[str]) -> Cells:
    """(pupil, column) -> value of every cell that the file has; an empty field is an empty cell.

    Comments are not compared. Raises Problem PERSONAL_BOOK_UNREADABLE with the line, UNKNOWN_PUPIL for who is
    not among `pupils`, or MARK_… of the first mark that is none.
    """
    rows = _rows(content.removeprefix("\ufeff"))
    columns = [name.strip().lower() for name in rows[0]] if rows else []
    known = {col for col in plan.columns if col not in TEXT_COLUMNS} if plan else set()
    unknown = [name for name in columns if name != PUPIL and name not in known]
    if PUPIL not in columns or unknown or len(set(columns)) < len(columns) or len(rows) > _LARGEST:
        raise Problem("PERSONAL_BOOK_UNREADABLE", line=1, columns=unknown, known=sorted(known))
    found: Cells = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(field.strip() for field in row):
            found |= _line(number, row, columns, found, plan, pupils=pupils)
    return found


def _rows(text: str) -> list[list[str]]:
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Problem("PERSONAL_BOOK_UNREADABLE", why=str(error)) from None


def _line(
    number: int,
    row: list[str],
    columns: list[str],
    found: Cells,
    plan: SubjectPlan | None,
    *,
    pupils: Container[str],
) -> Cells:
    if len(row) != len(columns):
        raise Problem("PERSONAL_BOOK_UNREADABLE", line=number)
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
