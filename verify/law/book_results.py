"""The results of a class's book, recomputed from the lines: rows, values, reasons, sums (FORMAT.md 5)."""

from __future__ import annotations

from typing import Any

from verify.law.books.due import counted
from verify.law.circulars.circular import Articles
from verify.law.circulars.rows import half_up
from verify.law.pupils.exemptions import exempt
from verify.law.state.state import State

RECORDED = (
    *("semester", "pupil", "scores", "comments", "average", "conduct", "absent"),
    *("learning", "base", "clause"),
)

Row = dict[str, Any]


def result_rows(state: State, klass: str) -> list[Row]:
    """Every subject, pupil ever placed, semester taught and year; sorted by subject, semester, pupil."""
    place = state.classes[klass]
    found = []
    for subject, offer in place.offers.items():
        for pupil in place.pupils:
            halves = {one: _of_semester(state, klass, pupil, subject, one) for one in offer.semesters}
            rows = {**halves, 0: _of_year(halves, offer.kind, place.circular.articles)}
            found += [
                {"subject": subject, "semester": semester, "pupil": pupil, **row}
                for semester, row in rows.items()
            ]
    return sorted(found, key=lambda row: (row["subject"], row["semester"], row["pupil"]))


def recorded_rows(state: State, klass: str) -> list[Row]:
    """What was recorded with the newest approval of each semester; sorted by semester, pupil."""
    rows = {**state.record.result(klass, 1).rows, **state.record.result(klass, 2).rows}
    return [{**{key: data[key] for key in RECORDED}, "pos": pos} for _, (pos, data) in sorted(rows.items())]


def _row(status: str, value: Any = None, trace: Row | None = None) -> Row:
    return {"value": value, "status": status, "trace": trace}


def _mean(rule: str, terms: list[list[int]]) -> Row:
    num = sum(value * weight for value, weight in terms)
    den = sum(weight for _, weight in terms)
    value = half_up(num, den)
    return _row("OK", value, {"rule": rule, "terms": terms, "num": num, "den": den, "value": value})


def _of_semester(state: State, klass: str, pupil: str, subject: str, semester: int) -> Row:
    place = state.classes[klass]
    if exempt(state, pupil, klass, subject, semester) == "whole":
        return _row("MIEN")
    brought = state.papers.brought.get(pupil, {}).get((place.year, semester, subject))
    if brought is not None:
        return _row("OK", brought)
    cells = counted(state, klass, pupil, subject, semester)
    if cells.whole:
        if place.offers[subject].kind == "comment":
            return _row("OK", place.circular.level(cells.values))
        marks = [0 if value == "K" else value for value in cells.values]
        weights = [1] * (len(marks) - 2) + [2, 3]
        terms = [[mark, weight] for mark, weight in zip(marks, weights)]
        return _mean(place.circular.articles.semester, terms)
    if semester == 1 and (pupil, place.year, subject) in state.papers.one_semester:
        return _row("KHONG_HOC")
    if (
        semester == 1
        and not any(value is not None for value in cells.values)
        and _second_alone(state, klass, pupil)
    ):
        return _row("KHONG_HOC")
    return _row("CHO_KIEM_TRA_BU" if "P" in cells.values else "CHUA_DU")


def _second_alone(state: State, klass: str, pupil: str) -> bool:
    """Results of semester 2 were approved of one who has none of semester 1."""
    places = state.classes_in(pupil, state.classes[klass].year)
    return any((2, pupil) in state.record.result(one, 2).rows for one in places) and not any(
        (1, pupil) in state.record.result(one, 1).rows for one in places
    )


def _of_year(halves: dict[int, Row], kind: str, articles: Articles) -> Row:
    reasons = [half["status"] for half in halves.values()]
    if "CHUA_DU" in reasons or "CHO_KIEM_TRA_BU" in reasons:
        return _row("CHUA_DU")
    rows = [halves[one] for one in (1, 2) if one in halves and halves[one]["status"] == "OK"]
    held = [row["value"] for row in rows if (type(row["value"]) is int) == (kind == "score")]
    if not held:
        return _row("MIEN" if "MIEN" in reasons else "CHUA_DU")
    if kind == "comment":
        return _row("OK", held[-1])
    if len(held) == 2:
        return _mean(articles.year, [[held[0], 1], [held[1], 2]])
    return _mean(articles.other_exempt if "MIEN" in reasons else articles.one_semester, [[held[0], 1]])
