"""LAW 37: what makes a signature void though no cell has changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.law.pupils.stays import led_out_of
from verify.law.shape import last_day
from verify.law.state.acts import Act, Change
from verify.law.state.entry import Entry
from verify.law.state.state import State

Places = Iterable[tuple[str, int]]
"""Classes and semesters."""
Told = list[dict[str, Any]]
_COUNTS = frozenset(("class", "from", "last", "cause", "value", "subject", "semesters", "part"))


def movement(state: State, e: Entry) -> Places:
    """The class that it leads into and the one out of which it leads, in each semester not yet over."""
    d, known = e.data, state.pupils.get(e.data["pupil"])
    classes = {d["class"]}
    if e.type == "PupilPlaced" and known is not None and not known.stays[-1].left:
        classes.add(known.stays[-1].klass)
    return _not_over(state, classes, d)


def brought(state: State, e: Entry) -> Places:
    """In the classes of that year, its semester."""
    return _brought(state, e.data)


def permission(state: State, e: Entry) -> Places:
    """Of an exemption its semesters, of a subject learned in one semester the first."""
    return _permission(state, e.data)


def exemption_ended(state: State, e: Entry) -> Places:
    """The semesters of the exemption that ends."""
    one = state.papers.exemption(e.data["pupil"], e.data["exemption"])
    if one is None:
        return ()
    return _of_pupil(state, e.data["pupil"], state.classes[one.klass].year, sorted(one.semesters))


def year_retold(state: State, act: Act, _change: Change, _told: Told) -> Places:
    """Both semesters of all classes of the year."""
    for klass, there in state.classes.items():
        if there.year == act.data["year"]:
            yield from ((klass, 1), (klass, 2))


def movement_retold(state: State, act: Act, change: Change, told: Told) -> Places:
    """What it touched when it was written, and what it touches as corrected, in all the classes of both."""
    if not _counts(act, change):
        return
    former = led_out_of(state, act) if act.type == "PupilPlaced" else None
    classes = {one["class"] for one in told} | ({former} if former is not None else set())
    for one in told:
        yield from _not_over(state, classes, one)


def brought_retold(state: State, act: Act, change: Change, told: Told) -> Places:
    """The same of a result brought along."""
    for data in told if _counts(act, change) else ():
        yield from _brought(state, data)


def permission_retold(state: State, act: Act, change: Change, told: Told) -> Places:
    """The same of an exemption, or of a subject learned in one semester."""
    for data in told if _counts(act, change) else ():
        yield from _permission(state, data)


def untouched(state: State, klass: str, semester: int, since: int) -> bool:
    """Whether nothing has touched class and semester since the signature at that position."""
    return state.record.touched.get((klass, semester), -1) < since


def _counts(act: Act, change: Change) -> bool:
    return change is None or act.void or bool(_COUNTS & set(change))


def _not_over(state: State, classes: set[str], d: dict[str, Any]) -> Places:
    """Of these classes the semesters whose last day is not before `from`, or is after `last`."""
    for klass in classes & state.classes.keys():
        year = state.years.get(state.classes[klass].year)
        for semester in (1, 2):
            last = year.semesters[semester - 1][1] if year is not None else last_day(None)
            if (d["last"] < last) if "last" in d else (d["from"] <= last):
                yield klass, semester


def _brought(state: State, d: dict[str, Any]) -> Places:
    return _of_pupil(state, d["pupil"], d["year"], [d["semester"]])


def _permission(state: State, d: dict[str, Any]) -> Places:
    if d["class"] not in state.classes:
        return ()
    return _of_pupil(state, d["pupil"], state.classes[d["class"]].year, d.get("semesters", [1]))


def _of_pupil(state: State, pupil: str, year: str, semesters: list[int]) -> Places:
    """All classes of the pupil in that year, in those semesters."""
    for klass in state.classes_in(pupil, year) if pupil in state.pupils else ():
        for semester in semesters:
            yield klass, semester
