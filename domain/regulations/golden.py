"""Worked cases of the regulations (a file in the form of golden_cases.json) against the functions.

Nothing passes by being misunderstood: an unknown regime, kind, field or form of a mark is a failed case.
"""

from collections.abc import Mapping
from typing import NamedTuple

from domain.regulations import golden_reading as read
from domain.regulations.golden_kinds import REGIMES
from domain.regulations.golden_reading import EXEMPT, Answer, CaseError

_SCHEMA_VERSION = 1
_OTHER_READING = "alternative_final"
"""What another reading of an uncertain article would give: for people, not for the check."""


class Failure(NamedTuple):
    """A case that did not come out: its id, what the file expects, what the functions gave (or why not)."""

    id: str
    want: object
    got: object


class Report(NamedTuple):
    """How many cases passed, and those that failed, in the file's order."""

    passed: int
    failed: list[Failure]


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
    known = REGIMES.get(regime) if isinstance(regime, str) else None
    if known is None:
        raise CaseError(f"unknown regime {regime!r}")
    law, kinds = known
    answer = kinds.get(kind) if isinstance(kind, str) else None
    if answer is None:
        raise CaseError(f"unknown kind {kind!r} in regime {regime}")
    if not isinstance(given, Mapping):
        raise CaseError("input is not an object")
    return answer(law, given)


def _matches(want: object, got: Answer) -> bool:
    """Every field that the case names is as expected; averages are compared as exact decimals."""
    if not isinstance(want, Mapping) or not want:
        raise CaseError("expected is not an object with fields")
    asked = {key: value for key, value in want.items() if key != _OTHER_READING}
    return all(key in got and _same(key, value, got, want) for key, value in asked.items())


def _same(key: str, value: object, got: Answer, want: Mapping[str, object]) -> bool:
    if isinstance(value, Mapping) and isinstance(got[key], dict) and key in ("before", "after"):
        return _matches(value, got[key])  # type: ignore[arg-type]
    if key != "avg":
        return bool(value == got[key])
    if value is None and got["avg"] == EXEMPT:
        return want.get("status") == EXEMPT
    return _average(value) == _average(got["avg"])


def _average(value: object) -> object:
    return value if value is None or value == EXEMPT else read.mark(value)
