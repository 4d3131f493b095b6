"""Logs that break a rule about marks, published columns or late entries (11 to 16) in one entry."""

from typing import Any

from tests.vectors.law.broken.school import Case, Start, then
from tests.vectors.law.drafts import (
    change,
    clear,
    close,
    enrolled,
    late,
    locked,
    mark,
    opened,
    published,
    window,
)
from tests.vectors.law.flows import appoint, base
from tests.vectors.law.log import Draft, Log, b64, digest, sealed

TEACHER = "teacher"
SECOND = "book/6A/toan/2"
MUSIC_2 = "book/6A/nhac/2"


def marked(log: Log) -> int:
    """p1 has 6.0 in gk, the window is open."""
    base(log)
    return log.do("teacher", mark())


def changing(old: Any, value: Any, *, of: int | None = None, start: Start = marked, **over: Any) -> Start:
    """Ends with `MarkChanged` of the cell that `start` filled."""

    def build(log: Log) -> None:
        filled = start(log)
        log.do("teacher", change(old, value, filled if of is None else of, **over))

    return build


def clearing(old: Any, *, of: int | None = None, start: Start = marked, **over: Any) -> Start:
    """Ends with `MarkCleared` of the cell that `start` filled."""

    def build(log: Log) -> None:
        filled = start(log)
        log.do("teacher", clear(old, filled if of is None else of, **over))

    return build


def published_mark(log: Log) -> int:
    pos = marked(log)
    log.do("teacher", published(log))
    return pos


def locked_mark(log: Log) -> int:
    pos = marked(log)
    log.do("head", locked(log, log.do("board", close())))
    return pos


def window_over(log: Log) -> int:
    pos = marked(log)
    log.wait(days=13)
    return pos


def _comes_later(log: Log) -> None:
    base(log)
    log.do("board", enrolled("p3", **{"from": "2026-10-05"}))


def music(log: Log) -> None:
    """A teacher of the comment subject, which class 6A has in semester 1 only."""
    base(log)
    appoint(log, "music", "t2", "teacher", "6A", "nhac")


def _other_class(log: Log) -> None:
    base(log)
    log.do("board", opened("6B"))
    log.do("board", enrolled("p3", **{"class": "6B"}))
    log.do("teacher", mark(pupil="p3"))


def _not_yet_enrolled(log: Log) -> None:
    base(log)
    log.do("board", enrolled("p3", **{"from": "2026-09-08"}))
    log.do("teacher", mark(pupil="p3"))


def _window_not_begun(log: Log) -> None:
    base(log)
    log.do("head", window("w2", cols=["tx2"], **{"from": "2026-09-08T00:00:00.000000Z"}))
    log.do("teacher", mark(col="tx2"))


def _late(permit_to: tuple[str, ...], draft: Draft, days: int = 0, **over: Any) -> Start:
    """A late entry by a permission that does not reach it; `late` is filled in here."""

    def build(log: Log) -> None:
        base(log)
        draft[2]["late"] = log.do("head", late(log, *permit_to, **over))
        log.wait(days=days)
        log.do("teacher", draft)

    return build


def _late_locked(log: Log) -> None:
    """The permission came before the lock, which ends it all the same."""
    base(log)
    given = log.do("head", late(log, "p1"))
    log.do("head", locked(log, log.do("board", close())))
    log.do("teacher", mark(late=given))


def _late_change(log: Log) -> None:
    pos = published_mark(log)
    given = log.do("head", late(log, "p1"))
    log.do("teacher", change(60, 70, pos, late=given))


def _change_without_permission(log: Log) -> None:
    base(log)
    pos = log.do("teacher", mark("P"))
    log.do("teacher", change("P", 70, pos, late=pos))


def _publish_before_window(log: Log) -> None:
    base(log)
    given = log.do("head", late(log, "p1", book=SECOND))
    log.do("teacher", mark(late=given, book=SECOND))
    log.do("teacher", published(log, book=SECOND))


