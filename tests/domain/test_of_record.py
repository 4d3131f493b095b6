"""LAW "Of record", 11, 12, 14: a mark stays where it was entered, and changes only there."""

from typing import Any

import pytest

from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import PermitCorrection
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.unit.appointments import Delegate
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from tests.domain.schoolhouse import Schoolhouse
from tests.domain.situations import HEAD
from tests.domain.yearhouse import second_class, year_school
from tests.school.small import AFTER, CLASS, PAPER, SUBJECT, subject

PLACE: dict[str, Any] = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
THERE: dict[str, Any] = {**PLACE, "klass": "6b"}
PUPIL = "hs01"


def move(house: Schoolhouse, klass: str = "6b", cause: str = "change", start: str = "2020-10-05") -> None:
    house.do("bqt", PlacePupil(pupil=PUPIL, klass=klass, start=start, cause=cause, decision=PAPER))


@pytest.fixture
def moved() -> Schoolhouse:
    """hs01 has 4,0 in tx1 of 6a, where the column is published, 5,0 in gk, and is in 6b now."""
    house = year_school()
    second_class(house)
    house.do("toan", house.mark(PUPIL, "tx1", 40))
    house.do("toan", PublishColumn(**PLACE, col="tx1"))
    house.do("toan", house.mark(PUPIL, "gk", 50))
    move(house)
    return house


def permission(house: Schoolhouse, place: dict[str, Any], col: str, person: str = HEAD) -> int:
    given = {"until": "2020-12-01T00:00:00.000000Z", "reason": "other", "decision": PAPER}
    house.do(person, PermitLateEntry(**place, col=col, pupils=[PUPIL], **given))
    return len(house.log) - 1


def apply(house: Schoolhouse, dossier: str, by: str = "gvcn") -> None:
    house.do(HEAD, PermitCorrection(dossier=dossier))
    house.witness(HEAD, "leadership", dossier=dossier)
    house.witness("bqt", "board", dossier=dossier)
    house.witness(by, "homeroom", dossier=dossier)


def strike(house: Schoolhouse, col: str = "tx1") -> None:
    """A dossier of 6a takes the mark out."""
    house.do("toan", house.propose("d0", pupil=PUPIL, col=col, value=None))
    apply(house, "d0")


def test_no_mark_over_one_of_record_in_the_class_before(moved: Schoolhouse) -> None:
    """OF_RECORD, also late and by a dossier."""
    moved.refused("OF_RECORD", "toan", moved.mark(PUPIL, "tx1", 100, place=THERE))
    late = permission(moved, THERE, "tx1")
    moved.refused("OF_RECORD", "toan", moved.mark(PUPIL, "tx1", 100, place=THERE, late=late))
    moved.do("bqt", EnrolPupils(klass="6b", pupils=[_newcomer()]))
    moved.do("toan", moved.mark("hs77", "tx1", 60, place=THERE))
    moved.do("toan", PublishColumn(**THERE, col="tx1"))
    fill = CorrectionEdit(pupil=PUPIL, col="tx1", value=90, base=0, reason="Q" * 42)
    asked = ProposeCorrection(**THERE, dossier="d1", kind="bosung", evidence=["B" * 42 + "A"], items=[fill])
    moved.refused("OF_RECORD", "toan", asked)


def _newcomer() -> NewPupil:
    return NewPupil(
        pupil="hs77", name="Y Mới", born="2009-01-01", register_no="77", start="2020-10-05", key="A" * 43
    )


def test_no_mark_over_one_that_is_still_open_in_the_class_before(moved: Schoolhouse) -> None:
    """CELL_NOT_EMPTY; there it can be changed, and cleared: then it is free."""
    moved.refused("CELL_NOT_EMPTY", "toan", moved.mark(PUPIL, "gk", 90, place=THERE))
    moved.do("toan", moved.mark(PUPIL, "gk", 60))
    moved.do("toan", moved.mark(PUPIL, "gk", None))
    moved.do("toan", moved.mark(PUPIL, "gk", 90, place=THERE))
    moved.refused("CELL_NOT_EMPTY", "toan", moved.mark(PUPIL, "gk", 70))


def test_the_mark_is_corrected_in_the_book_where_it_stands(moved: Schoolhouse) -> None:
    """By its dossier, for a pupil who is in another class, or in none."""
    gone = {"klass": "6b", "last": "2020-10-05", "cause": "other", "decision": PAPER}
    moved.do("vanthu", RecordLeaving(pupil=PUPIL, **gone))
    moved.do("toan", moved.propose("d1", pupil=PUPIL, value=45))
    apply(moved, "d1")
    assert moved.value(PUPIL) == 45


