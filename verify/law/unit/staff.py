"""LAW 6, 27 and 28: boards, substitutes, staff profiles."""

from __future__ import annotations

from typing import Any

from verify.law.fields import DAYS, DECISION
from verify.law.rights import right
from verify.law.shape import (
    ascending,
    is_clear,
    is_commitment,
    is_date,
    is_id,
    is_natural,
    last_day,
    maybe,
    one_of,
)
from verify.law.state.acts import Act
from verify.law.state.entry import Entry
from verify.law.state.people import Founded, Substitute
from verify.law.state.state import State
from verify.law.types import Slip, Type
from verify.law.unit.leaders import about_a_head
from verify.law.unit.posts import days_in_order, end_before, not_to_oneself, person_known

STAFF_FIELDS = ("title", "subject", "degree", "phone", "email", "address")


def _staff_value(value: Any) -> bool:
    return is_clear(value) or is_commitment(value)


_CLEAR_FIELDS = frozenset(STAFF_FIELDS[:3])


def members_known(state: State, e: Entry) -> str | None:
    """LAW 27, 40: each member is registered."""
    return None if all(person in state.people.persons for person in e.data["members"]) else "UNKNOWN_PERSON"


def no_seat_for_oneself(_state: State, e: Entry) -> str | None:
    """LAW 6, p3: who founds a board is none of its members."""
    return "SELF_GRANT" if e.person in e.data["members"] else None


def found_board(state: State, e: Entry) -> None:
    """The newest board counts once it has begun."""
    d = e.data
    state.people.founded.append(Founded(frozenset(d["members"]), d["from"], last_day(d["to"])))


def stands_in_for_another(state: State, e: Entry) -> str | None:
    """LAW 28 (S14): for another teacher or homeroom teacher whose right has not ended."""
    held = state.people.appointments.get(e.data["appointment"])
    fits = held is not None and held.role in ("teacher", "homeroom") and not held.ended_at
    return None if fits and held is not None and held.person != e.data["person"] else "UNKNOWN_APPOINTMENT"


def name_substitute(state: State, e: Entry) -> None:
    """The right of the appointment, for those days."""
    d = e.data
    if d["appointment"] in state.people.appointments:
        named = Substitute(d["person"], d["appointment"], d["from"], last_day(d["to"]))
        state.people.substitutes[e.pos] = named
        state.people.posts.add(e.pos, state.people.right(e.pos))


def field_suits(_state: State, e: Entry) -> str | None:
    """LAW 28: in clear, or a commitment, as the field asks."""
    prefix = "t:" if e.data["field"] in _CLEAR_FIELDS else "h:"
    return None if e.data["value"].startswith(prefix) else "BAD_VALUE"


def profile_base(state: State, e: Entry) -> str | None:
    """LAW 28: `old` and `base` are what stands."""
    held = state.people.profiles.get((e.data["person"], e.data["field"]), (None, 0))
    return None if held == (e.data["old"], e.data["base"]) else "STALE_BASE"


def changes_something(_state: State, e: Entry) -> str | None:
    """LAW 28, 33, 42: a change changes something."""
    return "NO_CHANGE" if e.data["value"] == e.data["old"] else None


def set_profile(state: State, e: Entry) -> None:
    """The field as it stands."""
    state.people.profiles[e.data["person"], e.data["field"]] = (e.data["value"], e.pos)


def substitute_ended(state: State, act: Act, e: Entry) -> None:
    """LAW 48: it ends with the day before."""
    named = state.people.substitutes.get(act.pos)
    if named is not None:
        named.given_last, named.withdrawn_at = named.last, e.pos
        named.last = min(named.last, end_before(e))


TYPES: dict[str, Type] = {
    "BoardFounded": Type(
        stream="school",
        fields={
            "members": ascending(is_id, 500),
            "from": is_date,
            "to": maybe(is_date),
            "decision": DECISION,
        },
        rules=(right, no_seat_for_oneself, about_a_head, members_known, days_in_order),
        apply=found_board,
    ),
    "SubstituteNamed": Type(
        stream="person/{person}",
        fields={"person": is_id, "appointment": is_natural, **DAYS, "decision": DECISION},
        rules=(
            right,
            not_to_oneself,
            about_a_head,
            person_known,
            days_in_order,
            stands_in_for_another,
        ),
        apply=name_substitute,
        slip=Slip(withdrawn=True, retold=substitute_ended),
    ),
    "StaffProfileSet": Type(
        stream="person/{person}",
        fields={
            "person": is_id,
            "field": one_of(*STAFF_FIELDS),
            "old": maybe(_staff_value),
            "value": _staff_value,
            "base": is_natural,
        },
        rules=(right, person_known, field_suits, profile_base, changes_something),
        apply=set_profile,
    ),
}
