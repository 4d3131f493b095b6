"""LAW 19-20: the seats of a dossier are those of the day on which it was proposed."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.acts.books.corrections import AmendCorrection
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.unit.appointments import Delegate, EndAppointment
from domain.acts.unit.people import NameSubstitute
from tests.domain.schoolhouse import Schoolhouse, marked
from tests.school.small import CLASS, EVIDENCE, PAPER

HEAD = "hieutruong"
DEPUTY = "phohieutruong"
PERMIT = PermitCorrection(dossier="d1")
Change = Callable[[Schoolhouse], object]


def end_homeroom(house: Schoolhouse, on: str = "2020-09-30") -> None:
    """The homeroom teacher's right ends, by default dated back before the proposal."""
    right = house.state.people["gvcn"].appointments[0].pos
    house.do(HEAD, EndAppointment(person="gvcn", appointment=right, on=on, decision=PAPER))


def teacher_is_homeroom(house: Schoolhouse) -> None:
    house.appoint("toan", "homeroom", CLASS)


def teacher_replaces(house: Schoolhouse) -> None:
    end_homeroom(house)
    teacher_is_homeroom(house)


def teacher_stands_in(house: Schoolhouse) -> None:
    right = house.state.people["gvcn"].appointments[0].pos
    period: Any = {"start": "2020-09-01", "end": "2020-12-31", "decision": PAPER}
    house.do(HEAD, NameSubstitute(person="toan", appointment=right, **period))


def nothing(_house: Schoolhouse) -> None:
    """Neither before nor after."""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (nothing, teacher_replaces),
        (end_homeroom, teacher_is_homeroom),
        (teacher_is_homeroom, nothing),
        (teacher_is_homeroom, end_homeroom),
        (teacher_stands_in, nothing),
    ],
)
def test_no_second_leader_where_a_homeroom_teacher_could_confirm(before: Change, after: Change) -> None:
    """WRONG_SEAT where it is claimed: the real witness is neither replaced nor removed nor passed over."""
    house = marked()
    before(house)
    house.until_permitted()
    after(house)
    house.refused("NO_RIGHT", DEPUTY, WitnessCorrection(dossier="d1", seat="homeroom"))


def test_a_second_leader_sits_where_the_one_homeroom_teacher_proposes() -> None:
    """Who was homeroom teacher before the proposal, and nobody else is."""
    house = marked()
    teacher_replaces(house)
    house.until_permitted()
    house.witness(DEPUTY, "homeroom")


@pytest.mark.parametrize(
    ("role", "klass", "seat"),
    [("board", None, "board"), ("deputy", None, "leadership"), ("homeroom", CLASS, "homeroom")],
)
def test_a_right_given_after_the_proposal_fills_no_seat(role: str, klass: str | None, seat: Any) -> None:
    """WRONG_SEAT until the proposer amends, which voids permission and confirmations."""
    house = marked()
    house.until_permitted()
    house.appoint("moi", role, klass)
    witness = WitnessCorrection(dossier="d1", seat=seat)
    house.refused("WRONG_SEAT", "moi", witness)
    house.do("toan", AmendCorrection(dossier="d1", evidence=EVIDENCE, items=[house.item()]))
    house.do(HEAD, PERMIT)
    house.do("moi", witness)


def test_a_power_lent_after_the_proposal_permits_nothing() -> None:
    """RIGHT_NOT_IN_FORCE: who permits, too, is not chosen for the dossier that lies there."""
    house = marked()
    house.do("toan", house.propose(), "2020-11-02T02:00:00.000000Z")
    lent: Any = {"start": "2020-09-01", "end": "2020-12-31", "decision": PAPER}
    house.do(HEAD, Delegate(person=DEPUTY, powers=["permit"], **lent))
    house.refused("RIGHT_NOT_IN_FORCE", DEPUTY, PERMIT)
    house.do(HEAD, PERMIT)


def test_a_right_renewed_before_the_amendment_is_the_one_that_counts() -> None:
    """Of two rights the older one serves; a new one is no hindrance."""
    house = marked()
    house.until_permitted()
    house.appoint("bqt", "board")
    house.witness("bqt", "board")
