"""What the log says about a school's people, classes, windows, closes and archives, one small record each."""

from dataclasses import dataclass, field
from typing import NamedTuple

from domain.days import covers
from domain.marks import SubjectKind


class Appointment(NamedTuple):
    """A right created by the entry at `pos`; `ended` is the last day if an AppointmentEnded said so."""

    pos: int
    role: str
    klass: str | None
    subject: str | None
    start: str
    end: str | None
    ended: str | None = None

    def in_force(self, day: str) -> bool:
        """Whether the right stands on a local day (LAW 4)."""
        return covers(day, self.start, self.end) and (self.ended is None or day <= self.ended)

    def covers(self, klass: str | None, subject: str | None) -> bool:
        """Whether the right reaches a class and subject; a right without a class reaches all (LAW 4)."""
        return self.klass in (None, klass) and self.subject in (None, subject)


class Delegation(NamedTuple):
    """Powers lent to a deputy by the entry at `pos`, from `start` to `end`, both days inclusive."""

    pos: int
    powers: tuple[str, ...]
    start: str
    end: str


class Policy(NamedTuple):
    """The policy in force from position `pos`: accepted proofs by act, and the minutes of a session."""

    pos: int
    entry: str
    decide: str
    witness: str
    lapse: int


class SubjectPlan(NamedTuple):
    """A subject of a class; `periods` in tenths of periods a year, `columns` all its columns in order."""

    subject: str
    name: str
    kind: SubjectKind
    periods: int
    tx: int
    semesters: tuple[int, ...]
    columns: tuple[str, ...]


class Klass(NamedTuple):
    """A class of one school year."""

    klass: str
    name: str
    grade: int
    year: str
    regime: str
    subjects: dict[str, SubjectPlan]


class Pupil(NamedTuple):
    """A pupil's enrolment; `key` commits to the key of the pupil's texts."""

    pupil: str
    name: str
    born: str
    register: str
    klass: str
    start: str
    key: str


class Window(NamedTuple):
    """A window of entry: `cols` in `classes` (or "*") from `start` (included) to `end` (excluded)."""

    window: str
    year: str
    semester: int
    cols: tuple[str, ...]
    classes: tuple[str, ...]
    start: str
    end: str


@dataclass(slots=True)
class Close:
    """How far the close of one class and semester has come."""

    proposal: int | None = None
    proposer: str = ""
    locked: int | None = None
    until: str = ""
    """End of the newest unlocking since the newest lock; empty if none."""

    def locked_at(self, at: str) -> bool:
        """Locked, and no unlocking reaches beyond `at`: expiry needs no entry (S56, LAW "Marks")."""
        return self.locked is not None and self.until <= at

    @property
    def ever_locked(self) -> bool:
        """Whether a lock ever stood: its cells are of record for good."""
        return self.locked is not None


class Snapshot(NamedTuple):
    """An archive id: `state` is `planned`, `archived` or `spent`."""

    id: str
    state: str
    pos: int
    at: str
    size: int
    kind: str
    ref: str
    digest: str | None = None


@dataclass(slots=True)
class Person:
    """A person whom the log names, with every right ever given."""

    person: str
    name: str
    appointments: list[Appointment] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)
