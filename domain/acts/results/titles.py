"""Titles and awards (LAW 43; S61, TT58 Đ18, TT22 Đ15)."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.reading import classes_beside, pupil_streams
from domain.grounds.rows import Righting, Row
from domain.grounds.situation import Situation, known_class
from domain.grounds.stale import overtaken
from domain.grounds.summer import boards_beside
from domain.regulations import ARTICLES, regulation
from domain.state.board import PRAISE, BoardState, Title
from domain.state.facts import Klass
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.state.term import Result
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Id, Part, Period, Text, TitleCode, Typed
from domain.words.refusal import Refusal

TitleAwarded = TypedDict(
    "TitleAwarded",
    {
        "class": Id,
        "pupil": Id,
        "semester": Period,
        "title": TitleCode,
        "reason": Text | None,
    },
)


TITLE_AWARDED = Event(TitleAwarded, "board/{class}")


class TitleFor(Part):
    """`title` None: the one that the regulation gives; a pupil to whom it gives none is refused."""

    pupil: Id
    title: TitleCode | None = None
    reason: Typed | None = None


class AwardTitles(Command):
    """Titles of one class for a semester, or for the year (0); one entry a pupil."""

    ACT = "TitleAwarded"
    klass: Id
    semester: Period
    pupils: Annotated[list[TitleFor], Field(min_length=1, max_length=200)]

    def reads(self, state: State) -> list[str]:
        """The class's board; the boards of the pupils' other classes; what was approved in all of them."""
        pupils = [each.pupil for each in self.pupils]
        beside = {self.klass, *classes_beside(state, [self.klass], pupils)}
        terms = [f"term/{klass}/{semester}" for klass in sorted(beside) for semester in (1, 2)]
        return [*pupil_streams(state, self.klass, pupils), *terms]


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
        raise Refusal("TITLE_WRONG", ARTICLES.title, pupil=pupil, title=title, needed=rule)
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
    return TITLE_AWARDED.draft(data)


def _held(state: State, klass: Klass, of: tuple[int, str], now: Result) -> set[str]:
    """The titles of (semester, pupil) in whatever class of the year that the result now does not overtake."""
    return {
        each.title
        for place in {klass.klass, *classes_of_year(state, of[1], klass.year)}
        for each in state.board(place).titles.get(of, ())
        if not overtaken(state, (place, each.pos), of, now)
    }


def _award(board: BoardState, entry: Entry, data: TitleAwarded) -> None:
    title = Title(entry.pos, data["title"])
    board.titles.setdefault((data["semester"], data["pupil"]), []).append(title)


ROWS = (
    Row(
        TITLE_AWARDED,
        AwardTitles,
        award,
        apply=_award,
        righting=Righting(fields=frozenset(), reads=boards_beside),
    ),
)
