"""Each act is asked of both: what the domain writes the verifier finds sound, what it refuses it finds."""

from __future__ import annotations

import pickle
from contextlib import suppress
from random import Random
from typing import Any

from domain.grounds.command import Command
from domain.grounds.rights import act_as
from domain.law import decide
from domain.words.entry import Actor, Draft, Entry
from domain.words.refusal import Refusal
from tests.domain.adversary.pen import FORGED, PROOF, Pen
from tests.domain.adversary.tale import Until
from tests.domain.forgery import forge
from tests.domain.schoolhouse import is_event
from verify.proof.canonical import NotCanonical
from verify.proof.envelope import BadEnvelope, parse_line

COMPUTED = {"DIGEST_WRONG", "FIGURES_WRONG", "INTENT_WRONG", "RESULT_WRONG", "RESULTS_BROKEN"}
RIGHTING = ("ActWithdrawn", "RectificationProposed", "RectificationWitnessed", "RectificationDecided")
"""Refused and found by the same code; elsewhere an entry may break two rules, of which each names one."""


class Both(Pen):
    """Nobody is dishonest: all act, and the values are looked at elsewhere. `asked` counts by type."""

    def __init__(self, first: int, stage: int, people: tuple[str, ...]) -> None:
        super().__init__(first, stage, people)
        self.wrote: dict[str, int] = {}
        self.refusals: dict[str, int] = {}
        self.differ: list[str] = []

    def step(self, step: Any, rng: Random) -> None:
        """Who may, and then somebody else."""
        if isinstance(step, Until):
            self.now = step.at
        elif isinstance(step, Command):
            people = rng.sample(self.dishonest, len(self.dishonest))
            able = [person for person in people if self._able(person, step)]
            for person in (*able[: rng.choice((1, 2))], people[0])[:2]:
                if self.attempt(person, step):
                    return

    def _able(self, person: str, command: Command) -> bool:
        try:
            self.load(command)
            act_as(self.state, person, command, max(self.now, self.state.at))
        except Refusal:
            return False
        return True

    def attempt(self, person: str, command: Command) -> bool:
        """Whether it was written; `differ` is what the two did not agree on."""
        self.keep_time(command)
        self.load(command)
        claims = self._claims(person, command)
        if not claims:
            return False
        role, basis = claims[0]
        actor = Actor(person=person, role=role, basis=basis, proof=PROOF)
        self.commands += 1
        try:
            drafts = decide(self.state, command, actor, self.now, f"cmd{self.commands}")
        except Refusal as refusal:
            self._refused(refusal, command, actor)
            return False
        if drafts:
            self._written(actor, drafts)
        return bool(drafts)

    def _written(self, actor: Actor, drafts: list[Draft]) -> None:
        for draft in drafts:
            self.wrote[draft.type] = self.wrote.get(draft.type, 0) + 1
        codes = self._codes(actor, drafts)
        if codes:
            self.differ.append(f"written, and found {codes}: {actor} {drafts}")
        else:
            self.write(actor, drafts)

    def _refused(self, refusal: Refusal, command: Command, actor: Actor) -> None:
        drafts: list[Draft] = []
        with suppress(Refusal, KeyError):  # it speaks of what is not there
            made = FORGED.get(type(command))
            name = f"cmd{self.commands}"
            drafts = list(made(self, command)) if made else forge(self.state, command, actor, self.now, name)
        if not drafts or refusal.code == "CELL_TWICE":
            return
        codes = self._codes(actor, drafts)
        expected = refusal.code if all(map(is_event, drafts)) else "BAD_DATA"
        agreed = expected in codes if command.ACT in RIGHTING and codes is not None else codes
        if codes is not None and not agreed and expected not in COMPUTED:
            said = f"refused {refusal.code} {refusal.detail}, and found {codes}: {actor} {drafts}"
            self.differ.append(said)
        self.refusals[refusal.code] = self.refusals.get(refusal.code, 0) + 1

    def _codes(self, actor: Actor, drafts: list[Draft]) -> set[str] | None:
        """What the verifier's law says of them; None where they are no lines at all."""
        law, findings = pickle.loads(self.law_so_far)  # noqa: S301 - our own, a moment ago
        try:
            for made in self.make(actor, drafts):
                law.entry(made.line, parse_line(made.line), made.entry.leaf)
        except (NotCanonical, BadEnvelope):
            return None
        return {code for code, _ in findings}

    def take(self, _entries: list[Entry]) -> list[str]:
        """Values are watched elsewhere."""
        return []
