"""What ranks are made from, under every circular: rows of a result, core subjects, rounding."""

from __future__ import annotations

from typing import Any, NamedTuple

CORE = frozenset(
    (
        *("toán", "ngữ văn", "ngoại ngữ", "ngoại ngữ 1", "tiếng anh", "tiếng pháp", "tiếng nga"),
        *("tiếng trung quốc", "tiếng nhật", "tiếng hàn", "tiếng đức"),
    )
)

Rows = list[list[Any]]
"""[subject, value], as `ResultRecorded` has them."""


class Rank(NamedTuple):
    """`learning` is `base`, or what `clause` made of it."""

    learning: str | None
    base: str | None
    clause: str | None


def by_periods(periods: int) -> int:
    """2 regular marks up to 35 periods a year, 3 up to 70, 4 above (tenths): TT26 Đ1.4, TT22 Đ6."""
    return 2 if periods <= 350 else 3 if periods <= 700 else 4


def half_up(num: int, den: int) -> int:
    """Rounded to a whole, a half upwards (TT58 Đ11)."""
    return (2 * num + den) // (2 * den)


def is_core(name: str) -> bool:
    """LAW 39 (TT58 Đ13): by its name in `ClassOpened`."""
    return name.strip().lower() in CORE
