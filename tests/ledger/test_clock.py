"""The clock: a jump of it stops writing until somebody looks."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from ledger.clock import TOLERANCE, Clock, format_instant, instant
from ledger.conflict import Conflict

START = 1_770_000_000.0


class Hands:
    """Two clocks that the test moves."""

    def __init__(self) -> None:
        self.wall = START
        self.steady = 50.0

    def pass_time(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.steady)


def test_instant_always_has_27_characters_and_is_utc() -> None:
    """A whole second keeps its six zeros, and a zone is converted, so that instants compare as texts."""
    assert instant(0) == "1970-01-01T00:00:00.000000Z"
    vietnam = datetime(2026, 11, 2, 1, 30, tzinfo=timezone(timedelta(hours=7)))
    assert format_instant(vietnam) == "2026-11-01T18:30:00.000000Z"
    assert len(Clock().now()) == 27


def test_time_that_passes_evenly_is_no_step() -> None:
    """Months of running and small corrections by NTP do not stop writing."""
    hands = Hands()
    clock = hands.clock()
    hands.pass_time(90 * 86_400)
    hands.wall += TOLERANCE - 1
    clock.require_steady()


@pytest.mark.parametrize("jump", [TOLERANCE + 1, -TOLERANCE - 1])
def test_wall_clock_that_jumps_is_refused_also_after_it_jumped_back(jump: float) -> None:
    """Either way, and until confirmed: entries written in between would need explaining."""
    hands = Hands()
    clock = hands.clock()
    hands.wall += jump
    with pytest.raises(Conflict, match="CLOCK_STEPPED") as refused:
        clock.require_steady()
    assert refused.value.status == 503
    hands.wall -= jump
    with pytest.raises(Conflict, match="CLOCK_STEPPED"):
        clock.require_steady()
    clock.confirm()
    clock.require_steady()


@pytest.mark.parametrize("away", [TOLERANCE + 1, -TOLERANCE - 1])
def test_database_whose_clock_differs_is_refused_until_confirmed(away: float) -> None:
    """Two machines that disagree: one of them is wrong, and the ledger cannot know which."""
    hands = Hands()
    clock = hands.clock()
    clock.compare(datetime.fromtimestamp(START + away, UTC))
    with pytest.raises(Conflict, match="CLOCK_STEPPED") as refused:
        clock.require_steady()
    assert refused.value.detail == {"clock": "database"}
    clock.confirm()
    clock.compare(datetime.fromtimestamp(START + away, UTC))
    clock.require_steady()


def test_confirmed_difference_is_not_a_licence_for_the_next_step() -> None:
    """What the operator confirmed is the new zero, not the end of watching."""
    hands = Hands()
    clock = hands.clock()
    clock.compare(datetime.fromtimestamp(START + 500, UTC))
    clock.confirm()
    clock.compare(datetime.fromtimestamp(START, UTC))
    with pytest.raises(Conflict, match="CLOCK_STEPPED"):
        clock.require_steady()


def test_slow_drift_beyond_tolerance_is_a_step_too() -> None:
    """Many small steps add up against the steady clock."""
    hands = Hands()
    clock = hands.clock()
    for _ in range(5):
        hands.pass_time(60)
        hands.wall += 30
    with pytest.raises(Conflict, match="CLOCK_STEPPED"):
        clock.require_steady()
