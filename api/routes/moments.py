"""Instants and semesters as clients write them in bodies, queries and paths."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from domain.fields import Semester
from ledger.clock import format_instant


def read_instant(value: object) -> object:
    """The 27-character instant of an RFC 3339 text. Raises ValueError without an offset."""
    if not isinstance(value, str):
        raise ValueError("an instant is a text, RFC 3339")
    when = datetime.fromisoformat(value)
    if when.tzinfo is None:
        raise ValueError("an instant needs its offset, e.g. 2021-01-15T17:00:00+07:00")
    try:
        return format_instant(when)
    except OverflowError:
        raise ValueError("an instant lies in the years 1 to 9999 of UTC") from None


Moment = Annotated[str, BeforeValidator(read_instant)]
"""RFC 3339 with an offset, brought to the 27 characters of FORMAT §1."""

PositionOf = Annotated[int, Field(ge=0, lt=2**31)]
"""A position in a path or query, where everything is text."""

SemesterOf = Annotated[Semester, BeforeValidator(lambda text: int(text) if text in ("1", "2") else text)]
"""A semester in a path, where everything is text."""
