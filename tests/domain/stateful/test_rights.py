"""Rights given, ended and lent by anybody in any order: nobody widens their own, and all can be restored.

`grants` is what a person may do on a day; P3 of the law says that no act of one person adds to the own.
"""

from datetime import date, timedelta
from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.acts.books.close import LockBook, ProposeClose
from domain.acts.books.publishing import PublishColumn
from domain.acts.pupils.attendance import ConfirmMonth, SignMonth
from domain.acts.righting.rectification import DecideRectification, ProposeRectification, WitnessRectification
from domain.acts.righting.withdrawal import WithdrawAct
from domain.acts.unit.appointments import Appoint, Delegate, EndAppointment, RegisterPerson
from domain.acts.unit.people import FoundBoard, NameSubstitute
from domain.acts.unit.school import ResetClock
from domain.grounds.command import Command
from domain.grounds.rights import APPOINTABLE, rights_in_force
from domain.state.state import State
from domain.words.fields import METHODS
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse, school
from tests.domain.stateful.restoring import (
    PLACE,
    POWERS,
    RESTORED,
    act,
    body_above_again,
    restore,
    work_again,
)
from tests.domain.stateful.stage import Stage, after, day_of, run_nightly, run_short
from tests.school.small import CLASS, EVIDENCE, PAPER, SUBJECT, policy

PEOPLE = ("hieutruong", "phohieutruong", "bqt", "gvcn", "toan", "phong")
SHOWS = {
    "hieutruong": "passkey", "phohieutruong": "totp", "bqt": "totp", "gvcn": "token", "toan": "password",
    "phong": "token",
}  # fmt: skip
"""The proof that each person has."""
ROLES = sorted(APPOINTABLE)
WHO = st.sampled_from(PEOPLE)
AHEAD = st.sampled_from([-30, -2, -1, 0, 1, 2, 30])
SEEN = (0, 1, 2, 3, 31, 32, 61, 400)
"""Days after the present one on which grants are compared."""
MINUTES = st.sampled_from([1, 60 * 24, 60 * 24 * 2, 60 * 24 * 31])

Grant = tuple[str, str | None, str | None, str]


