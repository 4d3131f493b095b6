"""Slips put right at random, and life around them: the domain refuses where the verifier finds, act by act.

The two were written apart, from spec/LAW.md alone. What the domain writes must be sound; what it refuses is
forged into the log: the verifier's law must find something there, of a step that puts right the same code.
"""

from collections import Counter
from random import Random

import pytest

from tests.domain.adversary.both import Both
from tests.domain.adversary.honest import STAGES
from tests.domain.adversary.house import PEOPLE
from tests.domain.adversary.roads import absences, approve, exempt, promote, retest, rights, titles
from tests.domain.adversary.roads_marks import late, mark, wait
from tests.domain.adversary.roads_pupils import (
    bring,
    change_class,
    enrol,
    leave_and_return,
    move_up,
    new_class,
)
from tests.domain.adversary.roads_right import GIVES, MENDED, above, again, rectify, withdraw
from tests.domain.rightable import RECTIFIABLE, WITHDRAWABLE
from verify.law.table import TYPES

SHARDS = range(10)
NIGHT = 10_000
ROADS = (
    *(rectify,) * 6, *(withdraw,) * 2, *(leave_and_return,) * 2, *(again,) * 2, change_class, enrol, bring,
    new_class, promote, titles, retest, exempt, approve, absences, move_up, wait, late, mark, rights, above,
)  # fmt: skip


def tell_all(numbers: range) -> None:
    """Stories of fourteen roads each, from any stage of the honest year."""
    wrote: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for number in numbers:
        rng = Random(number)
        tale = Both(rng.choice((2020, 2024)), rng.randrange(len(STAGES)), PEOPLE)
        for _ in range(14):
            for step in rng.choice(ROADS)(tale, rng):
                tale.step(step, rng)
        assert not tale.differ, "\n".join(["", f"story {number}", *tale.said, "=>", *tale.differ])
        wrote.update(tale.wrote)
        refused.update(tale.refusals)
    print(f"{len(numbers)} stories: {wrote.total()} entries written, {refused.total()} refused and found")
    righting = {name: wrote[name] for name in sorted(wrote) if name.startswith(("Rectif", "ActW"))}
    print(f"of them {righting}; {len(refused)} codes")


@pytest.mark.parametrize("number", SHARDS)
def test_what_the_domain_refuses_the_verifier_finds_and_nothing_else(number: int) -> None:
    """150 stories by day."""
    tell_all(range(number * 15, number * 15 + 15))


@pytest.mark.nightly
@pytest.mark.parametrize("number", SHARDS)
def test_the_same_at_length(number: int) -> None:
    """5,000 other stories, in `make nightly`."""
    tell_all(range(NIGHT + number * 500, NIGHT + number * 500 + 500))


def test_both_have_one_table_of_what_may_be_put_right() -> None:
    """Type by type and field by field; as the roads have it, too."""
    slips = {kind: type_.slip for kind, type_ in TYPES.items() if type_.slip is not None}
    changes = {kind: slip.changes for kind, slip in slips.items() if slip.changes is not None}
    assert {kind: frozenset(fields) for kind, fields in changes.items()} == RECTIFIABLE
    assert {kind: frozenset(fields.split()) for kind, fields in MENDED.items()} == RECTIFIABLE
    withdrawn = frozenset(kind for kind, slip in slips.items() if slip.withdrawn)
    assert frozenset(GIVES) == WITHDRAWABLE == withdrawn
