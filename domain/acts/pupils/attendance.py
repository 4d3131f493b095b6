"""Absences, and each month's confirmation and signature (LAW 33-34; S65, TT58 Đ21)."""

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.moving.placement import decided_in_year
from domain.grounds.reading import classes_beside
from domain.grounds.rows import Row
from domain.grounds.situation import Situation, known_class, refuse_signed, refuse_stranger
from domain.state.book import Cell
from domain.state.membership import classes_of_year, memberships
from domain.state.month import Confirmation, MonthState, Reopening
from domain.state.state import State
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Day, Digest, Id, Month, Part, Position, Text, Typed
from domain.words.intent import digest
from domain.words.refusal import Refusal

AbsenceSet = TypedDict(
    "AbsenceSet",
    {
        "class": Id,
        "pupil": Id,
        "date": Day,
        "session": Literal["S", "C"],
        "old": Literal["P", "K"] | None,
        "value": Literal["P", "K"] | None,
        "base": Position,
    },
)


ABSENCE_SET = Event(AbsenceSet, "attendance/{class}/{month}")


MonthConfirmed = TypedDict(
    "MonthConfirmed",
    {
        "class": Id,
        "month": Month,
        "count": Position,
        "digest": Digest,
    },
)


MONTH_CONFIRMED = Event(MonthConfirmed, "attendance/{class}/{month}")


MonthSigned = TypedDict(
    "MonthSigned",
    {
        "class": Id,
        "month": Month,
        "confirmation": Position,
        "remark": Text,
    },
)


MONTH_SIGNED = Event(MonthSigned, "attendance/{class}/{month}")


MonthReopened = TypedDict(
    "MonthReopened",
    {
        "class": Id,
        "month": Month,
        "reason": Text,
    },
)


MONTH_REOPENED = Event(MonthReopened, "attendance/{class}/{month}")


class AbsenceEdit(Part):
    """A session missed with (`P`) or without (`K`) leave; None = was there. `base` as in CellEdit."""

    pupil: Id
    date: Day
    session: Literal["S", "C"]
    value: Literal["P", "K"] | None
    base: Position


class MonthCommand(Command):
    """An act on the attendance of one class in one month."""

    klass: Id
    month: Month

    @property
    def attendance(self) -> str:
        """Its stream."""
        return f"attendance/{self.klass}/{self.month}"

    def reads(self, state: State) -> list[str]:  # noqa: ARG002
        """The month's attendance."""
        return [self.attendance]


class SetAbsences(MonthCommand):
    """Absences of one class in one month, all or none; one entry a session."""

    ACT = "AbsenceSet"
    edits: Annotated[list[AbsenceEdit], Field(min_length=1, max_length=1000)]

    def reads(self, state: State) -> list[str]:
        """The month; what was recorded and decided of its pupils' year, in all their classes."""
        beside = classes_beside(state, [self.klass], {edit.pupil for edit in self.edits})
        return [
            self.attendance,
            *(f"board/{each}" for each in beside),
            *(f"term/{each}/2" for each in beside),
        ]


class ConfirmMonth(MonthCommand):
    """The homeroom teacher answers for the month as it stands."""

    ACT = "MonthConfirmed"


class SignMonth(MonthCommand):
    """The head signs a confirmed month: nothing in it changes any more."""

    ACT = "MonthSigned"
    remark: Typed


class ReopenMonth(MonthCommand):
    """Let a signed month be put right by others than oneself."""

    ACT = "MonthReopened"
    reason: Typed


def set_absences(act: Situation, command: SetAbsences) -> list[Draft]:
    """LAW 33: all or none; a session that already stands so produces nothing."""
    klass = known_class(act.state, command.klass)
    month = act.state.month(command.klass, command.month)
    for edit in command.edits:
        _check_day(act, command, edit, klass.year)
    refuse_signed(act.state, command.klass, command.month)
    _refuse_opener(act, month)
    for pupil in sorted({edit.pupil for edit in command.edits}):
        _refuse_of_record(act.state, pupil, klass.year, month)
    keys = [(edit.pupil, edit.date, edit.session) for edit in command.edits]
    if len(set(keys)) < len(keys):
        raise Refusal("CELL_TWICE", "S65")
    cells = [(edit, month.cell(*key)) for edit, key in zip(command.edits, keys, strict=True)]
    stale = [
        {
            "pupil": e.pupil,
            "date": e.date,
            "session": e.session,
            "mine": e.value,
            "theirs": c.value,
            "pos": c.pos,
        }
        for e, c in cells
        if e.base != c.pos
    ]
    if stale:
        raise Refusal("STALE_BASE", "S65", conflicts=stale)
    return [
        ABSENCE_SET.draft({"class": command.klass, **edit.model_dump(), "old": cell.value})
        for edit, cell in cells
        if edit.value != cell.value
    ]


def confirm_month(act: Situation, command: ConfirmMonth) -> list[Draft]:
    """LAW 33: the homeroom teacher confirms the month's absences and movements."""
    known_class(act.state, command.klass)
    if command.month > act.day[:7]:
        raise Refusal("BAD_PERIOD", "S65", month=command.month, day=act.day)
    month = act.state.month(command.klass, command.month)
    refuse_signed(act.state, command.klass, command.month)
    _refuse_opener(act, month)
    data = {"class": command.klass, "month": command.month, "count": len(month.held())}
    return [MONTH_CONFIRMED.draft({**data, "digest": month_digest(act.state, command.klass, command.month)})]


