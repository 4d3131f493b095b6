"""The fold of one correction dossier (S21–S24): proposed → permitted → applied, or refused, or withdrawn."""

from dataclasses import dataclass, field
from typing import NamedTuple

from domain.state.book import CellValue
from domain.words.entry import Entry

SEATS = ("leadership", "board", "homeroom")
"""Who must be present when data are altered (S24)."""


class Item(NamedTuple):
    """One cell that the dossier corrects; `reason` is sealed under the pupil's key."""

    pupil: str
    col: str
    old: CellValue
    value: CellValue
    base: int
    reason: str


class Witness(NamedTuple):
    """A seat that the entry at `pos` filled."""

    person: str
    seat: str
    standing: str
    pos: int


class SessionRules(NamedTuple):
    """How long a session lasts, in minutes, and the newest clock reset, which ends every open one."""

    lapse: int
    reset: int


NO_RULES = SessionRules(0, -1)
"""Before the first entry."""


@dataclass(slots=True)
class Session:
    """The presence of the witnesses: begins with the first, open until `end` inclusive."""

    since: int
    end: str
    witnesses: list[Witness] = field(default_factory=list)
    noted: bool = False
    """Whether a CorrectionLapsed noted its lapse."""


@dataclass(slots=True)
class DossierState:
    """One dossier as its stream leaves it; `state` "" = no entry yet."""

    dossier: str
    state: str = ""
    klass: str = ""
    subject: str = ""
    semester: int = 0
    kind: str = ""
    evidence: tuple[str, ...] = ()
    proposer: str = ""
    proposed: int = 0
    """Position of the last proposal or amendment: rights given later do not count for a seat (LAW 20)."""
    proposed_day: str = ""
    permitter: str | None = None
    items: list[Item] = field(default_factory=list)
    session: Session | None = None
    positions: list[int] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    """Leaf hashes of its entries so far: what an intent binds."""
    applied: list[int] = field(default_factory=list)
    rules: SessionRules = NO_RULES
    """Those in force at the newest entry."""

    def note(self, entry: Entry, rules: SessionRules) -> None:
        """Of whatever entry comes next: where it stands, and the rules in force at it."""
        self.positions.append(entry.pos)
        self.leaves.append(entry.leaf)
        self.rules = rules

    def open_session(self, at: str, reset: int) -> Session | None:
        """The session to which a confirmation at `at` would belong; None = it begins a new one.

        A clock reset since (`reset` is the newest one's position) ends it, as does a lapse that was noted.
        """
        session = self.session
        open_ = session and not session.noted and session.since > reset and at <= session.end
        return session if open_ else None

    def lapsed(self, at: str) -> bool:
        """Whether a session ran out without its third seat and nobody noted it (LAW 22)."""
        session = self.session
        return self.state == "permitted" and session is not None and session.end < at and not session.noted
