"""Ranges that dates keep to, by kind: so wide that no honest school leaves them, and a slip of a digit does.

A rule of the service alone (spec/LAW.md, "What the service asks besides"): the law asks for real days and for
their order, and a log that holds an odd one is no forgery.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from domain.state.state import State
from domain.words.days import day_before, local_day
from domain.words.entry import Draft
from domain.words.refusal import Refusal

YOUNGEST, OLDEST = 5, 80
"""Years at enrolment. Luật Giáo dục 2019 Đ28: 11 in grade 6, 15 in grade 10, fewer or more in the cases it
lists; adults learn by the same programme (Đ41, Đ43)."""
OLDEST_PAPER = 80
"""Years: nobody in service was appointed by an older one (Bộ luật Lao động 2019 Đ169: retirement from 60)."""
PAPER_AHEAD = 1
RIGHT_BEGINS_AHEAD, RIGHT_ENDS_AHEAD = 5, 60
"""Years: a head's term is five (Thông tư 32/2020 Đ11); an appointment may name the day of retirement."""
CONTRACT_ENDS_AHEAD = 100
YEAR_BACK, YEAR_AHEAD = 30, 2
"""School years before and after today's; TT26, from which on the law judges, is of 2020."""
LATE_YEARS = 1
"""Years after those of a class in which a late entry may still be permitted."""


class Kept(NamedTuple):
    """A date, its field, and the first and last day that are plausible for it."""

    field: str
    value: str
    first: str
    last: str


def refuse_implausible(state: State, drafts: Sequence[Draft], now: str) -> None:
    """Raises Refusal DATE_IMPLAUSIBLE with the range that the date leaves."""
    day = local_day(now)
    for draft in drafts:
        for kept in (*_papers(draft.data, day), *_of(draft, state, day)):
            if not kept.first <= kept.value <= kept.last:
                facts = {"value": kept.value, "earliest": kept.first, "latest": kept.last}
                raise Refusal("DATE_IMPLAUSIBLE", "", field=kept.field, **facts)


def _papers(data: dict[str, Any], day: str) -> Iterator[Kept]:
    for field in ("decision", "letter"):
        paper = data.get(field)
        if isinstance(paper, dict):
            yield Kept(f"{field}.date", paper["date"], moved(day, -OLDEST_PAPER), moved(day, PAPER_AHEAD))


def _of(draft: Draft, state: State, day: str) -> Iterator[Kept]:
    rule = _RULES.get(draft.type)
    return rule(draft, state, day) if rule else iter(())


def _founding(draft: Draft, _state: State, day: str) -> Iterator[Kept]:
    yield _begins("head.from", draft.data["head"]["from"], day)


def _right(draft: Draft, _state: State, day: str) -> Iterator[Kept]:
    yield _begins("from", draft.data["from"], day)
    if draft.data["to"] is not None:
        yield Kept("to", draft.data["to"], moved(day, -OLDEST_PAPER), moved(day, RIGHT_ENDS_AHEAD))


def _end(draft: Draft, _state: State, day: str) -> Iterator[Kept]:
    yield Kept("on", draft.data["on"], moved(day, -OLDEST_PAPER), moved(day, RIGHT_ENDS_AHEAD))


def _contract(draft: Draft, _state: State, day: str) -> Iterator[Kept]:
    yield _begins("from", draft.data["from"], day)
    yield Kept("to", draft.data["to"], moved(day, -OLDEST_PAPER), moved(day, CONTRACT_ENDS_AHEAD))


def _begins(field: str, value: str, day: str) -> Kept:
    return Kept(field, value, moved(day, -OLDEST_PAPER), moved(day, RIGHT_BEGINS_AHEAD))


def _year(draft: Draft, _state: State, day: str) -> Iterator[Kept]:
    first = draft.data["year"][:4]
    yield Kept("year", first, moved(day, -YEAR_BACK)[:4], moved(day, YEAR_AHEAD)[:4])


def _enrolment(draft: Draft, state: State, day: str) -> Iterator[Kept]:
    data = draft.data
    yield _in_years("from", data["from"], state.classes[data["class"]].year, day)
    yield born_for("born", data["born"], data["from"])


def _placement(draft: Draft, state: State, day: str) -> Iterator[Kept]:
    yield _in_years("from", draft.data["from"], state.classes[draft.data["class"]].year, day)


