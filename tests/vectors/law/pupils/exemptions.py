"""Exemptions, and subjects learned in one semester (LAW 31)."""

from tests.vectors.law.besides import NHAC, change_class
from tests.vectors.law.drafts.books import mark, published
from tests.vectors.law.drafts.pupils import exempted, exemption_ended, one_semester
from tests.vectors.law.drafts.unit import class_opened
from tests.vectors.law.log import Draft
from tests.vectors.law.story import SUBJECTS, Story, subject
from tests.vectors.law.told import Told, case, sound


def _late_exemption(s: Story) -> None:
    s.log.do("head", exempted("p1", "toan", "practical", 1))


def _marked_music(s: Story) -> Draft:
    s.log.do("nhac", mark("CD", pupil="p1", col="tx1", book=NHAC))
    return exempted("p1", "nhac", "whole", 1)


def _published_music(s: Story) -> None:
    s.log.do("nhac", mark("CD", pupil="p1", col="tx2", book=NHAC))
    s.log.do("nhac", published(s.log, "tx2", NHAC))


def _into_6c(s: Story) -> Draft:
    """6C teaches a subject more, in both semesters, which a pupil who comes after the year's result lacks."""
    subjects = [*SUBJECTS[:1], subject("su", "score", 350, 2), *SUBJECTS[1:]]
    s.log.do("board", class_opened(s, "6C", subjects=subjects))
    change_class(s, "p1", "6C", "05-20")
    return one_semester("p1", "su", "6C")


YEAR: tuple[Told, ...] = (
    sound("exempt over a mark that is not of record", "exempt", "head", _marked_music),
    sound(
        "exempt from a practical part after publication",
        "exempt",
        "head",
        lambda _s: exempted("p1", "nhac", "practical", 1),
        {"exempt": _published_music},
    ),
    case(
        "NOT_IN_CLASS",
        "an exemption elsewhere",
        "move",
        "head",
        lambda _s: exempted("p6", "nhac", "practical", 1),
    ),
    case(
        "UNKNOWN_SUBJECT",
        "exempt from no subject",
        "exempt",
        "head",
        lambda _s: exempted("p1", "hoa", "practical", 1),
    ),
    case(
        "EXEMPTION_NOT_ALLOWED",
        "exempt from all of mathematics",
        "exempt",
        "head",
        lambda _s: exempted("p1", "toan", "whole", 1),
    ),
    case(
        "ALREADY_EXISTS",
        "exempt twice",
        "one semester",
        "head",
        lambda _s: exempted("p3", "nhac", "whole", 2),
    ),
    case(
        "BOOK_LOCKED",
        "exempt in a locked semester",
        "marks 2",
        "head",
        lambda _s: exempted("p1", "nhac", "practical", 1),
    ),
    case(
        "UNKNOWN_EXEMPTION", "the end of no exemption", "exempt", "head", lambda _s: exemption_ended("p1", 3)
    ),
    case(
        "BOOK_LOCKED",
        "an exemption of a locked semester ended",
        "marks 2",
        "head",
        lambda s: exemption_ended("p1", s.newest("ExemptionGranted")),
        {"marks 1": _late_exemption},
    ),
    case(
        "UNKNOWN_SUBJECT",
        "exempt from conduct",
        "exempt",
        "head",
        lambda _s: exempted("p1", "conduct", "practical", 1),
    ),
    case(
        "UNKNOWN_SUBJECT",
        "one semester of conduct",
        "one semester",
        "head",
        lambda _s: one_semester("p1", "conduct"),
    ),
    case(
        "NOT_IN_CLASS",
        "one semester for a stranger",
        "one semester",
        "head",
        lambda _s: one_semester("p5", "nhac"),
    ),
    case(
        "UNKNOWN_SUBJECT",
        "one semester of one",
        "one semester",
        "head",
        lambda _s: one_semester("p5", "hoa", "6B"),
    ),
    case("ALREADY_EXISTS", "one semester twice", "marks 1", "head", lambda _s: one_semester("p6", "nhac")),
    case(
        "NOT_NEEDED",
        "one semester though marks stand",
        "compare",
        "head",
        lambda _s: one_semester("p1", "toan"),
    ),
    case(
        "NOT_NEEDED",
        "one semester though results were brought",
        "compare",
        "head",
        lambda _s: one_semester("p4", "toan"),
    ),
    case(
        "OF_RECORD",
        "exempt over a published mark",
        "exempt",
        "head",
        lambda _s: exempted("p1", "nhac", "whole", 1),
        {"exempt": _published_music},
    ),
    case(
        "OF_RECORD",
        "exempt after the result was recorded",
        "lock 1",
        "head",
        lambda _s: exempted("p6", "nhac", "whole", 1),
    ),
    case(
        "OF_RECORD",
        "an exemption ended after the result was recorded",
        "list 1",
        "head",
        lambda s: exemption_ended("p3", s.newest("ExemptionGranted", pupil="p3")),
    ),
    case("OF_RECORD", "one semester allowed after the year's result", "list 1", "head", _into_6c),
)
