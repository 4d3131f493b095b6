"""What the school year adds to the state that the law is judged against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from verify.law.index import Absences
from verify.law.right_facts import RightFacts
from verify.law.slotted import slotted


@slotted
@dataclass
class Substitute:
    """`person` stands in for the holder of `appointment`."""

    person: str
    appointment: int
    first: str
    last: str
    withdrawn_at: int = 0
    """Position of the `ActWithdrawn`, which set `last`; 0 if there is none."""
    given_last: str = ""
    """What `last` was before it."""


@slotted
@dataclass
class Founded:
    """An administration board."""

    members: frozenset[str]
    first: str
    last: str


@slotted
@dataclass
class Year:
    semesters: list[tuple[str, str]]
    retests: list[tuple[str, str]] = field(default_factory=list)


@slotted
@dataclass
class Exemption:
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


@slotted
@dataclass
class Review:
    """What was said about one gradebook besides its marks."""

    dates: dict[str, str] = field(default_factory=dict)
    comparison: tuple[int, str, int, str] | None = None
    """Position, person, differing cells, digest."""
    signed: str | None = None
    """Digest under the newest signature."""
    signed_at: int = -1


@slotted
@dataclass
class Results:
    """Signature, approvals and recorded results of a class and semester."""

    signed: str | None = None
    approved: str | None = None
    signed_at: int = -1
    approved_at: int = -1
    rows: dict[tuple[int, str], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    """(semester, or 0 for the year; pupil) -> (position, data) of the newest approval."""
    known: set[str] = field(default_factory=set)
    """All pupils of whom a result was ever recorded here."""
    recorded: dict[str, int] = field(default_factory=dict)
    """Whose result of the year was ever recorded, and by which entry last."""
    judged: set[str] = field(default_factory=set)
    """Those of them whose result had rank, conduct and absences: a board can decide on them."""

    def row(self, semester: int, pupil: str) -> dict[str, Any] | None:
        """The pupil's result of the semester, or 0 for the year, as approved last."""
        _, data = self.rows.get((semester, pupil), (0, None))
        return data

    def placed_row(self, semester: int, pupil: str) -> tuple[int, dict[str, Any]] | None:
        """The same, with its position."""
        return self.rows.get((semester, pupil))


@slotted
@dataclass
class Sitting:
    """A promotion board, opened by the entry at `pos`."""

    pos: int
    opener: str
    members: frozenset[str]


WAITING = ("KIEM_TRA_LAI", "REN_LUYEN_HE")
"""Outcomes of stage 1 on which stage 2 decides."""
FIGURES = ("scores", "comments", "average", "conduct", "absent", "learning")
"""Of a recorded result, what a decision or a title rests on (rule 41)."""


@slotted
@dataclass
class Decided:
    """A decision, or a title, by the entry at `pos`: what was said, and the result on which it rests."""

    pos: int
    said: str
    rests: dict[str, Any] | None

    def overtaken(self, result: tuple[int, dict[str, Any]] | None) -> bool:
        """Whether that result was recorded since, with other figures."""
        if result is None or result[0] < self.pos:
            return False
        rests = self.rests
        return rests is None or any(rests.get(key) != result[1].get(key) for key in FIGURES)


@slotted
@dataclass
class Board:
    """The promotion of one class."""

    lists: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Stage -> position and digest of the newest list signed."""
    opened: dict[int, Sitting] = field(default_factory=dict)
    """Stage -> the newest board."""
    outcomes: dict[tuple[int, str], Decided] = field(default_factory=dict)
    """(stage, pupil) -> the newest; of stage 2 only what followed the newest of stage 1."""
    registered: dict[str, tuple[list[str], int]] = field(default_factory=dict)
    """Pupil -> subjects, position."""
    summer: dict[str, tuple[str, int]] = field(default_factory=dict)
    titles: dict[tuple[int, str], list[Decided]] = field(default_factory=dict)

    def first(self, pupil: str) -> int:
        """Position of the newest decision of stage 1; -1 before any."""
        found = self.outcomes.get((1, pupil))
        return -1 if found is None else found.pos

    def pending(self, pupil: str) -> str | None:
        """The first outcome of a pupil who waits for the second stage."""
        first = self.outcomes.get((1, pupil))
        waits = first is not None and first.said in WAITING and (2, pupil) not in self.outcomes
        return first.said if first is not None and waits else None

    def final(self, pupil: str) -> str | None:
        first, later = self.outcomes.get((1, pupil)), self.outcomes.get((2, pupil))
        if later is not None:
            return later.said
        return first.said if first is not None and first.said not in WAITING else None


@slotted
@dataclass
class Check:
    days: tuple[str, str]
    """Its local day, and that of `t`."""
    year: str
    semester: int
    figures: list[list[Any]]


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
    right: RightFacts = field(default_factory=RightFacts)

    def sits(self, person: str, e_day: str, t_day: str) -> bool:
        """Whether the newest board that has begun names the person and has not ended; true without any."""
        begun = next((board for board in reversed(self.founded) if board.first <= t_day), None)
        return begun is None or (person in begun.members and begun.first <= e_day and t_day <= begun.last)

    def exemption(self, pupil: str, pos: int) -> Exemption | None:
        """The standing one that was granted at the position."""
        return next((one for one in self.exemptions.get(pupil, ()) if one.pos == pos), None)

    def month(self, klass: str, month: str) -> Month:
        return self.months.setdefault((klass, month), Month())

    def review(self, stream: str) -> Review:
        return self.reviews.setdefault(stream, Review())

    def result(self, klass: str, semester: int) -> Results:
        return self.results.setdefault((klass, semester), Results())

    def board(self, klass: str) -> Board:
        return self.boards.setdefault(klass, Board())
