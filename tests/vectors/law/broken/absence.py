"""Logs of the year in which absences of record change, or one person does what takes two (LAW 33, P4)."""

from tests.vectors.law import story as y
from tests.vectors.law.broken.promotion import after
from tests.vectors.law.broken.school import Case
from tests.vectors.law.story import Story


def _confirm(s: Story) -> int:
    return s.log.do("homeroom", y.month_confirmed(s, y.september(s)))


def _sign(s: Story, who: str, confirmation: int) -> int:
    return s.log.do(who, y.month_signed(y.september(s), confirmation))


def _reopen(s: Story, who: str) -> int:
    return s.log.do(who, y.month_reopened(y.september(s)))


def _absent(s: Story) -> int:
    return s.log.do("homeroom", y.absence(s, pupil="p2"))


def _homeroom_is_head(s: Story) -> None:
    y.appoint(s, "g1 as head", "g1", "head")


def _opened_by_the_homeroom_teacher(s: Story) -> None:
    _homeroom_is_head(s)
    _sign(s, "head", _confirm(s))
    _reopen(s, "g1 as head")


def _sets_what_they_opened(s: Story) -> int:
    _opened_by_the_homeroom_teacher(s)
    return _absent(s)


def _confirms_what_they_opened(s: Story) -> int:
    _opened_by_the_homeroom_teacher(s)
    return _confirm(s)


def _signs_what_they_confirmed(s: Story) -> int:
    _homeroom_is_head(s)
    return _sign(s, "g1 as head", _confirm(s))


def _opened_since(s: Story) -> int:
    _sign(s, "head", _confirm(s))
    _reopen(s, "head")
    return _absent(s)


def _in_the_former_class(s: Story) -> int:
    """p6 has a year's result in 6A; October in 6B was never signed."""
    y.appoint(s, "homeroom 6B", "x1", "homeroom", "6B")
    _, kind, data = y.absence(s, **{"class": "6B", "pupil": "p6", "date": s.day("10-05")})
    return s.log.do("homeroom 6B", (f"attendance/6B/{s.day('10-05')[:7]}", kind, data))


SOUND = (("an absence in a month opened after the result of the year", after("list 1", _opened_since)),)
CASES: tuple[Case, ...] = (
    (
        "PROPOSER_DECIDES",
        "an absence set by who opened the month again",
        after("move", _sets_what_they_opened),
    ),
    (
        "PROPOSER_DECIDES",
        "a month confirmed by who opened it again",
        after("move", _confirms_what_they_opened),
    ),
    (
        "PROPOSER_DECIDES",
        "a month signed by who confirmed it",
        after("move", _signs_what_they_confirmed),
    ),
    ("OF_RECORD", "an absence after the result of the year", after("list 1", _absent)),
    ("OF_RECORD", "an absence in another class after the result", after("list 1", _in_the_former_class)),
    ("OF_RECORD", "an absence after the decision in a month opened again", after("titles", _opened_since)),
)
