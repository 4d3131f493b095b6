"""The folds of one class's promotion board, and of its re-test marks in one subject."""

from typing import NamedTuple

from domain.state.book import NEVER, Cell, Signature

PENDING = ("KIEM_TRA_LAI", "REN_LUYEN_HE")
"""Outcomes of the first stage after which a second one decides (TT58 Đ16-17, TT22 Đ13-14)."""
PRAISE = "GIAY_KHEN"
"""The head's certificate of praise, for which there is no formula (TT26 Đ1.10, TT22 Đ15.1b)."""


class Outcome(NamedTuple):
    """What was decided for a pupil at a stage, by the entry at `pos`."""

    pos: int
    outcome: str


class Sitting(NamedTuple):
    """The board that the entry at `pos` opened: by whom, and who sits in it."""

    pos: int
    opener: str
    members: tuple[str, ...]


class Registration(NamedTuple):
    """The subjects that a pupil takes again, as registered at `pos`."""

    pos: int
    subjects: tuple[str, ...]


class Title(NamedTuple):
    """A title awarded by the entry at `pos`."""

    pos: int
    title: str


class BoardState:
    """Lists signed, boards opened, decisions, registrations for re-tests, summer conduct, titles."""

    def __init__(self) -> None:
        self.lists: dict[int, Signature] = {}
        """Stage -> the newest signature under its list."""
        self.opened: dict[int, Sitting] = {}
        """Stage -> the newest board."""
        self.decided: dict[tuple[int, str], Outcome] = {}
        """(stage, pupil) -> the newest decision of the class; a new one of stage 1 begins the summer anew."""
        self.registered: dict[str, Registration] = {}
        self.summer: dict[str, tuple[str, int]] = {}
        """Pupil -> (conduct, position)."""
        self.titles: dict[tuple[int, str], list[Title]] = {}
        """(semester, pupil) -> every title awarded, in order."""

    def board_open(self, stage: int) -> bool:
        """Whether a board was opened on the newest list of the stage."""
        signed, sitting = self.lists.get(stage), self.opened.get(stage)
        return signed is not None and sitting is not None and sitting.pos > signed.pos

    def pending(self, pupil: str) -> str | None:
        """The outcome after which the pupil waits for the second stage, None if none or decided since."""
        first = self.decided.get((1, pupil))
        waits = first is not None and first.outcome in PENDING and (2, pupil) not in self.decided
        return first.outcome if waits and first is not None else None

    def final(self, pupil: str) -> str | None:
        """The outcome that stands for good, None before."""
        second, first = self.decided.get((2, pupil)), self.decided.get((1, pupil))
        if second is not None:
            return second.outcome
        return first.outcome if first is not None and first.outcome not in PENDING else None


class RetestState:
    """Re-test marks of one class and subject, by pupil."""

    def __init__(self) -> None:
        self.cells: dict[str, Cell] = {}
        self.entered: dict[str, str] = {}
        """When the mark was entered: of record once the windows of then have ended (LAW 42)."""

    def cell(self, pupil: str) -> Cell:
        """A pupil's mark, NEVER if there is none."""
        return self.cells.get(pupil, NEVER)
