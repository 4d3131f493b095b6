"""Marks as they are typed, stored and shown. A mark is an integer of tenths, 0…100; never a float."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from domain.words.characters import composed

MAX_TENTHS = 100

Tenths = Annotated[int, Field(strict=True, ge=0, le=MAX_TENTHS)]
CommentLevel = Literal["D", "CD"]
Absence = Literal["P", "K"]

# P: vắng có lý do, chờ kiểm tra bù: no average until it is made up (TT26 Đ8.3).
# K: vắng không lý do, hoặc không làm bài bù: zero by rule, CĐ in a comment subject (TT26 Đ8.4).
CellValue = Tenths | CommentLevel | Absence
"""What a cell of the book holds: tenths, "D" (Đạt), "CD" (Chưa đạt), "P" or "K"."""

SubjectKind = Literal["score", "comment"]

_LONGEST_INPUT = 16
_MARK = re.compile(r"(0|[1-9][0-9]{0,11})(?:[.,]([0-9]{1,12}))?", re.ASCII)
_NEGATIVE = re.compile(r"-[0-9]+(?:[.,][0-9]+)?", re.ASCII)
_LEVELS: dict[str, CommentLevel] = {"Đ": "D", "D": "D", "CĐ": "CD", "CD": "CD"}
_ABSENCES: dict[str, Absence] = {"P": "P", "K": "K"}
_SHOWN = {"D": "Đ", "CD": "CĐ", "P": "P", "K": "K"}


class MarkErrorCode(StrEnum):
    """Why an input is no mark. The codes are stable."""

    EMPTY = "MARK_EMPTY"
    NOT_TEXT = "MARK_NOT_TEXT"
    NOT_A_MARK = "MARK_NOT_A_MARK"
    OUT_OF_RANGE = "MARK_OUT_OF_RANGE"
    TWO_DECIMALS = "MARK_TWO_DECIMALS"
    NOT_A_LEVEL = "MARK_NOT_A_LEVEL"


@dataclass(frozen=True, slots=True)
class MarkError:
    """A refused input: stable code, a Vietnamese sentence, and for TWO_DECIMALS the proposed tenths."""

    code: MarkErrorCode
    text: str
    proposed: int | None = None


def parse_mark(text: object) -> int | MarkError:
    """Tenths (0…100) of "8,5", "8.5", "8" or "10"; else the reason. Spaces around are ignored.

    A second decimal is never stored: it is refused with the half-up value proposed (TT26 Đ8.2).
    """
    if not isinstance(text, str):
        return MarkError(MarkErrorCode.NOT_TEXT, "Điểm phải được nhập dưới dạng chữ số, ví dụ 8,5.")
    typed = text.strip(" \t\r\n")
    if not typed:
        return MarkError(MarkErrorCode.EMPTY, "Ô điểm đang để trống.")
    match = _MARK.fullmatch(typed) if len(typed) <= _LONGEST_INPUT else None
    if match is None:
        return _not_a_mark(typed)
    return _tenths(typed, match[1], match[2] or "0")


def _tenths(typed: str, whole: str, decimals: str) -> int | MarkError:
    tenths = int(whole) * 10 + int(decimals[0])
    if tenths > MAX_TENTHS or (tenths == MAX_TENTHS and int(decimals) > 0):
        return _out_of_range(typed)
    if len(decimals) == 1:
        return tenths
    proposed = tenths + (1 if decimals[1] >= "5" else 0)
    return MarkError(
        MarkErrorCode.TWO_DECIMALS,
        f"Điểm {typed} có hơn một chữ số thập phân; quy định chỉ lấy một chữ số, "
        f"giá trị làm tròn là {format_mark(proposed)}.",
        proposed,
    )


def _not_a_mark(typed: str) -> MarkError:
    if len(typed) > _LONGEST_INPUT:
        return MarkError(MarkErrorCode.NOT_A_MARK, "Nội dung quá dài, không phải là điểm.")
    if _NEGATIVE.fullmatch(typed):
        return _out_of_range(typed)
    return MarkError(
        MarkErrorCode.NOT_A_MARK,
        f"“{typed}” không phải là điểm; hãy nhập số từ 0 đến 10, ví dụ 8 hoặc 8,5.",
    )


def _out_of_range(typed: str) -> MarkError:
    return MarkError(MarkErrorCode.OUT_OF_RANGE, f"Điểm {typed} nằm ngoài thang điểm từ 0 đến 10.")


def format_mark(tenths: int) -> str:
    """Vietnamese form with exactly one decimal: 85 -> "8,5", 100 -> "10,0"."""
    return f"{tenths // 10},{tenths % 10}"


def parse_cell(text: object, kind: SubjectKind) -> CellValue | MarkError:
    """The value a teacher typed into a cell of a scored or a comment subject; codes in either case.

    Score: a mark, P or K. Comment: Đ, CĐ (also D, CD), P or K.
    """
    if not isinstance(text, str):
        return parse_mark(text)
    code = composed(text).strip(" \t\r\n").upper()
    if code in _ABSENCES:
        return _ABSENCES[code]
    if kind == "score":
        return parse_mark(text)
    if code in _LEVELS:
        return _LEVELS[code]
    if not code:
        return MarkError(MarkErrorCode.EMPTY, "Ô đánh giá đang để trống.")
    return MarkError(
        MarkErrorCode.NOT_A_LEVEL,
        "Môn này đánh giá bằng nhận xét: hãy nhập Đ (Đạt) hoặc CĐ (Chưa đạt).",
    )


def format_cell(value: CellValue) -> str:
    """What a page or print shows for a cell: "8,5", "Đ", "CĐ", "P" or "K"."""
    return _SHOWN[value] if isinstance(value, str) else format_mark(value)


def suits(value: object, kind: str) -> bool:
    """Whether a stored value may stand in a cell of this kind of subject (LAW rule 11)."""
    if isinstance(value, str):
        return value in _ABSENCES or (kind == "comment" and value in ("D", "CD"))
    return kind == "score" and type(value) is int and 0 <= value <= MAX_TENTHS
