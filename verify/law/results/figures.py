"""LAW 39: the figures of a result, from the lines."""

from __future__ import annotations

from typing import Any

from verify.law.books.due import cell_of, counted
from verify.law.circulars.rows import half_up
from verify.law.pupils.attendance import absent_in
from verify.law.pupils.exemptions import exempt
from verify.law.state.pupils import Klass
from verify.law.state.state import State

Data = dict[str, Any]


def follows(state: State, klass: str, row: Data) -> bool:
    """Whether the figures of a result are those that follow now."""
    if row["semester"]:
        want = of_semester(state, klass, row["pupil"], row["semester"])
    else:
        want = _of_year(state, klass, row["pupil"])
    scores = [value for _, value in want["scores"]]
    average = state.classes[klass].circular.average
    want["average"] = half_up(sum(scores), len(scores)) if scores and average else None
    return all(row[key] == value for key, value in want.items())


def of_semester(state: State, klass: str, pupil: str, semester: int) -> Data:
    """LAW 39, a semester: scores, comments, conduct, absent."""
    place, brought = state.classes[klass], state.papers.brought.get(pupil, {})
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


def _computed(state: State, klass: str, pupil: str, subject: str, semester: int) -> Any:
    cells = counted(state, klass, pupil, subject, semester)
    if not cells.whole:
        return None
    if state.classes[klass].offers[subject].kind == "comment":
        return state.classes[klass].circular.level(cells.values)
    marks = [0 if value == "K" else value for value in cells.values]
    return half_up(sum(marks) + marks[-2] + 2 * marks[-1], len(marks) + 3)


def _conduct(state: State, klass: str, pupil: str, semester: int, col: str) -> Any:
    brought = state.papers.brought.get(pupil, {})
    value = brought.get((state.classes[klass].year, semester, "conduct"))
    return value if value is not None else cell_of(state, pupil, klass, ("conduct", semester), col)


def _first_semester(state: State, klass: str, pupil: str) -> Data:
    """As recorded last, in whichever class of the pupil in the year; else as it would be now."""
    places = state.classes_in(pupil, state.classes[klass].year)
    rows = (state.record.result(one, 1).rows.get((1, pupil)) for one in places)
    newest = max((row for row in rows if row is not None), key=lambda row: row[0], default=None)
    return newest[1] if newest is not None else of_semester(state, klass, pupil, 1)


def _of_year(state: State, klass: str, pupil: str) -> Data:
    place = state.classes[klass]
    first = _first_semester(state, klass, pupil)
    second = state.record.result(klass, 2).row(2, pupil) or of_semester(state, klass, pupil, 2)
    of_both = place.circular.year_conduct
    if of_both is None:
        conduct = _conduct(state, klass, pupil, 2, "cn")
    else:
        conduct = of_both(first["conduct"], second["conduct"])
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
