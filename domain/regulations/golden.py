"""Worked cases of the regulations (a file in the form of golden_cases.json) against the functions.

Nothing passes by being misunderstood: an unknown regime, kind, field or form of a mark is a failed case.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from domain.marks import CellValue, CommentLevel, MarkError, parse_mark
from domain.regulations import tt58_2011
from domain.regulations.tt58_2011 import NoResult, Result, Status

_SCHEMA_VERSION = 1
_EXEMPT = "MIEN"
_PERIODS = re.compile(r"([0-9]{1,4})(?:\.([0-9]))?", re.ASCII)
_LEVELS: dict[object, CommentLevel] = {"Đ": "D", "CĐ": "CD"}
_LEVEL_SHOWN = {"D": "Đ", "CD": "CĐ"}

Answer = dict[str, object]
T = TypeVar("T")


class Failure(NamedTuple):
    """A case that did not come out: its id, what the file expects, what the functions gave (or why not)."""

    id: str
    want: object
    got: object


class Report(NamedTuple):
    """How many cases passed, and those that failed, in the file's order."""

    passed: int
    failed: list[Failure]


class _CaseError(ValueError):
    """A case that cannot be read; the message says which part."""


def check_cases(doc: object) -> Report:
    """Run every case of a parsed file. Never raises: what cannot be read or is not known has failed."""
    cases = doc.get("cases") if isinstance(doc, Mapping) else None
    if not isinstance(cases, list) or not isinstance(doc, Mapping):
        return Report(0, [Failure("(file)", "an object with a list `cases`", type(doc).__name__)])
    version = doc.get("schema_version", _SCHEMA_VERSION)
    if version != _SCHEMA_VERSION:
        return Report(0, [Failure("(file)", f"schema_version {_SCHEMA_VERSION}", version)])
    checked = [_check(case, number) for number, case in enumerate(cases, start=1)]
    failed = [failure for failure in checked if failure is not None]
    return Report(len(checked) - len(failed), failed)


def _check(case: object, number: int) -> Failure | None:
    if not isinstance(case, Mapping):
        return Failure(f"#{number}", "an object", case)
    case_id = str(case.get("id", f"#{number}"))
    want = case.get("expected")
    try:
        got = _answer(case)
        if _matches(want, got):
            return None
    except ValueError as error:
        return Failure(case_id, want, f"error: {error}")
    return Failure(case_id, want, got)


def _answer(case: Mapping[str, object]) -> Answer:
    regime, kind, given = case.get("regime"), case.get("kind"), case.get("input")
    kinds = _REGIMES.get(regime) if isinstance(regime, str) else None
    if kinds is None:
        raise _CaseError(f"unknown regime {regime!r}")
    answer = kinds.get(kind) if isinstance(kind, str) else None
    if answer is None:
        raise _CaseError(f"unknown kind {kind!r} in regime {regime}")
    if not isinstance(given, Mapping):
        raise _CaseError("input is not an object")
    return answer(given)


def _matches(want: object, got: Answer) -> bool:
    """Every field that the case names is as expected; averages are compared as exact decimals."""
    if not isinstance(want, Mapping) or not want:
        raise _CaseError("expected is not an object with fields")
    return all(key in got and _same(key, value, got, want) for key, value in want.items())


def _same(key: str, value: object, got: Answer, want: Mapping[str, object]) -> bool:
    if key != "avg":
        return bool(value == got[key])
    if value is None and got["avg"] == _EXEMPT:
        return want.get("status") == _EXEMPT
    return _average(value) == _average(got["avg"])


def _average(value: object) -> object:
    return value if value is None or value == _EXEMPT else _mark(value)


