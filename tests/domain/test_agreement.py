"""Anybody tries anything: what the domain accepts the verifier's law finds sound, what it refuses it finds.

The two were written apart, from spec/LAW.md alone. `Schoolhouse` compares them at each act; here the acts,
their order, the persons, the claimed rights and the clock are drawn.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.acts.books.close import LockBook, ProposeClose, RefuseClose, UnlockBook
from domain.acts.books.corrections import (
    AmendCorrection,
    CorrectionEdit,
    ProposeCorrection,
    WithdrawCorrection,
)
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import NoteLapse, PermitCorrection, RefuseCorrection, WitnessCorrection
from domain.acts.unit.appointments import Appoint, Delegate, EndAppointment, RegisterPerson
from domain.acts.unit.archives import PlanSnapshot, RecordSnapshot, SpendSnapshot
from domain.acts.unit.classes import EnrolPupils, OpenClass
from domain.acts.unit.reads import DigestReads
from domain.acts.unit.school import ResetClock, RotateKey
from domain.acts.unit.windows import MoveWindow
from domain.grounds.command import Command, DossierCommand
from domain.grounds.permissions import TABLE
from domain.grounds.rights import APPOINTABLE, act_as
from domain.state.dossier import SEATS
from domain.words.days import later, local_day
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse, marked
from tests.domain.situations import (
    DEPUTY,
    HEAD,
    during,
    head_proposed_close,
    lending,
    locked,
    locked_dossier,
    overtaken,
    permitted,
    permitted_late,
    proposed,
    published,
    teaching_head,
    with_rights,
)
from tests.school.small import (
    CLASS,
    EVIDENCE,
    KEY,
    OTHER_KEY,
    PAPER,
    SEALED,
    SUBJECT,
    new_pupil,
    policy,
    subject,
    vkey,
    window,
)

OFTEN = 5


def mostly(good: Sequence[Any], *odd: Any) -> list[Any]:
    """To choose from: one of the good, now and then something odd."""
    return [*good * OFTEN * max(1, len(odd)), *odd * len(good)]


CLASSES, SEMESTERS = mostly([CLASS], "6b", "9z"), mostly([1], 2)
SUBJECTS = mostly(["toan"], "amnhac", "van", "hoa")
COLS, PUPILS = mostly(["tx1", "tx1", "gk"], "nx", "tx9"), mostly(["hs01", "hs02", "hs03"], "hs04", "hs09")
VALUES = mostly([70, "P", 50, "K", None, 85, 90, 0, 100], "D", SEALED)
ROLES = tuple(sorted(APPOINTABLE))
USUAL = {"board": "bqt", "head": HEAD, "teacher": "toan", "clerk": "vanthu", "homeroom": "gvcn"}
PEOPLE = (HEAD, DEPUTY, "bqt", "gvcn", "toan", "nhac", "vanthu", "moi", "khongten", "system")
MINUTES = (1, 0, 2, 14, 15, 16, 60 * 24, 60 * 24 * 9, 60 * 24 * 31)
LAWFUL = mostly([True], False)
CHANCE = st.randoms(use_true_random=True)
STARTS = (
    during, marked, published, proposed, permitted, overtaken, locked, permitted_late, locked_dossier,
    teaching_head, head_proposed_close, with_rights((HEAD, "board"), ("gvcn", "teacher", CLASS, SUBJECT)),
    lending("late"), lending("permit"), lending("close"), lending("windows", "2020-10-06"),
)  # fmt: skip


class Whoever(RuleBasedStateMachine):
    """One school over some weeks around the beginning and the end of its windows."""

    house: Schoolhouse
    names = 2

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: Callable[[], Schoolhouse]) -> None:
        """Deep in a story, so that few steps lead far."""
        self.house = start()
        self.house.do(
            "bqt", OpenClass(klass="6b", name="6B", grade=6, year="2020-2021", subjects=[subject("toan")])
        )
        self.house.do("bqt", EnrolPupils(klass="6b", pupils=[new_pupil("hs04")]))

    def name(self, prefix: str, old: bool) -> str:
        """A new identifier, or one that may have been used."""
        self.names += not old
        return f"{prefix}{self.names}"

    def ask(self, chance: Random, command: Command) -> None:
        """Somebody asks: mostly who may, with the right that serves; else anybody, with any claim."""
        person = self.usual(command)
        if not chance.choice(LAWFUL):
            person = chance.choice(PEOPLE)
        self.ask_as(chance, person, command)

    def ask_as(self, chance: Random, person: str, command: Command) -> None:
        house = self.house
        house.load(command)
        try:
            role, basis = act_as(house.state, person, command, house.now)
        except Refusal:
            role, basis = self.claim(chance, person, command)
        method = "system" if role == "system" else chance.choice(["passkey", "passkey", "token"])
        try:
            house.claim(person, role, basis, command, method)
        except Refusal:
            return

    def usual(self, command: Command) -> str:
        if isinstance(command, DossierCommand) and "teacher" in TABLE[command.ACT].grants[0].role:
            self.house.load(command)
            return self.house.state.dossier(command.dossier).proposer or "toan"
        return USUAL.get(TABLE[command.ACT].grants[0].role, "system")

    def claim(self, chance: Random, person: str, command: Command) -> tuple[str, int]:
        known = self.house.state.people.get(person)
        rights = [r.pos for r in [*known.appointments, *known.delegations]] if known else []
        basis = chance.choice([*rights, 0, self.house.state.size])
        of_act = [grant.role for grant in TABLE[command.ACT].grants]
        return chance.choice([*of_act, *of_act, *ROLES, "system"]), basis

    def place(self, chance: Random) -> dict[str, Any]:
        return {
            "klass": chance.choice(CLASSES),
            "subject": chance.choice(SUBJECTS),
            "semester": chance.choice(SEMESTERS),
        }

    def term(self, chance: Random) -> dict[str, Any]:
        return {key: value for key, value in self.place(chance).items() if key != "subject"}

    def dossier(self, chance: Random) -> str:
        """Mostly one that was proposed."""
        known = [d for d in self.house.state.dossiers.values() if d.state]
        still_open = [d.dossier for d in known if d.state in ("proposed", "permitted")]
        return str(chance.choice([*still_open * OFTEN, *(d.dossier for d in known), "d9"]))

    def base(self, chance: Random, place: dict[str, Any], pupil: str, col: str) -> int:
        """That of the cell, or nearly."""
        pos = self.house.base(pupil, col, **place)
        return pos if chance.choice(LAWFUL) else max(0, pos + chance.choice([-1, 1]))

    def until(self, chance: Random) -> str:
        return later(self.house.now, minutes=chance.choice([-1, 0, *MINUTES]))

    # --- time

    @rule(minutes=st.sampled_from(MINUTES))
    def wait(self, minutes: int) -> None:
        self.house.now = later(self.house.now, minutes=minutes)

    @rule(chance=CHANCE, minutes=st.sampled_from([-60 * 24 * 3, -17, -5, 3]))
    def reset_clock(self, chance: Random, minutes: int) -> None:
        self.house.now = later(self.house.now, minutes=minutes)
        self.ask(chance, ResetClock(reason="đồng hồ máy chủ sai"))

    # --- marks

    def save(self, chance: Random, late: int | None) -> None:
        place = self.place(chance)
        cells = []
        for _ in range(chance.choice([1, 2])):
            pupil, col = chance.choice(PUPILS), chance.choice(COLS)
            value = chance.choice(VALUES)
            base = self.base(chance, place, pupil, col)
            cells.append(CellEdit(pupil=pupil, col=col, value=value, base=base))
        self.ask(chance, SaveMarks(**place, cells=cells, late=late))

    @rule(chance=CHANCE)
    def save_marks(self, chance: Random) -> None:
        self.save(chance, None)

    @rule(
        chance=CHANCE,
        value=st.sampled_from(["P", 50, 60, 70, None]),
        pupil=st.sampled_from(["hs01", "hs02"]),
    )
    def save_plainly(self, chance: Random, value: Any, pupil: str) -> None:
        self.ask(chance, self.house.mark(pupil, "tx1", value))

    @rule(chance=CHANCE)
    def save_late(self, chance: Random) -> None:
        given = [e.pos for e in self.house.log if e.type == "LateEntryPermitted"]
        self.save(chance, chance.choice([*given, *given, 3]))

    @rule(chance=CHANCE)
    def publish(self, chance: Random) -> None:
        self.ask(chance, PublishColumn(**self.place(chance), col=chance.choice(COLS)))

    @rule(chance=CHANCE)
    def permit_late(self, chance: Random) -> None:
        pupils = sorted({chance.choice(PUPILS), chance.choice(PUPILS)})
        col, until = chance.choice(COLS), self.until(chance)
        given = {"col": col, "pupils": pupils, "until": until, "reason": "makeup", "decision": PAPER}
        self.ask(chance, PermitLateEntry(**self.place(chance), **given))

    # --- dossiers

    def edits(self, chance: Random, place: dict[str, Any]) -> list[CorrectionEdit]:
        edits = []
        for _ in range(chance.choice([1, 1, 2])):
            pupil, col = chance.choice(PUPILS), chance.choice(COLS)
            base, value = self.base(chance, place, pupil, col), chance.choice(VALUES)
            edits.append(CorrectionEdit(pupil=pupil, col=col, value=value, base=base, reason=SEALED))
        return edits

    @rule(chance=CHANCE, old=st.sampled_from([False, False, True]), kind=st.sampled_from(["sua", "bosung"]))
    def propose(self, chance: Random, old: bool, kind: Any) -> None:
        place = self.place(chance)
        given = {"dossier": self.name("d", old), "kind": kind, "evidence": EVIDENCE}
        self.ask(chance, ProposeCorrection(**place, **given, items=self.edits(chance, place)))

    @rule(chance=CHANCE, value=st.sampled_from([85, 90]), pupil=st.sampled_from(["hs01", "hs02"]))
    def propose_plainly(self, chance: Random, value: int, pupil: str) -> None:
        kind = "sua" if self.house.base(pupil, "tx1") else "bosung"
        proposal = self.house.propose(self.name("d", False), kind, pupil=pupil, value=value)
        self.ask_as(chance, chance.choice(["toan", "toan", "gvcn"]), proposal)

    @precondition(lambda self: self.house.state.dossiers)
    @rule(chance=CHANCE)
    def amend(self, chance: Random) -> None:
        place = {"klass": CLASS, "subject": "toan", "semester": 1}
        edits = self.edits(chance, place)
        self.ask(chance, AmendCorrection(dossier=self.dossier(chance), evidence=EVIDENCE, items=edits))

    @precondition(lambda self: self.house.state.dossiers)
    @rule(
        chance=CHANCE,
        act=st.sampled_from([PermitCorrection, PermitCorrection, WithdrawCorrection, NoteLapse]),
    )
    def decide(self, chance: Random, act: Callable[..., Command]) -> None:
        self.ask(chance, act(dossier=self.dossier(chance)))

    @precondition(lambda self: self.house.state.dossiers)
    @rule(chance=CHANCE)
    def refuse(self, chance: Random) -> None:
        self.ask(chance, RefuseCorrection(dossier=self.dossier(chance), reason=SEALED))

    @precondition(lambda self: self.house.state.dossiers)
    @rule(chance=CHANCE, seat=st.sampled_from(SEATS), person=st.sampled_from(PEOPLE[:6]))
    def witness(self, chance: Random, seat: Any, person: str) -> None:
        self.ask_as(chance, person, WitnessCorrection(dossier=self.dossier(chance), seat=seat))

    @precondition(lambda self: self.house.state.dossiers)
    @rule(chance=CHANCE, pause=st.sampled_from([0, 1, 7, 16]))
    def gather(self, chance: Random, pause: int) -> None:
        dossier = self.dossier(chance)
        self.ask_as(chance, HEAD, PermitCorrection(dossier=dossier))
        for seat, persons in zip(SEATS, ((HEAD, DEPUTY), ("bqt", HEAD), ("gvcn", DEPUTY)), strict=True):
            person = chance.choice([persons[0], persons[0], persons[1]])
            self.ask_as(chance, person, WitnessCorrection(dossier=dossier, seat=seat))
            self.house.now = later(self.house.now, minutes=pause)

    # --- close

    @rule(chance=CHANCE)
    def propose_close(self, chance: Random) -> None:
        self.ask(chance, ProposeClose(**self.term(chance)))

    @rule(chance=CHANCE)
    def refuse_close(self, chance: Random) -> None:
        self.ask(chance, RefuseClose(**self.term(chance), reason="còn thiếu điểm"))

    @rule(chance=CHANCE)
    def lock(self, chance: Random) -> None:
        term = self.term(chance)
        if chance.choice(LAWFUL):
            self.ask(chance, ProposeClose(**term))
        self.ask(chance, LockBook(**term, decision=PAPER))

    @rule(chance=CHANCE)
    def unlock(self, chance: Random) -> None:
        self.ask(
            chance,
            UnlockBook(**self.term(chance), reason="thi bù", decision=PAPER, until=self.until(chance)),
        )

    # --- the school

    def days(self, chance: Random) -> dict[str, str]:
        start = later(self.house.now, minutes=60 * 24 * chance.choice([-9, -1, 0, 1]))
        end = later(start, minutes=60 * 24 * chance.choice([-1, 0, 2, 40]))
        return {"start": local_day(start), "end": local_day(end)}

    @rule(chance=CHANCE, role=st.sampled_from(ROLES), person=st.sampled_from(PEOPLE[:-1]))
    def appoint(self, chance: Random, role: Any, person: str) -> None:
        klass = chance.choice([None, CLASS, "9z"]) if chance.choice(LAWFUL) else None
        if role in ("homeroom", "homeroom_deputy", "teacher"):
            klass = klass or CLASS
        taught = chance.choice(SUBJECTS) if role == "teacher" else None
        self.ask(
            chance,
            Appoint(
                person=person, role=role, klass=klass, subject=taught, decision=PAPER, **self.days(chance)
            ),
        )

    @rule(chance=CHANCE, person=st.sampled_from(PEOPLE[1:8]))
    def end_appointment(self, chance: Random, person: str) -> None:
        known = self.house.state.people.get(person)
        held = [a.pos for a in known.appointments] if known else []
        on = self.days(chance)["end"]
        pos = chance.choice([*held, 0])
        self.ask(chance, EndAppointment(person=person, appointment=pos, on=on, decision=PAPER))

    @rule(chance=CHANCE, powers=st.sets(st.sampled_from(["close", "late", "permit", "windows"]), min_size=1))
    def delegate(self, chance: Random, powers: set[Any]) -> None:
        person = chance.choice([DEPUTY, DEPUTY, "moi", "gvcn"])
        self.ask(chance, Delegate(person=person, powers=sorted(powers), decision=PAPER, **self.days(chance)))

    @rule(chance=CHANCE)
    def deputise(self, chance: Random) -> None:
        """A deputy uses whatever was delegated."""
        term = self.term(chance)
        until = self.until(chance)
        command: Command = chance.choice(
            [
                LockBook(**term, decision=PAPER),
                RefuseClose(**term, reason="thiếu"),
                MoveWindow(window="w1", end=until, decision=PAPER),
                PermitCorrection(dossier=self.dossier(chance)),
            ]
        )
        self.ask_as(chance, DEPUTY, command)

    @rule(
        chance=CHANCE,
        lapse=st.sampled_from([1, 5, 15, 16]),
        proofs=st.sampled_from(["ttt", "ttp", "tpp", "pppt"]),
    )
    def set_policy(self, chance: Random, lapse: int, proofs: str) -> None:
        entry, decide, witness = ({"t": "token", "p": "passkey"}[letter] for letter in proofs[-3:])
        self.ask(chance, policy(entry, decide, witness, lapse))

    @rule(chance=CHANCE, person=st.sampled_from(["moi", "khongten", HEAD]))
    def register(self, chance: Random, person: str) -> None:
        self.ask(chance, RegisterPerson(person=person, name="Thầy Mới"))

    @rule(chance=CHANCE, pupil=st.sampled_from(["hs09", "hs10", "hs01"]), number=st.sampled_from(["a", "b"]))
    def enrol(self, chance: Random, pupil: str, number: str) -> None:
        made = new_pupil(pupil, register_no=number, start=self.days(chance)["start"])
        self.ask(chance, EnrolPupils(klass=chance.choice(CLASSES), pupils=[made]))

    @rule(chance=CHANCE, tx=st.sampled_from([2, 3, 4]), klass=st.sampled_from([CLASS, "7a"]))
    def open_class(self, chance: Random, tx: int, klass: str) -> None:
        subjects = [subject("toan", periods=chance.choice([350, 351, 700, 701]), tx=tx)]
        self.ask(chance, OpenClass(klass=klass, name="7A", grade=7, year="2021-2022", subjects=subjects))

    @rule(chance=CHANCE, old=st.booleans(), cols=st.sets(st.sampled_from(COLS), min_size=1))
    def set_window(self, chance: Random, old: bool, cols: set[Any]) -> None:
        start = later(self.house.now, minutes=chance.choice([-9, 0, 60]))
        classes = chance.choice([["*"], [CLASS], ["6b"], ["9z"]])
        given = {"cols": sorted(cols), "classes": classes, "start": start, "end": self.until(chance)}
        self.ask(chance, window(self.name("w", old), semester=chance.choice([1, 1, 2]), **given))

    @rule(chance=CHANCE, name=st.sampled_from(["w1", "w1", "w2", "w9"]))
    def move_window(self, chance: Random, name: str) -> None:
        self.ask(chance, MoveWindow(window=name, end=self.until(chance), decision=PAPER))

    @rule(
        chance=CHANCE,
        old=st.sampled_from([KEY, OTHER_KEY]),
        new=st.sampled_from([KEY, OTHER_KEY, vkey(b"C")]),
    )
    def rotate(self, chance: Random, old: str, new: str) -> None:
        self.ask(chance, RotateKey(old=old, new=new, decision=PAPER))

    @rule(chance=CHANCE, id_=st.sampled_from(["a1", "a2"]), step=st.sampled_from(["plan", "record", "spend"]))
    def archive(self, chance: Random, id_: str, step: str) -> None:
        size = self.house.state.size + chance.choice([0, 0, -1, 1])
        cause: Any = chance.choice([{"kind": "window", "ref": "w1"}, {"kind": "lock", "ref": "6a/1"}])
        steps: dict[str, Command] = {
            "plan": PlanSnapshot(id=id_, size=size, checkpoint="A" * 43, cause=cause, renderer="socai/1"),
            "record": RecordSnapshot(id=id_, digest="A" * 43, size_bytes=1),
            "spend": SpendSnapshot(id=id_, reason="khác"),
        }
        self.ask(chance, steps[step])

    @rule(chance=CHANCE, first=st.integers(-4, 1), days=st.integers(-1, 2))
    def tell_reads(self, chance: Random, first: int, days: int) -> None:
        start, end = (local_day(later(self.house.now, days=first + more)) for more in (0, days))
        self.ask(chance, DigestReads(start=start, end=end, count=1, failures=0, digest="A" * 43))


def test_domain_and_verifier_agree() -> None:
    """Accepted means sound, refused means found, by the same code."""
    run_state_machine_as_test(
        Whoever, settings=settings(max_examples=300, stateful_step_count=25, deadline=None)
    )


@pytest.mark.nightly
def test_domain_and_verifier_agree_at_length() -> None:
    """The same with longer and more stories."""
    run_state_machine_as_test(
        Whoever, settings=settings(max_examples=1_500, stateful_step_count=50, deadline=None)
    )
