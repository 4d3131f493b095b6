"""What the machines of this folder share: a school to act in, and how long they run.

Each machine keeps a plain model (dicts and days) of what should be there and says of every act which rules
it breaks. The domain must accept what breaks none, refuse the rest by one of them, and hold the same facts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from domain.grounds.command import Command
from domain.grounds.rights import act_as
from domain.law import decide
from domain.words.entry import Actor, Draft, Proof
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


class Stage(Schoolhouse):
    """A copy of a school that goes on alone. The verifier is not asked: `test_agreement` does that."""

    @classmethod
    def after(cls, house: Schoolhouse) -> Stage:
        """The school as `house` is now."""
        stage = cls(house.state.origin)
        stage.state, stage.log = deepcopy(house.state), list(house.log)
        stage.versions, stage.commands, stage.now = dict(house.versions), house.commands, house.now
        return stage

    def write(self, actor: Actor, drafts: Sequence[Draft], sign: dict[str, Any] | None = None) -> None:
        """Takes the entries in."""
        written = self.make(actor, drafts, sign)
        for made in written:
            self.versions[made.originator_id] = made.originator_version
        self.log += [made.entry for made in written]
        self.state.advance(made.entry for made in written)

    def ask(self, person: str, command: Command, broken: Collection[str]) -> list[Draft] | None:
        """Acts. Without broken rules the drafts; else None, and the refusal is one of them."""
        size = len(self.log)
        try:
            drafts = self.decided(person, command)
        except Refusal as refusal:
            assert refusal.code in broken, (refusal.code, refusal.detail, broken)
            assert len(self.log) == size
            return None
        assert not broken, (broken, drafts)
        return drafts

    def decided(self, person: str, command: Command) -> list[Draft]:
        """Acts by the right that serves, `system` as the scheduler."""
        self.load(command)
        self.commands += 1
        if person == "system":
            role, basis, method = "system", 0, "system"
        else:
            role, basis = act_as(self.state, person, command, self.now)
            method = "passkey"
        proof = Proof(age=5, cred="c1", method=method, session="s1")
        actor = Actor(person=person, role=role, basis=basis, proof=proof)
        drafts = decide(self.state, command, actor, self.now, f"cmd{self.commands}")
        self.write(actor, drafts)
        return drafts

    def wait(self, minutes: int) -> None:
        """Lets time pass."""
        self.now = after(self.now, minutes)


def after(at: str, minutes: int) -> str:
    """So many minutes later."""
    return (datetime.strptime(at, _FORM) + timedelta(minutes=minutes)).strftime(_FORM)  # noqa: DTZ007


def day_of(at: str) -> str:
    """The day in Vietnam."""
    return after(at, 7 * 60)[:10]


def run_short(machine: type[RuleBasedStateMachine]) -> None:
    """In every test run."""
    run_state_machine_as_test(
        machine, settings=settings(max_examples=60, stateful_step_count=25, deadline=None)
    )


def run_nightly(machine: type[RuleBasedStateMachine]) -> None:
    """2,000 stories, in `make nightly`."""
    run_state_machine_as_test(
        machine, settings=settings(max_examples=2_000, stateful_step_count=40, deadline=None)
    )
