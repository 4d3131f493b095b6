"""Marks as teachers type them: what is stored, what is refused, and with which code."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.words.marks import (
    CellValue,
    MarkError,
    MarkErrorCode,
    format_cell,
    format_mark,
    parse_cell,
    parse_mark,
    suits,
)


@pytest.mark.parametrize(
    ("typed", "tenths"),
    [
        ("8,5", 85),
        ("8.5", 85),
        ("8", 80),
        ("10", 100),
        ("10,0", 100),
        ("0", 0),
        ("0,0", 0),
        (" 7,5\r\n", 75),
        ("0,1", 1),
        ("9.9", 99),
    ],
)
def test_a_typed_mark_becomes_tenths(typed: str, tenths: int) -> None:
    """Comma and point are both read; one decimal at most."""
    assert parse_mark(typed) == tenths


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "MARK_EMPTY"),
        ("  ", "MARK_EMPTY"),
        ("11", "MARK_OUT_OF_RANGE"),
        ("10,1", "MARK_OUT_OF_RANGE"),
        ("10,01", "MARK_OUT_OF_RANGE"),
        ("10,05", "MARK_OUT_OF_RANGE"),
        ("100", "MARK_OUT_OF_RANGE"),
        ("85", "MARK_OUT_OF_RANGE"),
        ("999999999999", "MARK_OUT_OF_RANGE"),
        ("-1", "MARK_OUT_OF_RANGE"),
        ("-0,5", "MARK_OUT_OF_RANGE"),
        ("8,,5", "MARK_NOT_A_MARK"),
        ("8,5,0", "MARK_NOT_A_MARK"),
        ("8,", "MARK_NOT_A_MARK"),
        (",5", "MARK_NOT_A_MARK"),
        ("8 5", "MARK_NOT_A_MARK"),
        ("８", "MARK_NOT_A_MARK"),
        ("１", "MARK_NOT_A_MARK"),
        ("٨", "MARK_NOT_A_MARK"),
        ("8,５", "MARK_NOT_A_MARK"),
        ("+5", "MARK_NOT_A_MARK"),
        ("--5", "MARK_NOT_A_MARK"),
        ("−1", "MARK_NOT_A_MARK"),
        ("1_0", "MARK_NOT_A_MARK"),
        ("08", "MARK_NOT_A_MARK"),
        ("1e1", "MARK_NOT_A_MARK"),
        ("0x5", "MARK_NOT_A_MARK"),
        ("½", "MARK_NOT_A_MARK"),
        ("nan", "MARK_NOT_A_MARK"),
        ("inf", "MARK_NOT_A_MARK"),
        ("8\u00a0", "MARK_NOT_A_MARK"),
        ("8\n5", "MARK_NOT_A_MARK"),
        ("8,5đ", "MARK_NOT_A_MARK"),
        ("9" * 5000, "MARK_NOT_A_MARK"),
        (8.5, "MARK_NOT_TEXT"),
        (8, "MARK_NOT_TEXT"),
        (True, "MARK_NOT_TEXT"),
        (None, "MARK_NOT_TEXT"),
        (b"8", "MARK_NOT_TEXT"),
        (Decimal("8.5"), "MARK_NOT_TEXT"),
    ],
)
def test_what_is_no_mark_is_refused_with_its_code_and_no_proposal(typed: object, code: str) -> None:
    """int() and float() would take several of these."""
    error = parse_mark(typed)
    assert isinstance(error, MarkError)
    assert (error.code, error.proposed) == (code, None)


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("8,55", 86),
        ("8,54", 85),
        ("8.25", 83),
        ("8,449", 84),
        ("8,50", 85),
        ("9,95", 100),
        ("0,04", 0),
        ("10,00", 100),
    ],
)
def test_a_second_decimal_is_refused_and_the_rounded_value_proposed(typed: str, proposed: int) -> None:
    """Half up from the second decimal, shown in the sentence; never stored by itself."""
    error = parse_mark(typed)
    assert isinstance(error, MarkError)
    assert (error.code, error.proposed) == (MarkErrorCode.TWO_DECIMALS, proposed)
    assert format_mark(proposed) in error.text


@given(st.integers(0, 100))
def test_formatting_and_parsing_are_inverse(tenths: int) -> None:
    """Always one decimal with a comma, and it reads back as the same mark, also with a point."""
    shown = format_mark(tenths)
    assert re.fullmatch(r"[0-9]{1,2},[0-9]", shown)
    assert parse_mark(shown) == parse_mark(shown.replace(",", ".")) == tenths


@given(st.integers(0, 999), st.integers(2, 8), st.data())
def test_the_proposal_is_the_decimal_half_up(tenths: int, places: int, data: st.DataObject) -> None:
    """Against the decimal module as oracle."""
    digits = data.draw(st.text("0123456789", min_size=places, max_size=places))
    typed = f"{tenths // 100},{digits}"
    oracle = int(Decimal(typed.replace(",", ".")).quantize(Decimal("0.1"), ROUND_HALF_UP) * 10)
    error = parse_mark(typed)
    assert isinstance(error, MarkError)
    assert error.proposed == oracle


@given(st.text(max_size=20))
def test_whatever_is_typed_gives_a_mark_or_a_vietnamese_sentence(typed: str) -> None:
    """No input raises; every refusal explains itself."""
    parsed = parse_mark(typed)
    if isinstance(parsed, MarkError):
        assert parsed.text.endswith(".")
        assert parsed.code in MarkErrorCode
    else:
        assert 0 <= parsed <= 100
        assert typed.isascii()


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("8,5", "score", 85),
        ("p", "score", "P"),
        ("K", "score", "K"),
        ("Đ", "comment", "D"),
        ("đ", "comment", "D"),
        ("d", "comment", "D"),
        ("CĐ", "comment", "CD"),
        ("cd ", "comment", "CD"),
        ("k", "comment", "K"),
    ],
)
def test_a_cell_takes_what_its_subject_takes(typed: str, kind: str, value: object) -> None:
    """Scored subjects take marks, comment subjects levels, both the two kinds of absence."""
    assert parse_cell(typed, kind) == value  # type: ignore[arg-type]
    assert suits(value, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [
        ("Đ", "score", "MARK_NOT_A_MARK"),
        ("CD", "score", "MARK_NOT_A_MARK"),
        ("8,5", "comment", "MARK_NOT_A_LEVEL"),
        ("Ð", "comment", "MARK_NOT_A_LEVEL"),
        ("", "comment", "MARK_EMPTY"),
        ("", "score", "MARK_EMPTY"),
        (8.5, "score", "MARK_NOT_TEXT"),
        (None, "comment", "MARK_NOT_TEXT"),
    ],
)
def test_a_cell_refuses_the_other_kind(typed: object, kind: str, code: str) -> None:
    """A level is no mark and a mark no level; Eth (U+00D0) only looks like Đ."""
    error = parse_cell(typed, kind)  # type: ignore[arg-type]
    assert isinstance(error, MarkError)
    assert error.code == code


@pytest.mark.parametrize("value", [-1, 101, 8.5, 80.0, True, "M", "d", "Đ", "80", None])
def test_a_stored_value_outside_the_vocabulary_is_refused(value: object) -> None:
    """Neither pydantic nor `suits` lets a float, a bool or an unknown code into a cell."""
    with pytest.raises(ValidationError):
        TypeAdapter(CellValue).validate_python(value)
    assert not suits(value, "score")
    assert not suits(value, "comment")


@pytest.mark.parametrize(
    ("value", "kind"), [("D", "score"), ("CD", "score"), (0, "comment"), (100, "comment")]
)
def test_a_stored_value_of_the_other_kind_does_not_suit(value: object, kind: str) -> None:
    """LAW rule 11."""
    assert not suits(value, kind)  # type: ignore[arg-type]


def test_cells_are_shown_in_vietnamese() -> None:
    """The page writes Đ and CĐ, the ledger D and CD."""
    values: list[CellValue] = [0, 85, 100, "D", "CD", "P", "K"]
    assert [format_cell(value) for value in values] == ["0,0", "8,5", "10,0", "Đ", "CĐ", "P", "K"]
