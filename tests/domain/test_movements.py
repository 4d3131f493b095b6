"""LAW 29, 37, 38: a movement loses nothing that counts, and what it touches is signed anew."""

from typing import Any

import pytest

from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.signing import SignBook
from domain.acts.pupils.attendance import AbsenceEdit, SetAbsences
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.unit.classes import OpenClass
from domain.grounds.due import missing_cells
from domain.grounds.sights import book_signed
from tests.domain.schoolhouse import Schoolhouse
from tests.domain.situations import HEAD
from tests.domain.yearhouse import YEAR, year_school
from tests.school.small import CLASS, PAPER, SUBJECT, subject

PUPIL = "hs01"
PLACE: dict[str, Any] = {"klass": CLASS, "subject": SUBJECT, "semester": 1}


def open_class(house: Schoolhouse, *subjects: Any, name: str = "6b") -> str:
    house.do("bqt", OpenClass(klass=name, name=name, grade=6, year=YEAR, subjects=list(subjects)))
    return name


def into(klass: str, start: str = "2020-10-05", cause: Any = "change") -> PlacePupil:
    return PlacePupil(pupil=PUPIL, klass=klass, start=start, cause=cause, decision=PAPER)


def leaving(last: str) -> RecordLeaving:
    return RecordLeaving(pupil=PUPIL, klass=CLASS, last=last, cause="transfer", decision=PAPER)


@pytest.fixture
def house() -> Schoolhouse:
    """5 October: hs01 was absent on the 2nd."""
    made = year_school()
    edit = AbsenceEdit(pupil=PUPIL, date="2020-10-02", session="S", value="K", base=0)
    made.do("gvcn", SetAbsences(klass=CLASS, month="2020-10", edits=[edit]))
    return made


def test_no_movement_takes_an_absence_out_of_count(house: Schoolhouse) -> None:
    """MOVE_WRONG from its day on, for a change and a leaving; one taken back is none."""
    klass = open_class(house, subject("toan"))
    house.refused("MOVE_WRONG", "bqt", into(klass, "2020-10-02"))
    house.refused("MOVE_WRONG", "bqt", into(klass, "2020-09-20"))
    house.refused("MOVE_WRONG", "vanthu", leaving("2020-10-01"))
    base = house.state.month(CLASS, "2020-10").cell(PUPIL, "2020-10-02", "S").pos
    edit = AbsenceEdit(pupil=PUPIL, date="2020-10-02", session="S", value=None, base=base)
    house.do("gvcn", SetAbsences(klass=CLASS, month="2020-10", edits=[edit]))
    house.do("vanthu", leaving("2020-10-01"))


def test_the_day_of_an_absence_may_be_the_last(house: Schoolhouse) -> None:
    """It still counts; and from the next day on the pupil is elsewhere."""
    house.do("bqt", into(open_class(house, subject("toan")), "2020-10-03"))


@pytest.mark.parametrize(
    "there",
    [
        subject("van"),
        subject("toan", "comment", tx=4),
        subject("toan", semesters=[2]),
    ],
    ids=["not taught", "of another kind", "in the other semester"],
)
def test_no_move_to_where_a_mark_would_not_count(house: Schoolhouse, there: Any) -> None:
    """MOVE_WRONG, by a change and by a leaving and return; without a mark anybody may go."""
    klass = open_class(house, there)
    house.do("toan", house.mark(PUPIL, "tx1", 20))
    house.refused("MOVE_WRONG", "bqt", into(klass))
    house.do("vanthu", leaving("2020-10-04"))
    house.refused("MOVE_WRONG", "bqt", into(klass, cause="return"))
    house.do("bqt", into(CLASS, cause="return"))
    house.do("toan", house.mark(PUPIL, "tx1", None))
    house.do("bqt", into(klass, "2020-10-06"))


def test_a_column_counts_wherever_it_stands(house: Schoolhouse) -> None:
    """tx4 of the class before counts in one that has three, and is due no more."""
    klass = open_class(house, subject("toan", periods=700, tx=3))
    for col in ("tx1", "tx2", "tx4", "gk", "ck"):
        given = {"until": "2020-12-01T00:00:00.000000Z", "reason": "other", "decision": PAPER}
        house.do(HEAD, PermitLateEntry(**PLACE, col=col, pupils=[PUPIL], **given))
        house.do("toan", house.mark(PUPIL, col, 80, late=len(house.log) - 1))
    house.do("bqt", into(klass))
    house.load(SignBook(klass=klass, subject="toan", semester=1))
    assert missing_cells(house.state, house.state.classes[klass], 1, "2020-10-05", "toan") == []


def test_a_signature_stands_no_longer_when_who_it_covers_has_changed(house: Schoolhouse) -> None:
    """LAW 37: by a movement or an exemption in the semester; not by one after it."""
    place = {"klass": CLASS, "subject": "van", "semester": 2}
    house.appoint("van", "teacher", CLASS, "van")
    edits = [
        CellEdit(pupil=p, col=col, value=80, base=0)
        for p in ("hs01", "hs02", "hs03")
        for col in ("tx1", "gk", "ck")
    ]
    house.do("van", SaveMarks(**place, cells=edits))
    for col in ("tx2", "tx3", "tx4"):
        given = {"until": "2020-12-01T00:00:00.000000Z", "reason": "other", "decision": PAPER}
        house.do(HEAD, PermitLateEntry(**place, col=col, pupils=["hs01", "hs02", "hs03"], **given))
        late = len(house.log) - 1
        cells = [CellEdit(pupil=p, col=col, value=80, base=0) for p in ("hs01", "hs02", "hs03")]
        house.do("van", SaveMarks(**place, cells=cells, late=late))
    house.do("van", SignBook(**place))
    assert book_signed(house.state, CLASS, "van", 2)
    gone = {"klass": CLASS, "cause": "transfer", "decision": PAPER}
    house.do("vanthu", RecordLeaving(pupil="hs03", last="2021-05-31", **gone))
    assert book_signed(house.state, CLASS, "van", 2)
    house.do("vanthu", RecordLeaving(pupil="hs02", last="2021-05-30", **gone))
    assert not book_signed(house.state, CLASS, "van", 2)
    house.do("van", SignBook(**place))
    assert book_signed(house.state, CLASS, "van", 2)
