"""The dishonest among honest people: the year goes on around them, and everybody else does the daily work.

What they prepared may work long after, by an honest hand: one that signs, approves, decides. Daily work is
done as far as the rules let it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import Any

from domain.grounds.command import Command
from domain.words.entry import Entry
from domain.words.refusal import Refusal
from tests.domain.adversary.honest import STAGES
from tests.domain.adversary.pen import Pen
from tests.domain.adversary.record import changed
from tests.domain.adversary.tale import Road, Story, Tale


class Life(Tale):
    """`lived`: the work of one stage, looked at as a whole."""

    work: list[Entry] | None = None

    def live(self, acts: Sequence[Callable[[Any], None]]) -> None:
        """The honest do what comes next; what is refused is left undone."""
        self.now = max(self.now, self.state.at)
        self.work = []
        for act in acts:
            with suppress(Refusal, KeyError, IndexError):  # what the work rests on may not be there
                act(self)
        lived, self.work = self.work, None
        self.model.dishonest = frozenset()  # in a dossier of the daily work they sit in good faith
        wrong, self.before = changed(self.model, self.before, lived)
        self.model.dishonest = frozenset(self.dishonest)
        self.said.append(f"{self.now} the honest: {len(lived)} entries")
        self.found += wrong

    def act(self, person: str, *commands: Command, role: str | None = None) -> int:
        """An honest act among the daily work; a refused one stops nothing."""
        for command in commands:
            try:
                super().act(person, command, role=role)
            except Refusal:
                if self.work is None:
                    raise
        return len(self.log) - 1

    def marks(self, person: str, place: tuple[str, str, int], rows: dict[str, dict[str, Any]]) -> None:
        """Cell by cell: one that cannot be entered keeps no other out."""
        for pupil, row in rows.items():
            for col, value in row.items():
                super().marks(person, place, {pupil: {col: value}})

    def take(self, entries: list[Entry]) -> list[str]:
        """Of daily work the whole day is looked at."""
        if self.work is None:
            return super().take(entries)
        self.work += entries
        return []


class PenLife(Life, Pen):
    """The same with the pen in the dishonest hand."""


def live(story: Story, choose: Callable[[Tale, Random], Road], kind: type[Life] = Life) -> Life:
    """The dishonest take their roads between the stages of the year that remains."""
    life = kind(story.first, story.stage, story.dishonest)
    for post in story.posts:
        with suppress(Refusal):
            life.post(*post)
    left = list(STAGES[story.stage + 1 :])
    for index, seed in enumerate(story.seeds):
        if left and index % 2:
            life.live(left.pop(0)[1])
        rng = Random(seed)
        for step in choose(life, rng)(life, rng):
            if life.found:
                return life
            life.step(step, rng)
    for _, acts in left:
        if not life.found:
            life.live(acts)
    return life
