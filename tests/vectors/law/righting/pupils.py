"""Enrolments, movements and letters put right (LAW 49)."""

from tests.vectors.law.besides import about, awaiting, rectified
from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.pupils import arrived, left, placed
from tests.vectors.law.drafts.righting import proposal, ruled
from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft
from tests.vectors.law.story import Story
from tests.vectors.law.told import Make, Told, case, sound


def _days(kind: str, pupil: str, key: str, day: str) -> Make:
    """A proposal of another day of the story's year."""
    return lambda s: proposal(*s.act(kind, pupil), {key: s.day(day)})


def _signed_month(s: Story) -> Draft:
    return proposal(*s.act("PupilEnrolled", "p2"), {"from": s.day("09-06")})


def _absent_before(s: Story) -> Draft:
    """p1 missed the eighth."""
    return proposal(*s.act("PupilEnrolled", "p1"), {"from": s.day("09-09")})


def _letter_after_return(s: Story) -> Draft:
    s.log.do("board", arrived("p5"))
    return proposal(*s.act("PupilPlaced", "p5"), None)


def _moved_as_next_year(s: Story) -> Draft:
    """p2 moved to 6B, of the same year; only a later one is reached by `year`."""
    s.log.do("board", placed("p2", "6B", s.day("10-07"), "change"))
    return proposal(*s.act("PupilPlaced", "p2"), {"cause": "year"})


def _left_where_moved(s: Story) -> Draft:
    """p2 moved to 6B and left it; without the move nobody could have left 6B."""
    s.log.do("board", placed("p2", "6B", s.day("10-07"), "change"))
    s.log.do("clerk", left("p2", "6B", s.day("10-08")))
    return proposal(*s.act("PupilPlaced", "p2"), None)


def _left_twice(s: Story) -> Draft:
    """Corrected once more, after the pupil came back."""
    rectified(s.log, *s.act("PupilLeft", "p5"), {"last": s.day("10-28")})
    s.go("11-10")
    s.log.do("clerk", placed("p5", "6B", s.day("11-10"), "return"))
    rectified(s.log, *s.act("PupilLeft", "p5"), {"last": s.day("11-02"), "cause": "abroad"}, "r2")
    return left("p5", "6B", s.day("11-20"))


def _not_moved(s: Story) -> Draft:
    """p2's change of class was a slip: it is void, and marks stay possible in 6A."""
    s.log.do("board", placed("p2", "6B", s.day("10-07"), "change"))
    rectified(s.log, *s.act("PupilPlaced", "p2"), None)
    return mark(40, "p2", "tx1")


def _enrolled_elsewhere(s: Story) -> Draft:
    """p2 was enrolled in the wrong class."""
    rectified(s.log, *s.act("PupilEnrolled", "p2"), {"class": "6B", "from": s.day("09-06")})
    return mark(40, "p2", "tx1", book="book/6B/toan/1")


def _letter_again(s: Story) -> Draft:
    rectified(s.log, *s.act("TransferredIn", "p4"), None)
    return arrived("p4")


def _letter_on_paper(s: Story) -> Draft:
    rectified(s.log, *s.act("TransferredIn", "p4"), {"letter": {**DECISION, "no": "02/GCT"}})
    awaiting(s.log, *s.act("TransferredIn", "p4"), {"letter": {**DECISION, "digest": None}}, "r2")
    return ruled("r2", decision={**DECISION, "digest": None})


def _bare(s: Story) -> Draft:
    return proposal(*s.act("PupilPlaced", "p6"), None)


YEAR: tuple[Told, ...] = (
    sound("a leaving put right twice, before and after the pupil came back", "return", "clerk", _left_twice),
    sound("a change of class void, and a mark in the class of before", "dated", "toan", _not_moved),
    sound("an enrolment put right into another class", "months", "toan 6B", _enrolled_elsewhere),
    sound("a letter void, and recorded again", "bring", "board", _letter_again),
    sound("a letter put right by one that is kept on paper", "bring", "head", _letter_on_paper),
    case("MOVE_WRONG", "a move within a year called the next one's", "dated", "clerk", _moved_as_next_year),
    case("MOVE_WRONG", "a placement void out of which the pupil left", "dated", "clerk", _left_where_moved),
    case(
        "BAD_DATA",
        "a letter whose file has an empty name",
        "bring",
        "clerk",
        about("TransferredIn", "p4", {"letter": {**DECISION, "digest": ""}}),
    ),
    case("BAD_DATA", "an enrolment void", "return", "clerk", about("PupilEnrolled", "p5", None)),
    case(
        "REGISTER_TWICE",
        "the register number of another",
        "return",
        "clerk",
        about("PupilEnrolled", "p5", {"register": "ĐB-p1"}),
    ),
    case(
        "UNKNOWN_CLASS",
        "enrolled into a class that is not there",
        "return",
        "clerk",
        about("PupilEnrolled", "p5", {"class": "9Z"}),
    ),
    case(
        "BAD_PERIOD",
        "left before the pupil came",
        "return",
        "clerk",
        _days("PupilLeft", "p5", "last", "09-03"),
    ),
    case("MONTH_SIGNED", "a day in a signed month", "reopen", "clerk", _signed_month),
    case("MOVE_WRONG", "an absence falls out of the stay", "months", "clerk", _absent_before),
    case("MOVE_WRONG", "a placement void under marks", "compare", "clerk", _bare),
    case("IN_USE", "a coming back void under its letter", "arrive", "clerk", _letter_after_return),
    case(
        "IN_USE",
        "a letter void under a result brought",
        "exempt",
        "clerk",
        about("TransferredIn", "p4", None),
    ),
)
