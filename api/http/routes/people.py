"""People and their rights, as they stand (S25, S26, S52)."""

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import Caller, SignedIn
from api.http.paging import Paged
from domain.grounds.rights import stands
from domain.state.facts import Person
from domain.words.fields import Part

router = APIRouter(prefix="/schools/{school}", tags=["people"])


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


def _view(caller: Caller, person: Person) -> PersonView:
    rights = []
    for right in person.appointments:
        fields = {name: value for name, value in right._asdict().items() if name != "ended_at"}
        in_force = stands(caller.facts, person.person, right, caller.day)
        rights.append(Right(**fields, in_force=in_force))
    lent = [Lent(pos=d.pos, powers=list(d.powers), start=d.start, end=d.end) for d in person.delegations]
    return PersonView(person=person.person, name=person.name, rights=rights, delegations=lent)
