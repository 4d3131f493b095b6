"""LAW 48-49: what somebody mistyped is put right by three persons, and then counts as if it had been written.

`Schoolhouse` shows each act to the verifier's law, and each refused act is found there by the same code.
"""

from typing import Any

import pytest

from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.pupils.attendance import AbsenceEdit, ConfirmMonth, ReopenMonth, SetAbsences, SignMonth
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.righting.rectification import (
    DecideRectification,
    ProposeRectification,
    WitnessRectification,
    refuse_unfit,
)
from domain.acts.righting.withdrawal import WithdrawAct
from domain.acts.unit.appointments import Delegate
from domain.acts.unit.classes import EnrolPupils, OpenClass
from domain.fork import Fork
from domain.grounds.situation import Situation
from domain.law import Fold
from domain.state.membership import classes_of_year, is_member, members
from domain.state.state import State
from domain.words.days import later
from domain.words.entry import Actor, Entry
from domain.words.refusal import Refusal
from tests.domain.adversary.pen import PROOF
from tests.domain.schoolhouse import Schoolhouse
from tests.domain.situations import HEAD
from tests.domain.test_arrivals import NEW, bring, exempt, letter
from tests.domain.yearhouse import YEAR, second_class, year_school
from tests.school.small import CLASS, DURING, EVIDENCE, PAPER, new_pupil, subject, window

BEHIND, BESIDE = "vanthu", "bqt"


def last(house: Schoolhouse, kind: str) -> Entry:
    return next(entry for entry in reversed(house.log) if entry.type == kind)


def proposal(house: Schoolhouse, kind: str, change: dict[str, Any] | None, name: str = "dc1") -> Any:
    act = last(house, kind)
    return ProposeRectification(
        rectification=name, of=act.pos, stream=act.stream, change=change, reason="ghi nhầm", evidence=EVIDENCE
    )


def put_right(house: Schoolhouse, kind: str, change: dict[str, Any] | None, name: str = "dc1") -> None:
    house.do(BEHIND, proposal(house, kind, change, name))
    house.do(BESIDE, WitnessRectification(rectification=name))
    house.do(HEAD, decided(name))


def decided(name: str = "dc1", outcome: Any = "applied") -> DecideRectification:
    return DecideRectification(rectification=name, outcome=outcome, decision=PAPER)


def withdrawal(house: Schoolhouse, kind: str) -> WithdrawAct:
    act = last(house, kind)
    return WithdrawAct(of=act.pos, stream=act.stream, reason="ghi nhầm", decision=PAPER)


def leaving(day: str, pupil: str = "hs01") -> RecordLeaving:
    return RecordLeaving(pupil=pupil, klass=CLASS, last=day, cause="transfer", decision=PAPER)


@pytest.fixture
def house() -> Schoolhouse:
    """October; a pupil has come on the 5th, with a letter."""
    made = year_school()
    made.do("vanthu", EnrolPupils(klass=CLASS, pupils=[new_pupil(NEW, start="2020-10-05")]))
    made.do("vanthu", letter())
    return made


def test_a_leaving_of_the_far_future_is_put_right(house: Schoolhouse) -> None:
    """R5: `last` 2062; the log is sound, and the day that was meant counts."""
    house.do("vanthu", leaving("2062-01-20"))
    put_right(house, "PupilLeft", {"last": "2020-10-03"})
    assert not is_member(house.state, "hs01", CLASS, "2020-10-05")
    assert is_member(house.state, "hs01", CLASS, "2020-10-03")
    put_right(house, "PupilLeft", None, "dc2")
    assert is_member(house.state, "hs01", CLASS, "2020-10-05")
    house.do("toan", house.mark("hs01", "tx1", 70))


def test_name_birth_number_and_first_day_of_an_enrolment(house: Schoolhouse) -> None:
    """R5: born 1009; the number of before is free, the new one taken."""
    before = house.state.pupils[NEW].register
    change = {"name": "Nguyễn Văn Ánh", "born": "2009-03-02", "register": "77/2020", "from": "2020-10-06"}
    put_right(house, "PupilEnrolled", change)
    pupil = house.state.pupils[NEW]
    assert (pupil.name, pupil.born, pupil.start) == ("Nguyễn Văn Ánh", "2009-03-02", "2020-10-06")
    assert before not in house.state.registers and "77/2020" in house.state.registers
    taken = house.state.pupils["hs01"].register
    house.refused("REGISTER_TWICE", BEHIND, proposal(house, "PupilEnrolled", {"register": taken}, "dc2"))


