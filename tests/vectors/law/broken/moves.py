"""Movements beside what was signed or is confirmed: logs whose last command breaks a rule; sound twins."""

from tests.vectors.law import story as y
from tests.vectors.law.broken.record import Builder, homeroom_6b, sound
from tests.vectors.law.broken.year import Case, case
from tests.vectors.law.log import Draft, b64, canonical, sha
from tests.vectors.law.story import Story


def _moves_out(s: Story) -> None:
    """Tomorrow, so that 6A has the same members today."""
    s.log.do("board", y.placed("p2", "6B", s.day("12-21"), "change"))


def _comes(s: Story) -> None:
    s.log.do("board", y.pupil_of(s, "p9", day="10-06"))


def _leaves(s: Story) -> None:
    s.log.do("clerk", y.left("p9", "6A", s.day("10-29")))


def _returns(s: Story) -> None:
    """Into another class than the one left long ago."""
    s.log.do("clerk", y.placed("p9", "6B", s.day("12-20"), "return"))


def _away_and_back(s: Story) -> None:
    """Both moves are still to come."""
    s.log.do("board", y.placed("p2", "6B", s.day("09-20"), "change"))
    s.log.do("board", y.placed("p2", "6A", s.day("09-25"), "change"))


def _october_of_6b(s: Story) -> Draft:
    """p6 was placed in 6A by an entry that says nothing of 6B."""
    moved = next(e["pos"] for e in s.entries() if e["type"] == "PupilPlaced" and e["data"]["pupil"] == "p6")
    data = {"class": "6B", "month": s.day("10-01")[:7], "count": 0}
    data |= {"digest": b64(sha(canonical([[], [["p6", moved]]])))}
    return f"attendance/6B/{data['month']}", "MonthConfirmed", data


CASES: tuple[Case, ...] = (
    case(
        "NOT_SIGNED",
        "results of a class that a pupil moved out of since it was signed",
        "approve 1",
        "head",
        lambda s: y.approval(s, 1),
        {"approve 1": _moves_out},
    ),
)

SOUND: tuple[tuple[str, Builder], ...] = (
    sound(
        "results of a class of which a former pupil came back into another",
        "approve 1",
        "head",
        lambda s: y.approval(s, 1),
        {"dated": _comes, "return": _leaves, "approve 1": _returns},
    ),
    sound(
        "a roster names the stay of today, not one in the same class that is to come",
        "roster",
        "homeroom",
        y.roster,
        {"roster": _away_and_back},
    ),
    sound(
        "a month of the class that a pupil moved out of names the move",
        "dated",
        "homeroom 6B",
        _october_of_6b,
        {"dated": homeroom_6b},
    ),
)
