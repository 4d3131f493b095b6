"""TT58+TT26: results of a subject are exact, traced, and never taken over fewer marks than required."""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.regulations.rounding import Trace, half_up
from domain.regulations.subject import NoResult, Result, Status
from domain.regulations.tt58_26 import (
    comment_level,
    comment_semester,
    comment_year,
    required_tx,
    subject_semester,
    subject_year,
)
from domain.words.marks import CellValue, CommentLevel

MARKS = st.integers(0, 100)
SCORED = st.one_of(MARKS, st.just("K"))
PERIODS = st.integers(1, 2000)


def traced(result: Result) -> Trace:
    assert result.trace is not None
    return result.trace


def fraction_half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_half_up_is_the_exact_fraction_rounded(num: int, den: int) -> None:
    """Fractions as oracle: nearest, ties up."""
    assert half_up(num, den) == fraction_half_up(Fraction(num, den))


@pytest.mark.parametrize(
    ("num", "den", "value"), [(668, 8, 84), (660, 8, 83), (636, 8, 80), (5, 10, 1), (0, 7, 0)]
)
def test_ties_go_up(num: int, den: int, value: int) -> None:
    """8.35, 8.25, 7.95 and 0.5: where binary floats or banker's rounding go wrong."""
    assert half_up(num, den) == value


@pytest.mark.parametrize(("num", "den"), [(-1, 2), (1, 0), (1, -2)])
def test_half_up_refuses_what_has_no_meaning(num: int, den: int) -> None:
    """A negative sum of marks or a divisor of none is a fault of the caller."""
    with pytest.raises(ValueError, match="half_up"):
        half_up(num, den)


@pytest.mark.parametrize(
    ("periods", "count"), [(1, 2), (175, 2), (350, 2), (351, 3), (525, 3), (700, 3), (701, 4), (1750, 4)]
)
def test_required_tx_follows_the_periods(periods: int, count: int) -> None:
    """TT26 Đ8.1a; periods in tenths, the upper edge belongs to the lower row."""
    assert required_tx(periods) == count


@pytest.mark.parametrize("periods", [0, -350])
def test_a_subject_without_periods_has_no_required_number(periods: int) -> None:
    """Nothing is guessed from 0 periods."""
    with pytest.raises(ValueError, match="periods"):
        required_tx(periods)


