"""The regime follows school year, level, grade and programme; what is not known is refused, never guessed."""

import pytest

from domain.regulations import CIRCULARS, regulation
from domain.regulations.circular import RegulationError
from domain.regulations.planned import PLANNED
from domain.regulations.selection import regime_of
from domain.regulations.tt22_2021 import TT22_2021
from domain.regulations.tt58_26 import TT58_26


@pytest.mark.parametrize(
    ("year", "th22", "th27", "tt58", "tt22"),
    [
        ("2020-2021", {2, 3, 4, 5}, {1}, {6, 7, 8, 9, 10, 11, 12}, set()),
        ("2021-2022", {3, 4, 5}, {1, 2}, {7, 8, 9, 10, 11, 12}, {6}),
        ("2022-2023", {4, 5}, {1, 2, 3}, {8, 9, 11, 12}, {6, 7, 10}),
        ("2023-2024", {5}, {1, 2, 3, 4}, {9, 12}, {6, 7, 8, 10, 11}),
        ("2024-2025", set(), {1, 2, 3, 4, 5}, set(), {6, 7, 8, 9, 10, 11, 12}),
        ("2030-2031", set(), {1, 2, 3, 4, 5}, set(), {6, 7, 8, 9, 10, 11, 12}),
    ],
)
def test_every_grade_of_every_year_has_its_regime(
    year: str, th22: set[int], th27: set[int], tt58: set[int], tt22: set[int]
) -> None:
    """The roll-in table of TT22 Đ21 and TH27 Đ2, whole."""
    got: dict[str, set[int]] = {regime: set() for regime in (*CIRCULARS, *PLANNED)}
    for grade in range(1, 13):
        level = "TH" if grade <= 5 else "THCS" if grade <= 9 else "THPT"
        got[regime_of(year, level, grade)].add(grade)
    wanted = (th22, th27, tt58, tt22)
    assert (
        got["TH22_2016"],
        got["TH27_2020"],
        got["TT58_26"],
        got["TT22_2021"],
    ) == wanted


def test_the_seed_year_is_judged_by_tt58() -> None:
    """Lớp 6 to 9 of 2020-2021."""
    for grade in (6, 7, 8, 9):
        assert regulation(regime_of("2020-2021", "THCS", grade)) is TT58_26
    assert regulation("TT58_26") is TT58_26


@pytest.mark.parametrize(
    "year",
    [
        "2019-2020",
        "2020",
        "2020-21",
        "2020-2022",
        "2021-2020",
        "2020–2021",
        "２０２０-2021",
        " 2020-2021",
        "",
    ],
)
def test_an_unknown_school_year_is_refused(year: str) -> None:
    """TT58 before TT26 is another regulation; a year in another form is not read."""
    with pytest.raises(RegulationError) as caught:
        regime_of(year, "THCS", 6)
    assert caught.value.code == "SCHOOL_YEAR_UNKNOWN"


@pytest.mark.parametrize(
    ("level", "grade"), [("THCS", 5), ("THCS", 10), ("THPT", 9), ("TH", 6), ("TH", 0), ("MN", 1)]
)
def test_a_grade_outside_its_level_is_refused(level: str, grade: int) -> None:
    """Lớp 10 is no grade of a THCS."""
    with pytest.raises(RegulationError) as caught:
        regime_of("2020-2021", level, grade)  # type: ignore[arg-type]
    assert caught.value.code == "GRADE_UNKNOWN"


@pytest.mark.parametrize(("level", "grade", "programme"), [("TH", 1, "GDTX"), ("THCS", 6, "IB")])
def test_an_unknown_programme_is_refused(level: str, grade: int, programme: str) -> None:
    """No regulation is borrowed from another programme."""
    with pytest.raises(RegulationError) as caught:
        regime_of("2020-2021", level, grade, programme)  # type: ignore[arg-type]
    assert caught.value.code == "PROGRAMME_UNKNOWN"


@pytest.mark.parametrize(
    ("regime", "code"),
    [
        ("TH22_2016", "REGIME_NOT_IMPLEMENTED"),
        ("TH27_2020", "REGIME_NOT_IMPLEMENTED"),
        ("QD02_2007", "REGIME_NOT_IMPLEMENTED"),
        ("GDTX_43_2021", "REGIME_NOT_IMPLEMENTED"),
        ("TT58", "REGIME_UNKNOWN"),
        ("tt58_26", "REGIME_UNKNOWN"),
        ("", "REGIME_UNKNOWN"),
    ],
)
def test_a_regime_without_a_module_is_refused_in_words(regime: str, code: str) -> None:
    """Known but not yet computed is told apart from not known."""
    with pytest.raises(RegulationError) as caught:
        regulation(regime)
    assert caught.value.code == code
    assert caught.value.text.endswith(".")


def test_a_class_of_another_regime_is_not_judged_by_tt58() -> None:
    """Lớp 6 of 2021-2022 and a centre's lớp 10 have regimes of their own."""
    assert regime_of("2020-2021", "THPT", 10, "GDTX") == "QD02_2007"
    assert regime_of("2022-2023", "THPT", 10, "GDTX") == "GDTX_43_2021"
    for year, level, grade in (("2021-2022", "THCS", 6), ("2022-2023", "THPT", 10)):
        assert regulation(regime_of(year, level, grade)) is TT22_2021  # type: ignore[arg-type]
