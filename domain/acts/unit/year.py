"""School years, rosters, re-test windows (LAW 27, 32, 42)."""

from collections.abc import Callable, Sequence
from typing import Any

from domain.acts.commands import Command
from domain.acts.commands_year import ConfirmRoster, OpenRetests, OpenYear
from domain.acts.events import book_stream, draft
from domain.grounds.situation import Situation, known_class
from domain.state.membership import members, placement
from domain.state.state import State
from domain.words.entry import Draft, Refusal
from domain.words.intent import digest


def open_year(act: Situation, command: OpenYear) -> list[Draft]:
    """LAW 27: the days of the two semesters, which follow each other within the year's calendar years."""
    if command.year in act.state.years:
        raise Refusal("ALREADY_EXISTS", "S17", year=command.year)
    refuse_disorder(command.year, [(span.start, span.end) for span in command.semesters])
    return [draft("YearOpened", command.model_dump(by_alias=True))]


def refuse_disorder(year: str, semesters: Sequence[tuple[str, str]]) -> None:
    """Raises BAD_PERIOD unless the two semesters follow each other within the year's calendar years."""
    (start, end), (again, last) = semesters
    if not f"{year[:4]}-01-01" <= start <= end < again <= last <= f"{year[5:]}-12-31":
        raise Refusal("BAD_PERIOD", "S17", start=start, end=last)


def refuse_unopened(state: State, year: str, duty: str) -> None:
    """Raises YEAR_NOT_OPENED."""
    if year not in state.years:
        raise Refusal("YEAR_NOT_OPENED", duty, year=year)


def open_retests(act: Situation, command: OpenRetests) -> list[Draft]:
    """LAW 42: when re-test marks may be entered (S62)."""
    refuse_unopened(act.state, command.year, "S62")
    if not command.start < command.end or command.end <= act.latest:
        raise Refusal("BAD_PERIOD", "S62", start=command.start, end=command.end, now=act.now)
    data = command.model_dump(include={"year", "decision"})
    return [draft("RetestOpened", {**data, "from": command.start, "to": command.end})]


def confirm_roster(act: Situation, command: ConfirmRoster) -> list[Draft]:
    """LAW 32: the homeroom teacher confirms the class's list and its profiles (S64)."""
    known_class(act.state, command.klass)
    count, seen = roster_sight(act.state, command.klass, act.day)
    return [draft("RosterConfirmed", {"class": command.klass, "count": count, "digest": seen})]


def roster_sight(state: State, klass: str, day: str) -> tuple[int, str]:
    """How many members, and the digest of the list and its profiles (EVENTS.md); needs the profile book."""
    placed = []
    for pupil in members(state, klass, day):
        stay = placement(state, pupil, klass, day)
        placed.append([pupil, stay.pos if stay else 0])
    book = state.books[book_stream(klass, "profile", 1)]
    held = sorted([*key, cell.pos] for key, cell in book.cells.items() if cell.value is not None)
    return len(placed), digest([placed, held])


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {
    OpenYear: open_year,
    OpenRetests: open_retests,
    ConfirmRoster: confirm_roster,
}
