"""What was brought, exempted, tested, decided and awarded is put right (LAW 49)."""

from tests.vectors.law.besides import about, rectified
from tests.vectors.law.drafts.attendance import absence
from tests.vectors.law.drafts.pupils import brought, exempted, one_semester, placed
from tests.vectors.law.drafts.results import approval, decided, result
from tests.vectors.law.drafts.retests import retest, summer, title
from tests.vectors.law.drafts.righting import proposal
from tests.vectors.law.drafts.signing import book_signed, class_signed
from tests.vectors.law.drafts.unit import opened
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.play import run
from tests.vectors.law.story import PUPILS, SUBJECTS, Story
from tests.vectors.law.told import Told, case, sound


def _ended_exemption(s: Story) -> Draft:
    return proposal(*s.act("ExemptionGranted", "p1"), None)


def _absence_out(s: Story) -> Draft:
    return proposal(*s.act("YearOpened"), {"semesters": s.calendar.semesters("01-17", "01-18", "09-10")})


def _crossed(s: Story) -> Draft:
    return proposal(*s.act("YearOpened"), {"semesters": s.calendar.semesters("01-17", "01-17")})


def _approved_as_signed(s: Story) -> list[Draft]:
    """The class was signed before an exemption became void; a paper put right touches nothing."""
    rectified(s.log, *s.act("ExemptionGranted", "p2"), None)
    rectified(s.log, *s.act("ResultBrought", "p4"), {"document": digest("bản sao")}, "r2")
    return approval(s, 1)


def _exempt_in_1(s: Story) -> None:
    s.log.do("head", exempted("p2", "nhac", "practical", 1))


def _old_figures(log: Log) -> int:
    """The result says what was brought by mistake."""
    s = run(log, "approve 1")
    rectified(s.log, *s.act("ResultBrought", subject="toan"), {"value": 85})
    _sign_class_1(s)
    rows = approval(s, 1)
    return log.do("head", *rows) + 1 + PUPILS.index("p4")


def _new_figures(s: Story) -> list[Draft]:
    rectified(s.log, *s.act("ResultBrought", subject="toan"), {"value": 85})
    _sign_class_1(s)
    rows, at = approval(s, 1), 1 + PUPILS.index("p4")
    right = {"scores": [["toan", 85]], "average": 85, "learning": "G", "base": "G"}
    rows[at] = result(s, "p4", 1, **right)
    return rows


def _sign_class_1(s: Story) -> None:
    s.log.do("toan", book_signed(s, "toan", 1))
    s.log.do("nhac", book_signed(s, "nhac", 1))
    s.log.do("homeroom", book_signed(s, "conduct", 1))
    s.log.do("homeroom", class_signed(s, 1))


def _placed_undecided(s: Story) -> Draft:
    """Nobody moves up by a decision that is void."""
    rectified(s.log, *s.act("PromotionDecided", "p1"), None)
    s.go("05-31")
    year = f"{s.first + 1}-{s.first + 2}"
    s.log.do("board", opened("7A", year=year, grade=7, regime=s.regime, subjects=SUBJECTS))
    return placed("p1", "7A", f"{s.first + 1}-09-06", "year")


def _older_decision(s: Story) -> Draft:
    """A retest mark that a later one replaced."""
    of, stream = s.act("RetestEntered", "p2")
    s.log.do("toan", retest(value=65, old=60, base=of))
    return proposal(of, stream, None)


def _first_decision(s: Story) -> Draft:
    return proposal(*s.act("PromotionDecided", "p2", stage=1), None)


def _decided_again(s: Story) -> Draft:
    rectified(s.log, *s.act("PromotionDecided", "p1"), None)
    return decided(s, 1, "p1")


def _awarded_again(s: Story) -> Draft:
    rectified(s.log, *s.act("TitleAwarded", "p1"), None)
    return title()


def _tested_again(s: Story) -> Draft:
    rectified(s.log, *s.act("RetestEntered", "p2"), None)
    return retest(value=65)


def _judged_again(s: Story) -> Draft:
    rectified(s.log, *s.act("SummerConductJudged", "p3"), None)
    return summer(s)


def _years_days(s: Story) -> Draft:
    """Semester 1 ends a week earlier than was written."""
    rectified(s.log, *s.act("YearOpened"), {"semesters": s.calendar.semesters("01-10", "01-11")})
    return absence(s, pupil="p2")


def _brought_again(s: Story) -> Draft:
    rectified(s.log, *s.act("ResultBrought", subject="toan"), None)
    return brought(s, "toan", 85)


def _allowed_again(s: Story) -> Draft:
    rectified(s.log, *s.act("OneSemesterAllowed"), None)
    return one_semester("p6", "nhac")


YEAR: tuple[Told, ...] = (
    sound("a promotion void, and decided again", "titles", "head", _decided_again),
    sound("a title void, and awarded again", "next year", "head", _awarded_again),
    sound("a re-test mark void, and entered again", "summer", "toan", _tested_again),
    sound("summer conduct void, and judged again", "list 2", "homeroom", _judged_again),
    sound("the days of a school year put right", "months", "homeroom", _years_days),
    sound("a brought result void, and brought again", "exempt", "clerk", _brought_again),
    sound("a permission void, and given again", "marks 1", "head", _allowed_again),
    sound("results follow a brought value that was put right", "approve 1", "head", _new_figures),
    case(
        "BAD_VALUE",
        "a brought result that suits no such subject",
        "exempt",
        "clerk",
        lambda s: proposal(*s.act("ResultBrought", subject="toan"), {"value": "D"}),
    ),
    case(
        "BOOK_LOCKED",
        "a brought result under a lock",
        "marks 2",
        "clerk",
        lambda s: proposal(*s.act("ResultBrought", subject="toan"), {"value": 85}),
    ),
    case("UNKNOWN_EXEMPTION", "an exemption void that has ended", "marks 1", "clerk", _ended_exemption),
    case(
        "BOOK_LOCKED",
        "an exemption void under a lock",
        "marks 2",
        "clerk",
        about("ExemptionGranted", "p2", None),
        {"exempt": _exempt_in_1},
    ),
    case("BAD_PERIOD", "semesters that cross", "months", "board", _crossed),
    case("BAD_PERIOD", "an absence falls out of the semesters", "months", "board", _absence_out),
    case(
        "BAD_DATA",
        "another value for a re-test mark: it is void, and entered anew",
        "summer",
        "board",
        about("RetestEntered", "p2", {"value": 65}),
    ),
    case("STALE_BASE", "a re-test mark that was replaced", "summer", "board", _older_decision),
    case("IN_USE", "a first decision void under the second", None, "board", _first_decision),
    case("IN_USE", "a re-test mark void under a decision", None, "board", about("RetestEntered", "p2", None)),
    case(
        "IN_USE",
        "summer conduct void under a decision",
        None,
        "board",
        about("SummerConductJudged", "p3", None),
    ),
    case("NOT_DECIDED", "moved up by a decision that is void", "titles", "board", _placed_undecided),
    case(
        "NOT_SIGNED",
        "approved on a signature from before",
        "approve 1",
        "head",
        _approved_as_signed,
        {"exempt": _exempt_in_1},
    ),
    ("a result of the value brought by mistake", "RESULT_WRONG", _old_figures),
)
