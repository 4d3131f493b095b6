"""What the log says about a school's people, classes, windows, closes and archives, one small record each."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from domain.state.credentials import PersonKey
from domain.words.marks import SubjectKind


class Appointment(NamedTuple):
    """A right created by the entry at `pos`; `ended` is the last day if an AppointmentEnded, at position
    `ended_at`, said so."""

    pos: int
    role: str
    klass: str | None
    subject: str | None
    start: str
    end: str | None
    ended: str | None = None
    ended_at: int = 0

    def in_force(self, day: str, latest: str) -> bool:
        """Whether the right stands on a local day (LAW 4); its end is judged by `State.latest_day`."""
        begun = self.start <= day
        return (
            begun
            and (self.end is None or latest <= self.end)
            and (self.ended is None or latest <= self.ended)
        )

    def stood(self, pos: int, day: str, latest: str) -> bool:
        """As `in_force`, as the entries before `pos` had it: an end that was written later does not count."""
        known = self if self.ended_at <= pos else self._replace(ended=None)
        return known.in_force(day, latest)

    def covers(self, klass: str | None, subject: str | None) -> bool:
        """Whether the right reaches a class and subject; a right without a class reaches all (LAW 4)."""
        return self.klass in (None, klass) and self.subject in (None, subject)


class Delegation(NamedTuple):
    """Powers lent to a deputy by the entry at `pos`, from `start` to `end`, both days inclusive."""

    pos: int
    powers: tuple[str, ...]
    start: str
    end: str

    def in_force(self, day: str, latest: str) -> bool:
        """As Appointment.in_force."""
        return self.start <= day and latest <= self.end


class Substitution(NamedTuple):
    """A person stands in for the holder of the appointment at `appointment` (LAW 28, S14), up to `ended` if
    the entry at `ended_at` withdrew it (LAW 48)."""

    pos: int
    appointment: int
    holder: str
    start: str
    end: str
    ended: str | None = None
    ended_at: int = 0


class Founded(NamedTuple):
    """The administration board that the decision at `pos` founded (S26)."""

    pos: int
    members: tuple[str, ...]
    start: str
    end: str | None


class Year(NamedTuple):
    """An opened school year: the days of its two semesters, and its windows for re-tests (instants)."""

    pos: int
    year: str
    semesters: tuple[tuple[str, str], tuple[str, str]]
    retests: tuple[tuple[str, str, int], ...] = ()


class Procedure(NamedTuple):
    """What the school has laid down for changes after a lock (S57): longest unlocking in days."""

    pos: int
    days: int


class Check(NamedTuple):
    """A progress check: `figures` are (class, subject, entered, expected) on the local `day` (S19)."""

    pos: int
    check: str
    day: str
    latest: str
    year: str
    semester: int
    figures: tuple[tuple[str, str, int, int], ...]


class Exemption(NamedTuple):
    """A pupil is exempt from a subject, `whole` or from its `practical` part, until `ended` (LAW 31)."""

    pos: int
    klass: str
    subject: str
    semesters: tuple[int, ...]
    part: str
    ended: bool = False


class Policy(NamedTuple):
    """The policy in force from position `pos`: accepted proofs by act, and the minutes of a session."""

    pos: int
    entry: str
    decide: str
    witness: str
    lapse: int


class Proposed(NamedTuple):
    """A lower policy that `proposer` proposed, and nobody else has put into force yet (LAW 57)."""

    policy: Policy
    proposer: str
    at: str
    """By the latest instant that the log had then."""


BookKind = SubjectKind | Literal["conduct", "training", "profile"]
"""What a book's cells take: marks, comments; of a reserved one a profile, or conduct (two kinds of it)."""


class SubjectPlan(NamedTuple):
    """A subject of a class; `periods` in tenths of periods a year, `columns` all its columns in order.

    `codes`: what a book of conduct takes."""

    subject: str
    name: str
    kind: BookKind
    periods: int
    tx: int
    semesters: tuple[int, ...]
    columns: tuple[str, ...]
    codes: tuple[str, ...] = ()


class Klass(NamedTuple):
    """A class of one school year."""

    klass: str
    name: str
    grade: int
    year: str
    regime: str
    subjects: dict[str, SubjectPlan]


OPEN_END = "9999-12-31"
"""The last day of what has not ended: later than every day that is compared with it."""


class Membership(NamedTuple):
    """A stay in a class from `start` to `end`, both inclusive, by the placing entry at `pos` (LAW 29)."""

    klass: str
    start: str
    end: str
    pos: int
    cause: str


class Pupil(NamedTuple):
    """A pupil with the newest stay in a class (`klass` … `cause`) and those before it; `key` commits to the
    key of the pupil's texts; `left` is the leaving that ended the newest stay, 0 if none
    did, `left_for` its cause."""

    pupil: str
    name: str
    born: str
    register: str
    klass: str
    start: str
    key: str
    pos: int = 0
    end: str = OPEN_END
    cause: str = "enrolled"
    past: tuple[Membership, ...] = ()
    left: int = 0
    left_for: str = ""


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
        """Locked, and no unlocking reaches beyond `at`: expiry needs no entry (S56, LAW "Marks").

        `at` is `State.latest` of the instant asked about.
        """
        return self.locked is not None and self.until <= at

    @property
    def ever_locked(self) -> bool:
        """Whether a lock ever stood: its cells are of record for good."""
        return self.locked is not None


class Said(NamedTuple):
    """An act that may be put right (LAW 48-49): its data as they count now, none where it is `void`."""

    pos: int
    stream: str
    type: str
    data: dict[str, Any]
    void: bool = False
    changed: int = -1
    """Position of the entry that put it right last."""
    within: str = ""
    """The part of the data in which the fields stand that may be put right; empty: in the data themselves."""

    def amended(self, change: dict[str, Any] | None, pos: int) -> "Said":
        """The act after one more correction, by the entry at `pos`."""
        if change is None:
            return self._replace(void=True, changed=pos)
        right = {self.within: {**self.data[self.within], **change}} if self.within else change
        return self._replace(data={**self.data, **right}, void=False, changed=pos)

    def value(self, field: str) -> Any:
        """What stands in a field that may be put right."""
        return self.data[self.within][field] if self.within else self.data[field]


class Rectification(NamedTuple):
    """A rectification: `state` is proposed, witnessed, applied or refused; `change` None voids the act."""

    rectification: str
    pos: int
    of: int
    stream: str
    change: dict[str, Any] | None
    proposer: str
    leaf: bytes
    t: str
    """The latest instant of the log when it was proposed."""
    witness: str = ""
    state: str = "proposed"


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
    substitutions: list[Substitution] = field(default_factory=list)
    profile: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Field -> (value, position of the entry that set it)."""
    keys: dict[int, PersonKey] = field(default_factory=dict)
    """Position of the registration -> the person's own key."""
