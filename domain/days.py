"""Instants and local days as text. `YYYY-MM-DDTHH:MM:SS.ffffffZ`: text order is time order."""

from datetime import UTC, date, datetime, timedelta

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
_MIDNIGHT_IN_VIETNAM = "17"  # UTC hour at which the day at UTC+7 begins


def local_day(at: str) -> str:
    """The date in Vietnam (UTC+7, no daylight saving) of an instant (FORMAT.md §1)."""
    if at[11:13] < _MIDNIGHT_IN_VIETNAM:
        return at[:10]
    return (date.fromisoformat(at[:10]) + timedelta(days=1)).isoformat()


def parse_instant(at: str) -> datetime:
    """The aware UTC datetime of a 27-character instant; ValueError if it is none."""
    if len(at) != 27:
        raise ValueError("an instant has 27 characters")
    return datetime.strptime(at, _FORM).replace(tzinfo=UTC)


def instant(moment: datetime) -> str:
    """The 27-character instant of an aware datetime."""
    return moment.astimezone(UTC).strftime(_FORM)


def later(at: str, *, minutes: int = 0, days: int = 0) -> str:
    """The instant so many minutes and days after `at`."""
    return instant(parse_instant(at) + timedelta(minutes=minutes, days=days))


def day_before(day: str) -> str:
    """The local day before."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def covers(day: str, start: str, end: str | None) -> bool:
    """Whether a local day lies in start … end, both inclusive; `end` None = without end (LAW 4)."""
    return start <= day and (end is None or day <= end)
