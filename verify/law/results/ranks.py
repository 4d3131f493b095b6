"""The learning ranks of rule 39 of LAW.md: TT58 Đ13 in the wording of TT26, TT22 Đ9.2-3."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

RANKS = {"TT58_26": ("G", "K", "TB", "Y", "KEM"), "TT22_2021": ("T", "K", "D", "CD")}
"""Highest first."""


CORE = frozenset(
    (
        *("toán", "ngữ văn", "ngoại ngữ", "ngoại ngữ 1", "tiếng anh", "tiếng pháp", "tiếng nga"),
        *("tiếng trung quốc", "tiếng nhật", "tiếng hàn", "tiếng đức"),
    )
)


# TT58 Đ13.1-3: rank, least average and best core subject, least score.
_ROWS = (("G", 80, 65), ("K", 65, 50), ("TB", 50, 35))


# TT58 Đ13.6: (reached but for one subject, base) -> (rank, clause).
_RAISED = {
    ("G", "TB"): ("K", "a"),
    ("G", "Y"): ("TB", "b"),
    ("K", "Y"): ("TB", "c"),
    ("K", "KEM"): ("Y", "d"),
}


_ENOUGH = 6


Rows = list[list[Any]]
"""[subject, value], as `ResultRecorded` has them."""


class Rank(NamedTuple):
    """`learning` is `base`, or what `clause` made of it."""

    learning: str | None
    base: str | None
    clause: str | None


def half_up(num: int, den: int) -> int:
    """Rounded to a whole, a half upwards (TT58 Đ11)."""
    return (2 * num + den) // (2 * den)


def is_core(name: str) -> bool:
    """LAW 39 (TT58 Đ13): by its name in `ClassOpened`."""
    return name.strip().lower() in CORE


def rank(regime: str, scores: Rows, comments: Rows, core: Collection[str], average: int | None) -> Rank:
    """The rank of a semester or year; none without a score. `average` is that of the same result."""
    if not scores:
        return Rank(None, None, None)
    if regime == "TT22_2021":
        return _tt22(scores, comments)
    return _tt58(scores, comments, core, average or 0)


def after_retests(
    regime: str, scores: Rows, comments: Rows, core: Collection[str], values: dict[str, Any]
) -> str | None:
    """Rule 41: the rank of a year with re-test values in the place of those subjects, the average anew."""
    # A mark that does not suit its subject is a finding where it was entered, and replaces nothing here.
    marks = {subject: value for subject, value in values.items() if type(value) is int}
    levels = {subject: value for subject, value in values.items() if type(value) is str}
    new_scores = [[subject, marks.get(subject, value)] for subject, value in scores]
    new_comments = [[subject, levels.get(subject, value)] for subject, value in comments]
    total = sum(value for _, value in new_scores)
    average = half_up(total, len(new_scores)) if new_scores else None
    return rank(regime, new_scores, new_comments, core, average).learning


def _tt58(scores: Rows, comments: Rows, core: Collection[str], average: int) -> Rank:
    best = max((value for subject, value in scores if subject in core), default=0)
    lowest = min(value for _, value in scores)
    failed = len([value for _, value in comments if value == "CD"])

    def under(floor: int) -> int:
        return failed + len([value for _, value in scores if value < floor])

    reached = [row for row in _ROWS if average >= row[1] and best >= row[1]]
    whole = [name for name, _, floor in reached if not under(floor)]
    base = whole[0] if whole else "Y" if average >= 35 and lowest >= 20 else "KEM"
    for name, _, floor in reached:
        if (name, base) in _RAISED and under(floor) == 1:
            learning, clause = _RAISED[name, base]
            return Rank(learning, base, clause)
    return Rank(base, base, None)


def _tt22(scores: Rows, comments: Rows) -> Rank:
    order = RANKS["TT22_2021"]
    base = _level(scores, comments)
    place = order.index(base)
    # T and K are the levels of Đ9.2 a, b; only from D or CD are they two levels away.
    raised = any(order.index(level) <= min(1, place - 2) for level in _without_one(scores, comments))
    return Rank(order[place - 1], base, "Đ9.3") if raised else Rank(base, base, None)


def _level(scores: Rows, comments: Rows) -> str:
    values = [value for _, value in scores]
    failed = sum(value == "CD" for _, value in comments)
    for level, floor, mark, allowed in (("T", 65, 80, 0), ("K", 50, 65, 0), ("D", 35, 50, 1)):
        enough = sum(value >= mark for value in values) >= _ENOUGH
        if enough and failed <= allowed and min(values) >= floor:
            return level
    return "CD"


def _without_one(scores: Rows, comments: Rows) -> Iterator[str]:
    """The level that would be reached if one subject, whichever, were not there."""
    for i in range(len(scores)):
        yield _level([*scores[:i], *scores[i + 1 :]], comments)
    for i in range(len(comments)):
        yield _level(scores, [*comments[:i], *comments[i + 1 :]])
