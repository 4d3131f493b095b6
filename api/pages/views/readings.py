"""The page of who has read personal data: all for leadership and board, for others what concerns them."""

import re
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import Query

from api.pages import format as show
from api.pages.session import Session
from domain.words.days import days_back
from ledger.beside.readings import Failure, Reading, Readings
from ledger.clock import format_instant

SHOWN = 50
DAYS = 30
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


class ReadView(NamedTuple):
    """One reading: when, who, at which address."""

    at: str
    who: str
    what: str


class FailedView(NamedTuple):
    """Tries of one minute."""

    at: str
    client: str
    address: str
    tries: str


class ReadingsView(NamedTuple):
    """Everything that readings.html shows; `fault`: what was typed wrongly; `more` leads to older ones."""

    whole: bool
    about: str
    person: str
    fault: str
    days: int
    rows: list[ReadView]
    more: str
    failed: list[FailedView]


def readings(
    session: Session,
    about: Annotated[str, Query(alias="ma")] = "",
    person: Annotated[str, Query(alias="nguoi")] = "",
    before: Annotated[str, Query(alias="truoc")] = "",
) -> ReadingsView:
    """The readings of the last days."""
    caller, about, person = session.caller, about.strip(), person.strip()
    whole = caller.reads_all
    if not whole and about != caller.person:
        about, person = "", caller.person
    fault = _fault(about, person, before)
    since, kept = days_back(caller.day, DAYS), Readings(caller.school.log.db)
    rows = [] if fault else _rows(session, kept, about, person, before)
    failed = kept.failures(caller.school.code, None, SHOWN, since, caller.day) if whole else []
    return ReadingsView(
        whole,
        about,
        person,
        fault,
        DAYS,
        [_read(session, row) for row in rows],
        urlencode({"ma": about, "nguoi": person, "truoc": rows[-1].nr}) if len(rows) == SHOWN else "",
        [_failed(each) for each in failed],
    )


def _fault(about: str, person: str, before: str) -> str:
    for typed in (about, person):
        if typed and not _CODE.fullmatch(typed):
            return f"“{typed}” không phải là một mã: chữ không dấu, số, dấu chấm, gạch; nhiều nhất 32 ký tự."
    if before and not _NUMBER.fullmatch(before):
        return "Địa chỉ trang không đúng dạng; hãy xem lại từ đầu."
    return ""


def _rows(session: Session, kept: Readings, about: str, person: str, before: str) -> list[Reading]:
    caller = session.caller
    return kept.before(
        caller.school.log.school,
        int(before) if before else None,
        SHOWN,
        person=person or None,
        about=about or None,
        since=days_back(caller.day, DAYS),
        last=caller.day,
    )


def _read(session: Session, row: Reading) -> ReadView:
    known = session.state.people.get(row.person)
    who = f"{known.name} ({row.person})" if known else row.person
    return ReadView(show.time(format_instant(row.at)), who, row.what)


def _failed(each: Failure) -> FailedView:
    return FailedView(
        show.minute(format_instant(each.minute)), each.client, each.address, show.number(each.tries)
    )
