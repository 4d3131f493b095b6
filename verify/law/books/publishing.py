"""LAW 15 and 16: columns published, late entries permitted."""

from __future__ import annotations

from typing import Any

from verify.law.books.cells import column_exists, not_locked, subject_taught
from verify.law.books.digests import digest_of
from verify.law.books.members import may_have_cell
from verify.law.fields import COLUMN, DECISION
from verify.law.rights import right
from verify.law.shape import ascending, is_digest, is_id, is_instant, is_natural, one_of
from verify.law.state.acts import Act
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.state.windows import Permit
from verify.law.types import BOOK, Slip, Type


def column_unpublished(_state: State, e: Entry) -> str | None:
    """LAW 15: published once."""
    return "ALREADY_EXISTS" if e.data["col"] in e.book.published else None


def window_begun(state: State, e: Entry) -> str | None:
    """LAW 15: its window has begun."""
    window = state.window(e.book, e.data["col"])
    return None if window is not None and window.first <= e.at else "WINDOW_CLOSED"


def column_digest_right(_state: State, e: Entry) -> str | None:
    """LAW 15 (S74): something is published, and count and digest are those of the cells."""
    rows: list[list[Any]] = [[pupil, cell >> 8] for pupil, cell in e.book.held(e.data["col"])]
    ok = rows and e.data["count"] == len(rows) and e.data["digest"] == digest_of(rows)
    return None if ok else "DIGEST_WRONG"


def publish(_state: State, e: Entry) -> None:
    """Of record from here on."""
    e.book.published.add(e.data["col"])


def until_ahead(_state: State, e: Entry) -> str | None:
    """LAW 16: the permission has not run out already."""
    return None if e.data["until"] > e.t else "BAD_PERIOD"


def pupils_in_class(state: State, e: Entry) -> str | None:
    """LAW 16: each may have a cell in the book."""
    for name in e.data["pupils"]:
        if not may_have_cell(state, e, name):
            return "NOT_IN_CLASS"
    return None


def permit_late(state: State, e: Entry) -> None:
    """Permitted, for those pupils, until then."""
    d = e.data
    state.windows.permits[e.pos] = Permit(e.stream, d["col"], frozenset(d["pupils"]), d["until"], e.person)


def permit_withdrawn(state: State, act: Act, _e: Entry) -> None:
    """It permits nothing any more."""
    state.windows.permits.pop(act.pos, None)


TYPES: dict[str, Type] = {
    "ColumnPublished": Type(
        stream=BOOK,
        fields={"col": COLUMN, "count": is_natural, "digest": is_digest},
        rules=(
            right,
            subject_taught,
            column_exists,
            not_locked,
            column_unpublished,
            window_begun,
            column_digest_right,
        ),
        apply=publish,
        final=(subject_taught, column_exists),
    ),
    "LateEntryPermitted": Type(
        stream=BOOK,
        fields={
            "col": COLUMN,
            "pupils": ascending(is_id, 500),
            "until": is_instant,
            "reason": one_of("makeup", "returned", "zero", "other"),
            "decision": DECISION,
        },
        rules=(right, subject_taught, column_exists, not_locked, until_ahead, pupils_in_class),
        apply=permit_late,
        final=(subject_taught, column_exists),
        slip=Slip(withdrawn=True, retold=permit_withdrawn),
    ),
}
