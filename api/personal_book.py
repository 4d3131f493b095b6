"""A teacher's personal book as a CSV text: who has what in which column (S16)."""

import csv
import io

from api.problems import Problem
from api.routes.cells import read_mark
from domain.book import CellValue
from domain.facts import SubjectPlan

PUPIL = "ma_hs"
_DELIMITERS = ";,\t"
_LARGEST = 2000


def read_personal_book(content: str, plan: SubjectPlan | None) -> dict[tuple[str, str], CellValue]:
    """(pupil, column) -> value of every cell that the file has; an empty field is an empty cell.

    Raises Problem PERSONAL_BOOK_UNREADABLE with the line, or MARK_… of the first mark that is none.
    """
    text = content.removeprefix("\ufeff")
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(_DELIMITERS, key=head.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    columns = [name.strip().lower() for name in rows[0]] if rows else []
    known = set(plan.columns) if plan else set()
    unknown = [name for name in columns if name != PUPIL and name not in known]
    if PUPIL not in columns or unknown or len(set(columns)) < len(columns) or len(rows) > _LARGEST:
        raise Problem("PERSONAL_BOOK_UNREADABLE", line=1, columns=unknown, known=sorted(known))
    found: dict[tuple[str, str], CellValue] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(field.strip() for field in row):
            continue
        if len(row) != len(columns):
            raise Problem("PERSONAL_BOOK_UNREADABLE", line=number)
        fields = dict(zip(columns, (field.strip() for field in row), strict=True))
        pupil = fields.pop(PUPIL)
        if not pupil or any((pupil, col) in found for col in fields):
            raise Problem("PERSONAL_BOOK_UNREADABLE", line=number)
        found |= {(pupil, col): read_mark(value, plan) if value else None for col, value in fields.items()}
    return found
