"""Gradebook, dossier, membership and close against plain models: whatever order people act in, both agree.

The models are a few dictionaries written from spec/LAW.md; each step says what the model expects, by code
where it expects a refusal, and after each step state and model say the same. 2,000 runs of each at night.
"""

from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain import commands as c
from domain import commands_year as y
from domain.days import later
from domain.entry import Refusal
from domain.membership import is_member, members
from tests.domain.schoolhouse import (
    AFTER,
    CLASS,
    DURING,
    PAPER,
    PUPILS,
    SHUT,
    SUBJECT,
    Schoolhouse,
    marked,
    school,
)
from tests.domain.yearhouse import second_class

COLS = ("tx1", "tx2", "gk")
VALUES = st.one_of(st.none(), st.sampled_from(["P", "K"]), st.integers(0, 100))


def outcome(house: Schoolhouse, person: str, command: c.Command) -> str:
    """The refusal's code; "same" if nothing had to change, "done" otherwise."""
    try:
        return "done" if house.do(person, command) else "same"
    except Refusal as refusal:
        return refusal.code


class Gradebook(RuleBasedStateMachine):
    """One book: enter, change, clear, publish, and time that ends the window."""

    def __init__(self) -> None:
        super().__init__()
        self.house = school()
        self.house.now = DURING
        self.cells: dict[tuple[str, str], Any] = {}
        self.published: set[str] = set()
        self.shut = False

    @rule(pupil=st.sampled_from(PUPILS), col=st.sampled_from(COLS), value=VALUES)
    def save(self, pupil: str, col: str, value: Any) -> None:
        expected = "done"
        if value == self.cells.get((pupil, col)):
            expected = "same"
        elif self.shut:
            expected = "WINDOW_CLOSED"
        elif col in self.published:
            expected = "OF_RECORD"
        assert outcome(self.house, "toan", self.house.mark(pupil, col, value)) == expected
        if expected == "done":
            self.cells[pupil, col] = value

    @rule(pupil=st.sampled_from(PUPILS), col=st.sampled_from(COLS), value=st.integers(0, 100))
    def save_unseen(self, pupil: str, col: str, value: int) -> None:
        base = self.house.base(pupil, col) + 1
        assert outcome(self.house, "toan", self.house.mark(pupil, col, value, base=base)) == "STALE_BASE"

    @rule(col=st.sampled_from(COLS))
    def publish(self, col: str) -> None:
        held = any(of == col and value is not None for (_, of), value in self.cells.items())
        expected = "ALREADY_EXISTS" if col in self.published else "done" if held else "DIGEST_WRONG"
        command = c.PublishColumn(klass=CLASS, subject=SUBJECT, semester=1, col=col)
        assert outcome(self.house, "toan", command) == expected
        self.published |= {col} if expected == "done" else set()

    @precondition(lambda self: not self.shut)
    @rule()
    def window_ends(self) -> None:
        self.house.now, self.shut = SHUT, True

    @invariant()
    def the_same(self) -> None:
        self.house.base("hs01", "tx1")
        book = self.house.state.book(CLASS, SUBJECT, 1)
        held = {key: cell.value for key, cell in book.cells.items() if cell.value is not None}
        assert held == {key: value for key, value in self.cells.items() if value is not None}
        assert set(book.published) == self.published


SEATS = {"hieutruong": "leadership", "phohieutruong": "leadership", "bqt": "board", "gvcn": "homeroom"}


