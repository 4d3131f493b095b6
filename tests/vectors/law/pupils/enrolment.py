"""Enrolments and rosters (LAW 8, 32)."""

from tests.vectors.law.drafts.pupils import enrolled, placed, roster
from tests.vectors.law.school import base, school
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, case, sound, then


def _away_and_back(s: Story) -> None:
    """Both moves are still to come."""
    s.log.do("board", placed("p2", "6B", s.day("09-20"), "change"))
    s.log.do("board", placed("p2", "6A", s.day("09-25"), "change"))


SMALL: tuple[Told, ...] = (
    ("a pupil enrolled twice", "ALREADY_EXISTS", then(base, "board", enrolled("p1", register="ĐB-9"))),
    ("a register number used twice", "REGISTER_TWICE", then(base, "board", enrolled("p3", register="ĐB-p1"))),
    (
        "a pupil of a class nobody opened",
        "UNKNOWN_CLASS",
        then(school, "board", enrolled("p1", **{"class": "6Z"})),
    ),
)

YEAR: tuple[Told, ...] = (
    sound(
        "a roster names the stay of today, not one in the same class that is to come",
        "roster",
        "homeroom",
        roster,
        {"roster": _away_and_back},
    ),
    case("DIGEST_WRONG", "a roster of one more", "roster", "homeroom", lambda s: roster(s, count=5)),
)
