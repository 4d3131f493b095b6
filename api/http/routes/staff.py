"""Staff: who stands in for whom, and profiles (S14, S53)."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.routes.cells import read_text
from api.http.routes.writing import Answer, Write, command_of, require_right, write
from domain.acts.commands_year import NameSubstitute, SetStaffProfile
from domain.acts.unit.people import CLEAR_FIELDS
from domain.words.fields import Day, Decision, Id, Position, Typed

router = APIRouter(prefix="/schools/{school}", tags=["staff"])
StaffField = Literal["title", "subject", "degree", "phone", "email", "address"]


class SubstituteBody(Write):
    person: Annotated[Id, Field(description="Người dạy thay, làm việc bằng tài khoản của chính mình")]
    appointment: Annotated[Position, Field(description="Vị trí quyết định phân công được thay")]
    start: Annotated[Day, Field(alias="from")]
    end: Annotated[Day, Field(alias="to")]
    decision: Decision


class ProfileBody(Write):
    value: Typed
    base: Annotated[Position, Field(description="Vị trí bản ghi cuối đã thấy; 0 = chưa có")]


@router.post("/substitutes", status_code=201)
def name_substitute(caller: SignedIn, body: SubstituteBody) -> Answer:
    """Names who stands in for a teacher (head, deputy with the power `substitute`)."""
    return write(caller, body, command_of(NameSubstitute, body))


@router.put("/people/{person}/profile/{field}")
def set_profile(caller: SignedIn, person: Id, field: StaffField, body: ProfileBody) -> Answer:
    """Sets a field of a staff profile (board). Telephone, e-mail and address stay outside the log."""
    require_right(caller, body, SetStaffProfile)
    with caller.school.claims() as beside:
        value = f"t:{body.value}" if field in CLEAR_FIELDS else beside.text(person, read_text(body.value))
        return write(caller, body, SetStaffProfile(person=person, field=field, value=value, base=body.base))