class Dossier(RuleBasedStateMachine):
    """One dossier: proposed, permitted, refused, withdrawn, witnessed within fifteen minutes, applied."""

    def __init__(self) -> None:
        super().__init__()
        self.house = marked()
        self.house.now = AFTER
        self.state = ""
        self.seats: dict[str, str] = {}
        self.since = ""

    @rule()
    def propose(self) -> None:
        expected = "ALREADY_EXISTS" if self.state else "done"
        assert outcome(self.house, "toan", self.house.propose()) == expected
        self.state = self.state or "proposed"

    @rule()
    def permit(self) -> None:
        expected = "done" if self.state == "proposed" else "DOSSIER_STATE"
        assert outcome(self.house, "hieutruong", c.PermitCorrection(dossier="d1")) == expected
        self.state = "permitted" if expected == "done" else self.state

    @rule()
    def refuse(self) -> None:
        self._ends("hieutruong", c.RefuseCorrection(dossier="d1", reason="Q" * 42), "refused")

    @rule()
    def withdraw(self) -> None:
        self._ends("toan", c.WithdrawCorrection(dossier="d1"), "withdrawn")

    def _ends(self, person: str, command: c.Command, state: str) -> None:
        expected = "done" if self.state in ("proposed", "permitted") else "DOSSIER_STATE"
        assert outcome(self.house, person, command) == expected
        self.state = state if expected == "done" else self.state

    @rule(person=st.sampled_from(sorted(SEATS)))
    def witness(self, person: str) -> None:
        seat = SEATS[person]
        if self.since and self.house.now > later(self.since, minutes=15):
            self.seats, self.since = {}, ""
        expected = "done"
        if self.state != "permitted":
            expected = "DOSSIER_STATE"
        elif seat in self.seats:
            expected = "SEAT_TAKEN"
        assert outcome(self.house, person, c.WitnessCorrection(dossier="d1", seat=seat)) == expected
        if expected == "done":
            self.since = self.since or self.house.now
            self.seats[seat] = person
            self.state = "applied" if len(self.seats) == 3 else self.state

    @rule(minutes=st.integers(1, 20))
    def wait(self, minutes: int) -> None:
        self.house.now = later(self.house.now, minutes=minutes)

    @invariant()
    def the_same(self) -> None:
        self.house.load(c.PermitCorrection(dossier="d1"))
        assert self.house.state.dossier("d1").state == self.state
        self.house.base("hs01", "tx1")
        assert self.house.value("hs01") == (85 if self.state == "applied" else 80)


DAYS = [(date(2020, 9, 1) + timedelta(days=day)).isoformat() for day in range(0, 60, 3)]
CLASSES = (CLASS, "6b")


