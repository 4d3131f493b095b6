"""LAW 4, 6, 10, 27: the body above the head, and that a school always has somebody who decides."""

from typing import Any

import pytest

from domain.acts.righting.rectification import DecideRectification, ProposeRectification, WitnessRectification
from domain.acts.unit.appointments import Appoint, Delegate, EndAppointment, RegisterPerson
from domain.acts.unit.people import FoundBoard, NameSubstitute
from domain.acts.unit.school import ResetClock
from domain.words.days import later
from tests.domain.schoolhouse import Schoolhouse, school
from tests.domain.situations import ABOVE, DEPUTY, HEAD, above, delegate
from tests.school.small import CLASS, DURING, EVIDENCE, PAPER, SUBJECT, policy


@pytest.fixture
def house() -> Schoolhouse:
    return above()


def post(person: str, role: Any, **fields: Any) -> Appoint:
    return Appoint(person=person, role=role, decision=PAPER, **{"start": "2020-09-01", **fields})


def taught(person: str) -> Appoint:
    return post(person, "teacher", klass=CLASS, subject=SUBJECT)


def ended(house: Schoolhouse, person: str, role: str, on: str = "2020-10-04") -> EndAppointment:
    held = [right for right in house.state.people[person].appointments if right.role == role]
    return EndAppointment(person=person, appointment=held[-1].pos, on=on, decision=PAPER)


def board(*members: str, **fields: Any) -> FoundBoard:
    return FoundBoard(members=sorted(members), decision=PAPER, **{"start": "2020-09-01", **fields})


# --- who makes the body above


def test_the_head_names_the_first_person_of_the_body_above_and_no_other() -> None:
    """LAW 6 NO_RIGHT: until then everything is as it was; from then on it names itself."""
    house = school()
    house.appoint(ABOVE, "superior")
    house.do(HEAD, RegisterPerson(person="so", name="Người của Sở"))
    house.refused("NO_RIGHT", HEAD, post("so", "superior"))
    house.do(ABOVE, post("so", "superior"))
    house.do(ABOVE, ended(house, ABOVE, "superior"))
    house.refused("NO_RIGHT", HEAD, post("bqt", "superior"))
    house.refused("NO_RIGHT", HEAD, ended(house, "so", "superior"))


@pytest.mark.parametrize("person", [DEPUTY, "bqt", "vanthu", "toan"])
def test_nobody_below_the_head_names_it(person: str) -> None:
    """LAW 6 NO_RIGHT: nor a deputy with the power `appoint`."""
    house = school()
    house.now = DURING
    house.do(HEAD, delegate(DEPUTY, "appoint"))
    house.refused("NO_RIGHT", person, post("nhac", "superior"))


def test_the_body_above_has_no_last_day_and_is_never_empty_again(house: Schoolhouse) -> None:
    """LAW 6 BAD_PERIOD, LAST_HEAD: a day on which nobody can name it any more does not come."""
    house.refused("BAD_PERIOD", ABOVE, post("bqt", "superior", end="2021-08-31"))
    house.refused("LAST_HEAD", ABOVE, ended(house, ABOVE, "superior"))
    house.do(ABOVE, post("bqt", "superior", start="2020-10-06"))
    house.refused("LAST_HEAD", ABOVE, ended(house, ABOVE, "superior", "2020-10-04"))
    house.do(ABOVE, ended(house, ABOVE, "superior", "2020-10-05"))


# --- what it decides


def test_it_appoints_and_ends_heads_the_last_one_too(house: Schoolhouse) -> None:
    """LAW 6: and registers whom it appoints."""
    house.do(ABOVE, ended(house, HEAD, "head"))
    house.refused("RIGHT_NOT_IN_FORCE", HEAD, RegisterPerson(person="x", name="X"))
    house.do(ABOVE, RegisterPerson(person="moi", name="Hiệu trưởng mới"))
    house.do(ABOVE, post("moi", "head", end="2021-08-31"))
    house.do("moi", RegisterPerson(person="x", name="X"))