def test_a_brought_result_58_for_85(house: Schoolhouse) -> None:
    """R6: the right value counts; void, it bars no mark."""
    house.do("vanthu", bring(value=58))
    put_right(house, "ResultBrought", {"value": 85})
    assert house.state.brought[NEW][YEAR, 1, "toan"] == 85
    house.refused("BAD_VALUE", BEHIND, proposal(house, "ResultBrought", {"value": "D"}, "dc2"))
    house.refused("IN_USE", BEHIND, proposal(house, "TransferredIn", None, "dc2"))
    put_right(house, "ResultBrought", None, "dc3")
    house.do("toan", house.mark(NEW, "tx1", 70))
    put_right(house, "TransferredIn", None, "dc4")
    house.refused("NOT_ARRIVED", "vanthu", bring(value=60))


def test_a_placement_in_the_wrong_class_is_void(house: Schoolhouse) -> None:
    """As long as no mark stands there."""
    klass = second_class(house)
    move = {"klass": klass, "start": "2020-10-05", "cause": "change", "decision": PAPER}
    house.do("bqt", PlacePupil(pupil="hs01", **move))
    put_right(house, "PupilPlaced", {"from": "2020-10-02"})
    put_right(house, "PupilPlaced", None, "dc2")
    assert classes_of_year(house.state, "hs01", YEAR) == [CLASS]
    assert "hs01" in members(house.state, CLASS, "2020-10-05")
    assert members(house.state, klass, "2020-10-05") == []
    house.do("bqt", PlacePupil(pupil="hs01", **move))
    house.do("toan", house.mark("hs01", "tx1", 70, place={"klass": klass}))
    house.refused("MOVE_WRONG", BEHIND, proposal(house, "PupilPlaced", None, "dc3"))


def test_an_enrolment_in_the_wrong_class(house: Schoolhouse) -> None:
    """Into the class that was meant."""
    klass = second_class(house)
    put_right(house, "PupilEnrolled", {"class": klass})
    assert members(house.state, klass, "2020-10-05") == [NEW]
    assert NEW not in members(house.state, CLASS, "2020-10-05")
    house.refused("NO_CHANGE", BEHIND, proposal(house, "PupilEnrolled", {"class": klass}, "dc2"))
    house.refused("UNKNOWN_CLASS", BEHIND, proposal(house, "PupilEnrolled", {"class": "9z"}, "dc2"))


def test_no_enrolment_leaves_a_brought_result_without_its_subject(house: Schoolhouse) -> None:
    """MOVE_WRONG: into a class without the subject, or of another year; it may, the result void."""
    house.do("bqt", OpenClass(klass="6c", name="6C", grade=6, year=YEAR, subjects=[subject("van")]))
    house.do("bqt", OpenClass(klass="7c", name="7C", grade=7, year="2021-2022", subjects=[subject("toan")]))
    house.do("vanthu", bring("toan", 58))
    brought = last(house, "ResultBrought")
    house.refused("MOVE_WRONG", BEHIND, proposal(house, "PupilEnrolled", {"class": "6c"}))
    later_year = {"class": "7c", "from": "2021-09-06"}
    house.refused("MOVE_WRONG", BEHIND, proposal(house, "PupilEnrolled", later_year))
    put_right(house, "ResultBrought", None, "dc2")
    put_right(house, "PupilEnrolled", {"class": "6c"}, "dc3")
    assert house.state.said[brought.pos].void


def test_a_result_that_an_older_writer_orphaned_is_void_by_three(house: Schoolhouse) -> None:
    """No IndexError: no value suits it any more (BAD_VALUE), and it can be void."""
    house.do("vanthu", bring("toan", 58))
    brought = last(house, "ResultBrought")
    house.do("bqt", OpenClass(klass="7c", name="7C", grade=7, year="2021-2022", subjects=[subject("toan")]))
    house.state.pupils[NEW] = house.state.pupils[NEW]._replace(klass="7c")
    clerk = Actor(person=BEHIND, role="clerk", basis=0, proof=PROOF)
    act = Situation(house.state, clerk, house.now, "2020-10-06", "c1")
    said = house.state.said[brought.pos]
    with pytest.raises(Refusal, match="BAD_VALUE"):
        refuse_unfit(act, said, {"value": 85})
    refuse_unfit(act, said, None)
    refuse_unfit(act, said, {"document": "B" * 42 + "A"})


def test_two_movements_are_put_right_one_after_the_other(house: Schoolhouse) -> None:
    """Somebody else had left: the leaving is void under the return, the return becomes a change; and who was
    enrolled in the wrong class and then changed was never there. MOVE_WRONG the other way round."""
    klass = second_class(house)
    house.do("vanthu", leaving("2020-10-05"))
    back = {"pupil": "hs01", "klass": klass, "start": "2020-10-06", "cause": "return", "decision": PAPER}
    house.now = later(house.now, days=1)
    house.do("vanthu", PlacePupil(**back))
    house.do("toan", house.mark("hs01", "tx1", 70, place={"klass": klass}))
    house.refused("MOVE_WRONG", BEHIND, proposal(house, "PupilPlaced", None))
    put_right(house, "PupilLeft", None, "dc2")
    right = {"cause": "change", "decision": {**PAPER.model_dump(), "no": "12/QĐ"}}
    put_right(house, "PupilPlaced", right, "dc3")
    assert is_member(house.state, "hs01", CLASS, "2020-10-05")
    assert is_member(house.state, "hs01", klass, "2020-10-06")


