"""Rights given, ended and lent by anybody in any order: nobody widens their own, and all can be restored.

`grants` is what a person may do on a day; P3 of the law says that no act of one person adds to the own.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain import commands as c
from domain import commands_year as y
from domain.decide import decide
from domain.entry import Actor, Proof, Refusal
from domain.rights import APPOINTABLE, act_as, rights_in_force
from domain.state import State
from tests.domain.schoolhouse import CLASS, PAPER, SUBJECT, Schoolhouse, school
from tests.domain.stateful.stage import Stage, after, day_of, run_nightly, run_short

PEOPLE = ("hieutruong", "phohieutruong", "bqt", "gvcn", "toan", "phong")
POWERS = ("appoint", "close", "late", "month", "permit", "substitute", "windows")
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
    """The deputy may appoint and substitute; with a person who may become one of the body above."""
    house = school()
    house.now = "2020-10-05T02:00:00.000000Z"
    house.do("hieutruong", c.RegisterPerson(person="phong", name="Người của Phòng"))
    lent = {"start": "2020-10-01", "end": "2020-12-31", "decision": PAPER}
    house.do("hieutruong", c.Delegate(person="phohieutruong", powers=["appoint", "substitute"], **lent))
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

    def act(self, person: str, command: c.Command) -> None:
        """In every role that the person has; what is accepted adds nothing to the actor's own grants."""
        days = [ahead(self.day, days) for days in SEEN]
        before = {grant for day in days for grant in grants(self.stage.state, person, day)}
        if not any(self.accepted(person, role, command) for role in ROLES):
            return
        since = {grant for day in days for grant in grants(self.stage.state, person, day)}
        assert since <= before, (person, command, since - before)

    def accepted(self, person: str, role: str, command: c.Command) -> bool:
        try:
            _do(self.stage, person, role, command)
        except Refusal:
            return False
        return True

    def post(self, person: str, role: Any, start: int, end: int | None) -> c.Appoint:
        klass = CLASS if role in ("teacher", "homeroom", "homeroom_deputy") else None
        subject = SUBJECT if role == "teacher" else None
        last = None if end is None else ahead(self.day, end)
        period = {"start": ahead(self.day, start), "end": last, "decision": PAPER}
        return c.Appoint(person=person, role=role, klass=klass, subject=subject, **period)

    @rule(who=WHO, person=WHO, role=st.sampled_from(ROLES), start=AHEAD, end=st.none() | AHEAD)
    def appoint(self, who: str, person: str, role: str, start: int, end: int | None) -> None:
        self.act(who, self.post(person, role, start, end))

    @rule(who=WHO, chance=st.randoms(use_true_random=False), on=AHEAD)
    def end(self, who: str, chance: Any, on: int) -> None:
        held = [(p.person, a.pos, a.role) for p in self.stage.state.people.values() for a in p.appointments]
        leading = [each for each in held if each[2] in ("head", "superior")]
        person, pos, _ = chance.choice(held + leading * 3)
        last = ahead(self.day, on)
        self.act(who, c.EndAppointment(person=person, appointment=pos, on=last, decision=PAPER))

    @rule(who=WHO, person=WHO, power=st.sampled_from(POWERS), start=AHEAD, end=AHEAD)
    def lend(self, who: str, person: str, power: Any, start: int, end: int) -> None:
        period = {"start": ahead(self.day, start), "end": ahead(self.day, end), "decision": PAPER}
        self.act(who, c.Delegate(person=person, powers=[power], **period))

    @rule(who=WHO, person=WHO, chance=st.randoms(use_true_random=False), start=AHEAD, end=AHEAD)
    def stand_in(self, who: str, person: str, chance: Any, start: int, end: int) -> None:
        held = [a.pos for p in self.stage.state.people.values() for a in p.appointments if a.klass]
        period = {"start": ahead(self.day, start), "end": ahead(self.day, end), "decision": PAPER}
        self.act(who, y.NameSubstitute(person=person, appointment=chance.choice(held), **period))

    @rule(who=WHO, members=st.sets(WHO, min_size=1, max_size=3), start=AHEAD, end=st.none() | AHEAD)
    def found(self, who: str, members: set[str], start: int, end: int | None) -> None:
        last = None if end is None else ahead(self.day, end)
        period = {"start": ahead(self.day, start), "end": last, "decision": PAPER}
        self.act(who, y.FoundBoard(members=sorted(members), **period))

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        self.stage.wait(minutes)

    @rule(who=WHO, minutes=MINUTES)
    def set_back(self, who: str, minutes: int) -> None:
        """The clock was wrong; from here on it is earlier."""
        now = self.stage.now
        self.stage.now = after(now, -minutes)
        size = len(self.stage.log)
        self.act(who, c.ResetClock(reason="đồng hồ chạy nhanh"))
        if len(self.stage.log) == size:
            self.stage.now = now

    @invariant()
    def every_right_can_be_restored(self) -> None:
        if (now := (len(self.stage.log), self.stage.now)) != self.restored:
            restore(self.stage, (*ROLES, *POWERS))
            self.restored = now


def restore(school: Stage, wanted: Sequence[str]) -> None:
    """By lawful acts from here somebody new gets each right; without a head, by the body above."""
    stage = Stage.after(school)
    stage.now = max(stage.now, stage.state.highest)  # where the clock was set back, after it has caught up
    day = day_of(stage.now)
    above, heads = ([p for p in stage.state.people if _is(stage, p, role)] for role in ("superior", "head"))
    if not heads:
        _do(stage, above[0], "superior", c.RegisterPerson(person="h9", name="Hiệu trưởng mới"))
        _do(stage, above[0], "superior", c.Appoint(person="h9", role="head", start=day, decision=PAPER))
        heads = ["h9"]
    for right in wanted:
        new, by = f"moi.{right}", (heads[0], "head")
        _do(stage, *by, c.RegisterPerson(person=new, name="Người mới"))
        if right in POWERS:
            _do(stage, *by, c.Appoint(person=new, role="deputy", start=day, decision=PAPER))
            lent: Any = {"powers": [right], "start": day, "end": ahead(day, 9), "decision": PAPER}
            _do(stage, *by, c.Delegate(person=new, **lent))
        else:
            _give(stage, right, new, (above[0], "superior") if right == "superior" and above else by)
        assert right in {grant[0] for grant in grants(stage.state, new, day)}


def _is(stage: Stage, person: str, role: str) -> bool:
    return any(right.role == role for right in rights_in_force(stage.state, person, day_of(stage.now)))


def _give(stage: Stage, role: Any, new: str, by: tuple[str, str]) -> None:
    day = day_of(stage.now)
    if role == "board":
        _do(stage, *by, y.FoundBoard(members=[new], start=day, decision=PAPER))
    klass = CLASS if role in ("teacher", "homeroom", "homeroom_deputy") else None
    subject = SUBJECT if role == "teacher" else None
    post = c.Appoint(person=new, role=role, klass=klass, subject=subject, start=day, decision=PAPER)
    _do(stage, *by, post)


def _do(stage: Stage, person: str, role: str, command: c.Command) -> None:
    stage.commands += 1
    acting, basis = act_as(stage.state, person, command, stage.now, role)
    proof = Proof(age=5, cred="c1", method="passkey", session="s1")
    actor = Actor(person=person, role=acting, basis=basis, proof=proof)
    stage.write(actor, decide(stage.state, command, actor, stage.now, f"cmd{stage.commands}"))


def test_nobody_widens_the_own_rights_and_every_right_comes_back() -> None:
    """60 stories of up to 25 acts: P3, and no state without a way on (LAW 4, 6)."""
    run_short(Rights)


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
