"""The fold of one correction dossier (S21–S24): proposed → permitted → applied, or refused, or withdrawn."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from domain.state.book import CellValue
from domain.words.days import later, local_day
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

    def apply(self, entry: Entry, rules: SessionRules) -> None:
        """Take in the next entry of the stream; `rules` are those in force at the entry."""
        self.positions.append(entry.pos)
        self.leaves.append(entry.leaf)
        _APPLY[entry.type](self, entry, entry.data, rules)

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


def _propose(d: DossierState, entry: Entry, data: dict[str, Any], rules: SessionRules) -> None:
    d.klass, d.subject, d.semester, d.kind = data["class"], data["subject"], data["semester"], data["kind"]
    d.proposer = entry.actor["person"]
    _amend(d, entry, data, rules)


def _amend(d: DossierState, entry: Entry, data: dict[str, Any], _rules: SessionRules) -> None:
    d.proposed, d.proposed_day = entry.pos, local_day(entry.at)
    d.state, d.evidence = "proposed", tuple(data["evidence"])
    d.items, d.permitter, d.session = [], None, None


def _item(d: DossierState, _entry: Entry, data: dict[str, Any], _rules: SessionRules) -> None:
    fields = (data[name] for name in ("pupil", "col", "old", "value", "base", "reason"))
    d.items.append(Item(*fields))


def _permit(d: DossierState, entry: Entry, _data: dict[str, Any], _rules: SessionRules) -> None:
    d.state, d.permitter = "permitted", entry.actor["person"]


def _refuse(d: DossierState, _entry: Entry, _data: dict[str, Any], _rules: SessionRules) -> None:
    d.state = "refused"


def _withdraw(d: DossierState, _entry: Entry, _data: dict[str, Any], _rules: SessionRules) -> None:
    d.state = "withdrawn"


def _witness(d: DossierState, entry: Entry, data: dict[str, Any], rules: SessionRules) -> None:
    session = d.open_session(entry.at, rules.reset)
    if session is None:
        session = d.session = Session(entry.pos, later(entry.at, minutes=rules.lapse))
    session.witnesses.append(Witness(entry.actor["person"], data["seat"], data["standing"], entry.pos))
    if {witness.seat for witness in session.witnesses} == set(SEATS):
        d.state = "applied"
        # LAW 21: the applications follow the third confirmation at once, one per item.
        d.applied = [entry.pos + 1 + index for index in range(len(d.items))]


def _lapse(d: DossierState, _entry: Entry, _data: dict[str, Any], _rules: SessionRules) -> None:
    if d.session:
        d.session.noted = True


_APPLY: dict[str, Callable[[DossierState, Entry, dict[str, Any], SessionRules], None]] = {
    "CorrectionProposed": _propose,
    "CorrectionAmended": _amend,
    "CorrectionItem": _item,
    "CorrectionPermitted": _permit,
    "CorrectionRefused": _refuse,
    "CorrectionWithdrawn": _withdraw,
    "CorrectionWitnessed": _witness,
    "CorrectionLapsed": _lapse,
}
