"""The state that the law is judged against, as the entries left it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from verify.law.slotted import slotted
from verify.law.state.acts import Righting
from verify.law.state.cells import Book, Review, Term, reserved_offer
from verify.law.state.dossiers import Dossier, Pending
from verify.law.state.oversight import Oversight
from verify.law.state.people import People, PolicyProposal
from verify.law.state.pupils import Attendance, Klass, Papers, Pupil, Year
from verify.law.state.results import Record
from verify.law.state.signers import Signers
from verify.law.state.windows import Archives, Window, Windows

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
    policy_proposed: PolicyProposal | None = None
    """The newest, if no policy came into force behind it."""
    policies_lowered: list[tuple[int, str, str]] = field(default_factory=list)
    """Of each `PolicyLowered` its position, who had proposed it, who decided."""
    people: People = field(default_factory=People)
    signers: Signers = field(default_factory=Signers)
    years: dict[str, Year] = field(default_factory=dict)
    classes: dict[str, Klass] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)
    registers: set[str] = field(default_factory=set)
    """Register numbers that are somebody's."""
    papers: Papers = field(default_factory=Papers)
    attendance: Attendance = field(default_factory=Attendance)
    windows: Windows = field(default_factory=Windows)
    archives: Archives = field(default_factory=Archives)
    books: dict[str, Book] = field(default_factory=dict)
    terms: dict[tuple[str, int], Term] = field(default_factory=dict)
    """(class, semester)."""
    reviews: dict[str, Review] = field(default_factory=dict)
    """By the stream of the book."""
    record: Record = field(default_factory=Record)
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    righting: Righting = field(default_factory=Righting)
    oversight: Oversight = field(default_factory=Oversight)
    pending: Pending | None = None

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
        """Whether the pupil is in the class on the local day (LAW 29)."""
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

    def term(self, klass: str, semester: int) -> Term:
        """Begun when first asked for."""
        return self.terms.setdefault((klass, semester), Term())

    def review(self, stream: str) -> Review:
        """Begun when first asked for."""
        return self.reviews.setdefault(stream, Review())

    def window(self, book: Book, col: str) -> Window | None:
        """The window that covers the book's column."""
        key = (book.klass, book.semester, col)
        if key not in self.windows.cover:
            self.windows.cover[key] = self._search_window(*key)
        return self.windows.cover[key]

    def _search_window(self, klass: str, semester: int, col: str) -> Window | None:
        if klass not in self.classes:
            return None
        year = self.classes[klass].year
        found: Window | None = self.windows.index.over(year, semester, col, klass)
        return found
