"""Windows, permissions of late entries, and archives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from verify.law.slotted import slotted
from verify.law.state.entry import Entry


@slotted
@dataclass
class Window:
    """When columns of classes may be written."""

    pos: int
    year: str
    semester: int
    columns: frozenset[str]
    classes: frozenset[str]
    first: str
    end: str
    last_mark: int = -1
    """Position of the last mark entry that this window let in."""
    plans: list[int] = field(default_factory=list)
    """Positions of the `SnapshotPlanned` of its archives that are not spent."""
    archived: bool = False
    passed_over: bool = False
    """LAW 26: an archive took another's turn, or left its last mark out."""

    def lets_in(self, e: Entry) -> bool:
        """Whether it is open at the entry."""
        return self.first <= e.at and e.t < self.end


@slotted
@dataclass
class Permit:
    """Late entry that was permitted to some pupils in one column, by whom and until when."""

    stream: str
    col: str
    pupils: frozenset[str]
    until: str
    person: str


@slotted
@dataclass
class Snapshot:
    """An archive that was planned."""

    cause: dict[str, str]
    size: int
    pos: int
    archived: bool = False
    spent: bool = False


@dataclass
class WindowIndex:
    """Windows by school year, semester, column and class, or `*`; the first one set counts."""

    found: dict[tuple[str, int, str, str], tuple[int, Any]] = field(default_factory=dict)
    columns: set[tuple[str, int, str]] = field(default_factory=set)

    def add(self, window: Any) -> None:
        """One more, after all others."""
        for col in window.columns:
            self.columns.add((window.year, window.semester, col))
            for klass in window.classes:
                place = (window.year, window.semester, col, klass)
                self.found.setdefault(place, (len(self.found), window))

    def drop(self, window: Any) -> None:
        """The window is over nothing any more."""
        self.found = {place: held for place, held in self.found.items() if held[1] is not window}
        self.columns = {place[:3] for place in self.found}

    def over(self, year: str, semester: int, col: str, klass: str) -> Any:
        """The first window over the column for the class; None if there is none."""
        both = (self.found.get((year, semester, col, name)) for name in (klass, "*"))
        return min((one for one in both if one is not None), default=(0, None), key=lambda one: one[0])[1]

    def meets(self, year: str, semester: int, cols: list[str], classes: list[str]) -> bool:
        """Whether any window is over one of the columns for one of the classes; `*` is all of them."""
        return any(self._taken(year, semester, col, classes) for col in cols)

    def _taken(self, year: str, semester: int, col: str, classes: list[str]) -> bool:
        if "*" in classes:
            return (year, semester, col) in self.columns
        return any((year, semester, col, name) in self.found for name in (*classes, "*"))


@slotted
@dataclass
class Windows:
    """The windows that stand, and the permissions to write without one."""

    known: dict[str, Window] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    """Ids that stay used."""
    index: WindowIndex = field(default_factory=WindowIndex)
    cover: dict[tuple[str, int, str], Window | None] = field(default_factory=dict)
    """Remembered answers of `State.window`; emptied whenever a window or a class is added."""
    permits: dict[int, Permit] = field(default_factory=dict)


@slotted
@dataclass
class Archives:
    """Archives that were planned, the windows that wait for one, and the days told of who has read."""

    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    """Heap of (end, window id) of windows that may lack an archive."""
    begun: list[tuple[int, Window]] = field(default_factory=list)
    """(position, window) of every plan of a window's archive, in order."""
    reads_to: str = ""
    """The last local day of which it was told who has read."""
