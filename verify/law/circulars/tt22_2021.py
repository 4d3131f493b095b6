"""TT22/2021, grade by grade from 2021-2022 on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from verify.law.circulars.circular import Articles, Circular
from verify.law.circulars.rows import Rank, Rows, by_periods

_LEARNING = ("T", "K", "D", "CD")
_CONDUCT = ("T", "K", "D", "CD")
_ENOUGH = 6
# Đ8.2b: conduct of semester 2 and 1 -> of the year.
_ROWS = {"T": "T T K K", "K": "K K K D", "D": "K D D D", "CD": "CD CD CD CD"}
_CONDUCT_YEAR = {
    (second, first): of_year for second, row in _ROWS.items() for first, of_year in zip(_CONDUCT, row.split())
}


def required(kind: str, periods: int) -> int:
    """Đ6: of a comment subject two; of the others by its periods."""
    return 2 if kind == "comment" else by_periods(periods)


def level(values: list[Any]) -> str:
    """Đ9.1a: all reached."""
    return "D" if all(value == "D" for value in values) else "CD"


def year_conduct(first: Any, second: Any) -> Any:
    """Đ8.2b; of one semester alone if the other has none."""
    if first is None or second is None:
        return second or first
    return _CONDUCT_YEAR.get((second, first))  # of another circular's codes nothing follows


def rank(scores: Rows, comments: Rows, _core: Collection[str], _average: int | None) -> Rank:
    """Đ9.2; Đ9.3 raises who is two levels below because of one subject alone."""
    base = _level(scores, comments)
    place = _LEARNING.index(base)
    # T and K are the levels of Đ9.2 a, b; only from D or CD are they two levels away.
    raised = any(_LEARNING.index(one) <= min(1, place - 2) for one in _without_one(scores, comments))
    return Rank(_LEARNING[place - 1], base, "Đ9.3") if raised else Rank(base, base, None)


def _level(scores: Rows, comments: Rows) -> str:
    values = [value for _, value in scores]
    failed = sum(value == "CD" for _, value in comments)
    for name, floor, mark, allowed in (("T", 65, 80, 0), ("K", 50, 65, 0), ("D", 35, 50, 1)):
        enough = sum(value >= mark for value in values) >= _ENOUGH
        if enough and failed <= allowed and min(values) >= floor:
            return name
    return "CD"


def _without_one(scores: Rows, comments: Rows) -> Iterator[str]:
    """The level that would be reached if one subject, whichever, were not there."""
    for i in range(len(scores)):
        yield _level([*scores[:i], *scores[i + 1 :]], comments)
    for i in range(len(comments)):
        yield _level(scores, [*comments[:i], *comments[i + 1 :]])


def title(semester: int, result: dict[str, Any]) -> str | None:
    """Đ15: of the year alone."""
    if semester or (result["learning"], result["conduct"]) != ("T", "T"):
        return None
    return "HSXS" if sum(value >= 90 for _, value in result["scores"]) >= 6 else "HSG"


CIRCULAR = Circular(
    name="TT22_2021",
    since={6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024},  # Đ21
    required=required,
    level=level,
    average=False,
    learning=_LEARNING,
    rank=rank,
    conduct=_CONDUCT,
    year_conduct=year_conduct,
    low="CD",
    failed=(),
    most_absent=45,
    once_a_day=True,  # Đ12
    whole_exemption=(),  # Đ10: from a practical part only
    title=title,
    articles=Articles("TT22-Đ9.1b-HK", "TT22-Đ9.1b-CN", "TT22-Đ9.1b-1HK", "TT22-Đ9.1b-1HK"),
)
