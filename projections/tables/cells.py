"""The projection behind the gradebook: classes, pupils, books and columns of cells as tables.

A column of a book is one row with an array of its cells, each with the position of the entry that last set
it: 15 bytes a mark, where a row for each would take 100. Books and pupils stand in it by the position of the
first entry that names them. With a cell goes whether its person signed that entry themselves (LAW 51).
"""

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from domain.state.book import CellValue
from domain.words.days import day_before
from domain.words.entry import Entry
from domain.words.fields import BY_SIGNATURE
from projections.tables import put_right
from projections.tables.cell_columns import COLUMNS, StoredCell, read_columns, stored, write_columns
from projections.tables.place import Columns, Facet, Place, Table

NAME = "gradebook"

# `sealed` is empty in columns without texts, `signed` where nobody signed; unnest() pads them with NULL here.
CELLS = (
    "CROSS JOIN unnest(pupils, entries, marks, sealed, signed)"
    " AS cell (pupil, pos, value, sealed_text, signed_cell)"
)

_TABLES = (
    Table(
        "p_class",
        'school int4, class text COLLATE "C", pos int4 NOT NULL, name text NOT NULL, grade int2 NOT NULL,'
        " year text NOT NULL, subjects jsonb NOT NULL",
        ("school", "class"),
    ),
    Table(
        "p_pupil",
        'school int4, id int4, pos int4 NOT NULL, pupil text COLLATE "C" NOT NULL, name text,'
        " UNIQUE (school, pupil)",
        ("school", "id"),
    ),
    Table(
        "p_member",
        'school int4, pos int4, pupil text COLLATE "C" NOT NULL, class text COLLATE "C" NOT NULL,'
        " since date NOT NULL, until date, ended int4",
        ("school", "pos"),
        ("school, class", "school, pupil"),
    ),
    Table(
        "p_book",
        'school int4, id int4, pos int4 NOT NULL, stream text COLLATE "C" NOT NULL,'
        ' class text COLLATE "C" NOT NULL,'
        " subject text NOT NULL, semester int2 NOT NULL, UNIQUE (school, stream)",
        ("school", "id"),
        ("school, class",),
    ),
    Table(
        "p_column",
        "school int4, book int4, pos int4 NOT NULL, published int4, col int2, pupils int4[] NOT NULL,"
        " entries int4[] NOT NULL, marks int2[] NOT NULL, sealed text[] NOT NULL, signed bool[] NOT NULL",
        ("school", "book", "col"),
        facets=(
            Facet("school, book, col, pos, published", "", ("school", "book", "col")),
            Facet(
                "school, book, col, pupil, coalesce(cell.pos, p_column.pos) AS pos, value, sealed_text,"
                " coalesce(signed_cell, false) AS signed",
                CELLS,
                ("school", "book", "col", "pupil"),
            ),
        ),
    ),
)


class GradebookProjection:
    """The projection of this module."""

    name = NAME
    version = 3
    tables: Sequence[Table] = _TABLES

    def apply(self, place: Place, entries: Sequence[Entry]) -> None:
        """Takes in a batch: what it changes is gathered first, so that each row is written once."""
        changes = _Changes()
        for entry in entries:
            gather = _GATHER.get(entry.type)
            if gather is not None:
                gather(changes, entry, entry.data)
        _save_classes(place, changes)
        _save_pupils(place, changes)
        _save_moves(place, changes.moves)
        _save_books(place, changes)


class _Changes:
    """What a batch of entries leaves behind, each thing once."""

    def __init__(self) -> None:
        self.classes: list[tuple[int, dict[str, Any]]] = []
        self.enrolled: list[tuple[int, dict[str, Any]]] = []
        self.moves: list[Entry] = []
        self.pupils: dict[str, int] = {}
        self.books: dict[str, int] = {}
        self.cells: dict[tuple[str, str, str], tuple[int, CellValue, bool]] = {}
        self.published: dict[tuple[str, str], int] = {}

    def touched(self) -> set[tuple[str, str]]:
        """(stream, column) of whatever changed in the books."""
        return {(stream, col) for stream, col, _ in self.cells} | self.published.keys()


def _gather_class(changes: _Changes, entry: Entry, data: dict[str, Any]) -> None:
    changes.classes.append((entry.pos, data))


def _gather_pupil(changes: _Changes, entry: Entry, data: dict[str, Any]) -> None:
    changes.pupils.setdefault(data["pupil"], entry.pos)
    changes.enrolled.append((entry.pos, data))
    changes.moves.append(entry)


def _gather_move(changes: _Changes, entry: Entry, data: dict[str, Any]) -> None:  # noqa: ARG001
    changes.moves.append(entry)


def _gather_put_right(changes: _Changes, entry: Entry, data: dict[str, Any]) -> None:
    if data["outcome"] == "applied":
        changes.moves.append(entry)


def _gather_mark(changes: _Changes, entry: Entry, data: dict[str, Any]) -> None:
    changes.books.setdefault(entry.stream, entry.pos)
    changes.pupils.setdefault(data["pupil"], entry.pos)
    signed = entry.actor["proof"]["method"] in BY_SIGNATURE
    changes.cells[entry.stream, data["col"], data["pupil"]] = (entry.pos, data.get("value"), signed)


