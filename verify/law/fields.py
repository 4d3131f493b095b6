"""The shapes that several event types share in their data: spec/EVENTS.md."""

from __future__ import annotations

import re
from typing import Any

from verify.law.circulars.table import CONDUCT_CODES, LEARNING_CODES
from verify.law.shape import (
    METHODS,
    Check,
    between,
    is_date,
    is_digest,
    is_id,
    is_natural,
    is_text,
    maybe,
    one_of,
    record,
)
from verify.law.state.cells import PROFILE_ASIDE, PROFILE_CLEAR, PROFILE_SEALED

COLUMNS = (
    *("tx1", "tx2", "tx3", "tx4", "tx5", "tx6", "tx7", "tx8", "tx9", "gk", "ck", "nx", "hk", "cn"),
    *PROFILE_CLEAR,
    *PROFILE_SEALED,
    *PROFILE_ASIDE,
)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])").fullmatch

COLUMN = one_of(*COLUMNS)
METHOD = one_of(*METHODS)
SEMESTER, STAGE = between(1, 2), between(1, 2)
PERIOD = between(0, 2)
"""A semester, or 0 for the year."""
TENTHS = between(0, 100)
COMMENT = one_of("D", "CD")
CONDUCT, LEARNING = one_of(*CONDUCT_CODES), one_of(*LEARNING_CODES)
NUMBER: Check = lambda value: is_text(value, 64)  # noqa: E731
DECISION = record(no=NUMBER, date=is_date, digest=maybe(is_digest))

SIGHT: dict[str, Check] = {"count": is_natural, "digest": is_digest}
"""What was there when it was said, counted and digested."""
TERM: dict[str, Check] = {"class": is_id, "semester": SEMESTER}
DAYS: dict[str, Check] = {"from": is_date, "to": is_date}


def is_month(value: Any) -> bool:
    """A month of a year, `YYYY-MM`."""
    return type(value) is str and _MONTH(value) is not None


def rows(width: int, most: int, fits: Check, key: int) -> Check:
    """A list of at most `most` rows of that width, sorted by their first `key` members, each once."""

    def holds(value: Any) -> bool:
        """Whether it is such a list."""
        if type(value) is not list or len(value) > most:
            return False
        if not all(type(row) is list and len(row) == width and fits(row) for row in value):
            return False
        return all(a[:key] < b[:key] for a, b in zip(value, value[1:]))

    return holds
