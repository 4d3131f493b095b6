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


def recorded_wrongly(m: Model, data: dict[str, Any]) -> list[str]:
    """Which figures of a `ResultRecorded` are not those of LAW 39; ranks are left to others."""
    wanted = (
        _year(m, data)
        if data["semester"] == 0
        else _semester(m, data["class"], data["pupil"], data["semester"])
    )
    return [
        f"{data['pupil']} {key}: {data[key]}, not {value}"
        for key, value in wanted.items()
        if data[key] != value
    ]


def _semester(m: Model, klass: str, pupil: str, semester: int) -> dict[str, Any]:
    year, regime = m.year(klass), m.classes[klass]["regime"]
    scores: list[list[Any]] = []
    comments: list[list[Any]] = []
    for plan in m.classes[klass]["subjects"]:
        subject = plan["subject"]
        if semester not in plan["semesters"] or m.exempt(pupil, year, subject, semester):
            continue
        cells = (*(f"tx{number}" for number in range(1, 10)), "gk", "ck")
        held = {col: _value(m, pupil, year, subject, semester, col) for col in cells}
        found = m.brought.get((pupil, year, semester, subject))
        if found is None and any(value is not None for value in held.values()):
            found = figure(plan["kind"], regime, held)
        if found is not None:
            (scores if plan["kind"] == "score" else comments).append([subject, found])
    conduct = m.brought.get((pupil, year, semester, "conduct")) or _value(
        m, pupil, year, "conduct", semester, "hk"
    )
    return {**_rows(scores, comments, regime), "conduct": conduct, "absent": None}


def _rows(scores: list[list[Any]], comments: list[list[Any]], regime: str) -> dict[str, Any]:
    average = None
    if scores and regime == "TT58_26":
        average = half_up(Fraction(sum(value for _, value in scores), len(scores)))
    return {"scores": sorted(scores), "comments": sorted(comments), "average": average}


def _year(m: Model, data: dict[str, Any]) -> dict[str, Any]:
    klass, pupil = data["class"], data["pupil"]
    year, regime = m.year(klass), m.classes[klass]["regime"]
    first = m.results[pupil, year, 1][1] if (pupil, year, 1) in m.results else _semester(m, klass, pupil, 1)
    second = m.results[pupil, year, 2][1]
    taught = [plan["subject"] for plan in m.classes[klass]["subjects"]]
    scores: list[list[Any]] = []
    comments: list[list[Any]] = []
    for subject in taught:
        one, two = (dict(half["scores"]).get(subject) for half in (first, second))
        if one is not None or two is not None:
            both = one is not None and two is not None
            scores.append(
                [subject, half_up(Fraction(one + 2 * two, 3)) if both else two if one is None else one]
            )
        one, two = (dict(half["comments"]).get(subject) for half in (first, second))
        if one is not None or two is not None:
            comments.append([subject, two or one])
    if regime == "TT22_2021":
        one, two = first["conduct"], second["conduct"]
        conduct = TT22_CONDUCT[two][one] if one and two else one or two
    else:
        conduct = m.brought.get((pupil, year, 2, "conduct")) or _value(m, pupil, year, "conduct", 2, "cn")
    return {**_rows(scores, comments, regime), "conduct": conduct, "absent": m.sessions(pupil, klass)}


TT22_CONDUCT = {
    "T": {"T": "T", "K": "T", "D": "K", "CD": "K"}, "K": {"T": "K", "K": "K", "D": "K", "CD": "D"},
    "D": {"T": "K", "K": "D", "D": "D", "CD": "D"}, "CD": {"T": "CD", "K": "CD", "D": "CD", "CD": "CD"},
}  # fmt: skip
"""TT22 Đ8.2b: semester 2, then semester 1."""
