"""Every road to a value of record that was found, by name: closed by the domain, reported by the verifier."""

from typing import Any

import pytest

from tests.domain.adversary.known import STAGE, WAYS, Honest
from tests.domain.adversary.pen import Pen
from tests.domain.adversary.tale import Tale, Until

OPEN: dict[str, set[str]] = {"Tale": set(), "Pen": set()}
"""Roads not closed yet."""


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
            return [*tale.said, "=>", *tale.found]
    return []


def cases() -> list[Any]:
    return [
        pytest.param(
            name,
            kind,
            id=f"{name}-{kind.__name__}",
            marks=[pytest.mark.xfail(reason="road open")] if name in OPEN[kind.__name__] else [],
        )
        for name in WAYS
        for kind in (Tale, Pen)
    ]


@pytest.mark.parametrize(("name", "kind"), cases())
def test_a_road_to_what_is_of_record_is_closed(name: str, kind: type[Tale]) -> None:
    """What is refused on the way, and by which code, is for the tests of the rules."""
    road = WAYS[name]
    tale = kind(road.first, STAGE[road.stage], road.dishonest)
    tale.spoils = 0.0
    assert not walk(tale, road.steps(tale))
