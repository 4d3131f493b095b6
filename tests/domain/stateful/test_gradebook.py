"""A gradebook against dicts: windows, publication, late permissions, locks, members (LAW 11-16)."""

from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.acts.books.close import LockBook, ProposeClose, UnlockBook
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.pupils.movements import RecordLeaving
from domain.acts.unit.classes import EnrolPupils
from domain.acts.unit.windows import MoveWindow
from domain.law import book_of
from domain.state.book import BookState
from tests.domain.schoolhouse import Schoolhouse, school
from tests.domain.stateful.stage import Stage, after, day_of, run_nightly, run_short
from tests.school.small import CLASS, DURING, OPEN, PAPER, SEALED, SHUT, SUBJECT, new_pupil

PLACE: dict[str, Any] = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
DAY = 24 * 60
STAYS = {
    "hs01": ("2020-09-01", "9999"),
    "hs02": ("2020-09-01", "9999"),
    "hs03": ("2020-09-01", "2020-10-25"),
    "hs04": ("2020-10-20", "9999"),
}
COLS = ("tx1", "tx4", "gk", "ck", "nx")
PUPILS = st.sampled_from([*STAYS, "hs01", "hs02", "hs99"])
COLUMNS = st.sampled_from([*COLS, "tx1", "tx1", "gk", "tx9", "hk"])
VALUES = st.sampled_from([80, 75, 0, 100, "P", "K", None, "P", 101, -1, "D", SEALED])
UNTIL = st.sampled_from([-1, 0, 1, DAY, 9 * DAY, 40 * DAY])


@cache
def template() -> Schoolhouse:
    """Two pupils all the time, one who leaves, one who comes in October."""
    house = school()
    house.do("vanthu", EnrolPupils(klass=CLASS, pupils=[new_pupil("hs04", start="2020-10-20")]))
    leaving: dict[str, Any] = {"klass": CLASS, "last": "2020-10-25", "cause": "dropout", "decision": PAPER}
    house.do("vanthu", RecordLeaving(pupil="hs03", **leaving))
    house.now = DURING
    return house


def suits(col: str, value: Any) -> bool:
    """A sealed remark, or tenths and codes of a subject with marks."""
    if col == "nx":
        return bool(value == SEALED)
    return value in ("P", "K") or (isinstance(value, int) and 0 <= value <= 100)


