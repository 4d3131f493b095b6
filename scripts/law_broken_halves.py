"""A year approved while marks of semester 1 count in nothing: a pupil was away at its approval (LAW 38)."""

from collections.abc import Callable

import law_year_story as y
from law_broken_school import Case
from law_drafts import mark
from law_log import Log
from law_year_story import Story, run


def _comes(s: Story) -> None:
    s.log.do("board", y.pupil_of(s, "p9", day="10-05"))


def _has_a_mark_and_goes(s: Story) -> None:
    s.log.do("toan", mark(20, pupil="p9", col="tx1"))
    s.log.do("clerk", y.left("p9", "6A", s.day("10-08")))


def _comes_back(s: Story) -> None:
    s.log.do("clerk", y.placed("p9", "6A", s.day("02-01"), "return"))


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


CASES: tuple[Case, ...] = (
    ("INCOMPLETE", "a year whose first half was broken off by a leaving", _broken_off),
)
