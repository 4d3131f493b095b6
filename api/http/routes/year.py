"""The school year: opened, its board founded, rosters confirmed, re-test windows, procedures."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.routes.moments import Moment
from api.http.routes.writing import IN_ORDER, Answer, Write, command_of, write
from domain.acts.commands_year import ConfirmRoster, FoundBoard, OpenRetests, OpenYear, SetProcedure
from domain.words.fields import Day, Decision, Id, Ids, SchoolYear, Seats, Span, Typed

router = APIRouter(prefix="/schools/{school}", tags=["year"])


class YearBody(Write):
    year: SchoolYear
    semesters: Annotated[list[Span], Field(min_length=2, max_length=2, description="Ngày của hai học kỳ")]
    decision: Decision


class BoardBody(Write):
    members: Annotated[Ids, IN_ORDER]
    start: Annotated[Day, Field(alias="from")]
    end: Annotated[Day | None, Field(alias="to")] = None
    decision: Decision


class RetestsBody(Write):
    start: Annotated[Moment, Field(alias="from")]
    end: Annotated[Moment, Field(alias="to")]
    decision: Decision


class ProcedureBody(Write):
    seats: Annotated[Seats, IN_ORDER]
    days: Annotated[int, Field(strict=True, ge=1, le=30, description="Số ngày mở khóa dài nhất")]
    papers: Typed
    decision: Decision


@router.post("/years", status_code=201)
def open_year(caller: SignedIn, body: YearBody) -> Answer:
    """Opens a school year with the days of its semesters (head)."""
    return write(caller, body, command_of(OpenYear, body))


@router.post("/boards", status_code=201)
def found_board(caller: SignedIn, body: BoardBody) -> Answer:
    """Founds the administration board by decision (head)."""
    return write(caller, body, command_of(FoundBoard, body))


@router.post("/classes/{klass}/roster-confirmations", status_code=201)
def confirm_roster(caller: SignedIn, klass: Id, body: Write) -> Answer:
    """Confirms the class's list and profiles (homeroom teacher)."""
    return write(caller, body, ConfirmRoster(klass=klass))


@router.post("/years/{year}/retest-windows", status_code=201)
def open_retests(caller: SignedIn, year: SchoolYear, body: RetestsBody) -> Answer:
    """Opens the time for re-test marks (head, deputy with the power `windows`)."""
    return write(caller, body, command_of(OpenRetests, body, year=year))


@router.post("/procedures", status_code=201)
def set_procedure(caller: SignedIn, body: ProcedureBody) -> Answer:
    """Lays down the procedure for changes after a lock, never weaker than three witnesses (head)."""
    return write(caller, body, command_of(SetProcedure, body))
