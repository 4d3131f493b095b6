"""School years and the rosters of their classes (LAW 27, 32)."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.rows import Row
from domain.grounds.situation import Situation, known_class
from domain.state.facts import Year
from domain.state.membership import members, placement
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Digest, Id, Position, SchoolYear, Span
from domain.words.intent import digest
from domain.words.refusal import Refusal
from domain.words.streams import book_stream


class YearOpened(TypedDict):
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
    ACT = "YearOpened"
    year: SchoolYear
    semesters: Annotated[list[Span], Field(min_length=2, max_length=2)]
    decision: Decision


class ConfirmRoster(Command):
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


def apply_open_year(state: State, entry: Entry, data: YearOpened) -> None:
    first, second = ((each["from"], each["to"]) for each in data["semesters"])
    state.years[data["year"]] = Year(entry.pos, data["year"], (first, second))


ROWS = (
    Row(YEAR_OPENED, OpenYear, open_year, apply=apply_open_year),
    Row(ROSTER_CONFIRMED, ConfirmRoster, confirm_roster),
)
