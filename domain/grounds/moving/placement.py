"""What a decided promotion binds: a fact of pupil and school year, not of a class (LAW 29, 41; S60)."""

from typing import NamedTuple

from domain.grounds.situation import Situation
from domain.state.facts import Klass, Pupil
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.words.refusal import Refusal

YEAR_BEGINS = "06-01"
"""From this day of its first calendar year on a school year's classes take pupils in from other schools."""


class Decided(NamedTuple):
    """The decision of a pupil's school year, and the grade to which it leads (None: awaited)."""

    outcome: str
    grade: int | None


def decided_in_year(state: State, pupil: str, year: str) -> Decided | None:
    """Looked up in all classes of the pupil in that year: no move shakes it off. Their boards are loaded."""
    klass = deciding_class(state, pupil, year)
    if klass is None:
        return None
    board = state.board(klass)
    final = board.final(pupil)
    if final is None:
        return Decided(board.decided[1, pupil].outcome, None)
    above = {"LEN_LOP": 1, "O_LAI_LOP": 0}[final]
    return Decided(final, state.classes[klass].grade + above)


def deciding_class(state: State, pupil: str, year: str) -> str | None:
    """The class whose decision on the pupil's year counts: the newest of stage 1 (LAW 41)."""
    found = [
        (first.pos, klass)
        for klass in classes_of_year(state, pupil, year)
        if (first := state.board(klass).decided.get((1, pupil))) is not None
    ]
    return max(found)[1] if found else None


def pending_here(state: State, pupil: str, klass: str) -> str | None:
    """The outcome after which the pupil waits for stage 2 of this class, None if it is not this one's."""
    if deciding_class(state, pupil, state.classes[klass].year) != klass:
        return None
    return state.board(klass).pending(pupil)


def refuse_unless_pending(state: State, klass: str, pupil: str, outcome: str) -> None:
    """Raises NOT_PENDING: the pupil waits for stage 2 of this class, and for this (LAW 42)."""
    if pending_here(state, pupil, klass) != outcome:
        raise Refusal("NOT_PENDING", "S62", pupil=pupil, needed=outcome)


def refuse_decided(state: State, pupil: Pupil, klass: Klass) -> None:
    """Raises MOVE_WRONG: a pupil whose year is decided is not changed to another class of it (LAW 29)."""
    found = decided_in_year(state, pupil.pupil, klass.year)
    if found is not None:
        raise Refusal("MOVE_WRONG", "S60", pupil=pupil.pupil, cause="change", outcome=found.outcome)


def refuse_promotion(act: Situation, pupil: Pupil, klass: Klass, former: Klass, start: str) -> None:
    """LAW 29: the grade after the year is the one decided; undecided only where nothing could be."""
    # No class of a year to come takes somebody in today: what a transfer frees lies in years gone by.
    came_back = pupil.left_for == "transfer" and start >= f"{klass.year[:4]}-{YEAR_BEGINS}"
    found = decided_in_year(act.state, pupil.pupil, former.year)
    if found is None:
        _refuse_undecided(act, pupil, klass, former, came_back=came_back)
        return
    # Who went to another school may have gone on there in the years between.
    more = max(_years_gone(act.day, former, klass) - 1, 0) if came_back else 0
    if found.grade is None or not found.grade <= klass.grade <= found.grade + more:
        raise Refusal(
            "PROMOTION_MISMATCH", "S60", pupil=pupil.pupil, outcome=found.outcome, grade=klass.grade
        )


def _refuse_undecided(act: Situation, pupil: Pupil, klass: Klass, former: Klass, *, came_back: bool) -> None:
    """Who will yet have a result waits for it; who stayed to the year's end was at no other school."""
    state, year = act.state, act.state.years.get(former.year)
    if year is None:
        # Nothing decides a year that is not opened; but it may still be, while the next has not begun.
        if int(klass.year[:4]) > _begun(act.day):
            raise Refusal("NOT_DECIDED", "S60", klass=former.klass, pupils=[pupil.pupil])
        return
    gone = pupil.left and pupil.end < act.day
    terms = [state.term(each, 2) for each in classes_of_year(state, pupil.pupil, former.year)]
    recorded = any(pupil.pupil in term.recorded for term in terms)
    if any(pupil.pupil in term.judged for term in terms) or not (gone or recorded):
        raise Refusal("NOT_DECIDED", "S60", klass=former.klass, pupils=[pupil.pupil])
    to_another_school = came_back and pupil.end < year.semesters[1][1]
    more = _years_gone(act.day, former, klass) if to_another_school else 0
    if not former.grade <= klass.grade <= former.grade + more:
        raise Refusal("PROMOTION_MISMATCH", "S60", pupil=pupil.pupil, outcome=None, grade=klass.grade)


def _years_gone(day: str, former: Klass, klass: Klass) -> int:
    """School years begun by the day since the former one, up to that of the class."""
    return max(min(_begun(day), int(klass.year[:4])) - int(former.year[:4]), 0)


def _begun(day: str) -> int:
    """The first calendar year of the school year that has begun by the day."""
    return int(day[:4]) - (day[5:] < YEAR_BEGINS)
