"""LAW 25: an archive id has one life (S36, S37)."""

import pytest

from domain.acts.unit.archives import PlanSnapshot, RecordSnapshot, SpendSnapshot
from domain.grounds.command import Command
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse, marked
from tests.school.small import SHUT, window


def plan(id_: str = "a1", size: int = 5, kind: str = "manual", ref: str = "") -> PlanSnapshot:
    cause = {"kind": kind, "ref": ref}
    return PlanSnapshot(id=id_, size=size, checkpoint="A" * 43, cause=cause, renderer="socai/1")


RECORD = RecordSnapshot(id="a1", digest="B" * 42 + "A", size_bytes=10_240)
SPEND = SpendSnapshot(id="a1", reason="dựng lại không cho cùng byte")


@pytest.fixture
def house() -> Schoolhouse:
    return marked()


def refused(house: Schoolhouse, code: str, command: Command) -> None:
    size = len(house.log)
    with pytest.raises(Refusal) as caught:
        house.system(command)
    assert (caught.value.code, len(house.log)) == (code, size)


def test_an_archive_is_planned_and_then_made(house: Schoolhouse) -> None:
    """LAW 25: the state keeps what was archived, under which digest."""
    house.system(plan())
    (made,) = house.system(RECORD)
    assert made.data == {"id": "a1", "digest": "B" * 42 + "A", "bytes": 10_240}
    assert (house.state.snapshots["a1"].state, house.state.snapshots["a1"].digest) == (
        "archived",
        "B" * 42 + "A",
    )


def test_an_id_is_never_planned_again(house: Schoolhouse) -> None:
    """LAW 25 SNAPSHOT_TWICE (S37): neither planned, archived nor spent ids come back."""
    house.system(plan())
    refused(house, "SNAPSHOT_TWICE", plan())
    house.system(RECORD)
    refused(house, "SNAPSHOT_TWICE", plan())


def test_an_archive_is_never_overwritten(house: Schoolhouse) -> None:
    """LAW 25 SNAPSHOT_TWICE (S37): a second digest, a spending after the making."""
    house.system(plan())
    house.system(RECORD)
    refused(house, "SNAPSHOT_TWICE", RECORD)
    refused(house, "SNAPSHOT_TWICE", SPEND)


def test_nothing_is_made_of_an_id_that_was_spent_or_never_planned(house: Schoolhouse) -> None:
    """LAW 25 SNAPSHOT_TWICE."""
    refused(house, "SNAPSHOT_TWICE", RECORD)
    refused(house, "SNAPSHOT_TWICE", SPEND)
    house.system(plan())
    house.system(SPEND)
    refused(house, "SNAPSHOT_TWICE", RECORD)
    refused(house, "SNAPSHOT_TWICE", SPEND)


def test_an_archive_holds_what_lies_before_its_planning(house: Schoolhouse) -> None:
    """LAW 25 BAD_DATA: up to its own position, not one further."""
    refused(house, "BAD_DATA", plan(size=len(house.log) + 1))
    house.system(plan(size=len(house.log)))


A_DAY_LATER = "2020-11-02T00:00:00.000001Z"
"""Just more than 24 hours after the window's end."""


def two_windows() -> Schoolhouse:
    """`w1` ends on 1 November, `w2` of the other semester an hour later."""
    house = marked()
    house.do("hieutruong", window("w2", semester=2, end="2020-11-01T01:00:00.000000Z"))
    return house


def test_a_windows_archive_waits_for_its_end() -> None:
    """LAW 25 UNKNOWN_WINDOW, BAD_PERIOD."""
    house = two_windows()
    refused(house, "UNKNOWN_WINDOW", plan(kind="window", ref="w9"))
    refused(house, "BAD_PERIOD", plan(kind="window", ref="w1"))
    house.now = "2020-10-31T23:59:59.999999Z"
    refused(house, "BAD_PERIOD", plan(kind="window", ref="w1"))
    house.system(plan(kind="window", ref="w1"), SHUT)


def test_no_lock_and_no_later_window_is_archived_before_an_older_window() -> None:
    """LAW 26 ARCHIVE_MISSING (S18, S36): a day after its end a window's turn has come."""
    house = two_windows()
    house.now = A_DAY_LATER
    refused(house, "ARCHIVE_MISSING", plan(size=len(house.log), kind="lock", ref="6a/1"))
    refused(house, "ARCHIVE_MISSING", plan(size=len(house.log), kind="window", ref="w2"))
    house.system(plan("a1", len(house.log), "window", "w1"))
    before_that_plan = len(house.log) - 1
    refused(house, "ARCHIVE_MISSING", plan("a2", before_that_plan, "window", "w2"))
    house.system(plan("a2", len(house.log), "window", "w2"))
    house.system(plan("a3", len(house.log), "lock", "6a/1"))


def test_a_spent_archive_gives_the_turn_back() -> None:
    """LAW 26: a window whose archive was given up waits again."""
    house = two_windows()
    house.system(plan("a1", len(house.log), "window", "w1"), A_DAY_LATER)
    house.system(SPEND)
    refused(house, "ARCHIVE_MISSING", plan("a2", len(house.log), "lock", "6a/1"))


def test_for_a_day_and_by_hand_anything_may_be_archived() -> None:
    """LAW 26: in the first 24 hours nothing is asked, and of an archive by hand never."""
    house = two_windows()
    house.system(plan("a1", len(house.log), "lock", "6a/1"), "2020-11-02T00:00:00.000000Z")
    house.system(plan("a2", len(house.log)), "2020-12-24T00:00:00.000000Z")
