"""What a decided promotion binds: a fact of pupil and school year, not of a class (LAW 29, 41; S60)."""

from typing import NamedTuple

from domain.entry import Refusal
from domain.facts import Klass, Pupil
from domain.membership import classes_of_year
from domain.state import State


class Decided(NamedTuple):
    """The decision of a pupil's school year, and the grade to which it leads (None: awaited)."""

    outcome: str
    grade: int | None


def decided_in_year(state: State, pupil: str, year: str) -> Decided | None:
    """Looked up in all classes of the pupil in that year: no move shakes it off. Their boards are loaded."""
    for klass in classes_of_year(state, pupil, year):
        board = state.board(klass)
        if (pending := board.pending(pupil)) is not None:
            return Decided(pending, None)
        if (final := board.final(pupil)) is not None:
            above = {"LEN_LOP": 1, "O_LAI_LOP": 0}[final]
            return Decided(final, state.classes[klass].grade + above)
    return None


def decided_at_stage(state: State, pupil: str, klass: str, stage: int) -> bool:
    """Whether any class of the pupil in the year of `klass` has decided at this stage (LAW 41)."""
    places = {klass, *classes_of_year(state, pupil, state.classes[klass].year)}
    return any((stage, pupil) in state.board(each).decided for each in places)


def refuse_decided(state: State, pupil: Pupil, klass: Klass) -> None:
    """Raises MOVE_WRONG: a pupil whose year is decided is not changed to another class of it (LAW 29)."""
    found = decided_in_year(state, pupil.pupil, klass.year)
    if found is not None:
        raise Refusal("MOVE_WRONG", "S60", pupil=pupil.pupil, cause="change", outcome=found.outcome)


def refuse_promotion(state: State, pupil: Pupil, klass: Klass, former: Klass) -> None:
    """LAW 29: the grade after the year is the one decided; undecided only where nothing could be."""
    found = decided_in_year(state, pupil.pupil, former.year)
    if found is None:
        _refuse_undecided(state, pupil, klass, former)
        return
    # Who went to another school may have gone on there in the years between.
    more = int(klass.year[:4]) - int(former.year[:4]) - 1 if pupil.left_for == "transfer" else 0
    if found.grade is None or not found.grade <= klass.grade <= found.grade + more:
        raise Refusal(
            "PROMOTION_MISMATCH", "S60", pupil=pupil.pupil, outcome=found.outcome, grade=klass.grade
        )


def _refuse_undecided(state: State, pupil: Pupil, klass: Klass, former: Klass) -> None:
    if former.year not in state.years:
        return
    terms = [state.term(each, 2) for each in classes_of_year(state, pupil.pupil, former.year)]
    recorded = any(pupil.pupil in term.recorded for term in terms)
    if any(pupil.pupil in term.judged for term in terms) or not (pupil.left or recorded):
        raise Refusal("NOT_DECIDED", "S60", klass=former.klass, pupils=[pupil.pupil])
    if pupil.left_for != "transfer" and klass.grade != former.grade:
        raise Refusal("PROMOTION_MISMATCH", "S60", pupil=pupil.pupil, outcome=None, grade=klass.grade)
