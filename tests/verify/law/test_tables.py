"""Promise: outcomes, titles and the year's conduct are the circulars', on either side of each limit."""

import itertools
from types import SimpleNamespace
from typing import Any

import pytest

from domain.acts.books import progress
from domain.regulations import CIRCULARS as OF_DOMAIN
from domain.regulations import regulation
from domain.regulations.circular import RegulationError
from domain.regulations.selection import regime_of_grade
from verify.law.circulars.rows import half_up
from verify.law.circulars.table import CIRCULARS
from verify.law.permissions import TABLE
from verify.law.results.promotion import outcome_due
from verify.law.unit.classes import regime_right
from verify.law.unit.posts import POWERS
from verify.law.unit.progress import rating_level
from verify.law.unit.staff import STAFF_FIELDS, field_suits

RANKS = {regime: tuple(each.ranks) for regime, each in OF_DOMAIN.items()}
CONDUCT = {regime: tuple(each.conduct) for regime, each in OF_DOMAIN.items()}


def test_both_sides_know_the_same_circulars() -> None:
    """Codes in order, what is low, absences, exemptions, whether the year's conduct is judged."""
    assert list(OF_DOMAIN) == list(CIRCULARS)
    for regime, ours in OF_DOMAIN.items():
        theirs = CIRCULARS[regime]
        assert (theirs.learning, theirs.conduct) == (RANKS[regime], CONDUCT[regime])
        assert (theirs.low, theirs.once_a_day) == (ours.low_conduct, ours.once_a_day)
        assert tuple(theirs.whole_exemption) == ours.exempt_whole
        assert (theirs.year_conduct is None) == ("cn" in ours.conduct_book.columns[2])
        assert theirs.since == ours.since


def test_codes_of_the_known_circulars_stay() -> None:
    """Old entries have them."""
    known = {"TT58_26": ("G", "K", "TB", "Y", "KEM"), "TT22_2021": ("T", "K", "D", "CD")}
    assert known.items() <= RANKS.items()
    assert {"TT58_26": ("T", "K", "TB", "Y"), "TT22_2021": ("T", "K", "D", "CD")}.items() <= CONDUCT.items()


@pytest.mark.parametrize("regime", RANKS)
@pytest.mark.parametrize("kind", ["score", "comment"])
@pytest.mark.parametrize("periods", [1, 350, 351, 700, 701, 1400])
def test_regular_assessments_are_the_regulation_s(regime: str, kind: Any, periods: int) -> None:
    """TT26 Đ8.1a, TT22 Đ6.3: on either side of each limit."""
    assert CIRCULARS[regime].required(kind, periods) == OF_DOMAIN[regime].required_tx(periods, kind)


@pytest.mark.parametrize("regime", RANKS)
def test_every_outcome_is_the_regulation_s(regime: str) -> None:
    """Of each rank and conduct, at 0, 45 and 46 sessions of absence (TT58 Đ15-17, TT22 Đ12-14)."""
    for learned, conduct, absent in itertools.product(RANKS[regime], CONDUCT[regime], (0, 44, 45, 46, 90)):
        wanted = regulation(regime).promotion(learned, conduct, absent).outcome
        assert outcome_due(CIRCULARS[regime], learned, conduct, absent) == wanted, (learned, conduct, absent)


@pytest.mark.parametrize("regime", RANKS)
def test_every_title_is_the_regulation_s(regime: str) -> None:
    """Of each rank and conduct, of semester and year, with five, six or seven excellent scores."""
    for learned, conduct, semester in itertools.product(RANKS[regime], CONDUCT[regime], (0, 1, 2)):
        for excellent, other in itertools.product((0, 5, 6, 7), (89, 90)):
            scores = {f"s{at:02}": 90 if at < excellent else min(other, 89) for at in range(9)}
            result = {
                "learning": learned,
                "conduct": conduct,
                "scores": [list(row) for row in scores.items()],
            }
            wanted = regulation(regime).title(semester, learned, conduct, scores)
            assert CIRCULARS[regime].title(semester, result) == wanted, (
                learned,
                conduct,
                semester,
                excellent,
            )


