"""LAW 25 and 26: archives, each id once, each ended window in its turn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from heapq import heappop, heappush

from verify.law.rights import right
from verify.law.shape import is_digest, is_id, is_natural, is_text, later
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.state.windows import Snapshot, Window
from verify.law.types import Type
from verify.proof.shapes import is_cause, local_day

GRACE_H = 24
"""Hours after its end in which nothing is asked of a window."""
GIVEN_UP_DAYS, GIVEN_UP_WRITING = 30, 7
"""Given up is a window that still waits so many days after its end, when people wrote on so many of them."""


def snapshot_new(state: State, e: Entry) -> str | None:
    """LAW 25 (S37): the id was never used."""
    return "SNAPSHOT_TWICE" if e.data["id"] in state.archives.snapshots else None


def snapshot_of_the_past(_state: State, e: Entry) -> str | None:
    """LAW 25: an archive holds what was written before its planning."""
    return None if e.data["size"] <= e.pos else "BAD_DATA"


def window_known(state: State, e: Entry) -> str | None:
    """LAW 25: a window that is its cause was set."""
    cause = e.data["cause"]
    return "UNKNOWN_WINDOW" if cause["kind"] == "window" and cause["ref"] not in state.windows.known else None


def window_over(state: State, e: Entry) -> str | None:
    """LAW 25 (S18): a window that is its cause has ended."""
    window = _window_of(state, e.data["cause"])
    return "BAD_PERIOD" if window is not None and e.t < window.end else None


def _window_of(state: State, cause: dict[str, str]) -> Window | None:
    return state.windows.known.get(cause["ref"]) if cause["kind"] == "window" else None


def plan(state: State, e: Entry) -> None:
    """Marks, too, each window that this archive passes over."""
    cause = e.data["cause"]
    _pass_over(state, cause, e)
    if e.data["id"] not in state.archives.snapshots:
        state.archives.snapshots[e.data["id"]] = Snapshot(cause, e.data["size"], e.pos)
        own = _window_of(state, cause)
        if own is not None:
            own.plans.append(e.pos)
            state.archives.begun.append((e.pos, own))


def _before(end: str, cause: dict[str, str], own: Window | None, t: str) -> bool:
    """Whether a window with this end has its turn before an archive of that cause planned at `t`."""
    return cause["kind"] != "manual" and later(end, hours=GRACE_H) < t and (own is None or end < own.end)


def _pass_over(state: State, cause: dict[str, str], e: Entry) -> None:
    """Each window is looked at once, unless it waits again: many windows and many plans cost their sum.

    Besides, those are looked at whose plan is no part of what this archive holds: few, if its size is recent.
    """
    own, waiting, size = _window_of(state, cause), state.archives.waiting, e.data["size"]
    for pos, window in reversed(state.archives.begun):
        if pos < size:
            break
        if window.plans and window.plans[0] >= size and _before(window.end, cause, own, e.t):
            window.passed_over = True
    while waiting and _before(waiting[0][0], cause, own, e.t):
        end, name = heappop(waiting)
        found = state.windows.known.get(name)  # none: it was withdrawn
        if found and found.end == end and not found.plans:  # moved, it waits under its new end, too
            found.passed_over = True


def snapshot_unfinished(state: State, e: Entry) -> str | None:
    """LAW 25: planned, and neither archived nor spent."""
    snapshot = state.archives.snapshots.get(e.data["id"])
    return "SNAPSHOT_TWICE" if snapshot is None or snapshot.archived or snapshot.spent else None


def archive(state: State, e: Entry) -> None:
    """LAW 26b: its window has its archive, unless a mark came after what the archive holds."""
    snapshot = state.archives.snapshots.get(e.data["id"])
    if snapshot is None:
        return
    snapshot.archived = True
    window = _window_of(state, snapshot.cause)
    if window is not None and snapshot.size > window.last_mark:
        window.archived = True
    elif window is not None:
        window.passed_over = True


def spend(state: State, e: Entry) -> None:
    """Its window waits again."""
    snapshot = state.archives.snapshots.get(e.data["id"])
    if snapshot is None or snapshot.spent:
        return
    snapshot.spent = True
    window = _window_of(state, snapshot.cause)
    # A plan for a window that was set only afterwards is a finding of its own, and none of its plans.
    if window is not None and snapshot.pos in window.plans:
        window.plans.remove(snapshot.pos)
        heappush(state.archives.waiting, (window.end, snapshot.cause["ref"]))


def left_out(state: State) -> list[int]:
    """LAW 26a, b, at the end of the lines: the windows that an archive passed over."""
    return [window.pos for window in state.windows.known.values() if window.passed_over]


def overdue(state: State) -> Iterator[tuple[str, Window, bool]]:
    """Windows without an archive a day after their end, at a log's end; and which were given up (26c)."""
    for name, window in state.windows.known.items():
        if window.archived or window.passed_over or later(window.end, hours=GRACE_H) >= state.last_written:
            continue
        written = len(state.days) - bisect_right(state.days, local_day(window.end) or "")
        given_up = written >= GIVEN_UP_WRITING and later(window.end, days=GIVEN_UP_DAYS) < state.last_written
        yield name, window, given_up


def missing_in_bag(state: State, cause: dict[str, str], at: str) -> list[int]:
    """The same asked of a bag, whose own planning entry lies beyond its lines.

    A bag of a window or lock shows that archiving goes on: those whose turn comes after it are not asked for.
    """
    if cause["kind"] == "manual":
        return [window.pos for _, window, given_up in overdue(state) if given_up]
    own = _window_of(state, cause)
    waiting = (w for w in state.windows.known.values() if not w.plans and not w.passed_over)
    return [window.pos for window in waiting if _before(window.end, cause, own, max(at, state.highest_at))]


TYPES: dict[str, Type] = {
    "SnapshotPlanned": Type(
        stream="archive/{id}",
        fields={
            "id": is_id,
            "size": is_natural,
            "checkpoint": is_digest,
            "cause": is_cause,
            "renderer": is_text,
        },
        rules=(right, snapshot_new, snapshot_of_the_past, window_known, window_over),
        apply=plan,
    ),
    "SnapshotArchived": Type(
        stream="archive/{id}",
        fields={"id": is_id, "digest": is_digest, "bytes": is_natural},
        rules=(right, snapshot_unfinished),
        apply=archive,
    ),
    "SnapshotSpent": Type(
        stream="archive/{id}",
        fields={"id": is_id, "reason": is_text},
        rules=(right, snapshot_unfinished),
        apply=spend,
    ),
}
