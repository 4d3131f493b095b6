"""LAW 50: what is kept beside the log of who has read, told day by day."""

from __future__ import annotations

from verify.law.rights import right
from verify.law.shape import day_before, is_date, is_digest, is_natural
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import Type


def days_past(_state: State, e: Entry) -> str | None:
    """LAW 50: the days are in order, and past: nothing is added to a day that was told."""
    return None if e.data["from"] <= e.data["to"] < e.t_day else "BAD_PERIOD"


def days_not_told(state: State, e: Entry) -> str | None:
    """LAW 50: no day is told twice."""
    return "ALREADY_EXISTS" if state.archives.reads_to and e.data["from"] <= state.archives.reads_to else None


def no_day_left_out(state: State, e: Entry) -> str | None:
    """LAW 50: the first day follows the last one told."""
    if not state.archives.reads_to or e.data["from"] <= state.archives.reads_to:
        return None
    return None if day_before(e.data["from"]) == state.archives.reads_to else "BAD_PERIOD"


def tell(state: State, e: Entry) -> None:
    """Up to that day it was told."""
    state.archives.reads_to = max(state.archives.reads_to, e.data["to"])


TYPES: dict[str, Type] = {
    "ReadsDigested": Type(
        stream="reads/{to}",
        fields={
            "from": is_date,
            "to": is_date,
            "count": is_natural,
            "failures": is_natural,
            "digest": is_digest,
        },
        rules=(right, days_past, days_not_told, no_day_left_out),
        apply=tell,
    ),
}
