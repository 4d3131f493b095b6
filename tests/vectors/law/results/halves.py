"""A year whose halves are not those of one class: who came, left or was away (LAW 38, 39)."""

from collections.abc import Callable

from tests.vectors.law.besides import strike
from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.close import unlocked
from tests.vectors.law.drafts.pupils import arrived, brought, exempted, left, placed, pupil_of
from tests.vectors.law.drafts.results import approval, result
from tests.vectors.law.drafts.signing import class_signed
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.play import mark_all, run, sign_books
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, case, sound


def _comes(s: Story) -> None:
    s.log.do("board", pupil_of(s, "p9", day="10-05"))


def _has_a_mark_and_goes(s: Story) -> None:
    s.log.do("toan", mark(20, pupil="p9", col="tx1"))
    s.log.do("clerk", left("p9", "6A", s.day("10-08")))


def _comes_back(s: Story) -> None:
    s.log.do("clerk", placed("p9", "6A", s.day("02-01"), "return"))


def _learns(s: Story) -> None:
    """Semester 2 is whole."""
    for subject, who, value in (("toan", "toan", 90), ("nhac", "nhac", "D")):
        book = f"book/6A/{subject}/2"
        cols = ("tx1", "tx2", "gk", "ck")
        s.log.do(who, *(mark(value, pupil="p9", col=col, book=book) for col in cols))
    s.log.do("homeroom", *(mark("T", pupil="p9", col=col, book="book/6A/conduct/2") for col in ("hk", "cn")))


def _broken_off(log: Log) -> int:
    before: dict[str, Callable[[Story], object]] = {
        "dated": _comes, "leave": _has_a_mark_and_goes, "marks 2": _comes_back, "sign 2": _learns,
    }  # fmt: skip
    s = run(log, "approve 2", before=before)
    data = {"class": "6A", "semester": 2, "results": 12, **s.log.term("6A", 2)}
    return log.do("head", ("term/6A/2", "ResultsApproved", data))


def _one_mark_of_music(s: Story) -> None:
    s.log.do("nhac", mark("CD", pupil="p9", col="tx1", book="book/6A/nhac/1"))
    s.log.do("clerk", left("p9", "6A", s.day("10-08")))


def _exempt_from_music(s: Story) -> None:
    """In semester 2, which is whole without it."""
    s.log.do("head", exempted("p9", "nhac", "whole", 2))
    cells: list[tuple[str, str, str, int | str]]
    cells = [("toan", "toan", col, 90) for col in ("tx1", "tx2", "gk", "ck")]
    cells += [("homeroom", "conduct", col, "T") for col in ("hk", "cn")]
    for who, book, col, value in cells:
        s.log.do(who, mark(value, pupil="p9", col=col, book=f"book/6A/{book}/2"))


def _comes_with_results(s: Story) -> None:
    """After semester 2 began, with a half of mathematics, none of music, and absences of both semesters."""
    s.go("02-01")
    s.log.do("board", pupil_of(s, "p9", day="02-01"))
    s.log.do("board", arrived("p9"))
    s.log.do("head", unlocked(s.day("02-10") + "T00:00:00.000000Z"))
    for subject, value, semester in (("toan", 70, 1), ("absent", 1, 1), ("absent", 2, 2)):
        s.log.do("clerk", brought(s, subject, value, pupil="p9", semester=semester))


def _approved_with_p9(s: Story) -> list[Draft]:
    """(70 + 2 * 90) / 3 in mathematics, what was learned here in music, and all three absences."""
    rows = approval(s, 2, results=12)
    half = {"scores": [["toan", 90]], "comments": [["nhac", "D"]], "average": 90}
    year = {**half, "scores": [["toan", 83]], "average": 83, "absent": 3}
    like_p1 = [result(s, "p1", semester, **row) for semester, row in ((2, half), (0, year))]
    second, whole = ((stream, kind, {**data, "pupil": "p9"}) for stream, kind, data in like_p1)
    return [*rows[:6], second, *rows[6:], whole]


def _second_half_after_a_strike(s: Story) -> list[Draft]:
    """A dossier takes a mark of semester 1 out after its approval: HKI is as recorded."""
    s.go("05-20")
    mark_all(s, 2)
    sign_books(s, 2)
    s.log.do("homeroom", class_signed(s, 2))
    return approval(s, 2)


def _in_another_s_place(s: Story) -> list[Draft]:
    """p6 has no result of semester 2; that of the year, with music of one half, follows from the marks."""
    rows = approval(s, 2)
    return [*rows[:5], rows[4], *rows[6:]]


YEAR: tuple[Told, ...] = (
    sound(
        "a year of who came in its second half with results",
        "approve 2",
        "head",
        _approved_with_p9,
        {"marks 2": _comes_with_results, "sign 2": _learns},
    ),
    sound(
        "a year after a dossier took a mark of the recorded first half out",
        "lock 1",
        "head",
        _second_half_after_a_strike,
        {"lock 1": strike},
    ),
    ("a year whose first half was broken off by a leaving", "INCOMPLETE", _broken_off),
    case(
        "INCOMPLETE",
        "a year whose first half was broken off, exempt in the second",
        "approve 2",
        "head",
        lambda s: approval(s, 2, results=12)[0],
        {"dated": _comes, "leave": _one_mark_of_music, "marks 2": _comes_back, "sign 2": _exempt_from_music},
    ),
    (
        "a result of semester 2 in the place of another's",
        "RESULTS_BROKEN",
        lambda log: case("", "", "approve 2", "head", _in_another_s_place)[2](log) + 5,
    ),
)
