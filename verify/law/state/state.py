"""The state that the law is judged against, as the entries left it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from verify.law.slotted import slotted
from verify.law.state.acts import Righting
from verify.law.state.cells import Book, Review, Term, reserved_offer
from verify.law.state.dossiers import Dossier, Pending
from verify.law.state.entry import Entry
from verify.law.state.people import Appointment, Delegation, Founded, Leaders, Posts, Substitute
from verify.law.state.pupils import Absences, Exemption, Klass, Month, Pupil, Year
from verify.law.state.results import Board, Check, Results
from verify.law.state.windows import Permit, Snapshot, Window, Windows


@slotted
@dataclass
class YearFacts:
    substitutes: dict[int, Substitute] = field(default_factory=dict)
    founded: list[Founded] = field(default_factory=list)
    """The administration boards, in the order in which they were founded."""
    profiles: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    years: dict[str, Year] = field(default_factory=dict)
    arrivals: dict[str, int] = field(default_factory=dict)
    brought: dict[str, dict[tuple[str, int, str], Any]] = field(default_factory=dict)
    exemptions: dict[str, list[Exemption]] = field(default_factory=dict)
    """Those that stand."""
    touched: dict[tuple[str, int], int] = field(default_factory=dict)
    """(class, semester) -> the newest entry that made its signatures void though no cell changed."""
    one_semester: set[tuple[str, str, str]] = field(default_factory=set)
    """(pupil, school year, subject)."""
    months: dict[tuple[str, str], Month] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    results: dict[tuple[str, int], Results] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    retests: dict[tuple[str, str], dict[str, tuple[Any, int]]] = field(default_factory=dict)
    """(class, pupil) -> subject -> (value, position)."""
    retest_ends: dict[int, str] = field(default_factory=dict)
    """Position of a mark -> the end of the last window in which it was entered."""
    days: int | None = None
    """Longest unlocking by the newest procedure."""
    checks: dict[int, Check] = field(default_factory=dict)
    check_ids: set[str] = field(default_factory=set)
    absences: Absences = field(default_factory=Absences)
    incidents: dict[str, str] = field(default_factory=dict)
    commitments: set[str] = field(default_factory=set)
    right: Righting = field(default_factory=Righting)

    def sits(self, person: str, e_day: str, t_day: str) -> bool:
        """Whether the newest board that has begun names the person and has not ended; true without any."""
        begun = next((board for board in reversed(self.founded) if board.first <= t_day), None)
        return begun is None or (person in begun.members and begun.first <= e_day and t_day <= begun.last)

    def exemption(self, pupil: str, pos: int) -> Exemption | None:
        """The standing one that was granted at the position."""
        return next((one for one in self.exemptions.get(pupil, ()) if one.pos == pos), None)

    def month(self, klass: str, month: str) -> Month:
        """Begun when first asked for."""
        return self.months.setdefault((klass, month), Month())

    def review(self, stream: str) -> Review:
        """Begun when first asked for."""
        return self.reviews.setdefault(stream, Review())

    def result(self, klass: str, semester: int) -> Results:
        """Begun when first asked for."""
        return self.results.setdefault((klass, semester), Results())

    def board(self, klass: str) -> Board:
        """Begun when first asked for."""
        return self.boards.setdefault(klass, Board())


_BOOK = re.compile(
    r"book/([A-Za-z0-9][A-Za-z0-9._-]{0,31})/([A-Za-z0-9][A-Za-z0-9._-]{0,31})/([12])"
).fullmatch


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
                klass.circular, book.subject, book.semester
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
        """The pupil's classes of a school year, newest first, each once; of nobody none."""
        known = self.pupils.get(pupil)
        return list(reversed(known.classes.get(year, {}))) if known is not None else []

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
        """Begun when first asked for."""
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
