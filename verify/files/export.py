"""An export folder, spec/FORMAT.md 3: lines, what the database says beside them, the newest checkpoint."""

from collections.abc import Callable, Iterator
from typing import Any

from verify.files.sources import Blob, ends_in_line_feed, lines
from verify.proof.canonical import NotCanonical, b64, decimal

NAMES = ("pos", "stream", "ver", "cmd", "i", "n", "person", "at", "leaf")
HEADER = ",".join(NAMES).encode()

Entry = dict[str, Any]
Fault = Callable[..., None]
Row = list[str]


class Columns:
    """Walks `columns.csv` beside the entries and compares each field of each row with the line."""

    goes_on = False
    """Once it has lost its row it has lost all that follow."""

    def __init__(self, blob: Blob, finding: Fault, sealed: int) -> None:
        """`sealed` is the size of the newest checkpoint: below it every leaf is stored in a tile."""
        self._finding, self._sealed = finding, sealed
        self._last: int | None = None  # position of the line before
        self._rows = self._read(blob)
        self._row = next(self._rows, None)
        if not ends_in_line_feed(blob):
            finding("COLUMNS_MALFORMED", detail="last row is cut off")

    def _read(self, blob: Blob) -> Iterator[tuple[int, Row]]:
        rows = lines(blob)
        if next(rows, (b"",))[0] != HEADER:
            self._finding("COLUMNS_MALFORMED", detail="header")
            return
        for number, (raw, _) in enumerate(rows, 2):
            try:
                row = raw.decode("ascii").split(",")
                pos = decimal(row[0])
            except (UnicodeDecodeError, NotCanonical):
                row, pos = [], 0
            if len(row) != len(NAMES):
                self._finding("COLUMNS_MALFORMED", detail=f"row {number}")
                continue
            yield pos, row

    def entry(self, _line: bytes, obj: Entry, leaf: bytes) -> None:
        """Compare one entry with its row."""
        pos = obj["pos"]
        self._reach(pos)
        if self._row is None or self._row[0] > pos:
            self._finding("COLUMN_MISSING", pos)
            return
        row = self._row[1]
        expected = _expected(obj, leaf)
        if row != expected and not (row[:-1] == expected[:-1] and row[-1] == "" and pos >= self._sealed):
            self._differ(obj, row, expected)
        self._row = next(self._rows, None)

    def unreadable(self, pos: int) -> None:
        """The row of a line that is no entry is there, and there is nothing to compare it with."""
        self._reach(pos)
        if self._row is not None and self._row[0] == pos:
            self._row = next(self._rows, None)

    def _reach(self, pos: int) -> None:
        while self._row is not None and self._row[0] < pos:
            self._surplus(self._row[0])
        self._last = pos

    def _differ(self, obj: Entry, row: Row, expected: Row) -> None:
        for name, found, right in zip(NAMES, row, expected):
            if found == right or (name == "leaf" and not found and obj["pos"] >= self._sealed):
                continue
            code = "LEAF_MISMATCH" if name == "leaf" else "COLUMN_MISMATCH"
            self._finding(code, obj["pos"], field=name, line_says=right, database_says=found)

    def _surplus(self, pos: int) -> None:
        self._finding("COLUMN_TWICE" if pos == self._last else "COLUMN_WITHOUT_ENTRY", pos)
        self._row = next(self._rows, None)

    def end(self) -> None:
        """Rows after the last entry belong to nothing."""
        while self._row is not None:
            self._surplus(self._row[0])


def _expected(obj: Entry, leaf: bytes) -> Row:
    values: tuple[Any, ...] = (obj["pos"], obj["stream"], obj["ver"], obj["cmd"], obj["i"], obj["n"])
    return [*map(str, values), obj["actor"]["person"], obj["at"], b64(leaf)]
