"""Accounts, lost factors given again by two persons, the security check (LAW 56, 58)."""

from collections.abc import Callable

from tests.vectors.law.drafts.keys import account, checked, reset_asked, reset_granted
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.school import appoint, base, on_paper
from tests.vectors.law.told import Actor, Builder, Told, then


def _two_heads(log: Log) -> None:
    base(log)
    appoint(log, "deputy", "d1", "deputy")


def _whole(log: Log) -> None:
    """Opened, lost, given again; asked anew, and given by another; the school looks at its accounts."""
    _two_heads(log)
    log.do("board", account())
    log.do("head", reset_granted(log.do("board", reset_asked())))
    log.do("head", reset_asked())
    log.do("deputy", reset_granted(log.do("board", reset_asked())))
    log.do("deputy", checked())
    log.do("head", checked(figures=[]))


def _granting(who: Actor, grant: Callable[[int], Draft], asked: str = "t1") -> Builder:
    """After the board has asked."""

    def build(log: Log) -> int:
        _two_heads(log)
        return log.do(who, grant(log.do("board", reset_asked(asked))))

    return build


def _granted_twice(log: Log) -> int:
    _two_heads(log)
    ask = log.do("board", reset_asked())
    log.do("head", reset_granted(ask))
    return log.do("deputy", reset_granted(ask))


def _older_granted(log: Log) -> int:
    _two_heads(log)
    ask = log.do("board", reset_asked())
    log.do("board", reset_asked())
    return log.do("head", reset_granted(ask))


SMALL: tuple[Told, ...] = (
    ("accounts, factors that are given again, a security check", None, _whole),
    ("an account opened by a teacher", "NO_RIGHT", then(base, "teacher", account("b1"))),
    ("an account of nobody", "UNKNOWN_PERSON", then(base, "head", account("x9"))),
    ("an account opened for oneself", "SELF_GRANT", then(base, "head", account("h1"))),
    ("a reset asked by a teacher", "NO_RIGHT", then(base, "teacher", reset_asked("b1"))),
    ("a reset asked for nobody", "UNKNOWN_PERSON", then(base, "head", reset_asked("x9"))),
    ("a reset asked for oneself", "SELF_GRANT", then(base, "board", reset_asked("b1"))),
    (
        "a reset granted by a teacher",
        "NO_RIGHT",
        _granting("teacher", lambda ask: reset_granted(ask, "h1"), "h1"),
    ),
    ("a reset granted that nobody asked", "UNKNOWN_ACT", then(base, "head", reset_granted(1))),
    (
        "a reset granted of another person",
        "UNKNOWN_ACT",
        _granting("head", lambda ask: reset_granted(ask, "b1")),
    ),
    ("a reset granted twice", "UNKNOWN_ACT", _granted_twice),
    ("a reset granted, and another was asked since", "UNKNOWN_ACT", _older_granted),
    ("a reset granted by who asked", "PROPOSER_DECIDES", _granting("board", reset_granted)),
    (
        "a reset granted to oneself",
        "SELF_GRANT",
        _granting("head", lambda ask: reset_granted(ask, "h1"), "h1"),
    ),
    ("a security check by a teacher", "NO_RIGHT", then(base, "teacher", checked())),
    (
        "a security check that tells a figure twice",
        "BAD_DATA",
        then(base, "head", checked(figures=[["old", 1], ["old", 2]])),
    ),
    ("accounts by decisions that are kept on paper", None, on_paper(_whole)),
)
