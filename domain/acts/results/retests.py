"""Re-tests, their windows, and conduct after the summer (LAW 42; S62, TT58 Đ16-17, TT22 Đ13-14)."""

from typing import Annotated

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.moving.placement import refuse_unless_pending
from domain.grounds.permissions import Place
from domain.grounds.reading import pupil_streams
from domain.grounds.rows import Change, Righting, Row
from domain.grounds.situation import Situation, known_class, refuse_unopened, value_suits
from domain.grounds.summer import (
    board_sits,
    boards_beside,
    marked_since,
    marks_that_count,
    refuse_before_stage_2,
    refuse_older,
    registration,
)
from domain.regulations import ARTICLES
from domain.regulations.judgement import eligible
from domain.state.board import BoardState, Registration, RetestState
from domain.state.book import Cell
from domain.state.facts import Klass, Said
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Id, Ids, Instant, Part, Position, SchoolYear
from domain.words.marks import CommentLevel, Tenths
from domain.words.refusal import Refusal

RetestOpened = TypedDict(
    "RetestOpened",
    {
        "year": SchoolYear,
        "from": Instant,
        "to": Instant,
        "decision": said.Decision,
    },
)


RETEST_OPENED = Event(RetestOpened, "year/{year}")


RetestRegistered = TypedDict(
    "RetestRegistered",
    {
        "class": Id,
        "pupil": Id,
        "subjects": Ids,
    },
)


RETEST_REGISTERED = Event(RetestRegistered, "board/{class}")


RetestEntered = TypedDict(
    "RetestEntered",
    {
        "class": Id,
        "subject": Id,
        "pupil": Id,
        "old": Tenths | CommentLevel | None,
        "value": Tenths | CommentLevel,
        "base": Position,
    },
)


RETEST_ENTERED = Event(RetestEntered, "retest/{class}/{subject}")


class OpenRetests(Command):
    """A window, from and to an instant, in which re-test marks are entered."""

    ACT = "RetestOpened"
    year: SchoolYear
    start: Instant
    end: Instant
    decision: Decision


class RegisterRetest(Command):
    """The subjects that a pupil takes again."""

    ACT = "RetestRegistered"
    klass: Id
    pupil: Id
    subjects: Ids

    def reads(self, state: State) -> list[str]:
        """As of every act of a board on one pupil."""
        return pupil_streams(state, self.klass, [self.pupil])


class RetestEdit(Part):
    """The mark that a pupil is to have, and the position of the last entry as seen (0: none)."""

    # The API's document, which clients compare, has never told it.
    model_config = ConfigDict(json_schema_extra=lambda schema: schema.pop("description", None))

    pupil: Id
    value: Tenths | CommentLevel
    base: Position


class SaveRetests(Command):
    """Re-test marks of one class and subject; one entry a pupil."""

    ACT = "RetestEntered"
    klass: Id
    subject: Id
    marks: Annotated[list[RetestEdit], Field(min_length=1, max_length=200)]

    def place(self, state: State) -> Place:  # noqa: ARG002
        """The class and the subject."""
        return self.klass, self.subject

    def reads(self, state: State) -> list[str]:
        """As of every act of a board on pupils, and the marks themselves."""
        pupils = [mark.pupil for mark in self.marks]
        return sorted({*pupil_streams(state, self.klass, pupils), f"retest/{self.klass}/{self.subject}"})


def register(act: Situation, command: RegisterRetest) -> list[Draft]:
    """LAW 42: the subjects that the pupil chooses among those not reached (TT58 Đ16.1)."""
    state = act.state
    klass = known_class(state, command.klass)
    refuse_unless_pending(state, command.klass, command.pupil, "KIEM_TRA_LAI")
    result = state.term(command.klass, 2).result(0, command.pupil)
    may = eligible(result.scores, result.comments) if result else []
    wrong = [subject for subject in command.subjects if subject not in may]
    if wrong:
        raise Refusal("NOT_ELIGIBLE", ARTICLES.retest, pupil=command.pupil, subjects=wrong, eligible=may)
    counting = marks_that_count(state, klass, command.pupil, result) if result else {}
    if marked_since(state, klass, command.pupil) or not set(counting) <= set(command.subjects):
        raise Refusal("OF_RECORD", "S62", pupil=command.pupil, subjects=sorted(counting))
    data = {"class": command.klass, "pupil": command.pupil, "subjects": command.subjects}
    return [RETEST_REGISTERED.draft(data)]