def test_a_test_sat_in_the_class_before_is_typed_there(moved: Schoolhouse) -> None:
    """Of the semester in which the pupil was there: an entry in its window, late, by a dossier."""
    moved.do("toan", moved.mark(PUPIL, "tx2", 90))
    late = permission(moved, PLACE, "ck")
    moved.do("toan", moved.mark(PUPIL, "ck", 70, late=late))
    moved.do("toan", moved.propose("d1", "bosung", pupil=PUPIL, col="tx3", value=90), AFTER)


def test_a_former_member_gets_no_cell_of_a_semester_after(moved: Schoolhouse) -> None:
    """NOT_IN_CLASS: mark and permission."""
    place = {**PLACE, "semester": 2}
    moved.refused("NOT_IN_CLASS", "toan", moved.mark(PUPIL, "gk", 90, place=place))
    given = {"until": "2020-12-01T00:00:00.000000Z", "reason": "other", "decision": PAPER}
    moved.refused("NOT_IN_CLASS", HEAD, PermitLateEntry(**place, col="ck", pupils=[PUPIL], **given))


def test_what_a_dossier_emptied_only_a_dossier_fills(moved: Schoolhouse) -> None:
    """OF_RECORD by late entry, here and in the pupil's other class; a dossier `bosung` here."""
    strike(moved)
    late = permission(moved, PLACE, "tx1")
    moved.refused("OF_RECORD", "toan", moved.mark(PUPIL, "tx1", 100, late=late))
    moved.refused("OF_RECORD", "toan", moved.mark(PUPIL, "tx1", 100, place=THERE))
    late = permission(moved, THERE, "tx1")
    moved.refused("OF_RECORD", "toan", moved.mark(PUPIL, "tx1", 100, place=THERE, late=late))
    moved.do("toan", moved.propose("d1", "bosung", pupil=PUPIL, value=70))
    apply(moved, "d1")
    assert moved.value(PUPIL) == 70


def test_back_in_the_first_class_the_marks_of_the_second_stand(moved: Schoolhouse) -> None:
    """Whichever class is the present one: a cell has one value."""
    moved.do("toan", moved.mark(PUPIL, "tx2", 60, place=THERE))
    move(moved, CLASS, start="2020-10-06")
    moved.now = "2020-10-07T02:00:00.000000Z"
    moved.refused("CELL_NOT_EMPTY", "toan", moved.mark(PUPIL, "tx2", 100))
    moved.do("toan", moved.mark(PUPIL, "tx3", 100))


def test_a_class_of_another_year_has_cells_of_its_own(moved: Schoolhouse) -> None:
    """Only classes of the same year share them."""
    opened = OpenClass(klass="7a", name="7A", grade=7, year="2021-2022", subjects=[subject("toan")])
    moved.do("bqt", opened)
    assert moved.state.needs(moved.mark(PUPIL, "tx1", place={**PLACE, "klass": "7a"})) == []


def test_who_never_moved_makes_nothing_be_read_besides_the_book() -> None:
    """A save reads its book (in an opened year the approvals of its class, too): nothing of other classes."""
    house = year_school()
    second_class(house)
    place = {**PLACE, "klass": "6b"}
    edit = CellEdit(pupil="hs02", col="tx1", value=1, base=0)
    streams = SaveMarks(**place, cells=[edit]).reads(house.state)
    assert streams == ["book/6b/toan/1", "term/6b/1", "term/6b/2"]


def test_who_permits_does_not_enter(moved: Schoolhouse) -> None:
    """LAW 14 PERMITTER_ENTERS; another may, by the same permission."""
    moved.appoint("phohieutruong", "teacher", CLASS, SUBJECT)
    lent = {"start": "2020-09-01", "end": "2020-12-31", "decision": PAPER}
    moved.do(HEAD, Delegate(person="phohieutruong", powers=["late"], **lent))
    save = moved.mark("hs02", "tx1", 90)
    given = {"until": "2020-12-01T00:00:00.000000Z", "reason": "other", "decision": PAPER}
    moved.do("phohieutruong", PermitLateEntry(**PLACE, col="tx1", pupils=["hs02"], **given))
    own = len(moved.log) - 1
    save = save.model_copy(update={"late": own})
    moved.refused("PERMITTER_ENTERS", "phohieutruong", save)
    moved.do("toan", save)
