"""Letters, and results that a pupil brings along (LAW 30)."""

from tests.vectors.law.besides import change_class
from tests.vectors.law.drafts.attendance import absence
from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.pupils import arrived, brought, pupil_of
from tests.vectors.law.log import Draft
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, case, sound


def _foundling(s: Story) -> None:
    """A pupil who comes after the lock of semester 1."""
    s.log.do("board", pupil_of(s, "p8", day="01-20"))
    s.log.do("board", arrived("p8"))


def _brought_by_a_foundling(s: Story) -> Draft:
    _foundling(s)
    return brought(s, "toan", 60, pupil="p8")


def _without_letter(s: Story) -> Draft:
    """p4 came in November, and no letter was recorded."""
    s.go("11-20")
    s.log.do("board", pupil_of(s, "p4", day="11-20"))
    return brought(s, "toan", 100)


def _back_again(s: Story) -> Draft:
    """p5 left and came back, with a letter."""
    s.log.do("board", arrived("p5"))
    return brought(s, "toan", 100, pupil="p5")


def _in_the_next_class(s: Story, day: str) -> Draft:
    """p4 moves to 6B, which teaches one subject more."""
    change_class(s, "p4", "6B", day)
    return brought(s, "hoa", 100)


def _over_a_mark(s: Story) -> Draft:
    s.log.do("toan", mark(40, pupil="p4", col="tx1"))
    return brought(s, "toan", 100)


def _over_an_absence(s: Story) -> Draft:
    s.log.do("homeroom", absence(s, pupil="p4", date=s.day("11-20")))
    return brought(s, "absent", 0)


YEAR: tuple[Told, ...] = (
    sound(
        "a result brought after a change of class",
        "exempt",
        "clerk",
        lambda s: _in_the_next_class(s, "11-21"),
    ),
    case("UNKNOWN_PUPIL", "a letter for nobody", "arrive", "board", lambda _s: arrived("p9")),
    case("ALREADY_EXISTS", "a second letter", "bring", "board", lambda _s: arrived("p4")),
    case(
        "UNKNOWN_PUPIL", "results of nobody", "bring", "clerk", lambda s: brought(s, "toan", 70, pupil="p9")
    ),
    case(
        "NOT_ARRIVED",
        "results without a letter",
        "bring",
        "clerk",
        lambda s: brought(s, "toan", 70, pupil="p1"),
    ),
    case("UNKNOWN_SUBJECT", "results of no subject here", "bring", "clerk", lambda s: brought(s, "hoa", 70)),
    case("BAD_VALUE", "a level for a mark", "bring", "clerk", lambda s: brought(s, "toan", "D")),
    case("ALREADY_EXISTS", "a result brought twice", "exempt", "clerk", lambda s: brought(s, "toan", 60)),
    case(
        "BOOK_LOCKED", "a result brought into a locked semester", "marks 2", "clerk", _brought_by_a_foundling
    ),
    case("NOT_ARRIVED", "a letter for who was here all the time", "bring", "board", lambda _s: arrived("p1")),
    case("NOT_ARRIVED", "a letter for who moved up", "retests", "board", lambda _s: arrived("p1")),
    case("NOT_ARRIVED", "results of who came later, without a letter", "arrive", "clerk", _without_letter),
    case("NOT_ARRIVED", "results brought of a semester begun here", "exempt", "clerk", _back_again),
    case(
        "NOT_ARRIVED",
        "results brought of a semester that began after the pupil came",
        "marks 2",
        "clerk",
        lambda s: brought(s, "toan", 100, semester=2),
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
)
