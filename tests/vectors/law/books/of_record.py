"""Roads around the moment of record, and their sound twins (LAW 11 to 14, 21)."""

from typing import Any

from tests.vectors.law.besides import (
    NHAC,
    THERE,
    TOAN,
    homeroom_6b,
    permit_tx1,
    pos_of,
    publish,
    strike,
    third,
    two_seats,
)
from tests.vectors.law.drafts.books import change, clear, late, mark
from tests.vectors.law.drafts.dossier import item, proposed
from tests.vectors.law.drafts.pupils import brought, placed
from tests.vectors.law.log import Draft, sealed
from tests.vectors.law.play import Before
from tests.vectors.law.story import Story
from tests.vectors.law.told import Builder, Told, case, sound


def _into_6a(value: int = 100, **over: Any) -> Draft:
    """p6, who came from 6B with a first mark, gets another in 6A."""
    return mark(value, pupil="p6", col="tx1", book=TOAN, **over)


def _published_there(s: Story) -> None:
    publish(s, "toan 6B", "tx1", THERE)


def _entered_late(s: Story) -> int:
    return s.log.do("toan", mark(50, pupil="p2", col="tx1", late=permit_tx1(s, "p2")))


def _correct_late(s: Story) -> list[Draft]:
    return [proposed(), item(50, 60, _entered_late(s), "p2", "tx1")]


def _struck_then_late(s: Story) -> Draft:
    strike(s)
    return mark(100, col="tx1", late=permit_tx1(s, "p1"))


def _struck_then_dossier(s: Story) -> list[Draft]:
    strike(s)
    base = s.log.next - 1
    one = item(None, 75, base, "p1", "tx1", dossier="d2")
    two_seats(s, "toan", one, kind="bosung")
    return third(s, one)


def _struck_there(s: Story) -> Draft:
    strike(s, "6B", "p6")
    return _into_6a()


def _struck_there_late(s: Story) -> Draft:
    strike(s, "6B", "p6")
    return _into_6a(late=permit_tx1(s, "p6"))


def _moved_on(s: Story, value: Any = 100, col: str = "tx1") -> Draft:
    """p6 goes back to 6B after 6A's approval, and 6B teaches one subject more."""
    s.log.do("board", placed("p6", "6B", s.day("12-21"), "change"))
    s.go("12-22")
    return mark(value, pupil="p6", col=col, book="book/6B/hoa/1")


def _remark_moved_on(s: Story) -> Draft:
    return _moved_on(s, sealed("x"), "nx")


def _bosung(s: Story, pupil: str, col: str = "tx1") -> list[Draft]:
    publish(s, col=col)
    return [proposed(1, kind="bosung"), item(None, 90, 0, pupil, col)]


def _second_of_command(build: Builder) -> Builder:
    return lambda log: build(log) + 1


def _brought_meanwhile(s: Story) -> list[Draft]:
    """The dossier was proposed while the cell was free; before its last seat a result was brought."""
    s.log.do("toan", mark(80, pupil="p1", col="tx1"))
    publish(s)
    one = item(None, 90, 0, "p4", "tx1")
    two_seats(s, "toan", one, kind="bosung")
    s.log.do("clerk", brought(s, "toan", 70))
    return third(s, one)


def _corrected_there(s: Story) -> list[Draft]:
    homeroom_6b(s)
    publish(s, "toan 6B", "tx1", THERE)
    one = item(65, 55, pos_of(s, THERE, "p6", "tx1"), "p6", "tx1")
    two_seats(s, "toan 6B", one, klass="6B")
    return third(s, one, "6B")


def _changed_there(s: Story) -> Draft:
    return change(65, 70, pos_of(s, THERE, "p6", "tx1"), pupil="p6", col="tx1", book=THERE)


def _after_clearing_there(s: Story) -> Draft:
    s.log.do("toan 6B", clear(65, pos_of(s, THERE, "p6", "tx1"), "p6", "tx1", THERE))
    return _into_6a(70)


def _makeup_there(s: Story) -> Draft:
    """A test missed in 6B is made up after the move, in 6B's book."""
    given = s.log.do("head", late(s.log, "p6", col="gk", book=THERE))
    return change("P", 60, pos_of(s, THERE, "p6", "gk"), pupil="p6", col="gk", book=THERE, late=given)


def _missed_there(s: Story) -> None:
    s.go("10-05")
    s.log.do("toan 6B", mark("P", pupil="p6", col="gk", book=THERE))


def _change_approved(s: Story) -> Draft:
    return change(80, 100, pos_of(s, TOAN, "p1", "tx1"), col="tx1")


def _item(s: Story) -> list[Draft]:
    return [proposed(), item(80, 100, pos_of(s, TOAN, "p1", "tx1"), "p1", "tx1")]


_published: Before = {"marks 1": _published_there}
_ITEMS = (
    ("CELL_NOT_EMPTY", "a dossier fills what another class's open cell holds", "marks 1", "p6", None),
    ("OF_RECORD", "a dossier fills what another class's published cell holds", "marks 1", "p6", _published),
    ("OF_RECORD", "a dossier fills what a result brought stands for", "sign 1", "p4", None),
)


