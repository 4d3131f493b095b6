"""Which regulation judges a class: by school year, level, grade and programme, never by today's date."""

import re
from collections.abc import Iterator
from typing import Literal

from domain.regulations import CIRCULARS
from domain.regulations.circular import RegulationError
from domain.regulations.planned import PLANNED, Programme

Level = Literal["TH", "THCS", "THPT"]
ARTICLE = "TT22 Đ21"
"""Brings in a circular grade by grade: cited where a class is under another than that of its year."""

_YEAR = re.compile(r"([0-9]{4})-([0-9]{4})", re.ASCII)
_GRADES: dict[Level, range] = {"TH": range(1, 6), "THCS": range(6, 10), "THPT": range(10, 13)}
_FIRST_KNOWN_YEAR = 2020  # TT26 in force from 11/10/2020, TH27 from 20/10/2020; before them is not modelled


def regime_of(school_year: str, level: Level, grade: int, programme: Programme = "GDPT") -> str:
    """The code for a class-year: the newest that has begun for the grade (TT22 Đ21, TH27 Đ2).

    `school_year` is "2020-2021". Raises RegulationError (SCHOOL_YEAR_UNKNOWN, GRADE_UNKNOWN,
    PROGRAMME_UNKNOWN) instead of guessing.
    """
    year = _first_year(school_year)
    if grade not in _GRADES.get(level, ()):
        raise RegulationError("GRADE_UNKNOWN", f"Không có lớp {grade} ở cấp học {level}.")
    begun = [(since, code) for since, code in _beginnings(programme, grade) if since <= year]
    if not begun:
        raise RegulationError(
            "PROGRAMME_UNKNOWN", f"Không có quy định cho chương trình {programme}, cấp {level}."
        )
    return max(begun)[1]


def regime_of_grade(school_year: str, grade: int) -> str:
    """The code for a class of general education by its grade alone; errors as `regime_of`."""
    level: Level = next((name for name, grades in _GRADES.items() if grade in grades), "THPT")
    return regime_of(school_year, level, grade)


def _beginnings(programme: str, grade: int) -> Iterator[tuple[int, str]]:
    """Of every circular of the programme that ever holds for the grade: since which year, its code."""
    if programme == "GDPT":
        yield from ((each.since[grade], code) for code, each in CIRCULARS.items() if grade in each.since)
    for code, planned in PLANNED.items():
        if planned.programme == programme and grade in planned.since:
            yield planned.since[grade], code


def _first_year(school_year: str) -> int:
    match = _YEAR.fullmatch(school_year)
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise RegulationError("SCHOOL_YEAR_UNKNOWN", f"Năm học “{school_year}” không đúng dạng 2020-2021.")
    if int(match[1]) < _FIRST_KNOWN_YEAR:
        raise RegulationError("SCHOOL_YEAR_UNKNOWN", f"Chưa có quy định cho năm học {school_year}.")
    return int(match[1])
