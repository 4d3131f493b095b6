"""A dishonest person who holds the pen: entries written past the rules, in the own name and rights.

What the domain would refuse is forged (right digests, right positions), what it would write is spoilt now
and then. An entry in which the verifier's law finds nothing stays in the log; one that it reports is torn up.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from random import Random
from typing import Any

from domain.acts.books.signing import SignBook, SignClass
from domain.acts.pupils.attendance import ConfirmMonth, SetAbsences, SignMonth, month_digest
from domain.acts.results.approval import ApproveResults
from domain.acts.results.boards import SignPromotionList, list_sight
from domain.acts.results.promotion import DecidePromotion, standing
from domain.acts.results.retests import SaveRetests
from domain.acts.results.titles import AwardTitles
from domain.grounds.command import Command, TermCommand
from domain.grounds.permissions import TABLE
from domain.grounds.pupil_year import results
from domain.grounds.rights import act_as
from domain.grounds.sights import book_sight, term_sight
from domain.law import EVENTS, decide
from domain.words.days import local_day
from domain.words.entry import Actor, Draft, Proof
from domain.words.refusal import Refusal
from tests.domain.adversary.echo import Raw
from tests.domain.adversary.tale import Tale, begun_law
from tests.domain.forgery import forge
from verify.proof.canonical import NotCanonical
from verify.proof.envelope import BadEnvelope, parse_line

MOST_CLAIMS = 4
PROOF = Proof(age=5, cred="c1", method="passkey", session="s1")


class Pen(Tale):
    """The school as the verifier would take it; `torn` entries were reported by it."""

    def __init__(self, first: int, stage: int, dishonest: Sequence[str]) -> None:
        super().__init__(first, stage, dishonest)
        self.law_so_far = begun_law(first)[stage]
        self.rng = Random(len(self.log))
        self.torn = 0
        self.spoils = 0.3
        """How often what the domain would have written is spoilt."""

    def attempt(self, person: str, command: Command) -> bool:
        """Whether the verifier lets one of the forms stand that the person can give to the act."""
        self.keep_time(command)
        self.load(command)
        for role, basis in self._claims(person, command):
            actor = Actor(person=person, role=role, basis=basis, proof=PROOF)
            self.commands += 1
            drafts = self._drafts(command, actor)
            if drafts and self._stands(actor, drafts):
                return True
        return False

    def step(self, step: Any, rng: Random) -> None:
        """An entry that no command makes is written as it is."""
        if not isinstance(step, Raw):
            super().step(step, rng)
            return
        for person in rng.sample(self.dishonest, len(self.dishonest)):
            subject = step.draft.stream.split("/")[2] if step.draft.stream.startswith("book/") else None
            for role, basis in self._rights(person, step.draft.type, subject):
                self.now = max(self.now, self.state.at)
                self.commands += 1
                if self._stands(Actor(person=person, role=role, basis=basis, proof=PROOF), [step.draft]):
                    return

    def _claims(self, person: str, command: Command) -> list[tuple[str, int]]:
        """Each role that the act takes with a right of that role, ended ones, too."""
        try:
            subject = command.place(self.state)[1]
        except Refusal:
            subject = None
        found = self._rights(person, command.ACT, subject)
        with suppress(Refusal):
            found.insert(0, act_as(self.state, person, command, self.now))
        return found

    def _rights(self, person: str, type_: str, subject: str | None) -> list[tuple[str, int]]:
        """Some of what the person can claim for such an entry."""
        known, found = self.state.people[person], []
        for grant in TABLE[type_].within(subject).grants:
            if grant.power:
                found += [(grant.role, lent.pos) for lent in known.delegations]
            found += [(grant.role, held.pos) for held in known.appointments if held.role == grant.role]
            found += [(grant.role, stand.pos) for stand in known.substitutions]
        return self.rng.sample(found, min(MOST_CLAIMS, len(found)))

    def _drafts(self, command: Command, actor: Actor) -> list[Draft]:
        """As decided, sometimes spoilt; else forged."""
        name = f"cmd{self.commands}"
        try:
            drafts = decide(self.state, command, actor, self.now, name)
            return spoilt(drafts, self.rng, len(self.log)) if self.rng.random() < self.spoils else drafts
        except Refusal:
            pass
        try:
            made = FORGED.get(type(command))
            if made is not None:
                return list(made(self, command))
            return forge(self.state, command, actor, self.now, name)
        except (Refusal, KeyError):
            return []  # it speaks of what is not there

    def _stands(self, actor: Actor, drafts: Sequence[Draft]) -> bool:
        law, findings = pickle.loads(self.law_so_far)  # noqa: S301 - our own, a moment ago
        try:
            for made in self.make(actor, drafts):
                law.entry(made.line, parse_line(made.line), made.entry.leaf)
        except (NotCanonical, BadEnvelope):
            return False
        if findings:
            self.torn += 1
            return False
        self.write(actor, drafts)
        return True

    def write(self, actor: Actor, drafts: Sequence[Draft], sign: dict[str, Any] | None = None) -> None:
        """Takes the entries in, of which the law says nothing."""
        law, findings = pickle.loads(self.law_so_far)  # noqa: S301 - our own, a moment ago
        size = len(self.lines)
        super().write(actor, drafts, sign)
        for entry, line in zip(self.log[size:], self.lines[size:], strict=True):
            law.entry(line, parse_line(line), entry.leaf)
        assert not findings, findings
        self.law_so_far = pickle.dumps((law, findings))


def spoilt(drafts: Sequence[Draft], rng: Random, size: int) -> list[Draft]:
    """One field of one entry says something else."""
    made = [draft._replace(data=deepcopy(draft.data)) for draft in drafts]
    data = rng.choice(made).data if made else {}
    values: dict[str, tuple[Any, ...]] = {
        "value": (100, 0, None, "D", "T", "P"), "old": (None, 0, "P"), "base": (0, size - 1),
        "late": (None, 0, 90),
        "scores": ([["toan", 99]], []), "comments": ([], [["nhac", "D"]]), "average": (99, None),
        "learning": ("G", "T"), "conduct": ("T",), "absent": (0,), "outcome": ("LEN_LOP",), "results": (0, 1),
        "count": (0,), "semester": (1, 2), "class": ("6b", "6c"), "pupil": ("p1", "p6"), "items": ([],),
        "entered": (1,), "level": ("T",),
    }  # fmt: skip
    keys = sorted(data.keys() & values.keys())
    if keys:
        key = rng.choice(keys)
        data[key] = rng.choice(values[key])
    return made


def _draft(type_: str, data: dict[str, Any], book: str = "") -> Draft:
    return Draft(EVENTS[type_].stream_of(data, book), type_, data)


def _absences(pen: Pen, command: SetAbsences) -> Iterator[Draft]:
    month = pen.state.month(command.klass, command.month)
    for edit in command.edits:
        old = month.cell(edit.pupil, edit.date, edit.session).value
        yield _draft("AbsenceSet", {"class": command.klass, **edit.model_dump(), "old": old})


def _confirmed(pen: Pen, command: ConfirmMonth) -> Iterator[Draft]:
    held = pen.state.month(command.klass, command.month).held()
    seen = month_digest(pen.state, command.klass, command.month)
    data = {"class": command.klass, "month": command.month, "count": len(held), "digest": seen}
    yield _draft("MonthConfirmed", data)


def _signed_month(pen: Pen, command: SignMonth) -> Iterator[Draft]:
    confirmation = pen.state.month(command.klass, command.month).confirmation
    data = {"class": command.klass, "month": command.month, "remark": command.remark}
    yield _draft("MonthSigned", {**data, "confirmation": confirmation.pos if confirmation else 0})


def _signed_book(pen: Pen, command: SignBook) -> Iterator[Draft]:
    count, seen = book_sight(pen.state.books[command.book])
    yield Draft(command.book, "BookSigned", {"count": count, "digest": seen})


def _signed_class(pen: Pen, command: SignClass) -> Iterator[Draft]:
    yield _of_term(pen, "ClassSigned", command, {})


def _of_term(pen: Pen, type_: str, command: TermCommand, more: dict[str, Any]) -> Draft:
    count, seen = term_sight(pen.state, command.klass, command.semester)
    data = {"class": command.klass, "semester": command.semester, "count": count, "digest": seen}
    return _draft(type_, {**data, **more})


def _approved(pen: Pen, command: ApproveResults) -> Iterator[Draft]:
    rows = results(pen.state, pen.state.classes[command.klass], command.semester, local_day(pen.now))
    yield _of_term(pen, "ResultsApproved", command, {"results": len(rows)})
    yield from (_draft("ResultRecorded", row.to_data(command.klass)) for row in rows)


def _listed(pen: Pen, command: SignPromotionList) -> Iterator[Draft]:
    count, seen = list_sight(pen.state, command.klass, command.stage)
    data = {"class": command.klass, "stage": command.stage, "count": count, "digest": seen}
    yield _draft("PromotionListSigned", data)


def _decided(pen: Pen, command: DecidePromotion) -> Iterator[Draft]:
    klass = pen.state.classes[command.klass]
    for asked in command.pupils:
        result = pen.state.term(klass.klass, 2).result(0, asked.pupil)
        judged = standing(pen.state, klass, command.stage, asked.pupil, result) if result else None
        if judged is not None:
            data = {
                "class": klass.klass,
                "stage": command.stage,
                "pupil": asked.pupil,
                "reason": asked.reason,
            }
            data |= {"learning": judged.learning, "conduct": judged.conduct, "absent": judged.absent}
            yield _draft("PromotionDecided", {**data, "outcome": asked.outcome or judged.outcome.outcome})


def _retested(pen: Pen, command: SaveRetests) -> Iterator[Draft]:
    marks = pen.state.retest(command.klass, command.subject)
    for edit in command.marks:
        data = {"class": command.klass, "subject": command.subject, **edit.model_dump()}
        yield _draft("RetestEntered", {**data, "old": marks.cell(edit.pupil).value})


def _titles(_pen: Pen, command: AwardTitles) -> Iterator[Draft]:
    for asked in command.pupils:
        data = {"class": command.klass, "semester": command.semester, **asked.model_dump()}
        yield _draft("TitleAwarded", data)


FORGED: dict[type[Command], Callable[[Pen, Any], Iterator[Draft]]] = {
    SetAbsences: _absences, ConfirmMonth: _confirmed, SignMonth: _signed_month,
    SignBook: _signed_book,
    SignClass: _signed_class, ApproveResults: _approved, SignPromotionList: _listed,
    DecidePromotion: _decided, SaveRetests: _retested, AwardTitles: _titles,
}  # fmt: skip
