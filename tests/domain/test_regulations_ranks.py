"""Ranks, promotion and titles of both circulars: both sides of each boundary, and what always holds."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.regulations import CIRCULARS, regulation, tt22_2021, tt58_26
from domain.regulations.judgement import eligible
from domain.regulations.subject import Status

CORE = ("toan", "van", "anh")
REST = ("ly", "hoa", "sinh", "su", "dia", "gdcd", "cn")
MARKS = st.integers(0, 100)
SCORES = st.fixed_dictionaries(dict.fromkeys((*CORE, *REST), MARKS))


def scores(value: int, **other: int) -> dict[str, int]:
    """All subjects at `value` but for those named."""
    return {**dict.fromkeys((*CORE, *REST), value), **other}


@pytest.mark.parametrize(
    ("given_scores", "base", "final", "clause"),
    [
        (scores(80), "G", "G", None),
        (scores(79), "K", "K", None),
        (scores(90, hoa=65), "G", "G", None),
        (scores(90, hoa=64), "K", "K", None),
        (scores(90, hoa=49), "TB", "K", "a"),
        (scores(90, hoa=34), "Y", "TB", "b"),
        (scores(90, hoa=19), "KEM", "Y", "d"),
        (scores(70, hoa=34), "Y", "TB", "c"),
        (scores(70, hoa=19), "KEM", "Y", "d"),
        (scores(70, hoa=49), "TB", "TB", None),
        (scores(90, hoa=34, ly=64), "Y", "TB", "c"),
        (scores(90, hoa=34, ly=49), "Y", "Y", None),
        (scores(79, toan=80, van=79, anh=79), "K", "K", None),
        (scores(81, toan=79, van=79, anh=79), "K", "K", None),
        (scores(35), "Y", "Y", None),
        (scores(34), "KEM", "KEM", None),
        (scores(40, hoa=19), "KEM", "KEM", None),
    ],
)
def test_a_clause_of_tt58_raises_by_exactly_what_it_says(
    given_scores: dict[str, int], base: str, final: str, clause: str | None
) -> None:
    """TT58 Đ13.1-6: the row, and the adjustment where one subject alone is at fault."""
    found = tt58_26.learning(given_scores, {"nhac": "D"}, CORE)
    assert found is not None
    assert (found.base, found.final, found.clause) == (base, final, clause)
    assert (found.because == "hoa") == (clause is not None)


def test_a_failing_comment_subject_may_be_the_one_subject() -> None:
    """TT58 Đ13.6 as read in UNCERTAIN: Giỏi by marks, Yếu by music, so clause b."""
    found = tt58_26.learning(scores(90), {"nhac": "CD"}, CORE)
    assert found is not None and (found.base, found.final, found.clause) == ("Y", "TB", "b")
    two = tt58_26.learning(scores(90), {"nhac": "CD", "mt": "CD"}, CORE)
    assert two is not None and two.final == "Y"


@pytest.mark.parametrize(("mark", "rank"), [(80, "G"), (79, "K"), (65, "K"), (64, "TB"), (49, "Y")])
def test_a_specialised_subject_has_a_row_of_its_own(mark: int, rank: str) -> None:
    """TT58 Đ13.1d, 2d, 3d: of a specialised class; one subject below two rows is adjusted."""
    found = tt58_26.learning(scores(90, hoa=mark), {}, CORE, "hoa")
    assert found is not None and found.base == rank


@pytest.mark.parametrize(
    ("low", "others", "base", "final"),
    [
        ({}, 80, "T", "T"),
        ({"cn": 64}, 85, "K", "K"),
        ({"cn": 49}, 85, "D", "K"),
        ({"cn": 34}, 85, "CD", "D"),
        ({"cn": 34}, 70, "CD", "D"),
        ({"cn": 49}, 70, "D", "D"),
        ({"cn": 49, "gdcd": 49}, 85, "D", "D"),
        ({"cn": 34, "gdcd": 34}, 85, "CD", "CD"),
    ],
)
def test_tt22_lifts_one_level_where_one_subject_costs_two(
    low: dict[str, int], others: int, base: str, final: str
) -> None:
    """TT22 Đ9.2-3."""
    found = tt22_2021.learning(scores(others, **low), {"nt": "D"}, CORE)
    assert found is not None and (found.base, found.final) == (base, final)
    assert (found.because is not None) == (base != final)


@given(SCORES, st.sampled_from((*CORE, *REST)), st.integers(1, 100))
def test_a_higher_average_never_lowers_a_base_rank(marks: dict[str, int], name: str, more: int) -> None:
    """Of either circular, with the adjustment and without."""
    better = {**marks, name: min(100, marks[name] + more)}
    for law in (tt58_26, tt22_2021):
        order = list(reversed(law.LEARNING))
        low, high = law.learning(marks, {}, CORE), law.learning(better, {}, CORE)
        assert low is not None and high is not None
        assert order.index(low.base) <= order.index(high.base)
        assert order.index(low.final) <= order.index(high.final)


@given(SCORES, st.dictionaries(st.sampled_from(("nhac", "mt", "td")), st.sampled_from(("D", "CD"))))
def test_an_adjustment_only_raises_and_names_its_subject(
    marks: dict[str, int], comments: dict[str, str]
) -> None:
    """By one rank, and the average is the mean that the trace shows."""
    found = tt58_26.learning(marks, comments, CORE)  # type: ignore[arg-type]
    assert found is not None
    order = list(reversed(tt58_26.LEARNING))
    steps = order.index(found.final) - order.index(found.base)
    assert 0 <= steps <= 1 and (steps > 0) == (found.clause is not None) == (found.because is not None)
    assert found.average == (2 * found.num + found.den) // (2 * found.den) and found.num == sum(
        marks.values()
    )


@pytest.mark.parametrize("regime", CIRCULARS)
def test_the_45th_absence_is_allowed_and_the_46th_is_not(regime: str) -> None:
    """TT58 Đ15.1b, TT22 Đ12.1c, at both stages."""
    law = regulation(regime)
    good = next(iter(law.ranks)), next(iter(law.conduct))
    assert law.promotion(*good, 45).outcome == "LEN_LOP"
    assert law.promotion(*good, 46).outcome == law.after_summer(*good, 46).outcome == "O_LAI_LOP"


def test_titles_of_both_circulars() -> None:
    """TT58 Đ18 of a semester and the year; TT22 Đ15 of the year alone, six subjects at 9,0."""
    assert [tt58_26.title(1, *pair, {}) for pair in (("G", "T"), ("G", "K"), ("K", "K"), ("TB", "T"))] == [
        "HSG",
        "HSTT",
        "HSTT",
        None,
    ]
    six = dict.fromkeys("abcdef", 90)
    assert tt22_2021.title(0, "T", "T", six) == "HSXS"
    assert tt22_2021.title(0, "T", "T", {**six, "a": 89}) == "HSG"
    assert tt22_2021.title(0, "T", "K", six) is None and tt22_2021.title(1, "T", "T", six) is None


def test_comment_subjects_of_both_circulars() -> None:
    """TT58 Đ10.2a: two thirds and the last one; TT22 Đ9.1a: all."""
    assert tt58_26.comment_level(["D", "CD", "D", "D"]) == "D"
    assert tt58_26.comment_level(["D", "D", "D", "CD"]) == "CD"
    assert tt22_2021.comment_level(["D", "D", "D", "D"]) == "D"
    assert tt22_2021.comment_level(["D", "CD", "D", "D"]) == "CD"
    assert tt22_2021.comment_semester(350, ["D", "K"], "D", "D").value == "CD"


def test_required_counts_of_both_circulars() -> None:
    """TT26 Đ8.1a; TT22 Đ6.3: two of a comment subject, whatever its periods."""
    assert [tt22_2021.required_tx(periods, "comment") for periods in (350, 700, 1400)] == [2, 2, 2]
    assert [tt22_2021.required_tx(periods) for periods in (350, 351, 701)] == [2, 3, 4]
    assert [tt58_26.required_tx(periods, "comment") for periods in (350, 700, 1400)] == [2, 3, 4]


def test_a_pending_makeup_blocks_and_an_absence_without_leave_is_zero() -> None:
    """TT26 Đ8.3-4, TT22 Đ7.5, under the article of each."""
    for law, rule in ((tt58_26, "TT58-Đ10.1a"), (tt22_2021, "TT22-Đ9.1b-HK")):
        assert law.subject_semester(350, [80, "P"], 80, 80).status is Status.MAKEUP_PENDING
        zero = law.subject_semester(350, [80, "K"], 80, 80)
        assert (zero.value, zero.rule) == (69, rule)


@pytest.mark.parametrize("regime", CIRCULARS)
@pytest.mark.parametrize("codes", [("XX", "T"), ("T", "??"), ("", "")])
def test_nobody_is_promoted_by_a_code_that_is_none(regime: str, codes: tuple[str, str]) -> None:
    """At neither stage."""
    for judge in (regulation(regime).promotion, regulation(regime).after_summer):
        with pytest.raises(ValueError, match="no rank"):
            judge(*codes, 0)


def test_a_specialised_subject_without_a_result_is_not_passed() -> None:
    """TT58 Đ13.1d: Giỏi asks for 8,0 in it."""
    found = tt58_26.learning(scores(90), {}, CORE, "chuyen")
    assert found is not None and found.base == "Y"


def test_absences_stay_the_reason_at_the_second_stage() -> None:
    """The article is that of the absences, not that of the re-test."""
    assert tt58_26.after_summer("G", "T", 46).article == "TT58-Đ15.2a"
    assert tt22_2021.after_summer("T", "T", 46).article == "TT22-Đ12.1c"


def test_only_what_was_not_reached_may_be_taken_again() -> None:
    """TT58 Đ16.1, TT22 Đ14.1."""
    assert eligible({"toan": 49, "van": 50}, {"nhac": "CD", "mt": "D"}) == ["toan", "nhac"]


@pytest.mark.parametrize("regime", CIRCULARS)
def test_what_no_text_settles_is_data_of_the_regulation(regime: str) -> None:
    """Each point with its article, its mark and what is done meanwhile."""
    points = regulation(regime).uncertain
    assert len(points) >= 6 and len({each.point for each in points}) == len(points)
    assert all(each.article and each.done and each.mark in ("likely", "check") for each in points)
