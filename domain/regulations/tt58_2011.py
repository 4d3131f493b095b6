"""Thông tư 58/2011/TT-BGDĐT as amended by Thông tư 26/2020/TT-BGDĐT (regime TT58_26): results of a subject.

Pure functions on integers: marks and averages are tenths, periods are tenths of a period a year. Articles
"TT26 Đ8" are those of TT58 in the wording of TT26.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from domain.regulations.rounding import Term, Trace, weighted_mean
from domain.regulations.tt58_ranks import (
    CONDUCT,
    LEARNING,
    UNCERTAIN,
    after_summer,
    learning,
    promotion,
    title,
    year_conduct,
)
from domain.words.marks import CellValue, CommentLevel, SubjectKind, suits

__all__ = [
    "CONDUCT",
    "LEARNING",
    "UNCERTAIN",
    "after_summer",
    "comment_semester",
    "comment_year",
    "learning",
    "promotion",
    "required_tx",
    "subject_semester",
    "subject_year",
    "title",
    "year_conduct",
]

REGIME = "TT58_26"

RULE_SEMESTER = "TT58-Đ10.1a"
RULE_YEAR = "TT58-Đ10.1b"
RULE_YEAR_ONE_SEMESTER = "TT58-Đ10.1b-1HK"
RULE_YEAR_EXEMPT = "TT58-Đ12.4"
RULE_COMMENT_SEMESTER = "TT58-Đ10.2a"
RULE_COMMENT_YEAR = "TT58-Đ10.2b"

_COEFFICIENT_TX, _COEFFICIENT_GK, _COEFFICIENT_CK = 1, 2, 3  # TT26 Đ7
_COEFFICIENT_HK1, _COEFFICIENT_HK2 = 1, 2  # TT58 Đ10.1b


Assessment = tuple[str, CellValue | None, int]
"""Its name ("tx1", "gk", "ck"), its cell (None if empty), its coefficient."""


class Status(StrEnum):
    """Why a result has a value, or none."""

    OK = "OK"
    MAKEUP_PENDING = "CHO_KIEM_TRA_BU"
    INCOMPLETE = "CHUA_DU"
    EXEMPT = "MIEN"
    NOT_LEARNED = "KHONG_HOC"
    """In semester 1, by a OneSemesterAllowed."""


class NoResult(StrEnum):
    """Why a semester rightly has no result, as against one that is still missing (None)."""

    EXEMPT = "MIEN"
    NOT_TAUGHT = "KHONG_HOC"


class Result(NamedTuple):
    """A subject's result: `value` in tenths or "D"/"CD"; None unless `status` is OK.

    `trace` is None for comment subjects; `missing` names the inputs still awaited ("tx3", "gk", "hk1").
    """

    rule: str
    status: Status
    value: int | CommentLevel | None = None
    trace: Trace | None = None
    missing: tuple[str, ...] = ()


def required_tx(periods: int, kind: SubjectKind = "score") -> int:  # noqa: ARG001
    """Regular assessments a semester must have, of either kind of subject (TT26 Đ8.1a)."""
    return required_by_periods(periods)


def required_by_periods(periods: int) -> int:
    """By tenths of periods a year: 525 is 52,5 (TT26 Đ8.1a; TT22 Đ6.3b has the same numbers)."""
    if periods <= 0:
        raise ValueError("a subject has more than 0 periods a year")
    if periods <= 350:
        return 2
    return 3 if periods <= 700 else 4


def subject_semester(
    periods: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
) -> Result:
    """ĐTBmhk = (Σ ĐĐGtx + 2 ĐĐGgk + 3 ĐĐGck) / (number of ĐĐGtx + 5)  (TT58 Đ10.1a).

    None is an empty cell, "P" blocks the average, "K" counts as 0. Columns beyond the required number count
    if they are filled; never is the mean taken over fewer marks than required (TT26 Đ8.3-4).
    """
    cells, blocked = awaited(RULE_SEMESTER, "score", required_tx(periods), tx, gk=gk, ck=ck)
    if blocked is not None:
        return blocked
    terms = [Term(name, cell if isinstance(cell, int) else 0, coef) for name, cell, coef in cells]
    return _scored(weighted_mean(RULE_SEMESTER, terms))


def subject_year(hk1: int | NoResult | None, hk2: int | NoResult | None) -> Result:
    """ĐTBmcn = (ĐTBmhkI + 2 ĐTBmhkII) / 3 from the rounded semester averages (TT58 Đ10.1b).

    Exempt or not taught in one semester: the other's average is the year's (TT58 Đ12.4). A semester that is
    merely missing (None) gives no year result: using HKII alone then takes a decision of the principal.
    """
    missing = _missing_semesters(hk1, hk2)
    if missing:
        return Result(RULE_YEAR, Status.INCOMPLETE, missing=missing)
    terms = []
    if isinstance(hk1, int):
        terms.append(Term("hk1", hk1, _COEFFICIENT_HK1))
    if isinstance(hk2, int):
        terms.append(Term("hk2", hk2, _COEFFICIENT_HK2))
    if len(terms) == 2:
        return _scored(weighted_mean(RULE_YEAR, terms))
    rule = RULE_YEAR_EXEMPT if NoResult.EXEMPT in (hk1, hk2) else RULE_YEAR_ONE_SEMESTER
    if terms:
        return _scored(weighted_mean(rule, [terms[0]._replace(coefficient=1)]))
    return _no_semester(rule, hk1, hk2)


def comment_semester(
    periods: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
) -> Result:
    """Đ if every required assessment was taken and >= 2/3 of them are Đ, the final one too (TT58 Đ10.2a).

    "P" blocks the result; "K" counts as CĐ (TT26 Đ8.4).
    """
    cells, blocked = awaited(RULE_COMMENT_SEMESTER, "comment", required_tx(periods), tx, gk=gk, ck=ck)
    if blocked is not None:
        return blocked
    levels = [_level(cell) for _, cell, _ in cells]
    return Result(RULE_COMMENT_SEMESTER, Status.OK, comment_level(levels[:-1], levels[-1]))


def comment_level(items: Sequence[CommentLevel], final: CommentLevel) -> CommentLevel:
    """The two-thirds rule alone: `items` are all assessments but the end-of-term one (TT58 Đ10.2a)."""
    passed = [*items, final].count("D")
    return "D" if final == "D" and 3 * passed >= 2 * (len(items) + 1) else "CD"


def comment_year(hk1: CommentLevel | NoResult | None, hk2: CommentLevel | NoResult | None) -> Result:
    """The year's level is that of HKII (TT58 Đ10.2b); of the one semester learned if the other is exempt."""
    missing = _missing_semesters(hk1, hk2)
    if missing:
        return Result(RULE_COMMENT_YEAR, Status.INCOMPLETE, missing=missing)
    rule = RULE_YEAR_EXEMPT if NoResult.EXEMPT in (hk1, hk2) else RULE_COMMENT_YEAR
    for level in (hk2, hk1):
        if level is not None and not isinstance(level, NoResult):
            return Result(rule, Status.OK, level)
    return _no_semester(rule, hk1, hk2)


