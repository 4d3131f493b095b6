"""People of the school and their rights by decision: registered, appointed, ended, lent (LAW 6-8; S25)."""

from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.leaders import (
    SUPERIOR,
    refuse_appointing,
    refuse_end_above,
    refuse_ending,
    refuse_last,
    refuse_without_head,
)
from domain.grounds.permissions import NOBODY
from domain.grounds.rights import holders
from domain.grounds.rows import Change, Righting, Row
from domain.grounds.situation import (
    Situation,
    known_class,
    known_person,
    refuse_period,
    refuse_self,
)
from domain.state.facts import Appointment, Delegation, Person, Said
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import (
    Day,
    Decision,
    Id,
    Position,
    Powers,
    Role,
    Text,
    Typed,
)
from domain.words.refusal import Refusal


class PersonRegistered(TypedDict):
    """A name for an id; it gives no right."""

    person: Id
    name: Text


PERSON_REGISTERED = Event(PersonRegistered, "person/{person}")


Appointed = TypedDict(
    "Appointed",
    {
        "person": Id,
        "role": Role,
        "class": Id | None,
        "subject": Id | None,
        "from": Day,
        "to": Day | None,
        "decision": said.Decision,
    },
)


APPOINTED = Event(Appointed, "person/{person}")


class AppointmentEnded(TypedDict):
    """`on` is the last day of the right that the entry at `appointment` gave."""

    person: Id
    appointment: Position
    on: Day
    decision: said.Decision


APPOINTMENT_ENDED = Event(AppointmentEnded, "person/{person}")


Delegated = TypedDict(
    "Delegated",
    {
        "person": Id,
        "powers": Powers,
        "from": Day,
        "to": Day,
        "decision": said.Decision,
    },
)


DELEGATED = Event(Delegated, "person/{person}")


class RegisterPerson(Command):
    """Make a person known to the log, so that they can be appointed."""

    ACT = "PersonRegistered"
    person: Id
    name: Typed


class Appoint(Command):
    """Give a role from a day on, with the class and subject that it takes."""

    ACT = "Appointed"
    person: Id
    role: Role
    klass: Id | None = None
    subject: Id | None = None
    start: Day
    end: Day | None = None
    decision: Decision


class EndAppointment(Command):
    """`on` is the last day on which the right stands."""

    ACT = "AppointmentEnded"
    person: Id
    appointment: Position
    on: Day
    decision: Decision


class Delegate(Command):
    """Lend powers of the head to the deputy `person`."""

    ACT = "Delegated"
    person: Id
    powers: Powers
    start: Day
    end: Day
    decision: Decision


def register_person(act: Situation, command: RegisterPerson) -> list[Draft]:
    """LAW 6: once per person; entry 0 registered the founder, and the scheduler is nobody."""
    if command.person in act.state.people or command.person == NOBODY:
        raise Refusal("ALREADY_EXISTS", "S53", person=command.person)
    return [PERSON_REGISTERED.draft(command.model_dump())]


def appoint(act: Situation, command: Appoint) -> list[Draft]:
    """LAW 6: a dated right by a decision (S25, S26), with the class and subject that its role takes."""
    refuse_self(act, command.person)
    refuse_appointing(act, command.role, command.person)
    known_person(act.state, command.person)
    refuse_period(command.start, command.end)
    refuse_end_above(command.role, command.end)
    _check_reach(act, command)
    boards = act.state.boards
    if command.role == "board" and boards and command.person not in boards[-1].members:
        raise Refusal("NOT_FOUNDED", "S26", person=command.person, members=list(boards[-1].members))
    data = command.model_dump(include={"person", "role", "subject", "decision"})
    data |= {"class": command.klass, "from": command.start, "to": command.end}
    return [APPOINTED.draft(data)]


def end_appointment(act: Situation, command: EndAppointment) -> list[Draft]:
    """LAW 6: from the day after `on` the right is gone."""
    appointment = act.state.appointment(command.person, command.appointment)
    if appointment is None or appointment.ended is not None:
        raise Refusal("UNKNOWN_APPOINTMENT", "S26", person=command.person, appointment=command.appointment)
    refuse_ending(act, appointment.role, command.person)
    refuse_last(act, appointment, command.on)
    return [APPOINTMENT_ENDED.draft(command.model_dump())]


