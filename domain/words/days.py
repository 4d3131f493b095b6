"""Instants and local days as text. `YYYY-MM-DDTHH:MM:SS.ffffffZ`: text order is time order."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

_RFC_3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?)"
    r"(Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_VIETNAM = timezone(timedelta(hours=7))
_LOST_PLUS = re.compile(r" (?=[0-9]{2}:[0-9]{2}\Z)")
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"
_MIDNIGHT_IN_VIETNAM = "17"  # UTC hour at which the day at UTC+7 begins


def local_day(at: str) -> str:
    """The date in Vietnam (UTC+7, no daylight saving) of an instant (FORMAT.md §1)."""
    return at[:10] if at[11:13] < _MIDNIGHT_IN_VIETNAM else day_after(at[:10])


def parse_instant(at: str) -> datetime:
    """The aware UTC datetime of a 27-character instant; ValueError if it is none."""
    if len(at) != 27 or at[-1] != "Z":
        raise ValueError("an instant has 27 characters")
    when = datetime.fromisoformat(at)  # which reads much else too, but in a sixth of the time of strptime
    if instant(when) != at:
        raise ValueError("no instant")
    return when


def instant(moment: datetime) -> str:
    """The 27-character instant of an aware datetime, with a year of four digits. Raises OverflowError."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def later(at: str, *, minutes: int = 0, days: int = 0) -> str:
    """The instant so many minutes and days after `at`."""
    return instant(parse_instant(at) + timedelta(minutes=minutes, days=days))


def day_before(day: str) -> str:
    """The local day before; of the first day that can be written, itself."""
    if day == _FIRST_DAY:
        return day
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def day_after(day: str) -> str:
    """The local day after; of the last day that can be written, itself."""
    if day == _LAST_DAY:
        return day
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def days_back(day: str, days: int) -> str:
    """The local day so many days before; before the first that there is stands itself."""
    known = date.fromisoformat(day)
    return (known - timedelta(days=min(days, (known - date.min).days))).isoformat()


def covers(day: str, start: str, end: str | None) -> bool:
    """Whether a local day lies in start … end, both inclusive; `end` None = without end (LAW 4)."""
    return start <= day and (end is None or day <= end)


def read_instant(text: str) -> str:
    """The 27-character instant of an RFC 3339 text with its offset; its seconds may be left out.

    Raises ValueError for any other spelling, OverflowError before the year 1 or after 9999, of UTC or of
    Vietnam. (Python's own reader takes weeks, commas, blanks and more, and others with each version.)
    """
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise ValueError("not RFC 3339 with an offset")
    when = datetime.fromisoformat(match[1] + match[2].replace("Z", "+00:00"))
    when.astimezone(_VIETNAM)
    return instant(when)


def read_address_instant(text: str) -> str:
    """The same of a text in an address, where a plain `+` arrives as a blank."""
    return read_instant(_LOST_PLUS.sub("+", text))
