"""The school whose year is told in law_year.json: what differs between the two regimes."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from tests.school.calendar import SchoolYear
from tests.vectors.law.log import Log

Data = dict[str, Any]
YEARS = {"TT58_26": 2020, "TT22_2021": 2021}


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
FURTHER = {"TT58_26": (), "TT22_2021": ("s1", "s2", "s3", "s4", "s5")}
"""Further subjects of 6A with a pupil's marks of mathematics: TT22 Đ9.2 counts six at a mark."""
MARKS = {"p1": 80, "p2": 40, "p3": 50, "p4": 70, "p6": 65}
"""The average of each pupil: all marks of a pupil are this one."""


class Story(NamedTuple):
    """What differs between the two regimes."""

    log: Log
    regime: str

    @property
    def calendar(self) -> SchoolYear:
        """The school year that is told."""
        return SchoolYear(YEARS[self.regime])

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
        return [*FURTHER[self.regime], "toan"]

    def low(self) -> str:
        """The conduct that does not go up."""
        return "Y" if self.regime == "TT58_26" else "CD"


PUPILS = ("p1", "p2", "p3", "p4", "p6")
