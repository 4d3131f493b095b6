"""What stories of several topics do beside the acts of the year."""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.drafts.attendance import absence, month_confirmed, month_reopened, month_signed
from tests.vectors.law.drafts.books import late, published
from tests.vectors.law.drafts.dossier import applied, item, permitted, proposed, witnessed
from tests.vectors.law.drafts.pupils import exempted, placed
from tests.vectors.law.drafts.righting import Change, proposal, ruled, seen
from tests.vectors.law.drafts.unit import class_opened
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.play import give_post
from tests.vectors.law.school import appoint, base
from tests.vectors.law.story import MARKS, Story
from tests.vectors.law.told import Make

TOAN, THERE, NHAC = "book/6A/toan/1", "book/6B/toan/1", "book/6A/nhac/1"


def pos_of(s: Story, book: str, pupil: str, col: str) -> int:
    """The entry that a cell's value is of."""
    return s.log.cells[book, pupil, col]


def publish(s: Story, who: str = "toan", col: str = "tx1", book: str = TOAN) -> None:
    """A column, by its teacher."""
    s.log.do(who, published(s.log, col, book))


def permit_tx1(s: Story, pupil: str, book: str = TOAN, who: str = "head", **over: Any) -> int:
    """Late entry of a first regular mark; the permission's position."""
    return s.log.do(who, late(s.log, pupil, col="tx1", book=book, **over))


def homeroom_6b(s: Story) -> None:
    """Class 6B has a homeroom teacher, too."""
    give_post(s, "homeroom 6B", "x1", "homeroom", "6B")


def two_seats(s: Story, who: str, one: Draft, *, kind: str = "sua", klass: str = "6A") -> None:
    """A dossier of one item, permitted; the seat of the class is still free."""
    name = one[2]["dossier"]
    s.log.do(who, proposed(1, name, kind=kind, **{"class": klass}), one)
    s.log.do("head", permitted(s.log, dossier=name))
    s.log.do("head", witnessed(s.log, "head", "leadership", name))
    s.log.do("board", witnessed(s.log, "board", "board", name))


def third(s: Story, one: Draft, klass: str = "6A") -> list[Draft]:
    """The last confirmation and the application."""
    who, name = "homeroom" if klass == "6A" else "homeroom 6B", one[2]["dossier"]
    book = f"book/{klass}/toan/1"
    return [witnessed(s.log, who, "homeroom", name), applied(one, book)]


def whole_dossier(s: Story, who: str, one: Draft, *, kind: str = "sua", klass: str = "6A") -> None:
    """Confirmed by all three, and applied."""
    two_seats(s, who, one, kind=kind, klass=klass)
    s.log.do("homeroom" if klass == "6A" else "homeroom 6B", *third(s, one, klass))


def strike(s: Story, klass: str = "6A", pupil: str = "p1", dossier: str = "d1") -> None:
    """Publishes tx1 and takes the pupil's mark out by a dossier."""
    book, who = f"book/{klass}/toan/1", "toan" if klass == "6A" else "toan 6B"
    if klass == "6B":
        homeroom_6b(s)
    publish(s, who, "tx1", book)
    value = 65 if pupil == "p6" else MARKS[pupil]
    one = item(value, None, pos_of(s, book, pupil, "tx1"), pupil, "tx1", dossier=dossier)
    whole_dossier(s, who, one, klass=klass)


def absent_in_may(s: Story) -> Draft:
    """p2 misses a morning after the results."""
    return absence(s, pupil="p2", date=s.day("05-18"))


def absent_in_reopened_may(s: Story) -> Draft:
    """May is confirmed, signed and opened again before."""
    month = s.day("05-01")[:7]
    pos = s.log.do("homeroom", month_confirmed(s, month))
    s.log.do("head", month_signed(month, pos))
    s.log.do("head", month_reopened(month))
    return absent_in_may(s)


def open_6c(s: Story, *subjects: dict[str, object]) -> None:
    """A third class, with these subjects."""
    s.log.do("board", class_opened(s, "6C", subjects=list(subjects)))


def touch(*semesters: int) -> Callable[[Story], object]:
    """An exemption from a practical part: no cell changes, and what a signature covers does."""
    return lambda s: s.log.do("head", exempted("p2", "nhac", "practical", *semesters))


def change_class(s: Story, pupil: str, klass: str, day: str) -> None:
    """Within the year."""
    s.log.do("board", placed(pupil, klass, s.day(day), "change"))


def awaiting(log: Log, of: int, stream: str, change: Change, name: str = "r1", *, by: str = "clerk") -> None:
    """Proposed by the clerk and witnessed by the board."""
    log.do(by, proposal(of, stream, change, name))
    log.do("board", seen(log, "board", name))


def rectified(log: Log, of: int, stream: str, change: Change, name: str = "r1") -> None:
    """By three hands."""
    awaiting(log, of, stream, change, name)
    log.do("head", ruled(name))


def with_clerk(log: Log) -> None:
    """The small school with a teacher, two pupils, a window and a clerk."""
    base(log)
    appoint(log, "clerk", "c1", "clerk")


def about(kind: str, pupil: str | None, change: Change) -> Make:
    """A proposal about the newest act of that type."""
    return lambda s: proposal(*s.act(kind, pupil), change)
