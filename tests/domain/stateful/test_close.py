"""Closing against one dict per class and semester: proposal, lock, unlock, its limit (LAW 23-24, 44)."""

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.acts.books.close import LockBook, ProposeClose, RefuseClose, UnlockBook
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.unit.windows import MoveWindow
from tests.domain.schoolhouse import Schoolhouse
from tests.domain.situations import lending
from tests.domain.stateful.stage import Stage, after, run_nightly, run_short
from tests.domain.yearhouse import open_year, procedure
from tests.school.small import CLASS, DURING, PAPER, window

HEAD, DEPUTY = "hieutruong", "phohieutruong"
DAY = 24 * 60
BOOKS = {"toan": ("toan", "tx1", 80), "amnhac": ("nhac", "tx1", "D"), "conduct": ("gvcn", "hk", "T")}
BOOKS |= {"profile": ("gvcn", "ten", "t:Tên")}
LEADERS = st.sampled_from([HEAD, HEAD, DEPUTY, "bqt"])
SEMESTERS = st.sampled_from([1, 1, 1, 2])
CHOSEN = st.sampled_from([CLASS] * 7 + ["9z"])


@cache
def template() -> Schoolhouse:
    """The head is of the board, too; a deputy may decide closes until December; windows of a whole year."""
    house = lending("close")()
    house.appoint(HEAD, "board")
    long = {"end": "2022-10-01T00:00:00.000000Z"}
    house.do(HEAD, window("w-hk", cols=["hk"], **long))
    house.do(HEAD, window("w-ten", cols=["ten"], **long))
    house.do(HEAD, MoveWindow(window="w1", end=long["end"], decision=PAPER))
    house.now = DURING
    return house


@cache
def opened_template() -> Schoolhouse:
    """The same in an opened year, where only what was approved is locked; nothing is."""
    house = Stage.after(template())
    house.decided(HEAD, open_year())
    return house


def digest_of(cells: list[list[Any]]) -> str:
    """EVENTS.md "Digests", anew."""
    text = json.dumps(cells, separators=(",", ":"), ensure_ascii=False)
    return b64encode(sha256(text.encode()).digest()).decode().rstrip("=")


