"""The honest school year of the adversary's tests, with a schedule that archives late and crashes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from domain.acts.books.corrections import AmendCorrection, ProposeCorrection
from domain.grounds.command import Command
from domain.words.refusal import Refusal
from tests.domain.adversary.honest import STAGES
from tests.domain.adversary.house import HEAD, House
from tests.honest.archiver import rounds
from tests.honest.school import EVIDENCE_DIGEST, HonestSchool
from tests.school.small import creation


class HonestYear(HonestSchool, House):
    """`idle` is how many acts go by before the schedule runs again."""

    def __init__(self, seed: int, first: int) -> None:
        super().__init__()
        self.random, self.first, self.idle = Random(seed), first, 0

    def act(self, person: str, *commands: Command, role: str | None = None) -> int:
        pos = super().act(person, *map(_with_evidence, commands), role=role)
        self.idle -= 1
        if self.idle < 0:
            self.idle = self.random.choice((0, 3, 10, 40, 90))
            self.schedule(crash=0.1)
        return pos

    def schedule(self, crash: float) -> None:
        servers = [rounds(self, self.random) for _ in range(self.random.choice((1, 1, 2)))]
        while servers:
            server = self.random.choice(servers)
            if not _step(server) or self.random.random() < crash:
                servers.remove(server)


def _step(server: Iterator[None]) -> bool:
    try:
        next(server)
    except (StopIteration, Refusal):
        return False
    return True


def _with_evidence(command: Command) -> Command:
    """The proposal with evidence of which there is a file."""
    if not isinstance(command, ProposeCorrection | AmendCorrection):
        return command
    return command.model_copy(update={"evidence": [EVIDENCE_DIGEST]})


def told(seed: int, first: int) -> HonestYear:
    """The year up to a stage that the seed chooses, and every archive made in the end."""
    school = HonestYear(seed, first)
    school.now = school.at("08-20")
    create = creation(school.first_key)
    school.claim(HEAD, "founder", 0, create, "passkey")
    for _, chapters in STAGES[: school.random.choice((5, 6, 7, len(STAGES)))]:
        for chapter in chapters:
            chapter(school)
    for _ in range(12):
        school.schedule(crash=0.02)
    return school
