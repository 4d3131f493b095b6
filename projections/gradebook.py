"""The current gradebooks of a school, read from the tables of `projections.tables.cells`."""

from typing import NamedTuple

from domain.state.book import Cell, CellValue
from domain.words.streams import book_stream
from ledger.log import SchoolLog
from projections.tables.cell_columns import CODE_NAMES, COLUMN_NAMES
from projections.tables.cells import NAME
from projections.tables.place import looking, reading


class PupilRow(NamedTuple):
    """Who is or was in a class: `since` the first day, ISO; `until` the last one, None while there."""

    pupil: str
    name: str | None
    since: str
    until: str | None


class Gradebook(NamedTuple):
    """One book made from the first `size` entries; `cells` by (pupil, column), `published` by column.

    A cleared cell stands in `cells` with value None and the position of the clearing: its base version.
    """

    klass: str
    subject: str
    semester: int
    size: int
    cells: dict[tuple[str, str], Cell]
    published: dict[str, int]
    signed: set[tuple[str, str]]
    """Cells whose last entry was signed by the person who wrote it."""


def gradebook(log: SchoolLog, klass: str, subject: str, semester: int) -> Gradebook:
    """One book as projected; empty if nothing was entered."""
    size, books = _read_books(log, klass, book_stream(klass, subject, semester))
    return books[0] if books else Gradebook(klass, subject, semester, size, {}, {}, set())


def class_book(log: SchoolLog, klass: str) -> list[Gradebook]:
    """Every book of a class in which something was entered, sorted by subject and semester."""
    return _read_books(log, klass, None)[1]


def pupils(log: SchoolLog, klass: str) -> list[PupilRow]:
    """All who ever were in a class, in the order in which they came; a pupil who came back stands once."""
    with reading(log) as place:
        rows = place.rows(
            "SELECT m.pupil, p.name, min(m.since)::text,"
            " CASE WHEN bool_and(m.until IS NOT NULL) THEN max(m.until)::text END"
            " FROM @views@.p_member m LEFT JOIN @views@.p_pupil p USING (school, pupil)"
            " WHERE m.school = %s AND m.class = %s GROUP BY m.pupil, p.name ORDER BY min(m.pos)",
            place.school,
            klass,
        )
    return [PupilRow(*row) for row in rows]


def _shown(value: int | None, sealed: str | None) -> CellValue:
    return sealed if value is None else CODE_NAMES.get(value, value)


_BOOKS = (
    "SELECT size.pos, b.subject, b.semester, c.col, c.published, cell.pos, p.pupil, cell.value,"
    " cell.sealed_text, cell.signed_cell"
    " FROM (SELECT (SELECT pos FROM @views@.p_position WHERE school = %s AND projection = %s) AS pos) size"
    " LEFT JOIN (@views@.p_book b JOIN @views@.p_column c ON c.school = b.school AND c.book = b.id)"
    " ON b.school = %s AND b.class = %s AND b.stream = COALESCE(%s, b.stream)"
    " LEFT JOIN LATERAL unnest(c.pupils, c.entries, c.marks, c.sealed, c.signed)"
    " AS cell (pupil, pos, value, sealed_text, signed_cell) ON true"
    " LEFT JOIN @views@.p_pupil p ON p.school = c.school AND p.id = cell.pupil"
)
"""One statement, which sees one moment: the size and the rows that were made from it belong together."""


def _read_books(log: SchoolLog, klass: str, stream: str | None) -> tuple[int, list[Gradebook]]:
    """The size, and the books of a class or the one of a stream, sorted; those in which nothing stands are
    left out."""
    books: dict[tuple[str, int], Gradebook] = {}
    with looking(log) as place:
        rows = place.rows(_BOOKS, place.school, NAME, place.school, klass, stream)
    size = rows[0][0] or 0
    for _, subject, semester, col, published, pos, pupil, *value, signed in rows:
        if published is None and pupil is None:
            continue
        book = books.setdefault((subject, semester), Gradebook(klass, subject, semester, size, {}, {}, set()))
        if pupil is not None:
            book.cells[pupil, COLUMN_NAMES[col]] = Cell(_shown(*value), pos)
            if signed:
                book.signed.add((pupil, COLUMN_NAMES[col]))
        if published is not None:
            book.published[COLUMN_NAMES[col]] = published
    return size, [books[key] for key in sorted(books)]
