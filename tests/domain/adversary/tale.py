"""A school in which one or two persons act alone, and what they can do to what is of record."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from random import Random
from typing import Any, NamedTuple

from domain.acts.results.retests import RetestEdit, SaveRetests
from domain.acts.unit.school import ResetClock
from domain.grounds.command import Command
from domain.grounds.rights import act_as
from domain.words.entry import Actor, Draft, Entry
from domain.words.refusal import Refusal
from tests.domain.adversary.figures import recorded_wrongly
from tests.domain.adversary.honest import STAGES, year_of
from tests.domain.adversary.house import House
from tests.domain.adversary.model import Model
from tests.domain.adversary.record import Before, changed, observe
from tests.domain.adversary.righted import STEPS
from tests.domain.adversary.standing import rights_lost, rights_of
from verify.law.replay import LawReplay
from verify.proof.envelope import parse_line


class Until(NamedTuple):
    """The clock shows this instant from now on; only a `ClockReset` that follows lets it go back."""

    at: str


Step = Command | Until
Road = Callable[["Tale", Random], Iterator[Step]]


@cache
def begun(first: int) -> list[bytes]:
    """The honest school after each stage, and what a reader took from it."""
    house, model, made = year_of(first), Model(), []
    for _, acts in STAGES:
        read = len(house.log)
        for act in acts:
            act(house)
        for entry in house.log[read:] if read > 1 else house.log:
            model.take(entry)
            if entry.type == "ResultRecorded":
                assert not recorded_wrongly(model, entry.data)
        before = observe(model)
        held = (house.state, house.log, house.lines, house.versions, house.commands, house.now)
        made.append(pickle.dumps((held, model, before)))
    return made


@cache
def begun_law(first: int) -> list[bytes]:
    """The verifier's replay of the same school after each stage, with its findings (none)."""
    findings, made = Findings(), []
    nowhere: dict[int, bytes] = {}
    law, read = LawReplay(findings, nowhere.get), 0  # a lambda could not be kept
    for held in begun(first):
        lines = pickle.loads(held)[0][2]  # noqa: S301 - our own, a moment ago
        for line in lines[read:]:
            law.entry(line, parse_line(line), hashlib.sha256(b"\0" + line).digest())
        read = len(lines)
        assert not findings, findings
        made.append(pickle.dumps((law, findings)))
    return made


class Findings(list[tuple[str, int]]):
    """What the verifier's law says."""

    def __call__(self, code: str, *, pos: int, **_: Any) -> None:
        self.append((code, pos))


class Tale(House):
    """The school from a stage on. `dishonest` act, and nobody else."""

    def __init__(self, first: int, stage: int, dishonest: Sequence[str]) -> None:
        super().__init__()
        self.first, self.stage, self.dishonest = first, stage, tuple(dishonest)
        held, model, before = pickle.loads(begun(first)[stage])  # noqa: S301 - our own, a moment ago
        self.state, self.log, self.lines, self.versions, self.commands, self.now = held
        self.model: Model = model
        model.dishonest = frozenset(dishonest)
        self.before: Before = before
        self.begun = len(self.log)
        self.found: list[str] = []
        self.said: list[str] = []

    def write(self, actor: Actor, drafts: Sequence[Draft], sign: dict[str, Any] | None = None) -> None:
        """Takes the entries in and looks what they changed."""
        held = rights_of(self.state) if drafts and drafts[0].type in STEPS else {}
        written = self.make(actor, drafts, sign)
        for made in written:
            self.versions[made.originator_id] = made.originator_version
        entries: list[Entry] = [made.entry for made in written]
        self.lines += [made.line for made in written]
        self.log += entries
        self.state.advance(entries)
        self.said.append(f"{self.now} {actor.person} as {actor.role}: {_text(drafts)}")
        self.found += self.take(entries)
        if held:
            slip = self.model.slips.get(entries[0].data.get("rectification", ""))
            self.found += rights_lost(held, rights_of(self.state), entries[0], slip.of if slip else -1)

    def take(self, entries: list[Entry]) -> list[str]:
        """What they changed."""
        wrong, self.before = changed(self.model, self.before, entries)
        return wrong

    def step(self, step: Step, rng: Random) -> None:
        """One of the dishonest does it, if the rules let any of them."""
        if isinstance(step, Until):
            self.now = step.at
            return
        if not isinstance(step, Command):
            return  # for the pen alone
        for person in rng.sample(self.dishonest, len(self.dishonest)):
            if self.attempt(person, step):
                return

    def attempt(self, person: str, command: Command) -> bool:
        """Whether the domain let the person do it."""
        self.keep_time(command)
        try:
            self.load(command)
            role, basis = act_as(self.state, person, command, self.now)
            return bool(self.claim(person, role, basis, command, "passkey"))
        except Refusal:
            return False

    def unsound(self) -> list[tuple[str, int]]:
        """What the verifier's law finds in the lines of the story."""
        law, findings = pickle.loads(begun_law(self.first)[self.stage])  # noqa: S301 - our own, a moment ago
        for entry, line in zip(self.log[self.begun :], self.lines[self.begun :], strict=True):
            law.entry(line, parse_line(line), entry.leaf)
        return list(findings)

    def verifier_agrees(self, *_: Any) -> None:
        """That the verifier finds what the domain refuses is asked elsewhere."""

    def has_retests(self, klass: str, subject: str) -> bool:
        """Loads them."""
        self.load(SaveRetests(klass=klass, subject=subject, marks=[RetestEdit(pupil="p1", value=0, base=0)]))
        return True

    def keep_time(self, command: Command) -> None:
        """The clock goes back for a `ClockReset` alone."""
        if not isinstance(command, ResetClock):
            self.now = max(self.now, self.state.at)


def _text(drafts: Iterable[Draft]) -> str:
    return "; ".join(f"{draft.type} {draft.stream} {draft.data}" for draft in drafts)


class Post(NamedTuple):
    """A role that one of the dishonest was given besides, in good faith."""

    person: str
    role: str
    klass: str | None = None
    subject: str | None = None


class Story(NamedTuple):
    """Where it begins, who is dishonest in which roles, and the roads taken, each from a seed."""

    first: int
    stage: int
    dishonest: tuple[str, ...]
    seeds: tuple[int, ...]
    """One a road."""
    posts: tuple[Post, ...] = ()


def tell(story: Story, choose: Callable[[Tale, Random], Road], kind: type[Tale] = Tale) -> Tale:
    """The tale up to the first change of what was of record."""
    tale = kind(story.first, story.stage, story.dishonest)
    for post in story.posts:
        with suppress(Refusal):
            tale.post(*post)
    for seed in story.seeds:
        rng = Random(seed)
        for step in choose(tale, rng)(tale, rng):
            tale.step(step, rng)
            if tale.found:
                return tale
    return tale


def shortest(story: Story, told: Callable[[Story], Tale]) -> Tale:
    """The failing story without the roles and roads that it does not need."""
    for post in story.posts:
        less = story._replace(posts=tuple(each for each in story.posts if each != post))
        story = less if told(less).found else story
    best, again = story, True
    while again:
        again = False
        for index in range(len(best.seeds)):
            less = best._replace(seeds=best.seeds[:index] + best.seeds[index + 1 :])
            if told(less).found:
                best, again = less, True
                break
    return told(best)
