"""Late entry by permission (LAW 14, 16)."""

from typing import Any

from tests.vectors.law.besides import permit_tx1
from tests.vectors.law.drafts.books import change, late, mark, published
from tests.vectors.law.drafts.close import close, locked
from tests.vectors.law.drafts.pupils import enrolled
from tests.vectors.law.drafts.unit import delegated
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.play import give_post
from tests.vectors.law.school import MUSIC_2, SECOND, base, locked_mark, music, published_mark
from tests.vectors.law.story import Story
from tests.vectors.law.told import Start, Told, by, case, sound, then


def _late_entries(log: Log) -> None:
    """A make-up test after publication, and a first entry after the window."""
    base(log)
    absent = log.do("teacher", mark("P"))
    log.do("teacher", published(log))
    given = log.do("head", late(log, "p1"))
    log.do("teacher", change("P", 55, absent, late=given))
    log.wait(days=13)
    given = log.do("head", late(log, "p2", col="tx1", reason="returned"))
    log.do("teacher", mark(90, "p2", "tx1", given))


def _comes_later(log: Log) -> None:
    base(log)
    log.do("board", enrolled("p3", **{"from": "2026-10-05"}))


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


def _permit(start: Start, *pupils: str, who: str = "head", **over: Any) -> Start:
    return by(who, start, lambda log, _: late(log, *pupils, **over))


def _music_permitted(log: Log) -> None:
    music(log)
    log.do("head", late(log, "p1", book=MUSIC_2))


def _two_roles(s: Story) -> None:
    """The deputy teaches mathematics in 6A, and may permit late entry."""
    lent = delegated("d1", "late", **{"from": s.day("09-01"), "to": s.day("05-31")})
    pos = s.log.do("head", lent)
    s.log.rights["lender"] = ("d1", "deputy", pos)
    give_post(s, "teaching deputy", "d1", "teacher", "6A", "toan")


def _own_permission(s: Story) -> Draft:
    _two_roles(s)
    return mark(100, pupil="p2", col="tx1", late=permit_tx1(s, "p2", who="lender"))


def _own_makeup(s: Story) -> Draft:
    _two_roles(s)
    absent = s.log.do("toan", mark("P", pupil="p2", col="tx1"))
    given = permit_tx1(s, "p2", who="lender")
    return change("P", 100, absent, pupil="p2", col="tx1", late=given)


def _other_permission(s: Story) -> Draft:
    _two_roles(s)
    return mark(100, pupil="p2", col="tx1", late=permit_tx1(s, "p2"))


SMALL: tuple[Told, ...] = (
    ("late entries: a make-up test and a returned pupil", None, _late_entries),
    ("a late mark in a locked book", "BOOK_LOCKED", _late_locked),
    ("late by no permission", "LATE_NOT_PERMITTED", then(base, "teacher", mark(late=3))),
    ("late, permitted to another pupil", "LATE_NOT_PERMITTED", _late(("p2",), mark())),
    ("late, permitted in another column", "LATE_NOT_PERMITTED", _late(("p1",), mark(), col="tx1")),
    ("late, permitted in another book", "LATE_NOT_PERMITTED", _late(("p1",), mark(), book=SECOND)),
    ("late after the permission", "LATE_NOT_PERMITTED", _late(("p1",), mark(), days=7)),
    ("a make-up mark without permission", "LATE_NOT_PERMITTED", _change_without_permission),
    ("a permission for late entry used to change a mark", "OF_RECORD", _late_change),
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

YEAR: tuple[Told, ...] = (
    sound("a late mark by another than who permitted", "marks 1", "teaching deputy", _other_permission),
    case(
        "PERMITTER_ENTERS", "a late mark by who permitted it", "marks 1", "teaching deputy", _own_permission
    ),
    case("PERMITTER_ENTERS", "a make-up mark by who permitted it", "marks 1", "teaching deputy", _own_makeup),
)
