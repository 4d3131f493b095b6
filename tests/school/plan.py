"""Any school to be played: its classes, pupils, subjects and marks, by the real catalogues and real marks."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from domain.regulations import regulation
from domain.regulations.selection import regime_of_grade
from tests.school.calendar import SchoolYear
from tests.school.catalogue import GDPT2006, GDPT2018, CatalogueSubject

SAMPLE = Path(__file__).parents[2] / "demo" / "marks.csv"
"""Real marks of an examination, as the demo school has them."""


class Plan(NamedTuple):
    """Its level, first calendar year, grades, classes of each, pupils of each class."""

    level: str
    first: int
    grades: tuple[int, ...]
    classes: int
    pupils: int

    @property
    def calendar(self) -> SchoolYear:
        """Of the year that is played."""
        return SchoolYear(self.first)

    @property
    def year(self) -> str:
        """As entries have it: "2020-2021"."""
        return self.calendar.name

    def each_class(self) -> Iterator[tuple[str, int]]:
        """Name and grade."""
        for grade in self.grades:
            for number in range(self.classes):
                yield f"{grade}{'ABCDEFGH'[number]}", grade

    def pupils_of(self, klass: str) -> list[str]:
        """Who is in a class from the first day."""
        return [f"{klass}.{number:02}" for number in range(1, self.pupils + 1)]

    def regime(self, grade: int) -> str:
        """The circular of a grade in that year."""
        return str(regime_of_grade(self.year, grade))

    def subjects(self, grade: int) -> list[CatalogueSubject]:
        """The real subjects of a grade; of upper secondary's electives the first four."""
        old = self.regime(grade) == "TT58_26"  # the programme of 2018 came with TT22, grade by grade
        known = [each for each in (GDPT2006 if old else GDPT2018) if grade in each.periods]
        electives = [each for each in known if each.elective][:4]
        return sorted([each for each in known if not each.elective or each in electives])

    def columns(self, grade: int, subject: CatalogueSubject) -> list[str]:
        """As many regular marks as the circular asks, and the two tests."""
        law = regulation(self.regime(grade))
        required = law.required_tx(subject.periods[grade], subject.kind)
        return [*(f"tx{number}" for number in range(1, required + 1)), "gk", "ck"]

    def mark(self, klass: str, number: int, subject: CatalogueSubject, col: str, semester: int) -> Any:
        """A mark of the sample; pupil 2 is weak everywhere, so that somebody has to be examined again."""
        if subject.kind == "comment":
            return "Đ"
        if number == 2:
            return {"tenths": 38 if subject.subject in ("toan", "van", "ly", "khtn") else 46}
        rows = _sample()
        row = rows[(sum(map(ord, klass + subject.subject)) + 7 * number) % len(rows)]
        return {"tenths": max(35, int(row["gk" if col in ("gk", "ck") else "tx1"]) + semester)}


@cache
def _sample() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
