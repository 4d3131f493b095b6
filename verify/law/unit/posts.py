"""LAW 6: people, their appointments, what a head delegates."""

from __future__ import annotations

from verify.law.fields import DECISION
from verify.law.rights import right
from verify.law.shape import (
    ascending,
    day_before,
    is_date,
    is_id,
    is_natural,
    is_text,
    last_day,
    maybe,
    one_of,
)
from verify.law.state.acts import Act, Change
from verify.law.state.entry import Entry
from verify.law.state.people import Appointment, Delegation
from verify.law.state.state import State
from verify.law.types import Slip, Type
from verify.law.unit.founding import NOBODY
from verify.law.unit.leaders import appoints_in_rank, ends_in_rank, no_end_above, somebody_stays

_DAYS_TO_OBJECT = 30
POWERS = ("appoint", "close", "late", "month", "permit", "substitute", "windows")
APPOINTABLE = ("head", "deputy", "board", "clerk", "homeroom", "homeroom_deputy", "teacher", "superior")


def person_new(state: State, e: Entry) -> str | None:
    """LAW 6: registered once; the scheduler's name is nobody's."""
    return (
        "ALREADY_EXISTS" if e.data["person"] in state.people.persons or e.data["person"] == NOBODY else None
    )


def register_person(state: State, e: Entry) -> None:
    """Known from now on."""
    state.people.persons.add(e.data["person"])


def person_known(state: State, e: Entry) -> str | None:
    """LAW 6: only of registered persons."""
    return None if e.data["person"] in state.people.persons else "UNKNOWN_PERSON"


def days_in_order(_state: State, e: Entry) -> str | None:
    """LAW 6: the last day is not before the first."""
    return None if e.data["from"] <= last_day(e.data["to"]) else "BAD_PERIOD"


def not_to_oneself(_state: State, e: Entry) -> str | None:
    """LAW 6, P3: nobody grants to themselves."""
    return "SELF_GRANT" if e.data["person"] == e.person else None


def post_class_open(state: State, e: Entry) -> str | None:
    """LAW 6: a post in a class names an opened one."""
    classed = e.data["role"] in ("homeroom", "homeroom_deputy", "teacher")
    return "UNKNOWN_CLASS" if classed and e.data["class"] not in state.classes else None


def post_subject_taught(state: State, e: Entry) -> str | None:
    """LAW 6: a teacher's subject is one of the class."""
    klass = state.classes.get(e.data["class"])
    if e.data["role"] != "teacher" or klass is None:
        return None
    return None if e.data["subject"] in klass.offers else "UNKNOWN_SUBJECT"


def post_names_no_more(_state: State, e: Entry) -> str | None:
    """LAW 6: other posts name neither class nor subject."""
    role, data = e.data["role"], e.data
    stray_class = data["class"] is not None and role not in ("homeroom", "homeroom_deputy", "teacher")
    stray_subject = data["subject"] is not None and role != "teacher"
    return "BAD_DATA" if stray_class or stray_subject else None


def post_of_founded(state: State, e: Entry) -> str | None:
    """LAW 6. Once a board was founded by decision, its posts go to the members of the newest one (S26)."""
    boards = state.people.founded
    founded = e.data["role"] != "board" or not boards or e.data["person"] in boards[-1].members
    return None if founded else "NOT_FOUNDED"


def appoint(state: State, e: Entry) -> None:
    """A right from its first day on."""
    d = e.data
    post = Appointment(d["person"], d["role"], d["class"], d["subject"], d["from"], last_day(d["to"]))
    state.people.appointments[e.pos] = post
    state.people.posts.add(e.pos, post)
    state.people.leaders.add(e.pos, post)


def appointment_open(state: State, e: Entry) -> str | None:
    """LAW 6: an appointment of that person that has not ended."""
    held = state.people.appointments.get(e.data["appointment"])
    ok = held is not None and held.person == e.data["person"] and not held.ended_at
    return None if ok else "UNKNOWN_APPOINTMENT"


