"""Rules 11 to 16 of spec/LAW.md: marks, published columns, late entries.

Rules 11 of mark entries also serve the items of a dossier, so they ask only for `pupil`, `col` and `value`.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from sys import intern
from typing import Any

from verify.law.arrivals import recorded_in
from verify.law.cells import CONDUCT, PROFILE_CLEAR, PROFILE_SEALED, Offer
from verify.law.filling import fills_free_cell, late_may_fill, permitted_by_another, result_recorded_of
from verify.law.members import may_have_cell
from verify.law.rights import Rule, right
from verify.law.shape import CODES
from verify.law.state import Entry, Permit, State

_SCORE_CODES = frozenset(("P", "K"))
_SUBJECTS = ("score", "comment")


def digest_of(rows: list[list[Any]]) -> str:
    """b64 SHA-256 of canonical JSON; identifiers and integers need no more than this of canonical form."""
    raw = json.dumps(rows, separators=(",", ":")).encode()
    return b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")


def _offer(e: Entry) -> Offer:
    offer = e.book.offer
    assert offer is not None  # noqa: S101 - `subject_taught` comes first and ends the judging
    return offer


def subject_taught(_state: State, e: Entry) -> str | None:
    book = e.book
    ok = book.offer is not None and book.semester in book.offer.semesters
    return None if ok else "UNKNOWN_SUBJECT"


def column_exists(_state: State, e: Entry) -> str | None:
    return None if e.data["col"] in _offer(e).columns else "UNKNOWN_COLUMN"


def pupil_in_class(state: State, e: Entry) -> str | None:
    pupil = state.pupils.get(e.data["pupil"])
    ok = pupil is not None and pupil.klass == e.klass and pupil.first <= e.day <= pupil.last
    return None if ok or may_have_cell(state, e, e.data["pupil"]) else "NOT_IN_CLASS"


def value_suits(_state: State, e: Entry) -> str | None:
    value, kind = e.data["value"], _offer(e).kind
    if value is None:
        return None
    if kind not in _SUBJECTS:
        return None if reserved_suits(kind, e.data["col"], value) else "BAD_VALUE"
    score = kind == "score"
    if e.data["col"] == "nx":
        ok = is_sealed_here(value)
    elif type(value) is int:
        ok = score
    else:
        ok = value in (_SCORE_CODES if score else CODES)
    return None if ok else "BAD_VALUE"


def is_sealed_here(value: Any) -> bool:
    """A sealed text among the values that the shape lets in: codes are short, other texts begin with `x:`."""
    return type(value) is str and len(value) > 2 and value[1] != ":"


def reserved_suits(kind: str, col: str, value: Any) -> bool:
    """Rule 11 in the reserved books."""
    if col == "nx" or col in PROFILE_SEALED:
        return is_sealed_here(value)
    if kind != "profile":
        return value in CONDUCT[kind.partition("/")[2]]
    prefix = "t:" if col in PROFILE_CLEAR else "h:"
    return type(value) is str and value.startswith(prefix)


def not_locked(_state: State, e: Entry) -> str | None:
    return "BOOK_LOCKED" if e.book.term.locked(e.t) else None


def cell_empty(_state: State, e: Entry) -> str | None:
    book, data = e.book, e.data
    return None if book.value(book.cell(data["pupil"], data["col"])) is None else "CELL_NOT_EMPTY"


def base_is_cell(_state: State, e: Entry) -> str | None:
    """`base` is the position of the cell's last entry (0: never any) and `old` what it holds now."""
    book, data = e.book, e.data
    cell = book.cell(data["pupil"], data["col"])
    return None if cell >> 8 == data["base"] and book.value(cell) == data["old"] else "STALE_BASE"


def value_differs(_state: State, e: Entry) -> str | None:
    return "NO_CHANGE" if e.data["value"] == e.data["old"] else None


def window_open(state: State, e: Entry) -> str | None:
    if e.data.get("late") is not None:
        return None
    window = state.window(e.book, e.data["col"])
    return None if window is not None and window.lets_in(e) else "WINDOW_CLOSED"


