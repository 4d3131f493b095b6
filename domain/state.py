"""What the rules know of a school: governance facts always, gradebooks and dossiers once loaded."""

from collections.abc import Iterable

from domain import governance
from domain.book import BookState
from domain.commands import Command
from domain.dossier import DossierState
from domain.entry import Entry
from domain.events import book_stream
from domain.facts import Appointment, Close, Klass, Person, Policy, Pupil, Snapshot, Window

LONGEST_LAPSE = 15
"""Minutes that a session of witnesses lasts unless the policy says fewer (LAW "Correction dossier")."""
_LOADED = ("book/", "dossier/")


class State:
    """The fold of one log up to `size`. Taking in an entry is O(1)."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.size = 0
        self.at = ""
        self.key = ""
        self.keys: set[str] = set()
        self.policies: list[Policy] = []
        self.people: dict[str, Person] = {}
        self.classes: dict[str, Klass] = {}
        self.pupils: dict[str, Pupil] = {}
        self.registers: set[str] = set()
        self.rosters: dict[str, list[str]] = {}
        self.windows: dict[str, Window] = {}
        self.covering: dict[tuple[str, int, str], str] = {}
        """(class, or year for "*", semester, column) -> window id; windows never overlap (LAW 9)."""
        self.closes: dict[tuple[str, int], Close] = {}
        self.snapshots: dict[str, Snapshot] = {}
        self.books: dict[str, BookState] = {}
        self.dossiers: dict[str, DossierState] = {}

    def advance(self, entries: Iterable[Entry]) -> None:
        """Take in the next entries of the log, in order. Gaps are allowed, as in a load of governance alone.

        Raises ValueError if an entry was taken in before.
        """
        for entry in entries:
            if entry.pos < self.size:
                raise ValueError(f"entry {entry.pos} was taken in before")
            self._apply(entry)
            self.size, self.at = entry.pos + 1, entry.at

    def reach(self, size: int, at: str) -> None:
        """Declare that the log stands at `size` with last instant `at`, after a load of governance alone."""
        if size < self.size:
            raise ValueError(f"the state is already at {self.size}")
        self.size, self.at = size, at

    def needs(self, command: Command) -> list[str]:
        """Streams still to load before `command` can be decided; call again after loading, until empty."""
        return [stream for stream in command.reads(self) if not self.has(stream)]

    def has(self, stream: str) -> bool:
        """Whether the stream's entries up to `size` are in this state."""
        return self.is_governance(stream) or stream in self.books or stream in self.dossiers

    def load(self, stream: str, entries: Iterable[Entry]) -> None:
        """Take in a whole gradebook or dossier stream, its entries below `size` and no others.

        A command reads every stream that it writes, so entries of a group that are not yet in the database
        are never missed here: their streams were loaded before them.
        """
        if stream.startswith("book/"):
            self.books[stream] = BookState.fold(entries)
            return
        dossier = DossierState(stream.removeprefix("dossier/"))
        for entry in entries:
            dossier.apply(entry, self.lapse_at(entry.pos))
        self.dossiers[stream] = dossier

    @staticmethod
    def is_governance(stream: str) -> bool:
        """Whether the stream is folded always (people, classes, windows, closes, archives), not on demand."""
        return not stream.startswith(_LOADED)

    def _apply(self, entry: Entry) -> None:
        stream = entry.stream
        if (book := self.books.get(stream)) is not None:
            book.apply(entry)
        elif (dossier := self.dossiers.get(stream)) is not None:
            dossier.apply(entry, self.lapse_at(entry.pos))
        elif self.is_governance(stream):
            governance.apply(self, entry)

    def book(self, klass: str, subject: str, semester: int) -> BookState:
        """A loaded gradebook. KeyError if it was not loaded: a fault of the caller, never an empty book."""
        return self.books[book_stream(klass, subject, semester)]

    def dossier(self, dossier: str) -> DossierState:
        """A loaded dossier; its `state` is "" if no entry names it. KeyError if it was not loaded."""
        return self.dossiers[f"dossier/{dossier}"]

    def close(self, klass: str, semester: int) -> Close:
        """How far the close of a class and semester has come (a copy if nothing happened yet)."""
        return self.closes.get((klass, semester)) or Close()

    def window(self, klass: Klass, semester: int, col: str) -> Window | None:
        """The one window that covers a class's cells of a semester and column."""
        covering = self.covering
        found = covering.get((klass.klass, semester, col)) or covering.get((f"*{klass.year}", semester, col))
        return self.windows[found] if found else None

    def policy(self) -> Policy | None:
        """The policy in force; None before the first."""
        return self.policies[-1] if self.policies else None

    def lapse_at(self, pos: int) -> int:
        """Minutes of a session in force at a position."""
        return next((p.lapse for p in reversed(self.policies) if p.pos < pos), LONGEST_LAPSE)

    def appointment(self, person: str, pos: int) -> Appointment | None:
        """The appointment that the entry at `pos` gave to the person."""
        known = self.people.get(person)
        return next((a for a in known.appointments if a.pos == pos), None) if known else None