def _item_case(code: str, desc: str, upto: str, pupil: str, before: Before | None) -> Told:
    def make(s: Story) -> list[Draft]:
        if upto == "marks 1":
            s.log.do("toan", mark(80, pupil="p1", col="tx1"))
        return _bosung(s, pupil)

    _, _, build = case(code, desc, upto, "toan", make, before)
    return desc, code, _second_of_command(build)


YEAR: tuple[Told, ...] = (
    sound("the class before corrects its mark by a dossier", "marks 1", "homeroom 6B", _corrected_there),
    sound("the class before changes its open mark", "marks 1", "toan 6B", _changed_there),
    sound("the new class enters what the class before cleared", "marks 1", "toan", _after_clearing_there),
    sound(
        "a test missed before the move is made up in that class's book",
        "marks 1",
        "toan 6B",
        _makeup_there,
        {"move": _missed_there},
    ),
    sound("a dossier about a late mark while the window is open", "marks 1", "toan", _correct_late),
    sound("a dossier fills what a dossier emptied", "sign 1", "homeroom", _struck_then_dossier),
    sound(
        "a remark about a pupil with a result brought",
        "sign 1",
        "toan",
        lambda _s: mark(sealed("x"), pupil="p4", col="nx"),
    ),
    sound("a dossier about an approved mark in an open window", "lock 1", "toan", _item),
    case(
        "NOT_IN_CLASS",
        "a mark of the semester after the leaving",
        "marks 1",
        "toan",
        lambda _s: mark(70, pupil="p5", book="book/6A/toan/2"),
    ),
    case(
        "CELL_NOT_EMPTY",
        "a mark over one of the class before, still open there",
        "marks 1",
        "toan",
        lambda _s: _into_6a(),
    ),
    case(
        "OF_RECORD",
        "a mark over one of the class before, published there",
        "marks 1",
        "toan",
        lambda _s: _into_6a(),
        _published,
    ),
    case(
        "OF_RECORD",
        "a late mark over one of the class before",
        "marks 1",
        "toan",
        lambda s: _into_6a(late=permit_tx1(s, "p6")),
        _published,
    ),
    case(
        "OF_RECORD", "a mark in place of one that a dossier took out there", "marks 1", "toan", _struck_there
    ),
    case("OF_RECORD", "a late mark in place of one taken out there", "marks 1", "toan", _struck_there_late),
    case("OF_RECORD", "a mark after another class's results were recorded", "lock 1", "hoa 6B", _moved_on),
    case(
        "OF_RECORD",
        "a remark after another class's results were recorded",
        "lock 1",
        "hoa 6B",
        _remark_moved_on,
    ),
    case("OF_RECORD", "a mark changed that another result counts", "lock 1", "toan 6B", _changed_there),
    case(
        "OF_RECORD",
        "a mark over a result brought",
        "sign 1",
        "toan",
        lambda _s: mark(10, pupil="p4", col="tx1"),
    ),
    case(
        "NOT_IN_CLASS",
        "a mark in the class before, of a semester after the move",
        "marks 1",
        "toan 6B",
        lambda _s: mark(90, pupil="p6", col="tx2", book="book/6B/toan/2"),
    ),
    case("OF_RECORD", "a late mark where a dossier emptied the cell", "sign 1", "toan", _struck_then_late),
    case(
        "OF_RECORD",
        "a late mark after the pupil's result was recorded",
        "lock 1",
        "nhac",
        lambda s: mark(
            "D",
            pupil="p6",
            col="tx1",
            book=NHAC,
            late=s.log.do("head", late(s.log, "p6", col="tx1", book=NHAC)),
        ),
    ),
    case(
        "OF_RECORD",
        "a late mark changed while the window is open",
        "marks 1",
        "toan",
        lambda s: change(50, 100, _entered_late(s), pupil="p2", col="tx1"),
    ),
    case(
        "OF_RECORD",
        "a late mark cleared while the window is open",
        "marks 1",
        "toan",
        lambda s: clear(50, _entered_late(s), "p2", "tx1"),
    ),
    case("OF_RECORD", "a change after the approval", "lock 1", "toan", _change_approved),
    case(
        "OF_RECORD",
        "a mark after the approval",
        "lock 1",
        "toan",
        lambda _s: mark(sealed("x"), pupil="p4", col="nx"),
    ),
    case(
        "OF_RECORD",
        "a clearing after the approval",
        "lock 1",
        "toan",
        lambda s: clear(80, pos_of(s, TOAN, "p1", "tx1"), col="tx1"),
    ),
    *(_item_case(*row) for row in _ITEMS),
    (
        "an application over a result brought since the proposal",
        "OF_RECORD",
        _second_of_command(case("OF_RECORD", "", "bring", "homeroom", _brought_meanwhile)[2]),
    ),
)
