"""LAW 49: whether a movement, as corrected, may stand where it was written, and what follows."""

from __future__ import annotations

from dataclasses import replace

from verify.law.pupils.papers import counting_cells, last_class, papers_of_year, resting, takes_paper
from verify.law.pupils.stays import fits_year_and_grade, led_out_of, stays_of
from verify.law.shape import day_before
from verify.law.state.acts import Act, Change
from verify.law.state.entry import Entry
from verify.law.state.pupils import Pupil, Stay
from verify.law.state.state import State


def movement_fits(state: State, _e: Entry, act: Act, change: Change) -> str | None:
    """In the order of the rule: register, class, order, months, absences, marks, papers, letters."""
    name = act.data["pupil"]
    new = replace(act, data=act.amended(change or {}), void=change is None)
    if act.type == "PupilEnrolled" and change is not None and change.get("register") in state.registers:
        return "REGISTER_TWICE"
    if new.data["class"] not in state.classes or name not in state.pupils:
        return "UNKNOWN_CLASS"
    moves = [new if one.pos == act.pos else one for one in state.righting.movements(name)]
    standing = [one for one in moves if not one.void]
    return (
        _order(state, standing)
        or _months(state, act, new, change)
        or _absences(state, name, stays_of(standing))
        or _marks(state, name, stays_of(standing))
        or _papers(state, name, stays_of(standing))
        or _letters(state, act, change)
    )


def _order(state: State, moves: list[Act]) -> str | None:
    for number, act in enumerate(moves):
        stays = stays_of(moves[:number])
        code = _follows(state, stays[-1], act) if stays else None
        if code is not None:
            return code
    return None


def _follows(state: State, last: Stay, act: Act) -> str | None:
    d = act.data
    if act.type == "PupilLeft":
        if last.klass != d["class"] or last.left:
            return "MOVE_WRONG"
        return None if d["last"] >= day_before(last.first) else "BAD_PERIOD"
    if not fits_year_and_grade(state, last, d["class"], d["cause"]):
        return "MOVE_WRONG"
    late = d["from"] > last.first and (not last.left or d["from"] > last.last)
    return None if late else "BAD_PERIOD"


def _months(state: State, act: Act, new: Act, change: Change) -> str | None:
    """Neither the old day nor the new one lies in a month that is signed for a class that it concerns."""
    if change is not None and not {"class", "from", "last"} & set(change):
        return None
    classes = {act.data["class"], new.data["class"]}
    former = led_out_of(state, act) if act.type == "PupilPlaced" else None
    days = {one.data.get("from") or one.data["last"] for one in (act, new)}
    for klass in classes | ({former} if former is not None else set()):
        for day in days:
            if state.attendance.month(klass, day[:7]).signed:
                return "MONTH_SIGNED"
    return None


def _absences(state: State, pupil: str, stays: list[Stay]) -> str | None:
    """Each that holds a value lies in a stay in its class."""
    for klass in {stay.klass for stay in state.pupils[pupil].stays}:
        for day in state.attendance.absences.days(klass, pupil):
            if not any(stay.klass == klass and stay.first <= day <= stay.last for stay in stays):
                return "MOVE_WRONG"
    return None


def _marks(state: State, pupil: str, stays: list[Stay]) -> str | None:
    """In a class that the pupil was never in after all, no mark and no result of the pupil stands."""
    here = {stay.klass for stay in stays}
    for klass in {stay.klass for stay in state.pupils[pupil].stays} - here:
        for semester in (1, 2):
            opened = state.classes[klass].year in state.years
            if opened and pupil in state.record.result(klass, semester).known:
                return "MOVE_WRONG"
            for subject in (*state.classes[klass].offers, "conduct"):
                if counting_cells(state.books.get(f"book/{klass}/{subject}/{semester}"), pupil):
                    return "MOVE_WRONG"
    return None


def _papers(state: State, pupil: str, stays: list[Stay]) -> str | None:
    """Where a year gets another newest class, that class has what every paper of the year speaks of."""
    old = state.pupils[pupil].stays
    for year in {state.classes[stay.klass].year for stay in old}:
        name = last_class(state, stays, year)
        if name == last_class(state, old, year):
            continue
        klass = state.classes[name] if name is not None else None
        if not all(takes_paper(klass, *paper) for paper in papers_of_year(state, pupil, year)):
            return "MOVE_WRONG"
    return None


def _letters(state: State, act: Act, change: Change) -> str | None:
    if act.type != "PupilPlaced" or (change is not None and "cause" not in change):
        return None
    return resting(state, act, "TransferredIn")


def movement_retold(state: State, act: Act, _e: Entry) -> None:
    """The pupil's stays and the rolls of the classes, from all movements as they are now."""
    name = act.data["pupil"]
    old, stays = state.pupils.get(name), stays_of(state.righting.movements(name))
    if old is None or not stays or any(stay.klass not in state.classes for stay in stays):
        return
    pupil = state.pupils[name] = Pupil(stays[0].klass, stays[0].first)
    for stay in stays:
        pupil.stay(stay, state.classes[stay.klass].year)
    was, is_ = {stay.klass for stay in old.stays}, {stay.klass for stay in stays}
    for klass in was - is_:
        state.classes[klass].pupils[:] = [one for one in state.classes[klass].pupils if one != name]
    for klass in is_ - was:
        state.classes[klass].pupils.append(name)
    if act.type == "PupilEnrolled":
        state.registers.discard(act.before["register"])
        state.registers.add(act.data["register"])
