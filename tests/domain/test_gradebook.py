"""LAW 11-16: marks before the moment of record, publication, late entry."""

from typing import Any

import pytest

from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.unit.classes import EnrolPupils
from domain.law import EVENTS
from domain.words.intent import digest
from tests.domain.schoolhouse import Schoolhouse, marked, school
from tests.school.small import AFTER, CLASS, DURING, OPEN, PAPER, SEALED, SHUT, SUBJECT, new_pupil

HEAD = "hieutruong"
JUST_BEFORE = "2020-09-30T23:59:59.999999Z"
LAST_INSTANT = "2020-10-31T23:59:59.999999Z"


@pytest.fixture
def house() -> Schoolhouse:
    made = school()
    made.now = DURING
    return made


def save(*cells: CellEdit, late: int | None = None, **place: Any) -> SaveMarks:
    where = {"klass": CLASS, "subject": SUBJECT, "semester": 1, **place}
    return SaveMarks(**where, cells=list(cells), late=late)


def cell(pupil: str, value: int | str | None, base: int = 0, col: str = "tx1") -> CellEdit:
    return CellEdit(pupil=pupil, col=col, value=value, base=base)


def publish(col: str = "tx1", **place: Any) -> PublishColumn:
    return PublishColumn(**{"klass": CLASS, "subject": SUBJECT, "semester": 1, **place}, col=col)


def late_entry(*pupils: str, **fields: Any) -> PermitLateEntry:
    given = {"klass": CLASS, "subject": SUBJECT, "semester": 1, "col": "tx1", "reason": "returned", **fields}
    given = {"until": "2020-11-09T00:00:00.000000Z", **given}
    return PermitLateEntry(pupils=sorted(pupils), decision=PAPER, **given)


# --- LAW 12: which event a save becomes


def test_a_column_of_forty_marks_is_forty_entries_of_one_act(house: Schoolhouse) -> None:
    """One entry concerns one pupil; each fits the model of its type."""
    house.do("vanthu", EnrolPupils(klass=CLASS, pupils=[new_pupil(f"p{n:02}") for n in range(40)]))
    drafts = house.do("toan", save(*(cell(f"p{n:02}", n) for n in range(40))))
    assert [d.data["value"] for d in drafts] == list(range(40))
    assert {d.stream for d in drafts} == {f"book/{CLASS}/{SUBJECT}/1"}
    for made in drafts:
        assert EVENTS["MarkEntered"].read(made.data) == made.data


def test_a_cell_is_entered_changed_cleared_and_entered_again(house: Schoolhouse) -> None:
    """The cell's state chooses the event; the base of a cleared cell is the clearing."""
    types = [house.do("toan", house.mark(value=v))[0] for v in (80, 90, None, 0)]
    assert [d.type for d in types] == ["MarkEntered", "MarkChanged", "MarkCleared", "MarkEntered"]
    assert types[1].data["old"] == 80 and types[2].data["old"] == 90
    for made in types:
        assert EVENTS[made.type].read(made.data) == made.data


def test_saving_what_stands_there_writes_nothing(house: Schoolhouse) -> None:
    """A value that is already stored, or a clearing of an empty cell, is no entry."""
    house.do("toan", house.mark())
    assert house.do("toan", house.mark(value=80)) == []
    assert house.do("toan", house.mark("hs02", value=None)) == []


def test_one_stale_cell_refuses_all_and_every_conflict_is_told(house: Schoolhouse) -> None:
    """LAW 12 STALE_BASE: both values and the position of each conflicting cell, nothing written."""
    house.do("toan", save(cell("hs01", 80), cell("hs02", 70)))
    first = house.log[-2].pos
    told = house.refused("STALE_BASE", "toan", save(cell("hs01", 85), cell("hs02", 75), cell("hs03", 60)))
    assert told.detail["conflicts"] == [
        {"pupil": "hs01", "col": "tx1", "mine": 85, "theirs": 80, "base": 0, "pos": first},
        {"pupil": "hs02", "col": "tx1", "mine": 75, "theirs": 70, "base": 0, "pos": first + 1},
    ]


def test_the_same_value_on_a_stale_base_is_still_stale(house: Schoolhouse) -> None:
    """LAW 12 STALE_BASE: who did not see the entry did not confirm it."""
    house.do("toan", house.mark())
    house.refused("STALE_BASE", "toan", house.mark(base=0))


def test_a_base_from_the_future_is_stale(house: Schoolhouse) -> None:
    """LAW 12 STALE_BASE for an empty cell with an invented base."""
    house.refused("STALE_BASE", "toan", house.mark(base=5))


def test_a_cell_stands_once_in_an_act(house: Schoolhouse) -> None:
    """CELL_TWICE: two values for one cell are no decision."""
    house.refused("CELL_TWICE", "toan", save(cell("hs01", 80), cell("hs01", 90)))


# --- LAW 11: the cell and its value


