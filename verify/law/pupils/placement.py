"""The part of LAW 29, 41 about what a decided promotion binds: a fact of pupil and school year."""

from __future__ import annotations

from typing import NamedTuple

from verify.law.state.entry import Entry
from verify.law.state.pupils import Klass, Stay
from verify.law.state.state import State


class Decided(NamedTuple):
    """The grade to which the decision of a pupil's year leads, None while the summer is awaited."""

    grade: int | None


def decided_in_year(state: State, pupil: str, year: str) -> Decided | None:
    """Looked up in all classes of the pupil in that year, no move shakes it off; the newest counts."""
    klass = decider(state, pupil, year)
    if klass is None:
        return None
    above = {"LEN_LOP": 1, "O_LAI_LOP": 0}.get(state.record.board(klass).final(pupil) or "")
    return Decided(None if above is None else state.classes[klass].grade + above)


def decider(state: State, pupil: str, year: str) -> str | None:
    """The class of the pupil with the newest decision of stage 1 in that year."""
    if pupil not in state.pupils:
        return None
    newest, found = -1, None
    for klass in state.classes_in(pupil, year):
        pos = state.record.board(klass).first(pupil)
        if pos > newest:
            newest, found = pos, klass
    return found


def decided_stays(state: State, e: Entry) -> str | None:
    """LAW 29, S60: a pupil whose year is decided is not changed to another class of it ."""
    if e.data["cause"] != "change":
        return None
    year = state.classes[e.data["class"]].year
    return "MOVE_WRONG" if decided_in_year(state, e.data["pupil"], year) is not None else None


def promoted(state: State, e: Entry) -> str | None:
    """LAW 29, into a later year: as decided; undecided only where nothing could be decided."""
    pupil, klass = e.data["pupil"], state.classes[e.data["class"]]
    last = state.pupils[pupil].stays[-1]
    former = state.classes[last.klass]
    if klass.year <= former.year:
        return None
    found = decided_in_year(state, pupil, former.year)
    if found is None:
        return _undecided(state, e, last, klass)
    if found.grade is None:
        return "PROMOTION_MISMATCH"
    # Who went to another school may have gone on there in the years between.
    more = max(_years_gone(e, former.year, klass.year) - 1, 0) if _came_back(e, last, klass) else 0
    return None if found.grade <= klass.grade <= found.grade + more else "PROMOTION_MISMATCH"


def _came_back(e: Entry, last: Stay, klass: Klass) -> bool:
    """From another school, into a year that has begun by then: 1 June of its first calendar year."""
    return last.left_for == "transfer" and e.data["from"] >= f"{klass.year[:4]}-06-01"


def _undecided(state: State, e: Entry, last: Stay, klass: Klass) -> str | None:
    pupil, former = e.data["pupil"], state.classes[last.klass]
    year = former.year
    if year not in state.years:
        # Nothing decides a year that is not opened; but it may still be, while the next has not begun.
        return None if int(klass.year[:4]) <= _begun(e) else "NOT_DECIDED"
    gone = last.left and last.last < e.day
    terms = [state.record.result(klass, 2) for klass in state.classes_in(pupil, year)]
    recorded = any(pupil in term.recorded for term in terms)
    if any(pupil in term.judged for term in terms) or (not gone and not recorded):
        return "NOT_DECIDED"
    to_another_school = _came_back(e, last, klass) and last.last < state.years[year].semesters[1][1]
    more = _years_gone(e, year, klass.year) if to_another_school else 0
    return None if former.grade <= klass.grade <= former.grade + more else "PROMOTION_MISMATCH"


def _years_gone(e: Entry, former: str, year: str) -> int:
    """School years begun since `former` by the day of the entry, up to that of the class; June begins one."""
    return max(min(_begun(e), int(year[:4])) - int(former[:4]), 0)


def _begun(e: Entry) -> int:
    """The first calendar year of the school year that has begun by the day of the entry."""
    return int(e.day[:4]) - (e.day[5:7] < "06") if e.day else 0  # its instant has no day in Vietnam
