"""The fold of one class's attendance in one month."""

from typing import NamedTuple

from domain.book import NEVER, Cell
from domain.entry import Entry


class Confirmation(NamedTuple):
    """The homeroom teacher has confirmed the month by the entry at `pos`; `digest` is of what stood in it."""

    pos: int
    digest: str


class MonthState:
    """Absences by (pupil, date, session), the newest confirmation, and whether the head has signed."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str, str], Cell] = {}
        self.confirmation: Confirmation | None = None
        self.signed = False

    def apply(self, entry: Entry) -> None:
        """Take in the next entry of the stream; O(1)."""
        data = entry.data
        if entry.type == "AbsenceSet":
            self.cells[data["pupil"], data["date"], data["session"]] = Cell(data["value"], entry.pos)
        elif entry.type == "MonthConfirmed":
            self.confirmation = Confirmation(entry.pos, data["digest"])
        else:
            self.signed = entry.type == "MonthSigned"

    def cell(self, pupil: str, date: str, session: str) -> Cell:
        """A session of a pupil, NEVER if nothing was recorded."""
        return self.cells.get((pupil, date, session), NEVER)

    def held(self) -> list[tuple[str, str, str, int]]:
        """(pupil, date, session, position) of the absences that stand, sorted."""
        return sorted((*key, cell.pos) for key, cell in self.cells.items() if cell.value is not None)


def month_streams(klass: str, year: str) -> list[str]:
    """The attendance streams of a class over both calendar years of a school year ("2020-2021")."""
    return [f"attendance/{klass}/{y}-{month:02}" for y in (year[:4], year[5:]) for month in range(1, 13)]
