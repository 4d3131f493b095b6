"""Boards, and a member of one that sits no more (LAW 4, 27)."""

from typing import Any

from tests.vectors.law.drafts.unit import board_of, founded, opened, person, post
from tests.vectors.law.log import Log
from tests.vectors.law.school import appoint, head_only, there_and_back
from tests.vectors.law.told import Told, case


def _board(log: Log, **over: Any) -> None:
    """A founded board of b1, who is appointed to it."""
    head_only(log)
    log.do("head", person("b1"), person("b2"))
    log.do("head", board_of("b1", **over))
    appoint(log, "board", "b1", "board", new=False)


def _another_board(log: Log) -> int:
    _board(log)
    log.do("head", board_of("b2"))
    return log.do("board", opened())


def _another_board_begun_today(log: Log) -> int:
    _board(log)
    log.do("head", board_of("b2", **{"from": "2026-09-07"}))
    return log.do("board", opened())


def _board_over(log: Log) -> int:
    _board(log, to="2026-09-06")
    return log.do("board", opened())


def _board_over_before_reset(log: Log) -> int:
    _board(log, to="2026-09-10")
    there_and_back(log, days=5)
    return log.do("board", opened())


def _next_board(log: Log) -> None:
    """The next board is founded before its first day: the present one sits until then."""
    _board(log, to="2026-09-30")
    log.do("head", board_of("b2", **{"from": "2026-10-01"}))
    log.do("board", opened())


def _same_member(log: Log) -> None:
    """A member of the old board and of the new one goes on."""
    _board(log)
    log.do("head", board_of("b1", "b2"))
    log.do("board", opened())


SMALL: tuple[Told, ...] = (
    ("a board founded for later, and the present one acts until then", None, _next_board),
    ("a member of two boards in a row", None, _same_member),
    ("a member of a board in whose place another was founded", "RIGHT_NOT_IN_FORCE", _another_board),
    (
        "a member of a board in whose place another begins today",
        "RIGHT_NOT_IN_FORCE",
        _another_board_begun_today,
    ),
    ("a member of a board whose last day has passed", "RIGHT_NOT_IN_FORCE", _board_over),
    (
        "a member of a board whose last day had passed before the clock was set back",
        "RIGHT_NOT_IN_FORCE",
        _board_over_before_reset,
    ),
)

YEAR: tuple[Told, ...] = (
    case("UNKNOWN_PERSON", "a board with a stranger", "board", "head", lambda s: founded(s, members=["z9"])),
    case("BAD_PERIOD", "a board that ends first", "board", "head", lambda s: founded(s, to=s.day("08-31"))),
    case(
        "NOT_FOUNDED",
        "a board post for no member of the board",
        "posts",
        "head",
        lambda s: post("x1", "board", **{"from": s.day("08-15")}),
    ),
)
