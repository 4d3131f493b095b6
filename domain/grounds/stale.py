"""What rested on a value that has changed since, and waits for somebody to decide again (LAW 38, 41, 43).

One function for each kind, for every place that shows it. It changes nothing about what a decision binds: an
overtaken one may be decided again.
"""

from typing import Any

from domain.grounds.moving.placement import deciding_class
from domain.grounds.pupil_year import semester_result, year_result
from domain.grounds.results import YEAR
from domain.grounds.sights import stands
from domain.state.board import PRAISE
from domain.state.facts import Klass
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.state.term import Result
from domain.words.streams import month_streams


def approval_stale(state: State, klass: Klass, semester: int) -> bool:
    """Whether the results of the class and semester were approved, and the approval stands no more (LAW 37).
    Only in an opened year is anything approved."""
    if klass.year not in state.years:
        return False
    approval = state.term(klass.klass, semester).approval
    return approval is not None and not stands(approval, state, klass.klass, semester)


def stale_results(state: State, klass: Klass, semester: int) -> set[str]:
    """The pupils whose recorded result of the semester (0: the year) is not covered by an approval that
    stands, or would be another now. All that `ApproveResults` reads must be loaded."""
    of = semester or 2
    term = state.term(klass.klass, of)
    recorded = {pupil: row for (at, pupil), row in term.rows.items() if at == semester}
    if term.approval is None or approval_stale(state, klass, of):
        return set(recorded)
    moved = {pupil for pupil in recorded if len(classes_of_year(state, pupil, klass.year)) > 1}
    # What the approval does not cover: other classes' books, and for the year semester 1 and the absences.
    asked = recorded if semester == YEAR and _followed(state, klass, term.approval.pos) else moved
    return {pupil for pupil in asked if _now(state, klass, semester, pupil) != recorded[pupil]}


def _followed(state: State, klass: Klass, pos: int) -> bool:
    """Whether semester 1 was approved again, or an absence of the class set, after the entry at `pos`."""
    first = state.term(klass.klass, 1).approval
    months = (state.month(klass.klass, stream[-7:]) for stream in month_streams(klass.klass, klass.year))
    newest = max((cell.pos for month in months for cell in month.cells.values()), default=-1)
    return max(newest, first.pos if first else -1) > pos


def _now(state: State, klass: Klass, semester: int, pupil: str) -> dict[str, Any]:
    """What an approval would record."""
    row = semester_result(state, klass, pupil, semester or 2)
    if semester == YEAR:
        row = year_result(state, klass, row)
    return row.to_data(klass.klass)


def overtaken(state: State, entry: tuple[str, int], of: tuple[int, str], now: Result | None) -> bool:
    """Whether `now`, a recorded result of (semester, pupil), replaced the figures on which the decision or
    title, an `entry` (class, position), rests. Its term must be loaded."""
    (klass, pos), (semester, pupil) = entry, of
    if now is None or now.pos < pos:
        return False
    before = state.term(klass, semester or 2).before(semester, pupil, pos)
    return before is None or before.figures != now.figures


def decision_stale(state: State, pupil: str, year: str) -> bool:
    """Whether the decision of the pupil's year is overtaken by a result of the year, in whatever class."""
    klass = deciding_class(state, pupil, year)
    if klass is None:
        return False
    first = state.board(klass).decided[1, pupil]
    return overtaken(state, (klass, first.pos), (YEAR, pupil), _newest(state, pupil, year, YEAR))


def decision_superseded(state: State, klass: Klass, pupil: str) -> bool:
    """Whether what another class of the year decided of the pupil later counts instead (LAW 41)."""
    return deciding_class(state, pupil, klass.year) not in (None, klass.klass)


def title_stale(state: State, klass: Klass, pos: int, of: tuple[int, str]) -> bool:
    """Whether the title of (semester, pupil) that the entry at `pos` awarded is overtaken by a result."""
    semester, pupil = of
    return overtaken(state, (klass.klass, pos), of, _newest(state, pupil, klass.year, semester))


def title_superseded(state: State, klass: Klass, pos: int, of: tuple[int, str]) -> bool:
    """Whether a later title of (semester, pupil) counts instead, in whatever class of the year (LAW 43): one
    title, and one certificate of praise beside it."""
    held = [
        each
        for place in classes_of_year(state, of[1], klass.year)
        for each in state.board(place).titles.get(of, ())
    ]
    praise = any(each.pos == pos and each.title == PRAISE for each in held)
    return any(each.pos > pos and (each.title == PRAISE) == praise for each in held)


def _newest(state: State, pupil: str, year: str, semester: int) -> Result | None:
    """The newest of those that stand with the newest approvals of the pupil's classes of the year."""
    places = classes_of_year(state, pupil, year)
    rows = (state.term(place, semester or 2).result(semester, pupil) for place in places)
    return max((row for row in rows if row is not None), key=lambda row: row.pos, default=None)