def test_it_decides_what_the_head_may_not_decide_alone(house: Schoolhouse) -> None:
    """LAW 6: a head's own class, substitution and seat on the board; and the ends of them."""
    house.do(ABOVE, taught(HEAD))
    house.do(HEAD, house.mark())
    house.do(ABOVE, ended(house, HEAD, "teacher"))
    pos = next(a.pos for a in house.state.people["gvcn"].appointments)
    dated = {"start": "2020-10-01", "end": "2020-12-31", "decision": PAPER}
    house.do(ABOVE, NameSubstitute(person=HEAD, appointment=pos, **dated))
    house.do(ABOVE, board(HEAD, "bqt"))
    house.do(ABOVE, post(HEAD, "board"))


def test_the_schools_own_business_stays_the_schools(house: Schoolhouse) -> None:
    """LAW 6 NO_RIGHT: no teacher, no substitute, no board without a head, no mark, no window."""
    pos = next(a.pos for a in house.state.people["gvcn"].appointments)
    dated = {"start": "2020-10-01", "end": "2020-12-31", "decision": PAPER}
    for command in (
        taught("nhac"),
        post("nhac", "clerk"),
        ended(house, "toan", "teacher"),
        ended(house, DEPUTY, "deputy"),
        NameSubstitute(person="nhac", appointment=pos, **dated),
        board("bqt"),
        house.mark(),
        Delegate(person=DEPUTY, powers=["permit"], **dated),
        ResetClock(reason="sai giờ"),
    ):
        house.refused("NO_RIGHT", ABOVE, command)


def test_it_grants_itself_nothing(house: Schoolhouse) -> None:
    """P3 SELF_GRANT."""
    for command in (post(ABOVE, "head"), post(ABOVE, "superior"), taught(ABOVE), board(ABOVE, HEAD)):
        house.refused("SELF_GRANT", ABOVE, command)


# --- somebody stays


@pytest.mark.parametrize("on", ["2020-09-01", "2020-10-04", "2020-10-05", "2020-12-31", "2999-12-31"])
def test_the_last_head_does_not_go_alone(on: str) -> None:
    """LAW 6 LAST_HEAD: whatever the day, by the own hand."""
    house = school()
    house.now = DURING
    house.refused("LAST_HEAD", HEAD, ended(house, HEAD, "head", on))


@pytest.mark.parametrize(
    ("first", "last", "on"),
    [
        ("2020-09-01", "2021-05-31", "2020-12-31"),
        ("2020-10-07", None, "2020-10-05"),
        ("2021-01-02", None, "2020-12-31"),
    ],
)
def test_a_head_goes_only_when_the_next_stays(first: str, last: str | None, on: str) -> None:
    """LAW 6 LAST_HEAD: one with a last day, or one who begins days later, is no successor; by either hand."""
    house = school()
    house.now = DURING
    house.appoint("moi", "head", start=first, end=last)
    house.refused("LAST_HEAD", HEAD, ended(house, HEAD, "head", on))
    if first <= DURING[:10]:
        house.refused("LAST_HEAD", "moi", ended(house, HEAD, "head", on))


def test_two_heads_do_not_go_one_after_the_other() -> None:
    """LAW 6 LAST_HEAD: who is ended for a day to come does not stay."""
    house = school()
    house.now = DURING
    house.appoint("moi", "head")
    house.do(HEAD, ended(house, "moi", "head", "2021-08-31"))
    house.refused("LAST_HEAD", HEAD, ended(house, HEAD, "head", "2020-12-31"))
    house.appoint("ba", "head", start="2021-01-01")
    house.do(HEAD, ended(house, HEAD, "head", "2020-12-31"))


# --- policy


@pytest.mark.parametrize("asked", [("token", "token", "totp"), ("token", "totp", "passkey"), ("totp",) * 3])
def test_nobody_demands_what_they_did_not_show(house: Schoolhouse, asked: tuple[str, str, str]) -> None:
    """LAW 10 PROOF_TOO_WEAK: the strongest of the three; head and superior alike."""
    for person in (HEAD, ABOVE):
        told = house.refused("PROOF_TOO_WEAK", person, policy(*asked))
        assert told.detail["needed"] == asked[2]
    house.do(ABOVE, policy(*asked), method=asked[2])


# --- nobody seats themselves


def test_no_head_founds_a_board_with_a_seat_of_their_own(house: Schoolhouse) -> None:
    """P3 SELF_GRANT: not even where a deputy appointed them to a board before."""
    house.refused("SELF_GRANT", HEAD, board(HEAD, "bqt"))
    house.appoint(HEAD, "board")
    house.do(HEAD, board("bqt"))
    house.refused("RIGHT_NOT_IN_FORCE", HEAD, RegisterPerson(person="x", name="X"), role="board")
    house.refused("SELF_GRANT", HEAD, board(HEAD, "bqt"))
    house.do(ABOVE, board(HEAD, "bqt"))
    house.do(HEAD, RegisterPerson(person="x", name="X"), role="board")