def end_appointment(state: State, e: Entry) -> None:
    """It ends with that day; what it was before stays known."""
    held = state.people.appointments.get(e.data["appointment"])
    if held is not None and held.person == e.data["person"]:
        held.given_last, held.ended_at = held.last, e.pos
        held.last = min(held.last, e.data["on"])


def is_deputy(state: State, e: Entry) -> str | None:
    """LAW 6 (S25): powers are delegated to a deputy in force."""
    return None if state.people.held_by(e.data["person"], "deputy", e) else "NO_RIGHT"


def delegate(state: State, e: Entry) -> None:
    """The powers, for those days."""
    d = e.data
    state.people.delegations[e.pos] = Delegation(d["person"], frozenset(d["powers"]), d["from"], d["to"])


def superior_may_go(state: State, e: Entry, act: Act, _change: Change) -> str | None:
    """LAW 49: of a superior, not ended, and a head stays who has begun."""
    held = state.people.appointments.get(act.pos)
    if act.data["role"] != "superior":
        return "UNKNOWN_ACT"
    if held is None or held.ended_at:
        return "UNKNOWN_APPOINTMENT"
    first = state.people.leaders.first_but("head", -1, state.people.appointments)
    return None if first is not None and first <= e.day else "LAST_HEAD"


def end_before(e: Entry) -> str:
    """The last day of what is withdrawn; no day at all where the entry names no instant."""
    return day_before(e.t_day) if e.t_day else ""


def superior_gone(state: State, act: Act, e: Entry) -> None:
    """It ends; and if no other stands, a head appoints the first one again."""
    held = state.people.appointments.get(act.pos)
    if held is not None and not held.ended_at:
        held.given_last, held.ended_at = held.last, e.pos
        held.last = min(held.last, end_before(e))
    posts = state.people.appointments.values()
    state.people.leaders.above = any(one.role == "superior" and not one.ended_at for one in posts)


def delegation_ended(state: State, act: Act, e: Entry) -> None:
    """LAW 48: it ends with the day before."""
    given = state.people.delegations.get(act.pos)
    if given is not None:
        given.last = min(given.last, end_before(e))


TYPES: dict[str, Type] = {
    "PersonRegistered": Type(
        stream="person/{person}",
        fields={"person": is_id, "name": is_text},
        rules=(right, person_new),
        apply=register_person,
        slip=Slip(("name",)),
    ),
    "Appointed": Type(
        stream="person/{person}",
        fields={
            "person": is_id,
            "role": one_of(*APPOINTABLE),
            "class": maybe(is_id),
            "subject": maybe(is_id),
            "from": is_date,
            "to": maybe(is_date),
            "decision": DECISION,
        },
        rules=(
            right,
            not_to_oneself,
            appoints_in_rank,
            no_end_above,
            person_known,
            days_in_order,
            post_class_open,
            post_subject_taught,
            post_names_no_more,
            post_of_founded,
        ),
        apply=appoint,
        final=(person_known,),
        slip=Slip((), void=True, days_to_object=_DAYS_TO_OBJECT, fits=superior_may_go, retold=superior_gone),
    ),
    "AppointmentEnded": Type(
        stream="person/{person}",
        fields={
            "person": is_id,
            "appointment": is_natural,
            "on": is_date,
            "decision": DECISION,
        },
        rules=(right, ends_in_rank, appointment_open, somebody_stays),
        apply=end_appointment,
    ),
    "Delegated": Type(
        stream="person/{person}",
        fields={
            "person": is_id,
            "powers": ascending(one_of(*POWERS), len(POWERS)),
            "from": is_date,
            "to": is_date,
            "decision": DECISION,
        },
        rules=(right, not_to_oneself, person_known, days_in_order, is_deputy),
        apply=delegate,
        final=(person_known,),
        slip=Slip(withdrawn=True, retold=delegation_ended),
    ),
}
