"""Marks entered, changed and cleared (LAW 11 to 13)."""

from typing import Any

from tests.vectors.law.drafts.books import change, clear, mark, published, window
from tests.vectors.law.drafts.pupils import enrolled
from tests.vectors.law.drafts.unit import opened
from tests.vectors.law.log import Draft, Log, b64, sealed
from tests.vectors.law.school import MUSIC_2, appoint, base, locked_mark, marked, music, published_mark
from tests.vectors.law.told import Start, Told, by, then


def _marks(log: Log) -> None:
    """Entered, changed, cleared, entered again; a comment subject; a sealed comment; published."""
    base(log)
    first = log.do("teacher", mark(0), mark("P", "p2"))
    second = log.do("teacher", change(0, 100, first))
    log.do("teacher", clear(100, second))
    log.do("teacher", mark("K"), mark(sealed("chăm"), col="nx"))
    log.do("teacher", published(log))
    appoint(log, "music", "t2", "teacher", "6A", "nhac")
    log.do("music", mark("CD", book="book/6A/nhac/1"), mark("P", "p2", book="book/6A/nhac/1"))


def _changing(old: Any, value: Any, *, of: int | None = None, start: Start = marked, **over: Any) -> Start:
    """Ends with `MarkChanged` of the cell that `start` filled."""
    return by("teacher", start, lambda _, pos: change(old, value, pos if of is None else of, **over))


def _clearing(old: Any, *, of: int | None = None, start: Start = marked, **over: Any) -> Start:
    """Ends with `MarkCleared` of the cell that `start` filled."""
    return by("teacher", start, lambda _, pos: clear(old, pos if of is None else of, **over))


def _window_over(log: Log) -> int:
    pos = marked(log)
    log.wait(days=13)
    return pos


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


def _music(draft: Draft) -> Start:
    return then(music, "music", draft)


SMALL: tuple[Told, ...] = (
    ("marks entered, changed, cleared, entered again; comments; a published column", None, _marks),
    ("MarkEntered by the head", "NO_RIGHT", then(base, "head", mark())),
    ("a mark in a semester without the subject", "UNKNOWN_SUBJECT", _music(mark("D", book=MUSIC_2))),
    ("a fifth regular mark where four are", "UNKNOWN_COLUMN", then(base, "teacher", mark(col="tx5"))),
    ("a mark for a pupil nobody enrolled", "NOT_IN_CLASS", then(base, "teacher", mark(pupil="p9"))),
    ("a mark for a pupil of another class", "NOT_IN_CLASS", _other_class),
    ("a mark before the pupil came", "NOT_IN_CLASS", _not_yet_enrolled),
    ("a level in a subject of scores", "BAD_VALUE", then(base, "teacher", mark("D"))),
    ("a score in a subject of comments", "BAD_VALUE", _music(mark(80, book="book/6A/nhac/1"))),
    ("a comment longer than any text", "BAD_DATA", then(base, "teacher", mark(b64(bytes(846)), col="nx"))),
    ("a score in the column of comments", "BAD_VALUE", then(base, "teacher", mark(80, col="nx"))),
    ("a sealed text in a column of scores", "BAD_VALUE", then(base, "teacher", mark(sealed("x")))),
    ("a mark in a locked book", "BOOK_LOCKED", then(locked_mark, "teacher", mark(pupil="p2"))),
    ("a second mark in a cell", "CELL_NOT_EMPTY", then(marked, "teacher", mark(70))),
    ("a mark where no window is", "WINDOW_CLOSED", then(base, "teacher", mark(col="tx2"))),
    ("a mark before the window", "WINDOW_CLOSED", _window_not_begun),
    ("a mark after the window", "WINDOW_CLOSED", then(_window_over, "teacher", mark(pupil="p2"))),
    ("a first mark in a published column", "OF_RECORD", then(published_mark, "teacher", mark(pupil="p2"))),
    ("MarkChanged by the head", "NO_RIGHT", by("head", marked, lambda _, pos: change(60, 70, pos))),
    (
        "a change in a semester without the subject",
        "UNKNOWN_SUBJECT",
        _music(change("D", "CD", 9, book=MUSIC_2)),
    ),
    ("a change in a column that is not", "UNKNOWN_COLUMN", _changing(60, 70, col="tx5")),
    ("a change for a pupil nobody enrolled", "NOT_IN_CLASS", _changing(60, 70, pupil="p9")),
    ("a score changed to a level", "BAD_VALUE", _changing(60, "CD")),
    ("a change in a locked book", "BOOK_LOCKED", _changing(60, 70, start=locked_mark)),
    ("a change of what is no longer there", "STALE_BASE", _changing(50, 70)),
    ("a change that rests on another entry", "STALE_BASE", _changing(60, 70, of=3)),
    ("a change of a cell that never had a mark", "STALE_BASE", _changing(60, 70, of=0, pupil="p2")),
    ("a change to the same", "NO_CHANGE", _changing(60, 60)),
    ("a change after the window", "WINDOW_CLOSED", _changing(60, 70, start=_window_over)),
    ("a change in a published column", "OF_RECORD", _changing(60, 70, start=published_mark)),
    ("MarkCleared by the head", "NO_RIGHT", by("head", marked, lambda _, pos: clear(60, pos))),
    ("a clearing in a semester without the subject", "UNKNOWN_SUBJECT", _music(clear("D", 9, book=MUSIC_2))),
    ("a clearing in a column that is not", "UNKNOWN_COLUMN", _clearing(60, col="tx5")),
    ("a clearing for a pupil nobody enrolled", "NOT_IN_CLASS", _clearing(60, pupil="p9")),
    ("a clearing in a locked book", "BOOK_LOCKED", _clearing(60, start=locked_mark)),
    ("a clearing that rests on another entry", "STALE_BASE", _clearing(60, of=3)),
    ("a clearing after the window", "WINDOW_CLOSED", _clearing(60, start=_window_over)),
    ("a clearing in a published column", "OF_RECORD", _clearing(60, start=published_mark)),
)
