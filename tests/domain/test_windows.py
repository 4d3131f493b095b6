"""LAW 9: windows of entry."""

from typing import Any

import pytest

from domain.acts.unit.archives import PlanSnapshot, SpendSnapshot
from domain.acts.unit.classes import OpenClass
from domain.acts.unit.windows import MoveWindow, windows_to_archive
from tests.domain.schoolhouse import Schoolhouse, school
from tests.school.small import AFTER, CLASS, OPEN, PAPER, SHUT, T0, subject, window

HEAD = "hieutruong"


@pytest.fixture
def house() -> Schoolhouse:
    made = school()
    made.do("bqt", OpenClass(klass="7a", name="7A", grade=7, year="2021-2022", subjects=[subject("toan")]))
    return made


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("BAD_PERIOD", {"end": OPEN, "semester": 2}),
        ("BAD_PERIOD", {"start": "2020-08-01T00:00:00.000000Z", "end": T0, "semester": 2}),
        ("WINDOW_OVERLAP", {}),
        ("WINDOW_OVERLAP", {"classes": [CLASS]}),
        ("WINDOW_OVERLAP", {"classes": ["khongco"], "cols": ["gk"]}),
        ("WINDOW_OVERLAP", {"cols": ["gk"], "start": SHUT, "end": AFTER}),
        ("UNKNOWN_CLASS", {"semester": 2, "classes": ["khongco"]}),
        ("UNKNOWN_CLASS", {"semester": 2, "classes": ["7a"]}),
    ],
)
def test_a_window_that_breaks_law_9(house: Schoolhouse, code: str, fields: dict[str, Any]) -> None:
    """LAW 9 (S17): a period that lies ahead, no cell under two windows, classes of that year."""
    house.refused(code, HEAD, window("w2", **fields))


def test_all_classes_are_not_named_beside_one() -> None:
    """EVENTS.md WindowSet: `["*"]` stands alone."""
    with pytest.raises(ValueError, match="alone"):
        window("w2", classes=["*", CLASS])


def test_a_window_id_is_used_once(house: Schoolhouse) -> None:
    """LAW 9 ALREADY_EXISTS."""
    house.refused("ALREADY_EXISTS", HEAD, window("w1", semester=2))


def test_all_classes_meet_a_class_that_was_there_first() -> None:
    """LAW 9 WINDOW_OVERLAP: `*` overlaps also when the narrower window came first."""
    house = school(windows=False)
    house.do(HEAD, window("w1", classes=[CLASS], cols=["gk"]))
    house.refused("WINDOW_OVERLAP", HEAD, window("w2", cols=["ck", "gk"]))
    house.do(HEAD, window("w3", cols=["ck"]))


def test_other_semesters_and_years_do_not_overlap(house: Schoolhouse) -> None:
    """LAW 9: an overlap is of the same year, semester and column."""
    house.do(HEAD, window("w2", semester=2))
    house.do(HEAD, window("w3", year="2021-2022"))


def move(end: str, name: str = "w1") -> MoveWindow:
    return MoveWindow(window=name, end=end, decision=PAPER)


def test_an_unknown_window_is_not_moved(house: Schoolhouse) -> None:
    """LAW 9 UNKNOWN_WINDOW."""
    house.refused("UNKNOWN_WINDOW", HEAD, move(AFTER, "w9"))


def test_an_ended_window_is_not_reopened(house: Schoolhouse) -> None:
    """LAW 9 WINDOW_ENDED: at its end to the microsecond a window is over, and its marks are of record."""
    house.refused("WINDOW_ENDED", HEAD, move(AFTER), SHUT)


@pytest.mark.parametrize("end", [T0, OPEN, "2020-09-15T00:00:00.000000Z"])
def test_a_window_does_not_end_before_it_begins_or_in_the_past(house: Schoolhouse, end: str) -> None:
    """LAW 9 BAD_PERIOD."""
    house.refused("BAD_PERIOD", HEAD, move(end))


def test_a_moved_window_ends_at_its_new_instant(house: Schoolhouse) -> None:
    """LAW 9: what counts is the newest end."""
    house.do(HEAD, move(AFTER))
    house.do("toan", house.mark(), "2020-11-02T01:59:59.999999Z")
    house.refused("WINDOW_CLOSED", "toan", house.mark("hs02"), AFTER)


def test_ended_windows_wait_for_their_archive_until_one_is_planned(house: Schoolhouse) -> None:
    """S18: the scheduler finds each ended window once; a spent id puts it back."""
    assert windows_to_archive(house.state, "2020-10-31T23:59:59.999999Z") == []
    assert [w.window for w in windows_to_archive(house.state, SHUT)] == ["w1"]
    cause = {"kind": "window", "ref": "w1"}
    plan = PlanSnapshot(id="a1", size=3, checkpoint="A" * 43, cause=cause, renderer="socai/1")
    house.system(plan, SHUT)
    assert windows_to_archive(house.state, SHUT) == []
    house.system(SpendSnapshot(id="a1", reason="dựng lại không giống"))
    assert [w.window for w in windows_to_archive(house.state, SHUT)] == ["w1"]
