"""The life of one mark: every entry that set its cell, and the publication of its column, in order."""

from typing import NamedTuple

from domain.state.book import CellValue
from domain.words.entry import Entry
from domain.words.streams import book_stream
from ledger.log import SchoolLog
from projections.past import past_of

_SETS = {"MarkEntered", "MarkChanged", "MarkCleared", "CorrectionApplied"}


class LifeEntry(NamedTuple):
    """One entry of a cell's life.

    `old` → `value` (None: empty); `late` is the position of the permission used and `late_reason` its reason;
    `dossier` and `reason` (sealed under the pupil's key, as stored) belong to a correction; `published`: the
    column was published before this entry. A ColumnPublished has the value that the cell held then.
    """

    pos: int
    at: str
    type: str
    person: str
    role: str
    basis: int
    old: CellValue
    value: CellValue
    base: int | None
    late: int | None
    late_reason: str | None
    dossier: str | None
    reason: str | None
    published: bool


def life(
    log: SchoolLog, klass: str, subject: str, semester: int, *, pupil: str, col: str, size: int | None = None
) -> list[LifeEntry]:
    """The life of one mark among the first `size` entries of the log (default: all)."""
    told = _Telling(log, pupil, col)
    for entry in cell_entries(log, book_stream(klass, subject, semester), pupil, col, size=size):
        told.take(entry)
    return told.entries


def cell_entries(
    log: SchoolLog, stream: str, pupil: str, col: str, *, size: int | None = None
) -> list[Entry]:
    """The entries of a book, among the first `size`, about one cell and about its column, in order."""
    upto = log.head().size if size is None else size
    return log.entries_at(past_of(log).places(stream, pupil, col, upto))


class _Telling:
    def __init__(self, log: SchoolLog, pupil: str, col: str) -> None:
        self.entries: list[LifeEntry] = []
        self._log = log
        self._cell = (pupil, col)
        self._value: CellValue = None
        self._published = False
        self._late_reasons: dict[int, str] = {}

    def take(self, entry: Entry) -> None:
        data = entry.data
        if entry.type == "LateEntryPermitted":
            self._late_reasons[entry.pos] = data["reason"]
        elif entry.type == "ColumnPublished" and data["col"] == self._cell[1]:
            self._tell(entry, self._value)
            self._published = True
        elif entry.type in _SETS and (data["pupil"], data["col"]) == self._cell:
            self._tell(entry, data.get("value"))
            self._value = data.get("value")

    def _tell(self, entry: Entry, value: CellValue) -> None:
        data, late = entry.data, entry.data.get("late")
        self.entries.append(
            LifeEntry(
                entry.pos,
                entry.at,
                entry.type,
                entry.actor["person"],
                entry.actor["role"],
                entry.actor["basis"],
                self._value,
                value,
                data.get("base"),
                late,
                self._late_reasons.get(late) if late is not None else None,
                data.get("dossier"),
                self._reason(data["dossier"], entry.pos) if "dossier" in data else None,
                self._published,
            )
        )

    def _reason(self, dossier: str, applied: int) -> str | None:
        """The sealed reason of the item that was applied: the last for this cell before it."""
        items = [
            entry.data
            for entry in self._log.stream(f"dossier/{dossier}", applied)
            if entry.type == "CorrectionItem" and (entry.data["pupil"], entry.data["col"]) == self._cell
        ]
        return items[-1]["reason"] if items else None
