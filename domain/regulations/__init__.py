"""Which regulation judges a class: by school year, level, grade and programme, never by today's date."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Literal, Protocol

from domain.regulations import tt22_2021, tt58_2011
from domain.regulations.judgement import Comments, Learned, Outcome, Scores, Uncertain
from domain.regulations.tt58_2011 import NoResult, Result
from domain.words.marks import CellValue, CommentLevel, SubjectKind

Level = Literal["TH", "THCS", "THPT"]
Programme = Literal["GDPT", "GDTX"]

_YEAR = re.compile(r"([0-9]{4})-([0-9]{4})", re.ASCII)
_GRADES: dict[str, range] = {"TH": range(1, 6), "THCS": range(6, 10), "THPT": range(10, 13)}
_FIRST_KNOWN_YEAR = 2020  # TT26 in force from 11/10/2020, TH27 from 20/10/2020; before them is not modelled
_TT22_FROM = {6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024}  # TT22 Đ21
_TH27_FROM = {1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024}  # TH27 Đ2


class Regime(StrEnum):
    """The regulation in force for a class-year; stored on the class."""

    TT58_26 = "TT58_26"
    TT22_2021 = "TT22_2021"
    TH22_2016 = "TH22_2016"
    TH27_2020 = "TH27_2020"
    QD02_2007 = "QD02_2007"
    GDTX_43_2021 = "GDTX_43_2021"


class RegulationError(Exception):
    """No regulation can judge this class. `code` is stable, `text` a Vietnamese sentence."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class Regulation(Protocol):
    """What every regulation module offers; units and articles as in `tt58_2011` and `tt22_2021`."""

    LEARNING: tuple[str, ...]
    CONDUCT: tuple[str, ...]
    UNCERTAIN: tuple[Uncertain, ...]

    def required_tx(self, periods: int, kind: SubjectKind = "score") -> int: ...

    def subject_semester(
        self, periods: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
    ) -> Result: ...

    def subject_year(self, hk1: int | NoResult | None, hk2: int | NoResult | None) -> Result: ...

    def comment_semester(
        self, periods: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
    ) -> Result: ...

    def comment_year(
        self, hk1: CommentLevel | NoResult | None, hk2: CommentLevel | NoResult | None
    ) -> Result: ...

    def learning(
        self, scores: Scores, comments: Comments, core: Iterable[str], special: str | None = None
    ) -> Learned | None: ...

    def year_conduct(self, hk1: str | None, hk2: str | None) -> str | None: ...

    def promotion(self, learned: str, conduct: str, absent: int) -> Outcome: ...

    def after_summer(self, learned: str, conduct: str, absent: int) -> Outcome: ...

    def title(self, semester: int, learned: str, conduct: str, scores: Scores) -> str | None: ...


_IMPLEMENTED: dict[str, Regulation] = {Regime.TT58_26: tt58_2011, Regime.TT22_2021: tt22_2021}


def regime_of(school_year: str, level: Level, grade: int, programme: Programme = "GDPT") -> Regime:
    """The regime of a class-year; `school_year` is "2020-2021". Raises RegulationError
    (SCHOOL_YEAR_UNKNOWN, GRADE_UNKNOWN, PROGRAMME_UNKNOWN) instead of guessing."""
    year = _first_year(school_year)
    if grade not in _GRADES.get(level, ()):
        raise RegulationError("GRADE_UNKNOWN", f"Không có lớp {grade} ở cấp học {level}.")
    if programme == "GDPT":
        return _general_regime(year, grade)
    if programme == "GDTX" and level != "TH":
        return Regime.GDTX_43_2021 if year >= _TT22_FROM[grade] else Regime.QD02_2007
    raise RegulationError(
        "PROGRAMME_UNKNOWN", f"Không có quy định cho chương trình {programme}, cấp {level}."
    )


def regime_of_grade(school_year: str, grade: int) -> Regime:
    """The regime of a class of general education by its grade alone; errors as `regime_of`."""
    level = next((name for name, grades in _GRADES.items() if grade in grades), "THPT")
    return regime_of(school_year, level, grade)  # type: ignore[arg-type]


def regulation(regime: str) -> Regulation:
    """The module of a stored regime. Raises RegulationError REGIME_UNKNOWN or REGIME_NOT_IMPLEMENTED."""
    if regime not in Regime.__members__:
        raise RegulationError("REGIME_UNKNOWN", f"Không có quy định mang mã {regime}.")
    if regime not in _IMPLEMENTED:
        raise RegulationError("REGIME_NOT_IMPLEMENTED", f"Hệ thống chưa tính được theo quy định {regime}.")
    return _IMPLEMENTED[regime]


def regulation_for(school_year: str, level: Level, grade: int, programme: Programme = "GDPT") -> Regulation:
    """The module that judges a class-year; errors as `regime_of` and `regulation`."""
    return regulation(regime_of(school_year, level, grade, programme))


def _first_year(school_year: str) -> int:
    match = _YEAR.fullmatch(school_year)
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise RegulationError("SCHOOL_YEAR_UNKNOWN", f"Năm học “{school_year}” không đúng dạng 2020-2021.")
    if int(match[1]) < _FIRST_KNOWN_YEAR:
        raise RegulationError("SCHOOL_YEAR_UNKNOWN", f"Chưa có quy định cho năm học {school_year}.")
    return int(match[1])


def _general_regime(year: int, grade: int) -> Regime:
    if grade in _TH27_FROM:
        return Regime.TH27_2020 if year >= _TH27_FROM[grade] else Regime.TH22_2016
    return Regime.TT22_2021 if year >= _TT22_FROM[grade] else Regime.TT58_26
