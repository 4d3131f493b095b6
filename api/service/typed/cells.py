"""What was typed into a cell becomes the value that is stored, or a problem that says why it cannot."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from api.service.problem import MOST_FAULTS, Problem, mark_problem
from api.texts.clear_text import flaw_of_text, tidied
from domain.grounds.reserved import ASIDE, CLEAR, SEALED, conduct_codes
from domain.regulations import CIRCULARS
from domain.state.book import CellValue
from domain.state.facts import SubjectPlan
from domain.words.characters import composed
from domain.words.fields import Day, Typed
from domain.words.marks import MarkError, parse_cell

R = TypeVar("R")
COMMENT = "nx"
CONDUCT_COLUMNS = ("hk", "cn")
TEXT_COLUMNS = frozenset((COMMENT, *CLEAR, *SEALED, *ASIDE))
CONDUCT_SHOWN = {code: name for each in CIRCULARS.values() for code, name in each.conduct.items()}
_CONDUCT_TYPED = {name.casefold(): code for code, name in CONDUCT_SHOWN.items()} | {
    code.casefold(): code for code in CONDUCT_SHOWN
}
BORN = "sinh"
_TYPED = TypeAdapter(Typed)
_DAY = TypeAdapter(Day)
_DAY_TYPED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


def read_all(cells: Iterable[Any], read: Callable[[Any], R]) -> list[R]:
    """What each cell reads as. Raises the first cell's Problem with the faulty cells, at most 20."""
    values: list[R] = []
    faults: list[tuple[Any, Problem]] = []
    for cell in cells:
        try:
            values.append(read(cell))
        except Problem as problem:
            faults.append((cell, problem))
    if not faults:
        return values
    first = faults[0][1]
    errors = [
        {"pupil": cell.pupil, "col": cell.col, "code": fault.code, "detail": fault.detail, **fault.facts}
        for cell, fault in faults[:MOST_FAULTS]
    ]
    more = {"more": len(faults) - MOST_FAULTS} if len(faults) > MOST_FAULTS else {}
    raise Problem(first.code, first.detail, first.duty, errors=errors, **more)


def read_mark(value: str, plan: SubjectPlan | None) -> CellValue:
    """The stored form of a typed mark. Raises Problem MARK_…; without a plan the domain refuses later."""
    parsed = parse_cell(value, "comment" if plan and plan.kind == "comment" else "score")
    if isinstance(parsed, MarkError):
        raise mark_problem(parsed, value=value)
    return parsed


def read_conduct(value: object, plan: SubjectPlan | None) -> CellValue:
    """The code of a conduct rank, typed as a word or as its code. Raises Problem CONDUCT_UNKNOWN."""
    typed = composed(value).strip().casefold() if isinstance(value, str) else ""
    code = _CONDUCT_TYPED.get({"đ": "d", "cđ": "cd"}.get(typed, typed))
    known = conduct_codes(plan)
    if code not in known:
        raise Problem("CONDUCT_UNKNOWN", value=value, known=[CONDUCT_SHOWN[each] for each in known])
    return code


def read_text(value: object) -> str:
    """A text to be sealed: 1–200 characters, NFC, trimmed. Raises Problem COMMENT_NOT_TEXT."""
    try:
        text = _TYPED.validate_python(tidied(value) if isinstance(value, str) else value)
    except ValidationError:
        raise Problem("COMMENT_NOT_TEXT") from None
    if flaw := flaw_of_text(text):
        raise Problem("TEXT_UNCLEAR", **flaw._asdict())
    return text


def read_day(value: object) -> str:
    """A day as people write it, day/month/year, or as the log has it, in the log's form. Raises NOT_A_DAY."""
    typed = tidied(value).strip() if isinstance(value, str) else ""
    if match := _DAY_TYPED.fullmatch(typed):
        typed = f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    try:
        return _DAY.validate_python(typed)
    except ValidationError:
        raise Problem("NOT_A_DAY", value=value) from None
