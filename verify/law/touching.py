"""Rule 37 of spec/LAW.md: what makes a signature void though no cell has changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.law.putting_right import MOVEMENTS, led_out_of
from verify.law.rectified import fields_fit
from verify.law.state import Entry, State, last_day

TOUCHING = frozenset(
    (
        "PupilEnrolled",
        "PupilPlaced",
        "PupilLeft",
        "ResultBrought",
        "ExemptionGranted",
        "ExemptionEnded",
        "OneSemesterAllowed",
        "RectificationDecided",
    )
)

_COUNTS = {"class", "from", "last", "cause", "value", "subject", "semesters", "part"}


def touch(state: State, e: Entry) -> None:
    """Asked before the entry changes the state."""
    if e.type == "RectificationDecided":
        places = _put_right(state, e)
    else:
        places = _movement(state, e) if "from" in e.data or "last" in e.data else _paper(state, e)
    for place in places:
        state.facts.touched[place] = e.pos


def _movement(state: State, e: Entry) -> Iterable[tuple[str, int]]:
    """The class that it leads into and the one out of which it leads, in each semester not yet over."""
    d, known = e.data, state.pupils.get(e.data["pupil"])
    classes = {d["class"]}
    if e.type == "PupilPlaced" and known is not None and not known.stays[-1].left:
        classes.add(known.stays[-1].klass)
    return _not_over(state, classes, d)


def _not_over(state: State, classes: set[str], d: dict[str, Any]) -> Iterable[tuple[str, int]]:
    """Of these classes the semesters whose last day is not before `from`, or is after `last`."""
    for klass in classes & state.classes.keys():
        year = state.facts.years.get(state.classes[klass].year)
        for semester in (1, 2):
            last = year.semesters[semester - 1][1] if year is not None else last_day(None)
            if (d["last"] < last) if "last" in d else (d["from"] <= last):
                yield klass, semester


def _put_right(state: State, e: Entry) -> Iterable[tuple[str, int]]:
    """What the act touched when it was written, and what it touches as corrected (rule 49)."""
    known = state.facts.right.rectifications.get(e.data["rectification"])
    act = state.facts.right.acts.get(known.of) if known is not None else None
    if known is None or act is None or e.data["outcome"] != "applied":
        return
    change = known.change
    if act.type == "YearOpened":
        for klass, there in state.classes.items():
            if there.year == act.data["year"]:
                yield from ((klass, 1), (klass, 2))
    elif change is not None and not act.void and not _COUNTS & set(change):
        return
    elif act.type in MOVEMENTS:
        told = [act.data] if fields_fit(act, change) or change is None else [act.data, act.amended(change)]
        former = led_out_of(state, act) if act.type == "PupilPlaced" else None
        classes = {one["class"] for one in told} | ({former} if former is not None else set())
        for one in told:
            yield from _not_over(state, classes, one)
    elif act.type in ("ExemptionGranted", "OneSemesterAllowed", "ResultBrought"):
        yield from _papers_of(state, act.type, act.data)
        if change is not None and fields_fit(act, change) is None:
            yield from _papers_of(state, act.type, act.amended(change))


def _paper(state: State, e: Entry) -> Iterable[tuple[str, int]]:
    return _papers_of(state, e.type, e.data)


def _papers_of(state: State, kind: str, d: dict[str, Any]) -> Iterable[tuple[str, int]]:
    """All classes of the pupil in that year, in the semesters that it is about."""
    if d["pupil"] not in state.pupils:
        return
    if kind == "ResultBrought":
        year, semesters = d["year"], [d["semester"]]
    elif kind == "ExemptionEnded":
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
