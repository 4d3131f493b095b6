"""Logs that break a rule about close, lock and archive (23 to 26) in one entry."""

from typing import Any

from tests.vectors.law.broken.marks import locked_mark, marked
from tests.vectors.law.broken.school import Case, Start, then
from tests.vectors.law.drafts import (
    archived,
    close,
    close_refused,
    locked,
    planned,
    spent,
    unlocked,
)
from tests.vectors.law.flows import appoint, appoint_head, base, school
from tests.vectors.law.log import SYSTEM, Draft, Log, digest

SOON = "2026-09-10T00:00:00.000000Z"


def closing(log: Log) -> int:
    """A close proposed by the board; its position."""
    marked(log)
    return log.do("board", close())


def _deciding(who: str, make: Any, start: Start = closing) -> Start:
    """Ends with the draft that `make(log, what start gave)` gives."""

    def build(log: Log) -> None:
        log.do(who, make(log, start(log)))

    return build


def _own_proposal(log: Log) -> int:
    """The head also sits in the board and has proposed."""
    marked(log)
    appoint_head(log, "board hat", "board")
    return log.do("board hat", close())


def _two_members(log: Log) -> int:
    proposal = closing(log)
    appoint(log, "second member", "b2", "board")
    return proposal


def _refused_close(log: Log) -> int:
    proposal = closing(log)
    log.do("head", close_refused(proposal))
    return proposal


def _locked_twice(log: Log) -> None:
    locked_mark(log)
    log.do("head", unlocked(log.at(days=2)))
    log.do("head", unlocked(log.at(days=3)))


def _snapshots(*drafts: Any, who: Any = SYSTEM) -> Start:
    def build(log: Log) -> None:
        base(log)
        for draft in drafts[:-1]:
            log.do(SYSTEM, draft(log))
        log.do(who, drafts[-1](log))

    return build


def _plan(log: Log) -> Draft:
    return planned(log)


CASES: tuple[Case, ...] = (
    ("a close proposed for a class nobody opened", "UNKNOWN_CLASS", then(school, "board", close("6Z"))),
    ("a close proposed for a locked book", "BOOK_LOCKED", then(locked_mark, "board", close())),
    ("a close proposed twice", "ALREADY_EXISTS", then(closing, "board", close())),
    (
        "CloseRefused by the board",
        "NO_RIGHT",
        _deciding("second member", lambda _, pos: close_refused(pos), _two_members),
    ),
    (
        "a close refused that nobody proposed",
        "NO_PROPOSAL",
        _deciding("head", lambda _, pos: close_refused(pos), marked),
    ),
    (
        "a close refused by the proposer",
        "PROPOSER_DECIDES",
        _deciding("head", lambda _, pos: close_refused(pos), _own_proposal),
    ),
    ("BookLocked by the board", "NO_RIGHT", _deciding("second member", locked, _two_members)),
    ("a lock without a proposal", "NO_PROPOSAL", _deciding("head", locked, marked)),
    ("a lock after the proposal was refused", "NO_PROPOSAL", _deciding("head", locked, _refused_close)),
    ("a lock by the proposer", "PROPOSER_DECIDES", _deciding("head", locked, _own_proposal)),
    (
        "a lock over other cells",
        "DIGEST_WRONG",
        _deciding("head", lambda log, pos: locked(log, pos, digest=digest("x"))),
    ),
    (
        "a lock that counts wrongly",
        "DIGEST_WRONG",
        _deciding("head", lambda log, pos: locked(log, pos, count=2)),
    ),
    ("BookUnlocked by the board", "NO_RIGHT", then(locked_mark, "board", unlocked(SOON))),
    ("an open book unlocked", "NOT_LOCKED", then(marked, "head", unlocked(SOON))),
    ("an unlocked book unlocked", "NOT_LOCKED", _locked_twice),
    (
        "an unlocking that is over when it begins",
        "BAD_PERIOD",
        then(locked_mark, "head", unlocked("2026-09-07T01:00:00.000000Z")),
    ),
    (
        "an unlocking of more than 30 days",
        "BAD_PERIOD",
        then(locked_mark, "head", unlocked("2026-10-08T00:00:00.000000Z")),
    ),
    ("SnapshotPlanned by the head", "NO_RIGHT", _snapshots(_plan, who="head")),
    ("an archive id planned twice", "SNAPSHOT_TWICE", _snapshots(_plan, _plan)),
    ("an archive of what is not yet written", "BAD_DATA", _snapshots(lambda log: planned(log, size=99))),
    ("SnapshotArchived by the head", "NO_RIGHT", _snapshots(_plan, lambda _: archived(), who="head")),
    ("an archive that nobody planned", "SNAPSHOT_TWICE", _snapshots(lambda _: archived())),
    (
        "an archive id with two files",
        "SNAPSHOT_TWICE",
        _snapshots(_plan, lambda _: archived(), lambda _: archived()),
    ),
    (
        "a spent archive id archived",
        "SNAPSHOT_TWICE",
        _snapshots(_plan, lambda _: spent(), lambda _: archived()),
    ),
    (
        "a spent archive id spent again",
        "SNAPSHOT_TWICE",
        _snapshots(_plan, lambda _: spent(), lambda _: spent()),
    ),
    (
        "an archive of a window whose reference is none",
        "BAD_DATA",
        _snapshots(lambda log: planned(log, cause={"kind": "window", "ref": "w 1"})),
    ),
    (
        "an archive of a lock in a third semester",
        "BAD_DATA",
        _snapshots(lambda log: planned(log, cause={"kind": "lock", "ref": "6A/3"})),
    ),
    ("SnapshotSpent by the head", "NO_RIGHT", _snapshots(_plan, lambda _: spent(), who="head")),
    ("an archived id spent", "SNAPSHOT_TWICE", _snapshots(_plan, lambda _: archived(), lambda _: spent())),
)
