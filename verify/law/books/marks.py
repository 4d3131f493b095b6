"""LAW 11 to 14: marks entered, changed, cleared, in their window or late."""

from __future__ import annotations

from sys import intern

from verify.law.books.cells import CELL, PLACE, base_is_cell, not_locked, subject_taught, value_differs
from verify.law.books.filling import fills_free_cell, late_may_fill, permitted_by_another, result_recorded_of
from verify.law.fields import COLUMN
from verify.law.pupils.papers import recorded_in
from verify.law.rights import right
from verify.law.shape import is_id, is_natural, is_value, maybe
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import BOOK, Rule, Type


def cell_empty(_state: State, e: Entry) -> str | None:
    """LAW 12: nothing stands in the cell."""
    book, data = e.book, e.data
    return None if book.value(book.cell(data["pupil"], data["col"])) is None else "CELL_NOT_EMPTY"


def window_open(state: State, e: Entry) -> str | None:
    """LAW 13 (S17): a window that covers the cell is open."""
    if e.data.get("late") is not None:
        return None
    window = state.window(e.book, e.data["col"])
    return None if window is not None and window.lets_in(e) else "WINDOW_CLOSED"


def not_of_record(state: State, e: Entry) -> str | None:
    """LAW 13 (S21): published, ever locked, or counted in a result that was recorded in any class of the
    pupil. A lock that holds right now is one fault, and `not_locked` tells it."""
    if e.data.get("late") is not None:
        return None
    book = e.book
    unlocked = book.term.ever_locked and not book.term.locked(e.t)
    approved = book.term.ever_approved and not book.term.locked(e.t)
    if unlocked or approved or e.data["col"] in book.published:
        return "OF_RECORD"
    if book.late and (e.data["pupil"], e.data["col"]) in book.late:
        return "OF_RECORD"
    if book.term.locked(e.t):
        return None
    # Where a cell is filled, the other classes are for 12; a remark it leaves out.
    if "old" not in e.data and e.data["col"] != "nx":
        recorded = recorded_in(state, book.klass, e.data["pupil"], book.semester)
    else:
        recorded = result_recorded_of(state, e, book)
    return "OF_RECORD" if recorded else None


def late_permitted(state: State, e: Entry) -> str | None:
    """LAW 14: the permission is of this book, column and pupil, and has not run out."""
    late = e.data["late"]
    if late is None:
        return None
    permit = state.windows.permits.get(late)
    ok = (
        permit is not None
        and permit.stream == e.stream
        and permit.col == e.data["col"]
        and e.data["pupil"] in permit.pupils
        and e.t < permit.until
    )
    return None if ok else "LATE_NOT_PERMITTED"


def late_change_is_makeup(_state: State, e: Entry) -> str | None:
    """LAW 14, TT26 Đ8.3: who was absent with a reason (`P`) takes the test later; no other change may be
    late."""
    late_change = e.data["late"] is not None and e.data["old"] != "P"
    return "OF_RECORD" if late_change else None


def set_mark(state: State, e: Entry) -> None:
    """The cell; a late entry is of record at once, any other is the window's."""
    book, data = e.book, e.data
    book.put(intern(data["pupil"]), data["col"], e.pos, data.get("value"))
    if data.get("late") is not None:
        book.late.add((data["pupil"], data["col"]))
    else:
        window = state.window(book, data["col"])
        if window is not None and window.lets_in(e):
            window.last_mark = e.pos


_ENTERED: tuple[Rule, ...] = (
    right,
    *CELL,
    not_locked,
    cell_empty,
    window_open,
    not_of_record,
    late_permitted,
    permitted_by_another,
    late_may_fill,
    fills_free_cell,
)
_CHANGED: tuple[Rule, ...] = (
    right,
    *CELL,
    not_locked,
    base_is_cell,
    value_differs,
    window_open,
    not_of_record,
    late_permitted,
    permitted_by_another,
    late_change_is_makeup,
)
_CLEARED: tuple[Rule, ...] = (
    right,
    *PLACE,
    not_locked,
    base_is_cell,
    window_open,
    not_of_record,
)


def _again(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Asked of a mark behind a right one of its type, book and command: who, when and where are the same."""
    return tuple(rule for rule in rules if rule not in (right, subject_taught, not_locked))


TYPES: dict[str, Type] = {
    "MarkEntered": Type(
        stream=BOOK,
        fields={"pupil": is_id, "col": COLUMN, "value": is_value, "late": maybe(is_natural)},
        rules=_ENTERED,
        apply=set_mark,
        final=PLACE,
        again=_again(_ENTERED),
    ),
    "MarkChanged": Type(
        stream=BOOK,
        fields={
            "pupil": is_id,
            "col": COLUMN,
            "old": is_value,
            "value": is_value,
            "base": is_natural,
            "late": maybe(is_natural),
        },
        rules=_CHANGED,
        apply=set_mark,
        final=PLACE,
        again=_again(_CHANGED),
    ),
    "MarkCleared": Type(
        stream=BOOK,
        fields={"pupil": is_id, "col": COLUMN, "old": is_value, "base": is_natural},
        rules=_CLEARED,
        apply=set_mark,
        final=PLACE,
        again=_again(_CLEARED),
    ),
}
