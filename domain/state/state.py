"""What the rules know of a school: governance facts always, gradebooks and dossiers once loaded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from domain.state.board import BoardState, RetestState
from domain.state.book import BookState
from domain.state.credentials import Ask, DeviceState
from domain.state.dossier import DossierState, SessionRules
from domain.state.facts import (
    Appointment,
    Check,
    Close,
    Exemption,
    Founded,
    Klass,
    Person,
    Policy,
    Procedure,
    Proposed,
    Pupil,
    Rectification,
    Said,
    Snapshot,
    Window,
    Year,
)
from domain.state.month import MonthState
from domain.state.term import TermState
from domain.words.days import day_before, local_day
from domain.words.streams import book_stream

LONGEST_LAPSE = 15
"""Minutes that a session of witnesses lasts unless the policy says fewer (LAW "Correction dossier")."""


StreamFold = MonthState | TermState | BoardState | RetestState | DeviceState
"""What the entries of one stream make of it."""
FOLDS: dict[str, Callable[[], StreamFold]] = {
    "attendance/": MonthState,
    "term/": TermState,
    "board/": BoardState,
    "retest/": RetestState,
    "device/": DeviceState,
}
"""How the name of such a stream begins -> its empty fold."""
LOADED = ("book/", "dossier/", *FOLDS)
"""Streams that are loaded when an act asks for them begin so; all others are governance, folded always."""


class Asking(Protocol):
    """An act, as far as a state knows of it."""

    def reads(self, state: "State") -> list[str]:
        """Streams beside governance that its decision reads."""
        ...


@dataclass(eq=False)
class State:
    """The fold of one log up to `size`. Taking in an entry is O(1)."""

    on_demand = LOADED
    """How the streams begin that are loaded into it one by one."""
    reads_to = ""
    """The last local day of which it was told who has read (LAW 50)."""
    origin: str
    size: int = 0
    at: str = ""
    highest: str = ""
    """The highest instant of any entry, before a clock reset too: what ended stays ended (LAW, t)."""
    resets: list[int] = field(default_factory=list)
    """Positions of the clock resets."""
    key: str = ""
    keys: set[str] = field(default_factory=set)
    policies: list[Policy] = field(default_factory=list)
    proposed: Proposed | None = None
    """The policy that a second person may put into force (LAW 57)."""
    publics: set[str] = field(default_factory=set)
    """Every public key that a person registered (LAW 52)."""
    counters: dict[int, int] = field(default_factory=dict)
    """Position of a passkey's registration -> the highest counter that it showed (LAW 51). Taken from the
    entries that this state took in: not from those in streams that a load of governance left out."""
    asks: dict[str, Ask] = field(default_factory=dict)
    """Person -> the newest asking for a lost factor (LAW 56)."""
    people: dict[str, Person] = field(default_factory=dict)
    classes: dict[str, Klass] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)
    registers: set[str] = field(default_factory=set)
    rosters: dict[str, list[str]] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    covering: dict[tuple[str, int, str], str] = field(default_factory=dict)
    """(class, or year for "*", semester, column) -> window id; windows never overlap (LAW 9)."""
    closes: dict[tuple[str, int], Close] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    years: dict[str, Year] = field(default_factory=dict)
    boards: list[Founded] = field(default_factory=list)
    procedure: Procedure | None = None
    arrivals: dict[str, int] = field(default_factory=dict)
    """Pupil -> position of the newest TransferredIn."""
    leavings: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    """Pupil -> (class, last day, position) of each leaving."""
    brought: dict[str, dict[tuple[str, int, str], int | str]] = field(default_factory=dict)
    """Pupil -> (year, semester, subject) -> the value brought from another school."""
    exemptions: dict[str, list[Exemption]] = field(default_factory=dict)
    touched: dict[tuple[str, int], int] = field(default_factory=dict)
    """(class, semester) -> the newest entry that made its signatures void though no cell changed."""
    one_semester: set[tuple[str, str, str]] = field(default_factory=set)
    """(pupil, class, subject) judged by semester 2 alone."""
    checks: dict[int, Check] = field(default_factory=dict)
    incidents: dict[str, str] = field(default_factory=dict)
    commitments: set[str] = field(default_factory=set)
    said: dict[int, Said] = field(default_factory=dict)
    """Position -> an act that may be put right, of governance and of the streams that were loaded."""
    moves: dict[str, list[int]] = field(default_factory=dict)
    """Pupil -> positions of the enrolment and of each movement."""
    put_right: dict[int, list[tuple[int, dict[str, Any] | None]]] = field(default_factory=dict)
    """Position of an act -> what put it right: position, and the new fields (None: void)."""
    rectifications: dict[str, Rectification] = field(default_factory=dict)
    withdrawn_windows: set[str] = field(default_factory=set)
    books: dict[str, BookState] = field(default_factory=dict)
    dossiers: dict[str, DossierState] = field(default_factory=dict)
    loaded: dict[str, StreamFold] = field(default_factory=dict)
    """Months of attendance, terms, promotion boards and re-tests, by stream."""

    def reach(self, size: int, at: str) -> None:
        """Declare that the log stands at `size` with last instant `at`, after a load of governance alone."""
        if size < self.size:
            raise ValueError(f"the state is already at {self.size}")
        self.size, self.at = size, at
        self.highest = max(self.highest, at)

    def latest(self, now: str) -> str:
        """`t` of LAW "Time": by it every end is judged, at an act at `now`."""
        return max(now, self.highest)

    def latest_day(self, day: str) -> str:
        """As `latest`, of local days: the later of `day` and that of the highest instant of any entry."""
        return max(day, local_day(self.highest)) if self.highest > day else day

    def day_before(self, at: str) -> str:
        """The last day of a right that is withdrawn at an instant: on the day itself it is over."""
        return day_before(self.latest_day(local_day(at)))

    def needs(self, command: Asking) -> list[str]:
        """Streams still to load before `command` can be decided, each once; call again after loading, until
        empty."""
        return [stream for stream in dict.fromkeys(command.reads(self)) if not self.has(stream)]

    def has(self, stream: str) -> bool:
        """Whether the stream's entries up to `size` are in this state."""
        if self.is_governance(stream):
            return True
        return stream in self.books or stream in self.dossiers or stream in self.loaded

    def forget(self, stream: str) -> None:
        """Drop a stream that is loaded on demand: an act in it was put right."""
        self.books.pop(stream, None)
        self.loaded.pop(stream, None)

    @staticmethod
    def is_governance(stream: str) -> bool:
        """Whether the stream is folded always (people, classes, windows, closes, archives), not on demand."""
        return not stream.startswith(LOADED)

    def book(self, klass: str, subject: str, semester: int) -> BookState:
        """A loaded gradebook. KeyError if it was not loaded: a fault of the caller, never an empty book."""
        return self.books[book_stream(klass, subject, semester)]

    def dossier(self, dossier: str) -> DossierState:
        """A loaded dossier; its `state` is "" if no entry names it. KeyError if it was not loaded."""
        return self.dossiers[f"dossier/{dossier}"]

    def month(self, klass: str, month: str) -> MonthState:
        """The loaded attendance of a class in a month. KeyError if it was not loaded."""
        found = self.loaded[f"attendance/{klass}/{month}"]
        assert isinstance(found, MonthState)  # noqa: S101 - the stream's beginning chose the fold
        return found

    def term(self, klass: str, semester: int) -> TermState:
        """The loaded signatures, approvals and results of a class and semester. KeyError if not loaded."""
        found = self.loaded[f"term/{klass}/{semester}"]
        assert isinstance(found, TermState)  # noqa: S101 - as above
        return found

    def board(self, klass: str) -> BoardState:
        """The loaded promotion of a class. KeyError if it was not loaded."""
        found = self.loaded[f"board/{klass}"]
        assert isinstance(found, BoardState)  # noqa: S101 - as above
        return found

    def retest(self, klass: str, subject: str) -> RetestState:
        """The loaded re-test marks of a class and subject. KeyError if they were not loaded."""
        found = self.loaded[f"retest/{klass}/{subject}"]
        assert isinstance(found, RetestState)  # noqa: S101 - as above
        return found

    def device(self, device: str) -> DeviceState:
        """The loaded certificate of a device. KeyError if it was not loaded."""
        found = self.loaded[f"device/{device}"]
        assert isinstance(found, DeviceState)  # noqa: S101 - as above
        return found

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

    def session_rules(self, pos: int) -> SessionRules:
        """What governs a session of witnesses at a position."""
        lapse = next((p.lapse for p in reversed(self.policies) if p.pos < pos), LONGEST_LAPSE)
        return SessionRules(lapse, next((reset for reset in reversed(self.resets) if reset < pos), -1))

    @property
    def has_superior(self) -> bool:
        """Whether an appointment to the body above stands, neither ended nor void (LAW 6, 49)."""
        given = (a for person in self.people.values() for a in person.appointments)
        return any(a.role == "superior" and a.ended is None for a in given)

    @property
    def reset(self) -> int:
        """Position of the newest clock reset, -1 if there was none."""
        return self.resets[-1] if self.resets else -1

    def appointment(self, person: str, pos: int) -> Appointment | None:
        """The appointment that the entry at `pos` gave to the person."""
        known = self.people.get(person)
        return next((a for a in known.appointments if a.pos == pos), None) if known else None
