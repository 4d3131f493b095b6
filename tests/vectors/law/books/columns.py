"""Columns published and dated (LAW 15, 35)."""

from typing import Any

from tests.vectors.law.drafts.books import dated, late, mark, published
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.school import MUSIC_2, SECOND, base, locked_mark, marked, music, published_mark
from tests.vectors.law.story import Story
from tests.vectors.law.told import Start, Told, by, case


def _dated(s: Story, col: str = "tx1", **over: str) -> Draft:
    return dated(s.day("10-06"), col, **over)


def _publish_before_window(log: Log) -> None:
    base(log)
    given = log.do("head", late(log, "p1", book=SECOND))
    log.do("teacher", mark(late=given, book=SECOND))
    log.do("teacher", published(log, book=SECOND))


def _publish(start: Start, **over: Any) -> Start:
    return by("teacher", start, lambda log, _: published(log, **over))


def _music_publishes(log: Log) -> None:
    music(log)
    log.do("music", published(log, book=MUSIC_2, count=1))


SMALL: tuple[Told, ...] = (
    ("ColumnPublished by the head", "NO_RIGHT", by("head", marked, lambda log, _: published(log))),
    ("a column of a subject that is not taught", "UNKNOWN_SUBJECT", _music_publishes),
    ("a column that is not", "UNKNOWN_COLUMN", _publish(marked, col="tx5", count=1)),
    ("a column published in a locked book", "BOOK_LOCKED", _publish(locked_mark)),
    ("a column published twice", "ALREADY_EXISTS", _publish(published_mark)),
    ("a column published before any window", "WINDOW_CLOSED", _publish_before_window),
    ("an empty column published", "DIGEST_WRONG", _publish(marked, col="tx1")),
    ("a publication that counts wrongly", "DIGEST_WRONG", _publish(marked, count=2)),
    ("a publication of other cells", "DIGEST_WRONG", _publish(marked, digest=digest("x"))),
)

YEAR: tuple[Told, ...] = (
    case(
        "UNKNOWN_SUBJECT",
        "the test of no semester",
        "dated",
        "hoa 6B",
        lambda s: _dated(s, book="book/6B/hoa/2"),
    ),
    case("UNKNOWN_COLUMN", "the test of no column", "dated", "toan", lambda s: _dated(s, "tx9")),
    case("BAD_PERIOD", "a test tomorrow", "dated", "toan", lambda s: dated(s.day("12-24"), "tx1")),
    case(
        "OF_RECORD",
        "the day of a published test",
        "compare",
        "toan",
        lambda s: (s.log.do("toan", published(s.log, "tx2")), _dated(s, "tx2"))[1],
    ),
    case("BOOK_LOCKED", "the day of a locked test", "marks 2", "toan", lambda s: _dated(s, "tx2")),
    case("NO_CHANGE", "the same day again", "leave", "toan", _dated),
)
