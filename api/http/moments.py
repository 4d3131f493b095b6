"""Instants and semesters as clients write them in bodies, queries and paths."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from domain.words.days import read_instant
from domain.words.fields import Semester

_BLANK_FOR_T = re.compile(r"(?<=\A.{10}) ")
"""RFC 3339 5.6 allows it, and bodies have taken it from the start; in an address it may have been a plus."""
_NUMBER = re.compile("0|[1-9][0-9]{0,9}", re.ASCII)


def _instant(value: object) -> object:
    """The 27-character instant of an RFC 3339 text. Raises ValueError without an offset."""
    if not isinstance(value, str):
        raise ValueError("an instant is a text, RFC 3339")
    try:
        return read_instant(_BLANK_FOR_T.sub("T", value))
    except OverflowError:
        raise ValueError("an instant lies in the years 1 to 9999 of UTC") from None


def _number(value: object) -> object:
    """A number in an address has one spelling: no sign, blank or leading zero, no digits of other scripts."""
    if not isinstance(value, str):
        return value
    if not _NUMBER.fullmatch(value):
        raise ValueError("a number is written in digits 0 to 9, without sign and leading zeros")
    return int(value)


Moment = Annotated[str, BeforeValidator(_instant)]
"""RFC 3339 with an offset, brought to the 27 characters of FORMAT §1."""

NUMBER = BeforeValidator(_number)
"""For each number of a path or query, where everything is text."""

PositionOf = Annotated[int, Field(ge=0, lt=2**31), NUMBER]
"""A position in a path or query."""

SemesterOf = Annotated[Semester, BeforeValidator(lambda text: int(text) if text in ("1", "2") else text)]
"""A semester in a path, where everything is text."""

StageOf = SemesterOf
"""1: at the end of the year; 2: after the summer."""

PeriodOf = Annotated[int, Field(ge=0, le=2), NUMBER]
"""A semester, or 0 for the year."""
