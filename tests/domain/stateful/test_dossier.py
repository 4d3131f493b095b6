"""Correction dossiers against dicts: states, seats, sessions, competing dossiers (LAW 17-22)."""

from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.acts.books.close import LockBook, ProposeClose, UnlockBook
from domain.acts.books.corrections import (
    AmendCorrection,
    CorrectionEdit,
    ProposeCorrection,
    WithdrawCorrection,
)
from domain.acts.books.witnessing import NoteLapse, PermitCorrection, RefuseCorrection, WitnessCorrection
from domain.acts.unit.appointments import Delegate
from domain.grounds.command import Command
from domain.state.dossier import DossierState
from tests.domain.schoolhouse import Schoolhouse, marked
from tests.domain.stateful.stage import Stage, after, run_nightly, run_short
from tests.school.small import AFTER, CLASS, EVIDENCE, PAPER, SEALED, SUBJECT, policy

PLACE: dict[str, Any] = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
PROPOSERS = ("toan", "gvcn")
LEADERS = ("hieutruong", "phohieutruong")
SEATED = {"leadership": LEADERS, "board": ("bqt", "bqt2"), "homeroom": ("gvcn", "gvcn2")}
NAMES = ("d1", "d2", "d3", "d9")
PICK = st.integers(0, 7)
OPEN = ("proposed", "permitted")
PEOPLE = ("toan", "gvcn", "gvcn2", "hieutruong", "phohieutruong", "bqt", "bqt2")
ITEMS = st.lists(
    st.tuples(
        st.sampled_from(["hs01", "hs02", "hs03", "hs01", "hs99"]),
        st.sampled_from(["tx1", "tx1", "tx2", "tx9"]),
        st.sampled_from([85, 85, 90, "K", 80, None, "D"]),
        st.sampled_from([0, 0, 0, 0, 1]),
    ),
    min_size=1,
    max_size=2,
)


@cache
def template() -> Schoolhouse:
    """Two marks of record; the homeroom teacher also teaches; a deputy may permit."""
    house = marked()
    house.appoint("gvcn2", "homeroom_deputy", CLASS)
    house.appoint("bqt2", "board")
    house.appoint("gvcn", "teacher", CLASS, SUBJECT)
    lent: dict[str, Any] = {"start": "2020-09-01", "end": "2021-12-31", "decision": PAPER}
    house.do("hieutruong", Delegate(person="phohieutruong", powers=["permit"], **lent))
    house.now = AFTER
    return house


