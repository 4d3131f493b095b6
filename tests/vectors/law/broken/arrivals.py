"""Results brought, exemptions and permissions that would unmake what is of record (30, 31); sound twins."""

from tests.vectors.law import story as y
from tests.vectors.law.broken import days
from tests.vectors.law.broken.record import NHAC, Builder, sound
from tests.vectors.law.broken.year import Case, case
from tests.vectors.law.drafts import mark, published, subject
from tests.vectors.law.log import Draft
from tests.vectors.law.story import Story


def _move(s: Story, pupil: str, klass: str, day: str) -> None:
    s.log.do("board", y.placed(pupil, klass, s.day(day), "change"))


def _without_letter(s: Story) -> Draft:
    """p4 came in November, and no letter was recorded."""
    s.go("11-20")
    s.log.do("board", y.pupil_of(s, "p4", day="11-20"))
    return y.brought(s, "toan", 100)


def _back_again(s: Story) -> Draft:
    """p5 left and came back, with a letter."""
    s.log.do("board", y.arrived("p5"))
    return y.brought(s, "toan", 100, pupil="p5")


def _in_the_next_class(s: Story, day: str) -> Draft:
    """p4 moves to 6B, which teaches one subject more."""
    _move(s, "p4", "6B", day)
    return y.brought(s, "hoa", 100)


def _over_a_mark(s: Story) -> Draft:
    s.log.do("toan", mark(40, pupil="p4", col="tx1"))
    return y.brought(s, "toan", 100)


def _over_an_absence(s: Story) -> Draft:
    s.log.do("homeroom", y.absence(s, pupil="p4", date=s.day("11-20")))
    return y.brought(s, "absent", 0)


def _marked_music(s: Story) -> Draft:
    s.log.do("nhac", mark("CD", pupil="p1", col="tx1", book=NHAC))
    return y.exempted("p1", "nhac", "whole", 1)


def _published_music(s: Story) -> None:
    s.log.do("nhac", mark("CD", pupil="p1", col="tx2", book=NHAC))
    s.log.do("nhac", published(s.log, "tx2", NHAC))


def _into_6c(s: Story) -> Draft:
    """6C teaches a subject more, in both semesters, which a pupil who comes after the year's result lacks."""
    subjects = [*y.SUBJECTS[:1], subject("su", "score", 350, 2), *y.SUBJECTS[1:]]
    s.log.do("board", y.class_opened(s, "6C", subjects=subjects))
    _move(s, "p1", "6C", "05-20")
    return y.one_semester("p1", "su", "6C")


CASES: tuple[Case, ...] = (
    *days.CASES,
    case(
        "NOT_ARRIVED", "a letter for who was here all the time", "bring", "board", lambda _s: y.arrived("p1")
    ),
    case(
        "NOT_ARRIVED",
        "a letter for who moved up",
        "retests",
        "board",
        lambda _s: y.arrived("p1"),
    ),
    case("NOT_ARRIVED", "results of who came later, without a letter", "arrive", "clerk", _without_letter),
    case("NOT_ARRIVED", "results brought of a semester begun here", "exempt", "clerk", _back_again),
    case(
        "NOT_ARRIVED",
        "results brought of a semester that began after the pupil came",
        "marks 2",
        "clerk",
        lambda s: y.brought(s, "toan", 100, semester=2),
    ),
    case(
        "OF_RECORD",
        "a result brought after the semester's was recorded",
        "lock 1",
        "clerk",
        lambda s: _in_the_next_class(s, "12-21"),
    ),
    case("NOT_NEEDED", "a result brought over a mark", "bring", "clerk", _over_a_mark),
    case("NOT_NEEDED", "absences brought over one of here", "bring", "clerk", _over_an_absence),
    case(
        "OF_RECORD",
        "exempt over a published mark",
        "exempt",
        "head",
        lambda _s: y.exempted("p1", "nhac", "whole", 1),
        {"exempt": _published_music},
    ),
    case(
        "OF_RECORD",
        "exempt after the result was recorded",
        "lock 1",
        "head",
        lambda _s: y.exempted("p6", "nhac", "whole", 1),
    ),
    case(
        "OF_RECORD",
        "an exemption ended after the result was recorded",
        "list 1",
        "head",
        lambda s: y.exemption_ended("p3", _granted(s)),
    ),
    case("OF_RECORD", "one semester allowed after the year's result", "list 1", "head", _into_6c),
)


def _granted(s: Story) -> int:
    found = (e for e in s.entries() if e["type"] == "ExemptionGranted" and e["data"]["pupil"] == "p3")
    return next(int(e["pos"]) for e in found)


SOUND: tuple[tuple[str, Builder], ...] = (
    *days.SOUND,
    sound(
        "a result brought after a change of class",
        "exempt",
        "clerk",
        lambda s: _in_the_next_class(s, "11-21"),
    ),
    sound("exempt over a mark that is not of record", "exempt", "head", _marked_music),
    sound(
        "exempt from a practical part after publication",
        "exempt",
        "head",
        lambda _s: y.exempted("p1", "nhac", "practical", 1),
        {"exempt": _published_music},
    ),
)
