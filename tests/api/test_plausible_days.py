"""Ranges of days by kind, without a server: what the HTTP tests do not reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.service.asks.plausible_days import OLDEST, YOUNGEST, born_for, moved, refuse_implausible
from domain.law import Fold
from domain.state.facts import Klass
from domain.state.state import State
from domain.words.entry import Draft
from domain.words.refusal import Refusal

NOW = "2026-03-02T01:00:00.000000Z"


def draft(**change: str) -> Draft:
    return Draft("rectify/r1", "RectificationProposed", {"rectification": "r1", "change": change or None})


@pytest.mark.parametrize(
    "change", [{"born": "1009-01-01"}, {"born": "2025-01-01"}, {"from": "2062-01-18"}, {"last": "1020-09-05"}]
)
def test_no_rectification_puts_another_age_in_place(change: dict[str, str]) -> None:
    """A slip is not mended by a slip."""
    with pytest.raises(Refusal) as refused:
        refuse_implausible(Fold("62.socai/demo"), [draft(**change)], NOW)
    assert refused.value.code == "DATE_IMPLAUSIBLE"


def test_no_honest_rectification_is_refused() -> None:
    """Nor one that voids an act and changes nothing."""
    honest = draft(**{"born": "2012-02-29", "from": "2025-09-05", "last": "2026-01-16"})
    refuse_implausible(Fold("62.socai/demo"), [honest, draft()], NOW)


@given(st.dates(), st.integers(YOUNGEST + 1, OLDEST - 1))
def test_everybody_of_an_age_between_is_plausible(day: object, age: int) -> None:
    """Also on 29 February, at the ends of the calendar too."""
    today = str(day)
    born = moved(today, -age)
    kept = born_for("born", born, today)
    assert kept.first <= kept.value <= kept.last and len(born) == len("2026-03-02")


@pytest.mark.parametrize(
    "month", ["0000-02", "0001-03", "1950-07", "2019-05", "2020-06", "2021-09", "9999-12"]
)
@pytest.mark.parametrize("kind", ["MonthConfirmed", "MonthSigned"])
def test_no_month_that_no_school_year_holds(kind: str, month: str) -> None:
    """The homeroom teacher confirms and the head signs months of the class's year."""
    with pytest.raises(Refusal) as refused:
        refuse_implausible(with_class(), [month_of(kind, month)], NOW)
    assert (refused.value.code, refused.value.detail["field"]) == ("DATE_IMPLAUSIBLE", "month")


@pytest.mark.parametrize("month", ["2020-07", "2020-09", "2021-01", "2021-08"])
def test_no_month_of_the_school_year_is_refused(month: str) -> None:
    """Pupils come in July and leave in August, too."""
    refuse_implausible(with_class(), [month_of("MonthConfirmed", month)], NOW)


def with_class() -> State:
    state = Fold("62.socai/demo")
    state.classes["6A"] = Klass("6A", "6A", 6, "2020-2021", "TT58_26", {})
    return state


def month_of(kind: str, month: str) -> Draft:
    return Draft(f"attendance/6A/{month}", kind, {"class": "6A", "month": month})
