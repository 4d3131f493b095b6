"""Classes with their subjects, and the pupils enrolled in them (S40, S53)."""

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from api.http.body.base import Body
from api.http.body.signed import DryRun, SignBody
from api.http.caller import SignedIn
from api.http.paging import Paged
from api.http.writing import Answer, Write, one_of_several, refuse_one_signature, require_right, write
from api.service.problem import Problem
from domain.acts.pupils.movements import PlacePupil
from domain.acts.unit.classes import EnrolPupils, NewPupil
from domain.state.facts import Klass
from domain.state.membership import listed, listed_stay
from domain.state.state import State
from domain.words.fields import Day, Decision, Id, Part, Typed, TypedNumber
from projections.names import with_names

router = APIRouter(prefix="/schools/{school}", tags=["classes"])


class PupilBody(Body):
    pupil: Id
    name: Typed
    born: Day
    register_no: Annotated[TypedNumber, Field(alias="register")]
    start: Annotated[Day, Field(alias="from")]


class EnrolBody(Write):
    pupils: Annotated[list[PupilBody], Field(min_length=1, max_length=200)]


class PlacementsBody(Write):
    cmd: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
    pupils: Annotated[list[Id], Field(min_length=1, max_length=200)]
    start: Annotated[Day, Field(alias="from")]
    cause: Literal["year", "change", "return"]
    decision: Decision
    signs: Annotated[
        list[SignBody | None],
        Field(max_length=200, description="Chữ ký cho từng học sinh, theo thứ tự của `pupils`"),
    ] = []


class Placed(Part):
    """One pupil of a bulk placement: what was written, or the problem (RFC 9457)."""

    pupil: str
    saved: Answer | None
    problem: dict[str, Any] | None


class ClassView(Part):
    """A class of one school year; `periods` in tenths of periods a year."""

    klass: str = Field(serialization_alias="class")
    name: str
    grade: int
    year: str
    regime: str
    subjects: list[dict[str, Any]]


class PupilView(Part):
    """A pupil's enrolment; `from` is the first day. `born` and `register` are null for subject teachers."""

    pupil: str
    name: str
    born: str | None
    register_no: str | None = Field(serialization_alias="register")
    klass: str = Field(serialization_alias="class")
    start: str = Field(serialization_alias="from")


@router.get("/classes")
def classes(caller: SignedIn, page: Paged) -> list[ClassView]:
    """All classes, for whoever has a right in force."""
    caller.require_staff()
    return [_class_view(klass) for _, klass in page.of(sorted(caller.facts.classes.items()))]


@router.get("/classes/{klass}/pupils")
def pupils(caller: SignedIn, klass: Id) -> list[PupilView]:
    """The pupils who are in a class, for its teachers, the clerk, leadership and board."""
    caller.require(caller.reads_roster(klass), klass=klass)
    caller.known_class(klass)
    found = listed(caller.facts, klass, 0, caller.day)
    facts = with_names(caller.views(), caller.facts, found)
    views = [_pupil_view(facts, pupil, klass, caller.day) for pupil in found]
    if caller.reads_identity(klass):
        return views
    return [view.model_copy(update={"born": None, "register_no": None}) for view in views]


@router.post("/classes/{klass}/pupils", status_code=201)
def enrol(caller: SignedIn, klass: Id, body: EnrolBody) -> Answer:
    """Enrols pupils (board, clerk, homeroom teacher of the class); makes the key of each one's texts."""
    # Keys are made before the domain decides: not for somebody who has no business here.
    require_right(caller, body, EnrolPupils, klass=klass)
    caller.known_class(klass)
    with caller.school.claims() as beside:
        new = [NewPupil(**pupil.model_dump(), key=beside.key(pupil.pupil)) for pupil in body.pupils]
        return write(caller, body, EnrolPupils(klass=klass, pupils=new))


@router.post("/classes/{klass}/placements")
def place_all(caller: SignedIn, klass: Id, body: PlacementsBody) -> list[Placed]:
    """Places a list of pupils in a class, each as an act of its own (board, clerk).

    A pupil's command id is `cmd` with the number in the list. Who is refused is named, the others are placed.
    """
    refuse_one_signature(body)
    signs = body.signs or [None] * len(body.pupils)
    if len(signs) != len(body.pupils):
        raise Problem("SIGNATURES_COUNT", signs=len(signs), needed=len(body.pupils))
    done = []
    for number, (pupil, sign) in enumerate(zip(body.pupils, signs, strict=True), start=1):
        one = Write(cmd=f"{body.cmd}-{number}", acting=body.acting, sign=sign)
        command = PlacePupil(
            pupil=pupil, klass=klass, start=body.start, cause=body.cause, decision=body.decision
        )
        done.append(one_of_several(partial(write, caller, one, command)))
    named = list(zip(body.pupils, done, strict=True))
    if caller.dry_run:
        raise DryRun([{"pupil": pupil, **one.told()} for pupil, one in named])
    return [Placed(pupil=pupil, saved=one.saved, problem=one.problem) for pupil, one in named]


def _class_view(klass: Klass) -> ClassView:
    """Subjects as they were opened, and their columns; what a book of conduct takes is no subject's."""
    plans = [plan._asdict() for _, plan in sorted(klass.subjects.items())]
    subjects = [{name: plan[name] for name in plan if name != "codes"} for plan in plans]
    return ClassView(**{**klass._asdict(), "subjects": subjects})


def _pupil_view(facts: State, pupil: str, klass: str, day: str) -> PupilView:
    """The pupil with the stay by which the class lists them."""
    known, stay = facts.pupils[pupil], listed_stay(facts, pupil, klass, 0, day)
    return PupilView(
        pupil=pupil,
        name=known.name,
        born=known.born,
        register_no=known.register,
        klass=klass,
        start=stay.start if stay else known.start,
    )
