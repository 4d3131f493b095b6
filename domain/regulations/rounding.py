"""The one rounding of the regulations, and the trace that shows how a result came about."""

from collections.abc import Iterable
from typing import NamedTuple

from domain.words.marks import format_mark

TraceJson = dict[str, str | int | list[list[int]]]


def half_up(num: int, den: int) -> int:
    """num/den rounded to the nearest integer, ties up, in exact integers; num >= 0, den > 0.

    With num in tenths this is "to the first decimal place after rounding" (TT26 Đ8.2, TT22 Đ5.3b). The law
    does not spell out ties; up is the universal practice.
    """
    if num < 0 or den <= 0:
        raise ValueError("half_up takes num >= 0 and den > 0")
    return (2 * num + den) // (2 * den)


class Term(NamedTuple):
    """One addend: which input it was ("tx1", "gk", "ck", "hk1" …), its tenths, its coefficient."""

    name: str
    value: int
    coefficient: int


class Trace(NamedTuple):
    """A weighted mean with everything needed to recompute it; tenths throughout.

    `num` = Σ value × coefficient, `den` = Σ coefficient, `value` = half_up(num, den).
    """

    rule: str
    terms: tuple[Term, ...]
    num: int
    den: int
    value: int

    @property
    def unrounded(self) -> str:
        """The exact result in marks before rounding, as a fraction: "71,5/9"."""
        return f"{format_mark(self.num)}/{self.den}"

    def to_json(self) -> TraceJson:
        """The form of spec/FORMAT.md §5: strings and integers only."""
        return {
            "rule": self.rule,
            "terms": [[term.value, term.coefficient] for term in self.terms],
            "num": self.num,
            "den": self.den,
            "value": self.value,
        }

    def explain(self) -> str:
        """One line for a teacher: "(8,0 + 7,0 + 2 × 7,5 + 3 × 8,0) / 7 = 54,0/7 → 7,7 (TT58-Đ10.1a)"."""
        addends = " + ".join(_addend(term) for term in self.terms)
        return f"({addends}) / {self.den} = {self.unrounded} → {format_mark(self.value)} ({self.rule})"


def _addend(term: Term) -> str:
    shown = format_mark(term.value)
    return shown if term.coefficient == 1 else f"{term.coefficient} × {shown}"


def weighted_mean(rule: str, terms: Iterable[Term]) -> Trace:
    """The mean of at least one term by its coefficients, rounded half up to tenths."""
    addends = tuple(terms)
    num = sum(term.value * term.coefficient for term in addends)
    den = sum(term.coefficient for term in addends)
    return Trace(rule, addends, num, den, half_up(num, den))
