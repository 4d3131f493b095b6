"""Marks before the moment of record: enter, change, clear (LAW 11-14)."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import BookCommand
from domain.grounds.reading import fill_reads
from domain.grounds.record import counted, of_record, refuse_fill, refuse_former
from domain.grounds.rows import Row
from domain.grounds.situation import (
    Situation,
    refuse_column,
    refuse_if_locked,
    refuse_stale,
    taught,
    value_suits,
)
from domain.state.book import BookState, Cell, LatePermission
from domain.state.facts import Klass, SubjectPlan
from domain.state.state import State
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import (
    Column,
    Id,
    Part,
    Position,
    Value,
)
from domain.words.marks import MAX_TENTHS
from domain.words.refusal import Refusal


class MarkEntered(TypedDict):
    """A cell that held nothing; `late` is the permission that let it in after the window."""

    pupil: Id
    col: Column
    value: Value
    late: Position | None


MARK_ENTERED = Event(MarkEntered, "{book}")


class MarkChanged(TypedDict):
    """`old` is what the cell held, `base` the entry that had set it."""

    pupil: Id
    col: Column
    old: Value
    value: Value
    base: Position
    late: Position | None


MARK_CHANGED = Event(MarkChanged, "{book}")


class MarkCleared(TypedDict):
    """As MarkChanged, and the cell holds nothing any more."""

    pupil: Id
    col: Column
    old: Value
    base: Position


MARK_CLEARED = Event(MarkCleared, "{book}")


class CellEdit(Part):
    """What a teacher wants in a cell (None = clear), and the position of its last entry as seen (0: none)."""

    pupil: Id
    col: Id
    value: int | str | None
    base: Position


class SaveMarks(BookCommand):
    """Enter, change and clear cells of one gradebook in one act.

    `late` = position of the permission to use; None: the one in force is found where a cell needs it.
    """

    ACT = "MarkEntered"
    cells: Annotated[list[CellEdit], Field(min_length=1, max_length=1000)]
    late: Position | None = None

    def reads(self, state: State) -> list[str]:
        """The gradebook; of pupils who came from another class of the year, that class's too (LAW 12)."""
        pupils = {cell.pupil for cell in self.cells}
        return [self.book, *fill_reads(state, self.klass, self.subject, self.semester, pupils)]


def save_marks(act: Situation, command: SaveMarks) -> list[Draft]:
    """LAW 11-14. All cells or none; cells that already hold the value produce nothing."""
    state = act.state
    klass, plan = taught(state, command.klass, command.subject, command.semester)
    _check_cells(act, command, plan)
    refuse_if_locked(state, command.klass, command.semester, act.now)
    book = state.books[command.book]
    edits = [(edit, book.cell(edit.pupil, edit.col)) for edit in command.cells]
    refuse_stale(edits, "S11")
    changes = [(edit, cell) for edit, cell in edits if edit.value != cell.value]
    faults = {col: ordinary_fault(act, klass, command, book, col) for col in {e.col for e, _ in changes}}
    stream, drafts, place = command.book, [], (command.klass, command.subject, command.semester)
    # Most pupils never moved, and nothing was recorded or brought: then no other class or result is asked.
    settled = klass.year in state.years or bool(state.brought)
    for edit, cell in changes:
        fault = faults[edit.col]
        if fault is None and command.late is None:
            late = None
        else:
            late = _late(act, command, book, edit, cell, fault=fault)
        moved = bool(state.pupils[edit.pupil].past)
        fixed = (edit.pupil, edit.col) in book.late
        fixed = fixed or (moved and counted(state, klass, command.semester, edit.pupil))
        if late is None and fixed:
            raise Refusal("OF_RECORD", "S21", pupil=edit.pupil, col=edit.col)
        if cell.value is None and (settled or moved):
            refuse_fill(act, place, edit.pupil, edit.col, by="entry" if late is None else "late")
        drafts.append(_mark(stream, edit, cell, late))
    return drafts


def ordinary_fault(
    act: Situation, klass: Klass, book_of: BookCommand, book: BookState, col: str
) -> Refusal | None:
    """Why a cell of the column cannot be written in the ordinary way at `now`, None if it can (LAW 13)."""
    window = act.state.window(klass, book_of.semester, col)
    if window is None or not (window.start <= act.now and act.latest < window.end):
        dates = {"start": window.start, "end": window.end} if window else {}
        return Refusal("WINDOW_CLOSED", "S17", col=col, **dates)
    if of_record(act.state, klass, book_of.semester, book, col, now=act.now):
        return Refusal("OF_RECORD", "S21", col=col, published=book.published.get(col))
    return None


