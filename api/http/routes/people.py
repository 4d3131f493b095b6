"""People and their rights: registered, appointed, ended, delegated, by decisions (S25, S26, S52)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import Caller, SignedIn
from api.http.paging import Paged
from api.http.routes.moments import PositionOf
from api.http.routes.writing import IN_ORDER, Answer, Write, command_of, write
from domain.acts.commands import Appoint, Delegate, EndAppointment, RegisterPerson
from domain.grounds.rights import stands
from domain.state.facts import Person
from domain.words.fields import Day, Decision, Id, Part, Powers, Role, Typed

router = APIRouter(prefix="/schools/{school}", tags=["people"])


class PersonBody(Write):
    person: Id
    name: Typed


class AppointmentBody(Write):
    person: Id
    role: Role
    klass: Annotated[Id | None, Field(alias="class")] = None
    subject: Id | None = None
    start: Annotated[Day, Field(alias="from")]
    end: Annotated[Day | None, Field(alias="to")] = None
    decision: Decision


class EndBody(Write):
    person: Id
    on: Annotated[Day, Field(description="Ngày cuối cùng còn quyền")]
    decision: Decision


class DelegationBody(Write):
    person: Id
    powers: Annotated[Powers, IN_ORDER]
    start: Annotated[Day, Field(alias="from")]
    end: Annotated[Day, Field(alias="to")]
    decision: Decision


class Right(Part):
    """A right that an appointment gives; `pos` is its entry, `ended` the last day if it was ended early."""

    pos: int
    role: str
    klass: str | None = Field(serialization_alias="class")
    subject: str | None
    start: str = Field(serialization_alias="from")
    end: str | None = Field(serialization_alias="to")
    ended: str | None
    in_force: bool


class Lent(Part):
    """Powers lent to a deputy."""

    pos: int
    powers: list[str]
    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")


class PersonView(Part):
    """A person whom the log names, with every right ever given."""

    person: str
    name: str
    rights: list[Right]
    delegations: list[Lent]


@router.get("/me")
def me(caller: SignedIn) -> PersonView:
    """The person whom the token names."""
    known = caller.facts.people.get(caller.person) or Person(caller.person, caller.person)
    return _view(caller, known)


@router.get("/people")
def people(caller: SignedIn, page: Paged) -> list[PersonView]:
    """Everybody with their rights, for whoever has a right in force."""
    caller.require_staff()
    return [_view(caller, person) for _, person in page.of(sorted(caller.facts.people.items()))]


@router.post("/people", status_code=201)
def register_person(caller: SignedIn, body: PersonBody) -> Answer:
    """Registers a person (head, board)."""
    return write(caller, body, command_of(RegisterPerson, body))


@router.post("/appointments", status_code=201)
def appoint(caller: SignedIn, body: AppointmentBody) -> Answer:
    """Gives a right to somebody else by a decision (head; a deputy with the power `appoint`)."""
    return write(caller, body, command_of(Appoint, body))


@router.post("/appointments/{pos}/end")
def end_appointment(caller: SignedIn, pos: PositionOf, body: EndBody) -> Answer:
    """Ends the right that entry `pos` gave (head; a deputy with the power `appoint`)."""
    return write(caller, body, command_of(EndAppointment, body, appointment=pos))


@router.post("/delegations", status_code=201)
def delegate(caller: SignedIn, body: DelegationBody) -> Answer:
    """Lends powers of the head to a deputy (head)."""
    return write(caller, body, command_of(Delegate, body))


def _view(caller: Caller, person: Person) -> PersonView:
    rights = []
    for right in person.appointments:
        fields = {name: value for name, value in right._asdict().items() if name != "ended_at"}
        in_force = stands(caller.facts, person.person, right, caller.day)
        rights.append(Right(**fields, in_force=in_force))
    lent = [Lent(pos=d.pos, powers=list(d.powers), start=d.start, end=d.end) for d in person.delegations]
    return PersonView(person=person.person, name=person.name, rights=rights, delegations=lent)