def _gather_column(changes: _Changes, entry: Entry, data: dict[str, Any]) -> None:
    changes.books.setdefault(entry.stream, entry.pos)
    changes.published[entry.stream, data["col"]] = entry.pos


_GATHER: dict[str, Callable[[_Changes, Entry, dict[str, Any]], None]] = {
    "ClassOpened": _gather_class,
    "PupilEnrolled": _gather_pupil,
    "PupilPlaced": _gather_move,
    "PupilLeft": _gather_move,
    "RectificationDecided": _gather_put_right,
    "MarkEntered": _gather_mark,
    "MarkChanged": _gather_mark,
    "MarkCleared": _gather_mark,
    "CorrectionApplied": _gather_mark,
    "ColumnPublished": _gather_column,
}


def _save_classes(place: Place, changes: _Changes) -> None:
    for pos, data in changes.classes:
        place.run(
            "INSERT INTO @views@.p_class VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            place.school,
            data["class"],
            pos,
            data["name"],
            data["grade"],
            data["year"],
            orjson.dumps(data["subjects"]).decode(),
        )


def _save_pupils(place: Place, changes: _Changes) -> None:
    """Pupils get their number from the entry that first names them, whatever it is: ids outlive a rebuild."""
    if changes.enrolled:
        _add_pupils(place, changes.pupils)
    for pos, data in changes.enrolled:
        place.run(
            "UPDATE @views@.p_pupil SET pos = %s, name = %s WHERE school = %s AND pupil = %s",
            pos,
            data["name"],
            place.school,
            data["pupil"],
        )


def _save_moves(place: Place, moves: Sequence[Entry]) -> None:
    """Memberships (LAW 29): a placement ends the one before on the day before, a leaving on its last day.

    What was put right between two movements (LAW 49) is written between them: the later one rests on it.
    """
    right = put_right.PutRight(place)
    for entry in moves:
        data = entry.data
        if entry.type == "RectificationDecided":
            right.save(entry)
            continue
        if entry.type == "PupilLeft":
            _end_membership(place, entry, data["last"])
            continue
        if entry.type == "PupilPlaced":
            _end_membership(place, entry, day_before(data["from"]))
        columns: Columns = {
            "pos": ("int4", [entry.pos]),
            "pupil": ("text", [data["pupil"]]),
            "class": ("text", [data["class"]]),
            "since": ("date", [data["from"]]),
        }
        place.insert("p_member", columns)


def _end_membership(place: Place, entry: Entry, last: str) -> None:
    place.run(
        "UPDATE @views@.p_member SET until = %s, ended = %s"
        " WHERE school = %s AND pupil = %s AND until IS NULL",
        last,
        entry.pos,
        place.school,
        entry.data["pupil"],
    )


def _add_pupils(place: Place, first: dict[str, int]) -> None:
    numbers = ("int4", list(first.values()))
    columns: Columns = {"id": numbers, "pos": numbers, "pupil": ("text", list(first))}
    place.insert("p_pupil", columns, "(school, pupil) DO NOTHING")


def _add_books(place: Place, first: dict[str, int]) -> None:
    numbers = ("int4", list(first.values()))
    _, classes, subjects, semesters = zip(*(stream.split("/") for stream in first), strict=True)
    columns: Columns = {
        "id": numbers,
        "pos": numbers,
        "stream": ("text", list(first)),
        "class": ("text", list(classes)),
        "subject": ("text", list(subjects)),
        "semester": ("int2", semesters),
    }
    place.insert("p_book", columns, "(school, stream) DO NOTHING")


def _numbers(
    known: Callable[[], dict[str, int]], add: Callable[[dict[str, int]], None], first: dict[str, int]
) -> dict[str, int]:
    """The numbers of what the batch names; those not known yet are added first."""
    numbers = known()
    missing = {name: pos for name, pos in first.items() if name not in numbers}
    if missing:
        add(missing)
        numbers = known()
    return numbers


def _pupil_numbers(place: Place, changes: _Changes) -> dict[str, int]:
    def known() -> dict[str, int]:
        query = "SELECT pupil, id FROM @views@.p_pupil WHERE school = %s AND pupil = ANY(%s)"
        return dict(place.rows(query, place.school, list(changes.pupils)))

    return _numbers(known, lambda missing: _add_pupils(place, missing), changes.pupils)


def _book_numbers(place: Place, changes: _Changes) -> dict[str, int]:
    def known() -> dict[str, int]:
        query = "SELECT stream, id FROM @views@.p_book WHERE school = %s AND stream = ANY(%s)"
        return dict(place.rows(query, place.school, list(changes.books)))

    return _numbers(known, lambda missing: _add_books(place, missing), changes.books)


def _save_books(place: Place, changes: _Changes) -> None:
    if not changes.books:
        return
    books, pupils = _book_numbers(place, changes), _pupil_numbers(place, changes)
    columns = read_columns(place, {(books[stream], COLUMNS[col]) for stream, col in changes.touched()})
    for (stream, col, pupil), (pos, value, signed) in changes.cells.items():
        column = columns[books[stream], COLUMNS[col]]
        column.cells[pupils[pupil]] = StoredCell(pos, *stored(col, value), signed)
        column.pos = max(column.pos, pos)
    for (stream, col), pos in changes.published.items():
        column = columns[books[stream], COLUMNS[col]]
        column.pos, column.published = max(column.pos, pos), pos
    write_columns(place, columns)
