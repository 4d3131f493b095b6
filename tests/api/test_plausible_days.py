"""Ranges of days by kind, without a server: what the HTTP tests do not reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.plausible_days import OLDEST, YOUNGEST, born_for, moved, refuse_implausible
from domain.entry import Draft, Refusal
from domain.state import State

NOW = "2026-03-02T01:00:00.000000Z"


def draft(**change: str) -> Draft:
    return Draft("rectify/r1", "RectificationProposed", {"rectification": "r1", "change": change or None})


@pytest.mark.parametrize(
    "change", [{"born": "1009-01-01"}, {"born": "2025-01-01"}, {"from": "2062-01-18"}, {"last": "1020-09-05"}]
)
def test_no_rectification_puts_another_age_in_place(change: dict[str, str]) -> None:
    """A slip is not mended by a slip."""
    with pytest.raises(Refusal) as refused:
        refuse_implausible(State("62.socai/demo"), [draft(**change)], NOW)
    assert refused.value.code == "DATE_IMPLAUSIBLE"


def test_no_honest_rectification_is_refused() -> None:
    """Nor one that voids an act and changes nothing."""
    honest = draft(**{"born": "2012-02-29", "from": "2025-09-05", "last": "2026-01-16"})
    refuse_implausible(State("62.socai/demo"), [honest, draft()], NOW)


@given(st.dates(), st.integers(YOUNGEST + 1, OLDEST - 1))
def test_everybody_of_an_age_between_is_plausible(day: object, age: int) -> None:
    """Also on 29 February, at the ends of the calendar too."""
    today = str(day)
    born = moved(today, -age)
    kept = born_for("born", born, today)
    assert kept.first <= kept.value <= kept.last and len(born) == len("2026-03-02")