def test_what_was_void_by_mistake_stands_again_by_three(house: Schoolhouse) -> None:
    """UNKNOWN_ACT for a void once more; the value may be another one; nothing may have taken its place."""
    house.do("vanthu", bring("toan", 58))
    put_right(house, "ResultBrought", None)
    house.refused("UNKNOWN_ACT", BEHIND, proposal(house, "ResultBrought", None, "dc2"))
    house.refused("BAD_VALUE", BEHIND, proposal(house, "ResultBrought", {"value": "D"}, "dc2"))
    put_right(house, "ResultBrought", {"value": 85}, "dc2")
    assert house.state.brought[NEW][YEAR, 1, "toan"] == 85
    house.refused("NO_CHANGE", BEHIND, proposal(house, "ResultBrought", {}, "dc3"))
    house.do(HEAD, exempt("hs01", 1))
    put_right(house, "ExemptionGranted", None, "dc3")
    house.do(HEAD, exempt("hs01", 1))
    put_right(house, "ExemptionGranted", {"part": "practical", "semesters": [1, 2]}, "dc4")
    assert [each.semesters for each in house.state.exemptions["hs01"]] == [(1, 2)]


def test_three_persons_never_two(house: Schoolhouse) -> None:
    """Proposer, witness and who decides are three."""
    house.do("vanthu", leaving("2020-10-20"))
    house.appoint("bqt", "clerk")
    house.do("bqt", proposal(house, "PupilLeft", {"last": "2020-10-03"}), role="board")
    house.refused("RECTIFICATION_STATE", HEAD, decided())
    house.refused("PROPOSER_WITNESSES", "bqt", WitnessRectification(rectification="dc1"))
    house.do("gvcn", WitnessRectification(rectification="dc1"))
    house.refused("RECTIFICATION_STATE", "gvcn", WitnessRectification(rectification="dc1"))
    house.do(HEAD, proposal(house, "PupilLeft", {"last": "2020-10-02"}, "dc2"))
    house.do("gvcn", WitnessRectification(rectification="dc2"))
    house.refused("PROPOSER_DECIDES", HEAD, decided("dc2"))
    house.do(HEAD, decided())
    lent = {"start": "2020-08-15", "end": "2021-08-31", "decision": PAPER}
    house.do(HEAD, Delegate(person="phohieutruong", powers=["permit"], **lent))
    house.refused("STALE_BASE", "phohieutruong", decided("dc2"))
    house.do("phohieutruong", decided("dc2", "refused"))
    house.refused("RECTIFICATION_STATE", "phohieutruong", decided("dc2"))


def test_what_a_rectification_touches_is_signed_anew(house: Schoolhouse) -> None:
    """LAW 37: a value that counts, not a paper."""
    house.do("vanthu", bring(value=58))
    put_right(house, "ResultBrought", {"document": "C" * 42 + "A"})
    before = house.state.touched[CLASS, 1]
    put_right(house, "ResultBrought", {"value": 85}, "dc2")
    assert house.state.touched[CLASS, 1] > before
    house.do("vanthu", leaving("2020-10-20"))
    put_right(house, "PupilLeft", {"school": "THCS Hai"}, "dc3")
    assert house.state.touched[CLASS, 1] < len(house.log) - 3
    put_right(house, "PupilLeft", {"last": "2020-10-18"}, "dc4")
    assert house.state.touched[CLASS, 1] == len(house.log) - 1


def test_exemptions_and_permissions_are_void(house: Schoolhouse) -> None:
    """Also after the fact; the same may then be granted again."""
    house.do(HEAD, exempt("hs01"))
    put_right(house, "ExemptionGranted", None)
    house.refused("UNKNOWN_ACT", BEHIND, proposal(house, "ExemptionGranted", None, "dc2"))
    house.do(HEAD, exempt("hs01"))


def test_the_days_of_a_school_year(house: Schoolhouse) -> None:
    """No absence falls out of them."""
    edit = AbsenceEdit(pupil="hs02", date="2020-10-02", session="S", value="K", base=0)
    house.do("gvcn", SetAbsences(klass=CLASS, month="2020-10", edits=[edit]))
    late = [{"from": "2020-10-03", "to": "2021-01-15"}, {"from": "2021-01-18", "to": "2021-05-31"}]
    house.refused("BAD_PERIOD", BEHIND, proposal(house, "YearOpened", {"semesters": late}))
    soon = [{"from": "2020-09-07", "to": "2021-01-10"}, {"from": "2021-01-11", "to": "2021-05-31"}]
    put_right(house, "YearOpened", {"semesters": soon})
    assert house.state.years[YEAR].semesters[0] == ("2020-09-07", "2021-01-10")


