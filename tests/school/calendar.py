"""A school year, August to August: its days by month and day alone."""

from typing import NamedTuple


class SchoolYear(NamedTuple):
    """`turns`: the first month and day that are of the first calendar year."""

    first: int
    turns: str = "08"

    @property
    def name(self) -> str:
        """As entries have it: "2020-2021"."""
        return f"{self.first}-{self.first + 1}"

    def day(self, month_day: str) -> str:
        """A date: "09-05" is in the first calendar year, "02-01" in the second."""
        return f"{self.first + (month_day < self.turns)}-{month_day}"

    def at(self, month_day: str, time: str = "02:00:00") -> str:
        """An instant (UTC), in the morning here unless said."""
        return f"{self.day(month_day)}T{time}.000000Z"

    def midnight(self, month_day: str) -> str:
        """When that day begins here."""
        return self.day(month_day) + "T00:00:00+07:00"

    def five(self, month_day: str) -> str:
        """Five in the afternoon here."""
        return self.day(month_day) + "T17:00:00+07:00"

    def semesters(
        self, first_ends: str, second_begins: str, first_begins: str = "09-05"
    ) -> list[dict[str, str]]:
        """The two of the year, which ends with May."""
        spans = ((first_begins, first_ends), (second_begins, "05-31"))
        return [{"from": self.day(begin), "to": self.day(end)} for begin, end in spans]
