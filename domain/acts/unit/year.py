"""School years and the rosters of their classes (LAW 27, 32)."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.rows import Change, Righting, Row, Term
from domain.grounds.sights import BOTH
from domain.grounds.situation import Situation, known_class
from domain.state.facts import Said, Year
from domain.state.membership import members, placement
from domain.state.state import State
from domain.words import said
from domain.words.days import covers
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Digest, Id, Position, SchoolYear, Span
from domain.words.intent import digest
from domain.words.refusal import Refusal
from domain.words.streams import book_stream, month_streams


class YearOpened(TypedDict):
    """The days of its two semesters, both inclusive."""

    year: SchoolYear
    semesters: Annotated[list[said.Span], Field(min_length=2, max_length=2)]
    decision: said.Decision


YEAR_OPENED = Event(YearOpened, "year/{year}")


RosterConfirmed = TypedDict(
    "RosterConfirmed",
    {
        "class": Id,
        "count": Position,
        "digest": Digest,
    },
)


ROSTER_CONFIRMED = Event(RosterConfirmed, "class/{class}")


class OpenYear(Command):
    """Let results, absences by semester and promotions of the year begin."""

    ACT = "YearOpened"
    year: SchoolYear
    semesters: Annotated[list[Span], Field(min_length=2, max_length=2)]
    decision: Decision


class ConfirmRoster(Command):
    """The homeroom teacher answers for the list of the class and its profiles."""

    ACT = "RosterConfirmed"
    klass: Id

    def reads(self, state: State) -> list[str]:  # noqa: ARG002
        """The class's profiles."""
        return [book_stream(self.klass, "profile", 1)]


def open_year(act: Situation, command: OpenYear) -> list[Draft]:
    """LAW 27: the days of the two semesters, which follow each other within the year's calendar years."""
    if command.year in act.state.years:
        raise Refusal("ALREADY_EXISTS", "S17", year=command.year)
    refuse_disorder(command.year, [(span.start, span.end) for span in command.semesters])
    return [YEAR_OPENED.draft(command.model_dump(by_alias=True))]


def refuse_disorder(year: str, semesters: Sequence[tuple[str, str]]) -> None:
    """Raises BAD_PERIOD unless the two semesters follow each other within the year's calendar years."""
    (start, end), (again, last) = semesters
    if not f"{year[:4]}-01-01" <= start <= end < again <= last <= f"{year[5:]}-12-31":
        raise Refusal("BAD_PERIOD", "S17", start=start, end=last)


def confirm_roster(act: Situation, command: ConfirmRoster) -> list[Draft]:
    """LAW 32: the homeroom teacher confirms the class's list and its profiles (S64)."""
    known_class(act.state, command.klass)
    count, seen = roster_sight(act.state, command.klass, act.day)
    return [ROSTER_CONFIRMED.draft({"class": command.klass, "count": count, "digest": seen})]


def roster_sight(state: State, klass: str, day: str) -> tuple[int, str]:
    """How many members, and the digest of the list and its profiles (EVENTS.md); needs the profile book."""
    placed = []
    for pupil in members(state, klass, day):
        stay = placement(state, pupil, klass, day)
        placed.append([pupil, stay.pos if stay else 0])
    book = state.books[book_stream(klass, "profile", 1)]
    held = sorted([*key, cell.pos] for key, cell in book.cells.items() if cell.value is not None)
    return len(placed), digest([placed, held])


def _open_year(state: State, entry: Entry, data: YearOpened) -> None:
    first, second = ((each["from"], each["to"]) for each in data["semesters"])
    state.years[data["year"]] = Year(entry.pos, data["year"], (first, second))


def _refuse_semesters(act: Situation, said: Said, change: Change) -> None:
    """LAW 27; and every absence that holds a value stays on a day of a semester."""
    days = [(span["from"], span["to"]) for span in (change or {})["semesters"]]
    refuse_disorder(said.data["year"], days)
    for stream in _months(act.state, said, change):
        month = act.state.month(*stream.split("/")[1:])
        for pupil, date, _, _ in month.held():
            if not any(covers(date, *span) for span in days):
                raise Refusal("BAD_PERIOD", "S17", pupil=pupil, date=date, start=days[0][0], end=days[1][1])


def _months(state: State, said: Said, _change: Change) -> list[str]:
    """The attendance of every class of the year."""
    year = said.data["year"]
    return [month for klass in _classes(state, year) for month in month_streams(klass, year)]


def _move_semesters(state: State, said: Said, _entry: Entry) -> None:
    first, second = ((each["from"], each["to"]) for each in said.data["semesters"])
    year = said.data["year"]
    state.years[year] = state.years[year]._replace(semesters=(first, second))


def _touched_anew(state: State, said: Said, _change: Change) -> list[Term]:
    return [(klass, semester) for klass in _classes(state, said.data["year"]) for semester in BOTH]


def _classes(state: State, year: str) -> list[str]:
    return [klass for klass, known in state.classes.items() if known.year == year]


ROWS = (
    Row(
        YEAR_OPENED,
        OpenYear,
        open_year,
        apply=_open_year,
        righting=Righting(
            fields=frozenset(("semesters",)),
            never_void=True,
            judge=_refuse_semesters,
            reads=_months,
            put_right=_move_semesters,
            touches=_touched_anew,
        ),
    ),
    Row(ROSTER_CONFIRMED, ConfirmRoster, confirm_roster, changes=()),
)