def _publish(start: Start, **over: Any) -> Start:
    def build(log: Log) -> None:
        start(log)
        log.do("teacher", published(log, **over))

    return build


def _permit(start: Start, *pupils: str, who: str = "head", **over: Any) -> Start:
    def build(log: Log) -> None:
        start(log)
        log.do(who, late(log, *pupils, **over))

    return build


def _music(draft: Draft) -> Start:
    return then(music, "music", draft)


def _music_publishes(log: Log) -> None:
    music(log)
    log.do("music", published(log, book=MUSIC_2, count=1))


def _music_permitted(log: Log) -> None:
    music(log)
    log.do("head", late(log, "p1", book=MUSIC_2))


def _by(who: str | tuple[str, str, int], start: Start, make: Any) -> Start:
    def build(log: Log) -> None:
        log.do(who, make(log, start(log)))

    return build


_ENTERED: tuple[Case, ...] = (
    ("MarkEntered by the head", "NO_RIGHT", then(base, "head", mark())),
    ("a mark in a semester without the subject", "UNKNOWN_SUBJECT", _music(mark("D", book=MUSIC_2))),
    ("a fifth regular mark where four are", "UNKNOWN_COLUMN", then(base, TEACHER, mark(col="tx5"))),
    ("a mark for a pupil nobody enrolled", "NOT_IN_CLASS", then(base, TEACHER, mark(pupil="p9"))),
    ("a mark for a pupil of another class", "NOT_IN_CLASS", _other_class),
    ("a mark before the pupil came", "NOT_IN_CLASS", _not_yet_enrolled),
    ("a level in a subject of scores", "BAD_VALUE", then(base, TEACHER, mark("D"))),
    ("a score in a subject of comments", "BAD_VALUE", _music(mark(80, book="book/6A/nhac/1"))),
    ("a comment longer than any text", "BAD_DATA", then(base, TEACHER, mark(b64(bytes(829)), col="nx"))),
    ("a score in the column of comments", "BAD_VALUE", then(base, TEACHER, mark(80, col="nx"))),
    ("a sealed text in a column of scores", "BAD_VALUE", then(base, TEACHER, mark(sealed("x")))),
    ("a mark in a locked book", "BOOK_LOCKED", then(locked_mark, TEACHER, mark(pupil="p2"))),
    ("a late mark in a locked book", "BOOK_LOCKED", _late_locked),
    ("a second mark in a cell", "CELL_NOT_EMPTY", then(marked, TEACHER, mark(70))),
    ("a mark where no window is", "WINDOW_CLOSED", then(base, TEACHER, mark(col="tx2"))),
    ("a mark before the window", "WINDOW_CLOSED", _window_not_begun),
    ("a mark after the window", "WINDOW_CLOSED", then(window_over, TEACHER, mark(pupil="p2"))),
    ("a first mark in a published column", "OF_RECORD", then(published_mark, TEACHER, mark(pupil="p2"))),
    ("late by no permission", "LATE_NOT_PERMITTED", then(base, TEACHER, mark(late=3))),
    ("late, permitted to another pupil", "LATE_NOT_PERMITTED", _late(("p2",), mark())),
    ("late, permitted in another column", "LATE_NOT_PERMITTED", _late(("p1",), mark(), col="tx1")),
    ("late, permitted in another book", "LATE_NOT_PERMITTED", _late(("p1",), mark(), book=SECOND)),
    ("late after the permission", "LATE_NOT_PERMITTED", _late(("p1",), mark(), days=7)),
)