class Dossiers(RuleBasedStateMachine):
    """Two dossiers about the same few cells, and what they should have come to."""

    @initialize(depth=st.integers(0, 4), proposer=st.sampled_from(PROPOSERS))
    def begin(self, depth: int, proposer: str) -> None:
        """With up to two confirmations of a dossier behind us, so that few steps lead far."""
        self.stage = Stage.after(template())
        self.dossiers: dict[str, dict[str, Any]] = {}
        self.lapse = 15
        self.locked = False
        book = template().state.book(**PLACE)
        self.cells = {(pupil, "tx1"): tuple(book.cell(pupil, "tx1")) for pupil in ("hs01", "hs02")}
        steps = (
            lambda: self.proposed("d1", proposer, "sua", [("hs01", "tx1", 85, 0)]),
            lambda: self.permitted("d1", "hieutruong"),
            lambda: self.sit("d1", "hieutruong", "leadership"),
            lambda: self.sit("d1", "bqt", "board"),
        )
        for step in steps[:depth]:
            step()

    def pick(self, number: int, *states: str) -> str:
        """Mostly a dossier in one of the states, else any."""
        fitting = [name for name in self.dossiers if self.state(name) in states]
        return fitting[number % len(fitting)] if fitting and number < 6 else NAMES[number % 4]

    def state(self, name: str) -> str:
        return str(self.dossiers[name]["state"]) if name in self.dossiers else ""

    # --- proposals

    def edits(self, items: list[tuple[Any, ...]]) -> list[CorrectionEdit]:
        return [
            CorrectionEdit(
                pupil=pupil,
                col=col,
                value=value,
                base=self.cells.get((pupil, col), (None, 0))[1] + off,
                reason=SEALED,
            )
            for pupil, col, value, off in items
        ]

    def broken_by(self, kind: str, edits: list[CorrectionEdit]) -> set[str]:
        """Rule 18."""
        broken = set()
        if len({(edit.pupil, edit.col) for edit in edits}) < len(edits):
            broken.add("CELL_TWICE")
        for edit in edits:
            old, pos = self.cells.get((edit.pupil, edit.col), (None, 0))
            if edit.col == "tx9":
                broken.add("UNKNOWN_COLUMN")
            if edit.pupil == "hs99":
                broken.add("NOT_IN_CLASS")
            if edit.value == "D":
                broken.add("BAD_VALUE")
            if edit.base != pos:
                broken.add("STALE_BASE")
            if edit.value == old:
                broken.add("NO_CHANGE")
            if (old is None) != (kind == "bosung") or (kind == "bosung" and edit.value is None):
                broken.add("BAD_DATA")
        return broken

    def taken_in(self, name: str, edits: list[CorrectionEdit]) -> None:
        items = {
            (edit.pupil, edit.col): (
                self.cells.get((edit.pupil, edit.col), (None, 0))[0],
                edit.value,
                edit.base,
            )
            for edit in edits
        }
        self.dossiers[name] |= {"state": "proposed", "permitter": None, "session": None, "items": items}

    @rule(
        name=st.sampled_from(NAMES),
        person=st.sampled_from([*PROPOSERS, *PROPOSERS, "bqt"]),
        kind=st.sampled_from(["sua", "bosung"]),
        items=ITEMS,
    )
    def propose(self, name: str, person: str, kind: Any, items: list[tuple[Any, ...]]) -> None:
        self.proposed(name, person, kind, items)

    @rule(
        name=st.sampled_from(NAMES),
        person=st.sampled_from(PROPOSERS),
        pupils=st.sets(st.sampled_from(["hs01", "hs02", "hs03"]), min_size=1),
        fills=st.booleans(),
    )
    def propose_soundly(self, name: str, person: str, pupils: set[str], fills: bool) -> None:
        """Cells that hold a value, or that hold none, and a value that differs."""
        items = []
        for pupil in sorted(pupils):
            for col in ("tx1", "tx2"):
                old = self.cells.get((pupil, col), (None, 0))[0]
                if (old is None) == fills:
                    items.append((pupil, col, 90 if old != 90 else 95, 0))
        if items:
            self.proposed(name, person, "bosung" if fills else "sua", items)

    def proposed(self, name: str, person: str, kind: Any, items: list[tuple[Any, ...]]) -> None:
        edits = self.edits(items)
        broken = self.broken_by(kind, edits)
        broken |= {"ALREADY_EXISTS"} if name in self.dossiers else set()
        broken |= set() if person in PROPOSERS else {"NO_RIGHT"}
        command = ProposeCorrection(**PLACE, dossier=name, kind=kind, evidence=EVIDENCE, items=edits)
        drafts = self.stage.ask(person, command, broken)
        if drafts is not None:
            assert [draft.type for draft in drafts] == ["CorrectionProposed"] + ["CorrectionItem"] * len(
                edits
            )
            self.dossiers[name] = {"kind": kind, "proposer": person}
            self.taken_in(name, edits)

    @rule(pick=PICK, person=st.sampled_from([*PROPOSERS, *PROPOSERS, "bqt"]), items=ITEMS)
    def amend(self, pick: int, person: str, items: list[tuple[Any, ...]]) -> None:
        name = self.pick(pick, *OPEN)
        edits = self.edits(items)
        known = self.dossiers.get(name, {})
        broken = self.by_proposer(name, person)
        broken |= self.broken_by(known.get("kind", "sua"), edits)
        command = AmendCorrection(dossier=name, evidence=EVIDENCE, items=edits)
        if self.stage.ask(person, command, broken) is not None:
            self.taken_in(name, edits)

    @precondition(lambda self: len(self.dossiers) > 1)
    @rule(pick=PICK, person=st.sampled_from([*PROPOSERS, "bqt"]))
    def withdraw(self, pick: int, person: str) -> None:
        name = self.pick(pick, *OPEN)
        command = WithdrawCorrection(dossier=name)
        if self.stage.ask(person, command, self.by_proposer(name, person)) is not None:
            self.dossiers[name]["state"] = "withdrawn"

    def by_proposer(self, name: str, person: str) -> set[str]:
        broken = set() if self.state(name) in OPEN else {"DOSSIER_STATE"}
        broken |= set() if person in PROPOSERS else {"NO_RIGHT"}
        if person != self.dossiers.get(name, {}).get("proposer"):
            broken.add("NOT_PROPOSER")
        return broken

    # --- the leader

    @rule(pick=PICK, person=st.sampled_from([*LEADERS, *LEADERS, "gvcn"]))
    def permit(self, pick: int, person: str) -> None:
        self.permitted(self.pick(pick, "proposed"), person)

    def permitted(self, name: str, person: str) -> None:
        broken = set() if self.state(name) == "proposed" else {"DOSSIER_STATE"}
        broken |= set() if person in LEADERS else {"NO_RIGHT"}
        if self.stage.ask(person, PermitCorrection(dossier=name), broken) is not None:
            self.dossiers[name] |= {"state": "permitted", "permitter": person}

    @precondition(lambda self: len(self.dossiers) > 1)
    @rule(pick=PICK, person=st.sampled_from([*LEADERS, "gvcn"]))
    def refuse(self, pick: int, person: str) -> None:
        name = self.pick(pick, *OPEN)
        broken = set() if self.state(name) in OPEN else {"DOSSIER_STATE"}
        broken |= set() if person in LEADERS else {"NO_RIGHT"}
        if self.stage.ask(person, RefuseCorrection(dossier=name, reason=SEALED), broken) is not None:
            self.dossiers[name]["state"] = "refused"

    # --- the witnesses

    def open_session(self, name: str) -> dict[str, Any] | None:
        session = self.dossiers.get(name, {}).get("session")
        is_open = session and not session["noted"] and self.stage.now <= session["end"]
        return session if is_open else None

    def seat_broken(self, name: str, person: str, seat: str) -> set[str]:
        """Rule 20."""
        known = self.dossiers.get(name, {})
        may = set(SEATED[seat])
        if seat == "homeroom" and known.get("proposer") == "gvcn":
            may |= set(LEADERS)
        broken = set() if person in may else {"NO_RIGHT"}
        if self.state(name) != "permitted":
            return broken | {"DOSSIER_STATE"}
        session = self.open_session(name)
        seats = session["seats"] if session else {}
        if person == known["proposer"]:
            broken.add("PROPOSER_WITNESSES")
        if seat in seats:
            broken.add("SEAT_TAKEN")
        if person in seats.values() or (person == known["permitter"] and seat != "leadership"):
            broken.add("WITNESS_TWICE")
        if self.locked:
            broken.add("BOOK_LOCKED")
        stale = any(self.cells.get(key, (None, 0))[1] != base for key, (_, _, base) in known["items"].items())
        if len({*seats, seat}) == 3 and stale:
            broken.add("STALE_BASE")
        return broken

    @rule(pick=PICK, person=st.sampled_from(PEOPLE), seat=st.sampled_from(list(SEATED)))
    def witness(self, pick: int, person: str, seat: str) -> None:
        self.sit(self.pick(pick, "permitted"), person, seat)

    @rule(pick=PICK, seat=st.sampled_from(list(SEATED)), which=st.integers(0, 1))
    def witness_by_role(self, pick: int, seat: str, which: int) -> None:
        self.sit(self.pick(pick, "permitted"), SEATED[seat][which], seat)

    @rule(pick=PICK, leader=st.sampled_from(LEADERS), second=st.sampled_from(["gvcn", "gvcn2", *LEADERS]))
    def all_witness(self, pick: int, leader: str, second: str) -> None:
        name = self.pick(pick, "permitted")
        for person, seat in ((leader, "leadership"), ("bqt", "board"), (second, "homeroom")):
            self.sit(name, person, seat)

    def sit(self, name: str, person: str, seat: str) -> None:
        broken = self.seat_broken(name, person, seat)
        start = len(self.stage.log)
        command: Command = WitnessCorrection.model_validate({"dossier": name, "seat": seat})
        drafts = self.stage.ask(person, command, broken)
        if drafts is None:
            return
        known, session = self.dossiers[name], self.open_session(name)
        if session is None:
            session = {"since": start, "end": after(self.stage.now, self.lapse), "seats": {}, "noted": False}
            known["session"] = session
        session["seats"][seat] = person
        applied = known["items"] if len(session["seats"]) == 3 else {}
        wanted = [(pupil, col, *changed) for (pupil, col), changed in applied.items()]
        names = ("pupil", "col", "old", "value", "base")
        assert [tuple(draft.data[key] for key in names) for draft in drafts[1:]] == wanted
        for index, (key, (_, value, _)) in enumerate(applied.items()):
            self.cells[key] = (value, start + 1 + index)
        if applied:
            known["state"] = "applied"

    @rule(pick=PICK)
    def note_lapse(self, pick: int) -> None:
        name = self.pick(pick, "permitted")
        session = self.dossiers.get(name, {}).get("session")
        lapsed = session and not session["noted"] and session["end"] < self.stage.now
        broken = set() if lapsed and self.state(name) == "permitted" else {"DOSSIER_STATE"}
        drafts = self.stage.ask("system", NoteLapse(dossier=name), broken)
        if drafts is not None:
            assert drafts[0].data["since"] == session["since"]
            session["noted"] = True

    # --- what governs them

    @rule(minutes=st.sampled_from([0, 1, 4, 5, 6, 14, 15, 16, 60]))
    def wait(self, minutes: int) -> None:
        self.stage.wait(minutes)

    @rule(lapse=st.sampled_from([5, 15]))
    def set_policy(self, lapse: int) -> None:
        self.stage.ask("hieutruong", policy(lapse=lapse), ())
        self.lapse = lapse

    @precondition(lambda self: self.locked or len(self.dossiers) > 1)
    @rule()
    def lock_or_unlock(self) -> None:
        term: dict[str, Any] = {"klass": CLASS, "semester": 1}
        if self.locked:
            until = after(self.stage.now, 30 * 24 * 60)
            command = UnlockBook(**term, reason="sửa", decision=PAPER, until=until)
            self.stage.ask("hieutruong", command, ())
            self.locked = False
        else:
            self.stage.ask("bqt", ProposeClose(**term), ())
            self.stage.ask("hieutruong", LockBook(**term, decision=PAPER), ())
            self.locked = True

    # --- the same facts

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        for name, known in self.dossiers.items():
            self.compare(self.stage.state.dossier(name), known)
        book = self.stage.state.book(**PLACE)
        assert {key: tuple(cell) for key, cell in book.cells.items()} == self.cells

    def compare(self, dossier: DossierState, known: dict[str, Any]) -> None:
        assert (dossier.state, dossier.proposer) == (known["state"], known["proposer"])
        assert dossier.permitter == known["permitter"]
        items = {(item.pupil, item.col): (item.old, item.value, item.base) for item in dossier.items}
        assert items == known["items"]
        session = known["session"]
        assert (dossier.session is None) == (session is None)
        if dossier.session and session:
            assert {w.seat: w.person for w in dossier.session.witnesses} == session["seats"]
            assert (dossier.session.end, dossier.session.noted) == (session["end"], session["noted"])

    def teardown(self) -> None:
        """Dossiers loaded from the whole log are the same."""
        fresh = Stage.after(self.stage)
        fresh.state.dossiers = {}
        for name, known in self.dossiers.items():
            fresh.load(PermitCorrection(dossier=name))
            self.compare(fresh.state.dossier(name), known)


def test_a_dossier_is_as_its_model() -> None:
    """LAW 17-22."""
    run_short(Dossiers)


@pytest.mark.nightly
def test_a_dossier_is_as_its_model_2000_times() -> None:
    """LAW 17-22, at length."""
    run_nightly(Dossiers)
