"""Absences of a class in a month, confirmed by the homeroom teacher and signed by the head (S65)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.routes.writing import Answer, Write, command_of, write
from domain.acts.commands_year import AbsenceEdit, ConfirmMonth, ReopenMonth, SetAbsences, SignMonth
from domain.words.fields import Id, Month, Typed

router = APIRouter(prefix="/schools/{school}/classes/{klass}/months/{month}", tags=["attendance"])


class AbsencesBody(Write):
    edits: Annotated[
        list[AbsenceEdit],
        Field(min_length=1, max_length=1000, description="Buổi S, C; P có phép, K không phép, null: có mặt"),
    ]


class SignBody(Write):
    remark: Annotated[Typed, Field(description="Nhận xét của hiệu trưởng trong tháng")]


class ReopenBody(Write):
    reason: Typed


@router.put("/absences")
def set_absences(caller: SignedIn, klass: Id, month: Month, body: AbsencesBody) -> Answer:
    """Enters absences of a month in one call (homeroom teacher): all or none."""
    return write(caller, body, command_of(SetAbsences, body, klass=klass, month=month))


@router.post("/confirm")
def confirm(caller: SignedIn, klass: Id, month: Month, body: Write) -> Answer:
    """Confirms the month's absences and movements (homeroom teacher)."""
    return write(caller, body, ConfirmMonth(klass=klass, month=month))


@router.post("/sign")
def sign(caller: SignedIn, klass: Id, month: Month, body: SignBody) -> Answer:
    """Signs the month with a remark (head, deputy with the power `month`)."""
    return write(caller, body, command_of(SignMonth, body, klass=klass, month=month))


@router.post("/reopen")
def reopen(caller: SignedIn, klass: Id, month: Month, body: ReopenBody) -> Answer:
    """Opens a signed month again, with a reason (head)."""
    return write(caller, body, command_of(ReopenMonth, body, klass=klass, month=month))