@pytest.mark.parametrize(
    ("code", "teacher", "edit", "place"),
    [
        ("UNKNOWN_COLUMN", "toan", cell("hs01", 80, col="tx5"), {}),
        ("UNKNOWN_COLUMN", "toan", cell("hs01", 80, col="hk"), {}),
        ("UNKNOWN_COLUMN", "nhac", cell("hs01", "D", col="tx3"), {"subject": "amnhac"}),
        ("UNKNOWN_SUBJECT", "van", cell("hs01", 80), {"subject": "van"}),
        ("NOT_IN_CLASS", "toan", cell("hs99", 80), {}),
        ("NOT_IN_CLASS", "toan", cell("muon", 80), {}),
        ("BAD_VALUE", "toan", cell("hs01", 101), {}),
        ("BAD_VALUE", "toan", cell("hs01", -1), {}),
        ("BAD_VALUE", "toan", cell("hs01", "D"), {}),
        ("BAD_VALUE", "toan", cell("hs01", "8,5"), {}),
        ("BAD_VALUE", "toan", cell("hs01", SEALED), {}),
        ("BAD_VALUE", "toan", cell("hs01", 80, col="nx"), {}),
        ("BAD_VALUE", "toan", cell("hs01", "chăm ngoan", col="nx"), {}),
        ("BAD_VALUE", "nhac", cell("hs01", 80), {"subject": "amnhac"}),
    ],
)
def test_a_mark_that_breaks_law_11(
    house: Schoolhouse, code: str, teacher: str, edit: CellEdit, place: dict[str, Any]
) -> None:
    """LAW 11: subject in the semester, column, pupil in the class by then, value of the kind."""
    house.appoint("van", "teacher", CLASS, "van")
    late = EnrolPupils(klass=CLASS, pupils=[new_pupil("muon", start="2020-10-06")])
    house.do("vanthu", late)
    house.refused(code, teacher, save(edit, **place))


@pytest.mark.parametrize(
    ("teacher", "edit", "place"),
    [
        ("toan", cell("hs01", 0), {}),
        ("toan", cell("hs01", 100), {}),
        ("toan", cell("hs01", "P", col="ck"), {}),
        ("toan", cell("hs01", "K", col="gk"), {}),
        ("toan", cell("hs01", SEALED, col="nx"), {}),
        ("nhac", cell("hs01", "D"), {"subject": "amnhac"}),
        ("nhac", cell("hs01", "CD", col="ck"), {"subject": "amnhac"}),
    ],
)
def test_values_that_suit_their_column(
    house: Schoolhouse, teacher: str, edit: CellEdit, place: dict[str, Any]
) -> None:
    """LAW 11: the ends of the scale, both absences, comment levels, sealed remarks."""
    assert house.do(teacher, save(edit, **place))[0].data["value"] == edit.value


def test_a_pupil_enrolled_later_gets_marks_from_the_first_day_on(house: Schoolhouse) -> None:
    """LAW 11 NOT_IN_CLASS: `from` is a local day, which begins at 17:00 UTC of the day before."""
    house.do("vanthu", EnrolPupils(klass=CLASS, pupils=[new_pupil("muon", start="2020-10-06")]))
    house.refused("NOT_IN_CLASS", "toan", save(cell("muon", 80)), "2020-10-05T16:59:59.999999Z")
    house.do("toan", save(cell("muon", 80)), "2020-10-05T17:00:00.000000Z")


# --- LAW 13: the window, to the microsecond, and the moment of record


@pytest.mark.parametrize("at", [OPEN, LAST_INSTANT])
def test_a_window_takes_marks_from_its_first_to_its_last_microsecond(at: str) -> None:
    """LAW 13: `from` inclusive, `to` exclusive."""
    house = school()
    assert house.do("toan", house.mark(), at)


@pytest.mark.parametrize("at", [JUST_BEFORE, SHUT, AFTER])
def test_a_window_takes_no_mark_before_or_at_its_end(at: str) -> None:
    """LAW 13 WINDOW_CLOSED (S17)."""
    house = school()
    told = house.refused("WINDOW_CLOSED", "toan", house.mark(), at)
    assert (told.duty, told.detail["start"], told.detail["end"]) == ("S17", OPEN, SHUT)


def test_no_window_no_mark() -> None:
    """LAW 13 WINDOW_CLOSED: what no decision opened is closed."""
    house = school(windows=False)
    house.refused("WINDOW_CLOSED", "toan", house.mark(), DURING)


@pytest.mark.parametrize("value", [90, None])
def test_a_published_column_is_of_record(house: Schoolhouse, value: int | None) -> None:
    """LAW 13 OF_RECORD (S21): change and clearing need a dossier, though the window is open."""
    house.do("toan", house.mark())
    house.do("toan", publish())
    house.refused("OF_RECORD", "toan", house.mark(value=value))
    house.refused("OF_RECORD", "toan", house.mark("hs02"))
    house.do("toan", house.mark(col="tx2"))


