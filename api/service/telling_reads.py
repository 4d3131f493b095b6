"""Tells in each log, once a local day, what is kept beside it of the days that are past (LAW 50).

close the day (table) → digest of its rows → entry. A crash in between, or a second server, finds the day
closed and its rows as they were: the same entry under the same command id, which is written once.
"""

import logging

from api.service.school import School
from domain.acts.unit.reads import DigestReads
from domain.words.days import day_after, day_before, local_day
from domain.words.refusal import Refusal
from ledger.beside.readings import Readings
from ledger.conflict import Conflict

_log = logging.getLogger(__name__)


class TellingReads:
    """Of all schools of a server. A day of which there is nothing to tell is told with the next that has."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._done: dict[str, str] = {}
        """School -> the last day that was looked at: nothing is added to it any more."""

    def round(self, school: School) -> int:
        """Tells all days that are past and not yet told; gives how many entries that took."""
        school.clock.require_steady()
        yesterday = day_before(local_day(school.clock.now()))
        if self._done.get(school.code) == yesterday:
            return 0
        closed = self._readings.close(yesterday)
        # A crash here leaves days that are closed and not told: the next round tells them.
        told = self._tell(school, closed)
        self._done[school.code] = yesterday
        return told

    def _tell(self, school: School, closed: str) -> int:
        facts = school.facts()
        last = min(closed, day_before(facts.latest_day(local_day(school.clock.now()))))
        (first,) = school.log.entries(0, 1)
        days = self._readings.days(school.log.school, facts.reads_to or day_before(local_day(first.at)), last)
        told = facts.reads_to
        for day in days:
            start = day_after(told) if told else day
            rows = self._readings.digest(school.log.school, start, day)
            command = DigestReads(
                start=start, end=day, count=rows.readings, failures=rows.failures, digest=rows.digest
            )
            school.execute_as_system(command, f"reads-{day}")
            # A crash here leaves this day told, and the next ones for the next round.
            told = day
        return len(days)


def tell_safely(telling: TellingReads, school: School) -> None:
    """One school's round; what goes wrong is logged, and tried again in the next."""
    try:
        telling.round(school)
    except Refusal as refusal:
        _log.warning("a day's readings could not be told: %s %s", refusal.code, refusal.detail)
    except Conflict as conflict:
        # Of the clock readiness tells.
        if conflict.code != "CLOCK_STEPPED":
            _log.warning("a day's readings could not be told: %s", conflict.code)
    except Exception:  # noqa: BLE001 - the other schools, and the next round, must have their turn
        _log.exception("a day's readings could not be told")
