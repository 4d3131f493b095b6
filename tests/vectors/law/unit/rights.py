"""What an act rests on: appointments and delegations, in force, by role and by scope (LAW 4)."""

from typing import Any

from tests.vectors.law.drafts.books import mark, moved, window
from tests.vectors.law.drafts.close import close
from tests.vectors.law.drafts.pupils import enrolled
from tests.vectors.law.drafts.unit import (
    clock_reset,
    delegated,
    opened,
    person,
    policy,
    post,
    post_ended,
    restored,
    rotated,
)
from tests.vectors.law.log import Log
from tests.vectors.law.school import LATER, appoint, base, head_only, school, with_deputy
from tests.vectors.law.told import Start, Told, then


def _board_for(**period: Any) -> Start:
    """A board whose appointment has other days."""

    def build(log: Log) -> None:
        head_only(log)
        appoint(log, "board", "b1", "board", **period)

    return build


def _ended_right(log: Log) -> int:
    head_only(log)
    appoint(log, "board", "b1", "board")
    log.do("head", post_ended("b1", log.rights["board"][2], "2026-09-06"))
    return log.do("board", opened())


def _deputy_no_more(log: Log) -> int:
    with_deputy(log, "windows")
    log.do("head", post_ended("d1", log.rights["d1 itself"][2], "2026-09-06"))
    return log.do("deputy", window("w1"))


def _delegation_expired(log: Log) -> int:
    head_only(log)
    appoint(log, "d1", "d1", "deputy")
    pos = log.do("head", delegated("d1", "windows", to="2026-09-06"))
    return log.do(("d1", "deputy", pos), window("w1"))


def _other_power_expired(log: Log) -> int:
    head_only(log)
    appoint(log, "d1", "d1", "deputy")
    pos = log.do("head", delegated("d1", "late", to="2026-09-06"))
    return log.do(("d1", "deputy", pos), window("w1"))


def _teacher_of(log: Log, klass: str, taught: str) -> int:
    base(log)
    log.do("board", opened("6B"))
    appoint(log, "other", "t2", "teacher", klass, taught)
    return log.do("other", mark())


def _homeroom_of_other(log: Log) -> int:
    school(log)
    log.do("board", opened("6B"))
    appoint(log, "homeroom", "g1", "homeroom", "6B")
    return log.do("homeroom", enrolled("p1"))


def _deputy(log: Log) -> None:
    with_deputy(log, "late")


def _deputies(log: Log) -> None:
    _deputy(log)
    appoint(log, "d2", "d2", "deputy")


AS_SYSTEM = ("system", "system", 0)
_ROLES: tuple[Told, ...] = tuple(
    (f"{draft[1]} by a role that may not", "NO_RIGHT", then(start, who, draft))
    for start, who, draft in (
        (school, "board", policy()),
        (school, AS_SYSTEM, rotated()),
        (school, AS_SYSTEM, clock_reset()),
        (school, "board", restored(4)),
        (school, AS_SYSTEM, person("x1")),
        (school, "board", post("h1", "clerk")),
        (school, "board", post_ended("b1", 2, "2026-12-01")),
        (school, "head", opened("6B")),
        (school, "head", enrolled("p1")),
        (school, "board", window("w1")),
        (school, "head", close()),
        (base, "board", moved("w1", LATER)),
        (_deputies, "d1 itself", delegated("d2", "close")),
    )
)

SMALL: tuple[Told, ...] = (
    ("a right that is somebody else's", "NO_RIGHT", then(school, ("b2", "board", 2), opened("6B"))),
    ("a role other than the appointment's", "NO_RIGHT", then(school, ("b1", "head", 2), person("x"))),
    ("a right that rests on nothing", "NO_RIGHT", then(school, ("b1", "board", 9), opened("6B"))),
    (
        "a deputy sets policy, which no delegation allows",
        "NO_RIGHT",
        then(lambda log: with_deputy(log, "close"), "deputy", policy()),
    ),
    (
        "a deputy's act rests on the appointment alone",
        "NO_RIGHT",
        then(lambda log: with_deputy(log, "windows"), "d1 itself", window("w1")),
    ),
    ("the system sets policy", "NO_RIGHT", then(head_only, AS_SYSTEM, policy())),
    (
        "an act before the appointment begins",
        "RIGHT_NOT_IN_FORCE",
        then(_board_for(**{"from": "2026-09-08"}), "board", opened()),
    ),
    (
        "an act after the appointment's last day",
        "RIGHT_NOT_IN_FORCE",
        then(_board_for(to="2026-09-06"), "board", opened()),
    ),
    ("an act after the appointment was ended", "RIGHT_NOT_IN_FORCE", _ended_right),
    ("the delegation is over", "RIGHT_NOT_IN_FORCE", _delegation_expired),
    ("the delegation is over, and named another power", "RIGHT_NOT_IN_FORCE", _other_power_expired),
    ("the delegation stands, the appointment as deputy does not", "RIGHT_NOT_IN_FORCE", _deputy_no_more),
    (
        "the delegation names another power",
        "OUT_OF_SCOPE",
        then(lambda log: with_deputy(log, "close"), "deputy", window("w1")),
    ),
    (
        "a teacher of the class, of another subject",
        "OUT_OF_SCOPE",
        lambda log: _teacher_of(log, "6A", "nhac"),
    ),
    (
        "a teacher of the subject, of another class",
        "OUT_OF_SCOPE",
        lambda log: _teacher_of(log, "6B", "toan"),
    ),
    ("the homeroom teacher of another class enrols", "OUT_OF_SCOPE", _homeroom_of_other),
    *_ROLES,
)
