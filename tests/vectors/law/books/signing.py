"""Books compared with paper and signed, classes signed (LAW 36, 37)."""

from tests.vectors.law.besides import open_6c, touch
from tests.vectors.law.drafts.books import late, mark
from tests.vectors.law.drafts.pupils import placed, pupil_of
from tests.vectors.law.drafts.sight import sight
from tests.vectors.law.drafts.signing import book_signed, class_signed, compared, declared
from tests.vectors.law.log import Draft, sealed
from tests.vectors.law.play import give_post
from tests.vectors.law.story import SUBJECTS, Story
from tests.vectors.law.told import Told, case, sound


def _declare(s: Story, explanation: str | None, then: Draft | None = None) -> Draft:
    pos = s.log.do("toan", compared(s))
    if then is not None:
        s.log.do("toan", then)
    return declared(pos, explanation)


def _third_regular(s: Story) -> None:
    """p9 has a third regular mark in 6C, and moves to 6A, whose teachers give two."""
    open_6c(s, SUBJECTS[0], {**SUBJECTS[1], "tx": 3})
    give_post(s, "toan 6C", "t2", "teacher", "6C", "toan")
    s.log.do("board", pupil_of(s, "p9", "6C"))
    s.go("10-04")
    book = "book/6C/toan/1"
    given = s.log.do("head", late(s.log, "p9", col="tx3", book=book))
    s.log.do("toan 6C", mark(90, pupil="p9", col="tx3", late=given, book=book))


def _two_here(s: Story) -> Draft:
    s.log.do("board", placed("p9", "6A", s.day("10-07"), "change"))
    for col in ("tx1", "gk", "ck"):
        s.log.do("toan", mark(50, pupil="p9", col=col))
    return book_signed(s, "toan", 1)


YEAR: tuple[Told, ...] = (
    sound(
        "a regular mark counts though this class has no such column",
        "compare",
        "toan",
        _two_here,
        {"move": _third_regular},
    ),
    case(
        "UNKNOWN_SUBJECT",
        "a comparison of no semester",
        "dated",
        "hoa 6B",
        lambda s: ("book/6B/hoa/2", *compared(s)[1:]),
    ),
    case("DIGEST_WRONG", "a comparison of one more", "compare", "toan", lambda s: compared(s, count=99)),
    case(
        "UNKNOWN_SUBJECT",
        "a declaration of no semester",
        "dated",
        "hoa 6B",
        lambda _s: ("book/6B/hoa/2", *declared(3, None)[1:]),
    ),
    case(
        "NOT_COMPARED", "a declaration of nothing compared", "compare", "toan", lambda _s: declared(3, "vì")
    ),
    case(
        "COMPARISON_STALE",
        "a declaration after a change",
        "compare",
        "toan",
        lambda s: _declare(s, "vì", mark(sealed("x"), pupil="p4", col="nx")),
    ),
    case("DIFFERENCES_OPEN", "differences without a word", "compare", "toan", lambda s: _declare(s, None)),
    case(
        "UNKNOWN_SUBJECT",
        "a signature of no semester",
        "dated",
        "hoa 6B",
        lambda _s: ("book/6B/hoa/2", "BookSigned", sight([])),
    ),
    case(
        "BOOK_LOCKED",
        "a signature under a locked book",
        "marks 2",
        "toan",
        lambda s: book_signed(s, "toan", 1),
    ),
    case(
        "INCOMPLETE", "a signature before the marks", "marks 1", "toan", lambda s: book_signed(s, "toan", 1)
    ),
    case(
        "DIGEST_WRONG",
        "a signature under one more",
        "sign 1",
        "toan",
        lambda s: book_signed(s, "toan", 1, count=99),
    ),
    case("BOOK_LOCKED", "a locked class signed", "marks 2", "homeroom", lambda s: class_signed(s, 1)),
    case("NOT_SIGNED", "a class signed before its books", "sign 1", "homeroom", lambda s: class_signed(s, 1)),
    case(
        "DIGEST_WRONG",
        "a class signed with one more",
        "class 1",
        "homeroom",
        lambda s: class_signed(s, 1, count=1),
    ),
    case(
        "NOT_SIGNED",
        "a class signed though its books were touched",
        "class 1",
        "homeroom",
        lambda s: class_signed(s, 1),
        {"class 1": touch(1)},
    ),
)
