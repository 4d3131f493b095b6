"""Rule 37 of spec/LAW.md: what makes a signature void though no cell has changed."""

from __future__ import annotations

from collections.abc import Iterable

from verify.law_state import Entry, State, last_day

TOUCHING = frozenset(
    (
        "PupilEnrolled",
        "PupilPlaced",
        "PupilLeft",
        "ResultBrought",
        "ExemptionGranted",
        "ExemptionEnded",
        "OneSemesterAllowed",
    )
)


def touch(state: State, e: Entry) -> None:
    """Asked before the entry changes the state."""
    for place in _movement(state, e) if "from" in e.data or "last" in e.data else _paper(state, e):
        state.facts.touched[place] = e.pos


def _movement(state: State, e: Entry) -> Iterable[tuple[str, int]]:
    """The class that it leads into and the one out of which it leads, in each semester not yet over."""
    d, known = e.data, state.pupils.get(e.data["pupil"])
    classes = {d["class"]}
    if e.type == "PupilPlaced" and known is not None and not known.stays[-1].left:
        classes.add(known.stays[-1].klass)
    for klass in classes & state.classes.keys():
        year = state.facts.years.get(state.classes[klass].year)
        for semester in (1, 2):
            last = year.semesters[semester - 1][1] if year is not None else last_day(None)
            if (d["last"] < last) if "last" in d else (d["from"] <= last):
                yield klass, semester


def _paper(state: State, e: Entry) -> Iterable[tuple[str, int]]:
    """All classes of the pupil in that year, in the semesters that it is about."""
    d = e.data
    if d["pupil"] not in state.pupils:
        return
    if e.type == "ResultBrought":
        year, semesters = d["year"], [d["semester"]]
    elif e.type == "ExemptionEnded":
        one = state.facts.exemption(d["pupil"], d["exemption"])
        if one is None:
            return
        year, semesters = state.classes[one.klass].year, sorted(one.semesters)
    elif d["class"] in state.classes:
        year, semesters = state.classes[d["class"]].year, d.get("semesters", [1])
    else:
        return
    for klass in state.classes_in(d["pupil"], year):
        for semester in semesters:
            yield klass, semester


def untouched(state: State, klass: str, semester: int, since: int) -> bool:
    """Whether nothing has touched class and semester since the signature at that position."""
    return state.facts.touched.get((klass, semester), -1) < since
