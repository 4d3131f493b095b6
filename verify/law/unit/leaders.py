"""LAW 6 about heads and the body above: who makes and ends them, and that somebody stays."""

from __future__ import annotations

from verify.law.shape import day_before
from verify.law.state.entry import Entry
from verify.law.state.state import State

_ABOVE = "superior"


def appoints_in_rank(state: State, e: Entry) -> str | None:
    """LAW 6: a head by a head or the body above; that body by itself, but for the first of it."""
    if e.data["role"] == _ABOVE and e.role == "head" and not state.people.leaders.above:
        return None
    return _in_rank(state, e, e.data["role"])


def ends_in_rank(state: State, e: Entry) -> str | None:
    """LAW 6: whose post it is to end, as for appointing."""
    held = state.people.appointments.get(e.data["appointment"])
    return None if held is None else _in_rank(state, e, held.role)


def _in_rank(state: State, e: Entry, post: str) -> str | None:
    if e.role == _ABOVE:
        its_own = post in ("head", _ABOVE)
        return None if its_own else about_a_head(state, e)
    if post == _ABOVE:
        return "NO_RIGHT"
    return "NO_RIGHT" if post == "head" and e.role != "head" else None


def about_a_head(state: State, e: Entry) -> str | None:
    """LAW 6: the school's own posts are the body above's business only where they are a head's."""
    if e.role != _ABOVE:
        return None
    persons = e.data["members"] if "members" in e.data else [e.data["person"]]
    return None if any(state.people.held_by(person, "head", e) for person in persons) else "NO_RIGHT"


def no_end_above(_state: State, e: Entry) -> str | None:
    """LAW 6: the body above has no last day."""
    return "BAD_PERIOD" if e.data["role"] == _ABOVE and e.data["to"] is not None else None


def somebody_stays(state: State, e: Entry) -> str | None:
    """LAW 6: who ends one leaves another without a last day; the body above may end every head."""
    pos, on = e.data["appointment"], e.data["on"]
    held = state.people.appointments.get(pos)
    if held is None or held.role not in ("head", _ABOVE) or held.person != e.data["person"] or held.ended_at:
        return None
    if (held.role == "head" and e.role == _ABOVE) or _in_rank(state, e, held.role) is not None:
        return None
    first = state.people.leaders.first_but(held.role, pos, state.people.appointments)
    stays = first is not None and (first <= e.day or day_before(first) <= on)
    return None if stays else "LAST_HEAD"
