"""The school whose year is told in law_year.json; what differs by circular is data (tests/data/circulars)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.school.calendar import SchoolYear
from tests.vectors.law.log import Log

Data = dict[str, Any]
CIRCULARS = Path(__file__).resolve().parents[2] / "data" / "circulars"


class ToldYear(NamedTuple):
    """What the story's marks come to under a circular, worked by hand."""

    first: int
    """The calendar year in which the told year begins."""
    further: tuple[str, ...]
    """Further subjects of 6A with a pupil's marks of mathematics: TT22 Đ9.2 counts six at a mark."""
    average: bool
    """Whether a result has one."""
    judged: bool
    """Whether conduct of the year is judged, in the column `cn`."""
    exempt: str
    """The largest part of a comment subject from which a pupil may be exempt."""
    silent: tuple[tuple[str, int], ...]
    """Pupil and semester without marks in music: exempt, or put off."""
    learning: tuple[str, ...]
    """The rank of each of PUPILS."""
    low: str
    """The conduct that does not go up."""
    next: str
    """The lowest that goes up."""
    after_retest: dict[str, str]
    """What the second decision on p2 says after one subject was taken again."""
    on_paper: bool
    """Whether no decision of that year has a file."""


def _told(said: Data) -> ToldYear:
    pairs = tuple((pupil, semester) for pupil, semester in said["silent"])
    lists = {name: tuple(said[name]) for name in ("further", "learning")}
    return ToldYear(**{**said, **lists, "silent": pairs})


_READ = [json.loads(path.read_bytes()) for path in CIRCULARS.glob("*.json")]
YEARS = {
    each["regime"]: _told(each["year"])
    for each in sorted(_READ, key=lambda each: (each["year"]["first"], each["regime"]))
}


def subject(name: str, kind: str, periods: int, tx: int, semesters: tuple[int, ...] = (1, 2)) -> Data:
    """One of a class: `periods` in tenths a year, `tx` regular marks."""
    return {
        "subject": name,
        "name": f"Môn {name}",
        "kind": kind,
        "periods": periods,
        "tx": tx,
        "semesters": list(semesters),
    }


SUBJECTS = [subject("nhac", "comment", 350, 2), {**subject("toan", "score", 350, 2), "name": "Toán"}]
OTHERS = [subject("hoa", "score", 350, 2, (1,)), *SUBJECTS]
"""Of class 6B, which learns one subject in one semester."""
MARKS = {"p1": 80, "p2": 40, "p3": 50, "p4": 70, "p6": 65}
"""The average of each pupil: all marks of a pupil are this one."""


class Story(NamedTuple):
    """The year as told into a log under a circular."""

    log: Log
    regime: str

    @property
    def told(self) -> ToldYear:
        """What it comes to under that circular."""
        return YEARS[self.regime]

    @property
    def calendar(self) -> SchoolYear:
        """The school year that is told."""
        return SchoolYear(self.told.first)

    @property
    def first(self) -> int:
        """The calendar year in which it begins."""
        return self.calendar.first

    @property
    def year(self) -> str:
        """As in entries: "2020-2021"."""
        return self.calendar.name

    def day(self, month_day: str) -> str:
        """A date of it, by month and day."""
        return self.calendar.day(month_day)

    def go(self, month_day: str) -> None:
        """Sets the clock to the morning of that day."""
        self.log.now = datetime.fromisoformat(self.day(month_day) + "T02:00:00")

    @property
    def september(self) -> str:
        """The first month, as in entries."""
        return self.day("09-01")[:7]

    def entries(self) -> list[Data]:
        """What is written so far."""
        return [json.loads(line) for line in self.log.lines]

    def newest(self, kind: str, **where: Any) -> int:
        """Position of the newest entry of a type whose data say this."""
        return self.act(kind, **where)[0]

    def act(self, kind: str, pupil: str | None = None, **where: Any) -> tuple[int, str]:
        """Its position and stream, as a rectification names it."""
        said = where if pupil is None else {"pupil": pupil, **where}
        found = (e for e in reversed(self.entries()) if e["type"] == kind)
        entry = next(e for e in found if all(e["data"][key] == value for key, value in said.items()))
        return int(entry["pos"]), str(entry["stream"])

    @property
    def scored(self) -> list[str]:
        """The scored subjects of 6A."""
        return [*self.told.further, "toan"]

    def low(self) -> str:
        """The conduct that does not go up."""
        return self.told.low


PUPILS = ("p1", "p2", "p3", "p4", "p6")