class Closing(RuleBasedStateMachine):
    """Two semesters of one class."""

    @initialize(opened=st.sampled_from([False, False, False, True]), depth=st.integers(0, 3))
    def begin(self, opened: bool, depth: int) -> None:
        """As far as an unlocked book, so that few steps lead far."""
        house = opened_template() if opened else template()
        self.stage, self.opened = Stage.after(house), opened
        self.terms: dict[int, dict[str, Any]] = {
            n: {"proposal": None, "proposer": "", "locked": None, "until": ""} for n in (1, 2)
        }
        self.cells: dict[tuple[str, str, str], tuple[Any, int]] = {}
        for stream, book in house.state.books.items():
            if stream.startswith(f"book/{CLASS}/") and stream.endswith("/1"):
                subject = stream.split("/")[2]
                self.cells |= {(subject, *key): tuple(cell) for key, cell in book.cells.items()}
        self.days = 30
        if depth > 0:
            self.proposed(1, CLASS, "bqt")
        if depth > 1:
            self.locked(1, HEAD)
        if depth > 2:
            self.unlocked(1, HEAD, 5 * DAY)

    def is_locked(self, semester: int) -> bool:
        term = self.terms[semester]
        return term["locked"] is not None and term["until"] <= self.stage.now

    @rule(semester=SEMESTERS, klass=CHOSEN, person=st.sampled_from(["bqt", "bqt", HEAD, DEPUTY, "gvcn"]))
    def propose(self, semester: int, klass: str, person: str) -> None:
        self.proposed(semester, klass, person)

    def proposed(self, semester: int, klass: str, person: str) -> None:
        term = self.terms[semester]
        broken = set() if person in ("bqt", HEAD) else {"NO_RIGHT"}
        if klass != CLASS:
            broken.add("UNKNOWN_CLASS")
        else:
            broken |= {"BOOK_LOCKED"} if self.is_locked(semester) else set()
            broken |= set() if term["proposal"] is None else {"ALREADY_EXISTS"}
        drafts = self.stage.ask(person, ProposeClose(klass=klass, semester=semester), broken)
        if drafts is not None:
            term |= {"proposal": len(self.stage.log) - 1, "proposer": person}

    def deciding(self, semester: int, person: str) -> set[str]:
        """What keeps a person from deciding a proposal."""
        term = self.terms[semester]
        broken = set() if person in (HEAD, DEPUTY) else {"NO_RIGHT"}
        if person == DEPUTY and self.stage.now[:10] > "2020-12-31":
            broken.add("RIGHT_NOT_IN_FORCE")
        if term["proposal"] is None:
            broken.add("NO_PROPOSAL")
        elif term["proposer"] == person:
            broken.add("PROPOSER_DECIDES")
        return broken

    @rule(semester=SEMESTERS, person=LEADERS)
    def refuse(self, semester: int, person: str) -> None:
        command = RefuseClose(klass=CLASS, semester=semester, reason="còn thiếu")
        drafts = self.stage.ask(person, command, self.deciding(semester, person))
        if drafts is not None:
            assert drafts[0].data["proposal"] == self.terms[semester]["proposal"]
            self.terms[semester]["proposal"] = None

    @rule(semester=SEMESTERS, person=LEADERS)
    def lock(self, semester: int, person: str) -> None:
        self.locked(semester, person)

    @rule(semester=SEMESTERS)
    def propose_and_lock(self, semester: int) -> None:
        if self.terms[semester]["proposal"] is None and not self.is_locked(semester):
            self.proposed(semester, CLASS, "bqt")
        self.locked(semester, HEAD)

    def locked(self, semester: int, person: str) -> None:
        broken = self.deciding(semester, person) | ({"NOT_APPROVED"} if self.opened else set())
        term = self.terms[semester]
        drafts = self.stage.ask(person, LockBook(klass=CLASS, semester=semester, decision=PAPER), broken)
        if drafts is None:
            return
        held = [[*key, pos] for key, (value, pos) in self.cells.items() if value is not None]
        cells = sorted(held) if semester == 1 else []
        data = drafts[0].data
        assert (data["proposal"], data["count"]) == (term["proposal"], len(cells))
        assert data["digest"] == digest_of(cells)
        term |= {"proposal": None, "locked": len(self.stage.log) - 1, "until": ""}

    @rule(
        semester=SEMESTERS,
        person=st.sampled_from([HEAD, HEAD, HEAD, DEPUTY]),
        days=st.sampled_from([0, 1, 5, 6, 30, 31]),
        minutes=st.sampled_from([-1, 0, 0, 1]),
    )
    def unlock(self, semester: int, person: str, days: int, minutes: int) -> None:
        self.unlocked(semester, person, days * DAY + minutes)

    @precondition(lambda self: self.is_locked(1))
    @rule(days=st.integers(1, 5))
    def unlock_soundly(self, days: int) -> None:
        self.unlocked(1, HEAD, min(days, self.days) * DAY)

    def unlocked(self, semester: int, person: str, ahead: int) -> None:
        broken = set() if self.is_locked(semester) else {"NOT_LOCKED"}
        broken |= set() if 0 < ahead <= self.days * DAY else {"BAD_PERIOD"}
        broken |= set() if person == HEAD else {"NO_RIGHT"}
        until = after(self.stage.now, ahead)
        fields: dict[str, Any] = {"reason": "thi bù", "decision": PAPER, "until": until}
        if self.stage.ask(person, UnlockBook(klass=CLASS, semester=semester, **fields), broken) is not None:
            self.terms[semester]["until"] = until

    @rule(days=st.sampled_from([1, 5, 30]))
    def set_procedure(self, days: int) -> None:
        self.stage.ask(HEAD, procedure(days), ())
        self.days = days

    @rule(subject=st.sampled_from(list(BOOKS)), pupil=st.sampled_from(["hs01", "hs02"]), clears=st.booleans())
    def mark(self, subject: str, pupil: str, clears: bool) -> None:
        """A lock shuts every book of the class; what was ever locked stays of record."""
        person, col, value = BOOKS[subject]
        key = (subject, pupil, col)
        old, base = self.cells.get(key, (None, 0))
        wanted = None if clears else value
        broken = {"BOOK_LOCKED"} if self.is_locked(1) else set()
        if wanted != old and self.terms[1]["locked"] is not None:
            broken.add("OF_RECORD")
        edit = CellEdit(pupil=pupil, col=col, value=wanted, base=base)
        command = SaveMarks(klass=CLASS, subject=subject, semester=1, cells=[edit])
        drafts = self.stage.ask(person, command, broken)
        if drafts:
            self.cells[key] = (wanted, len(self.stage.log) - 1)

    @rule(minutes=st.sampled_from([1, 60, DAY, 5 * DAY, 30 * DAY]))
    def wait(self, minutes: int) -> None:
        if self.stage.now < "2022-06":
            self.stage.wait(minutes)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        for semester, term in self.terms.items():
            close = self.stage.state.close(CLASS, semester)
            assert (close.proposal, close.locked) == (term["proposal"], term["locked"])
            assert close.locked_at(self.stage.now) == self.is_locked(semester)
            assert close.ever_locked == (term["locked"] is not None)
        assert not self.opened or all(term["locked"] is None for term in self.terms.values())


def test_a_close_is_as_its_model() -> None:
    """LAW 23-24."""
    run_short(Closing)


@pytest.mark.nightly
def test_a_close_is_as_its_model_2000_times() -> None:
    """LAW 23-24, at length."""
    run_nightly(Closing)
