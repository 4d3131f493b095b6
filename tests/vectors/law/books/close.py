"""Closing, locking and unlocking a semester's books (LAW 23, 24)."""

from tests.vectors.law.besides import touch
from tests.vectors.law.drafts.books import late, mark
from tests.vectors.law.drafts.close import close, close_refused, locked, unlocked
from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.school import appoint, appoint_head, closing, locked_mark, marked, on_paper, school
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, by, case, sound, then


def _unlock_and_expire(log: Log) -> None:
    closing(log)
    log.do("head", unlocked(log.at(days=2)))
    given = log.do("head", late(log, "p2"))
    log.do("teacher", mark(70, "p2", late=given))
    log.wait(days=3)
    log.do("head", unlocked(log.at(days=30)))
    log.do("head", locked(log, log.do("board", close())))


SOON = "2026-09-10T00:00:00.000000Z"


def _proposed_close(log: Log) -> int:
    """A close proposed by the board; its position."""
    marked(log)
    return log.do("board", close())


def _own_proposal(log: Log) -> int:
    """The head also sits in the board and has proposed."""
    marked(log)
    appoint_head(log, "board hat", "board")
    return log.do("board hat", close())


def _two_members(log: Log) -> int:
    proposal = _proposed_close(log)
    appoint(log, "second member", "b2", "board")
    return proposal


def _refused_close(log: Log) -> int:
    proposal = _proposed_close(log)
    log.do("head", close_refused(proposal))
    return proposal


def _locked_twice(log: Log) -> None:
    locked_mark(log)
    log.do("head", unlocked(log.at(days=2)))
    log.do("head", unlocked(log.at(days=3)))


def _unlocked(s: Story) -> Draft:
    data = {"class": "6A", "semester": 1, "reason": "bổ sung", "decision": DECISION}
    return "close/6A/1", "BookUnlocked", {**data, "until": s.log.at(days=11)}


def _lock(s: Story) -> Draft:
    return locked(s.log, s.log.do("board", close()))


SMALL: tuple[Told, ...] = (
    ("a late entry and an unlocking on paper", None, on_paper(_unlock_and_expire)),
    ("close proposed, refused, proposed again, locked", None, closing),
    ("an unlocking that serves a late entry, expires, and a second lock", None, _unlock_and_expire),
    ("a close proposed for a class nobody opened", "UNKNOWN_CLASS", then(school, "board", close("6Z"))),
    ("a close proposed for a locked book", "BOOK_LOCKED", then(locked_mark, "board", close())),
    ("a close proposed twice", "ALREADY_EXISTS", then(_proposed_close, "board", close())),
    (
        "CloseRefused by the board",
        "NO_RIGHT",
        by("second member", _two_members, lambda _, pos: close_refused(pos)),
    ),
    (
        "a close refused that nobody proposed",
        "NO_PROPOSAL",
        by("head", marked, lambda _, pos: close_refused(pos)),
    ),
    (
        "a close refused by the proposer",
        "PROPOSER_DECIDES",
        by("head", _own_proposal, lambda _, pos: close_refused(pos)),
    ),
    ("BookLocked by the board", "NO_RIGHT", by("second member", _two_members, locked)),
    ("a lock without a proposal", "NO_PROPOSAL", by("head", marked, locked)),
    ("a lock after the proposal was refused", "NO_PROPOSAL", by("head", _refused_close, locked)),
    ("a lock by the proposer", "PROPOSER_DECIDES", by("head", _own_proposal, locked)),
    (
        "a lock over other cells",
        "DIGEST_WRONG",
        by("head", _proposed_close, lambda log, pos: locked(log, pos, digest=digest("x"))),
    ),
    (
        "a lock that counts wrongly",
        "DIGEST_WRONG",
        by("head", _proposed_close, lambda log, pos: locked(log, pos, count=2)),
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
)

YEAR: tuple[Told, ...] = (
    sound("a lock after another semester was touched", "lock 1", "head", _lock, {"lock 1": touch(2)}),
    case("NOT_APPROVED", "a lock without approval", "class 1", "head", _lock),
    case("BAD_PERIOD", "unlocked for longer than the procedure says", "marks 2", "head", _unlocked),
    case(
        "NOT_APPROVED",
        "a lock of what was touched since the approval",
        "lock 1",
        "head",
        _lock,
        {"lock 1": touch(1)},
    ),
)
