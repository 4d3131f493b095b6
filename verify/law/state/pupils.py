"""Classes, pupils and their stays, school years, exemptions, absences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from verify.law.circulars.circular import Circular
from verify.law.shape import FOREVER
from verify.law.slotted import slotted
from verify.law.state.cells import Offer


@slotted
@dataclass
class Year:
    """The days of the two semesters, and the spans in which re-tests may be entered."""

    semesters: list[tuple[str, str]]
    retests: list[tuple[str, str]] = field(default_factory=list)


@slotted
@dataclass
class Klass:
    """A class of one school year, as it was opened."""

    name: str
    year: str
    circular: Circular
    offers: dict[str, Offer]
    grade: int = 0
    core: frozenset[str] = frozenset()
    pupils: list[str] = field(default_factory=list)
    """All who ever were placed in it."""


@slotted
@dataclass
class Stay:
    """A stay in a class, both days inclusive, by the placing entry at `pos`; `left` is the leaving's."""

    klass: str
    first: str
    last: str
    pos: int
    left: int = 0
    """Position of the `PupilLeft` that ended it, 0 if none did."""
    left_for: str = ""
    """The cause that it gave."""
    cause: str = "enrolled"
    """Of a `PupilPlaced` its own."""


@slotted
@dataclass
class Pupil:
    """`klass`, `first`, `last` are those of the newest stay: what every mark asks first."""

    klass: str
    first: str
    last: str = FOREVER
    stays: list[Stay] = field(default_factory=list)
    classes: dict[str, dict[str, None]] = field(default_factory=dict)
    """School year -> its classes, each once, the newest last."""

    def stay(self, one: Stay, year: str) -> None:
        """The newest stay, in a class of that year."""
        self.stays.append(one)
        self.klass, self.first, self.last = one.klass, one.first, one.last
        known = self.classes.setdefault(year, {})
        known.pop(one.klass, None)
        known[one.klass] = None


@slotted
@dataclass
class Exemption:
    """An exemption as it stands, granted by the entry at `pos`."""

    pos: int
    klass: str
    subject: str
    semesters: frozenset[int]
    part: str


@slotted
@dataclass
class Month:
    """Attendance of a class in a month: cells are (value, position) by (pupil, date, session)."""

    cells: dict[tuple[str, str, str], tuple[Any, int]] = field(default_factory=dict)
    confirmed: int | None = None
    confirmer: str = ""
    digest: str = ""
    signed: bool = False
    reopened: int = -1
    """Position of the newest opening after a signature."""
    opener: str = ""
    """Who opened it, until it is signed again."""

    def held(self) -> list[list[Any]]:
        """[pupil, date, session, position] of each absence that stands, sorted."""
        return sorted([*key, pos] for key, (value, pos) in self.cells.items() if value is not None)


@dataclass
class Absences:
    """What stands in the days of one pupil of one class, by (date, session)."""

    cells: dict[tuple[str, str], dict[tuple[str, str], Any]] = field(default_factory=dict)

    def put(self, klass: str, pupil: str, day: tuple[str, str], value: Any) -> None:
        """None empties the cell."""
        self.cells.setdefault((klass, pupil), {})[day] = value

    def days(self, klass: str, pupil: str) -> Iterator[str]:
        """The date of each absence that stands."""
        cells = self.cells.get((klass, pupil), {})
        return (date for (date, _), value in cells.items() if value is not None)


@slotted
@dataclass
class Attendance:
    """The months of the classes, and what stands in the days of each pupil."""

    months: dict[tuple[str, str], Month] = field(default_factory=dict)
    absences: Absences = field(default_factory=Absences)

    def month(self, klass: str, month: str) -> Month:
        """Begun when first asked for."""
        return self.months.setdefault((klass, month), Month())


@slotted
@dataclass
class Papers:
    """What is of a pupil by a paper: letters, results brought along, exemptions, permissions."""

    arrivals: dict[str, int] = field(default_factory=dict)
    """Pupil -> position of the newest letter that stands."""
    brought: dict[str, dict[tuple[str, int, str], Any]] = field(default_factory=dict)
    """Pupil -> (school year, semester, subject) -> value."""
    exemptions: dict[str, list[Exemption]] = field(default_factory=dict)
    """Those that stand."""
    one_semester: set[tuple[str, str, str]] = field(default_factory=set)
    """(pupil, school year, subject)."""

    def exemption(self, pupil: str, pos: int) -> Exemption | None:
        """The standing one that was granted at the position."""
        return next((one for one in self.exemptions.get(pupil, ()) if one.pos == pos), None)
