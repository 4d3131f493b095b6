"""LAW 4-5: no right without a decision in force (S25, S26, S52), and proofs of person."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.acts.books.comparison import DateColumn
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.unit.appointments import Appoint, Delegate, EndAppointment, RegisterPerson
from domain.acts.unit.archives import PlanSnapshot
from domain.acts.unit.classes import EnrolPupils, OpenClass
from domain.acts.unit.oversight import AnswerIncident, ReportIncident
from domain.acts.unit.people import NameSubstitute
from domain.grounds.command import Command
from domain.grounds.permissions import TABLE
from domain.grounds.rights import act_as, choose
from domain.law import decide
from domain.words.entry import Actor, Proof
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse, marked, school
from tests.school.small import AFTER, CLASS, DURING, PAPER, SUBJECT, new_pupil, policy, subject, window

HEAD = "hieutruong"


@pytest.fixture
def house() -> Schoolhouse:
    made = school()
    made.now = DURING
    return made


@pytest.mark.parametrize("person", ["bqt", "vanthu", HEAD, "phohieutruong", "gvcn"])
def test_only_a_subject_teacher_enters_marks(house: Schoolhouse, person: str) -> None:
    """S15 NO_RIGHT: board, clerk, leaders and homeroom teachers without an assignment enter nothing."""
    told = house.refused("NO_RIGHT", person, house.mark())
    assert told.duty == "S15"
    assert told.detail["needed"] == [{"role": "teacher", "power": None}]
    assert told.detail["held"]


def test_a_person_unknown_to_the_log_has_no_right(house: Schoolhouse) -> None:
    """LAW 4 NO_RIGHT."""
    assert house.refused("NO_RIGHT", "ai-do", house.mark()).detail["held"] == []


def test_a_teacher_of_another_subject_or_class_is_told_what_they_hold(house: Schoolhouse) -> None:
    """LAW 4 OUT_OF_SCOPE."""
    told = house.refused("OUT_OF_SCOPE", "nhac", house.mark())
    assert [(h["class"], h["subject"]) for h in told.detail["held"]] == [(CLASS, "amnhac")]
    house.do("bqt", OpenClass(klass="6b", name="6B", grade=6, year="2020-2021", subjects=[subject("toan")]))
    house.appoint("toan6b", "teacher", "6b", "toan")
    house.refused("OUT_OF_SCOPE", "toan6b", house.mark())


def test_a_right_stands_from_its_first_to_its_last_day(house: Schoolhouse) -> None:
    """LAW 4 RIGHT_NOT_IN_FORCE (S25): the day before, the day after; days are Vietnam's."""
    house.appoint("thay", "teacher", CLASS, SUBJECT, start="2020-10-06", end="2020-10-07")
    told = house.refused("RIGHT_NOT_IN_FORCE", "thay", house.mark(), "2020-10-05T16:59:59.999999Z")
    assert (told.detail["start"], told.detail["end"]) == ("2020-10-06", "2020-10-07")
    house.do("thay", house.mark("hs01"), "2020-10-05T17:00:00.000000Z")
    house.do("thay", house.mark("hs02"), "2020-10-07T16:59:59.999999Z")
    house.refused("RIGHT_NOT_IN_FORCE", "thay", house.mark("hs03"), "2020-10-07T17:00:00.000000Z")


def test_an_ended_right_does_not_work_the_day_after(house: Schoolhouse) -> None:
    """LAW 4 RIGHT_NOT_IN_FORCE: `on` is the last day."""
    pos = house.state.people["toan"].appointments[0].pos
    house.do(HEAD, EndAppointment(person="toan", appointment=pos, on="2020-10-05", decision=PAPER))
    house.do("toan", house.mark("hs01"))
    told = house.refused("RIGHT_NOT_IN_FORCE", "toan", house.mark("hs02"), "2020-10-05T17:00:00.000000Z")
    assert told.detail["end"] == "2020-10-05"


def test_a_newer_appointment_serves_when_the_old_one_ended(house: Schoolhouse) -> None:
    """act_as finds the right in force among several, and its position is the basis."""
    first = house.state.people["toan"].appointments[0].pos
    house.do(HEAD, EndAppointment(person="toan", appointment=first, on="2020-10-04", decision=PAPER))
    second = house.appoint("toan", "teacher", CLASS, SUBJECT, start="2020-10-05")
    house.do("toan", house.mark())
    assert house.log[-1].actor["basis"] == second


def test_a_head_is_not_a_teacher_by_being_head(house: Schoolhouse) -> None:
    """LAW 4: one person with two rights acts in the one that the act takes."""
    own = house.appoint(HEAD, "teacher", CLASS, SUBJECT)
    house.do(HEAD, house.mark())
    assert (house.log[-1].actor["role"], house.log[-1].actor["basis"]) == ("teacher", own)
    house.refused("NO_RIGHT", HEAD, house.mark("hs02"), role="head")


