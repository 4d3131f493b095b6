"""Who is in which class on which day, against a calendar that names each day's class (LAW 8, 29, 30, 33)."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.acts.pupils.arrivals import RecordArrival
from domain.acts.pupils.attendance import AbsenceEdit, ConfirmMonth, ReopenMonth, SetAbsences, SignMonth
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.unit.classes import EnrolPupils, OpenClass
from domain.regulations.selection import regime_of_grade
from domain.state.membership import classes_of_year, is_member, members
from tests.domain.schoolhouse import Schoolhouse, school
from tests.domain.stateful.stage import Stage, run_nightly, run_short
from tests.school.small import PAPER, new_pupil, subject

FIRST, LAST = date(2020, 8, 1), date(2022, 1, 31)
DAYS = [(FIRST + timedelta(days=n)).isoformat() for n in range((LAST - FIRST).days + 1)]
CLASSES = {
    "6a": ("2020-2021", 6),
    "6b": ("2020-2021", 6),
    "7a": ("2021-2022", 7),
    "6c": ("2021-2022", 6),
}
PUPILS = st.sampled_from(["hs01", "hs02", "hs03", "hs04", "hs05", "hs01"])
IN = st.sampled_from([*CLASSES, "9z", "6a", "6b"])
DATES = st.sampled_from(
    [
        *("2020-08-31", "2020-09-01", "2020-09-02", "2020-10-15", "2020-10-31", "2020-11-01", "2020-12-10"),
        *("2021-03-01", "2021-05-31", "2021-09-05", "2021-09-06", "2021-12-01"),
    ]
)
CAUSES = st.sampled_from(["change", "change", "year", "return", "return"])


@cache
def template() -> Schoolhouse:
    """Four classes of two years, each with its homeroom teacher; three pupils in 6a."""
    house = school()
    for klass, (year, grade) in CLASSES.items():
        if klass != "6a":
            subjects = [subject("toan")]
            place: Any = {"klass": klass, "name": klass, "grade": grade, "year": year}
            regime = regime_of_grade(year, grade)
            house.do("bqt", OpenClass(**place, regime=regime, subjects=subjects))
            house.appoint(f"gv{klass}", "homeroom", klass)
    house.appoint("gv6a", "homeroom", "6a")
    house.now = "2022-01-31T02:00:00.000000Z"
    return house


class Membership(RuleBasedStateMachine):
    """Pupils who come, move and leave, written down after the fact."""

    @initialize()
    def begin(self) -> None:
        self.stage = Stage.after(template())
        self.calendar: dict[str, dict[str, str]] = {}
        self.stays: dict[str, list[tuple[str, str]]] = {}
        self.left: dict[str, str | None] = {}
        self.arrived: set[str] = set()
        self.missed: set[tuple[str, str, str]] = set()
        self.grown: set[str] = set()
        """Who moved up from the year before, and so came from no other school."""
        self.signed: set[tuple[str, str]] = set()
        for pupil in ("hs01", "hs02", "hs03"):
            self.put(pupil, "6a", "2020-09-01")

    def put(self, pupil: str, klass: str, start: str, cause: str = "enrolled") -> None:
        """From that day on in that class; what came before ends, unless it had."""
        days = self.calendar.setdefault(pupil, {})
        days.update({day: klass for day in DAYS if day >= start})
        self.stays.setdefault(pupil, []).append((klass, start))
        self.left[pupil] = None
        if cause != "change":
            self.arrived.discard(pupil)
            self.grown.discard(pupil)
        if cause == "year":
            self.grown.add(pupil)

    def is_signed(self, day: str, *classes: str) -> set[str]:
        hit = any((klass, day[:7]) in self.signed for klass in classes)
        return {"MONTH_SIGNED"} if hit else set()

    # --- movements

    @rule(pupil=PUPILS, klass=IN, start=DATES)
    def enrol(self, pupil: str, klass: str, start: str) -> None:
        broken = set() if klass in CLASSES else {"UNKNOWN_CLASS"}
        broken |= {"ALREADY_EXISTS"} if pupil in self.calendar else set()
        broken |= self.is_signed(start, klass)
        made = new_pupil(pupil, start=start, register_no=f"{len(self.stage.log)}/x")
        if self.stage.ask("vanthu", EnrolPupils(klass=klass, pupils=[made]), broken) is not None:
            self.put(pupil, klass, start)

    @rule(pupil=PUPILS, klass=IN, start=DATES, cause=CAUSES)
    def place(self, pupil: str, klass: str, start: str, cause: Any) -> None:
        self.placed(pupil, klass, start, cause)

    @precondition(lambda self: self.calendar)
    @rule(pick=st.integers(0, 4), klass=st.sampled_from(list(CLASSES)), weeks=st.integers(0, 30))
    def move(self, pick: int, klass: str, weeks: int) -> None:
        """By the cause that fits, some weeks after the pupil came or left."""
        pupil = sorted(self.calendar)[pick % len(self.calendar)]
        before, since = self.stays[pupil][-1]
        left = self.left[pupil]
        start = date.fromisoformat(left or since) + timedelta(days=1, weeks=weeks)
        cause = "return" if left else "year" if CLASSES[klass][0] > CLASSES[before][0] else "change"
        if start < LAST:
            self.placed(pupil, klass, start.isoformat(), cause)

    def placed(self, pupil: str, klass: str, start: str, cause: Any) -> None:
        command = PlacePupil(pupil=pupil, klass=klass, start=start, cause=cause, decision=PAPER)
        broken = set() if klass in CLASSES else {"UNKNOWN_CLASS"}
        broken |= set() if pupil in self.calendar else {"UNKNOWN_PUPIL"}
        if not broken:
            broken = self.placing_breaks(pupil, klass, start, cause)
        if self.stage.ask("vanthu", command, broken) is not None:
            self.put(pupil, klass, start, cause)

    def placing_breaks(self, pupil: str, klass: str, start: str, cause: str) -> set[str]:
        """Rule 29, for a known pupil and class."""
        (before, since), left = self.stays[pupil][-1], self.left[pupil]
        fits = {
            "year": CLASSES[klass][0] > CLASSES[before][0],
            "change": left is None and klass != before and CLASSES[klass] == CLASSES[before],
            "return": left is not None
            and (CLASSES[klass][0] > CLASSES[before][0] or CLASSES[klass] == CLASSES[before]),
        }
        broken = set() if fits[cause] else {"MOVE_WRONG"}
        if start <= since or (left is not None and start <= left):
            broken.add("BAD_PERIOD")
        if left is None:
            eve = date.fromisoformat(start) - timedelta(days=1)
            broken |= self.loses(pupil, before, eve.isoformat())
        return broken | self.is_signed(start, klass, *([before] if left is None else []))

    @rule(pupil=PUPILS, klass=IN, last=DATES)
    def leave(self, pupil: str, klass: str, last: str) -> None:
        command = RecordLeaving(pupil=pupil, klass=klass, last=last, cause="transfer", decision=PAPER)
        if pupil not in self.calendar:
            broken = {"UNKNOWN_PUPIL"}
        elif self.stays[pupil][-1][0] != klass or self.left[pupil] is not None:
            broken = {"NOT_IN_CLASS"}
        else:
            since = date.fromisoformat(self.stays[pupil][-1][1])
            too_early = date.fromisoformat(last) < since - timedelta(days=1)
            broken = {"BAD_PERIOD"} if too_early else self.is_signed(last, klass)
            broken |= self.loses(pupil, klass, last)
        if self.stage.ask("vanthu", command, broken) is not None:
            self.left[pupil] = last
            self.calendar[pupil] = {day: k for day, k in self.calendar[pupil].items() if day <= last}

    @rule(pupil=PUPILS)
    def arrive(self, pupil: str) -> None:
        broken = set() if pupil in self.calendar else {"UNKNOWN_PUPIL"}
        broken |= {"ALREADY_EXISTS"} if pupil in self.arrived else set()
        broken |= {"NOT_ARRIVED"} if pupil in self.grown else set()
        command = RecordArrival(pupil=pupil, school="THCS Khác", letter=PAPER)
        if self.stage.ask("vanthu", command, broken) is not None:
            self.arrived.add(pupil)

    # --- months

    @rule(klass=st.sampled_from(list(CLASSES)), day=DATES)
    def sign_month(self, klass: str, day: str) -> None:
        month: dict[str, Any] = {"klass": klass, "month": day[:7]}
        broken = self.is_signed(day, klass)
        if self.stage.ask(f"gv{klass}", ConfirmMonth(**month), broken) is not None:
            self.stage.ask("hieutruong", SignMonth(**month, remark="Tốt"), ())
            self.signed.add((klass, day[:7]))

    @rule(klass=st.sampled_from(list(CLASSES)), day=DATES)
    def reopen_month(self, klass: str, day: str) -> None:
        broken = set() if (klass, day[:7]) in self.signed else {"NOT_SIGNED"}
        command = ReopenMonth(klass=klass, month=day[:7], reason="sai sót")
        if self.stage.ask("hieutruong", command, broken) is not None:
            self.signed.discard((klass, day[:7]))

    @rule(pupil=PUPILS, klass=st.sampled_from(list(CLASSES)), day=DATES)
    def miss_a_session(self, pupil: str, klass: str, day: str) -> None:
        """A pupil is absent only where the calendar has the pupil."""
        self.stage.load(ConfirmMonth(klass=klass, month=day[:7]))
        cell = self.stage.state.month(klass, day[:7]).cell(pupil, day, "S")
        value: Any = "K" if cell.value == "P" else "P"
        edit = AbsenceEdit(pupil=pupil, date=day, session="S", value=value, base=cell.pos)
        broken = self.is_signed(day, klass)
        broken |= set() if self.calendar.get(pupil, {}).get(day) == klass else {"NOT_IN_CLASS"}
        command = SetAbsences(klass=klass, month=day[:7], edits=[edit])
        if self.stage.ask(f"gv{klass}", command, broken) is not None:
            self.missed.add((pupil, klass, day))

    def loses(self, pupil: str, klass: str, beyond: str) -> set[str]:
        """A movement takes no absence after that day out of count."""
        hit = any((who, of) == (pupil, klass) and day > beyond for who, of, day in self.missed)
        return {"MOVE_WRONG"} if hit else set()

    # --- the same facts

    @invariant()
    def is_where_the_calendar_says(self) -> None:
        for pupil, stays in self.stays.items():
            around = {start for _, start in stays} | {self.left[pupil] or "2021-05-31"}
            self.compare([pupil], sorted(around))

    def compare(self, pupils: list[str], days: list[str]) -> None:
        state = self.stage.state
        for pupil in pupils:
            days_of = self.calendar[pupil]
            for day in days:
                found = [klass for klass in CLASSES if is_member(state, pupil, klass, day)]
                assert found == ([days_of[day]] if day in days_of else []), (pupil, day)

    def teardown(self) -> None:
        """On every day of both years; lists of classes and of years agree with it."""
        state, pupils = self.stage.state, sorted(self.calendar)
        self.compare(pupils, DAYS)
        for klass in CLASSES:
            for day in DAYS[::17]:
                here = [pupil for pupil in pupils if self.calendar[pupil].get(day) == klass]
                assert members(state, klass, day) == here
        for pupil in pupils:
            for year in ("2020-2021", "2021-2022"):
                order = [klass for klass, _ in reversed(self.stays[pupil]) if CLASSES[klass][0] == year]
                assert classes_of_year(state, pupil, year) == list(dict.fromkeys(order))


def test_membership_is_as_its_calendar() -> None:
    """LAW 29."""
    run_short(Membership)


@pytest.mark.nightly
def test_membership_is_as_its_calendar_2000_times() -> None:
    """LAW 29, at length."""
    run_nightly(Membership)
