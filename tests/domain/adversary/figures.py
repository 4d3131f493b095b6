"""Results by LAW 39, worked out as on paper: fractions, half up."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.domain.adversary.model import Model

CORE = ("toán", "ngữ văn", "ngoại ngữ", "ngoại ngữ 1", "tiếng anh")


def half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def judgement(
    m: Model, pupil: str, year: str, subject: str, semester: int, cols: Iterable[str]
) -> tuple[Any, ...]:
    """Why a subject's result is what it is: dropped, exempt, brought, or the figure of these columns."""
    classes = m.classes_of(pupil, year)
    along = m.brought.get((pupil, year, semester, subject))
    if subject == "conduct":
        held = tuple(sorted((col, str(_value(m, pupil, year, subject, semester, col))) for col in cols))
        return ("brought", along) if along is not None else ("own", held)
    plan = m.plan(classes[0], subject) if classes else None
    if plan is None or semester not in plan["semesters"]:
        return ("dropped",)
    how = (plan["kind"], plan["name"].lower() in CORE)
    if m.exempt(pupil, year, subject, semester):
        return ("exempt", *how)
    if along is not None:
        return ("brought", along, *how)
    values = {col: _value(m, pupil, year, subject, semester, col) for col in cols}
    return ("own", *how, figure(plan["kind"], m.classes[classes[0]]["regime"], values))


def _value(m: Model, pupil: str, year: str, subject: str, semester: int, col: str) -> Any:
    for klass in m.classes_of(pupil, year):
        held = m.cells.get((klass, subject, semester, pupil, col))
        if held is not None and held.value is not None:
            return held.value
    return None


def figure(kind: str, regime: str, values: dict[str, Any]) -> Any:
    """The average in tenths, or the level; None without anything."""
    held = {col: value for col, value in values.items() if value is not None and col != "nx"}
    if kind == "comment":
        reached = [value == "D" for value in held.values()]
        if regime == "TT22_2021":
            return "D" if all(reached) else "CD"
        return "D" if held.get("ck") == "D" and 3 * sum(reached) >= 2 * len(reached) else "CD"
    weights = {"gk": 2, "ck": 3}
    marks = [(value if isinstance(value, int) else 0, weights.get(col, 1)) for col, value in held.items()]
    if not marks:
        return None
    return half_up(Fraction(sum(v * w for v, w in marks), sum(w for _, w in marks)))