@pytest.mark.parametrize(
    ("code", "person", "role", "basis_of"),
    [
        ("NO_RIGHT", "toan", "teacher", "nhac"),
        ("NO_RIGHT", "bqt", "teacher", "bqt"),
        ("NO_RIGHT", "toan", "head", "toan"),
        ("NO_RIGHT", "toan", "system", "toan"),
        ("NO_RIGHT", "ai-do", "teacher", "toan"),
        ("OUT_OF_SCOPE", "nhac", "teacher", "nhac"),
    ],
)
def test_a_claimed_basis_is_never_trusted(
    house: Schoolhouse, code: str, person: str, role: str, basis_of: str
) -> None:
    """LAW 4: decide checks role and basis itself, whatever the caller says."""
    basis = house.state.people[basis_of].appointments[0].pos
    with pytest.raises(Refusal) as caught:
        house.claim(person, role, basis, house.mark())
    assert caught.value.code == code


# --- deputies


def late_entry() -> PermitLateEntry:
    return PermitLateEntry(
        klass=CLASS, subject=SUBJECT, semester=1, col="tx1", pupils=["hs01"], reason="makeup", decision=PAPER,
        until="2020-12-01T00:00:00.000000Z",
    )  # fmt: skip


def delegate(house: Schoolhouse, *powers: str, **period: str) -> int:
    days: dict[str, Any] = {"start": "2020-10-01", "end": "2020-10-31", **period}
    command = Delegate(person="phohieutruong", powers=sorted(powers), decision=PAPER, **days)
    house.do(HEAD, command)
    return len(house.log) - 1


def test_a_deputy_without_delegation_decides_nothing(house: Schoolhouse) -> None:
    """LAW 4 NO_RIGHT (S25, S28): closing, windows, late entry and permits are the head's until delegated."""
    for command in (late_entry(), window("w2", semester=2)):
        assert house.refused("NO_RIGHT", "phohieutruong", command).detail["needed"][1]["role"] == "deputy"


def test_a_deputy_acts_by_the_delegation_that_names_the_power(house: Schoolhouse) -> None:
    """LAW 4: the basis is the delegation; a power that it does not name is OUT_OF_SCOPE."""
    pos = delegate(house, "late")
    house.do("phohieutruong", late_entry())
    assert (house.log[-1].actor["role"], house.log[-1].actor["basis"]) == ("deputy", pos)
    house.refused("OUT_OF_SCOPE", "phohieutruong", window("w2", semester=2))


def test_a_delegation_ends_with_its_last_day(house: Schoolhouse) -> None:
    """LAW 4 RIGHT_NOT_IN_FORCE."""
    delegate(house, "late", end="2020-10-05")
    house.do("phohieutruong", late_entry())
    house.refused("RIGHT_NOT_IN_FORCE", "phohieutruong", late_entry(), "2020-10-05T17:00:00.000000Z")


def test_a_delegation_falls_with_the_deputys_appointment(house: Schoolhouse) -> None:
    """LAW 4 RIGHT_NOT_IN_FORCE: who is no deputy any more has no lent power either."""
    delegate(house, "late")
    pos = house.state.people["phohieutruong"].appointments[0].pos
    house.do(HEAD, EndAppointment(person="phohieutruong", appointment=pos, on="2020-10-04", decision=PAPER))
    told = house.refused("RIGHT_NOT_IN_FORCE", "phohieutruong", late_entry())
    assert told.detail["end"] == "2020-10-04"


def test_the_appointment_as_deputy_is_no_basis_for_a_lent_power(house: Schoolhouse) -> None:
    """LAW 4 NO_RIGHT: the entry must name the delegation."""
    delegate(house, "late")
    appointment = house.state.people["phohieutruong"].appointments[0].pos
    with pytest.raises(Refusal, match="NO_RIGHT"):
        house.claim("phohieutruong", "deputy", appointment, late_entry())


def test_a_homeroom_teacher_enrols_the_own_class_only(house: Schoolhouse) -> None:
    """Table of LAW 4: homeroom (of that class)."""
    house.do("bqt", OpenClass(klass="6b", name="6B", grade=6, year="2020-2021", subjects=[subject("toan")]))
    house.do("gvcn", EnrolPupils(klass=CLASS, pupils=[new_pupil("a")]))
    house.refused("OUT_OF_SCOPE", "gvcn", EnrolPupils(klass="6b", pupils=[new_pupil("b")]))


# --- system


