"""The books of conduct and of profiles, and who writes in them (LAW 11)."""

from tests.vectors.law.drafts.books import mark, published
from tests.vectors.law.drafts.signing import book_signed
from tests.vectors.law.log import digest
from tests.vectors.law.told import Told, case

YEAR: tuple[Told, ...] = (
    case(
        "NO_RIGHT",
        "conduct by a teacher",
        "marks 1",
        "toan",
        lambda _s: mark("T", col="hk", book="book/6A/conduct/1"),
    ),
    case(
        "BAD_VALUE",
        "conduct of the other regulation",
        "marks 1",
        "homeroom",
        lambda _s: mark("D", col="hk", book="book/6A/conduct/1"),
    ),
    case(
        "UNKNOWN_COLUMN",
        "conduct of the year in semester 1",
        "marks 1",
        "homeroom",
        lambda _s: mark("T", col="cn", book="book/6A/conduct/1"),
    ),
    case(
        "BAD_VALUE",
        "an address in clear",
        "marks 1",
        "clerk",
        lambda _s: mark("t:Số 1", pupil="p2", col="dia_chi", book="book/6A/profile/1"),
    ),
    case(
        "BAD_VALUE",
        "a name as a commitment",
        "marks 1",
        "clerk",
        lambda _s: mark("h:" + digest("x"), pupil="p2", col="ten", book="book/6A/profile/1"),
    ),
    case(
        "NO_RIGHT",
        "a profile by a teacher",
        "marks 1",
        "toan",
        lambda _s: mark("t:A", pupil="p2", col="ten", book="book/6A/profile/1"),
    ),
    case("NO_RIGHT", "conduct signed by a teacher", "sign 1", "toan", lambda s: book_signed(s, "conduct", 1)),
    case(
        "NO_RIGHT",
        "conduct published by a teacher",
        "sign 1",
        "toan",
        lambda s: published(s.log, "hk", "book/6A/conduct/1"),
    ),
    case("NO_RIGHT", "a mark by the homeroom teacher", "marks 1", "homeroom", lambda _s: mark()),
)