def _check_cells(act: Situation, command: SaveMarks, plan: SubjectPlan) -> None:
    """LAW 11, cell by cell, in the fewest steps: forty marks are one keystroke of a teacher."""
    pupils, columns, kind, day = act.state.pupils, plan.columns, plan.kind, act.day
    place = (command.klass, command.subject, command.semester)
    seen: set[tuple[str, str]] = set()
    for edit in command.cells:
        col, value = edit.col, edit.value
        if col not in columns:
            refuse_column(plan, col)
        pupil = pupils.get(edit.pupil)
        if pupil is None or pupil.klass != command.klass or not pupil.start <= day <= pupil.end:
            refuse_former(act.state, place, edit.pupil, col, day=day)
        plain = type(value) is int and kind == "score" and col != "nx" and 0 <= value <= MAX_TENTHS
        if not plain and value is not None and not value_suits(plan, col, value):
            raise Refusal("BAD_VALUE", "TT26 Đ8.2", pupil=edit.pupil, col=col, value=value, kind=kind)
        seen.add((edit.pupil, col))
    if len(seen) < len(command.cells):
        raise Refusal("CELL_TWICE", "S15")


def _late(
    act: Situation, command: SaveMarks, book: BookState, edit: CellEdit, cell: Cell, *, fault: Refusal | None
) -> int | None:
    """The permission that lets a late mark in (LAW 14); a clearing has none and stays under LAW 13."""
    first_or_makeup = edit.value is not None and cell.value in (None, "P")  # TT26 Đ8.3
    if command.late is None or edit.value is None:
        person = act.actor.person
        found = book.permission_for(edit.pupil, edit.col, act.latest, person) if first_or_makeup else None
        if fault is None:
            return None
        if found is None:
            raise fault
        return _by_another(act, book, edit, found)
    named = book.permission(command.late)
    fits = named is not None and named.col == edit.col and edit.pupil in named.pupils
    if named is None or not fits or act.latest >= named.until:
        raise Refusal("LATE_NOT_PERMITTED", "TT26 Đ8.3", late=command.late, pupil=edit.pupil, col=edit.col)
    if not first_or_makeup:
        raise Refusal("OF_RECORD", "S21", pupil=edit.pupil, col=edit.col)
    return _by_another(act, book, edit, named)


def _by_another(act: Situation, book: BookState, edit: CellEdit, permission: LatePermission) -> int:
    """LAW 14: who permits does not enter; and no permission reaches a cell that a dossier emptied."""
    if permission.person == act.actor.person:
        raise Refusal("PERMITTER_ENTERS", "S17", pupil=edit.pupil, col=edit.col, late=permission.pos)
    if (edit.pupil, edit.col) in book.struck:
        raise Refusal("OF_RECORD", "S21", pupil=edit.pupil, col=edit.col)
    return permission.pos


def _mark(stream: str, edit: CellEdit, cell: Cell, late: int | None) -> Draft:
    """The event that the cell's state chooses (LAW 12), its data in the keys of EVENTS.md."""
    pupil, col, value = edit.pupil, edit.col, edit.value
    if cell.value is None:
        return Draft(stream, "MarkEntered", {"pupil": pupil, "col": col, "value": value, "late": late})
    data = {"pupil": pupil, "col": col, "old": cell.value, "base": cell.pos}
    if value is None:
        return Draft(stream, "MarkCleared", data)
    return Draft(stream, "MarkChanged", {**data, "value": value, "late": late})


def _set(book: BookState, entry: Entry, data: MarkEntered | MarkChanged) -> None:
    cell = (data["pupil"], data["col"])
    book.cells[cell] = Cell(data["value"], entry.pos)
    if data["late"] is not None:
        book.late.add(cell)


def _clear(book: BookState, entry: Entry, data: MarkCleared) -> None:
    book.cells[data["pupil"], data["col"]] = Cell(None, entry.pos)


ROWS = (
    Row(MARK_ENTERED, SaveMarks, save_marks, apply=_set),
    Row(MARK_CHANGED, apply=_set),
    Row(MARK_CLEARED, apply=_clear),
)
