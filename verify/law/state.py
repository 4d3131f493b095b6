"""The state that the law is judged against: people, classes, windows, dossiers, as the entries left them.

Built for a million entries: leaf hashes are kept for open dossiers only, and one `Entry` object serves all
entries of a command. The cells are in `verify/law/cells.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from verify.law.cells import Book, Offer, Term, reserved_offer
from verify.law.index import Leaders, Posts, Windows
from verify.law.shape import later
from verify.law.slotted import slotted
from verify.law.year_facts import YearFacts

_BOOK = re.compile(
    r"book/([A-Za-z0-9][A-Za-z0-9._-]{0,31})/([A-Za-z0-9][A-Za-z0-9._-]{0,31})/([12])"
).fullmatch
_FOREVER = "9999-12-31"

NO_BOOK = Book("", "", 0, Term())
"""In place of the book of an entry that has none; no rule of such an entry asks for it."""


@slotted
@dataclass
class Entry:
    """The entry being judged. The same object is filled anew for each entry of a command: never keep it."""

    command: int
    """Number of the command in the log: two entries with the same number are of one command."""
    at: str
    day: str
    t: str
    """The highest `at` up to here, also before a `ClockReset`: by it ends are judged."""
    t_day: str
    cmd: str
    n: int
    person: str
    role: str
    basis: int
    method: str
    i: int
    pos: int = 0
    stream: str = ""
    type: str = ""
    leaf: bytes = b""
    data: dict[str, Any] = field(default_factory=dict)
    klass: str | None = None
    subject: str | None = None
    book: Book = field(default_factory=lambda: NO_BOOK)
    dossier: Dossier | None = None
    allowed: tuple[str, str] | None = None
    """Type and stream of the marks of this command of which who, when and where were found right."""


@slotted
@dataclass
class Appointment:
    person: str
    role: str
    klass: str | None
    subject: str | None
    first: str
    last: str
    ended_at: int = 0
    """Position of its `AppointmentEnded`, which set `last`; 0 if there is none."""
    given_last: str = ""
    """What `last` was before it."""

    def in_force(self, day: str, t_day: str) -> bool:
        return self.first <= day and t_day <= self.last

    def stood(self, pos: int, day: str, t_day: str) -> bool:
        """As `in_force`, as the entries before that position had it."""
        last = self.given_last if self.ended_at > pos else self.last
        return self.first <= day and t_day <= last


@slotted
@dataclass
class Delegation:
    person: str
    powers: frozenset[str]
    first: str
    last: str

    def in_force(self, day: str, t_day: str) -> bool:
        return self.first <= day and t_day <= self.last


@slotted
@dataclass
class Klass:
    name: str
    year: str
    offers: dict[str, Offer]
    grade: int = 0
    regime: str = ""
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
    last: str = _FOREVER
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
class Window:
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
    """Rule 26: an archive took another's turn, or left its last mark out."""

    def lets_in(self, e: Entry) -> bool:
        """Whether it is open at the entry."""
        return self.first <= e.at and e.t < self.end


@slotted
@dataclass
class Permit:
    """A `LateEntryPermitted`."""

    stream: str
    col: str
    pupils: frozenset[str]
    until: str
    person: str


@slotted
@dataclass
class Session:
    """Confirmations of one dossier that count together."""

    first: int
    begun: str
    lapse: int
    """Minutes that it is open: the policy's when it began."""
    seats: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    """seat -> (person, standing, position)"""
    noted: bool = False

    def over(self, at: str) -> bool:
        return at > later(self.begun, minutes=self.lapse)


@slotted
@dataclass
class Dossier:
    klass: str
    subject: str
    semester: int
    stream: str
    kind: str
    proposer: str
    proposed: int
    """Position of the last proposal or amendment: a right given later does not count for a seat."""
    days: tuple[str, str]
    """Its local day, and that of `t`."""
    state: str = "proposed"
    permitter: str | None = None
    items: list[dict[str, Any]] = field(default_factory=list)
    cells: set[tuple[str, str]] = field(default_factory=set)
    """(pupil, column) of the items."""
    session: Session | None = None
    positions: list[int] = field(default_factory=list)
    applied: list[int] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.state in ("proposed", "permitted")

    def end(self, state: str) -> None:
        self.state = state
        self.leaves = []

    def session_at(self, at: str, clock_reset: int) -> Session | None:
        """The session that an act at that instant would belong to; none goes on over a `ClockReset`."""
        session = self.session
        if session is None or session.noted or session.first < clock_reset:
            return None
        return None if session.over(at) else session


@slotted
@dataclass
class Snapshot:
    cause: dict[str, str]
    size: int
    pos: int
    archived: bool = False
    spent: bool = False


@slotted
@dataclass
class Pending:
    """What the rest of a command must be, once its first entry has begun a group (rules 17 and 21)."""

    command: int
    type: str
    dossier: Dossier | None
    left: list[Any]


