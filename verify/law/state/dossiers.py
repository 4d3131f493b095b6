"""Correction dossiers, their sessions, and what the rest of a command must be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from verify.law.shape import later
from verify.law.slotted import slotted


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
        """Whether an act at that instant comes too late for it."""
        return at > later(self.begun, minutes=self.lapse)


@slotted
@dataclass
class Dossier:
    """A correction dossier, as far as it has come."""

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
        """Whether anything can still be done with it."""
        return self.state in ("proposed", "permitted")

    def end(self, state: str) -> None:
        """At a dead end or applied: what later acts must have seen is asked no more."""
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
class Pending:
    """What the rest of a command must be, once its first entry has begun a group (LAW 17, 21)."""

    command: int
    type: str
    dossier: Dossier | None
    left: list[Any]
