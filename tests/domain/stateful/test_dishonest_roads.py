"""Every road to a value of record that was found, by name: closed by the domain, reported by the verifier."""

from typing import Any

import pytest

from tests.domain.adversary.known import STAGE, WAYS, Honest
from tests.domain.adversary.life import Life, PenLife
from tests.domain.adversary.tale import Tale, Until


def walk(tale: Tale, steps: Any) -> list[str]:
    """What changed of record on the way."""
    for step in steps:
        if isinstance(step, Honest):
            tale.act(step.person, step.command)
        elif isinstance(step, Until):
            tale.now = step.at
        elif isinstance(step, tuple):
            tale.attempt(*step)
        else:
            any(tale.attempt(person, step) for person in tale.dishonest)
        if tale.found:
            break
    return [*tale.said, "=>", *tale.found] if tale.found else []


@pytest.mark.parametrize("kind", [Life, PenLife], ids=["domain", "pen"])
@pytest.mark.parametrize("name", WAYS)
def test_a_road_to_what_is_of_record_is_closed(name: str, kind: type[Life]) -> None:
    """What is refused on the way, and by which code, is for the tests of the rules."""
    road = WAYS[name]
    tale = kind(road.first, STAGE[road.stage], road.dishonest)
    tale.spoils = 0.0
    assert not walk(tale, road.steps(tale))
