"""Heads and the body above: who makes and ends them, and that somebody stays (LAW 4, 6, 27)."""

from typing import Any

from tests.vectors.law.drafts.unit import (
    board_of,
    delegated,
    opened,
    person,
    policy,
    post,
    post_ended,
    stand_in,
)
from tests.vectors.law.log import Log
from tests.vectors.law.school import DATED, LONG_AGO, appoint, base, head_only, school, there_and_back
from tests.vectors.law.told import Told, then


def _above(log: Log) -> None:
    """A school with a person of the body _above, whom the head appointed."""
    school(log)
    appoint(log, "above", "s1", "superior")


def _two_above(log: Log) -> None:
    _above(log)
    log.do("above", person("s2"))
    log.rights["second above"] = ("s2", "superior", log.do("above", post("s2", "superior")))


def _second_head(log: Log, **over: Any) -> None:
    head_only(log)
    appoint(log, "next head", "h2", "head", **over)


def _second_by_head(log: Log) -> int:
    _above(log)
    log.do("head", person("s2"))
    return log.do("head", post("s2", "superior"))


def _second_after_the_first_ended(log: Log) -> int:
    """The first has no right any more; the head still appoints none."""
    _two_above(log)
    log.do("second above", post_ended("s1", log.rights["above"][2], LONG_AGO))
    log.do("head", person("s3"))
    return log.do("head", post("s3", "superior"))


def _by_a_deputy(log: Log) -> int:
    school(log)
    appoint(log, "d1 itself", "d1", "deputy")
    log.rights["deputy"] = ("d1", "deputy", log.do("head", delegated("d1", "appoint")))
    log.do("head", person("s1"))
    return log.do("deputy", post("s1", "superior"))


def _ended_by_head(log: Log) -> int:
    _two_above(log)
    return log.do("head", post_ended("s2", log.rights["second above"][2], "2026-12-01"))


def _above_appoints_a_teacher(log: Log) -> int:
    _above(log)
    log.do("above", person("t1"))
    return log.do("above", post("t1", "teacher", "6A", "toan"))


def _above_ends_a_teacher(log: Log) -> int:
    base(log)
    appoint(log, "above", "s1", "superior")
    return log.do("above", post_ended("t1", log.rights["teacher"][2], "2026-12-01"))


def _above_names_a_substitute(log: Log) -> int:
    base(log)
    appoint(log, "above", "s1", "superior")
    return log.do("above", stand_in("b1", log.rights["teacher"][2]))


def _above_founds(log: Log) -> int:
    _above(log)
    return log.do("above", board_of("b1"))


def _above_appoints_themselves(log: Log) -> int:
    _above(log)
    return log.do("above", post("s1", "head"))


def _above_for_a_time(log: Log) -> int:
    school(log)
    log.do("head", person("s1"))
    return log.do("head", post("s1", "superior", to=DATED))


def _last_with_a_future_one(log: Log) -> int:
    _second_head(log, **{"from": "2026-10-02"})
    return log.do("head", post_ended("h1", 0, "2026-09-30"))


def _each_until_the_other_ended(log: Log) -> int:
    """Two heads; each is ended for a day to come, and after the later one nobody is left."""
    _second_head(log)
    log.do("head", post_ended("h2", log.rights["next head"][2], "2027-01-31"))
    return log.do("head", post_ended("h1", 0, "2026-12-31"))


def _last_ended_by(who: str) -> Told:
    def build(log: Log) -> int:
        _second_head(log, to=DATED)
        return log.do(who, post_ended("h1", 0, "2026-12-31"))

    return f"the last head without a last day, ended by {who}", "LAST_HEAD", build


def _last_above(log: Log) -> int:
    _above(log)
    return log.do("above", post_ended("s1", log.rights["above"][2], "2026-12-31"))


def _founder_of_own_seat(log: Log) -> None:
    """The head was on a board by a deputy's appointment; the board of today is another."""
    school(log)
    appoint(log, "d1 itself", "d1", "deputy")
    log.rights["deputy"] = ("d1", "deputy", log.do("head", delegated("d1", "appoint")))
    log.rights["seat"] = ("h1", "board", log.do("deputy", post("h1", "board")))
    log.do("head", board_of("b1"))


def _founds_own_seat(log: Log) -> int:
    _founder_of_own_seat(log)
    return log.do("head", board_of("b1", "h1"))