def test_the_year_s_conduct_is_the_table_of_the_circular() -> None:
    """TT22 Đ8.2b; of one semester alone, whichever, if the other has none."""
    conduct_year = CIRCULARS["TT22_2021"].year_conduct
    assert conduct_year is not None
    judged = (*CONDUCT["TT22_2021"], None)
    for first, second in itertools.product(judged, judged):
        assert conduct_year(first, second) == regulation("TT22_2021").year_conduct(first, second)


@pytest.mark.parametrize(
    ("num", "den", "rounded"), [(0, 1, 0), (1, 2, 1), (3, 2, 2), (4, 3, 1), (5, 3, 2), (7, 2, 4)]
)
def test_halves_go_up(num: int, den: int, rounded: int) -> None:
    """TT58 Đ11: to tenths, a half upwards."""
    assert half_up(num, den) == rounded


@pytest.mark.parametrize(
    ("values", "tt58", "tt22"),
    [
        ("D D D", "D", "D"),
        ("CD D D", "D", "CD"),
        ("D CD D", "D", "CD"),
        ("D D CD", "CD", "CD"),
        ("CD CD D", "CD", "CD"),
        ("CD D D D", "D", "CD"),
        ("CD CD D D", "CD", "CD"),
        ("CD CD D D D D", "D", "CD"),
        ("K D D", "D", "CD"),
    ],
)
def test_a_comment_subject_is_reached_as_the_circular_says(values: str, tt58: str, tt22: str) -> None:
    """TT58 Đ10.2a: the last reached and two thirds of all; TT22 Đ9.1a: all."""
    assert tuple(CIRCULARS[one].level(values.split()) for one in ("TT58_26", "TT22_2021")) == (tt58, tt22)


def entry(**data: Any) -> Any:
    """An entry of which a rule asks the data alone."""
    return SimpleNamespace(data=data)


@pytest.mark.parametrize("grade", range(6, 13))
@pytest.mark.parametrize("first", range(2018, 2036))
def test_every_class_has_the_regime_of_its_year_and_grade(first: int, grade: int) -> None:
    """TT22 Đ21, grade by grade; before TT26 there is none."""
    year = f"{first}-{first + 1}"
    try:
        wanted = {str(regime_of_grade(year, grade))}
    except RegulationError:
        wanted = set()
    found = {
        regime
        for regime in (*RANKS, "GDTX_43_2021")
        if regime_right(None, entry(year=year, grade=grade, regime=regime)) is None  # type: ignore[arg-type]
    }
    assert found == wanted


@pytest.mark.parametrize("expected", [1, 7, 20, 100, 1000])
def test_a_rating_is_the_service_s(expected: int) -> None:
    """All entered, 95 %, 80 %, less: on either side of each limit (S20)."""
    for entered in range(expected + 1):
        assert rating_level(entered, expected) == progress.level(entered, expected), entered


def test_each_field_of_a_profile_is_clear_or_a_commitment() -> None:
    """EVENTS: post, subject and degree may be read; how to reach somebody may not."""
    clear = {
        field
        for field in STAFF_FIELDS
        if field_suits(None, entry(field=field, value="t:x")) is None  # type: ignore[arg-type]
    }
    sealed = {
        field
        for field in STAFF_FIELDS
        if field_suits(None, entry(field=field, value="h:x")) is None  # type: ignore[arg-type]
    }
    assert (clear, sealed) == ({"title", "subject", "degree"}, {"phone", "email", "address"})


def test_a_power_that_the_law_asks_for_can_be_delegated() -> None:
    """Every power of permissions.json, and no other, is one of `Delegated`."""
    asked = {power for row in TABLE.values() for power in row.grants.values() if power is not None}
    assert asked == set(POWERS)