_CHANGED: tuple[Case, ...] = (
    ("MarkChanged by the head", "NO_RIGHT", _by("head", marked, lambda _, pos: change(60, 70, pos))),
    (
        "a change in a semester without the subject",
        "UNKNOWN_SUBJECT",
        _music(change("D", "CD", 9, book=MUSIC_2)),
    ),
    ("a change in a column that is not", "UNKNOWN_COLUMN", changing(60, 70, col="tx5")),
    ("a change for a pupil nobody enrolled", "NOT_IN_CLASS", changing(60, 70, pupil="p9")),
    ("a score changed to a level", "BAD_VALUE", changing(60, "CD")),
    ("a change in a locked book", "BOOK_LOCKED", changing(60, 70, start=locked_mark)),
    ("a change of what is no longer there", "STALE_BASE", changing(50, 70)),
    ("a change that rests on another entry", "STALE_BASE", changing(60, 70, of=3)),
    ("a change of a cell that never had a mark", "STALE_BASE", changing(60, 70, of=0, pupil="p2")),
    ("a change to the same", "NO_CHANGE", changing(60, 60)),
    ("a change after the window", "WINDOW_CLOSED", changing(60, 70, start=window_over)),
    ("a change in a published column", "OF_RECORD", changing(60, 70, start=published_mark)),
    ("a make-up mark without permission", "LATE_NOT_PERMITTED", _change_without_permission),
    ("a permission for late entry used to change a mark", "OF_RECORD", _late_change),
)

_CLEARED: tuple[Case, ...] = (
    ("MarkCleared by the head", "NO_RIGHT", _by("head", marked, lambda _, pos: clear(60, pos))),
    ("a clearing in a semester without the subject", "UNKNOWN_SUBJECT", _music(clear("D", 9, book=MUSIC_2))),
    ("a clearing in a column that is not", "UNKNOWN_COLUMN", clearing(60, col="tx5")),
    ("a clearing for a pupil nobody enrolled", "NOT_IN_CLASS", clearing(60, pupil="p9")),
    ("a clearing in a locked book", "BOOK_LOCKED", clearing(60, start=locked_mark)),
    ("a clearing that rests on another entry", "STALE_BASE", clearing(60, of=3)),
    ("a clearing after the window", "WINDOW_CLOSED", clearing(60, start=window_over)),
    ("a clearing in a published column", "OF_RECORD", clearing(60, start=published_mark)),
)

_COLUMNS: tuple[Case, ...] = (
    ("ColumnPublished by the head", "NO_RIGHT", _by("head", marked, lambda log, _: published(log))),
    ("a column of a subject that is not taught", "UNKNOWN_SUBJECT", _music_publishes),
    ("a column that is not", "UNKNOWN_COLUMN", _publish(marked, col="tx5", count=1)),
    ("a column published in a locked book", "BOOK_LOCKED", _publish(locked_mark)),
    ("a column published twice", "ALREADY_EXISTS", _publish(published_mark)),
    ("a column published before any window", "WINDOW_CLOSED", _publish_before_window),
    ("an empty column published", "DIGEST_WRONG", _publish(marked, col="tx1")),
    ("a publication that counts wrongly", "DIGEST_WRONG", _publish(marked, count=2)),
    ("a publication of other cells", "DIGEST_WRONG", _publish(marked, digest=digest("x"))),
    ("LateEntryPermitted by the board", "NO_RIGHT", _permit(base, "p1", who="board")),
    ("late entry in a subject that is not taught", "UNKNOWN_SUBJECT", _music_permitted),
    ("late entry in a column that is not", "UNKNOWN_COLUMN", _permit(base, "p1", col="tx5")),
    ("late entry into a locked book", "BOOK_LOCKED", _permit(locked_mark, "p2")),
    (
        "a permission that is over when given",
        "BAD_PERIOD",
        _permit(base, "p1", until="2026-09-07T01:00:00.000000Z"),
    ),
    ("late entry for a pupil nobody enrolled", "NOT_IN_CLASS", _permit(base, "p1", "p9")),
    ("late entry for a pupil who comes next month", "NOT_IN_CLASS", _permit(_comes_later, "p3")),
)

CASES: tuple[Case, ...] = (*_ENTERED, *_CHANGED, *_CLEARED, *_COLUMNS)