class Membership(RuleBasedStateMachine):
    """Pupils change class, leave and come back on days in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.house = school()
        second_class(self.house)
        self.house.now = "2020-12-01T02:00:00.000000Z"
        self.stays = {pupil: [[CLASS, "2020-09-01", "9999-12-31", False]] for pupil in PUPILS}

    @rule(pupil=st.sampled_from(PUPILS), klass=st.sampled_from(CLASSES), day=st.sampled_from(DAYS))
    def change(self, pupil: str, klass: str, day: str) -> None:
        last = self.stays[pupil][-1]
        expected = "done" if day > last[1] else "BAD_PERIOD"
        if last[3] or last[0] == klass:
            expected = "MOVE_WRONG"
        self._place(pupil, klass, day, "change", expected)

    @rule(pupil=st.sampled_from(PUPILS), klass=st.sampled_from(CLASSES), day=st.sampled_from(DAYS))
    def come_back(self, pupil: str, klass: str, day: str) -> None:
        last = self.stays[pupil][-1]
        expected = "done" if day > max(last[1], last[2]) else "BAD_PERIOD"
        self._place(pupil, klass, day, "return", expected if last[3] else "MOVE_WRONG")

    def _place(self, pupil: str, klass: str, day: str, cause: Any, expected: str) -> None:
        command = y.PlacePupil(pupil=pupil, klass=klass, start=day, cause=cause, decision=PAPER)
        assert outcome(self.house, "bqt", command) == expected
        if expected == "done":
            last = self.stays[pupil][-1]
            if not last[3]:
                last[2] = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
            self.stays[pupil].append([klass, day, "9999-12-31", False])

    @rule(pupil=st.sampled_from(PUPILS), klass=st.sampled_from(CLASSES), day=st.sampled_from(DAYS))
    def leave(self, pupil: str, klass: str, day: str) -> None:
        last = self.stays[pupil][-1]
        before = (date.fromisoformat(last[1]) - timedelta(days=1)).isoformat()
        expected = "done" if day >= before else "BAD_PERIOD"
        if last[3] or last[0] != klass:
            expected = "NOT_IN_CLASS"
        command = y.RecordLeaving(pupil=pupil, klass=klass, last=day, cause="transfer", decision=PAPER)
        assert outcome(self.house, "bqt", command) == expected
        if expected == "done":
            last[2], last[3] = day, True

    @invariant()
    def the_same(self) -> None:
        for klass in CLASSES:
            for day in DAYS:
                there = {
                    pupil
                    for pupil, stays in self.stays.items()
                    if any(stay[0] == klass and stay[1] <= day <= stay[2] for stay in stays)
                }
                assert members(self.house.state, klass, day) == sorted(there)
                assert {p for p in PUPILS if is_member(self.house.state, p, klass, day)} == there


class Close(RuleBasedStateMachine):
    """One semester: proposed, refused, locked, unlocked until a time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.house = marked()
        self.house.now = AFTER
        self.proposal = False
        self.ever = False
        self.until = ""

    @property
    def locked(self) -> bool:
        return self.ever and self.until <= self.house.now

    @rule()
    def propose(self) -> None:
        expected = "BOOK_LOCKED" if self.locked else "ALREADY_EXISTS" if self.proposal else "done"
        assert outcome(self.house, "bqt", c.ProposeClose(klass=CLASS, semester=1)) == expected
        self.proposal |= expected == "done"

    @rule()
    def refuse(self) -> None:
        expected = "done" if self.proposal else "NO_PROPOSAL"
        command = c.RefuseClose(klass=CLASS, semester=1, reason="còn thiếu")
        assert outcome(self.house, "hieutruong", command) == expected
        self.proposal = False

    @rule()
    def lock(self) -> None:
        expected = "done" if self.proposal else "NO_PROPOSAL"
        command = c.LockBook(klass=CLASS, semester=1, decision=PAPER)
        assert outcome(self.house, "hieutruong", command) == expected
        if expected == "done":
            self.proposal, self.ever, self.until = False, True, ""

    @rule(days=st.integers(-1, 32))
    def unlock(self, days: int) -> None:
        until = later(self.house.now, days=days)
        expected = "done" if 0 < days <= 30 else "BAD_PERIOD"
        expected = expected if self.locked else "NOT_LOCKED"
        command = c.UnlockBook(klass=CLASS, semester=1, reason="thi bù", decision=PAPER, until=until)
        assert outcome(self.house, "hieutruong", command) == expected
        self.until = until if expected == "done" else self.until

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        self.house.now = later(self.house.now, days=days)

    @rule()
    def enter_late(self) -> None:
        """Nothing enters behind a lock, and nothing of record changes without one."""
        code = outcome(self.house, "toan", self.house.mark("hs03", "tx2", 50))
        assert code == ("BOOK_LOCKED" if self.locked else "WINDOW_CLOSED")

    @invariant()
    def the_same(self) -> None:
        close = self.house.state.close(CLASS, 1)
        assert (close.proposal is not None, close.ever_locked) == (self.proposal, self.ever)
        assert close.locked_at(self.house.now) == self.locked


MACHINES = (Gradebook, Dossier, Membership, Close)


def run(machine: type[RuleBasedStateMachine], examples: int) -> None:
    how = settings(
        max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=how)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_a_few_runs_agree_with_the_model(machine: type[RuleBasedStateMachine]) -> None:
    """Enough to see that the models still fit."""
    run(machine, 15)


@pytest.mark.nightly
@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_2000_runs_agree_with_the_model(machine: type[RuleBasedStateMachine]) -> None:
    """It must show 6."""
    run(machine, 2000)
