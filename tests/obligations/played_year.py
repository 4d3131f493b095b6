"""A school's year, August to August, played through the API alone, each act by whose duty it is."""

from __future__ import annotations

from tests.obligations.chapters.attendance import Attendance
from tests.obligations.chapters.changes import Changes
from tests.obligations.chapters.closing import Closing
from tests.obligations.chapters.persons import Persons
from tests.obligations.chapters.summer import Summer


class PlayedYear(Attendance, Changes, Closing, Persons, Summer):
    """The chapters in their order; a test that wants another year overrides one."""

    def play(self) -> PlayedYear:
        """From the founding of the board to the lists of the next year."""
        self._people()
        self._year()
        self._persons()
        self._first_semester()
        self._close_semester(1)
        self._second_semester()
        self._close_semester(2)
        self._promotion()
        self._summer()
        self._next_year()
        return self
