"""LAW 25: an archive id has one life (S36, S37)."""

import pytest

from domain import commands as c
from domain.entry import Refusal
from tests.domain.schoolhouse import Schoolhouse, marked


def plan(id_: str = "a1", size: int = 5) -> c.PlanSnapshot:
    cause = {"kind": "manual", "ref": ""}
    return c.PlanSnapshot(id=id_, size=size, checkpoint="A" * 43, cause=cause, renderer="socai/1")


RECORD = c.RecordSnapshot(id="a1", digest="B" * 42 + "A", size_bytes=10_240)
SPEND = c.SpendSnapshot(id="a1", reason="dựng lại không cho cùng byte")


@pytest.fixture
def house() -> Schoolhouse:
    return marked()


def refused(house: Schoolhouse, code: str, command: c.Command) -> None:
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
