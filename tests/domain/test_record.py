"""The heart as a property: a cell of record changes by an applied dossier or a late permission, or never."""

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.acts.books.close import LockBook, ProposeClose, UnlockBook
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.grounds.command import Command
from domain.grounds.rights import act_as
from domain.state.dossier import SEATS
from domain.words.days import later
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import school
from tests.school.small import CLASS, OPEN, PAPER, PUPILS, SHUT, SUBJECT, window

COLS = ("tx1", "tx2")
PEOPLE = ("hieutruong", "phohieutruong", "bqt", "gvcn", "toan", "vanthu")
PUPIL, COL = st.sampled_from(PUPILS), st.sampled_from(COLS)


class Record(RuleBasedStateMachine):
    """Whoever tries whatever, in any order, over some weeks around the end of a window."""

    def __init__(self) -> None:
        super().__init__()
        self.house = school(windows=False)
        self.house.do("hieutruong", window(cols=["tx1"]))
        self.house.do("hieutruong", window("w2", cols=["tx2"], end="2021-01-01T00:00:00.000000Z"))
        self.house.now = "2020-10-25T02:00:00.000000Z"
        for pupil, value in (("hs01", 80), ("hs02", "P")):
            self.house.do("toan", self.house.mark(pupil, "tx1", value))
            self.house.do("toan", self.house.mark(pupil, "tx2", value))
        self.dossiers = 0
        self.seen = 0
        self.record: dict[tuple[str, str], int | str | None] = {}
        self.values: dict[tuple[str, str], int | str | None] = {}

    def attempt(self, person: str, command: Command) -> None:
        self.house.load(command)
        try:
            role, basis = act_as(self.house.state, person, command, self.house.now)
            self.house.claim(person, role, basis, command)
        except Refusal:
            return

    @rule(
        pupil=PUPIL,
        col=COL,
        value=st.sampled_from([None, "P", 50, 60, 70]),
    )
    def save(self, pupil: str, col: str, value: int | str | None) -> None:
        self.attempt("toan", self.house.mark(pupil, col, value))

    @rule(minutes=st.sampled_from([1, 15, 16, 60 * 24, 60 * 24 * 9]))
    def wait(self, minutes: int) -> None:
        self.house.now = later(self.house.now, minutes=minutes)

    @rule(col=COL)
    def publish(self, col: str) -> None:
        self.attempt("toan", PublishColumn(klass=CLASS, subject=SUBJECT, semester=1, col=col))

    @rule(pupil=PUPIL, col=COL)
    def permit_late(self, pupil: str, col: str) -> None:
        until = later(self.house.now, days=2)
        place = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
        self.attempt(
            "hieutruong",
            PermitLateEntry(**place, col=col, pupils=[pupil], until=until, reason="makeup", decision=PAPER),
        )

    @rule(pupil=PUPIL, col=COL, value=st.sampled_from([None, 55, 65]))
    def save_late(self, pupil: str, col: str, value: int | None) -> None:
        self.permit_late(pupil, col)
        self.save(pupil, col, value)

    @precondition(lambda self: self.house.now > later(SHUT, days=-3))
    @rule(locking=st.booleans())
    def close(self, locking: bool) -> None:
        if locking:
            self.attempt("bqt", ProposeClose(klass=CLASS, semester=1))
            self.attempt("hieutruong", LockBook(klass=CLASS, semester=1, decision=PAPER))
        else:
            until = later(self.house.now, days=5)
            self.attempt(
                "hieutruong", UnlockBook(klass=CLASS, semester=1, reason="x", decision=PAPER, until=until)
            )

    @rule(
        pupil=PUPIL,
        col=COL,
        kind=st.sampled_from(["sua", "bosung"]),
        value=st.sampled_from([None, 80, 90]),
    )
    def propose(self, pupil: str, col: str, kind: str, value: int | None) -> None:
        before = len(self.house.log)
        name = f"d{self.dossiers + 1}"
        self.attempt("toan", self.house.propose(name, kind, pupil=pupil, col=col, value=value))
        self.dossiers += len(self.house.log) > before

    @precondition(lambda self: self.dossiers)
    @rule(person=st.sampled_from(PEOPLE), seat=st.sampled_from(["permit", "permit", *SEATS]), data=st.data())
    def decide_dossier(self, person: str, seat: str, data: st.DataObject) -> None:
        name = f"d{data.draw(st.integers(1, self.dossiers))}"
        if seat == "permit":
            self.attempt(person, PermitCorrection(dossier=name))
        else:
            self.attempt(person, WitnessCorrection(dossier=name, seat=seat))

    @precondition(lambda self: self.dossiers)
    @rule(late=st.sampled_from([0, 1, 16]))
    def gather(self, late: int) -> None:
        name = f"d{self.dossiers}"
        self.attempt("hieutruong", PermitCorrection(dossier=name))
        for person, seat in (("hieutruong", "leadership"), ("bqt", "board"), ("gvcn", "homeroom")):
            self.attempt(person, WitnessCorrection(dossier=name, seat=seat))
            self.house.now = later(self.house.now, minutes=late)

    @invariant()
    def a_cell_of_record_changes_only_by_permission_or_dossier(self) -> None:
        """Judged from the raw entries, by a plain model of its own: publications, window ends, locks."""
        fresh, self.seen = self.house.log[self.seen :], len(self.house.log)
        for entry in fresh:
            if entry.type in ("MarkEntered", "MarkChanged", "MarkCleared"):
                self.judge_mark(entry.at, entry.type, entry.data)
            if entry.type == "CorrectionApplied":
                self.judge_application(entry.pos, entry.data)
            if entry.type in ("MarkEntered", "MarkChanged", "MarkCleared", "CorrectionApplied"):
                self.values[entry.data["pupil"], entry.data["col"]] = entry.data.get("value")
            if entry.type == "ColumnPublished":
                self.record[entry.data["col"], "published"] = entry.at
            if entry.type == "BookLocked":
                self.record["*", "locked"] = entry.at
        for cell, value in self.values.items():
            assert self.house.value(*cell) == value

    def judge_mark(self, at: str, type_: str, data: dict[str, object]) -> None:
        end = SHUT if data["col"] == "tx1" else "2021-01-01T00:00:00.000000Z"
        of_record = (data["col"], "published") in self.record or ("*", "locked") in self.record or at >= end
        late = data.get("late")
        assert at >= OPEN
        if late is None:
            assert not of_record
            return
        permission = self.house.log[int(str(late))]
        assert permission.type == "LateEntryPermitted"
        assert data["pupil"] in permission.data["pupils"] and data["col"] == permission.data["col"]
        assert at < permission.data["until"]
        assert type_ == "MarkEntered" or data["old"] == "P"

    def judge_application(self, pos: int, data: dict[str, object]) -> None:
        """Three different persons in three seats within 15 minutes, after a permission, none the proposer."""
        story = [e for e in self.house.log[:pos] if e.stream == f"dossier/{data['dossier']}"]
        assert [e.type for e in story[:3]] == ["CorrectionProposed", "CorrectionItem", "CorrectionPermitted"]
        present = [e for e in story if e.type == "CorrectionWitnessed"][-3:]
        assert {e.data["seat"] for e in present} == set(SEATS)
        assert len({e.actor["person"] for e in present} | {story[0].actor["person"]}) == 4
        assert present[-1].at <= later(present[0].at, minutes=15)
        assert self.values.get((str(data["pupil"]), str(data["col"]))) == data["old"]


TestRecord = Record.TestCase
TestRecord.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
