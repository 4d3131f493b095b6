"""Pupils who move, leave, come back, bring results; exemptions (S40, S65, S72)."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.routes.moments import PositionOf
from api.http.routes.writing import IN_ORDER, Answer, Write, command_of, write
from domain.acts.commands_year import (
    AllowOneSemester,
    BringResult,
    EndExemption,
    GrantExemption,
    PlacePupil,
    RecordArrival,
    RecordLeaving,
)
from domain.words.fields import (
    Code,
    Day,
    Decision,
    Digest,
    Digests,
    Id,
    SchoolYear,
    Semester,
    Semesters,
    Typed,
)
from domain.words.marks import Tenths

router = APIRouter(prefix="/schools/{school}/pupils/{pupil}", tags=["movements"])


class PlacementBody(Write):
    klass: Annotated[Id, Field(alias="class")]
    start: Annotated[Day, Field(alias="from")]
    cause: Annotated[
        Literal["year", "change", "return"], Field(description="Lên lớp năm mới, chuyển lớp, học lại")
    ]
    decision: Decision


class LeavingBody(Write):
    klass: Annotated[Id, Field(alias="class")]
    last: Annotated[Day, Field(description="Ngày học cuối cùng")]
    cause: Literal["transfer", "dropout", "completed", "abroad", "other"]
    school: Annotated[Typed | None, Field(description="Trường chuyển đến")] = None
    decision: Decision


class ArrivalBody(Write):
    school: Annotated[Typed, Field(description="Trường chuyển đi")]
    letter: Annotated[Decision, Field(description="Giấy chuyển trường")]


class BroughtBody(Write):
    year: SchoolYear
    semester: Semester
    subject: Annotated[Id, Field(description="Mã môn, hoặc conduct, absent")]
    value: Tenths | Code
    document: Digest


class ExemptionBody(Write):
    klass: Annotated[Id, Field(alias="class")]
    subject: Id
    semesters: Annotated[Semesters, IN_ORDER]
    part: Annotated[Literal["whole", "practical"], Field(description="Cả môn, hoặc phần thực hành")]
    evidence: Annotated[Digests, IN_ORDER]
    decision: Decision


class ExemptionEndBody(Write):
    reason: Typed
    decision: Decision


class OneSemesterBody(Write):
    klass: Annotated[Id, Field(alias="class")]
    subject: Id
    decision: Decision


@router.post("/placements", status_code=201)
def place(caller: SignedIn, pupil: Id, body: PlacementBody) -> Answer:
    """Places a pupil in a class: a new year, another class, back in school (board, clerk)."""
    return write(caller, body, command_of(PlacePupil, body, pupil=pupil))


@router.post("/leavings", status_code=201)
def leave(caller: SignedIn, pupil: Id, body: LeavingBody) -> Answer:
    """Records that a pupil leaves (board, clerk)."""
    return write(caller, body, command_of(RecordLeaving, body, pupil=pupil))


@router.post("/arrivals", status_code=201)
def arrive(caller: SignedIn, pupil: Id, body: ArrivalBody) -> Answer:
    """Records the letter of the school from which a pupil came (board, clerk)."""
    return write(caller, body, command_of(RecordArrival, body, pupil=pupil))


@router.post("/brought-results", status_code=201)
def bring(caller: SignedIn, pupil: Id, body: BroughtBody) -> Answer:
    """Records a result of the former school (board, clerk)."""
    return write(caller, body, command_of(BringResult, body, pupil=pupil))


@router.post("/exemptions", status_code=201)
def exempt(caller: SignedIn, pupil: Id, body: ExemptionBody) -> Answer:
    """Exempts a pupil from a subject or its practical part (head)."""
    return write(caller, body, command_of(GrantExemption, body, pupil=pupil))


@router.post("/exemptions/{pos}/end")
def end_exemption(caller: SignedIn, pupil: Id, pos: PositionOf, body: ExemptionEndBody) -> Answer:
    """Ends an exemption (head)."""
    return write(caller, body, command_of(EndExemption, body, pupil=pupil, exemption=pos))


@router.post("/one-semester-permissions", status_code=201)
def allow_one_semester(caller: SignedIn, pupil: Id, body: OneSemesterBody) -> Answer:
    """Lets a pupil without results of semester 1 be judged by semester 2 in a subject (head)."""
    return write(caller, body, command_of(AllowOneSemester, body, pupil=pupil))