def _fields(given: Mapping[str, object], *known: str) -> list[object]:
    """The values of the known fields in order, None where absent; a field not known is refused."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise _CaseError(f"unknown input {', '.join(unknown)}")
    return [given.get(name) for name in known]


def _mark(value: object) -> int:
    tenths = parse_mark(value)
    if isinstance(tenths, MarkError):
        raise _CaseError(f"{value!r} is not a mark ({tenths.code})")
    return tenths


def _cell(value: object) -> CellValue | None:
    """A mark string, null (not taken), or a missed assessment with its reason and make-up."""
    if value is None:
        return None
    return _missed(value) if isinstance(value, Mapping) else _mark(value)


def _missed(value: Mapping[str, object]) -> CellValue:
    missed, valid_reason, makeup = _fields(value, "missed", "valid_reason", "makeup")
    if missed is not True or not isinstance(valid_reason, bool):
        raise _CaseError(f"not a missed assessment: {dict(value)!r}")
    if not valid_reason:
        return "K"  # only a valid reason opens the make-up test (TT26 Đ8.3-4)
    return "P" if makeup is None else _mark(makeup)


def _periods(value: object) -> int:
    match = _PERIODS.fullmatch(str(value)) if type(value) in (str, int) else None
    if match is None:
        raise _CaseError(f"{value!r} is not a number of periods")
    return int(match[1]) * 10 + int(match[2] or 0)


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise _CaseError(f"{name} is not a list")
    return value


def _required_tx(given: Mapping[str, object]) -> Answer:
    (periods,) = _fields(given, "periods_per_year")
    rows = _list(periods, "periods_per_year")
    return {"required_tx": [tt58_2011.required_tx(_periods(row)) for row in rows]}


def _subject_semester(given: Mapping[str, object]) -> Answer:
    periods, tx, gk, ck, topic = _fields(given, "periods_per_year", "tx", "gk", "ck", "topic")
    # An elective topic gives its marks to the subject it belongs to (TT58 Đ9): they are regular marks.
    topics = topic if isinstance(topic, list) else [] if topic is None else [topic]
    regular = [_cell(value) for value in [*_list(tx, "tx"), *topics]]
    return _shown(tt58_2011.subject_semester(_periods(periods), regular, _cell(gk), _cell(ck)))


def _subject_year(given: Mapping[str, object]) -> Answer:
    hk1, hk2 = _fields(given, "hk1", "hk2")
    return _shown(tt58_2011.subject_year(_semester(hk1, _mark), _semester(hk2, _mark)))


def _comment_semester(given: Mapping[str, object]) -> Answer:
    items, final = _fields(given, "items", "final")
    levels = [_level(item) for item in _list(items, "items")]
    return {"result": _LEVEL_SHOWN[tt58_2011.comment_level(levels, _level(final))]}


def _comment_year(given: Mapping[str, object]) -> Answer:
    (pairs,) = _fields(given, "pairs")
    return {"results": [_pair(pair) for pair in _list(pairs, "pairs")]}


def _pair(pair: object) -> str:
    if not isinstance(pair, list) or len(pair) != 2:
        raise _CaseError(f"{pair!r} is not a pair of semesters")
    result = tt58_2011.comment_year(_semester(pair[0], _level), _semester(pair[1], _level))
    return _LEVEL_SHOWN[result.value] if isinstance(result.value, str) else str(result.status)


def _semester(value: object, read: Callable[[object], T]) -> T | NoResult:
    """A semester of a year. The file's form has no status for a year, so null is "not taught then"."""
    if value == _EXEMPT:
        return NoResult.EXEMPT
    return NoResult.NOT_TAUGHT if value is None else read(value)


def _level(value: object) -> CommentLevel:
    if not isinstance(value, str) or value not in _LEVELS:
        raise _CaseError(f"{value!r} is not Đ or CĐ")
    return _LEVELS[value]


def _shown(result: Result) -> Answer:
    if isinstance(result.value, int):
        return {"avg": f"{result.value // 10}.{result.value % 10}", "status": str(result.status)}
    exempt = result.status is Status.EXEMPT
    return {"avg": _EXEMPT if exempt else None, "status": str(result.status)}


_REGIMES: dict[str, dict[str, Callable[[Mapping[str, object]], Answer]]] = {
    tt58_2011.REGIME: {
        "required_tx": _required_tx,
        "subject_semester": _subject_semester,
        "subject_year": _subject_year,
        "comment_semester": _comment_semester,
        "comment_year": _comment_year,
    },
}
