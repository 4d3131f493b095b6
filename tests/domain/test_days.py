"""Days and instants: the day of an act is Vietnam's."""

import pytest

from domain.words.days import day_after, day_before, instant, later, local_day, parse_instant


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2020-12-31T16:59:59.999999Z", "2020-12-31"),
        ("2020-12-31T17:00:00.000000Z", "2021-01-01"),
        ("2020-02-28T17:00:00.000000Z", "2020-02-29"),
        ("2020-09-01T00:00:00.000000Z", "2020-09-01"),
    ],
)
def test_the_local_day_turns_at_17_utc(at: str, day: str) -> None:
    """FORMAT.md §1: the date of `at` + 7 h."""
    assert local_day(at) == day


def test_no_day_that_can_be_written_is_without_a_day_beside_it() -> None:
    """At the ends of the calendar it is the day itself: a date that is only odd never breaks who counts."""
    assert (day_before("0001-01-01"), day_after("9999-12-31")) == ("0001-01-01", "9999-12-31")
    assert local_day("9999-12-31T23:59:59.999999Z") == "9999-12-31"
    assert (day_before("0001-01-02"), day_after("9999-12-30")) == ("0001-01-01", "9999-12-31")
    assert instant(parse_instant("0001-01-01T00:00:00.000000Z")) == "0001-01-01T00:00:00.000000Z"


def test_later_keeps_the_microsecond() -> None:
    """An instant plus minutes keeps all 27 characters."""
    assert later("2020-12-31T23:50:00.000001Z", minutes=15) == "2021-01-01T00:05:00.000001Z"
    assert instant(parse_instant("2020-12-31T23:50:00.000000Z")) == "2020-12-31T23:50:00.000000Z"


@pytest.mark.parametrize(
    "text", ["2020-09-01T00:00:00Z", "2020-09-31T00:00:00.000000Z", "2020-09-01 00:00:00.000000Z"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    """Only the 27-character form is an instant."""
    with pytest.raises(ValueError, match=r"instant|match|range|day"):
        parse_instant(text)
