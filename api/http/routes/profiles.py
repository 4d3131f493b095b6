"""Profiles of staff (S53)."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.writing import Answer, Write, require_right, sealing_of, write
from api.service.typed.cells import read_text
from domain.acts.unit.people import CLEAR_FIELDS, SetStaffProfile
from domain.words.fields import Id, Position, Typed

router = APIRouter(prefix="/schools/{school}", tags=["staff"])
StaffField = Literal["title", "subject", "degree", "phone", "email", "address"]


class ProfileBody(Write):
    value: Typed
    base: Annotated[Position, Field(description="Vị trí bản ghi cuối đã thấy; 0 = chưa có")]


@router.put("/people/{person}/profile/{field}")
def set_profile(caller: SignedIn, person: Id, field: StaffField, body: ProfileBody) -> Answer:
    """Sets a field of a staff profile (board). Telephone, e-mail and address stay outside the log."""
    require_right(caller, body, SetStaffProfile)
    sealing = sealing_of(caller, body)
    with caller.school.claims() as beside:
        if field in CLEAR_FIELDS:
            value = f"t:{body.value}"
        else:
            value = sealing.aside(beside, caller.school.personal, person, read_text(body.value))
        command = SetStaffProfile(person=person, field=field, value=value, base=body.base)
        return write(caller, body, command, sealing)
