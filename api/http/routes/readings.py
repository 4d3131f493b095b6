"""Who was handed personal data, who could not sign in, and what the log says of it day by day (LAW 50)."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from api.http.caller import Caller, SignedIn
from api.http.moments import NUMBER
from domain.words.days import days_back
from domain.words.fields import Day, Id, Part
from domain.words.refusal import Refusal
from ledger.beside.readings import Readings, Told
from ledger.clock import format_instant

router = APIRouter(prefix="/schools/{school}", tags=["oversight"])
MOST = 500
MOST_DAYS = 92
"""In one question: the rows of a day are many."""

Before = Annotated[int, Field(ge=0), NUMBER]
Limit = Annotated[int, Query(ge=1, le=MOST), NUMBER]


class ReadingView(Part):
    """An answer that was handed out: to whom, and which address was asked."""

    nr: int
    at: str
    person: str
    what: str


class ReadingPage(Part):
    """Newest first; `before` asks for the next page, None at the end."""

    readings: list[ReadingView]
    before: int | None


class FailureView(Part):
    """Tries of a minute, by sender and address; what was tried is not kept."""

    nr: int
    minute: str
    client: str
    address: str
    tries: int


class FailurePage(Part):
    """Newest first; `before` asks for the next page, None at the end."""

    failures: list[FailureView]
    before: int | None


class ToldView(Part):
    """What entry `pos` says of some days, and whether the rows still come to that."""

    pos: int
    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    readings: int
    failures: int
    digest: str
    agrees: bool


class Days(NamedTuple):
    """Local days, both inclusive."""

    first: str
    last: str


def _days(
    caller: SignedIn,
    first: Annotated[Day | None, Query(alias="from", description="Ngày đầu, mặc định 30 ngày trước")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Ngày cuối, mặc định hôm nay")] = None,
) -> Days:
    """At most so many. Raises BAD_PERIOD."""
    end = last or caller.day
    start = first or days_back(end, 30)
    if not days_back(end, MOST_DAYS - 1) <= start <= end:
        raise Refusal("BAD_PERIOD", "S51", start=start, end=end, days=MOST_DAYS)
    return Days(start, end)


DaysOf = Annotated[Days, Depends(_days)]


@router.get("/readings")
def readings(
    caller: SignedIn,
    days: DaysOf,
    *,
    person: Id | None = None,
    about: Annotated[Id | None, Query(description="Mã học sinh, lớp, môn, người có trong địa chỉ")] = None,
    before: Before | None = None,
    limit: Limit = 50,
) -> ReadingPage:
    """Who was handed personal data: in the school (leadership, board), by oneself, about oneself."""
    require_readings(caller, person, about)
    found = Readings(caller.school.log.db).before(
        caller.school.log.school, before, limit, person=person, about=about, since=days.first, last=days.last
    )
    rows = [ReadingView(nr=r.nr, at=format_instant(r.at), person=r.person, what=r.what) for r in found]
    return ReadingPage(readings=rows, before=rows[-1].nr if len(rows) == limit else None)


def require_readings(caller: Caller, person: str | None, about: str | None) -> None:
    """Raises NOT_READABLE unless the caller may read such readings."""
    caller.require_staff()
    caller.require(caller.reads_all or caller.person in (person, about))


@router.get("/readings/days")
def told_days(caller: SignedIn, days: DaysOf) -> list[ToldView]:
    """What the log says of these days, and whether the rows still come to that (leadership, board)."""
    caller.require(caller.reads_all)
    kept, school = Readings(caller.school.log.db), caller.school.log.school
    return [_told(kept, school, each) for each in kept.told(school, days.first, days.last)]


def _told(kept: Readings, school: int, told: Told) -> ToldView:
    agrees = kept.digest(school, told.start, told.end) == told.says
    return ToldView(pos=told.pos, start=told.start, end=told.end, agrees=agrees, **told.says._asdict())


@router.get("/failed-sign-ins")
def failed_sign_ins(
    caller: SignedIn, days: DaysOf, before: Before | None = None, limit: Limit = 50
) -> FailurePage:
    """Who could not sign in here or at the sign-in page of the server (leadership, board)."""
    caller.require(caller.reads_all)
    found = Readings(caller.school.log.db).failures(caller.school.code, before, limit, days.first, days.last)
    rows = [FailureView(**{**each._asdict(), "minute": format_instant(each.minute)}) for each in found]
    return FailurePage(failures=rows, before=rows[-1].nr if len(rows) == limit else None)
