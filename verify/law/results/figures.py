"""LAW 39: the figures of a result, from the lines."""

from __future__ import annotations

from typing import Any

from verify.law.books.due import cell_of, counted
from verify.law.pupils.attendance import absent_in
from verify.law.pupils.exemptions import exempt
from verify.law.results.ranks import half_up
from verify.law.state.pupils import Klass
from verify.law.state.state import State

# TT22 Đ8.2b: conduct of semester 2 and 1 -> of the year.
_ROWS = {"T": "T T K K", "K": "K K K D", "D": "K D D D", "CD": "CD CD CD CD"}


_CONDUCT_YEAR = {
    (second, first): of_year
    for second, row in _ROWS.items()
    for first, of_year in zip(("T", "K", "D", "CD"), row.split())
}


Data = dict[str, Any]


def follows(state: State, klass: str, row: Data) -> bool:
    """Whether the figures of a result are those that follow now."""
    if row["semester"]:
        want = of_semester(state, klass, row["pupil"], row["semester"])
    else:
        want = _of_year(state, klass, row["pupil"])
    scores = [value for _, value in want["scores"]]
    tt58 = state.classes[klass].regime == "TT58_26"
    want["average"] = half_up(sum(scores), len(scores)) if scores and tt58 else None
    return all(row[key] == value for key, value in want.items())


def of_semester(state: State, klass: str, pupil: str, semester: int) -> Data:
    """Rule 39, a semester: scores, comments, conduct, absent."""
    place, brought = state.classes[klass], state.facts.brought.get(pupil, {})
    found: dict[str, list[list[Any]]] = {"score": [], "comment": []}
    for subject, offer in sorted(place.offers.items()):
        if semester not in offer.semesters or exempt(state, pupil, klass, subject, semester) == "whole":
            continue
        value = brought.get((place.year, semester, subject))
        if value is None:
            value = _computed(state, klass, pupil, subject, semester)
        # As in `Counted.whole`: what was brought along and does not suit the subject counts for nothing.
        if value is not None and (type(value) is int) == (offer.kind == "score"):
            found[offer.kind].append([subject, value])
    conduct = _conduct(state, klass, pupil, semester, "hk")
    return {"scores": found["score"], "comments": found["comment"], "conduct": conduct, "absent": None}


def level(regime: str, values: list[Any]) -> str:
    """Of a comment subject: TT58 Đ10.2a, TT22 Đ9.1a."""
    passed = sum(value == "D" for value in values)
    if regime == "TT22_2021":
        return "D" if passed == len(values) else "CD"
    return "D" if values[-1] == "D" and 3 * passed >= 2 * len(values) else "CD"


def _computed(state: State, klass: str, pupil: str, subject: str, semester: int) -> Any:
    cells = counted(state, klass, pupil, subject, semester)
    if not cells.whole:
        return None
    if state.classes[klass].offers[subject].kind == "comment":
        return level(state.classes[klass].regime, cells.values)
    marks = [0 if value == "K" else value for value in cells.values]
    return half_up(sum(marks) + marks[-2] + 2 * marks[-1], len(marks) + 3)


def _conduct(state: State, klass: str, pupil: str, semester: int, col: str) -> Any:
    brought = state.facts.brought.get(pupil, {})
    value = brought.get((state.classes[klass].year, semester, "conduct"))
    return value if value is not None else cell_of(state, pupil, klass, ("conduct", semester), col)


def _first_semester(state: State, klass: str, pupil: str) -> Data:
    """As recorded last, in whichever class of the pupil in the year; else as it would be now."""
    places = state.classes_in(pupil, state.classes[klass].year)
    rows = (state.facts.result(one, 1).rows.get((1, pupil)) for one in places)
    newest = max((row for row in rows if row is not None), key=lambda row: row[0], default=None)
    return newest[1] if newest is not None else of_semester(state, klass, pupil, 1)


def _of_year(state: State, klass: str, pupil: str) -> Data:
    place = state.classes[klass]
    first = _first_semester(state, klass, pupil)
    second = state.facts.result(klass, 2).row(2, pupil) or of_semester(state, klass, pupil, 2)
    if place.regime == "TT58_26":
        conduct = _conduct(state, klass, pupil, 2, "cn")
    else:
        conduct = conduct_year(first["conduct"], second["conduct"])
    return {
        "scores": [row for row in _both(first["scores"], second["scores"], place) if row[1] is not None],
        "comments": [
            row for row in _both(first["comments"], second["comments"], place) if row[1] is not None
        ],
        "conduct": conduct,
        "absent": absent_in(state, pupil, place.year),
    }


def _both(first: list[list[Any]], second: list[list[Any]], place: Klass) -> list[list[Any]]:
    """The year's value of each subject of the class: of both semesters, or of the one that there is."""
    one, two = dict(map(tuple, first)), dict(map(tuple, second))
    found = []
    for subject in sorted((one.keys() | two.keys()) & place.offers.keys()):
        hk1, hk2 = one.get(subject), two.get(subject)
        if type(hk1) is int and type(hk2) is int:
            found.append([subject, half_up(hk1 + 2 * hk2, 3)])
        else:
            found.append([subject, hk2 if hk2 is not None else hk1])
    return found


def conduct_year(first: Any, second: Any) -> Any:
    """TT22 Đ8.2b; of one semester alone if the other has none."""
    if first is None or second is None:
        return second or first
    return _CONDUCT_YEAR.get((second, first))  # of another regime's codes nothing follows
