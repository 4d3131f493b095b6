"""LAW 56 and 58: accounts, factors that were lost and are given again, the unit's security checks."""

from __future__ import annotations

from typing import Any

from verify.law.fields import DECISION, rows
from verify.law.rights import right
from verify.law.shape import is_digest, is_id, is_natural, is_text, one_of
from verify.law.state.entry import Entry
from verify.law.state.people import Reset
from verify.law.state.state import State
from verify.law.types import Type
from verify.law.unit.posts import not_to_oneself, person_known

_CHECKED = one_of("failed", "no_factor", "old", "reset", "shared", "unused", "weak")
_MOST_FIGURES = 7


def ask_reset(state: State, e: Entry) -> None:
    """The newest counts."""
    state.people.resets[e.data["person"]] = Reset(e.pos, e.person)


def _asked(state: State, e: Entry) -> Reset | None:
    asked = state.people.resets.get(e.data["person"])
    return asked if asked is not None and asked.pos == e.data["ask"] else None


def reset_asked(state: State, e: Entry) -> str | None:
    """LAW 56: the newest that was asked for the person, not yet granted."""
    return None if _asked(state, e) is not None else "UNKNOWN_ACT"


def asker_grants_not(state: State, e: Entry) -> str | None:
    """LAW 56: by two persons."""
    asked = _asked(state, e)
    return "PROPOSER_DECIDES" if asked is not None and asked.person == e.person else None


def grant_reset(state: State, e: Entry) -> None:
    """Granted once."""
    if _asked(state, e) is not None:
        del state.people.resets[e.data["person"]]


def _is_figure(row: Any) -> bool:
    return _CHECKED(row[0]) and is_natural(row[1])


TYPES: dict[str, Type] = {
    "AccountOpened": Type(
        stream="person/{person}",
        fields={"person": is_id, "decision": DECISION},
        rules=(right, person_known, not_to_oneself),
    ),
    "ResetAsked": Type(
        stream="person/{person}",
        fields={"person": is_id, "reason": is_text},
        rules=(right, person_known, not_to_oneself),
        apply=ask_reset,
    ),
    "ResetGranted": Type(
        stream="person/{person}",
        fields={"person": is_id, "ask": is_natural},
        rules=(right, reset_asked, asker_grants_not, not_to_oneself),
        apply=grant_reset,
    ),
    "SecurityChecked": Type(
        stream="security",
        fields={
            "accounts": is_natural,
            "figures": rows(2, _MOST_FIGURES, _is_figure, 1),
            "digest": is_digest,
        },
        rules=(right,),
    ),
}
