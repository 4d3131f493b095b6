"""Rows of p_column: one column of a book, its cells as arrays, each with the entry that last set it."""

from itertools import zip_longest

from domain.state.book import CellValue
from projections.tables.place import Columns, Place

CONDUCT_COLUMNS = ("hk", "cn")
PROFILE_COLUMNS = (
    *("ten", "sinh", "gioi", "noi_sinh", "dan_toc", "quoc_tich"),
    *("ton_giao", "chinh_sach", "khuyet_tat", "cha", "me", "giam_ho"),
    *("dia_chi", "dien_thoai", "email", "anh", "so_dd"),
)
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


class CellColumn:
    """A row of p_column; `cells` by pupil: (position, value, sealed text), in the order of first entry."""

    def __init__(self, pos: int = 0, published: int | None = None) -> None:
        self.pos = pos
        self.published = published
        self.cells: dict[int, tuple[int, int | None, str | None]] = {}


def read_columns(place: Place, keys: set[tuple[int, int]]) -> dict[tuple[int, int], CellColumn]:
    """The columns of the batch as they stand; new ones are empty."""
    columns = {key: CellColumn() for key in sorted(keys)}
    rows = place.rows(
        "SELECT book, col, pos, published, pupils, entries, marks, sealed FROM @views@.p_column"
        " WHERE school = %s AND book = ANY(%s::int4[])",
        place.school,
        [*{book for book, _ in keys}],
    )
    for book, col, pos, published, pupils, entries, marks, sealed in rows:
        if (book, col) in columns:
            column = columns[book, col] = CellColumn(pos, published)
            cells = zip_longest(entries, marks, sealed)
            column.cells = dict(zip(pupils, cells, strict=True))
    return columns


def write_columns(place: Place, columns: dict[tuple[int, int], CellColumn]) -> None:
    """Each column as one row, in one statement."""
    cells = [(list(column.cells), *_arrays(column)) for column in columns.values()]
    values: Columns = {
        "book": ("int4", [book for book, _ in columns]),
        "pos": ("int4", [column.pos for column in columns.values()]),
        "published": ("int4", [column.published for column in columns.values()]),
        "col": ("int2", [col for _, col in columns]),
        "pupils": ("int4[]", [pupils for pupils, _, _, _ in cells]),
        "entries": ("int4[]", [entries for _, entries, _, _ in cells]),
        "marks": ("int2[]", [marks for _, _, marks, _ in cells]),
        "sealed": ("text[]", [sealed for _, _, _, sealed in cells]),
    }
    updates = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("book", "col"))
    place.insert("p_column", values, f"(school, book, col) DO UPDATE SET {updates}")


def _arrays(column: CellColumn) -> tuple[list[int], list[int | None], list[str | None]]:
    cells = column.cells.values()
    sealed = [text for _, _, text in cells]
    return [pos for pos, _, _ in cells], [value for _, value, _ in cells], sealed if any(sealed) else []


def stored(col: str, value: CellValue) -> tuple[int | None, str | None]:
    """A value as the row keeps it: a number (tenths, or that of its code), or a text."""
    if isinstance(value, str):
        return (None, value) if col in TEXTS else (CODES[value], None)
    return value, None
