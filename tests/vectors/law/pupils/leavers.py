"""Whose semester it is: who left at its end, and who came after it (LAW 11, 37, 38, 40, 46)."""

from collections.abc import Callable

from tests.vectors.law.besides import THERE
from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.oversight import checked
from tests.vectors.law.drafts.pupils import left, pupil_of
from tests.vectors.law.drafts.results import approval, list_signed
from tests.vectors.law.drafts.signing import book_signed
from tests.vectors.law.log import Draft
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, case, sound


def _leaves_at_the_end(s: Story) -> None:
    """p6, in whose books of semester 1 everything stands, leaves on its last day."""
    s.go("01-18")
    s.log.do("clerk", left("p6", "6A", s.day("01-17")))


def _comes_after_it(s: Story) -> None:
    """p8 has no mark of semester 1, and needs none."""
    s.go("01-20")
    s.log.do("board", pupil_of(s, "p8", day="01-19"))


def _left_without_marks(s: Story) -> None:
    s.go("01-20")
    s.log.do("board", pupil_of(s, "p9", day="01-10"))
    s.log.do("clerk", left("p9", "6A", s.day("01-17")))


def _approval_without_p6(s: Story) -> list[Draft]:
    head, *rows = approval(s, 1, results=4)
    return [head, *(row for row in rows if row[2]["pupil"] != "p6")]


def _checked_with(s: Story, *more: str) -> Draft:
    """Progress of semester 1 after its end, and of these besides."""
    stream, kind, data = checked(s, "k9")
    if not more:
        return stream, kind, data
    figures = [
        [klass, subject, done, due + 4 * len(more) * (klass == "6A")]
        for klass, subject, done, due in data["figures"]
    ]
    return stream, kind, {**data, "figures": figures}


def _june(s: Story) -> None:
    """p8 comes to the class of the year that is over."""
    s.go("06-02")
    s.log.do("board", pupil_of(s, "p8", day="06-01"))


_SIGNS: dict[str, Callable[[Story], object]] = {"sign 1": _comes_after_it}
_GONE: dict[str, Callable[[Story], object]] = {"class 1": _leaves_at_the_end}
_UNMARKED: dict[str, Callable[[Story], object]] = {"sign 1": _left_without_marks}

YEAR: tuple[Told, ...] = (
    sound(
        "the result of who left at the end of the semester",
        "approve 1",
        "head",
        lambda s: approval(s, 1),
        _GONE,
    ),
    sound(
        "results without who came after the semester", "approve 1", "head", lambda s: approval(s, 1), _SIGNS
    ),
    sound("progress of a semester that is over", "sign 1", "head", _checked_with, _SIGNS),
    sound(
        "a test that was sat before the leaving",
        "marks 1",
        "toan",
        lambda _s: mark(70, pupil="p5", col="tx1"),
    ),
    sound(
        "a test that was sat in the class before",
        "marks 1",
        "toan 6B",
        lambda _s: mark(90, pupil="p6", col="tx2", book=THERE),
    ),
    sound(
        "a list of the summer while somebody came after the year",
        "list 2",
        "homeroom",
        lambda s: list_signed(s, 2),
        {"retests": _june},
    ),
    case(
        "RESULTS_BROKEN",
        "an approval without the pupil who left at the end of the semester",
        "approve 1",
        "head",
        _approval_without_p6,
        _GONE,
    ),
    case(
        "INCOMPLETE",
        "a book signed without the marks of who left at the end of the semester",
        "sign 1",
        "toan",
        lambda s: book_signed(s, "toan", 1),
        _UNMARKED,
    ),
    case(
        "FIGURES_WRONG",
        "progress in which a newcomer owes the marks of the semester before",
        "sign 1",
        "head",
        lambda s: _checked_with(s, "p8"),
        _SIGNS,
    ),
)
