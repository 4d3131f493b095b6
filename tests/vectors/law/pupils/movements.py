"""Changes of class, leavings and returns within a year (LAW 29)."""

from tests.vectors.law.besides import THERE, open_6c
from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.pupils import left, placed, pupil_of
from tests.vectors.law.log import Draft
from tests.vectors.law.story import SUBJECTS, Story, subject
from tests.vectors.law.told import Told, case, sound


def _to(s: Story, pupil: str, klass: str, day: str, cause: str) -> Draft:
    return placed(pupil, klass, s.day(day), cause)


def _marked_there(s: Story) -> Draft:
    """p6 has a mark in a subject that 6A does not learn."""
    s.go("10-05")
    s.log.do("hoa 6B", mark(65, pupil="p6", col="tx1", book="book/6B/hoa/1"))
    return placed("p6", "6A", s.day("10-06"), "change")


def _other_kind(s: Story) -> Draft:
    s.go("10-05")
    s.log.do("toan 6B", mark(65, pupil="p6", col="tx1", book=THERE))
    open_6c(s, SUBJECTS[0], subject("toan", "comment", 350, 2))
    return placed("p6", "6C", s.day("10-06"), "change")


def _no_core(s: Story) -> Draft:
    s.go("10-05")
    s.log.do("toan 6B", mark(65, pupil="p6", col="tx1", book=THERE))
    open_6c(s, SUBJECTS[0], {**SUBJECTS[1], "name": "Toán tự chọn"})
    return placed("p6", "6C", s.day("10-06"), "change")


def _without_what_was_brought(s: Story) -> Draft:
    open_6c(s, SUBJECTS[0])
    return placed("p4", "6C", s.day("11-21"), "change")


def _back_without_the_subject(s: Story) -> Draft:
    """p6 leaves with a mark in mathematics and comes back into a class that has none."""
    open_6c(s, SUBJECTS[0])
    s.log.do("clerk", left("p6", "6A", s.day("10-30")))
    return placed("p6", "6C", s.day("11-10"), "return")


YEAR: tuple[Told, ...] = (
    sound(
        "a leaving on the day of an absence", "months", "clerk", lambda s: left("p1", "6A", s.day("09-08"))
    ),
    case(
        "UNKNOWN_CLASS",
        "a class that nobody opened",
        "move",
        "board",
        lambda s: _to(s, "p6", "9Z", "10-06", "change"),
    ),
    case(
        "UNKNOWN_PUPIL",
        "a placement of nobody",
        "move",
        "board",
        lambda s: _to(s, "p9", "6A", "10-06", "change"),
    ),
    case(
        "MOVE_WRONG",
        "back without having left",
        "move",
        "board",
        lambda s: _to(s, "p6", "6A", "10-06", "return"),
    ),
    case(
        "MOVE_WRONG",
        "a change into the same class",
        "move",
        "board",
        lambda s: _to(s, "p6", "6B", "10-06", "change"),
    ),
    case(
        "BAD_PERIOD",
        "back before the last day",
        "return",
        "clerk",
        lambda s: _to(s, "p5", "6B", "10-29", "return"),
    ),
    case(
        "MONTH_SIGNED",
        "a change in a signed month",
        "reopen",
        "board",
        lambda s: _to(s, "p6", "6A", "09-20", "change"),
    ),
    case(
        "MONTH_SIGNED",
        "an enrolment in a signed month",
        "reopen",
        "board",
        lambda s: pupil_of(s, "p7", day="09-20"),
    ),
    case("UNKNOWN_PUPIL", "nobody leaves", "leave", "clerk", lambda s: left("p9", "6A", s.day("10-29"))),
    case(
        "NOT_IN_CLASS", "left from another class", "move", "clerk", lambda s: left("p6", "6A", s.day("10-29"))
    ),
    case(
        "BAD_PERIOD", "left before having come", "months", "clerk", lambda s: left("p5", "6A", s.day("09-03"))
    ),
    case(
        "MONTH_SIGNED",
        "a leaving in a signed month",
        "reopen",
        "clerk",
        lambda s: left("p5", "6A", s.day("09-20")),
    ),
    case(
        "MOVE_WRONG",
        "a change from before an absence",
        "months",
        "board",
        lambda s: placed("p1", "6B", s.day("09-08"), "change"),
    ),
    case(
        "MOVE_WRONG",
        "a leaving from before an absence",
        "months",
        "clerk",
        lambda s: left("p1", "6A", s.day("09-07")),
    ),
    case("MOVE_WRONG", "a change that loses a marked subject", "move", "board", _marked_there),
    case("MOVE_WRONG", "a change to where the subject is of another kind", "move", "board", _other_kind),
    case("MOVE_WRONG", "a change to where the subject is no core subject", "move", "board", _no_core),
    case("MOVE_WRONG", "a change that loses a result brought", "exempt", "board", _without_what_was_brought),
    case("MOVE_WRONG", "a return that loses a marked subject", "return", "clerk", _back_without_the_subject),
)