def _leaving(draft: Draft, state: State, day: str) -> Iterator[Kept]:
    """A day before the first, too: so leaves who was enrolled by mistake (LAW "How a slip is put right")."""
    kept = _in_years("last", draft.data["last"], state.classes[draft.data["class"]].year, day)
    yield kept._replace(first=day_before(kept.first))


def _window(draft: Draft, state: State, day: str) -> Iterator[Kept]:
    yield from _year(draft, state, day)
    for field in ("from", "to"):
        yield _in_years(field, local_day(draft.data[field]), draft.data["year"], day)


def _moved_window(draft: Draft, state: State, day: str) -> Iterator[Kept]:
    window = state.windows[draft.data["window"]]
    yield _in_years("to", local_day(draft.data["to"]), window.year, day)


def _retests(draft: Draft, _state: State, day: str) -> Iterator[Kept]:
    for field in ("from", "to"):
        yield _in_years(field, local_day(draft.data[field]), draft.data["year"], day)


def _column(draft: Draft, state: State, day: str) -> Iterator[Kept]:
    yield _in_years("date", draft.data["date"], _class_of(draft, state), day)


def _late(draft: Draft, state: State, day: str) -> Iterator[Kept]:
    kept = _in_years("until", local_day(draft.data["until"]), _class_of(draft, state), day)
    yield kept._replace(last=moved(kept.last, LATE_YEARS))


def _cell(draft: Draft, _state: State, day: str) -> Iterator[Kept]:
    """The day of birth of a profile is one, too."""
    value = draft.data.get("value")
    if draft.data.get("col") == "sinh" and isinstance(value, str):
        yield born_for("sinh", value.removeprefix("t:"), day)


def _rectified(draft: Draft, _state: State, day: str) -> Iterator[Kept]:
    """What is put right is no wilder than what was wrong; of which class it is the rules know."""
    change = draft.data.get("change") or {}
    if "born" in change:
        yield born_for("change.born", change["born"], day)
    for field in ("from", "last"):
        if field in change:
            yield Kept(f"change.{field}", change[field], moved(day, -YEAR_BACK), moved(day, YEAR_AHEAD))


def _month(draft: Draft, state: State, _day: str) -> Iterator[Kept]:
    """A month of the school year of its class, with the summers around it in which pupils come and go; wider
    where its semesters are."""
    year = _class_of(draft, state)
    first, last = f"{year[:4]}-07", f"{year[5:]}-08"
    if year in state.years:
        semesters = state.years[year].semesters
        first, last = min(first, semesters[0][0][:7]), max(last, semesters[1][1][:7])
    yield Kept("month", draft.data["month"], first, last)


def _class_of(draft: Draft, state: State) -> str:
    return state.classes[draft.stream.split("/")[1]].year


def born_for(field: str, born: str, day: str) -> Kept:
    """A day of birth of somebody who learns here on `day`."""
    return Kept(field, born, moved(day, -OLDEST), moved(day, -YOUNGEST))


def _in_years(field: str, value: str, year: str, today: str) -> Kept:
    """Of a school year all days of both calendar years are plausible (as LAW 27 has it for its semesters), of
    one that is written down afterwards the days up to a year from now."""
    return Kept(field, value, f"{year[:4]}-01-01", max(f"{year[5:]}-12-31", moved(today, PAPER_AHEAD)))


def moved(day: str, years: int) -> str:
    """The same day of another year; compared as text, so 29 February needs no care."""
    return f"{min(max(int(day[:4]) + years, 1), 9999):04d}{day[4:]}"


_RULES: dict[str, Callable[[Draft, State, str], Iterator[Kept]]] = {
    "LogCreated": _founding,
    "Appointed": _right,
    "Delegated": _right,
    "SubstituteNamed": _right,
    "BoardFounded": _right,
    "AppointmentEnded": _end,
    "CommitmentSigned": _contract,
    "ClassOpened": _year,
    "YearOpened": _year,
    "PupilEnrolled": _enrolment,
    "PupilPlaced": _placement,
    "PupilLeft": _leaving,
    "WindowSet": _window,
    "WindowMoved": _moved_window,
    "RetestOpened": _retests,
    "ColumnDated": _column,
    "LateEntryPermitted": _late,
    "MonthConfirmed": _month,
    "MonthSigned": _month,
    "MarkEntered": _cell,
    "MarkChanged": _cell,
    "CorrectionItem": _cell,
    "RectificationProposed": _rectified,
}
