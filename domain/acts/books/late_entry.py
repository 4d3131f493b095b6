"""Late entry permitted: a dated exception to the window (LAW 16; TT26 Đ8.3-4)."""

from typing_extensions import TypedDict

from domain.grounds.command import BookCommand
from domain.grounds.record import refuse_former
from domain.grounds.rows import Righting, Row
from domain.grounds.situation import Situation, refuse_column, refuse_if_locked, taught
from domain.state.book import BookState, LatePermission
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Column, Decision, Ids, Instant, LateReason
from domain.words.refusal import Refusal


class LateEntryPermitted(TypedDict):
    """Cells of these pupils in one column may be filled after their window, up to `until`."""

    col: Column
    pupils: Ids
    until: Instant
    reason: LateReason
    decision: said.Decision


LATE_ENTRY_PERMITTED = Event(LateEntryPermitted, "{book}")


class PermitLateEntry(BookCommand):
    """Let another than oneself fill what these pupils missed (TT26 Đ8.3)."""

    ACT = "LateEntryPermitted"
    col: Column
    pupils: Ids
    until: Instant
    reason: LateReason
    decision: Decision


def permit_late_entry(act: Situation, command: PermitLateEntry) -> list[Draft]:
    """LAW 16: a dated exception to the window for named pupils and one column (TT26 Đ8.3-4)."""
    _, plan = taught(act.state, command.klass, command.subject, command.semester)
    refuse_column(plan, command.col)
    refuse_if_locked(act.state, command.klass, command.semester, act.now)
    if command.until <= act.latest:
        raise Refusal("BAD_PERIOD", "S17", until=command.until, now=act.now)
    place = (command.klass, command.subject, command.semester)
    for pupil in command.pupils:
        refuse_former(act.state, place, pupil, command.col, day=act.day)
    data = command.model_dump(include={"col", "pupils", "until", "reason", "decision"})
    return [LATE_ENTRY_PERMITTED.draft(data, command.book)]


def _permit(book: BookState, entry: Entry, data: LateEntryPermitted) -> None:
    book.permissions.append(
        LatePermission(
            entry.pos, data["col"], frozenset(data["pupils"]), data["until"], entry.actor["person"]
        )
    )


ROWS = (
    Row(
        LATE_ENTRY_PERMITTED,
        PermitLateEntry,
        permit_late_entry,
        apply=_permit,
        righting=Righting(withdrawable=True),
    ),
)
