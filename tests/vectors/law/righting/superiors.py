"""The appointment of a superior whom nobody else can end, made void by three persons and time (LAW 49)."""

from tests.vectors.law.besides import awaiting, with_clerk
from tests.vectors.law.drafts.righting import proposal, ruled
from tests.vectors.law.drafts.unit import person, post, post_ended
from tests.vectors.law.log import Log
from tests.vectors.law.school import DATED, LONG_AGO, appoint, there_and_back
from tests.vectors.law.told import Told


def _mistaken(log: Log) -> tuple[int, str]:
    """Somebody who is not of the body above was appointed."""
    with_clerk(log)
    appoint(log, "above", "s1", "superior")
    return log.rights["above"][2], "person/s1"


def _void(log: Log) -> None:
    awaiting(log, *_mistaken(log), None)
    log.wait(days=30)
    log.do("head", ruled())


def _too_early(log: Log) -> int:
    awaiting(log, *_mistaken(log), None)
    log.wait(days=29, hours=23)
    return log.do("head", ruled())


def _early_by_clock(log: Log) -> int:
    """The clock was ahead, and set back before the proposal: its days count from what the log knew then."""
    act = _mistaken(log)
    there_and_back(log, days=40)
    awaiting(log, *act, None)
    log.wait(days=31)
    return log.do("head", ruled())


def _of_a_teacher(log: Log) -> int:
    with_clerk(log)
    return log.do("clerk", proposal(log.rights["teacher"][2], "person/t1", None))


def _ended_already(log: Log) -> int:
    """One of two; the other has ended the appointment."""
    act = _mistaken(log)
    log.do("above", person("s2"))
    log.rights["second above"] = ("s2", "superior", log.do("above", post("s2", "superior")))
    log.do("second above", post_ended("s1", act[0], LONG_AGO))
    return log.do("clerk", proposal(*act, None))


def _without_a_head(log: Log) -> int:
    """The only head has a last day: then nobody could appoint anybody."""
    act = _mistaken(log)
    log.do("above", person("h2"), post("h2", "head", to=DATED))
    log.do("above", post_ended("h1", 0, LONG_AGO))
    return log.do("clerk", proposal(*act, None))


def _acts_after(log: Log) -> int:
    _void(log)
    return log.do("above", person("x1"))


def _ended_after(log: Log) -> int:
    _void(log)
    log.do("head", person("s2"))
    log.rights["second above"] = ("s2", "superior", log.do("head", post("s2", "superior")))
    return log.do("second above", post_ended("s1", log.rights["above"][2], "2026-12-01"))


def _third_by_head(log: Log) -> int:
    """A void one is none; the one appointed in its place is."""
    _void(log)
    log.do("head", person("s2"), post("s2", "superior"))
    return log.do("head", post("b1", "superior"))


def _put_in_its_place(log: Log) -> None:
    """The head appoints the right person; the superior of before had 30 days to refuse."""
    _void(log)
    log.do("head", person("s2"))
    log.rights["second above"] = ("s2", "superior", log.do("head", post("s2", "superior")))
    log.do("second above", post_ended("h1", 0, LONG_AGO))


def _after_one_that_ended(log: Log) -> None:
    """One superior was followed by another; that one is gone, and void."""
    act = _mistaken(log)
    log.do("above", person("s2"))
    second = log.do("above", post("s2", "superior"))
    log.rights["second above"] = ("s2", "superior", second)
    log.do("second above", post_ended("s1", act[0], LONG_AGO))
    awaiting(log, second, "person/s2", None)
    log.wait(days=30)
    log.do("head", ruled())
    log.do("head", person("s3"), post("s3", "superior"))


def _refused_by_the_superior(log: Log) -> None:
    """Who is there refuses it."""
    awaiting(log, *_mistaken(log), None)
    log.do("above", ruled(outcome="refused"))


SMALL: tuple[Told, ...] = (
    ("a superior's appointment void, and another in its place", None, _put_in_its_place),
    (
        "the last of two superiors void, the first being ended, and another in their place",
        None,
        _after_one_that_ended,
    ),
    ("a superior refuses that the own appointment is void", None, _refused_by_the_superior),
    ("a superior's appointment void before 30 days are over", "RECTIFICATION_STATE", _too_early),
    ("30 days counted from a clock that was set back", "RECTIFICATION_STATE", _early_by_clock),
    ("a teacher's appointment void: it is ended", "UNKNOWN_ACT", _of_a_teacher),
    ("a superior's appointment void that is ended already", "UNKNOWN_APPOINTMENT", _ended_already),
    ("a superior's appointment void where no head stays", "LAST_HEAD", _without_a_head),
    ("a superior acts whose appointment is void", "RIGHT_NOT_IN_FORCE", _acts_after),
    ("a superior's appointment ended that is void", "UNKNOWN_APPOINTMENT", _ended_after),
    ("the head appoints two superiors after one that is void", "NO_RIGHT", _third_by_head),
)
