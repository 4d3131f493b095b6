"""Results that are recorded, boards of promotion and what they decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from verify.law.slotted import slotted


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
"""Of a recorded result, what a decision or a title rests on (LAW 41)."""


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
        """The outcome that nothing is awaited after."""
        first, later = self.outcomes.get((1, pupil)), self.outcomes.get((2, pupil))
        if later is not None:
            return later.said
        return first.said if first is not None and first.said not in WAITING else None


@slotted
@dataclass
class Record:
    """What was approved and decided, and what of it is void."""

    results: dict[tuple[str, int], Results] = field(default_factory=dict)
    """(class, semester)."""
    touched: dict[tuple[str, int], int] = field(default_factory=dict)
    """(class, semester) -> the newest entry that made its signatures void though no cell changed."""
    boards: dict[str, Board] = field(default_factory=dict)
    """Class -> its promotion."""
    retests: dict[tuple[str, str], dict[str, tuple[Any, int]]] = field(default_factory=dict)
    """(class, pupil) -> subject -> (value, position)."""
    retest_ends: dict[int, str] = field(default_factory=dict)
    """Position of a mark -> the end of the last window in which it was entered."""

    def result(self, klass: str, semester: int) -> Results:
        """Begun when first asked for."""
        return self.results.setdefault((klass, semester), Results())

    def board(self, klass: str) -> Board:
        """Begun when first asked for."""
        return self.boards.setdefault(klass, Board())
