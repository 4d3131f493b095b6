"""The current gradebooks of a school, read from the tables of `projections.cells`."""

from typing import NamedTuple

from domain.book import Cell, CellValue
from domain.events import book_stream
from ledger.log import SchoolLog
from projections.cells import CELLS, CODE_NAMES, COLUMN_NAMES, NAME
from projections.place import Place, reading, size_of


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


def gradebook(log: SchoolLog, klass: str, subject: str, semester: int) -> Gradebook:
    """One book as projected; empty if nothing was entered."""
    with reading(log) as place:
        books = _read_books(place, klass, book_stream(klass, subject, semester))
        return books[0] if books else Gradebook(klass, subject, semester, size_of(place, NAME), {}, {})


def class_book(log: SchoolLog, klass: str) -> list[Gradebook]:
    """Every book of a class in which something was entered, sorted by subject and semester."""
    with reading(log) as place:
        return _read_books(place, klass, None)


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


_CELLS = (
    "SELECT b.subject, b.semester, c.col, cell.pos, p.pupil, cell.value, cell.sealed_text"  # noqa: S608 - constants
    " FROM @views@.p_book b"
    f" JOIN @views@.p_column c ON c.school = b.school AND c.book = b.id {CELLS}"
    " JOIN @views@.p_pupil p ON p.school = c.school AND p.id = cell.pupil"
    " WHERE b.school = %s AND b.class = %s AND b.stream = COALESCE(%s, b.stream)"
)
_PUBLISHED = (
    "SELECT b.subject, b.semester, c.col, c.published FROM @views@.p_book b"
    " JOIN @views@.p_column c ON c.school = b.school AND c.book = b.id"
    " WHERE b.school = %s AND b.class = %s AND b.stream = COALESCE(%s, b.stream)"
    " AND c.published IS NOT NULL"
)


def _read_books(place: Place, klass: str, stream: str | None) -> list[Gradebook]:
    """The books of a class, or the one of a stream, sorted; those in which nothing stands are left out."""
    size = size_of(place, NAME)
    books: dict[tuple[str, int], Gradebook] = {}

    def book(subject: str, semester: int) -> Gradebook:
        return books.setdefault((subject, semester), Gradebook(klass, subject, semester, size, {}, {}))

    for subject, semester, col, pos, pupil, *value in place.rows(_CELLS, place.school, klass, stream):
        book(subject, semester).cells[pupil, COLUMN_NAMES[col]] = Cell(_shown(*value), pos)
    for subject, semester, col, pos in place.rows(_PUBLISHED, place.school, klass, stream):
        book(subject, semester).published[COLUMN_NAMES[col]] = pos
    return [books[key] for key in sorted(books)]