def test_the_scheduler_does_only_its_closed_list() -> None:
    """LAW 4 NO_RIGHT: role system changes nothing that anybody may do, under no other name."""
    house = marked()
    with pytest.raises(Refusal, match="NO_RIGHT"):
        house.system(house.mark("hs03"))
    plan = PlanSnapshot(
        id="a", size=1, checkpoint="A" * 43, cause={"kind": "manual", "ref": ""}, renderer="1"
    )
    for person, basis, method in (("toan", 0, "system"), ("system", 5, "system"), ("system", 0, "token")):
        with pytest.raises(Refusal, match="NO_RIGHT"):
            house.claim(person, "system", basis, plan, method=method)
    house.refused("NO_RIGHT", HEAD, plan)
    house.system(plan)


# --- proofs


def test_a_proof_weaker_than_the_policy_is_refused(house: Schoolhouse) -> None:
    """LAW 5 PROOF_TOO_WEAK: entering, deciding and witnessing each by its own measure."""
    house.do(HEAD, policy(entry="token", decide="password", witness="totp"), method="totp")
    house.do("toan", house.mark())
    house.refused("PROOF_TOO_WEAK", HEAD, RegisterPerson(person="x", name="X"))
    house.do(HEAD, RegisterPerson(person="x", name="X"), method="password")
    house.do(HEAD, RegisterPerson(person="y", name="Y"), method="passkey")
    house.do("toan", house.propose(), AFTER, method="password")
    house.do(HEAD, PermitCorrection(dossier="d1"), method="password")
    witness = WitnessCorrection(dossier="d1", seat="board")
    house.refused("PROOF_TOO_WEAK", "bqt", witness, method="password")
    house.do("bqt", witness, method="totp")


def test_what_the_table_calls_an_entry_needs_no_more_than_one(house: Schoolhouse) -> None:
    """LAW 5: the kind of proof is the row's in permissions.json, for the school year's acts as for marks."""
    house.do(HEAD, policy(entry="token", decide="password", witness="totp"), method="totp")
    dated = DateColumn(klass=CLASS, subject=SUBJECT, semester=1, col="gk", date=DURING[:10])
    house.do("toan", dated, DURING)
    house.do("toan", ReportIncident(incident="i1", text="mất điện"))
    house.refused("PROOF_TOO_WEAK", "bqt", AnswerIncident(incident="i1", text="có điện", state="closed"))


def test_a_person_is_never_proved_by_the_schedulers_method(house: Schoolhouse) -> None:
    """LAW 5 PROOF_TOO_WEAK: `system` is no proof of a person."""
    house.do(HEAD, policy())
    house.refused("PROOF_TOO_WEAK", "toan", house.mark(), method="system")


def test_a_policy_works_from_the_entry_after_it(house: Schoolhouse) -> None:
    """LAW 5, 10: before the first policy every method does; a policy is set by the most that it asks."""
    house.refused("PROOF_TOO_WEAK", HEAD, policy("token", "token", "passkey"), method="totp")
    house.refused("PROOF_TOO_WEAK", HEAD, policy("passkey", "passkey", "passkey"), method="totp")
    house.do(HEAD, policy("passkey", "passkey", "passkey"), method="passkey")
    house.refused("PROOF_TOO_WEAK", HEAD, policy("passkey", "passkey", "passkey"), method="totp")


@pytest.mark.parametrize(
    ("code", "weaker"),
    [
        ("POLICY_WEAKER", ("password", "totp", "passkey")),
        ("POLICY_WEAKER", ("totp", "totp", "totp")),
        ("POLICY_WEAKER", ("password", "password", "passkey")),
    ],
)
def test_no_proof_of_the_policy_falls(house: Schoolhouse, code: str, weaker: tuple[str, str, str]) -> None:
    """LAW 10 POLICY_WEAKER: none of the three, not even by the head with the strongest proof."""
    house.do(HEAD, policy("totp", "totp", "passkey", 10), method="passkey")
    house.refused(code, HEAD, policy(*weaker), method="passkey")
    house.do(HEAD, policy("totp", "passkey", "passkey", 15), method="passkey")


@pytest.mark.parametrize("role", ["teacher", "homeroom", "board", "clerk", "head", "deputy"])
def test_nobody_appoints_themselves(house: Schoolhouse, role: Any) -> None:
    """P3 SELF_GRANT: neither the head nor a deputy who may appoint."""
    klass = CLASS if role in ("teacher", "homeroom") else None
    scope = {"klass": klass, "subject": SUBJECT if role == "teacher" else None}
    own = {"role": role, "start": "2020-08-15", "end": None, "decision": PAPER, **scope}
    house.refused("SELF_GRANT", HEAD, Appoint(person=HEAD, **own))
    _may_appoint(house)
    house.refused("SELF_GRANT", "phohieutruong", Appoint(person="phohieutruong", **own))