# --- LAW 14, 16: late entry


def test_a_late_mark_finds_its_permission_by_itself() -> None:
    """LAW 14: the permission in force stands in the entry; others stay closed."""
    house = marked()
    house.do(HEAD, late_entry("hs03"), AFTER)
    permitted = house.log[-1].pos
    (made,) = house.do("toan", house.mark("hs03", value=65))
    assert (made.type, made.data["late"]) == ("MarkEntered", permitted)
    house.refused("WINDOW_CLOSED", "toan", house.mark("hs03", col="tx2"))


def test_a_late_mark_may_name_its_permission() -> None:
    """LAW 14: `late` as given."""
    house = marked()
    house.do(HEAD, late_entry("hs03"), AFTER)
    pos = house.log[-1].pos
    assert house.do("toan", house.mark("hs03", late=pos))[0].data["late"] == pos


def test_an_ordinary_mark_carries_no_permission(house: Schoolhouse) -> None:
    """LAW 13-14: inside its window a mark is not late, though a permission is there."""
    house.do(HEAD, late_entry("hs01"))
    assert house.do("toan", house.mark())[0].data["late"] is None


@pytest.mark.parametrize(
    ("pupil", "col", "late_by", "at"),
    [
        ("hs02", "tx1", 0, AFTER),
        ("hs03", "tx2", 0, AFTER),
        ("hs03", "tx1", 1, AFTER),
        ("hs03", "tx1", 0, "2020-11-09T00:00:00.000000Z"),
    ],
)
def test_a_permission_reaches_its_pupils_column_and_time_only(
    pupil: str, col: str, late_by: int, at: str
) -> None:
    """LAW 14 LATE_NOT_PERMITTED: another pupil, column, position, or at `until`."""
    house = marked()
    house.do(HEAD, late_entry("hs03"), AFTER)
    pos = house.log[-1].pos - late_by
    house.refused("LATE_NOT_PERMITTED", "toan", house.mark(pupil, col, 50, late=pos), at)


def test_a_make_up_replaces_only_a_pending_absence() -> None:
    """LAW 14 (TT26 Đ8.3): P may become a mark by permission, a mark may not; nothing is cleared late."""
    house = school()
    house.do("toan", house.mark("hs01", value="P"), DURING)
    house.do("toan", house.mark("hs02", value=70))
    house.do(HEAD, late_entry("hs01", "hs02", reason="makeup"), AFTER)
    pos = house.log[-1].pos
    assert house.do("toan", house.mark("hs01", value=65))[0].type == "MarkChanged"
    house.refused("OF_RECORD", "toan", house.mark("hs02", value=75, late=pos))
    house.refused("WINDOW_CLOSED", "toan", house.mark("hs02", value=75))
    house.refused("WINDOW_CLOSED", "toan", house.mark("hs01", value=None, late=pos))


def test_a_permission_needs_a_time_ahead_known_pupils_and_columns(house: Schoolhouse) -> None:
    """LAW 16 BAD_PERIOD, NOT_IN_CLASS, UNKNOWN_COLUMN, UNKNOWN_SUBJECT."""
    house.refused("BAD_PERIOD", HEAD, late_entry("hs01", until=DURING))
    house.refused("NOT_IN_CLASS", HEAD, late_entry("hs01", "hs99"))
    house.refused("UNKNOWN_COLUMN", HEAD, late_entry("hs01", col="tx9"))
    house.refused("UNKNOWN_SUBJECT", HEAD, late_entry("hs01", subject="hoa"))


# --- LAW 15: publication


def test_a_publication_binds_pupils_and_positions_not_values(house: Schoolhouse) -> None:
    """LAW 15 (S74): count and digest over the cells that hold a value, sorted by pupil."""
    house.do("toan", save(cell("hs02", 70), cell("hs01", 80), cell("hs03", 50)))
    first = house.log[-3].pos
    house.do("toan", house.mark("hs03", value=None))
    (made,) = house.do("toan", publish())
    assert made.data == {"col": "tx1", "count": 2, "digest": digest([["hs01", first + 1], ["hs02", first]])}


def test_a_publication_that_breaks_law_15(house: Schoolhouse) -> None:
    """LAW 15: an empty column, twice, before the window, without one, an unknown column."""
    house.refused("DIGEST_WRONG", "toan", publish())
    house.do("toan", house.mark())
    house.do("toan", publish())
    house.refused("ALREADY_EXISTS", "toan", publish())
    house.refused("UNKNOWN_COLUMN", "nhac", publish("tx4", subject="amnhac"))
    early = school()
    early.refused("WINDOW_CLOSED", "toan", publish(), JUST_BEFORE)


def test_a_column_may_be_published_after_its_window(house: Schoolhouse) -> None:
    """LAW 15: its window has begun; that it ended is no hindrance."""
    house.do("toan", house.mark())
    house.do("toan", publish(), AFTER)
