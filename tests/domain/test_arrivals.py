"""LAW 30-31: what a pupil brings along, and what the head excuses from, unmake nothing of record."""

from typing import Any

import pytest

from domain.acts.books.publishing import PublishColumn
from domain.acts.pupils.arrivals import BringResult, RecordArrival
from domain.acts.pupils.attendance import AbsenceEdit, SetAbsences
from domain.acts.pupils.exemptions import GrantExemption
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.unit.classes import EnrolPupils
from tests.domain.schoolhouse import Schoolhouse, school
from tests.domain.situations import HEAD
from tests.domain.yearhouse import YEAR, reserved, second_class, year_school
from tests.school.small import CLASS, PAPER, SUBJECT, new_pupil

NEW = "hs50"
PLACE: dict[str, Any] = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
MUSIC: dict[str, Any] = {**PLACE, "subject": "amnhac"}


def letter(pupil: str = NEW) -> RecordArrival:
    return RecordArrival(pupil=pupil, school="THCS Ba", letter=PAPER)


def bring(subject: str = SUBJECT, value: Any = 90, pupil: str = NEW, semester: Any = 1) -> BringResult:
    return BringResult(
        pupil=pupil, year=YEAR, semester=semester, subject=subject, value=value, document="A" * 43
    )


def exempt(pupil: str = "hs01", *semesters: Any) -> GrantExemption:
    return GrantExemption(
        pupil=pupil, klass=CLASS, subject="amnhac", semesters=list(semesters) or [1], part="whole",
        evidence=["B" * 42 + "A"], decision=PAPER,
    )  # fmt: skip


@pytest.fixture
def house() -> Schoolhouse:
    """A pupil has come in October, with a letter."""
    made = year_school()
    made.do("vanthu", EnrolPupils(klass=CLASS, pupils=[new_pupil(NEW, start="2020-10-05")]))
    made.do("vanthu", letter())
    return made


def test_no_letter_for_who_was_here_from_the_first_day(house: Schoolhouse) -> None:
    """NOT_ARRIVED; without an opened year nobody knows the first day."""
    house.refused("NOT_ARRIVED", "vanthu", letter("hs01"))
    bare = school()
    bare.do("vanthu", letter("hs01"))


def test_no_result_over_a_mark_of_this_school(house: Schoolhouse) -> None:
    """NOT_NEEDED, whatever it is worth; a remark is no mark; and no mark over a result (OF_RECORD)."""
    house.do("toan", house.mark(NEW, "tx1", 20))
    house.refused("NOT_NEEDED", "vanthu", bring())
    house.do("toan", house.mark(NEW, "tx1", None))
    house.do("vanthu", bring())
    house.refused("OF_RECORD", "toan", house.mark(NEW, "gk", 100))
    house.do("gvcn", reserved(house, "hk", "TB", pupil=NEW))
    house.refused("NOT_NEEDED", "vanthu", bring("conduct", "T"))


def test_no_result_over_a_mark_in_another_class_of_the_year(house: Schoolhouse) -> None:
    """NOT_NEEDED after a change of class, too."""
    klass = second_class(house)
    house.do("toan", house.mark(NEW, "tx1", 20))
    house.do("bqt", PlacePupil(pupil=NEW, klass=klass, start="2020-10-06", cause="change", decision=PAPER))
    house.refused("NOT_NEEDED", "vanthu", bring())


def test_no_absences_over_one_of_this_school(house: Schoolhouse) -> None:
    """NOT_NEEDED."""
    edit = AbsenceEdit(pupil=NEW, date="2020-10-05", session="S", value="K", base=0)
    house.do("gvcn", SetAbsences(klass=CLASS, month="2020-10", edits=[edit]))
    house.refused("NOT_NEEDED", "vanthu", bring("absent", 0))


def test_who_left_and_came_back_has_no_result_from_elsewhere(house: Schoolhouse) -> None:
    """NOT_ARRIVED: the semester had begun here."""
    gone = {"klass": CLASS, "last": "2020-10-03", "cause": "transfer", "decision": PAPER}
    house.do("vanthu", RecordLeaving(pupil="hs02", **gone))
    house.do("bqt", PlacePupil(pupil="hs02", klass=CLASS, start="2020-10-05", cause="return", decision=PAPER))
    house.do("vanthu", letter("hs02"))
    house.refused("NOT_ARRIVED", "vanthu", bring(pupil="hs02"))


def test_no_semester_is_brought_that_began_after_the_pupil_came(house: Schoolhouse) -> None:
    """NOT_ARRIVED."""
    house.refused("NOT_ARRIVED", "vanthu", bring(semester=2))


def test_in_a_year_not_opened_no_mark_of_the_semester_may_stand() -> None:
    """NOT_NEEDED by a mark in any subject."""
    house = school()
    house.do("vanthu", letter("hs01"))
    house.now = "2020-10-05T02:00:00.000000Z"
    house.do("nhac", house.mark("hs01", "tx1", "CD", place=MUSIC))
    house.refused("NOT_NEEDED", "vanthu", bring(pupil="hs01"))
    house.do("nhac", house.mark("hs01", "tx1", None, place=MUSIC))
    house.do("vanthu", bring(pupil="hs01"))


def test_no_whole_exemption_over_a_mark_of_record(house: Schoolhouse) -> None:
    """OF_RECORD once it is published, in whichever class of the year; open marks are another matter."""
    house.do("nhac", house.mark("hs01", "tx1", "CD", place=MUSIC))
    house.do("nhac", house.mark("hs02", "tx2", "CD", place=MUSIC))
    house.do("nhac", PublishColumn(**MUSIC, col="tx1"))
    house.refused("OF_RECORD", HEAD, exempt("hs01"))
    house.do(HEAD, exempt("hs02"))