def test_no_day_of_a_signed_month(house: Schoolhouse) -> None:
    """MONTH_SIGNED; opened again it may."""
    house.do("gvcn", ConfirmMonth(klass=CLASS, month="2020-09"))
    house.do(HEAD, SignMonth(klass=CLASS, month="2020-09", remark="đủ"))
    house.do("vanthu", leaving("2020-10-20"))
    house.refused("MONTH_SIGNED", BEHIND, proposal(house, "PupilLeft", {"last": "2020-09-20"}))
    house.do(HEAD, ReopenMonth(klass=CLASS, month="2020-09", reason="đính chính"))
    put_right(house, "PupilLeft", {"last": "2020-09-20"})


def test_what_only_gives_a_possibility_is_withdrawn(house: Schoolhouse) -> None:
    """By one hand, as long as nothing rests on it."""
    lent = {"start": "2020-09-01", "end": "2021-08-31", "decision": PAPER}
    house.do(HEAD, Delegate(person="phohieutruong", powers=["windows"], **lent))
    house.refused("NO_RIGHT", "bqt", withdrawal(house, "Delegated"))
    house.do(HEAD, withdrawal(house, "Delegated"))
    house.refused("UNKNOWN_ACT", HEAD, withdrawal(house, "Delegated"))
    house.refused("RIGHT_NOT_IN_FORCE", "phohieutruong", window("w7", cols=["tx4"], semester=2))
    house.do(HEAD, window("w7", cols=["tx4"], semester=2))
    house.do(HEAD, withdrawal(house, "WindowSet"))
    house.refused("ALREADY_EXISTS", HEAD, window("w7", cols=["tx4"], semester=2))
    house.do(HEAD, window("w8", cols=["tx4"], semester=2))
    house.refused("UNKNOWN_ACT", HEAD, withdrawal(house, "PupilEnrolled"))


def test_a_window_in_which_a_mark_was_entered_is_not_withdrawn(house: Schoolhouse) -> None:
    """IN_USE."""
    house.do("toan", house.mark("hs01", "tx1", 70))
    act = next(e for e in house.log if e.type == "WindowSet" and "tx1" in e.data["cols"])
    asked = WithdrawAct(of=act.pos, stream=act.stream, reason="ghi nhầm", decision=PAPER)
    house.refused("IN_USE", HEAD, asked)


def test_a_late_permission_is_withdrawn(house: Schoolhouse) -> None:
    """LATE_NOT_PERMITTED from then on."""
    place = {"klass": CLASS, "subject": "toan", "semester": 1}
    house.do("toan", house.mark("hs01", "gk", 70))
    house.do("toan", PublishColumn(**place, col="gk"))
    until = later(DURING, days=9)
    asked = PermitLateEntry(**place, col="gk", pupils=["hs02"], until=until, reason="other", decision=PAPER)
    house.do(HEAD, asked)
    permit = last(house, "LateEntryPermitted").pos
    house.do(HEAD, withdrawal(house, "LateEntryPermitted"))
    house.refused("LATE_NOT_PERMITTED", "toan", house.mark("hs02", "gk", 60, late=permit))


def test_a_forked_state_is_the_folded_one(house: Schoolhouse) -> None:
    """What readers keep does not change under them; and a state of the log alone is the same."""
    house.do("vanthu", leaving("2020-10-20"))
    held = Fold(house.state.origin)
    held.advance(e for e in house.log if State.is_governance(e.stream))
    before = held.pupils["hs01"]
    size = len(house.log)
    put_right(house, "PupilLeft", {"last": "2020-10-03"})
    put_right(house, "PupilEnrolled", {"name": "Tên khác"}, "dc2")
    fork = Fork(held)
    fork.advance(e for e in house.log[size:] if State.is_governance(e.stream))
    assert held.pupils["hs01"] == before and held.rectifications == {}
    assert fork.state.pupils == house.state.pupils
    assert fork.state.registers == house.state.registers and fork.state.rosters == house.state.rosters


def test_no_field_that_the_act_has_not(house: Schoolhouse) -> None:
    """BAD_DATA; an enrolment is never void."""
    house.refused("BAD_DATA", BEHIND, proposal(house, "PupilEnrolled", {"cause": "year"}))
    house.refused("BAD_DATA", BEHIND, proposal(house, "PupilEnrolled", {"born": "hôm qua"}))
    house.refused("BAD_DATA", BEHIND, proposal(house, "PupilEnrolled", None))
    with pytest.raises((Refusal, ValueError)):
        proposal(house, "PupilEnrolled", {"pupil": "hs99"})