def save(act: Situation, command: SaveRetests) -> list[Draft]:
    """LAW 42: re-test marks; the year's result stays as it was recorded (S62). All of them or none."""
    klass = known_class(act.state, command.klass)
    if command.subject not in klass.subjects:
        raise Refusal("UNKNOWN_SUBJECT", "S62", klass=command.klass, subject=command.subject)
    for edit in command.marks:
        _check(act, klass, command.subject, edit)
    if len({edit.pupil for edit in command.marks}) < len(command.marks):
        raise Refusal("CELL_TWICE", "S62")
    marks = act.state.retest(command.klass, command.subject)
    cells = [(edit, marks.cell(edit.pupil)) for edit in command.marks]
    stale = [
        {"pupil": edit.pupil, "mine": edit.value, "theirs": cell.value, "base": edit.base, "pos": cell.pos}
        for edit, cell in cells
        if edit.base != cell.pos
    ]
    if stale:
        raise Refusal("STALE_BASE", "S62", conflicts=stale)
    place = {"class": command.klass, "subject": command.subject}
    return [
        RETEST_ENTERED.draft({**place, **edit.model_dump(), "old": cell.value})
        for edit, cell in cells
        if edit.value != cell.value
    ]


def _check(act: Situation, klass: Klass, subject: str, edit: RetestEdit) -> None:
    board = act.state.board(klass.klass)
    chosen = registration(act.state, klass.klass, edit.pupil)
    if chosen is None or subject not in chosen.subjects:
        raise Refusal("NOT_REGISTERED", "S62", pupil=edit.pupil, subject=subject)
    year = act.state.years.get(klass.year)
    if not any(start <= act.now and act.latest < end for start, end, _ in (year.retests if year else ())):
        raise Refusal("WINDOW_CLOSED", "S62", year=klass.year, subject=subject)
    decided = (2, edit.pupil) in board.decided or board_sits(act.state, klass.klass, edit.pupil)
    if decided or _fixed(act, klass, subject, edit.pupil):
        raise Refusal("OF_RECORD", "S62", pupil=edit.pupil)
    if not value_suits(klass.subjects[subject], "ck", edit.value):
        raise Refusal("BAD_VALUE", "S62", pupil=edit.pupil, subject=subject, value=edit.value)


def _fixed(act: Situation, klass: Klass, subject: str, pupil: str) -> bool:
    """Whether a mark stands that is of record: the windows in which it was entered have ended, or a board of
    stage 2 was opened since. No later window opens it again (LAW 42)."""
    marks, sitting = act.state.retest(klass.klass, subject), act.state.board(klass.klass).opened.get(2)
    cell = marks.cell(pupil)
    if cell.value is None:
        return False
    at, windows = marks.entered[pupil], act.state.years[klass.year].retests
    ends = [end for start, end, pos in windows if pos < cell.pos and start <= at < end]
    return max(ends, default="") <= act.latest or (sitting is not None and sitting.pos > cell.pos)


def open_retests(act: Situation, command: OpenRetests) -> list[Draft]:
    """LAW 42: when re-test marks may be entered (S62)."""
    refuse_unopened(act.state, command.year, "S62")
    if not command.start < command.end or command.end <= act.latest:
        raise Refusal("BAD_PERIOD", "S62", start=command.start, end=command.end, now=act.now)
    data = command.model_dump(include={"year", "decision"})
    return [RETEST_OPENED.draft({**data, "from": command.start, "to": command.end})]


def _open_retests(state: State, entry: Entry, data: RetestOpened) -> None:
    year = state.years[data["year"]]
    state.years[year.year] = year._replace(retests=(*year.retests, (data["from"], data["to"], entry.pos)))


def _refuse_begun(act: Situation, said: Said, _change: Change) -> None:
    """Raises IN_USE: a window that has begun may have been used."""
    if said.data["from"] <= act.latest:
        raise Refusal("IN_USE", "S62", of=said.pos, start=said.data["from"], now=act.now)


def _take_back(state: State, said: Said, _entry: Entry) -> None:
    year = state.years[said.data["year"]]
    left = tuple(each for each in year.retests if each[2] != said.pos)
    state.years[year.year] = year._replace(retests=left)


def _refuse_void(act: Situation, said: Said, _change: Change) -> None:
    cell = act.state.retest(said.data["class"], said.data["subject"]).cell(said.data["pupil"])
    refuse_older(said, cell.pos)
    refuse_before_stage_2(act.state, said)


def _register(board: BoardState, entry: Entry, data: RetestRegistered) -> None:
    board.registered[data["pupil"]] = Registration(entry.pos, tuple(data["subjects"]))


def _enter(marks: RetestState, entry: Entry, data: RetestEntered) -> None:
    marks.cells[data["pupil"]] = Cell(data["value"], entry.pos)
    marks.entered[data["pupil"]] = entry.at


ROWS = (
    Row(
        RETEST_OPENED,
        OpenRetests,
        open_retests,
        apply=_open_retests,
        righting=Righting(withdrawable=True, judge=_refuse_begun, put_right=_take_back),
    ),
    Row(RETEST_REGISTERED, RegisterRetest, register, apply=_register),
    Row(
        RETEST_ENTERED,
        SaveRetests,
        save,
        apply=_enter,
        righting=Righting(fields=frozenset(), judge=_refuse_void, reads=boards_beside),
    ),
)
