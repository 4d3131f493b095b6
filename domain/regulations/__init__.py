"""The circulars: one module each with all that it decides, one row here; nobody else asks which one it is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from domain.regulations.circular import Articles, Circular, RegulationError
from domain.regulations.planned import PLANNED
from domain.regulations.tt22_2021 import TT22_2021
from domain.regulations.tt58_26 import TT58_26

CIRCULARS: Mapping[str, Circular] = {each.code: each for each in (TT58_26, TT22_2021)}
"""By the code that a class has; in the order in which they were issued."""
ARTICLES = Articles(*map(", ".join, zip(*(each.articles for each in CIRCULARS.values()), strict=True)))
"""Those of all of them, for a refusal that names no class: "TT58 Đ12, TT22 Đ10"."""
OLDEST, *_, NEWEST = CIRCULARS.values()
"""A client that names none means the oldest, the only one there was when it was written."""

if TYPE_CHECKING:  # made from the table: a type checker takes any text, a reader of entries only these
    Regime = str
    Learning = str
    ConductCode = str
else:
    Regime = Literal[tuple(CIRCULARS)]
    Learning = Literal[tuple(dict.fromkeys(rank for each in CIRCULARS.values() for rank in each.ranks))]
    ConductCode = Literal[tuple(dict.fromkeys(code for each in CIRCULARS.values() for code in each.conduct))]


def regulation(regime: str) -> Circular:
    """The circular of a stored regime. Raises RegulationError REGIME_UNKNOWN or REGIME_NOT_IMPLEMENTED."""
    known = CIRCULARS.get(regime)
    if known is not None:
        return known
    if regime in PLANNED:
        raise RegulationError("REGIME_NOT_IMPLEMENTED", f"Hệ thống chưa tính được theo quy định {regime}.")
    raise RegulationError("REGIME_UNKNOWN", f"Không có quy định mang mã {regime}.")
