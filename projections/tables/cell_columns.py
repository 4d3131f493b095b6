"""Rows of p_column: one column of a book, its cells as arrays, each with the entry that last set it."""

from itertools import zip_longest
from typing import NamedTuple, TypeVar

from domain.state.book import CellValue
from projections.tables.place import Columns, Place

CONDUCT_COLUMNS = ("hk", "cn")
PROFILE_COLUMNS = (
    *("ten", "sinh", "gioi", "noi_sinh", "dan_toc", "quoc_tich"),
    *("ton_giao", "chinh_sach", "khuyet_tat", "cha", "me", "giam_ho"),
    *("dia_chi", "dien_thoai", "email", "anh", "so_dd"),
)
T = TypeVar("T")
_NAMED = ("gk", "ck", "nx", *CONDUCT_COLUMNS, *PROFILE_COLUMNS)
COLUMNS = {
    **{f"tx{number}": number for number in range(1, 10)},
    **{name: number for number, name in enumerate(_NAMED, 10)},
}
COLUMN_NAMES = {number: name for name, number in COLUMNS.items()}
CODES = {"P": -1, "K": -2, "D": -3, "CD": -4, "T": -5, "TB": -6, "Y": -7}
CODE_NAMES = {number: name for name, number in CODES.items()}
TEXTS = frozenset(("nx", *PROFILE_COLUMNS))
"""Columns whose values are texts: sealed, in clear (`t:`), or a commitment (`h:`)."""


class StoredCell(NamedTuple):
    """A cell as a row keeps it: the entry that last set it, a number or a text, and whether its person signed
    that entry themselves."""

    pos: int
    value: int | None
    sealed: str | None
    signed: bool | None


class CellColumn:
    """A row of p_column; `cells` by pupil, in the order of first entry."""

    def __init__(self, pos: int = 0, published: int | None = None) -> None:
        self.pos = pos
        self.published = published
        self.cells: dict[int, StoredCell] = {}


def read_columns(place: Place, keys: set[tuple[int, int]]) -> dict[tuple[int, int], CellColumn]:
    """The columns of the batch as they stand; new ones are empty."""
    columns = {key: CellColumn() for key in sorted(keys)}
    rows = place.rows(
        "SELECT book, col, pos, published, pupils, entries, marks, sealed, signed FROM @views@.p_column"
        " WHERE school = %s AND book = ANY(%s::int4[])",
        place.school,
        [*{book for book, _ in keys}],
    )
    for book, col, pos, published, pupils, entries, marks, sealed, signed in rows:
        if (book, col) in columns:
            column = columns[book, col] = CellColumn(pos, published)
            cells = map(StoredCell._make, zip_longest(entries, marks, sealed, signed))
            column.cells = dict(zip(pupils, cells, strict=True))
    return columns


def write_columns(place: Place, columns: dict[tuple[int, int], CellColumn]) -> None:
    """Each column as one row, in one statement."""
    cells = [list(column.cells.values()) for column in columns.values()]
    values: Columns = {
        "book": ("int4", [book for book, _ in columns]),
        "pos": ("int4", [column.pos for column in columns.values()]),
        "published": ("int4", [column.published for column in columns.values()]),
        "col": ("int2", [col for _, col in columns]),
        "pupils": ("int4[]", [list(column.cells) for column in columns.values()]),
        "entries": ("int4[]", [[cell.pos for cell in each] for each in cells]),
        "marks": ("int2[]", [[cell.value for cell in each] for each in cells]),
        "sealed": ("text[]", [_or_none([cell.sealed for cell in each]) for each in cells]),
        "signed": ("bool[]", [_or_none([bool(cell.signed) for cell in each]) for each in cells]),
    }
    updates = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("book", "col"))
    place.insert("p_column", values, f"(school, book, col) DO UPDATE SET {updates}")


def _or_none(values: list[T]) -> list[T]:
    """Nothing at all where no cell has one: most columns have no texts."""
    return values if any(values) else []


def stored(col: str, value: CellValue) -> tuple[int | None, str | None]:
    """A value as the row keeps it: a number (tenths, or that of its code), or a text."""
    if isinstance(value, str):
        return (None, value) if col in TEXTS else (CODES[value], None)
    return value, None
