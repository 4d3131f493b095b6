"""The arithmetic of each result's trace, spec/FORMAT.md 5. Which rule applies is not chosen here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from verify.shapes import is_count

RESULT = {"subject", "semester", "pupil", "value", "status", "trace"}
TRACE = {"rule", "terms", "num", "den", "value"}
ZERO_BY_RULE = "K"

Fault = Callable[..., None]
Place = tuple[str, int, str]


def check_results(book: dict[str, Any], fault: Fault) -> None:
    """Each result once and in order; each number computed from numbers that stand in the book."""
    results = book["results"]
    if not all(_fits(item) for item in results):
        fault("BOOK_MALFORMED", detail="results")
        return
    places = [_place(item) for item in results]
    if places != sorted(set(places)):
        fault("BOOK_MALFORMED", detail="results not sorted")
    marks = _marks(book["cells"], results)
    for item in results:
        reason = _wrong(item, marks)
        if reason:
            subject, semester, pupil = _place(item)
            where = {"subject": subject, "semester": semester, "pupil": pupil}
            fault("RESULT_WRONG", **where, new=item["value"], detail=reason)


def _place(item: dict[str, Any]) -> Place:
    return item["subject"], item["semester"], item["pupil"]


def _fits(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and set(item) == RESULT
        and all(isinstance(item[name], str) for name in ("subject", "pupil", "status"))
        and type(item["semester"]) is int
        and item["semester"] in (0, 1, 2)
        and (item["value"] in (None, "D", "CD") or is_count(item["value"]))
    )


def _marks(cells: list[dict[str, Any]], results: list[dict[str, Any]]) -> dict[Place, Counter[int]]:
    """The numbers that a result may use: marks for a semester, the semesters' results for the year."""
    marks: dict[Place, Counter[int]] = {}
    for cell in cells:
        value = 0 if cell["value"] == ZERO_BY_RULE else cell["value"]
        if is_count(value):
            marks.setdefault(_place(cell), Counter())[value] += 1
    for item in results:
        if item["semester"] and is_count(item["value"]):
            year = (item["subject"], 0, item["pupil"])
            marks.setdefault(year, Counter())[item["value"]] += 1
    return marks


def _wrong(item: dict[str, Any], marks: dict[Place, Counter[int]]) -> str | None:
    trace = item["trace"]
    if trace is None:
        return "a number without its calculation" if is_count(item["value"]) else None
    if not _trace_fits(trace):
        return "calculation malformed"
    terms, num, den = trace["terms"], trace["num"], trace["den"]
    if num != sum(value * weight for value, weight in terms) or den != sum(weight for _, weight in terms):
        return "sum or divisor wrong"
    # Half up in whole numbers: floor(num/den + 1/2).
    if trace["value"] != (2 * num + den) // (2 * den) or item["value"] != trace["value"]:
        return "quotient or rounding wrong"
    used = Counter(value for value, _ in terms)
    return "uses numbers that the book does not hold" if used - marks.get(_place(item), Counter()) else None


def _trace_fits(trace: Any) -> bool:
    return (
        isinstance(trace, dict)
        and set(trace) == TRACE
        and isinstance(trace["rule"], str)
        and isinstance(trace["terms"], list)
        and all(
            isinstance(term, list) and len(term) == 2 and all(map(is_count, term)) for term in trace["terms"]
        )
        and all(is_count(trace[name]) for name in ("num", "den", "value"))
        and trace["den"] > 0
    )
