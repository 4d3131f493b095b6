"""A small school for the tests of the rules: a State, and acts decided and taken in as the ledger would.

Every test of the rules is also one of the verifier's law, which was written apart, from the spec alone: what
the domain accepts must be sound for it, and what the domain refuses it must report, by the same code, once
the entries stand in a log nevertheless.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.unit.appointments import Appoint, Delegate, RegisterPerson
from domain.acts.unit.school import CreateLog
from domain.grounds.command import Command
from domain.grounds.permissions import TABLE
from domain.grounds.rights import act_as
from domain.law import EVENTS, Fold, decide
from domain.words.entry import Actor, Draft, Entry, Proof
from domain.words.refusal import Refusal
from ledger.form.canonical import encode
from ledger.form.lines import Act, Made, Tail, make_lines
from tests.domain.forgery import forge
from tests.domain.signatures import Pen, judge
from tests.school.small import (
    AFTER,
    CLASS,
    DURING,
    EVIDENCE,
    HEAD,
    ORIGIN,
    PAPER,
    SEALED,
    SUBJECT,
    T0,
    SmallSchool,
    creation,
    window,
)
from tests.verify.law.replaying import replay_lines
from verify.law.replay import LawReplay
from verify.proof.canonical import NotCanonical
from verify.proof.envelope import BadEnvelope, parse_line


def is_event(draft: Draft) -> bool:
    """Whether the models take the data as they are."""
    try:
        return EVENTS[draft.type].read(draft.data) == draft.data
    except Refusal:
        return False


class Schoolhouse:
    """One school's log in memory. `do` acts by the person's own right; `claim` says role and basis itself."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.state = Fold(origin)
        self.log: list[Entry] = []
        self.lines: list[bytes] = []
        self.findings: list[tuple[str, int]] = []
        self.leaves: dict[int, bytes] = {}
        self.law = LawReplay(lambda code, *, pos, **_: self.findings.append((code, pos)), self.leaves.get)
        self.versions: dict[str, int] = {}
        self.commands = 0
        self.now = T0

    def do(self, person: str, command: Command, at: str | None = None, **how: Any) -> list[Draft]:
        """Decide and write; returns the drafts. `role`, `method` narrow how the person acts."""
        self.now = at or self.now
        self.load(command)
        role = how.pop("role", None)
        try:
            found = act_as(self.state, person, command, self.now, role)
        except Refusal:
            for claim in self.claims(person, command, role):
                with pytest.raises(Refusal):
                    self.claim(person, *claim, command, **how)
            raise
        return self.claim(person, *found, command, **how)

    def claims(self, person: str, command: Command, role: str | None) -> Iterator[tuple[str, int]]:
        """Every role that the act takes with every right that the person has, or with none."""
        known = self.state.people.get(person)
        rights = [*known.appointments, *known.delegations] if known else []
        roles = {role} if role else {grant.role for grant in TABLE[command.ACT].grants}
        for claimed in sorted(roles):
            yield claimed, self.state.size
            for right in rights:
                yield claimed, right.pos

    def claim(
        self,
        person: str,
        role: str,
        basis: int,
        command: Command,
        method: str = "token",
        pen: Pen | None = None,
    ) -> list[Draft]:
        """Decide and write under a claimed role and basis; with a `pen` it is signed."""
        self.load(command)
        self.commands += 1
        proof = Proof(age=5, cred="c1", method=pen.method if pen else method, session="s1")
        actor = Actor(person=person, role=role, basis=basis, proof=proof)
        try:
            drafts = decide(self.state, command, actor, self.now, f"cmd{self.commands}")
            sign = self.sign(actor, drafts, pen)
            if sign is not None:
                judge(self.state, self.log, actor, self.now, drafts[0], sign)
        except Refusal as refusal:
            self.verifier_agrees(refusal, command, actor, pen)
            raise
        self.write(actor, drafts, sign)
        return drafts

    def sign(self, actor: Actor, drafts: Sequence[Draft], pen: Pen | None) -> dict[str, Any] | None:
        """The field of that name; None where nobody signs."""
        known = (self.log, self.state.origin, actor, f"cmd{self.commands}", self.now)
        return pen.sign(*known, drafts) if pen else None

    def verifier_agrees(
        self, refusal: Refusal, command: Command, actor: Actor, pen: Pen | None = None
    ) -> None:
        """Forces the refused act into a copy of the log: the verifier's law finds the same code in it."""
        if refusal.code == "CELL_TWICE" and isinstance(command, SaveMarks):
            return  # two edits of a cell are two sound entries, if one rests on the other
        drafts = forge(self.state, command, actor, self.now, f"cmd{self.commands}")
        if not drafts:
            return
        try:
            lines = [made.line for made in self.make(actor, drafts, self.sign(actor, drafts, pen))]
            found = replay_lines([*self.lines, *lines])
        except (NotCanonical, BadEnvelope):
            return  # not even a line
        # A window that was passed over is named where it was set.
        codes = {code for code, pos in found if pos >= len(self.lines) or code == "ARCHIVE_MISSING"}
        # What is no event at all breaks LAW 1 and is asked nothing further, as EVENTS.md and the models say.
        expected = refusal.code if all(map(is_event, drafts)) else "BAD_DATA"
        assert expected in codes, (expected, refusal.code, refusal.detail, found, drafts)

    def system(self, command: Command, at: str | None = None) -> list[Draft]:
        """Act as the scheduler."""
        self.now = at or self.now
        return self.claim("system", "system", 0, command, method="system")

    def refused(self, code: str, person: str, command: Command, at: str | None = None, **how: Any) -> Refusal:
        """The act must be refused with this code, write nothing, and name its duty."""
        size = len(self.log)
        with pytest.raises(Refusal) as caught:
            self.do(person, command, at, **how)
        assert caught.value.code == code, (caught.value.code, caught.value.detail)
        assert len(self.log) == size
        return caught.value

    def load(self, command: Command) -> None:
        while needed := self.state.needs(command):
            for stream in needed:
                self.state.load(stream, [entry for entry in self.log if entry.stream == stream])

    def write(self, actor: Actor, drafts: Sequence[Draft], sign: dict[str, Any] | None = None) -> None:
        """Takes the entries in, and shows their lines to the verifier's law."""
        written = self.make(actor, drafts, sign)
        for made in written:
            self.versions[made.originator_id] = made.originator_version
            self.leaves[made.entry.pos] = made.entry.leaf
            self.law.entry(made.line, parse_line(made.line), made.entry.leaf)
        assert self.findings == []
        self.lines += [made.line for made in written]
        self.log += [made.entry for made in written]
        self.state.advance(made.entry for made in written)

    def make(self, actor: Actor, drafts: Sequence[Draft], sign: dict[str, Any] | None = None) -> list[Made]:
        """The lines that would be written now."""
        ahead, versions = dict(self.versions), []
        for draft in drafts:
            ahead[draft.stream] = ahead.get(draft.stream, 0) + 1
            versions.append(ahead[draft.stream])
        tail = Tail(len(self.log), self.log[-1].leaf if self.log else bytes(32))
        act = Act(f"cmd{self.commands}", self.now, actor, drafts, encode(sign) if sign else None)
        return make_lines(self.state.origin, tail, act, versions, bytes(16 * len(drafts)))

    # --- shorter words for the acts that every test needs

    def appoint(
        self, person: str, role: str, klass: str | None = None, subject: str | None = None, **when: Any
    ) -> int:
        """Appoint by the head, and the head by the deputy; returns the position of the right."""
        if person not in self.state.people:
            self.do("hieutruong", RegisterPerson(person=person, name=f"Thầy {person}"))
        period = {"start": "2020-08-15", "end": None, **when}
        command = Appoint(person=person, role=role, klass=klass, subject=subject, decision=PAPER, **period)
        if person != "hieutruong":
            self.do("hieutruong", command, role="head")
            return len(self.log) - 1
        lent = {"start": "2020-08-15", "end": "2021-08-31", "decision": PAPER}
        self.do("hieutruong", Delegate(person="phohieutruong", powers=["appoint"], **lent))
        self.do("phohieutruong", command, role="deputy")
        return len(self.log) - 1

    def mark(
        self, pupil: str = "hs01", col: str = "tx1", value: int | str | None = 80, **how: Any
    ) -> SaveMarks:
        """A save of one cell; the base is the present one unless given."""
        place = {"klass": CLASS, "subject": SUBJECT, "semester": 1, **how.pop("place", {})}
        late = how.pop("late", None)
        edit = CellEdit(
            pupil=pupil, col=col, value=value, base=how.pop("base", self.base(pupil, col, **place))
        )
        return SaveMarks(**place, cells=[edit], late=late)

    def base(
        self, pupil: str, col: str, klass: str = CLASS, subject: str = SUBJECT, semester: int = 1
    ) -> int:
        self.load(PublishColumn(klass=klass, subject=subject, semester=semester, col="gk"))
        return self.state.book(klass, subject, semester).cell(pupil, col).pos

    def value(self, pupil: str, col: str = "tx1") -> int | str | None:
        return self.state.book(CLASS, SUBJECT, 1).cell(pupil, col).value

    def propose(self, dossier: str = "d1", kind: str = "sua", **cell: Any) -> ProposeCorrection:
        """A proposal for one cell, 80 -> 85 in tx1 of hs01 unless said."""
        return ProposeCorrection(
            klass=CLASS, subject=SUBJECT, semester=1, dossier=dossier, kind=kind, evidence=EVIDENCE,
            items=[self.item(**cell)],
        )  # fmt: skip

    def item(self, pupil: str = "hs01", col: str = "tx1", value: Any = 85, **how: Any) -> CorrectionEdit:
        base = how.pop("base", self.base(pupil, col))
        return CorrectionEdit(pupil=pupil, col=col, value=value, base=base, reason=SEALED)

    def until_permitted(self, dossier: str = "d1", **cell: Any) -> None:
        """A mark of record, a proposal by the teacher, the head's permission."""
        self.do("toan", self.propose(dossier, **cell), AFTER)
        self.do("hieutruong", PermitCorrection(dossier=dossier))

    def witness(
        self, person: str, seat: str, at: str | None = None, dossier: str = "d1", **how: Any
    ) -> list[Draft]:
        return self.do(person, WitnessCorrection(dossier=dossier, seat=seat), at, **how)


def found(origin: str = ORIGIN, head_from: str = "2020-08-01") -> tuple[Schoolhouse, CreateLog]:
    """A school without a log, and the act that creates it."""
    return Schoolhouse(origin), creation(head_from=head_from)


def school(windows: bool = True) -> Schoolhouse:
    """Head, deputy, board, clerk, two teachers, homeroom; class 6a with three pupils."""
    house, create = found()
    house.do(HEAD, create)
    for person, command in SmallSchool().founding():
        house.do(person, command)
    if windows:
        house.do(HEAD, window())
    return house


def marked() -> Schoolhouse:
    """The school with an 8,0 for hs01 and a 7,0 for hs02 in tx1, window open."""
    house = school()
    house.do("toan", house.mark("hs01"), DURING)
    house.do("toan", house.mark("hs02", value=70))
    return house