def delegate(act: Situation, command: Delegate) -> list[Draft]:
    """LAW 6: powers of the head lent to a deputy in force (S25)."""
    refuse_self(act, command.person)
    known_person(act.state, command.person)
    refuse_period(command.start, command.end)
    if command.person not in holders(act.state, "deputy", None, act.day):
        raise Refusal("NO_RIGHT", "S25", person=command.person, needed=[{"role": "deputy", "power": None}])
    data = command.model_dump(include={"person", "powers", "decision"})
    return [DELEGATED.draft({**data, "from": command.start, "to": command.end})]


def _check_reach(act: Situation, command: Appoint) -> None:
    """LAW 6: homeroom and teacher appointments name an opened class, a teacher's also one of its subjects."""
    takes_class = command.role in ("homeroom", "homeroom_deputy", "teacher")
    takes_subject = command.role == "teacher"
    if (command.klass is not None and not takes_class) or (command.subject is not None and not takes_subject):
        raise Refusal("BAD_DATA", "S26", role=command.role, klass=command.klass, subject=command.subject)
    if not takes_class:
        return
    klass = known_class(act.state, command.klass)
    if takes_subject and command.subject not in klass.subjects:
        raise Refusal("UNKNOWN_SUBJECT", "S26", klass=command.klass, subject=command.subject)


def _register(state: State, _entry: Entry, data: PersonRegistered) -> None:
    state.people[data["person"]] = Person(data["person"], data["name"])


def _appoint(state: State, entry: Entry, data: Appointed) -> None:
    state.people[data["person"]].appointments.append(
        Appointment(entry.pos, data["role"], data["class"], data["subject"], data["from"], data["to"])
    )


def _end(state: State, entry: Entry, data: AppointmentEnded) -> None:
    held = state.people[data["person"]].appointments
    for index, appointment in enumerate(held):
        if appointment.pos == data["appointment"]:
            held[index] = appointment._replace(ended=data["on"], ended_at=entry.pos)


def _delegate(state: State, entry: Entry, data: Delegated) -> None:
    state.people[data["person"]].delegations.append(
        Delegation(entry.pos, tuple(data["powers"]), data["from"], data["to"])
    )


def _refuse_void(act: Situation, said: Said, _change: Change) -> None:
    """A superior whom nobody can end: all other rights are ended by who gives them (LAW 6)."""
    if said.data["role"] != SUPERIOR:
        raise Refusal("UNKNOWN_ACT", "S21", of=said.pos, type=said.type, role=said.data["role"])
    held = act.state.appointment(said.data["person"], said.pos)
    if held is None or held.ended is not None:
        raise Refusal("UNKNOWN_APPOINTMENT", "S26", person=said.data["person"], appointment=said.pos)
    refuse_without_head(act, said.pos)


def _rename(state: State, said: Said, _entry: Entry) -> None:
    state.people[said.data["person"]].name = said.data["name"]


def _void(state: State, said: Said, entry: Entry) -> None:
    over, person = state.day_before(entry.at), state.people[said.data["person"]]
    person.appointments = [
        each._replace(ended=over, ended_at=entry.pos) if each.pos == said.pos else each
        for each in person.appointments
    ]


def _take_back(state: State, said: Said, entry: Entry) -> None:
    over, person = state.day_before(entry.at), state.people[said.data["person"]]
    person.delegations = [
        each._replace(end=min(each.end, over)) if each.pos == said.pos else each
        for each in person.delegations
    ]


OF_PERSON = (("people", "person"),)
DAYS_TO_OBJECT = 30
"""In which a superior may refuse that the own appointment is made void (LAW 49)."""
ROWS = (
    Row(
        PERSON_REGISTERED,
        RegisterPerson,
        register_person,
        apply=_register,
        changes=(("people", ""),),
        righting=Righting(fields=frozenset(("name",)), never_void=True, put_right=_rename),
    ),
    Row(
        APPOINTED,
        Appoint,
        appoint,
        apply=_appoint,
        changes=OF_PERSON,
        righting=Righting(fields=frozenset(), objection=DAYS_TO_OBJECT, judge=_refuse_void, put_right=_void),
    ),
    Row(APPOINTMENT_ENDED, EndAppointment, end_appointment, apply=_end, changes=OF_PERSON),
    Row(
        DELEGATED,
        Delegate,
        delegate,
        apply=_delegate,
        changes=OF_PERSON,
        righting=Righting(withdrawable=True, put_right=_take_back),
    ),
)