def sign_month(act: Situation, command: SignMonth) -> list[Draft]:
    """LAW 33: the head's monthly remark and signature (TT58 Đ21), under what was confirmed."""
    known_class(act.state, command.klass)
    month = act.state.month(command.klass, command.month)
    refuse_signed(act.state, command.klass, command.month)
    if month.confirmation is None:
        raise Refusal("NOT_CONFIRMED", "S65", klass=command.klass, month=command.month)
    if month.confirmation.digest != month_digest(act.state, command.klass, command.month):
        raise Refusal("CONFIRMATION_STALE", "S65", klass=command.klass, month=command.month)
    if month.confirmation.person == act.actor.person:
        raise Refusal("PROPOSER_DECIDES", "S65", proposer=act.actor.person)
    data = {"class": command.klass, "month": command.month, "confirmation": month.confirmation.pos}
    return [MONTH_SIGNED.draft({**data, "remark": command.remark})]


def reopen_month(act: Situation, command: ReopenMonth) -> list[Draft]:
    """LAW 33: the head opens a signed month again, with a reason."""
    known_class(act.state, command.klass)
    if not act.state.month(command.klass, command.month).signed:
        raise Refusal("NOT_SIGNED", "S65", klass=command.klass, month=command.month)
    return [MONTH_REOPENED.draft({"class": command.klass, "month": command.month, "reason": command.reason})]


def month_digest(state: State, klass: str, month: str) -> str:
    """The digest of a month's absences and movements (EVENTS.md "MonthConfirmed")."""
    return digest([state.month(klass, month).held(), _movements(state, klass, month)])


def _movements(state: State, klass: str, month: str) -> list[list[Any]]:
    """[pupil, position] of the entries that brought a pupil into the class or out of it in the month.

    A placement takes a pupil out of the class before unless a leaving had done so.
    """
    found: set[tuple[str, int]] = set()
    for pupil in state.rosters.get(klass, ()):
        stays, leavings = memberships(state, pupil), state.leavings.get(pupil, ())
        for former, stay in zip([None, *stays], stays, strict=False):
            moved_out = former is not None and former.klass == klass
            if former is not None and any(former.pos < pos < stay.pos for _, _, pos in leavings):
                moved_out = False
            if stay.start[:7] == month and (stay.klass == klass or moved_out):
                found.add((pupil, stay.pos))
        found |= {(pupil, pos) for left, last, pos in leavings if left == klass and last[:7] == month}
    return [[pupil, pos] for pupil, pos in sorted(found)]


def _refuse_opener(act: Situation, month: MonthState) -> None:
    """LAW 33, P4: who opened a signed month again neither sets its absences nor confirms it."""
    if month.opener() == act.actor.person:
        raise Refusal("PROPOSER_DECIDES", "S65", proposer=act.actor.person)


def _refuse_of_record(state: State, pupil: str, year: str, month: MonthState) -> None:
    """LAW 33: nothing once the promotion is decided; after the year's result only in a month opened since."""
    if decided_in_year(state, pupil, year) is not None:
        raise Refusal("OF_RECORD", "S65", pupil=pupil, year=year)
    terms = (state.term(klass, 2) for klass in classes_of_year(state, pupil, year))
    recorded = max((term.recorded.get(pupil, -1) for term in terms), default=-1)
    if recorded > (month.reopened.pos if month.reopened else -1):
        raise Refusal("OF_RECORD", "S65", pupil=pupil, year=year, recorded=recorded)


def _check_day(act: Situation, command: SetAbsences, edit: AbsenceEdit, year: str) -> None:
    """LAW 33: a day of the month that has come, in a semester of the year, on which the pupil was there."""
    refuse_stranger(act.state, command.klass, edit.pupil, edit.date)
    opened = act.state.years.get(year)
    inside = opened is None or any(start <= edit.date <= end for start, end in opened.semesters)
    if edit.date[:7] != command.month or edit.date > act.day or not inside:
        raise Refusal("BAD_PERIOD", "S65", date=edit.date, month=command.month, day=act.day)


def _set(month: MonthState, entry: Entry, data: AbsenceSet) -> None:
    month.cells[data["pupil"], data["date"], data["session"]] = Cell(data["value"], entry.pos)


def _confirm(month: MonthState, entry: Entry, data: MonthConfirmed) -> None:
    month.confirmation = Confirmation(entry.pos, data["digest"], entry.actor["person"])


def _sign(month: MonthState, _entry: Entry, _data: MonthSigned) -> None:
    month.signed = True


def _reopen(month: MonthState, entry: Entry, _data: MonthReopened) -> None:
    month.signed = False
    month.reopened = Reopening(entry.pos, entry.actor["person"])


ROWS = (
    Row(ABSENCE_SET, SetAbsences, set_absences, apply=_set),
    Row(MONTH_CONFIRMED, ConfirmMonth, confirm_month, apply=_confirm),
    Row(MONTH_SIGNED, SignMonth, sign_month, apply=_sign),
    Row(MONTH_REOPENED, ReopenMonth, reopen_month, apply=_reopen),
)
