"""Re-tests and the summer's conduct (LAW 42)."""

from tests.vectors.law.drafts.results import board_opened, decided, list_signed, result
from tests.vectors.law.drafts.retests import registered, retest, retests_opened, summer
from tests.vectors.law.log import Draft
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, case, sound


def _retests_of_next(s: Story) -> Draft:
    year = f"{s.first + 1}-{s.first + 2}"
    _stream, kind, data = retests_opened(s, year=year)
    return f"year/{year}", kind, data


def _again(s: Story, value: int = 90) -> Draft:
    base = s.newest("RetestEntered")
    return retest(value=value, old=60, base=base)


def _second_window(s: Story) -> Draft:
    s.go("07-25")
    s.log.do("head", retests_opened(s, to=s.day("07-31") + "T00:00:00.000000Z"))
    return _again(s)


def _board_without(s: Story) -> None:
    s.log.do("homeroom", list_signed(s, 2))
    s.log.do("head", board_opened(2))


def _first_mark_before_the_board(s: Story) -> Draft:
    s.go("07-05")
    _board_without(s)
    return retest()


def _first_mark_after_the_decision(s: Story) -> Draft:
    """p2 sat no re-test, was kept down, and the list was signed anew."""
    s.go("07-05")
    s.log.do("homeroom", summer(s))
    _board_without(s)
    learning = result(s, "p2", 0)[2]["learning"]
    s.log.do("head", decided(s, 2, "p2", learning=learning, outcome="O_LAI_LOP"))
    s.log.do("homeroom", list_signed(s, 2))
    return retest()


def _conduct_before_the_board(s: Story) -> Draft:
    _board_without(s)
    return summer(s)


def _listed_again(s: Story) -> Draft:
    """The list is signed anew, so that no board sits on it: the mark was seen by the one before."""
    s.log.do("homeroom", list_signed(s, 2))
    return _again(s)


YEAR: tuple[Told, ...] = (
    sound("a re-test mark changed in its window", "summer", "toan", _again),
    case("YEAR_NOT_OPENED", "re-tests of no year", "retests", "head", _retests_of_next),
    case(
        "BAD_PERIOD",
        "re-tests that end first",
        "retests",
        "head",
        lambda s: retests_opened(s, to=s.day("06-30") + "T00:00:00.000000Z"),
    ),
    case(
        "NOT_PENDING",
        "a re-test for the promoted",
        "register",
        "homeroom",
        lambda _s: registered("p1", "toan"),
    ),
    case(
        "NOT_ELIGIBLE",
        "a re-test of what was passed",
        "register",
        "homeroom",
        lambda _s: registered("p2", "nhac"),
    ),
    case(
        "OF_RECORD",
        "other subjects after the re-test",
        "summer",
        "homeroom",
        lambda _s: registered("p2", "toan"),
    ),
    case("NOT_REGISTERED", "a re-test mark for nobody registered", "summer", "toan", lambda _s: retest("p3")),
    case("WINDOW_CLOSED", "a re-test mark before its time", "retest", "toan", lambda _s: retest()),
    case(
        "OF_RECORD",
        "a re-test mark after the decision",
        None,
        "toan",
        lambda s: retest(value=70, old=60, base=s.newest("RetestEntered")),
    ),
    case(
        "BAD_VALUE",
        "a re-test level for a mark",
        "summer",
        "toan",
        lambda s: retest(value="D", old=60, base=s.newest("RetestEntered")),
    ),
    case("STALE_BASE", "a re-test mark changed unseen", "summer", "toan", lambda _s: retest(value=70)),
    case(
        "NO_CHANGE",
        "a re-test mark set to what it is",
        "summer",
        "toan",
        lambda s: retest(old=60, base=s.newest("RetestEntered")),
    ),
    case("NOT_PENDING", "summer conduct of the promoted", "summer", "homeroom", lambda s: summer(s, "p1")),
    case("ALREADY_EXISTS", "summer conduct judged twice", "list 2", "homeroom", summer),
    case(
        "BAD_VALUE",
        "summer conduct of the other regulation",
        "summer",
        "homeroom",
        lambda s: summer(s, conduct="D"),
    ),
    case("OF_RECORD", "a re-test mark after the decision", "retest", "toan", _first_mark_after_the_decision),
    case("OF_RECORD", "a re-test mark changed in a later window", "summer", "toan", _second_window),
    case("OF_RECORD", "a re-test mark that a board has seen", "decide 2", "toan", _listed_again),
    case(
        "OF_RECORD",
        "a first re-test mark while the board sits",
        "retest",
        "toan",
        _first_mark_before_the_board,
    ),
    case("OF_RECORD", "summer conduct while the board sits", "summer", "homeroom", _conduct_before_the_board),
)
