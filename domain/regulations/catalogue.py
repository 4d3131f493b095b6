"""Subjects and periods a year of general secondary education, as data; periods in tenths."""

import unicodedata
from typing import NamedTuple

from domain.marks import SubjectKind

CORE_NAMES = frozenset(
    {
        *("toán", "ngữ văn", "ngoại ngữ", "ngoại ngữ 1"),
        *("tiếng anh", "tiếng pháp", "tiếng nga", "tiếng trung quốc", "tiếng nhật", "tiếng hàn", "tiếng đức"),
    }
)
"""Names of the three subjects one of which must reach the rank (TT58 Đ13.1-3 in the wording of TT26)."""


class CatalogueSubject(NamedTuple):
    """A subject as a programme knows it: `periods` by grade (tenths a year); `elective`: chosen (TT58 Đ9)."""

    subject: str
    name: str
    kind: SubjectKind
    periods: dict[int, int]
    elective: bool = False


def is_core(name: str) -> bool:
    """Whether a subject of that name is Toán, Ngữ văn or the (first) foreign language."""
    return unicodedata.normalize("NFC", name).strip().lower() in CORE_NAMES


def subjects_of(school_year: str, grade: int, *, tt22: bool) -> list[CatalogueSubject]:
    """The subjects of a grade: programme of 2018 where TT22 judges, of 2006 elsewhere (TT32/2018)."""
    _ = school_year
    level = GDPT2018 if tt22 else GDPT2006
    return [subject for subject in level if grade in subject.periods]


def _all(periods: int, *grades: int) -> dict[int, int]:
    return dict.fromkeys(grades, periods * 10)


_THCS, _THPT = (6, 7, 8, 9), (10, 11, 12)
