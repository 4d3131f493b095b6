"""How far a class's year is, what the rules propose, and report cards: read, now or as of a moment."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.http.caller import Caller, SignedIn
from api.http.moments import PeriodOf, SemesterOf, StageOf
from api.service.problem import Problem
from domain.law import Fold
from domain.state.state import State
from domain.words.days import local_day
from domain.words.fields import Id
from projections.asof import moment
from projections.class_year import (
    missing,
    promotion_proposals,
    result_traces,
    sign_offs,
    title_proposals,
)
from projections.report_card import report_card
from projections.school_at import school_at, with_streams

router = APIRouter(prefix="/schools/{school}", tags=["class year"])
CLOSE = "/classes/{klass}/semesters/{semester}"
At = Annotated[str | None, Query(description="RFC 3339 có múi giờ, hoặc @kích thước sổ")]


def _at(caller: Caller, klass: str, at: str | None) -> Fold:
    """The school at the moment, for whoever may read the class. Raises UNKNOWN_CLASS or NOT_READABLE."""
    caller.require_class(klass)
    state = _school(caller, at)
    if klass not in state.classes:
        raise Problem("UNKNOWN_CLASS", klass=klass)
    return state


def _school(caller: Caller, at: str | None) -> Fold:
    """The school as of the moment; as it is, nothing of it is folded anew but what is asked."""
    log = caller.views()
    return with_streams(log, caller.facts) if at is None else school_at(log, moment(log, at).size)


def _day(caller: Caller, state: State, at: str | None) -> str:
    return caller.day if at is None or not state.at else local_day(state.at)


@router.get(CLOSE + "/sign-offs")
def signed(caller: SignedIn, klass: Id, semester: SemesterOf, at: At = None) -> dict[str, Any]:
    """Signatures of books, class and approval, and whether each still stands."""
    state = _at(caller, klass, at)
    found = sign_offs(state, state.classes[klass], semester, caller.school.clock.now())
    shown = {**found._asdict(), "books": [book._asdict() for book in found.books]}
    return {"class": shown.pop("klass"), **shown, "size": state.size}


@router.get(CLOSE + "/missing")
def lacking(caller: SignedIn, klass: Id, semester: SemesterOf, at: At = None) -> dict[str, Any]:
    """Due cells that are missing before results can be approved."""
    state = _at(caller, klass, at)
    found = missing(state, state.classes[klass], semester, _day(caller, state, at))
    return {"class": klass, "semester": semester, "size": state.size, "missing": found}


@router.get(CLOSE + "/traces")
def traces(caller: SignedIn, klass: Id, semester: SemesterOf, at: At = None) -> dict[str, Any]:
    """What an approval would record, with how each average and rank comes about."""
    state = _at(caller, klass, at)
    rows = result_traces(state, state.classes[klass], semester, _day(caller, state, at))
    return {"class": klass, "semester": semester, "size": state.size, "results": rows}


@router.get("/classes/{klass}/promotion/{stage}/proposals")
def proposed(caller: SignedIn, klass: Id, stage: StageOf, at: At = None) -> dict[str, Any]:
    """What the regulation proposes for every pupil of a stage's list, with the article."""
    state = _at(caller, klass, at)
    rows = [row._asdict() for row in promotion_proposals(state, klass, stage)]
    return {"class": klass, "stage": stage, "size": state.size, "proposals": rows}


@router.get("/classes/{klass}/titles/proposals")
def titles(caller: SignedIn, klass: Id, semester: PeriodOf = 0, at: At = None) -> dict[str, Any]:
    """The titles that the regulation gives for a semester or the year (0)."""
    state = _at(caller, klass, at)
    rows = [row._asdict() for row in title_proposals(state, state.classes[klass], semester)]
    return {"class": klass, "semester": semester, "size": state.size, "proposals": rows}


@router.get("/pupils/{pupil}/report-card")
def card(caller: SignedIn, pupil: Id, at: At = None) -> dict[str, Any]:
    """A pupil's report card from closed semesters (homeroom teacher of the class, leadership, board)."""
    caller.readable_pupil(pupil)
    log = caller.views()
    state = _school(caller, at)
    made = report_card(log, state, pupil, state.size)
    if made is None:
        raise Problem("UNKNOWN_PUPIL", pupil=pupil)
    return {**made._asdict(), "years": [year._asdict() for year in made.years]}