def _former_board_by_clock(log: Log) -> int:
    """The next board had begun before the clock was set back."""
    head_only(log)
    log.do("head", person("b1"), person("b2"))
    log.do("head", board_of("b1"))
    appoint(log, "board", "b1", "board", new=False)
    log.do("head", board_of("b2", **{"from": "2026-09-10"}))
    there_and_back(log, days=5)
    return log.do("board", opened())


def _body_above(log: Log) -> None:
    """It appoints and ends heads, the last one too, and decides what is a head's own."""
    base(log)
    appoint(log, "above", "s1", "superior")
    log.do("above", policy())
    taught = log.do("above", post("h1", "teacher", "6A", "toan"))
    log.do("above", post_ended("h1", taught, "2026-12-01"))
    log.do("above", stand_in("h1", log.rights["teacher"][2]))
    log.do("above", board_of("b1", "h1"))
    log.do("above", post_ended("h1", 0, LONG_AGO))
    log.do("above", person("h2"))
    log.rights["head"] = ("h2", "head", log.do("above", post("h2", "head", to=DATED)))
    log.do("head", person("x1"))


def _above_hands_over(log: Log) -> None:
    """Another person of the body above comes, and the first goes."""
    _two_above(log)
    log.do("above", post_ended("s1", log.rights["above"][2], LONG_AGO))
    log.do("second above", post_ended("h1", 0, "2026-12-01"))


def _heads_in_a_row(log: Log) -> None:
    """The next head begins on the day after the last one's."""
    _second_head(log, **{"from": "2026-10-01"})
    log.do("head", post_ended("h1", 0, "2026-09-30"))


def _dated_head_goes(log: Log) -> None:
    """A head with a last day is ended early by the one who stays."""
    _second_head(log, to=DATED)
    log.do("head", post_ended("h2", log.rights["next head"][2], "2026-12-01"))


def _same_person_stays(log: Log) -> None:
    """The head's first right ends when another head has renewed it: rights count, not persons."""
    _second_head(log)
    log.do("next head", post("h1", "head"))
    log.do("head", post_ended("h2", log.rights["next head"][2], "2026-12-01"))
    log.do("head", post_ended("h1", 0, "2026-12-01"))


def _a_seat_founded_by_another(log: Log) -> None:
    """A second head founds the board on which the first sits."""
    _founder_of_own_seat(log)
    appoint(log, "next head", "h2", "head")
    log.do("next head", board_of("b1", "h1"))
    log.do("seat", opened("6B"))


SMALL: tuple[Told, ...] = (
    ("the body above: policy, heads, and what is a head's own", None, _body_above),
    ("one person of the body above after another", None, _above_hands_over),
    ("one head after another, from day to day", None, _heads_in_a_row),
    ("a head with a last day is ended early", None, _dated_head_goes),
    ("a head's right that was renewed by another head", None, _same_person_stays),
    ("a head on a board that another head founded", None, _a_seat_founded_by_another),
    ("a head appoints a second person of the body above", "NO_RIGHT", _second_by_head),
    ("a head appoints one after the first was ended", "NO_RIGHT", _second_after_the_first_ended),
    ("a deputy with the power appoints one", "NO_RIGHT", _by_a_deputy),
    ("a head ends one", "NO_RIGHT", _ended_by_head),
    ("a person of the body above with a last day", "BAD_PERIOD", _above_for_a_time),
    ("the body above appoints a teacher", "NO_RIGHT", _above_appoints_a_teacher),
    ("the body above ends a teacher's right", "NO_RIGHT", _above_ends_a_teacher),
    ("the body above names a teacher's substitute", "NO_RIGHT", _above_names_a_substitute),
    ("the body above founds a board without a head", "NO_RIGHT", _above_founds),
    ("the body above opens a class", "NO_RIGHT", then(_above, "above", opened("6B"))),
    ("a person of the body above becomes head by themselves", "SELF_GRANT", _above_appoints_themselves),
    (
        "the only head ends the own right",
        "LAST_HEAD",
        then(school, "head", post_ended("h1", 0, "2026-12-01")),
    ),
    _last_ended_by("head"),
    _last_ended_by("next head"),
    ("the head ended two days before the next begins", "LAST_HEAD", _last_with_a_future_one),
    ("both heads ended for days to come", "LAST_HEAD", _each_until_the_other_ended),
    ("the only person of the body above ends the own right", "LAST_HEAD", _last_above),
    ("the head founds a board with a seat for themselves", "SELF_GRANT", _founds_own_seat),
    ("a member of a former board after the clock was set back", "RIGHT_NOT_IN_FORCE", _former_board_by_clock),
)
