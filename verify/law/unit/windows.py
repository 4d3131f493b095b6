"""LAW 9: when marks may be written."""

from __future__ import annotations

from heapq import heappush

from verify.law.fields import COLUMN, COLUMNS, DECISION, SEMESTER
from verify.law.rights import right
from verify.law.shape import Check, ascending, is_id, is_instant
from verify.law.state.acts import Act
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.state.windows import Window
from verify.law.types import Slip, Type
from verify.proof.shapes import is_year

_CLASSES: Check = lambda value: value == ["*"] or ascending(is_id, 500)(value)  # noqa: E731


def window_new(state: State, e: Entry) -> str | None:
    """LAW 9: an id is used once, also one that was withdrawn."""
    name = e.data["window"]
    known = name in state.windows.known or name in state.windows.withdrawn
    return "ALREADY_EXISTS" if known else None


def window_period(_state: State, e: Entry) -> str | None:
    """LAW 9: it ends after it begins, and has not ended already."""
    return None if e.data["from"] < e.data["to"] > e.t else "BAD_PERIOD"


def windows_apart(state: State, e: Entry) -> str | None:
    """LAW 9: no column of a class under two windows of a year."""
    d = e.data
    taken = state.windows.index.meets(d["year"], d["semester"], d["cols"], d["classes"])
    return "WINDOW_OVERLAP" if taken else None


def window_classes_open(state: State, e: Entry) -> str | None:
    """LAW 9: its classes were opened in that year."""
    for name in e.data["classes"]:
        klass = state.classes.get(name)
        if name != "*" and (klass is None or klass.year != e.data["year"]):
            return "UNKNOWN_CLASS"
    return None


def set_window(state: State, e: Entry) -> None:
    """It covers its columns, and waits for its archive once it has ended."""
    d = e.data
    columns, classes = frozenset(d["cols"]), frozenset(d["classes"])
    window = Window(e.pos, d["year"], d["semester"], columns, classes, d["from"], d["to"])
    if state.windows.known.setdefault(d["window"], window) is window:
        heappush(state.archives.waiting, (window.end, d["window"]))
        state.windows.index.add(window)
    state.windows.cover.clear()


def window_known(state: State, e: Entry) -> str | None:
    """LAW 9: the window was set."""
    return None if e.data["window"] in state.windows.known else "UNKNOWN_WINDOW"


def window_not_ended(state: State, e: Entry) -> str | None:
    """LAW 9: what has ended is not moved."""
    window = state.windows.known.get(e.data["window"])
    return "WINDOW_ENDED" if window is not None and window.end <= e.t else None


def new_end_ahead(state: State, e: Entry) -> str | None:
    """LAW 9: the new end lies ahead, and after the beginning."""
    window = state.windows.known.get(e.data["window"])
    begun = window.first if window is not None else ""
    return None if e.data["to"] > e.t and e.data["to"] > begun else "BAD_PERIOD"


def move_window(state: State, e: Entry) -> None:
    """It waits for its archive under the new end, too."""
    window = state.windows.known.get(e.data["window"])
    if window is not None:
        window.end = e.data["to"]
        heappush(state.archives.waiting, (window.end, e.data["window"]))


def window_withdrawn(state: State, act: Act, _e: Entry) -> None:
    """It covers nothing and is known no more; its id stays used."""
    window = state.windows.known.get(act.data["window"])
    if window is not None and window.pos == act.pos:
        del state.windows.known[act.data["window"]]
        state.windows.index.drop(window)
        state.windows.withdrawn.add(act.data["window"])
        state.windows.cover.clear()


def window_unused(state: State, e: Entry, act: Act) -> str | None:
    """LAW 48: it has not ended, and no cell that it covers ever had an entry."""
    window = state.windows.known.get(act.data["window"])
    if window is None:
        return None
    if window.end <= e.t:
        return "WINDOW_ENDED"
    for book in state.books.values():
        klass = state.classes.get(book.klass)
        over = klass is not None and klass.year == window.year and book.semester == window.semester
        over = over and ("*" in window.classes or book.klass in window.classes)
        if over and any(book.columns.get(col) for col in window.columns):
            return "IN_USE"
    return None


TYPES: dict[str, Type] = {
    "WindowSet": Type(
        stream="window/{window}",
        fields={
            "window": is_id,
            "year": is_year,
            "semester": SEMESTER,
            "cols": ascending(COLUMN, len(COLUMNS)),
            "classes": _CLASSES,
            "from": is_instant,
            "to": is_instant,
            "decision": DECISION,
        },
        rules=(right, window_new, window_period, windows_apart, window_classes_open),
        apply=set_window,
        slip=Slip(withdrawn=True, unused=window_unused, retold=window_withdrawn),
    ),
    "WindowMoved": Type(
        stream="window/{window}",
        fields={"window": is_id, "to": is_instant, "decision": DECISION},
        rules=(right, window_known, window_not_ended, new_end_ahead),
        apply=move_window,
    ),
}
