"""Which signatures an entry makes void besides those whose cells it changes (LAW 37 "touches")."""

from collections.abc import Callable, Iterable
from typing import Any

from domain.state.facts import Said
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.state.stays import MOVEMENTS, out_of
from domain.words.entry import Entry

Data = dict[str, Any]
Place = tuple[str, int]
BOTH = (1, 2)
_COUNTS = frozenset(("class", "from", "last", "cause", "value", "subject", "semesters", "part"))


def touch(state: State, entry: Entry) -> None:
    """Note what the entry touches; asked before the entry is taken in."""
    touched = _TOUCHES.get(entry.type)
    if touched is not None:
        for place in touched(state, entry.data):
            state.touched[place] = entry.pos


def _enrolled(state: State, data: Data) -> list[Place]:
    return _on_day(state, [data["class"]], data["from"])


def _placed(state: State, data: Data) -> list[Place]:
    pupil = state.pupils[data["pupil"]]
    return _on_day(state, [data["class"], *([] if pupil.left else [pupil.klass])], data["from"])


def _left(state: State, data: Data) -> list[Place]:
    return _on_day(state, [data["class"]], data["last"], still_there=True)


def _on_day(state: State, classes: Iterable[str], day: str, *, still_there: bool = False) -> list[Place]:
    """The semesters that are not over on the day; all where nobody knows when they are."""
    found: list[Place] = []
    for klass in classes:
        opened = state.years.get(state.classes[klass].year)
        ends = [end for _, end in opened.semesters] if opened else ["9999-12-31"] * 2
        found += [
            (klass, s)
            for s, end in zip(BOTH, ends, strict=True)
            if day < end or (day == end and not still_there)
        ]
    return found


def _brought(state: State, data: Data) -> list[Place]:
    return _in_year(state, data["pupil"], data["year"], (data["semester"],))


def _exempted(state: State, data: Data) -> list[Place]:
    return _in_year(state, data["pupil"], state.classes[data["class"]].year, data["semesters"])


def _exemption_ended(state: State, data: Data) -> list[Place]:
    held = (each for each in state.exemptions.get(data["pupil"], ()) if each.pos == data["exemption"])
    return [
        place
        for each in held
        for place in _in_year(state, data["pupil"], state.classes[each.klass].year, each.semesters)
    ]


def _one_semester(state: State, data: Data) -> list[Place]:
    return _in_year(state, data["pupil"], state.classes[data["class"]].year, (1,))


def _rectified(state: State, data: Data) -> list[Place]:
    """LAW 49: what the act itself touched, and what it touches as corrected."""
    known = state.rectifications[data["rectification"]]
    said = state.said.get(known.of)
    if data["outcome"] != "applied" or said is None:
        return []
    change = known.change
    if change is not None and not said.void and not _COUNTS & change.keys():
        return []
    if said.type in MOVEMENTS:
        return _moved(state, said, change)
    if said.type == "YearOpened":
        here = [klass for klass, known in state.classes.items() if known.year == said.data["year"]]
        return [(klass, semester) for klass in here for semester in BOTH]
    if said.type not in ("ExemptionGranted", "OneSemesterAllowed", "ResultBrought"):
        return []
    touched = _TOUCHES[said.type]
    return [*touched(state, said.data), *touched(state, {**said.data, **(change or {})})]


def _moved(state: State, said: Said, change: Data | None) -> list[Place]:
    said_then = [said.data] if change is None else [said.data, {**said.data, **change}]
    former = out_of([state.said[pos] for pos in state.moves[said.data["pupil"]]], said)
    classes = {each["class"] for each in said_then} | ({former} if former else set())
    still_there = said.type == "PupilLeft"
    day = min(each["last" if still_there else "from"] for each in said_then)
    return _on_day(state, sorted(classes), day, still_there=still_there)


def _in_year(state: State, pupil: str, year: str, semesters: Iterable[int]) -> list[Place]:
    here = classes_of_year(state, pupil, year)
    return [(klass, semester) for klass in here for semester in semesters]


_TOUCHES: dict[str, Callable[[State, Data], list[Place]]] = {
    "PupilEnrolled": _enrolled,
    "PupilPlaced": _placed,
    "PupilLeft": _left,
    "ResultBrought": _brought,
    "ExemptionGranted": _exempted,
    "ExemptionEnded": _exemption_ended,
    "OneSemesterAllowed": _one_semester,
    "RectificationDecided": _rectified,
}