def test_nobody_lends_to_themselves_and_nobody_stands_in_by_their_own_decision(house: Schoolhouse) -> None:
    """P3 SELF_GRANT: a head who is a deputy, too; a head who names themselves a teacher's substitute."""
    house.appoint(HEAD, "deputy")
    period = {"start": "2020-09-01", "end": "2020-12-31", "decision": PAPER}
    house.refused("SELF_GRANT", HEAD, Delegate(person=HEAD, powers=["permit"], **period))
    taught = house.state.people["toan"].appointments[0].pos
    house.refused("SELF_GRANT", HEAD, NameSubstitute(person=HEAD, appointment=taught, **period))


def test_a_deputy_who_may_appoint_makes_and_unmakes_no_head(house: Schoolhouse) -> None:
    """LAW 6 NO_RIGHT; everybody else's appointment is made and ended."""
    _may_appoint(house)
    about = {"start": "2020-08-15", "end": None, "decision": PAPER}
    house.refused("NO_RIGHT", "phohieutruong", Appoint(person="bqt", role="head", **about))
    ending = {"on": "2020-12-01", "decision": PAPER}
    house.refused("NO_RIGHT", "phohieutruong", EndAppointment(person=HEAD, appointment=0, **ending))
    house.do("phohieutruong", Appoint(person="bqt", role="clerk", **about))
    made = house.state.size - 1
    house.do("phohieutruong", EndAppointment(person="bqt", appointment=made, **ending))


def _may_appoint(house: Schoolhouse) -> None:
    period = {"start": "2020-09-01", "end": "2020-12-31", "decision": PAPER}
    house.do(HEAD, Delegate(person="phohieutruong", powers=["appoint"], **period))


def test_every_act_has_its_row_in_the_table() -> None:
    """LAW 4: an act that no row names could never be refused."""
    acts = {cls.ACT for cls in _leaves(Command) if hasattr(cls, "ACT")}
    assert acts - {"LogCreated"} <= set(TABLE)


def _leaves(model: type[Command]) -> set[type[Command]]:
    below = model.__subclasses__()
    return set().union(*map(_leaves, below)) if below else {model}


# --- property


DAYS = st.integers(1, 28).map(lambda day: f"2020-10-{day:02}")
PEOPLE = ("toan", "nhac", "gvcn", "bqt", "vanthu", HEAD, "phohieutruong", "moi", "khongten")


@settings(max_examples=60, deadline=None)
@given(
    start=DAYS,
    end=st.none() | DAYS,
    ended=st.none() | DAYS,
    act_day=DAYS,
    person=st.sampled_from(PEOPLE),
    role=st.sampled_from(["teacher", "head", "deputy", "board", "homeroom"]),
    basis=st.integers(0, 22),
)
def test_no_draft_without_a_right_in_force(
    start: str, end: str | None, ended: str | None, act_day: str, person: str, role: str, basis: int
) -> None:
    """S25: whatever role and basis a caller claims, only a teacher of the book in force marks."""
    house = school()
    if end is None or end >= start:
        right = house.appoint("moi", "teacher", CLASS, SUBJECT, start=start, end=end)
        if ended:
            house.do(HEAD, EndAppointment(person="moi", appointment=right, on=ended, decision=PAPER))
    house.now = f"{act_day}T03:00:00.000000Z"
    command = house.mark()
    in_force = {
        (p.person, a.pos)
        for p in house.state.people.values()
        for a in p.appointments
        if (a.role, a.klass, a.subject) == ("teacher", CLASS, SUBJECT)
        and a.start <= act_day <= min(a.end or act_day, a.ended or act_day)
    }
    actor = Actor(
        person=person, role=role, basis=basis, proof=Proof(age=0, cred="", method="token", session="")
    )
    try:
        drafts = decide(house.state, command, actor, house.now, "x")
    except Refusal:
        assert not (role == "teacher" and (person, basis) in in_force)
    else:
        assert drafts and role == "teacher" and (person, basis) in in_force
    try:
        found = act_as(house.state, person, command, house.now)
    except Refusal:
        assert person not in {name for name, _ in in_force}
    else:
        assert (person, found[1]) in in_force


def test_who_was_admitted_to_an_act_is_admitted_to_no_other(house: Schoolhouse) -> None:
    """Not to another command, not at another instant, and not once an entry more may have ended the right."""
    proof = Proof(age=0, cred="c", method="passkey", session="s")
    command, other = RegisterPerson(person="lan", name="Lan"), RegisterPerson(person="mai", name="Mai")
    admitted = choose(house.state, HEAD, proof, command, DURING)
    assert decide(house.state, command, admitted, DURING, "c1")
    for asked, now in ((other, DURING), (command, AFTER)):
        with pytest.raises(RuntimeError, match="admitted to another act"):
            decide(house.state, asked, admitted, now, "c1")
    house.do(HEAD, other)
    with pytest.raises(RuntimeError, match="admitted to another act"):
        decide(house.state, command, admitted, DURING, "c1")
