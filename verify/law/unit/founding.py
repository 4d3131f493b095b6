"""LAW 3 and 10: the log's beginning, keys, clock, and a log that was filled again."""

from __future__ import annotations

from verify.law.fields import DECISION
from verify.law.rights import right
from verify.law.shape import (
    is_date,
    is_digest,
    is_id,
    is_natural,
    is_text,
    is_vkey,
    last_day,
    one_of,
    record,
)
from verify.law.state.entry import Entry
from verify.law.state.people import Appointment
from verify.law.state.state import State
from verify.law.types import Slip, Type

NOBODY = "system"  # LAW 4: the scheduler's name, which no person may have


_SCHOOL = record(code=is_id, name=is_text, province=is_id, level=one_of("THCS", "THPT", "THCS_THPT"))
_HEAD = record(person=is_id, name=is_text, **{"from": is_date})


def founder_acts(_state: State, e: Entry) -> str | None:
    """LAW 3: the only act that rests on no earlier right is the named head's own."""
    ok = e.person == e.data["head"]["person"] != NOBODY and e.role == "founder" and e.basis == 0
    return None if ok else "NO_RIGHT"


def origin_agrees(state: State, e: Entry) -> str | None:
    """LAW 3: the log is named for its school."""
    school = e.data["school"]
    return None if state.origin == f"{school['province']}.socai/{school['code']}" else "ORIGIN_MISMATCH"


def create(state: State, e: Entry) -> None:
    """The key in force, and the first head's right."""
    head = e.data["head"]
    state.key = e.data["key"]
    state.keys.add(state.key)
    state.people.persons.add(head["person"])
    post = Appointment(head["person"], "head", None, None, head["from"], last_day(None))
    state.people.appointments[e.pos] = post
    state.people.posts.add(e.pos, post)
    state.people.leaders.add(e.pos, post)


def old_key_in_force(state: State, e: Entry) -> str | None:
    """LAW 10: the key that is replaced is the one in force."""
    return None if e.data["old"] == state.key else "KEY_NOT_IN_FORCE"


def new_key_unused(state: State, e: Entry) -> str | None:
    """LAW 10: no key comes back."""
    return "ALREADY_EXISTS" if e.data["new"] in state.keys else None


def rotate_key(state: State, e: Entry) -> None:
    """The new key is in force; the old one stays used."""
    state.key = e.data["new"]
    state.keys.add(state.key)


def reset_clock(state: State, e: Entry) -> None:
    """LAW, P2: it ends every open session of witnesses, and revives nothing."""
    state.clock_reset = e.pos


def restored_here(_state: State, e: Entry) -> str | None:
    """LAW 10: the log was filled again to exactly this place."""
    return None if e.data["size"] == e.pos else "BAD_DATA"


TYPES: dict[str, Type] = {
    "LogCreated": Type(
        stream="school",
        fields={"school": _SCHOOL, "key": is_vkey, "decision": DECISION, "head": _HEAD},
        rules=(founder_acts, origin_agrees),
        apply=create,
        slip=Slip(("name",), inside="head"),
    ),
    "KeyRotated": Type(
        stream="school",
        fields={"old": is_vkey, "new": is_vkey, "decision": DECISION},
        rules=(right, old_key_in_force, new_key_unused),
        apply=rotate_key,
    ),
    "ClockReset": Type(
        stream="school",
        fields={"reason": is_text},
        rules=(right,),
        apply=reset_clock,
    ),
    "Restored": Type(
        stream="school",
        fields={"size": is_natural, "source": is_text, "checkpoint": is_digest},
        rules=(right, restored_here),
    ),
}
