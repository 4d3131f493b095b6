"""How the parts of a worked case are read: marks, levels, fields. What is not understood is a failed case."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from domain.regulations.subject import NoResult
from domain.words.marks import CellValue, CommentLevel, MarkError, parse_mark

EXEMPT = "MIEN"
LEVEL_SHOWN = {"D": "Đ", "CD": "CĐ"}
_PERIODS = re.compile(r"([0-9]{1,4})(?:\.([0-9]))?", re.ASCII)
_LEVELS: dict[object, CommentLevel] = {"Đ": "D", "CĐ": "CD", "Đạt": "D", "Chưa đạt": "CD"}

Given = Mapping[str, object]
Answer = dict[str, object]
T = TypeVar("T")


class CaseError(ValueError):
    """A case that cannot be read; the message says which part."""


def fields(given: Given, *known: str) -> list[object]:
    """The values of the known fields in order, None where absent; a field not known is refused."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise CaseError(f"unknown input {', '.join(unknown)}")
    return [given.get(name) for name in known]


def mark(value: object) -> int:
    """Tenths of "7.9"."""
    tenths = parse_mark(value)
    if isinstance(tenths, MarkError):
        raise CaseError(f"{value!r} is not a mark ({tenths.code})")
    return tenths


def cell(value: object) -> CellValue | None:
    """A mark string, null (not taken), or a missed assessment with its reason and make-up."""
    if value is None:
        return None
    return missed(value) if isinstance(value, Mapping) else mark(value)


def missed(value: Given) -> CellValue:
    """A missed assessment with its reason and make-up."""
    is_missed, valid_reason, makeup = fields(value, "missed", "valid_reason", "makeup")
    if is_missed is not True or not isinstance(valid_reason, bool):
        raise CaseError(f"not a missed assessment: {dict(value)!r}")
    if not valid_reason:
        return "K"  # only a valid reason opens the make-up test (TT26 Đ8.3-4)
    return "P" if makeup is None else mark(makeup)


def periods(value: object) -> int:
    """Tenths of periods of "52.5"."""
    match = _PERIODS.fullmatch(str(value)) if type(value) in (str, int) else None
    if match is None:
        raise CaseError(f"{value!r} is not a number of periods")
    return int(match[1]) * 10 + int(match[2] or 0)


def rows(value: object, name: str) -> list[object]:
    """What should be a list of values in the case, or a fault of the file."""
    if not isinstance(value, list):
        raise CaseError(f"{name} is not a list")
    return value


def semester(value: object, read: Callable[[object], T]) -> T | NoResult:
    """A semester of a year. The file's form has no status for a year, so null is "not taught then"."""
    if value == EXEMPT:
        return NoResult.EXEMPT
    return NoResult.NOT_TAUGHT if value is None else read(value)


def level(value: object) -> CommentLevel:
    """Đ or CĐ."""
    if not isinstance(value, str) or value not in _LEVELS:
        raise CaseError(f"{value!r} is not Đ or CĐ")
    return _LEVELS[value]


def scores(value: object) -> dict[str, int]:
    """Subject -> tenths."""
    return {name: mark(each) for name, each in table(value, "scores").items()}


def comments(value: object) -> dict[str, CommentLevel]:
    """Subject -> level; an exempt subject is left out (TT58 Đ12.4)."""
    found = {} if value is None else table(value, "comments")
    return {name: level(each) for name, each in found.items() if each != EXEMPT}


def table(value: object, name: str) -> dict[str, object]:
    """An object with names of subjects."""
    if not isinstance(value, Mapping):
        raise CaseError(f"{name} is not an object")
    return {str(key): each for key, each in value.items()}


def count(value: object) -> int:
    """A number of sessions."""
    if type(value) is not int or value < 0:
        raise CaseError(f"{value!r} is not a number of sessions")
    return value


def named(value: object, codes: Mapping[str, str]) -> str:
    """The code of a Vietnamese name."""
    if not isinstance(value, str) or value not in codes:
        raise CaseError(f"{value!r} is none of {', '.join(codes)}")
    return codes[value]