def awaited(
    rule: str,
    kind: SubjectKind,
    required: int,
    tx: Sequence[CellValue | None],
    *,
    gk: CellValue | None,
    ck: CellValue | None,
) -> tuple[list[Assessment], Result | None]:
    """What a result is taken from, and the result without a value while something of it is awaited.

    `required` regular assessments at least. ValueError for a value that such a subject cannot hold.
    """
    cells = list(_required(required, tx, gk, ck))
    for name, cell, _ in cells:
        if cell is not None and not suits(cell, kind):
            raise ValueError(f"{name} of a {kind} subject cannot hold {cell!r}")
    return cells, _blocked(rule, cells)


def _required(
    required: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
) -> Iterator[Assessment]:
    """Every filled column, and an empty one where the regulation wants a mark."""
    lacking = required - sum(cell is not None for cell in tx)
    for number, cell in enumerate([*tx, *[None] * max(0, required - len(tx))], start=1):
        if cell is None and lacking <= 0:
            continue
        lacking -= cell is None
        yield f"tx{number}", cell, _COEFFICIENT_TX
    yield "gk", gk, _COEFFICIENT_GK
    yield "ck", ck, _COEFFICIENT_CK


def _blocked(rule: str, cells: Sequence[Assessment]) -> Result | None:
    """The result without a value, if an assessment is awaited; a pending make-up is named before a blank."""
    missing = tuple(name for name, cell, _ in cells if cell is None or cell == "P")
    if not missing:
        return None
    pending = any(cell == "P" for _, cell, _ in cells)
    return Result(rule, Status.MAKEUP_PENDING if pending else Status.INCOMPLETE, missing=missing)


def _scored(trace: Trace) -> Result:
    return Result(trace.rule, Status.OK, trace.value, trace)


def _level(cell: CellValue | None) -> CommentLevel:
    return "D" if cell == "D" else "CD"


def _missing_semesters(hk1: object, hk2: object) -> tuple[str, ...]:
    return tuple(name for name, outcome in (("hk1", hk1), ("hk2", hk2)) if outcome is None)


def _no_semester(rule: str, hk1: object, hk2: object) -> Result:
    if NoResult.EXEMPT in (hk1, hk2):
        return Result(rule, Status.EXEMPT)
    return Result(rule, Status.INCOMPLETE, missing=("hk1", "hk2"))
