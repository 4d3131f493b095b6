"""What was void stands again, exemptions moved, two movements put right one after the other (LAW 49)."""

from tests.vectors.law.besides import rectified
from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.pupils import brought, exempted, exemption_ended, one_semester, placed, pupil_of
from tests.vectors.law.drafts.righting import Change, proposal
from tests.vectors.law.drafts.signing import book_signed
from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft
from tests.vectors.law.story import Story
from tests.vectors.law.told import Make, Told, case, sound

SUBJECT = "toan"


def _void(s: Story) -> tuple[int, str]:
    act = s.act("ResultBrought", subject="toan")
    rectified(s.log, *act, None)
    return act


def _brought_twice(s: Story) -> Draft:
    act = _void(s)
    s.log.do("clerk", brought(s, SUBJECT, 85))
    return proposal(*act, {}, "r2")


def _beside_a_mark(s: Story) -> Draft:
    act = _void(s)
    s.log.do("toan", mark(70, "p4", "tx1"))
    return proposal(*act, {}, "r2")


def _without_letter(s: Story) -> Draft:
    for number, name in enumerate(("toan", "nhac", "conduct", "absent")):
        rectified(s.log, *s.act("ResultBrought", subject=name), None, f"r{number}")
    rectified(s.log, *s.act("TransferredIn", "p4"), None, "r8")
    return proposal(*s.act("ResultBrought", subject="toan"), {}, "r9")


def _unsuited(s: Story) -> Draft:
    return proposal(*_void(s), {"value": "D"}, "r2")


def _void_a_leaving(s: Story) -> Draft:
    """It is recorded again; nothing bars that."""
    act = s.act("PupilLeft", "p5")
    rectified(s.log, *act, None)
    return proposal(*act, {}, "r2")


def _no_value(s: Story) -> Draft:
    return proposal(*s.act("ResultBrought", subject="toan"), {})


def _permitted_twice(s: Story) -> Draft:
    act = s.act("OneSemesterAllowed")
    rectified(s.log, *act, None)
    s.log.do("head", one_semester("p6", "nhac"))
    return proposal(*act, {}, "r2")


def _exemption(change: Change, *, void: bool = False) -> Make:
    def made(s: Story) -> Draft:
        act = s.act("ExemptionGranted", "p3")
        if void:
            rectified(s.log, *act, None)
        return proposal(*act, change, "r2")

    return made


def _exempted_twice(s: Story) -> Draft:
    act = s.act("ExemptionGranted", "p3")
    rectified(s.log, *act, None)
    s.log.do("head", exempted("p3", "nhac", "practical", 2))
    return proposal(*act, {}, "r2")


def _brought_again(s: Story) -> Draft:
    """Void by mistake after the results were recorded; a clerk alone would be told OF_RECORD."""
    rectified(s.log, *_void(s), {"value": 75}, "r2")
    return book_signed(s, SUBJECT, 1)


def _clerk_alone(s: Story) -> Draft:
    _void(s)
    return brought(s, SUBJECT, 100)


def _exemption_again(s: Story) -> Draft:
    act = s.act("ExemptionGranted", "p3")
    rectified(s.log, *act, None)
    rectified(s.log, *act, {"semesters": [1, 2], "decision": {**DECISION, "no": "12/QĐ"}}, "r2")
    return exemption_ended("p3", act[0])


def _permission_again(s: Story) -> Draft:
    act = s.act("OneSemesterAllowed")
    rectified(s.log, *act, None)
    rectified(s.log, *act, {}, "r2")
    return book_signed(s, "nhac", 1)


def _never_left(s: Story) -> Draft:
    """Another pupil had left: the coming back becomes a change of class."""
    rectified(s.log, *s.act("PupilLeft", "p5"), None)
    rectified(s.log, *s.act("PupilPlaced", "p5"), {"cause": "change"}, "r2")
    return mark(65, pupil="p5", col="tx1", book="book/6B/toan/1")


def _never_in_6b(s: Story) -> Draft:
    """p9 was in 6A from the first day; in between the change leads from 6A into 6A."""
    s.log.do("board", pupil_of(s, "p9", "6B", "10-05"))
    s.go("10-08")
    s.log.do("board", placed("p9", "6A", s.day("10-08"), "change"))
    came, changed = s.act("PupilEnrolled", "p9"), s.act("PupilPlaced", "p9")
    s.log.do("toan", mark(65, "p9", "tx1"))
    rectified(s.log, *came, {"class": "6A"})
    rectified(s.log, *changed, None, "r2")
    return mark(70, "p9", "tx2")


YEAR: tuple[Told, ...] = (
    sound("a brought result stands again over recorded results", "lock 1", "toan", _brought_again),
    sound("an exemption stands again, of both semesters", "marks 1", "head", _exemption_again),
    sound("a permission stands again", "sign 1", "nhac", _permission_again),
    sound("a leaving void, and the return a change", "arrive", "toan 6B", _never_left),
    sound("enrolled and changed into one class, then never changed", "dated", "toan", _never_in_6b),
    case("ALREADY_EXISTS", "a result again, beside another", "exempt", "clerk", _brought_twice),
    case("NOT_NEEDED", "a result again, beside a mark", "exempt", "clerk", _beside_a_mark),
    case("NOT_ARRIVED", "a result again, without any letter", "exempt", "clerk", _without_letter),
    case("BAD_VALUE", "a result again, with a value of another subject", "exempt", "clerk", _unsuited),
    case("OF_RECORD", "a void result brought by one over a recorded one", "lock 1", "clerk", _clerk_alone),
    case("UNKNOWN_ACT", "a void leaving that is to stand again", "return", "clerk", _void_a_leaving),
    case("NO_CHANGE", "no value, of an act that stands", "exempt", "clerk", _no_value),
    case("ALREADY_EXISTS", "a permission again, beside another", "marks 1", "clerk", _permitted_twice),
    case("ALREADY_EXISTS", "an exemption again, beside another", "marks 1", "clerk", _exempted_twice),
    case(
        "UNKNOWN_SUBJECT",
        "exempt from what is not taught",
        "marks 1",
        "clerk",
        _exemption({"subject": "hoa"}),
    ),
    case("EXEMPTION_NOT_ALLOWED", "exempt from scores", "marks 1", "clerk", _exemption({"subject": SUBJECT})),
    case("OF_RECORD", "exempt where a value stands", "marks 2", "clerk", _exemption({"semesters": [1]})),
    case(
        "OF_RECORD",
        "an exemption again, over a value",
        "marks 2",
        "clerk",
        _exemption({"semesters": [1, 2]}, void=True),
    ),
)
