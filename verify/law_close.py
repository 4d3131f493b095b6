"""Rules 23 to 26 of spec/LAW.md: close, lock, unlock, archive."""

from collections.abc import Iterator
from typing import Any

from verify.law_cells import Term
from verify.law_marks import digest_of
from verify.law_rights import Rule, right
from verify.law_school import class_open
from verify.law_shape import later
from verify.law_state import Entry, Snapshot, State


def _term(state: State, e: Entry) -> Term:
    return state.term(e.data["class"], e.data["semester"])


def term_not_locked(state: State, e: Entry) -> str | None:
    return "BOOK_LOCKED" if _term(state, e).locked(e.at) else None


def nothing_proposed(state: State, e: Entry) -> str | None:
    return None if _term(state, e).proposal is None else "ALREADY_EXISTS"


def propose_close(state: State, e: Entry) -> None:
    term = _term(state, e)
    term.proposal, term.proposer = e.pos, e.person


def proposal_open(state: State, e: Entry) -> str | None:
    return None if _term(state, e).proposal == e.data["proposal"] else "NO_PROPOSAL"


def not_own_close(state: State, e: Entry) -> str | None:
    term = _term(state, e)
    return "PROPOSER_DECIDES" if term.proposal is not None and term.proposer == e.person else None


def end_proposal(state: State, e: Entry) -> None:
    _term(state, e).proposal = None


def lock_digest_right(state: State, e: Entry) -> str | None:
    rows: list[list[Any]] = []
    for book in state.books.values():
        if (book.klass, book.semester) == (e.data["class"], e.data["semester"]):
            for col in book.columns:
                rows += ([book.subject, pupil, col, cell >> 8] for pupil, cell in book.held(col))
    rows.sort()
    ok = e.data["count"] == len(rows) and e.data["digest"] == digest_of(rows)
    return None if ok else "DIGEST_WRONG"


def lock(state: State, e: Entry) -> None:
    term = _term(state, e)
    term.proposal, term.ever_locked, term.unlocked_until = None, True, ""


def term_locked(state: State, e: Entry) -> str | None:
    return None if _term(state, e).locked(e.at) else "NOT_LOCKED"


def unlock_is_short(_state: State, e: Entry) -> str | None:
    return None if e.at < e.data["until"] <= later(e.at, days=30) else "BAD_PERIOD"


def unlock(state: State, e: Entry) -> None:
    term = _term(state, e)
    term.unlocked_until = max(term.unlocked_until, e.data["until"])


def snapshot_new(state: State, e: Entry) -> str | None:
    return "SNAPSHOT_TWICE" if e.data["id"] in state.snapshots else None


def snapshot_of_the_past(_state: State, e: Entry) -> str | None:
    return None if e.data["size"] <= e.pos else "BAD_DATA"


def plan(state: State, e: Entry) -> None:
    state.snapshots.setdefault(e.data["id"], Snapshot(e.data["cause"], e.data["size"]))


def snapshot_unfinished(state: State, e: Entry) -> str | None:
    snapshot = state.snapshots.get(e.data["id"])
    return "SNAPSHOT_TWICE" if snapshot is None or snapshot.archived or snapshot.spent else None


def archive(state: State, e: Entry) -> None:
    if e.data["id"] in state.snapshots:
        state.snapshots[e.data["id"]].archived = True


def spend(state: State, e: Entry) -> None:
    if e.data["id"] in state.snapshots:
        state.snapshots[e.data["id"]].spent = True


def windows_unarchived(state: State) -> Iterator[tuple[str, int]]:
    """Rule 26, at the end of the log: (id, position) of each window not archived a day after its end."""
    for name, window in state.windows.items():
        if later(window.end, hours=24) < state.last_at and not any(
            one.archived and one.cause == {"kind": "window", "ref": name} and one.size > window.last_mark
            for one in state.snapshots.values()
        ):
            yield name, window.pos


RULES: dict[str, tuple[Rule, ...]] = {
    "CloseProposed": (right, class_open, term_not_locked, nothing_proposed),
    "CloseRefused": (right, proposal_open, not_own_close),
    "BookLocked": (right, proposal_open, not_own_close, lock_digest_right),
    "BookUnlocked": (right, term_locked, unlock_is_short),
    "SnapshotPlanned": (right, snapshot_new, snapshot_of_the_past),
    "SnapshotArchived": (right, snapshot_unfinished),
    "SnapshotSpent": (right, snapshot_unfinished),
}

APPLY = {
    "CloseProposed": propose_close,
    "CloseRefused": end_proposal,
    "BookLocked": lock,
    "BookUnlocked": unlock,
    "SnapshotPlanned": plan,
    "SnapshotArchived": archive,
    "SnapshotSpent": spend,
}
