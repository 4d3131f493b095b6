"""What is kept beside the log of who has read, told day by day (LAW 50)."""

from typing import Any

from tests.vectors.law.log import SYSTEM, Draft, Log, digest
from tests.vectors.law.school import school, there_and_back
from tests.vectors.law.told import Start, Told


def _reads(first: str, last: str, **over: Any) -> Draft:
    data = {"from": first, "to": last, "count": 3, "failures": 1, "digest": digest("rows"), **over}
    return f"reads/{last}", "ReadsDigested", data


def _told(*drafts: Draft, who: Any = SYSTEM, days: float = 7) -> Start:
    """A school is made on 7 September 2026; some days later these are written, the last by `who`."""

    def build(log: Log) -> None:
        school(log)
        log.wait(days=days)
        for draft in drafts[:-1]:
            log.do(SYSTEM, draft)
        log.do(who, drafts[-1])

    return build


def _day_by_day(log: Log) -> None:
    """Two days, each soon after it ended; a server that was off tells the days of its rest with the next."""
    school(log)
    log.wait(days=1)
    log.do(SYSTEM, _reads("2026-09-07", "2026-09-07"))
    log.wait(days=1)
    log.do(SYSTEM, _reads("2026-09-08", "2026-09-08", count=0, failures=0))
    log.wait(days=5)
    log.do(SYSTEM, _reads("2026-09-09", "2026-09-13"))


def _after_a_reset(log: Log) -> None:
    """A day that was past before the clock was set back is past."""
    school(log)
    there_and_back(log, days=13)
    log.do(SYSTEM, _reads("2026-09-07", "2026-09-15"))


_DAY = _reads("2026-09-08", "2026-09-08")

SMALL: tuple[Told, ...] = (
    ("who has read, told day by day, and of days of rest at once", None, _day_by_day),
    ("who has read, told of days that were past before the clock was set back", None, _after_a_reset),
    ("ReadsDigested by the head", "NO_RIGHT", _told(_DAY, who="head")),
    ("the day of the entry is told", "BAD_PERIOD", _told(_reads("2026-09-07", "2026-09-07"), days=0)),
    ("a day to come is told", "BAD_PERIOD", _told(_reads("2026-09-08", "2026-09-20"))),
    ("days told from the last to the first", "BAD_PERIOD", _told(_reads("2026-09-09", "2026-09-08"))),
    ("a day told twice", "ALREADY_EXISTS", _told(_DAY, _DAY)),
    ("a day told again among others", "ALREADY_EXISTS", _told(_DAY, _reads("2026-09-08", "2026-09-10"))),
    ("a day told before another", "ALREADY_EXISTS", _told(_DAY, _reads("2026-09-07", "2026-09-07"))),
    (
        "a day between two that are told is left out",
        "BAD_PERIOD",
        _told(_DAY, _reads("2026-09-10", "2026-09-10")),
    ),
    ("less than no reading", "BAD_DATA", _told(_reads("2026-09-08", "2026-09-08", count=-1))),
    ("no such day", "BAD_DATA", _told(_reads("2026-09-08", "2026-09-31"))),
    ("a digest that is none", "BAD_DATA", _told(_reads("2026-09-08", "2026-09-08", digest="abc"))),
    ("readings with names", "BAD_DATA", _told(_reads("2026-09-08", "2026-09-08", readers=["h1"]))),
    ("told in the stream of another day", "STREAM_WRONG", _told(("reads/2026-09-09", *_DAY[1:]))),
)