def test_no_clock_set_back_seats_a_former_board_again() -> None:
    """LAW 4 RIGHT_NOT_IN_FORCE: the next board had begun by the highest instant of the log."""
    house = school()
    house.do(HEAD, board("bqt"))
    house.do(HEAD, board(DEPUTY, start="2020-10-03"))
    house.do(HEAD, RegisterPerson(person="x", name="X"), DURING)
    house.do(HEAD, ResetClock(reason="sai giờ"), "2020-10-01T02:00:00.000000Z")
    house.refused("RIGHT_NOT_IN_FORCE", "bqt", RegisterPerson(person="y", name="Y"))
    house.appoint(DEPUTY, "board")
    house.refused("RIGHT_NOT_IN_FORCE", DEPUTY, RegisterPerson(person="y", name="Y"))


# --- a superior who is gone, or was never meant


def void(house: Schoolhouse, person: str = ABOVE, name: str = "dc1") -> None:
    """Proposed by the clerk, seen by the board."""
    (held,) = [right for right in house.state.people[person].appointments if right.role == "superior"]
    slip: dict[str, Any] = {
        "of": held.pos,
        "stream": f"person/{person}",
        "change": None,
        "reason": "nhầm người",
    }
    house.do("vanthu", ProposeRectification(rectification=name, evidence=EVIDENCE, **slip))
    house.do("bqt", WitnessRectification(rectification=name))


def applied(outcome: Any = "applied") -> DecideRectification:
    return DecideRectification(rectification="dc1", outcome=outcome, decision=PAPER)


def test_a_superior_who_is_gone_is_followed_by_another(house: Schoolhouse) -> None:
    """LAW 49: three persons, and 30 days; then a head appoints the first one again."""
    void(house)
    house.refused("RECTIFICATION_STATE", HEAD, applied(), later(house.now, days=29))
    house.refused("NO_RIGHT", HEAD, post("gvcn", "superior"))
    house.do(HEAD, applied(), later(DURING, days=30))
    house.refused("RIGHT_NOT_IN_FORCE", ABOVE, RegisterPerson(person="x", name="X"))
    house.refused("UNKNOWN_APPOINTMENT", HEAD, ended(house, ABOVE, "superior", "2020-12-31"))
    house.do(HEAD, post("gvcn", "superior"))
    house.do("gvcn", ended(house, HEAD, "head", "2020-10-31"))


def test_a_superior_who_is_there_refuses(house: Schoolhouse) -> None:
    """LAW 49: it takes the 30 days again; nobody is removed behind the own back."""
    void(house)
    house.do(ABOVE, applied("refused"))
    house.refused("RECTIFICATION_STATE", HEAD, applied(), later(DURING, days=31))
    void(house, name="dc2")


def test_no_school_without_a_head_loses_the_body_above(house: Schoolhouse) -> None:
    """LAST_HEAD: also where the head went in the 30 days; and of no other right, UNKNOWN_ACT."""
    void(house)
    house.do(HEAD, delegate(DEPUTY, "permit"))
    house.do(ABOVE, ended(house, HEAD, "head"))
    house.refused("LAST_HEAD", DEPUTY, applied(), later(DURING, days=31))
    held = house.state.people["gvcn"].appointments[0]
    slip: dict[str, Any] = {"of": held.pos, "stream": "person/gvcn", "change": None, "reason": "nhầm"}
    asked = ProposeRectification(rectification="dc2", evidence=EVIDENCE, **slip)
    house.refused("UNKNOWN_ACT", "vanthu", asked)


def test_the_last_of_two_superiors_is_followed_too(house: Schoolhouse) -> None:
    """LAW 6, 49: the first one's appointment is ended, not void; none of them stands."""
    house.do(HEAD, RegisterPerson(person="so", name="Người của Sở"))
    house.do(ABOVE, post("so", "superior"))
    house.do("so", ended(house, ABOVE, "superior"))
    void(house, "so")
    house.do(HEAD, applied(), later(DURING, days=30))
    house.do(HEAD, post("gvcn", "superior"))
