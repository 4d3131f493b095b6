"""The clock of the writer: instants as text, and the refusal to write by a clock that jumped.

A wrong clock would put false times into records that can never be changed, so a doubt stops writing.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from domain.words import days
from ledger.conflict import Conflict

TOLERANCE = 120.0
# CLOCK_BOOTTIME also counts while the machine sleeps, so that closing a lid is not a jump of the clock.
_STEADY_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def instant(seconds: float) -> str:
    """Seconds since 1970 as the 27-character instant of FORMAT §1."""
    return format_instant(datetime.fromtimestamp(seconds, UTC))


def format_instant(when: datetime) -> str:
    """An aware datetime as the 27-character instant of FORMAT §1."""
    return days.instant(when)


def steady_seconds() -> float:
    """Seconds that only ever go forward, also through sleep."""
    return time.clock_gettime(_STEADY_CLOCK)


class Clock:
    """Wall time, watched: it must keep step with the steady clock and with the database's clock.

    One per process, shared by all writers. `wall` gives seconds since 1970, `steady` seconds since anything.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = steady_seconds
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._accepted_lead = self._lead()
        self._database_lead: float | None = None
        self._accepted_difference = 0.0
        self._stepped = ""

    def now(self) -> str:
        """The instant by the wall clock."""
        return instant(self._wall())

    def tolerated(self) -> str:
        """The last instant that a log may already hold without its clock counting as ahead of ours."""
        return instant(self._wall() + TOLERANCE)

    def compare(self, database_now: datetime) -> None:
        """Takes note of the database's clock as it was a moment ago (it comes along with each append)."""
        self._database_lead = database_now.timestamp() - self._steady()

    def require_steady(self) -> None:
        """Raises Conflict CLOCK_STEPPED after a jump of more than 120 s, from then on until `confirm`."""
        if not self._stepped:
            self._stepped = self._step()
        if self._stepped:
            raise Conflict("CLOCK_STEPPED", 503, clock=self._stepped)

    def confirm(self) -> None:
        """An operator says that the wall clock is right as it is now."""
        self._accepted_lead = self._lead()
        self._accepted_difference = self._difference()
        self._stepped = ""

    def _lead(self) -> float:
        """Wall time over steady time: constant as long as nobody turns the clock."""
        return self._wall() - self._steady()

    def _difference(self) -> float:
        return 0.0 if self._database_lead is None else self._lead() - self._database_lead

    def _step(self) -> str:
        if abs(self._lead() - self._accepted_lead) > TOLERANCE:
            return "steady"
        if abs(self._difference() - self._accepted_difference) > TOLERANCE:
            return "database"
        return ""