class Gradebook(RuleBasedStateMachine):
    """One book from October on, and what it should hold."""

    @initialize()
    def begin(self) -> None:
        self.stage = Stage.after(template())
        self.cells: dict[tuple[str, str], tuple[Any, int]] = {}
        self.published: set[str] = set()
        self.permissions: list[tuple[int, str, list[str], str]] = []
        self.shut = SHUT
        self.locked, self.until = False, ""

    def is_locked(self) -> bool:
        return self.locked and self.until <= self.stage.now

    def may_hold(self, pupil: str, col: str) -> bool:
        """Who is or was a member; or is to be one, where a mark stands or stood: it stays in this book."""
        first, _ = STAYS.get(pupil, ("9", "0"))
        return first <= day_of(self.stage.now) or (pupil in STAYS and (pupil, col) in self.cells)

    def held(self, pupil: str, col: str) -> tuple[Any, int]:
        return self.cells.get((pupil, col), (None, 0))

    # --- the ways of a mark

    def allowing(self, pupil: str, col: str) -> int | None:
        """The newest permission in force for the cell."""
        fits = [
            pos
            for pos, of, pupils, until in self.permissions
            if of == col and pupil in pupils and self.stage.now < until
        ]
        return max(fits, default=None)

    def way(self, pupil: str, col: str, value: Any, late: int | None) -> tuple[set[str], int | None]:
        """What forbids a change of the cell, and the permission that lets it in."""
        old = self.held(pupil, col)[0]
        fills = value is not None and old in (None, "P")
        ordinary = set()
        if not OPEN <= self.stage.now < self.shut:
            ordinary.add("WINDOW_CLOSED")
        if col in self.published or self.locked:
            ordinary.add("OF_RECORD")
        if late is None or value is None:
            found = self.allowing(pupil, col) if ordinary and fills else None
            return (set(), found) if found is not None else (ordinary, None)
        named = any(
            pos == late and of == col and pupil in pupils and self.stage.now < until
            for pos, of, pupils, until in self.permissions
        )
        broken = set() if named else {"LATE_NOT_PERMITTED"}
        return (broken if fills else broken | {"OF_RECORD"}), late

    def broken_by(self, edit: CellEdit, late: int | None) -> set[str]:
        """The rules that an edit breaks."""
        broken = set()
        old, pos = self.held(edit.pupil, edit.col)
        if edit.col not in (*COLS, "tx2", "tx3"):
            broken.add("UNKNOWN_COLUMN")
        if not self.may_hold(edit.pupil, edit.col):
            broken.add("NOT_IN_CLASS")
        if edit.value is not None and not suits(edit.col, edit.value):
            broken.add("BAD_VALUE")
        if edit.base != pos:
            broken.add("STALE_BASE")
        if edit.value != old:
            broken |= self.way(edit.pupil, edit.col, edit.value, late)[0]
        return broken

    def written(self, edit: CellEdit, late: int | None) -> tuple[str, dict[str, Any]] | None:
        """The entry that a sound edit makes."""
        old, pos = self.held(edit.pupil, edit.col)
        place = {"pupil": edit.pupil, "col": edit.col}
        used = self.way(edit.pupil, edit.col, edit.value, late)[1]
        if edit.value == old:
            return None
        if old is None:
            return "MarkEntered", {**place, "value": edit.value, "late": used}
        if edit.value is None:
            return "MarkCleared", {**place, "old": old, "base": pos}
        return "MarkChanged", {**place, "old": old, "base": pos, "value": edit.value, "late": used}

    def save(self, edits: list[CellEdit], late: int | None) -> None:
        """All edits or none."""
        broken = {code for edit in edits for code in self.broken_by(edit, late)}
        if self.is_locked():
            broken.add("BOOK_LOCKED")
        if len({(edit.pupil, edit.col) for edit in edits}) < len(edits):
            broken.add("CELL_TWICE")
        wanted = [] if broken else [made for edit in edits if (made := self.written(edit, late))]
        start = len(self.stage.log)
        drafts = self.stage.ask("toan", SaveMarks(**PLACE, cells=edits, late=late), broken)
        if drafts is None:
            return
        assert [(draft.type, draft.data) for draft in drafts] == wanted
        for index, (_, data) in enumerate(wanted):
            self.cells[data["pupil"], data["col"]] = (data.get("value"), start + index)

    @rule(pupil=st.sampled_from(["hs01", "hs02"]), col=st.sampled_from(COLS), sealed=st.booleans())
    def save_soundly(self, pupil: str, col: str, sealed: bool) -> None:
        """A value that differs from the last and suits."""
        old, base = self.held(pupil, col)
        values = [SEALED, None] if col == "nx" else [70, 85, "P"]
        value = next(each for each in (values if sealed else values[::-1]) if each != old)
        self.save([CellEdit(pupil=pupil, col=col, value=value, base=base)], None)

    @rule(pupil=PUPILS, col=COLUMNS, value=VALUES, off=st.sampled_from([0, 0, 0, 0, 1, -1]))
    def save_one(self, pupil: str, col: str, value: Any, off: int) -> None:
        base = max(0, self.held(pupil, col)[1] + off)
        self.save([CellEdit(pupil=pupil, col=col, value=value, base=base)], None)

    @rule(
        pupils=st.lists(PUPILS, min_size=1, max_size=4),
        col=st.sampled_from(COLS),
        value=st.sampled_from([60, "P", None, SEALED]),
    )
    def save_many(self, pupils: list[str], col: str, value: Any) -> None:
        edits = [
            CellEdit(pupil=pupil, col=col, value=value, base=self.held(pupil, col)[1]) for pupil in pupils
        ]
        self.save(edits, None)

    @rule(data=st.data(), pupil=PUPILS, col=st.sampled_from(COLS), value=VALUES)
    def save_by_permission(self, data: st.DataObject, pupil: str, col: str, value: Any) -> None:
        late = data.draw(st.sampled_from([*(pos for pos, *_ in self.permissions), 1]))
        edit = CellEdit(pupil=pupil, col=col, value=value, base=self.held(pupil, col)[1])
        self.save([edit], late)

    # --- what governs them

    @rule(minutes=st.sampled_from([1, 60, DAY, DAY, 5 * DAY]))
    def wait(self, minutes: int) -> None:
        self.stage.wait(minutes)

    @rule(minutes=st.sampled_from([40 * DAY, 9 * DAY, 1, DAY, 0, -1]))
    def move_window(self, minutes: int) -> None:
        end = after(self.stage.now, minutes)
        broken = set() if end > OPEN and self.stage.now < end else {"BAD_PERIOD"}
        if self.stage.now >= self.shut:
            broken.add("WINDOW_ENDED")
        command = MoveWindow(window="w1", end=end, decision=PAPER)
        if self.stage.ask("hieutruong", command, broken) is not None:
            self.shut = end

    @rule(col=st.sampled_from(COLS))
    def publish(self, col: str) -> None:
        count = sum(value is not None for (_, of), (value, _) in self.cells.items() if of == col)
        broken = set() if count else {"DIGEST_WRONG"}
        broken |= {"ALREADY_EXISTS"} if col in self.published else set()
        broken |= {"BOOK_LOCKED"} if self.is_locked() else set()
        drafts = self.stage.ask("toan", PublishColumn(**PLACE, col=col), broken)
        if drafts is not None:
            assert drafts[0].data["count"] == count
            self.published.add(col)

    @rule(col=st.sampled_from([*COLS, "tx9"]), pupils=st.sets(PUPILS, min_size=1, max_size=2), minutes=UNTIL)
    def permit(self, col: str, pupils: set[str], minutes: int) -> None:
        until = after(self.stage.now, minutes)
        broken = set() if minutes > 0 else {"BAD_PERIOD"}
        broken |= set() if all(self.may_hold(pupil, col) for pupil in pupils) else {"NOT_IN_CLASS"}
        broken |= {"UNKNOWN_COLUMN"} if col == "tx9" else set()
        broken |= {"BOOK_LOCKED"} if self.is_locked() else set()
        named: dict[str, Any] = {"pupils": sorted(pupils), "reason": "makeup", "decision": PAPER}
        command = PermitLateEntry(**PLACE, col=col, until=until, **named)
        if self.stage.ask("hieutruong", command, broken) is not None:
            self.permissions.append((len(self.stage.log) - 1, col, sorted(pupils), until))

    @precondition(lambda self: len(self.cells) >= 4 and not self.is_locked())
    @rule()
    def lock(self) -> None:
        self.stage.ask("bqt", ProposeClose(klass=CLASS, semester=1), ())
        drafts = self.stage.ask("hieutruong", LockBook(klass=CLASS, semester=1, decision=PAPER), ())
        held = sum(value is not None for value, _ in self.cells.values())
        assert drafts is not None
        assert drafts[0].data["count"] == held
        self.locked, self.until = True, ""

    @precondition(lambda self: self.locked)
    @rule(days=st.sampled_from([1, 10, 30]))
    def unlock(self, days: int) -> None:
        until = after(self.stage.now, days * DAY)
        command = UnlockBook(klass=CLASS, semester=1, reason="thi bù", decision=PAPER, until=until)
        broken = () if self.is_locked() else ("NOT_LOCKED",)
        if self.stage.ask("hieutruong", command, broken) is not None:
            self.until = until

    # --- the same facts

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        self.stage.load(PublishColumn(**PLACE, col="tx1"))
        self.compare(self.stage.state.book(**PLACE))

    def compare(self, book: BookState) -> None:
        assert {key: tuple(cell) for key, cell in book.cells.items()} == self.cells
        assert set(book.published) == self.published
        assert [each.pos for each in book.permissions] == [pos for pos, *_ in self.permissions]

    def teardown(self) -> None:
        """A fold of the log from its beginning holds them, too."""
        self.compare(book_of(e for e in self.stage.log if e.stream == f"book/{CLASS}/{SUBJECT}/1"))


def test_a_gradebook_is_as_its_model() -> None:
    """LAW 11-16."""
    run_short(Gradebook)


@pytest.mark.nightly
def test_a_gradebook_is_as_its_model_2000_times() -> None:
    """LAW 11-16, at length."""
    run_nightly(Gradebook)
