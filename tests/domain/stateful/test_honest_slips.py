"""The honest year with slips put right by every road (LAW 48-49): sound, and nothing of record changes."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.domain.adversary.honest import STAGES
from tests.domain.adversary.house import House
from tests.domain.adversary.life import Life
from tests.domain.adversary.tale import begun_law
from tests.domain.rightable import RECTIFIABLE, WITHDRAWABLE

SLIPS: dict[str, Callable[[House], None]] = {
    name: act for _, acts in STAGES for act in acts if (name := act.__name__).startswith("of_")
}
STAGE_OF = {act.__name__: number for number, (_, acts) in enumerate(STAGES) for act in acts}
BOTH = pytest.mark.parametrize("first", [2020, 2024], ids=["TT58", "TT22"])


def year_without(first: int, left_out: str | None = None) -> Life:
    """The honest year from the first slip on, without the slips of one kind, watched by the model."""
    life = Life(first, 0, ())
    for _, acts in STAGES[1:]:
        life.live([act for act in acts if act.__name__ != left_out])
    return life


@BOTH
def test_a_year_of_slips_put_right_is_sound_and_changes_nothing_of_record(first: int) -> None:
    """Each kind that LAW names, but summer conduct where nobody waits for it; one is refused, one waits."""
    begun_law(first)  # sound, stage by stage
    life = year_without(first)
    assert not life.found, life.said
    assert not life.unsound()
    ofs = [(e.type, e.data) for e in life.log]
    kinds = {e.pos: e.type for e in life.log}
    proposals = {data["rectification"]: data["of"] for kind, data in ofs if kind == "RectificationProposed"}
    applied = {
        kinds[proposals[data["rectification"]]]
        for kind, data in ofs
        if kind == "RectificationDecided" and data["outcome"] == "applied"
    }
    nobody_waits = {"SummerConductJudged"} if life.regime == "TT22_2021" else set()
    assert applied == RECTIFIABLE.keys() - nobody_waits
    assert {kinds[data["of"]] for kind, data in ofs if kind == "ActWithdrawn"} == WITHDRAWABLE
    states = [each.state for each in life.state.rectifications.values()]
    assert (states.count("refused"), states.count("witnessed")) == (1, 1)
    print(f"{first}: {len(applied)} kinds rectified, {len(WITHDRAWABLE)} withdrawn, {len(life.log)} entries")


@BOTH
@pytest.mark.parametrize("left_out", [*SLIPS])
def test_the_year_is_as_sound_without_one_of_them(first: int, left_out: str) -> None:
    """No slip is mended by another's road; with and without, the same is recorded of every pupil."""
    if STAGE_OF[left_out] == 0:
        pytest.skip("names and days are put right before the story begins")
    less, whole = year_without(first, left_out), year_without(first)
    assert not less.found and not less.unsound(), less.said
    assert figures(less) == figures(whole)


def figures(life: Life) -> dict[Any, Any]:
    """What is recorded, decided and awarded in the end, as the reader with paper has it."""
    model = life.model
    results = {place: model.figures(*place) for place in model.results}
    outcomes = {place: data["outcome"] for place, data in model.decisions.items()}
    return {"results": results, "outcomes": outcomes, "titles": model.titles}
