"""How a reader names a moment of a book: a day typed as people write it, a size, or one of its milestones."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from api.pages import format as show
from api.pages.parts.shot import Shot
from api.pages.session import Session
from domain.words.days import instant
from domain.words.entry import Entry

_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_HOUR = re.compile(r"([0-9]{1,2})(?:[:h]([0-9]{1,2})?)?(?::([0-9]{1,2}))?")
_MOST_DIGITS = 15
_DAY_ENDS = timedelta(days=1, microseconds=-1)


class Typed(NamedTuple):
    """What the as-of form holds; `error` is what is wrong with it, in Vietnamese."""

    day: str = ""
    hour: str = ""
    size: str = ""
    error: str = ""


class Milestone(NamedTuple):
    """A moment worth seeing: how a link quotes it (@SIZE), and what happened."""

    link: str
    text: str


def typed_link(session: Session, typed: Typed) -> str:
    """How a link quotes what was typed: the size if there is one, else the day. Raises show.BadTime."""
    size = typed.size.strip()
    if not size:
        return show.link_time(instant(_typed_time(typed.day, typed.hour)))
    if not (size.isascii() and size.isdecimal() and len(size) <= _MOST_DIGITS):
        raise show.BadTime("Số bản ghi là một số nguyên, ví dụ 120.")
    if int(size) > session.state.size:
        raise show.BadTime(f"Sổ hiện chỉ có {show.number(session.state.size)} bản ghi.")
    return f"@{int(size)}"


def typed_of(link: str) -> Typed:
    """What the form holds where the page was asked for by a link that can be read."""
    if link.startswith("@"):
        return Typed(size=link[1:])
    day, _, hour = show.time(show.read_time(link)).partition(" ")
    return Typed(day, hour)


def milestones(session: Session, now: Shot) -> list[Milestone]:
    """The moments at which this book took another legal state, newest first."""
    places = [*now.book.published.values(), *(pos for each in now.dossiers for pos in each["applied"])]
    locked = now.state.close(now.klass.klass, now.semester).locked
    entries = session.school.log.entries_at([*places, *([] if locked is None else [locked])])
    told = [
        each for entry in sorted(entries, key=lambda e: e.pos, reverse=True) for each in _milestone(entry)
    ]
    return list(dict.fromkeys(told))  # a dossier of several cells is one moment


def _milestone(entry: Entry) -> Iterator[Milestone]:
    """A moment just after an act; a correction is looked at from just before it."""
    begin = entry.pos - entry.i
    if entry.type == "CorrectionApplied":
        yield Milestone(f"@{begin}", _told(entry, f"trước khi áp dụng hồ sơ {entry.data['dossier']}"))
    elif entry.type == "ColumnPublished":
        col = show.column_short(entry.data["col"])
        yield Milestone(f"@{begin + entry.n}", _told(entry, f"đã công bố {col}"))
    elif entry.type == "BookLocked":
        yield Milestone(f"@{begin + entry.n}", _told(entry, "đã khóa sổ"))


def _told(entry: Entry, what: str) -> str:
    return f"{show.minute(entry.at)} – {what}"


def _typed_time(day: str, hour: str) -> datetime:
    """A local time of Vietnam; a day without an hour is the day's end. Raises show.BadTime."""
    date = _DAY.fullmatch(day.strip())
    if date is None:
        raise show.BadTime("Hãy ghi ngày dạng ngày/tháng/năm, ví dụ 15/01/2021.")
    number, month, year = map(int, date.groups())
    try:
        midnight = datetime(year, month, number, tzinfo=show.VIETNAM)
    except ValueError:
        raise show.BadTime(f"Không có ngày {day.strip()} trong lịch.") from None
    try:
        return (midnight + (_since_midnight(hour.strip()) if hour.strip() else _DAY_ENDS)).astimezone(UTC)
    except OverflowError:
        raise show.BadTime("Ngày giờ này nằm ngoài phạm vi của lịch.") from None


def _since_midnight(hour: str) -> timedelta:
    """ "17:00", "17h30", "7:05:09". Raises show.BadTime."""
    match = _HOUR.fullmatch(hour)
    try:
        if match is None:
            raise ValueError(hour)
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        read = time(hours, minutes, seconds)
    except ValueError:
        raise show.BadTime("Hãy ghi giờ dạng giờ:phút từ 0:00 đến 23:59, ví dụ 17:00.") from None
    return timedelta(hours=read.hour, minutes=read.minute, seconds=read.second)
