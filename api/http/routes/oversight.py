"""Progress checks, ratings, incidents, the provider's commitment, the journal (S19, S20, S35, S51, S77)."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.routes.writing import IN_ORDER, Answer, Write, command_of, write
from domain.acts.commands_year import (
    AnswerIncident,
    CheckProgress,
    NoteJournal,
    RateTeacher,
    ReportIncident,
    SignCommitment,
)
from domain.words.fields import Checks, Clauses, Day, Decision, Id, SchoolYear, Semester, Typed

router = APIRouter(prefix="/schools/{school}", tags=["oversight"])


class CheckBody(Write):
    check: Id
    year: SchoolYear
    semester: Semester


class RatingBody(Write):
    person: Id
    year: SchoolYear
    semester: Semester
    checks: Annotated[Checks, Field(description="Vị trí các lần kiểm tra, tăng dần")]


class IncidentBody(Write):
    incident: Id
    text: Typed


class AnswerBody(Write):
    text: Typed
    state: Literal["open", "closed"]


class CommitmentBody(Write):
    commitment: Id
    provider: Typed
    clauses: Annotated[Clauses, IN_ORDER]
    years: Annotated[int, Field(strict=True, ge=1, le=100, description="Số năm lưu giữ")]
    start: Annotated[Day, Field(alias="from")]
    end: Annotated[Day, Field(alias="to")]
    decision: Decision


class NoteBody(Write):
    text: Typed


@router.post("/progress-checks", status_code=201)
def check(caller: SignedIn, body: CheckBody) -> Answer:
    """Checks how far the books are and freezes the figures (head, deputy)."""
    return write(caller, body, command_of(CheckProgress, body))


@router.post("/ratings", status_code=201)
def rate(caller: SignedIn, body: RatingBody) -> Answer:
    """Rates a teacher by recorded checks; figures and level are computed (head, deputy)."""
    return write(caller, body, command_of(RateTeacher, body))


@router.post("/incidents", status_code=201)
def report(caller: SignedIn, body: IncidentBody) -> Answer:
    """Reports an incident (whoever has a right in force)."""
    return write(caller, body, command_of(ReportIncident, body))


@router.post("/incidents/{incident}/answers", status_code=201)
def answer(caller: SignedIn, incident: Id, body: AnswerBody) -> Answer:
    """Answers an incident (board)."""
    return write(caller, body, command_of(AnswerIncident, body, incident=incident))


@router.post("/commitments", status_code=201)
def commit(caller: SignedIn, body: CommitmentBody) -> Answer:
    """Records the provider's commitment with the clauses that it holds (head)."""
    return write(caller, body, command_of(SignCommitment, body))


@router.post("/journal", status_code=201)
def note(caller: SignedIn, body: NoteBody) -> Answer:
    """Adds a signed note to the operations journal (leadership, board, clerk)."""
    return write(caller, body, command_of(NoteJournal, body))
