"""The fold of one class's attendance in one month."""

from typing import NamedTuple

from domain.state.book import NEVER, Cell


class Confirmation(NamedTuple):
    """The homeroom teacher `person` confirmed the month by the entry at `pos`; `digest` is of its state."""

    pos: int
    digest: str
    person: str


class Reopening(NamedTuple):
    """The entry at `pos` opened the signed month again; `person` keeps off it until it is signed anew."""

    pos: int
    person: str


class MonthState:
    """Absences by (pupil, date, session), the newest confirmation, and whether the head has signed."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str, str], Cell] = {}
        self.confirmation: Confirmation | None = None
        self.signed = False
        self.reopened: Reopening | None = None
        """The newest opening of a signed month."""

    def opener(self) -> str | None:
        """Who opened the month again, while it is not signed anew."""
        return self.reopened.person if self.reopened and not self.signed else None

    def cell(self, pupil: str, date: str, session: str) -> Cell:
        """A session of a pupil, NEVER if nothing was recorded."""
        return self.cells.get((pupil, date, session), NEVER)

    def held(self) -> list[tuple[str, str, str, int]]:
        """(pupil, date, session, position) of the absences that stand, sorted."""
        return sorted((*key, cell.pos) for key, cell in self.cells.items() if cell.value is not None)