@slotted
@dataclass
class State:
    """Everything that a rule may ask. All positions are those that the entries state."""

    size: int = 0
    last_at: str = ""
    highest_at: str = ""
    """The highest `at` of any entry so far, whatever the clock was set back to since."""
    highest_day: str = ""
    clock_reset: int = -1
    """Position of the newest `ClockReset`."""
    last_written: str = ""
    """`t` of the last entry by a person."""
    days: list[str] = field(default_factory=list)
    """The days on which persons wrote, by `t`: each once, in order."""
    origin: str | None = None
    key: str = ""
    keys: set[str] = field(default_factory=set)
    proof: dict[str, str] | None = None
    lapse: int = 15
    persons: set[str] = field(default_factory=set)
    appointments: dict[int, Appointment] = field(default_factory=dict)
    posts: Posts = field(default_factory=Posts)
    """Of the appointments and substitutes."""
    leaders: Leaders = field(default_factory=Leaders)
    window_index: Windows = field(default_factory=Windows)
    delegations: dict[int, Delegation] = field(default_factory=dict)
    classes: dict[str, Klass] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)
    registers: set[str] = field(default_factory=set)
    windows: dict[str, Window] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    terms: dict[tuple[str, int], Term] = field(default_factory=dict)
    permits: dict[int, Permit] = field(default_factory=dict)
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    reads_to: str = ""
    """The last local day of which it was told who has read."""
    waiting: list[tuple[str, str]] = field(default_factory=list)
    """Heap of (end, window id) of windows that may lack an archive."""
    begun: list[tuple[int, Window]] = field(default_factory=list)
    """(position, window) of every plan of a window's archive, in order."""
    pending: Pending | None = None
    facts: YearFacts = field(default_factory=YearFacts)
    cover: dict[tuple[str, int, str], Window | None] = field(default_factory=dict)
    """Remembered answers of `window`; emptied whenever a window or a class is added."""

    def wrote(self) -> None:
        """A person wrote just now."""
        self.last_written = self.highest_at
        if not self.days or self.days[-1] != self.highest_day:
            self.days.append(self.highest_day)

    def book(self, stream: str) -> Book | None:
        """The gradebook of a stream name; None if it is no such name."""
        book = self.books.get(stream)
        if book is None:
            parts = _BOOK(stream)
            if not parts:
                return None
            klass, subject, semester = parts[1], parts[2], int(parts[3])
            book = self.books[stream] = Book(klass, subject, semester, self.term(klass, semester))
        if book.offer is None and book.klass in self.classes:
            klass = self.classes[book.klass]
            book.offer = klass.offers.get(book.subject) or reserved_offer(
                klass.regime, book.subject, book.semester
            )
        return book

    def member(self, pupil: str, klass: str | None, day: str) -> bool:
        """Whether the pupil is in the class on the local day (rule 29)."""
        known = self.pupils.get(pupil)
        return known is not None and any(
            stay.klass == klass and stay.first <= day <= stay.last for stay in known.stays
        )

    def members(self, klass: str, day: str) -> list[str]:
        """The pupils of the class on the day, sorted."""
        return sorted(pupil for pupil in self.classes[klass].pupils if self.member(pupil, klass, day))

    def classes_in(self, pupil: str, year: str) -> list[str]:
        """The pupil's classes of a school year, newest first, each once."""
        return list(reversed(self.pupils[pupil].classes.get(year, {})))

    def right(self, basis: int) -> Appointment | None:
        """The appointment at a position, or the one in which the substitute named there stands (rule 4)."""
        held = self.appointments.get(basis)
        if held is not None:
            return held
        named = self.facts.substitutes.get(basis)
        if named is None:
            return None
        place = self.appointments[named.appointment]
        first, last = max(named.first, place.first), min(named.last, place.last)
        ended_at = max(place.ended_at, named.withdrawn_at)
        whole = named.given_last if named.withdrawn_at else named.last
        given = min(whole, place.given_last if place.ended_at else place.last) if ended_at else ""
        return Appointment(named.person, place.role, place.klass, place.subject, first, last, ended_at, given)

    def rights_of_class(self, role: str, klass: str) -> Iterator[tuple[int, Appointment]]:
        """Every right of that role ever given for the class, those of substitutes too, by position."""
        for pos in self.posts.of_class.get((role, klass), ()):
            held = self.right(pos)
            if held is not None and (held.role, held.klass) == (role, klass):
                yield pos, held

    def term(self, klass: str, semester: int) -> Term:
        return self.terms.setdefault((klass, semester), Term())

    def window(self, book: Book, col: str) -> Window | None:
        """The window that covers the book's column."""
        key = (book.klass, book.semester, col)
        if key not in self.cover:
            self.cover[key] = self._search_window(*key)
        return self.cover[key]

    def _search_window(self, klass: str, semester: int, col: str) -> Window | None:
        if klass not in self.classes:
            return None
        year = self.classes[klass].year
        found: Window | None = self.window_index.over(year, semester, col, klass)
        return found

    def held_by(self, person: str, role: str, e: Entry, klass: str | None = None) -> bool:
        """Whether the person has an appointment of that role (for that class) in force at the entry."""
        return self.posts.holds((person, role, klass), e.day, e.t_day, self.right)


def last_day(to: str | None) -> str:
    return _FOREVER if to is None else to
