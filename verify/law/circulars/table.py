"""The circulars that the verifier knows, by the names that `ClassOpened.regime` has."""

from __future__ import annotations

from verify.law.circulars import tt22_2021, tt58_26
from verify.law.circulars.circular import Circular

CIRCULARS: dict[str, Circular] = {one.name: one for one in (tt58_26.CIRCULAR, tt22_2021.CIRCULAR)}
CONDUCT_CODES = frozenset(code for one in CIRCULARS.values() for code in one.conduct)
LEARNING_CODES = frozenset(code for one in CIRCULARS.values() for code in one.learning)


def circular_of(year: str, grade: int) -> str | None:
    """The name of the one that holds in a school year for a grade: the newest that had begun (TT22 Đ21)."""
    begun = [(one.since[grade], name) for name, one in CIRCULARS.items() if one.since[grade] <= int(year[:4])]
    return max(begun)[1] if begun else None
