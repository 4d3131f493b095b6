"""LAW 29: the stays that movements make, and what the table of causes asks of them."""

from __future__ import annotations

from collections.abc import Iterable

from verify.law.shape import day_before, last_day
from verify.law.state.acts import Act
from verify.law.state.pupils import Stay
from verify.law.state.state import State


def stays_of(moves: Iterable[Act]) -> list[Stay]:
    """The stays that movements make one after the other."""
    stays: list[Stay] = []
    for act in moves:
        d = act.data
        if act.void or (act.type == "PupilLeft" and not stays):
            continue
        if act.type == "PupilLeft":
            stays[-1].last, stays[-1].left, stays[-1].left_for = d["last"], act.pos, d["cause"]
            continue
        if stays and not stays[-1].left:
            stays[-1].last = day_before(d["from"])
        stays.append(Stay(d["class"], d["from"], last_day(None), act.pos, cause=d.get("cause", "enrolled")))
    return stays


def led_out_of(state: State, act: Act) -> str | None:
    """The class whose stay a placement ended."""
    earlier = [one for one in state.righting.movements(act.data["pupil"]) if one.pos < act.pos]
    stays = stays_of(earlier)
    return stays[-1].klass if stays and not stays[-1].left else None


def fits_cause(state: State, last: Stay, name: str, cause: str) -> bool:
    """The same of a move out of the stay `last` into the class of that name."""
    klass, former = state.classes[name], state.classes[last.klass]
    same = (klass.year, klass.grade) == (former.year, former.grade)
    fits = {
        "year": klass.year > former.year,
        "change": not last.left and same and last.klass != name,
        "return": bool(last.left) and (same or klass.year > former.year),
    }
    return fits[cause]


def fits_year_and_grade(state: State, last: Stay, name: str, cause: str) -> bool:
    """The table of causes without the stay's end and without another class: LAW 49."""
    klass, former = state.classes[name], state.classes[last.klass]
    if klass.year > former.year:
        return cause in ("year", "return")
    return cause != "year" and (klass.year, klass.grade) == (former.year, former.grade)