@given(PERIODS, st.lists(SCORED, min_size=2, max_size=9), SCORED, SCORED)
def test_the_semester_average_equals_fraction_arithmetic(
    periods: int, tx: list[CellValue], gk: CellValue, ck: CellValue
) -> None:
    """ĐTBmhk by Fraction and by Decimal half up; "K" is 0; the trace says the same."""
    assume(len(tx) >= required_tx(periods))
    result = subject_semester(periods, tx, gk, ck)
    tenths = [0 if cell == "K" else int(cell) for cell in [*tx, gk, ck]]
    exact = Fraction(sum(tenths[:-2]) + 2 * tenths[-2] + 3 * tenths[-1], len(tx) + 5)
    assert result.value == fraction_half_up(exact)
    trace = traced(result)
    assert Fraction(trace.num, trace.den) == exact
    by_decimal = (Decimal(trace.num) / (10 * trace.den)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert result.value == int(by_decimal * 10)


@given(st.lists(MARKS, min_size=4, max_size=9), MARKS, MARKS)
def test_a_trace_can_be_recomputed_from_its_json_alone(tx: list[CellValue], gk: int, ck: int) -> None:
    """What the verifier does: num, den and value follow from the terms; no float anywhere."""
    trace = traced(subject_semester(1400, tx, gk, ck)).to_json()

    def refuse(text: str) -> float:
        raise AssertionError(f"a float in a trace: {text}")

    again = json.loads(json.dumps(trace), parse_float=refuse)
    assert set(again) == {"rule", "terms", "num", "den", "value"}
    assert again["num"] == sum(value * coef for value, coef in again["terms"])
    assert again["den"] == sum(coef for _, coef in again["terms"]) == len(tx) + 5
    assert again["value"] == fraction_half_up(Fraction(again["num"], again["den"]))
    assert [value for value, _ in again["terms"]] == [*tx, gk, ck]


def test_a_trace_explains_itself_to_a_teacher() -> None:
    """The line on the page, worked by hand: 71,5/9 = 7,944."""
    trace = traced(subject_semester(1400, [80, 75, 80, 90], 75, 80))
    assert trace.explain() == "(8,0 + 7,5 + 8,0 + 9,0 + 2 × 7,5 + 3 × 8,0) / 9 = 71,5/9 → 7,9 (TT58-Đ10.1a)"
    assert trace.unrounded == "71,5/9"
    assert [term.name for term in trace.terms] == ["tx1", "tx2", "tx3", "tx4", "gk", "ck"]


@given(
    PERIODS,
    st.lists(st.one_of(MARKS, st.sampled_from([None, "P", "K"])), max_size=9),
    st.one_of(MARKS, st.sampled_from([None, "P", "K"])),
    st.one_of(MARKS, st.sampled_from([None, "P", "K"])),
)
def test_no_average_while_a_required_assessment_is_awaited(
    periods: int, tx: list[CellValue | None], gk: CellValue | None, ck: CellValue | None
) -> None:
    """TT26 Đ8.3-4: never an average over fewer marks; a value exactly when nothing is awaited."""
    result = subject_semester(periods, tx, gk, ck)
    filled = sum(cell is not None for cell in tx)
    pending = "P" in [*tx, gk, ck]
    blank = filled < required_tx(periods) or gk is None or ck is None
    expected = Status.MAKEUP_PENDING if pending else Status.INCOMPLETE if blank else Status.OK
    assert result.status is expected
    assert (result.value is None) == (result.trace is None) == bool(result.missing) == (pending or blank)
    if result.status is Status.OK:
        assert traced(result).den == filled + 5 >= required_tx(periods) + 5


@pytest.mark.parametrize(
    ("tx", "gk", "ck", "missing"),
    [
        ([], None, None, ("tx1", "tx2", "tx3", "gk", "ck")),
        ([80], 80, 80, ("tx2", "tx3")),
        ([80, None, 70], 80, 80, ("tx2",)),
        ([None, None, 70, 60], 80, 80, ("tx1",)),
        ([80, 80, 80, "P"], 80, None, ("tx4", "ck")),
    ],
)
def test_a_result_without_value_names_what_is_awaited(
    tx: list[CellValue | None], gk: CellValue | None, ck: CellValue | None, missing: tuple[str, ...]
) -> None:
    """So that the page tells the teacher which column; 70 periods want three tx."""
    assert subject_semester(700, tx, gk, ck).missing == missing


@pytest.mark.parametrize("cell", ["D", "CD", 101, -1, 8.5, True, "M", "8,5"])
def test_a_scored_subject_refuses_a_foreign_value(cell: CellValue) -> None:
    """Such a cell means a broken caller; it is never averaged, not even where a blank would block anyway."""
    with pytest.raises(ValueError, match="tx2"):
        subject_semester(350, [80, cell], None, 80)
    with pytest.raises(ValueError, match="ck"):
        subject_semester(350, [80, 80], 80, cell)


@given(MARKS, MARKS)
def test_the_year_average_equals_fraction_arithmetic(hk1: int, hk2: int) -> None:
    """(HKI + 2 HKII) / 3 of the rounded semester averages; it lies between them."""
    result = subject_year(hk1, hk2)
    assert result.value == fraction_half_up(Fraction(hk1 + 2 * hk2, 3))
    assert min(hk1, hk2) <= traced(result).value <= max(hk1, hk2)
    assert traced(result).to_json() == {
        "rule": "TT58-Đ10.1b",
        "terms": [[hk1, 1], [hk2, 2]],
        "num": hk1 + 2 * hk2,
        "den": 3,
        "value": result.value,
    }


@given(MARKS, st.sampled_from(list(NoResult)), st.booleans())
def test_the_one_semester_learned_is_the_year(average: int, absent: NoResult, first: bool) -> None:
    """Exempt or not taught in the other semester: the value stays, with a trace of one term."""
    result = subject_year(average, absent) if first else subject_year(absent, average)
    assert (result.status, result.value) == (Status.OK, average)
    trace = traced(result)
    assert (trace.num, trace.den, trace.terms[0].name) == (average, 1, "hk1" if first else "hk2")
    assert result.rule == ("TT58-Đ12.4" if absent is NoResult.EXEMPT else "TT58-Đ10.1b-1HK")


@pytest.mark.parametrize(
    ("hk1", "hk2", "missing"),
    [
        (None, 70, ("hk1",)),
        (70, None, ("hk2",)),
        (None, None, ("hk1", "hk2")),
        (NoResult.EXEMPT, None, ("hk2",)),
        (None, NoResult.NOT_TAUGHT, ("hk1",)),
        (NoResult.NOT_TAUGHT, NoResult.NOT_TAUGHT, ("hk1", "hk2")),
    ],
)
def test_a_semester_merely_missing_gives_no_year(
    hk1: int | NoResult | None, hk2: int | NoResult | None, missing: tuple[str, ...]
) -> None:
    """A late arrival's year is never HKII alone without a decision."""
    result = subject_year(hk1, hk2)
    assert (result.status, result.value, result.trace, result.missing) == (
        Status.INCOMPLETE,
        None,
        None,
        missing,
    )


def test_exempt_all_year_has_a_status_and_no_value() -> None:
    """TT58 Đ12.4: left out, never 0."""
    for result in (
        subject_year(NoResult.EXEMPT, NoResult.EXEMPT),
        comment_year(NoResult.EXEMPT, NoResult.EXEMPT),
    ):
        assert (result.status, result.value, result.missing) == (Status.EXEMPT, None, ())


@given(st.lists(st.sampled_from(["D", "CD"]), min_size=1, max_size=11), st.sampled_from(["D", "CD"]))
def test_a_comment_semester_needs_two_thirds_and_the_final(
    items: list[CommentLevel], final: CommentLevel
) -> None:
    """TT58 Đ10.2a with Fractions."""
    share = Fraction([*items, final].count("D"), len(items) + 1)
    assert comment_level([*items, final]) == ("D" if final == "D" and share >= Fraction(2, 3) else "CD")


@pytest.mark.parametrize(
    ("tx", "gk", "ck", "status", "value"),
    [
        (["D", "D"], "CD", "D", Status.OK, "D"),
        (["D", "K"], "CD", "D", Status.OK, "CD"),
        (["D", "K"], "D", "D", Status.OK, "D"),
        (["D", "D"], "D", "K", Status.OK, "CD"),
        (["D", "P"], "D", "D", Status.MAKEUP_PENDING, None),
        (["D"], "D", "D", Status.INCOMPLETE, None),
        (["D", "D"], "D", None, Status.INCOMPLETE, None),
        (["D", "CD", "CD"], "D", "D", Status.OK, "CD"),
    ],
)
def test_a_comment_semester_counts_every_assessment(
    tx: list[CellValue | None], gk: CellValue | None, ck: CellValue | None, status: Status, value: str | None
) -> None:
    """35 periods: two tx, gk, ck; missed without reason is CĐ, pending or blank blocks."""
    result = comment_semester(350, tx, gk, ck)
    assert (result.status, result.value, result.trace) == (status, value, None)


@pytest.mark.parametrize("cell", [80, 0, "X", True])
def test_a_comment_subject_refuses_a_mark(cell: CellValue) -> None:
    """A mark is no level."""
    with pytest.raises(ValueError, match="gk"):
        comment_semester(350, ["D", "D"], cell, "D")


@pytest.mark.parametrize(
    ("hk1", "hk2", "value"),
    [
        ("D", "D", "D"),
        ("CD", "D", "D"),
        ("D", "CD", "CD"),
        ("CD", "CD", "CD"),
        (NoResult.EXEMPT, "CD", "CD"),
        ("D", NoResult.NOT_TAUGHT, "D"),
        (None, "D", None),
        ("D", None, None),
    ],
)
def test_a_comment_year_is_that_of_the_second_semester(
    hk1: CommentLevel | NoResult | None, hk2: CommentLevel | NoResult | None, value: str | None
) -> None:
    """TT58 Đ10.2b; a missing semester gives none."""
    assert comment_year(hk1, hk2).value == value


@given(PERIODS, st.lists(MARKS, min_size=4, max_size=9), MARKS, MARKS, st.data())
def test_a_semester_average_is_bounded_by_its_marks_and_rises_with_each(
    periods: int, tx: list[int], gk: int, ck: int, data: st.DataObject
) -> None:
    """A mean lies between its marks; who gains anywhere never loses, and gets at most a third of it."""
    marks = [*tx, gk, ck]
    value = traced(subject_semester(periods, tx, gk, ck)).value
    assert min(marks) <= value <= max(marks)
    index = data.draw(st.integers(0, len(marks) - 1))
    gain = data.draw(st.integers(0, 100 - marks[index]))
    marks[index] += gain
    risen = traced(subject_semester(periods, marks[:-2], marks[-2], marks[-1])).value
    assert value <= risen <= value + -(-3 * gain // 9)


@given(MARKS, MARKS, st.integers(0, 100), st.booleans())
def test_a_year_average_rises_with_each_semester(hk1: int, hk2: int, gain: int, second: bool) -> None:
    """The second semester weighs twice the first, and neither ever counts against the pupil."""
    value = traced(subject_year(hk1, hk2)).value
    better = (hk1, min(100, hk2 + gain)) if second else (min(100, hk1 + gain), hk2)
    assert traced(subject_year(*better)).value >= value


@given(st.permutations([30, 55, 80, 95]), MARKS, MARKS)
def test_the_order_of_regular_marks_says_nothing(tx: list[int], gk: int, ck: int) -> None:
    """ĐĐGtx have one coefficient."""
    given_order = traced(subject_semester(1400, tx, gk, ck))
    assert given_order.value == traced(subject_semester(1400, sorted(tx), gk, ck)).value
