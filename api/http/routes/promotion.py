"""Promotion boards, re-tests, conduct after the summer, titles (S59–S62, S70)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BeforeValidator, Field

from api.http.caller import SignedIn
from api.http.routes.writing import IN_ORDER, Answer, Write, command_of, write
from domain.acts.commands_year import (
    AwardTitles,
    DecidePromotion,
    JudgeSummer,
    OpenBoard,
    PupilDecision,
    RegisterRetest,
    RetestEdit,
    SaveRetests,
    SignPromotionList,
    TitleFor,
)
from domain.words.fields import ConductCode, Decision, Digests, Id, Ids, Period, Stage

router = APIRouter(prefix="/schools/{school}/classes/{klass}", tags=["promotion"])
StageOf = Annotated[Stage, BeforeValidator(lambda text: int(text) if text in ("1", "2") else text)]
"""1: at the end of the year; 2: after the summer."""


class OpenBody(Write):
    members: Annotated[Ids, IN_ORDER, Field(min_length=3)]
    decision: Decision


class DecideBody(Write):
    pupils: Annotated[
        list[PupilDecision],
        Field(min_length=1, max_length=200, description="outcome trống: theo quy định; khác: nêu reason"),
    ]


class RetestRegistration(Write):
    subjects: Annotated[Ids, IN_ORDER]


class RetestMarks(Write):
    marks: Annotated[list[RetestEdit], Field(min_length=1, max_length=200)]


class SummerBody(Write):
    conduct: ConductCode
    evidence: Annotated[Digests, IN_ORDER]


class TitlesBody(Write):
    semester: Period
    pupils: Annotated[
        list[TitleFor],
        Field(min_length=1, max_length=200, description="title trống: theo quy định; khác: nêu reason"),
    ]


@router.post("/promotion/{stage}/list", status_code=201)
def sign_list(caller: SignedIn, klass: Id, stage: StageOf, body: Write) -> Answer:
    """Signs the class's list before the board sits (homeroom teacher)."""
    return write(caller, body, SignPromotionList(klass=klass, stage=stage))


@router.post("/promotion/{stage}/board", status_code=201)
def open_board(caller: SignedIn, klass: Id, stage: StageOf, body: OpenBody) -> Answer:
    """Opens the promotion board (head, deputy)."""
    return write(caller, body, command_of(OpenBoard, body, klass=klass, stage=stage))


@router.post("/promotion/{stage}/decisions", status_code=201)
def decide(caller: SignedIn, klass: Id, stage: StageOf, body: DecideBody) -> Answer:
    """Decides pupils, all of them or none (head, deputy)."""
    return write(caller, body, command_of(DecidePromotion, body, klass=klass, stage=stage))


@router.put("/retests/{pupil}")
def register_retest(caller: SignedIn, klass: Id, pupil: Id, body: RetestRegistration) -> Answer:
    """Registers the subjects that a pupil takes again (homeroom teacher)."""
    return write(caller, body, command_of(RegisterRetest, body, klass=klass, pupil=pupil))


@router.put("/retest-marks/{subject}")
def save_retests(caller: SignedIn, klass: Id, subject: Id, body: RetestMarks) -> Answer:
    """Enters re-test marks (the subject's teacher); the year's result stays visible."""
    return write(caller, body, command_of(SaveRetests, body, klass=klass, subject=subject))


@router.post("/summer-conduct/{pupil}", status_code=201)
def judge_summer(caller: SignedIn, klass: Id, pupil: Id, body: SummerBody) -> Answer:
    """Judges conduct after the tasks of the summer (homeroom teacher)."""
    return write(caller, body, command_of(JudgeSummer, body, klass=klass, pupil=pupil))


@router.post("/titles", status_code=201)
def award(caller: SignedIn, klass: Id, body: TitlesBody) -> Answer:
    """Awards titles of a semester or the year (0) (head, deputy)."""
    return write(caller, body, command_of(AwardTitles, body, klass=klass))
