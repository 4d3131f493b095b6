"""TT58/2011 in the wording of TT26/2020."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from verify.law.circulars.circular import Articles, Circular
from verify.law.circulars.rows import Rank, Rows, by_periods

# Đ13.1-3: rank, least average and best core subject, least score.
_ROWS = (("G", 80, 65), ("K", 65, 50), ("TB", 50, 35))
# Đ13.6: (reached but for one subject, base) -> (rank, clause).
_RAISED = {
    ("G", "TB"): ("K", "a"),
    ("G", "Y"): ("TB", "b"),
    ("K", "Y"): ("TB", "c"),
    ("K", "KEM"): ("Y", "d"),
}


def required(_kind: str, periods: int) -> int:
    """TT26 Đ1.4, of every subject."""
    return by_periods(periods)


def level(values: list[Any]) -> str:
    """Đ10.2a: the last reached, and two thirds of all."""
    passed = sum(value == "D" for value in values)
    return "D" if values[-1] == "D" and 3 * passed >= 2 * len(values) else "CD"


def rank(scores: Rows, comments: Rows, core: Collection[str], average: int | None) -> Rank:
    """Đ13: the first row that fits, raised by a clause where one subject alone stands in the way."""
    mean = average or 0
    best = max((value for subject, value in scores if subject in core), default=0)
    lowest = min(value for _, value in scores)
    failed = len([value for _, value in comments if value == "CD"])

    def under(floor: int) -> int:
        """How many subjects do not reach the floor."""
        return failed + len([value for _, value in scores if value < floor])

    reached = [row for row in _ROWS if mean >= row[1] and best >= row[1]]
    whole = [name for name, _, floor in reached if not under(floor)]
    base = whole[0] if whole else "Y" if mean >= 35 and lowest >= 20 else "KEM"
    for name, _, floor in reached:
        if (name, base) in _RAISED and under(floor) == 1:
            learning, clause = _RAISED[name, base]
            return Rank(learning, base, clause)
    return Rank(base, base, None)


def title(_semester: int, result: dict[str, Any]) -> str | None:
    """Đ18 in the wording of TT26: of a semester as of a year."""
    learning, conduct = result["learning"], result["conduct"]
    if (learning, conduct) == ("G", "T"):
        return "HSG"
    return "HSTT" if learning in ("G", "K") and conduct in ("T", "K") else None


CIRCULAR = Circular(
    name="TT58_26",
    since=dict.fromkeys(range(6, 13), 2020),
    required=required,
    level=level,
    average=True,
    learning=("G", "K", "TB", "Y", "KEM"),
    rank=rank,
    conduct=("T", "K", "TB", "Y"),
    year_conduct=None,
    low="Y",
    failed=("KEM",),
    most_absent=45,
    once_a_day=False,
    whole_exemption=("comment",),
    title=title,
    articles=Articles("TT58-Đ10.1a", "TT58-Đ10.1b", "TT58-Đ10.1b-1HK", "TT58-Đ12.4"),
)