def not_of_record(state: State, e: Entry) -> str | None:
    """Published, ever locked, or counted in a result that was recorded in any class of the pupil. A lock that
    holds right now is one fault, and `not_locked` tells it."""
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
    late = e.data["late"]
    if late is None:
        return None
    permit = state.permits.get(late)
    ok = (
        permit is not None
        and permit.stream == e.stream
        and permit.col == e.data["col"]
        and e.data["pupil"] in permit.pupils
        and e.t < permit.until
    )
    return None if ok else "LATE_NOT_PERMITTED"


def late_change_is_makeup(_state: State, e: Entry) -> str | None:
    """TT26 Đ8.3: who was absent with a reason (`P`) takes the test later; no other change may be late."""
    late_change = e.data["late"] is not None and e.data["old"] != "P"
    return "OF_RECORD" if late_change else None


def set_mark(state: State, e: Entry) -> None:
    book, data = e.book, e.data
    book.put(intern(data["pupil"]), data["col"], e.pos, data.get("value"))
    if data.get("late") is not None:
        book.late.add((data["pupil"], data["col"]))
    else:
        window = state.window(book, data["col"])
        if window is not None and window.lets_in(e):
            window.last_mark = e.pos


def column_unpublished(_state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["col"] in e.book.published else None


def window_begun(state: State, e: Entry) -> str | None:
    window = state.window(e.book, e.data["col"])
    return None if window is not None and window.first <= e.at else "WINDOW_CLOSED"


def column_digest_right(_state: State, e: Entry) -> str | None:
    rows: list[list[Any]] = [[pupil, cell >> 8] for pupil, cell in e.book.held(e.data["col"])]
    ok = rows and e.data["count"] == len(rows) and e.data["digest"] == digest_of(rows)
    return None if ok else "DIGEST_WRONG"


def publish(_state: State, e: Entry) -> None:
    e.book.published.add(e.data["col"])


def until_ahead(_state: State, e: Entry) -> str | None:
    return None if e.data["until"] > e.t else "BAD_PERIOD"


def pupils_in_class(state: State, e: Entry) -> str | None:
    for name in e.data["pupils"]:
        if not may_have_cell(state, e, name):
            return "NOT_IN_CLASS"
    return None


def permit_late(state: State, e: Entry) -> None:
    d = e.data
    state.permits[e.pos] = Permit(e.stream, d["col"], frozenset(d["pupils"]), d["until"], e.person)


PLACE: tuple[Rule, ...] = (subject_taught, column_exists, pupil_in_class)
"""Where one of these fails there is no such cell, and nothing more can be asked of it."""

CELL: tuple[Rule, ...] = (*PLACE, value_suits)
"""Rule 11 without the lock."""

RULES: dict[str, tuple[Rule, ...]] = {
    "MarkEntered": (
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
    ),
    "MarkChanged": (
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
    ),
    "MarkCleared": (
        right,
        *PLACE,
        not_locked,
        base_is_cell,
        window_open,
        not_of_record,
    ),
    "ColumnPublished": (
        right,
        subject_taught,
        column_exists,
        not_locked,
        column_unpublished,
        window_begun,
        column_digest_right,
    ),
    "LateEntryPermitted": (right, subject_taught, column_exists, not_locked, until_ahead, pupils_in_class),
}

ANOTHER_MARK: dict[str, tuple[Rule, ...]] = {
    type_: tuple(rule for rule in RULES[type_] if rule not in (right, subject_taught, not_locked))
    for type_ in ("MarkEntered", "MarkChanged", "MarkCleared")
}
"""Asked of a mark behind a right one of its type, book and command: who, when and where are the same."""

APPLY = {
    "MarkEntered": set_mark,
    "MarkChanged": set_mark,
    "MarkCleared": set_mark,
    "ColumnPublished": publish,
    "LateEntryPermitted": permit_late,
}
