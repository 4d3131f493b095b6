"""LAW 27: school years."""

from __future__ import annotations

from verify.law.fields import DECISION
from verify.law.pupils import touching
from verify.law.rights import right
from verify.law.shape import is_date, record
from verify.law.state.acts import Act, Change
from verify.law.state.entry import Entry
from verify.law.state.pupils import Year
from verify.law.state.state import State
from verify.law.types import Slip, Type
from verify.proof.shapes import is_year

_SPAN = record(**{"from": is_date, "to": is_date})


def year_new(state: State, e: Entry) -> str | None:
    """LAW 27: opened once."""
    return "ALREADY_EXISTS" if e.data["year"] in state.years else None


def semesters_in_order(_state: State, e: Entry) -> str | None:
    """LAW 27: the semesters follow each other within the year."""
    return None if spans_in_order(e.data["year"], e.data["semesters"]) else "BAD_PERIOD"


def spans_in_order(year: str, semesters: list[dict[str, str]]) -> bool:
    """One after the other, within the calendar years of the school year."""
    first, second = semesters
    days = [f"{year[:4]}-01-01", first["from"], first["to"]]
    later = [second["from"], second["to"], f"{year[5:]}-12-31"]
    return days == sorted(days) and first["to"] < second["from"] and later == sorted(later)


def open_year(state: State, e: Entry) -> None:
    """The days of its semesters."""
    spans = [(span["from"], span["to"]) for span in e.data["semesters"]]
    state.years.setdefault(e.data["year"], Year(spans))


def semesters_fit(state: State, _e: Entry, act: Act, change: Change) -> str | None:
    """LAW 49: as LAW 27 asks, and each absence that stands lies in a semester."""
    year, spans = act.data["year"], (change or act.data)["semesters"]
    if not spans_in_order(year, spans):
        return "BAD_PERIOD"
    for (klass, _), cells in state.attendance.absences.cells.items():
        if klass in state.classes and state.classes[klass].year == year:
            days = (day for (day, _), value in cells.items() if value is not None)
            if not all(any(one["from"] <= day <= one["to"] for one in spans) for day in days):
                return "BAD_PERIOD"
    return None


def semesters_retold(state: State, act: Act, _e: Entry) -> None:
    """The days as corrected."""
    year = state.years.get(act.data["year"])
    if year is not None:
        year.semesters = [(span["from"], span["to"]) for span in act.data["semesters"]]


TYPES: dict[str, Type] = {
    "YearOpened": Type(
        stream="year/{year}",
        fields={
            "year": is_year,
            "semesters": lambda value: type(value) is list and len(value) == 2 and all(map(_SPAN, value)),
            "decision": DECISION,
        },
        rules=(right, year_new, semesters_in_order),
        apply=open_year,
        slip=Slip(("semesters",), fits=semesters_fit, retold=semesters_retold, touches=touching.year_retold),
    ),
}
