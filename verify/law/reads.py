"""Rule 50 of spec/LAW.md: what is kept beside the log of who has read, told day by day."""

from __future__ import annotations

from verify.law.rights import Rule, right
from verify.law.shape import day_before
from verify.law.state import Entry, State


def days_past(_state: State, e: Entry) -> str | None:
    return None if e.data["from"] <= e.data["to"] < e.t_day else "BAD_PERIOD"


def days_not_told(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if state.reads_to and e.data["from"] <= state.reads_to else None


def no_day_left_out(state: State, e: Entry) -> str | None:
    if not state.reads_to or e.data["from"] <= state.reads_to:
        return None
    return None if day_before(e.data["from"]) == state.reads_to else "BAD_PERIOD"


def tell(state: State, e: Entry) -> None:
    state.reads_to = max(state.reads_to, e.data["to"])


RULES: dict[str, tuple[Rule, ...]] = {"ReadsDigested": (right, days_past, days_not_told, no_day_left_out)}

APPLY = {"ReadsDigested": tell}