def ahead(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def grants(state: State, person: str, day: str) -> set[Grant]:
    """Day, role, class, subject; a lent power as a role of its own while a deputy's right stands."""
    rights = rights_in_force(state, person, day)
    found = {(right.role, right.klass, right.subject, day) for right in rights}
    if any(right.role == "deputy" for right in rights):
        latest = state.latest_day(day)
        lent = (d for d in state.people[person].delegations if d.in_force(day, latest))
        found |= {(power, None, None, day) for d in lent for power in d.powers}
    return found


@cache
def template() -> Schoolhouse:
    """The deputy may appoint and substitute; with a person who may become one of the body above, a mark of
    record, a signed month and a locked book."""
    house = school()
    house.now = "2020-10-05T02:00:00.000000Z"
    house.do("toan", house.mark())
    house.do("toan", PublishColumn(**PLACE, col="tx1"))
    house.do("gvcn", ConfirmMonth(klass=CLASS, month="2020-09"))
    house.do("hieutruong", SignMonth(klass=CLASS, month="2020-09", remark="đủ"))
    house.do("bqt", ProposeClose(klass=CLASS, semester=1))
    house.do("hieutruong", LockBook(klass=CLASS, semester=1, decision=PAPER))
    house.do("hieutruong", RegisterPerson(person="phong", name="Người của Phòng"))
    lent = {"start": "2020-10-01", "end": "2020-12-31", "decision": PAPER}
    house.do("hieutruong", Delegate(person="phohieutruong", powers=["appoint", "substitute"], **lent))
    return house


class Rights(RuleBasedStateMachine):
    """Whatever the law lets through, by whoever may."""

    @initialize(above=st.booleans())
    def begin(self, above: bool) -> None:
        self.stage = Stage.after(template())
        self.restored = (0, "")
        if above:
            self.act("hieutruong", self.post("phong", "superior", 0, None))

    @property
    def day(self) -> str:
        return day_of(self.stage.now)

    def act(self, person: str, command: Command) -> None:
        """In every role that the person has, else by who may more; nothing adds to the actor's own grants."""
        for each in dict.fromkeys((person, "phong", "hieutruong")):
            if self.tried(each, command):
                return

    def tried(self, person: str, command: Command) -> bool:
        """Whether it was accepted."""
        days = [ahead(self.day, days) for days in SEEN]
        before = {grant for day in days for grant in grants(self.stage.state, person, day)}
        if not any(self.accepted(person, role, command) for role in ROLES):
            return False
        since = {grant for day in days for grant in grants(self.stage.state, person, day)}
        assert since <= before, (person, command, since - before)
        return True

    def accepted(self, person: str, role: str, command: Command) -> bool:
        try:
            act(self.stage, person, role, command, SHOWS[person])
        except Refusal:
            return False
        return True

    def post(self, person: str, role: Any, start: int, end: int | None) -> Appoint:
        klass = CLASS if role in ("teacher", "homeroom", "homeroom_deputy") else None
        subject = SUBJECT if role == "teacher" else None
        last = None if end is None else ahead(self.day, end)
        period = {"start": ahead(self.day, start), "end": last, "decision": PAPER}
        return Appoint(person=person, role=role, klass=klass, subject=subject, **period)

    @rule(who=WHO, person=WHO, role=st.sampled_from(ROLES), start=AHEAD, end=st.none() | AHEAD)
    def appoint(self, who: str, person: str, role: str, start: int, end: int | None) -> None:
        self.act(who, self.post(person, role, start, end))

    @rule(who=WHO, chance=st.randoms(use_true_random=False), on=AHEAD)
    def end(self, who: str, chance: Any, on: int) -> None:
        held = [(p.person, a.pos, a.role) for p in self.stage.state.people.values() for a in p.appointments]
        leading = [each for each in held if each[2] in ("head", "superior")]
        person, pos, _ = chance.choice(held + leading * 3)
        last = ahead(self.day, on)
        self.act(who, EndAppointment(person=person, appointment=pos, on=last, decision=PAPER))

    @rule(who=WHO, on=AHEAD)
    def end_every_head(self, who: str, on: int) -> None:
        """What only the body above can do to the last one."""
        for person, known in self.stage.state.people.items():
            for held in known.appointments:
                if held.role == "head":
                    last = ahead(self.day, on)
                    over = EndAppointment(person=person, appointment=held.pos, on=last, decision=PAPER)
                    self.act(who, over)

    @rule(who=WHO, person=WHO, power=st.sampled_from(POWERS), start=AHEAD, end=AHEAD)
    def lend(self, who: str, person: str, power: Any, start: int, end: int) -> None:
        period = {"start": ahead(self.day, start), "end": ahead(self.day, end), "decision": PAPER}
        self.act(who, Delegate(person=person, powers=[power], **period))

    @rule(who=WHO, person=WHO, chance=st.randoms(use_true_random=False), start=AHEAD, end=AHEAD)
    def stand_in(self, who: str, person: str, chance: Any, start: int, end: int) -> None:
        held = [a.pos for p in self.stage.state.people.values() for a in p.appointments if a.klass]
        period = {"start": ahead(self.day, start), "end": ahead(self.day, end), "decision": PAPER}
        self.act(who, NameSubstitute(person=person, appointment=chance.choice(held), **period))

    @rule(who=WHO, members=st.sets(WHO, min_size=1, max_size=3), start=AHEAD, end=st.none() | AHEAD)
    def found(self, who: str, members: set[str], start: int, end: int | None) -> None:
        last = None if end is None else ahead(self.day, end)
        period = {"start": ahead(self.day, start), "end": last, "decision": PAPER}
        self.act(who, FoundBoard(members=sorted(members), **period))

    @rule(who=WHO, shown=st.permutations(["token", "totp", "passkey"]), lapse=st.integers(1, 15))
    def demand(self, who: str, shown: list[str], lapse: int) -> None:
        """Stricter proofs; nobody else may have them."""
        asked = sorted(shown[:2], key=METHODS.index)
        self.act(who, policy(asked[0], asked[1], asked[1], lapse))
        held = self.stage.state.policy()
        assert held is None or held.witness in SHOWS.values()

    @rule(who=WHO, chance=st.randoms(use_true_random=False))
    def take_back(self, who: str, chance: Any) -> None:
        """Powers lent, or a substitution."""
        lent = [
            said for said in self.stage.state.said.values() if said.type in ("Delegated", "SubstituteNamed")
        ]
        if lent:
            said = chance.choice(lent)
            self.act(who, WithdrawAct(of=said.pos, stream=said.stream, reason="nhầm", decision=PAPER))

    @rule(who=WHO, chance=st.randoms(use_true_random=False))
    def say_it_was_a_slip(self, who: str, chance: Any) -> None:
        """A name, or the appointment of a superior."""
        kinds = ("PersonRegistered", "Appointed")
        said = chance.choice([said for said in self.stage.state.said.values() if said.type in kinds])
        change = {"name": f"Tên {len(self.stage.log)}"} if said.type == "PersonRegistered" else None
        slip = {
            "of": said.pos,
            "stream": said.stream,
            "change": change,
            "reason": "nhầm",
            "evidence": EVIDENCE,
        }
        self.act(who, ProposeRectification(rectification=f"r{len(self.stage.log)}", **slip))

    @rule(who=WHO, chance=st.randoms(use_true_random=False))
    def have_seen_it(self, who: str, chance: Any) -> None:
        if self.stage.state.rectifications:
            name = chance.choice(sorted(self.stage.state.rectifications))
            self.act(who, WitnessRectification(rectification=name))

    @rule(who=WHO, chance=st.randoms(use_true_random=False), outcome=st.sampled_from(["applied", "refused"]))
    def put_right(self, who: str, chance: Any, outcome: Any) -> None:
        if self.stage.state.rectifications:
            name = chance.choice(sorted(self.stage.state.rectifications))
            decided = DecideRectification(rectification=name, outcome=outcome, decision=PAPER)
            self.act(who, decided)

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        self.stage.wait(minutes)

    @rule(who=WHO, minutes=MINUTES)
    def set_back(self, who: str, minutes: int) -> None:
        """The clock was wrong; from here on it is earlier."""
        now = self.stage.now
        self.stage.now = after(now, -minutes)
        size = len(self.stage.log)
        self.act(who, ResetClock(reason="đồng hồ chạy nhanh"))
        if len(self.stage.log) == size:
            self.stage.now = now

    @invariant()
    def every_right_can_be_restored(self) -> None:
        if (now := (len(self.stage.log), self.stage.now)) != self.restored:
            stage = restore(self.stage, (*ROLES, *POWERS))
            day = day_of(stage.now)
            for right in (*ROLES, *POWERS):
                if f"moi.{right}" in stage.state.people:
                    assert right in {grant[0] for grant in grants(stage.state, f"moi.{right}", day)}
            work_again(stage)
            body_above_again(stage)
            self.restored = now


def test_nobody_widens_the_own_rights_and_every_right_comes_back() -> None:
    """60 stories of up to 25 acts: P3, and no state without a way on (LAW 4, 6, 48, 49)."""
    RESTORED.clear()
    run_short(Rights)
    print(f"restored: {dict(RESTORED)}")


@pytest.mark.nightly
def test_nobody_widens_the_own_rights_at_length() -> None:
    """2,000 stories."""
    run_nightly(Rights)


def test_a_restored_right_is_not_one_that_was_there() -> None:
    """`restore` works on a copy: the school itself has nobody new."""
    stage = Stage.after(template())
    people = set(stage.state.people)
    restore(stage, ["board"])
    assert set(stage.state.people) == people
