"""Marks the rows of a list that rest on what has changed since, or that a later one replaced."""

from collections.abc import Callable
from typing import Any

from domain.grounds.stale import (
    decision_stale,
    decision_superseded,
    stale_results,
    title_stale,
    title_superseded,
)
from domain.law import Fold
from domain.state.state import State
from ledger.log import SchoolLog
from projections.books_now import BooksNow
from projections.school_at import school_at, with_marks


def marked(state: State, name: str, rows: list[Any]) -> list[Any]:
    """The rows of the list of that name, folded from the entries that the state has; others as they are."""
    mark = _KINDS.get(name)
    return mark(state, rows) if mark and rows else rows


def state_at(log: SchoolLog, facts: Fold, size: int) -> State:
    """The state to mark rows of that size by: of now by the views, which cost less than the history."""
    return with_marks(log, facts) if facts.size == size else school_at(log, size)


def _results(state: State, rows: list[Any]) -> list[Any]:
    found: dict[tuple[str, int], set[str]] = {}
    if isinstance(state.books, BooksNow):
        for klass in {row.klass for row in rows}:
            state.books.read_class(klass)
    for place in {(row.klass, row.semester) for row in rows}:
        found[place] = stale_results(state, state.classes[place[0]], place[1])
    return [row._replace(stale=row.pupil in found[row.klass, row.semester]) for row in rows]


def _promotions(state: State, rows: list[Any]) -> list[Any]:
    return [_promotion(state, row) for row in rows]


def _promotion(state: State, row: Any) -> Any:
    """Of a pupil whom two classes decided one row counts, as the law reads it."""
    klass = state.classes[row.klass]
    counts = not decision_superseded(state, klass, row.pupil)
    stale = counts and decision_stale(state, row.pupil, klass.year)
    return row._replace(counts=counts, final=counts and row.final, stale=stale)


def _titles(state: State, rows: list[Any]) -> list[Any]:
    return [_title(state, row) for row in rows]


def _title(state: State, row: Any) -> Any:
    klass, of = state.classes[row.klass], (row.semester, row.pupil)
    over = title_superseded(state, klass, row.pos, of)
    return row._replace(superseded=over, stale=not over and title_stale(state, klass, row.pos, of))


_KINDS: dict[str, Callable[[State, list[Any]], list[Any]]] = {
    "results": _results,
    "promotions": _promotions,
    "titles": _titles,
}
