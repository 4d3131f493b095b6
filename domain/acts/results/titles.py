"""Titles and awards (LAW 43; S61, TT58 Đ18, TT22 Đ15)."""

from collections.abc import Callable
from typing import Any

from domain.acts.commands import Command
from domain.acts.commands_year import AwardTitles, TitleFor
from domain.acts.events import draft
from domain.grounds.overtaken import overtaken
from domain.grounds.situation import Situation, known_class
from domain.regulations import regulation
from domain.state.facts import Klass
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.state.term import Result
from domain.words.entry import Draft, Refusal

PRAISE = "GIAY_KHEN"
"""The head's certificate of praise, for which there is no formula (TT26 Đ1.10, TT22 Đ15.1b)."""


def award(act: Situation, command: AwardTitles) -> list[Draft]:
    """LAW 43: what the regulation gives, or another title with a reason (S61)."""
    klass = known_class(act.state, command.klass)
    if len({each.pupil for each in command.pupils}) < len(command.pupils):
        raise Refusal("CELL_TWICE", "S61")
    return [_title(act.state, klass, command.semester, each) for each in command.pupils]


def proposed(state: State, klass: Klass, semester: int, pupil: str) -> str | None:
    """The title that the regulation gives; None without a result, or for none."""
    result = recorded(state, klass.klass, semester, pupil)
    if result is None or result.learning is None or result.conduct is None:
        return None
    return regulation(klass.regime).title(semester, result.learning, result.conduct, result.scores)


def recorded(state: State, klass: str, semester: int, pupil: str) -> Result | None:
    """The result of a semester (0: of the year) as approved last."""
    return state.term(klass, semester or 2).result(semester, pupil)


def _title(state: State, klass: Klass, semester: int, asked: TitleFor) -> Draft:
    pupil = asked.pupil
    result = recorded(state, klass.klass, semester, pupil)
    if result is None:
        raise Refusal("NO_RESULT", "S61", pupil=pupil, semester=semester)
    rule = proposed(state, klass, semester, pupil)
    title = asked.title or rule
    unfit = title is None or title != rule
    if title is None or (unfit and asked.reason is None):
        raise Refusal("TITLE_WRONG", "TT58 Đ18, TT22 Đ15", pupil=pupil, title=title, needed=rule)
    held = _held(state, klass, (semester, pupil), result)
    if title in held or (title != PRAISE and held - {PRAISE}):
        raise Refusal("ALREADY_EXISTS", "S61", pupil=pupil, titles=sorted(held))
    data = {
        "class": klass.klass,
        "semester": semester,
        "pupil": pupil,
        "title": title,
        "reason": asked.reason,
    }
    return draft("TitleAwarded", data)


def _held(state: State, klass: Klass, of: tuple[int, str], now: Result) -> set[str]:
    """The titles of (semester, pupil) in whatever class of the year that the result now does not overtake."""
    return {
        each.title
        for place in {klass.klass, *classes_of_year(state, of[1], klass.year)}
        for each in state.board(place).titles.get(of, ())
        if not overtaken(state, (place, each.pos), of, now)
    }


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {AwardTitles: award}
