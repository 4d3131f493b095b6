"""Checks of progress and ratings of teachers (LAW 46, 47)."""

from collections.abc import Callable

from tests.vectors.law.drafts.oversight import checked, rated
from tests.vectors.law.drafts.unit import post_ended
from tests.vectors.law.log import Log
from tests.vectors.law.play import give_post, run
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, case


def _checked(upto: str, then: Callable[[Story, int], int]) -> Callable[[Log], int]:
    def build(log: Log) -> int:
        s = run(log, upto)
        s.go("12-20")
        return then(s, s.log.do("head", checked(s)))

    return build


def _end_late(s: Story, who: str) -> None:
    """A teacher's appointment ends by an entry after the check, dated before it."""
    name, _, pos = s.log.rights[who]
    s.log.do("head", post_ended(name, pos, s.day("12-01")))


def _without_ended(s: Story, check: int) -> int:
    _end_late(s, "toan 6B")
    return s.log.do("deputy", rated(s, check, ("6A", "nhac"), ("6B", "hoa"), person="t2"))


def _with_appointed(s: Story, check: int) -> int:
    give_post(s, "late", "t2", "teacher", "6A", "toan")
    books = (("6A", "nhac"), ("6A", "toan"), ("6B", "hoa"), ("6B", "toan"))
    return s.log.do("deputy", rated(s, check, *books, person="t2"))


def _all_the_same(s: Story, check: int) -> int:
    _end_late(s, "toan 6B")
    give_post(s, "late", "t2", "teacher", "6A", "toan")
    return s.log.do("deputy", rated(s, check, ("6A", "nhac"), ("6B", "hoa"), ("6B", "toan"), person="t2"))


YEAR: tuple[Told, ...] = (
    (
        "a check as first written: who brought results is expected, a former class's mark is not seen",
        None,
        case("", "", "sign 1", "head", lambda s: checked(s, "k2", former=True))[2],
    ),
    (
        "rated by what was taught at the check, whatever was dated back since",
        None,
        _checked("check", _all_the_same),
    ),
    case(
        "YEAR_NOT_OPENED",
        "a check of no year",
        "sign 1",
        "head",
        lambda s: checked(s, "k2", year="2031-2032"),
    ),
    case("ALREADY_EXISTS", "a check of a known name", "sign 1", "head", checked),
    case(
        "DIGEST_WRONG", "a check of one column more", "sign 1", "head", lambda s: checked(s, "k2", count=99)
    ),
    case(
        "FIGURES_WRONG",
        "a check with other sums",
        "sign 1",
        "head",
        lambda s: checked(s, "k2", figures=[["6A", "toan", 1, 2]]),
    ),
    case(
        "FIGURES_WRONG",
        "a check with the rows of one reading and the sums of the other",
        "sign 1",
        "head",
        lambda s: checked(s, "k2", figures=checked(s, former=True)[2]["figures"]),
    ),
    case(
        "UNKNOWN_PERSON",
        "a rating of nobody",
        "sign 1",
        "head",
        lambda s: rated(s, s.newest("ProgressChecked"), person="z9"),
    ),
    case(
        "UNKNOWN_CHECK",
        "a rating by no check",
        "sign 1",
        "head",
        lambda s: rated(s, s.newest("ProgressChecked"), checks=[3]),
    ),
    case(
        "FIGURES_WRONG",
        "a rating that flatters",
        "sign 1",
        "head",
        lambda s: rated(s, s.newest("ProgressChecked"), entered=20, level="T"),
    ),
    (
        "rated without a book that was taken away after the check",
        "FIGURES_WRONG",
        _checked("check", _without_ended),
    ),
    ("rated by a book that was given after the check", "FIGURES_WRONG", _checked("check", _with_appointed)),
)
