"""How far a class's books are: for each subject, semester and column, how many pupils have a mark."""

from typing import Any, NamedTuple

from domain.governance import columns_of
from ledger.log import SchoolLog
from projections.cells import CELLS, COLUMNS
from projections.place import Place, reading


class ColumnProgress(NamedTuple):
    """`entered` of `expected` pupils have a value in the column; `published`: position of its publication."""

    klass: str
    subject: str
    semester: int
    col: str
    expected: int
    entered: int
    published: int | None


def progress(log: SchoolLog, day: str, klass: str | None = None) -> list[ColumnProgress]:
    """Every column of every subject that a class (None: each class) is taught, in the order of a book.

    Pupils are expected who are members on the local `day`.
    """
    with reading(log) as place:
        classes = _classes(place, klass)
        expected = _expected(place, day)
        entered = _entered(place, klass)
        published = _published(place, klass)
    return [
        ColumnProgress(
            name,
            plan["subject"],
            semester,
            col,
            expected.get(name, 0),
            entered.get((name, plan["subject"], semester, COLUMNS[col]), 0),
            published.get((name, plan["subject"], semester, COLUMNS[col])),
        )
        for name, subjects in classes
        for plan in subjects
        for semester in plan["semesters"]
        for col in columns_of(plan["tx"])
    ]


_Column = tuple[str, str, int, int]


def _classes(place: Place, klass: str | None) -> list[tuple[str, list[dict[str, Any]]]]:
    rows = place.rows(
        "SELECT class, subjects FROM @views@.p_class WHERE school = %s AND class = COALESCE(%s, class)"
        " ORDER BY class",
        place.school,
        klass,
    )
    return [(name, subjects) for name, subjects in rows]


def _expected(place: Place, day: str) -> dict[str, int]:
    rows = place.rows(
        "SELECT class, count(*) FROM @views@.p_member WHERE school = %s AND since <= %s::date"
        " AND (until IS NULL OR until >= %s::date) GROUP BY class",
        place.school,
        *(day, day),
    )
    return dict(rows)


def _entered(place: Place, klass: str | None) -> dict[_Column, int]:
    rows = place.rows(
        "SELECT b.class, b.subject, b.semester, c.col, count(*) FROM @views@.p_book b"  # noqa: S608 - a constant
        f" JOIN @views@.p_column c ON c.school = b.school AND c.book = b.id {CELLS}"
        " WHERE b.school = %s AND b.class = COALESCE(%s, b.class)"
        " AND (cell.value IS NOT NULL OR cell.sealed_text IS NOT NULL) GROUP BY 1, 2, 3, 4",
        place.school,
        klass,
    )
    return {(name, subject, semester, col): count for name, subject, semester, col, count in rows}


def _published(place: Place, klass: str | None) -> dict[_Column, int]:
    rows = place.rows(
        "SELECT b.class, b.subject, b.semester, c.col, c.published FROM @views@.p_book b"
        " JOIN @views@.p_column c ON c.school = b.school AND c.book = b.id"
        " WHERE b.school = %s AND b.class = COALESCE(%s, b.class) AND c.published IS NOT NULL",
        place.school,
        klass,
    )
    return {(name, subject, semester, col): pos for name, subject, semester, col, pos in rows}
