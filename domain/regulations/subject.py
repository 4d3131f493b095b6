"""A subject's result of a semester or a year: what every circular so far has in common of it.

Pure functions on integers: marks and averages are tenths. Articles "TT26 Đ8" are those of TT58 in the wording
of TT26.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from domain.regulations.rounding import Term, Trace, weighted_mean
from domain.words.marks import CellValue, CommentLevel, SubjectKind, suits

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


class Rules(NamedTuple):
    """What a result names as its rule (FORMAT.md §5)."""

    semester: str
    year: str
    one_semester: str
    """The year's of a subject learned in one semester."""
    other_exempt: str
    """The year's of a subject from which the pupil was exempt in the other semester."""
    comment_semester: str
    comment_year: str


def required_by_periods(periods: int) -> int:
    """By tenths of periods a year: 525 is 52,5 (TT26 Đ8.1a; TT22 Đ6.3b has the same numbers)."""
    if periods <= 0:
        raise ValueError("a subject has more than 0 periods a year")
    if periods <= 350:
        return 2
    return 3 if periods <= 700 else 4


def score_semester(
    rule: str, required: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
) -> Result:
    """ĐTBmhk = (Σ ĐĐGtx + 2 ĐĐGgk + 3 ĐĐGck) / (number of ĐĐGtx + 5)  (TT58 Đ10.1a, TT22 Đ9.1b).

    None is an empty cell, "P" blocks the average, "K" counts as 0. Columns beyond the required number count
    if they are filled; never is the mean taken over fewer marks than required (TT26 Đ8.3-4, TT22 Đ7.5).
    """
    cells, blocked = awaited(rule, "score", required, tx, gk=gk, ck=ck)
    if blocked is not None:
        return blocked
    return _scored(weighted_mean(rule, (Term(name, _tenths(cell), coef) for name, cell, coef in cells)))


def score_year(rules: Rules, hk1: int | NoResult | None, hk2: int | NoResult | None) -> Result:
    """ĐTBmcn = (ĐTBmhkI + 2 ĐTBmhkII) / 3 from the rounded semester averages (TT58 Đ10.1b, TT22 Đ9.1b).

    Exempt or not taught in one semester: the other's average is the year's (TT58 Đ12.4). A semester that is
    merely missing (None) gives no year result: using HKII alone then takes a decision of the principal.
    """
    missing = _missing_semesters(hk1, hk2)
    if missing:
        return Result(rules.year, Status.INCOMPLETE, missing=missing)
    terms = []
    if isinstance(hk1, int):
        terms.append(Term("hk1", hk1, _COEFFICIENT_HK1))
    if isinstance(hk2, int):
        terms.append(Term("hk2", hk2, _COEFFICIENT_HK2))
    if len(terms) == 2:
        return _scored(weighted_mean(rules.year, terms))
    rule = rules.other_exempt if NoResult.EXEMPT in (hk1, hk2) else rules.one_semester
    if terms:
        return _scored(weighted_mean(rule, [terms[0]._replace(coefficient=1)]))
    return _no_semester(rule, hk1, hk2)


def comment_year(
    rules: Rules, hk1: CommentLevel | NoResult | None, hk2: CommentLevel | NoResult | None
) -> Result:
    """The level of HKII (TT58 Đ10.2b, TT22 Đ9.1a); of the one semester learned if the other is exempt."""
    missing = _missing_semesters(hk1, hk2)
    if missing:
        return Result(rules.comment_year, Status.INCOMPLETE, missing=missing)
    rule = rules.other_exempt if NoResult.EXEMPT in (hk1, hk2) else rules.comment_year
    for level in (hk2, hk1):
        if level is not None and not isinstance(level, NoResult):
            return Result(rule, Status.OK, level)
    return _no_semester(rule, hk1, hk2)


def comment_semester(
    rule: str,
    required: int,
    level: Callable[[Sequence[CommentLevel]], CommentLevel],
    tx: Sequence[CellValue | None],
    *,
    gk: CellValue | None,
    ck: CellValue | None,
) -> Result:
    """What `level` makes of all assessments, once each is taken; "P" blocks it, "K" counts as CĐ (TT26 Đ8.4,
    TT22 Đ7.5)."""
    cells, blocked = awaited(rule, "comment", required, tx, gk=gk, ck=ck)
    if blocked is not None:
        return blocked
    return Result(rule, Status.OK, level(["D" if cell == "D" else "CD" for _, cell, _ in cells]))


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


def _tenths(cell: CellValue | None) -> int:
    return cell if isinstance(cell, int) else 0


def _missing_semesters(hk1: object, hk2: object) -> tuple[str, ...]:
    return tuple(name for name, outcome in (("hk1", hk1), ("hk2", hk2)) if outcome is None)


def _no_semester(rule: str, hk1: object, hk2: object) -> Result:
    if NoResult.EXEMPT in (hk1, hk2):
        return Result(rule, Status.EXEMPT)
    return Result(rule, Status.INCOMPLETE, missing=("hk1", "hk2"))
