"""Which terms' signatures an act makes void besides those whose cells it changes (LAW 37 "touches")."""

from collections.abc import Callable, Iterable
from typing import Any

from domain.grounds.rows import Change, Term
from domain.state.facts import OPEN_END, Said
from domain.state.membership import classes_of_year
from domain.state.state import State

BOTH = (1, 2)


def on_day(state: State, classes: Iterable[str], day: str, *, still_there: bool = False) -> list[Term]:
    """The semesters that are not over on the day; all where nobody knows when they are."""
    found: list[Term] = []
    for klass in classes:
        opened = state.years.get(state.classes[klass].year)
        ends = [end for _, end in opened.semesters] if opened else [OPEN_END] * 2
        found += [
            (klass, s)
            for s, end in zip(BOTH, ends, strict=True)
            if day < end or (day == end and not still_there)
        ]
    return found


def in_year(state: State, pupil: str, year: str, semesters: Iterable[int]) -> list[Term]:
    """These semesters in every class of the pupil in the year."""
    here = classes_of_year(state, pupil, year)
    return [(klass, semester) for klass in here for semester in semesters]


def as_it_was_and_is(
    touches: Callable[[State, Any], list[Term]],
) -> Callable[[State, Said, Change], list[Term]]:
    """Of an act that is put right: what it touched, and what it touches as corrected (LAW 49)."""

    def both(state: State, said: Said, change: Change) -> list[Term]:
        return [*touches(state, said.data), *touches(state, {**said.data, **(change or {})})]

    return both
