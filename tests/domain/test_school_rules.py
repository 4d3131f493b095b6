"""LAW 2-10: the log's creation, people, classes, pupils, policy and keys."""

from typing import Any

import pytest

from domain.acts.unit.appointments import Appoint, Delegate, EndAppointment, RegisterPerson
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from domain.acts.unit.school import NoteRestore, ResetClock, RotateKey
from domain.law import Fold, decide
from domain.words.entry import Actor, Proof
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse, found, school
from tests.school.small import CLASS, DURING, KEY, OTHER_KEY, PAPER, T0, new_pupil, policy, subject

HEAD = "hieutruong"


@pytest.fixture
def house() -> Schoolhouse:
    return school()


def test_creation_makes_entry_0_and_the_head_has_a_right_at_once() -> None:
    """LAW 3: the founder's right is the creation itself."""
    house, create = found()
    (created,) = house.do(HEAD, create)
    assert (created.stream, created.type) == ("school", "LogCreated")
    house.do(HEAD, RegisterPerson(person="a", name="A"))
    assert house.log[1].actor["basis"] == 0


def test_a_log_is_created_once() -> None:
    """LAW 3 NOT_CREATED: position 0 is the creation, and nothing else is."""
    house, create = found()
    house.do(HEAD, create)
    house.refused("NOT_CREATED", HEAD, create)


def test_nothing_comes_before_the_creation() -> None:
    """LAW 3 NOT_CREATED."""
    house, _ = found()
    actor = Actor(person=HEAD, role="head", basis=0, proof=Proof(age=0, cred="", method="token", session=""))
    with pytest.raises(Refusal, match="NOT_CREATED"):
        decide(house.state, RegisterPerson(person="a", name="A"), actor, T0, "x")


def test_a_school_cannot_open_the_log_of_another() -> None:
    """LAW 3 ORIGIN_MISMATCH."""
    house, create = found("62.socai/khac")
    house.refused("ORIGIN_MISMATCH", HEAD, create)


def test_nobody_founds_a_log_for_another_head() -> None:
    """LAW 3 NO_RIGHT: the actor is the head that the entry names."""
    house, create = found()
    house.refused("NO_RIGHT", "ai-do", create)


def test_time_never_runs_backwards(house: Schoolhouse) -> None:
    """TIME_BACKWARDS: only a ClockReset may stand before the instant of the last entry."""
    house.refused("TIME_BACKWARDS", HEAD, RegisterPerson(person="a", name="A"), "2020-08-31T00:00:00.000000Z")
    house.do(HEAD, ResetClock(reason="đồng hồ máy chủ sai một ngày"), "2020-08-31T00:00:00.000000Z")
    house.do(HEAD, RegisterPerson(person="a", name="A"))


def test_a_person_is_registered_once(house: Schoolhouse) -> None:
    """LAW 6 ALREADY_EXISTS; entry 0 registered the founder."""
    house.refused("ALREADY_EXISTS", HEAD, RegisterPerson(person="bqt", name="Trùng"))
    house.refused("ALREADY_EXISTS", HEAD, RegisterPerson(person=HEAD, name="Y Hương"))


def test_nobody_has_the_name_of_the_scheduler(house: Schoolhouse) -> None:
    """LAW 6: acts of `system` are the server's own, and their command ids must stay free."""
    house.refused("ALREADY_EXISTS", HEAD, RegisterPerson(person="system", name="Y Hương"))
    empty, create = found()
    named = create.model_copy(update={"head": create.head.model_copy(update={"person": "system"})})
    empty.refused("NO_RIGHT", "system", named)


def appoint(**fields: Any) -> Appoint:
    given = {"person": "vanthu", "role": "clerk", "start": "2020-09-01", **fields}
    return Appoint(decision=PAPER, **given)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("UNKNOWN_PERSON", {"person": "khongco"}),
        ("BAD_PERIOD", {"end": "2020-08-31"}),
        ("UNKNOWN_CLASS", {"role": "homeroom", "klass": "9z"}),
        ("UNKNOWN_CLASS", {"role": "teacher", "klass": "9z", "subject": "toan"}),
        ("UNKNOWN_SUBJECT", {"role": "teacher", "klass": CLASS, "subject": "hoa"}),
        ("BAD_DATA", {"role": "clerk", "klass": CLASS}),
        ("UNKNOWN_CLASS", {"role": "homeroom"}),
        ("UNKNOWN_CLASS", {"role": "teacher", "subject": "toan"}),
        ("BAD_DATA", {"role": "homeroom", "klass": CLASS, "subject": "toan"}),
        ("UNKNOWN_SUBJECT", {"role": "teacher", "klass": CLASS}),
        ("BAD_DATA", {"role": "head", "subject": "toan"}),
    ],
)
def test_an_appointment_that_breaks_law_6(house: Schoolhouse, code: str, fields: dict[str, Any]) -> None:
    """LAW 6: a registered person, a period, and the reach that the role takes."""
    house.refused(code, HEAD, appoint(**fields))


def test_an_appointment_of_one_day_stands_that_day(house: Schoolhouse) -> None:
    """LAW 6: `to` = `from` is a period."""
    house.do(HEAD, appoint(end="2020-09-01"))


@pytest.mark.parametrize(("person", "pos"), [("vanthu", 999), ("bqt", 0), ("khongco", 2)])
def test_only_a_persons_own_appointment_is_ended(house: Schoolhouse, person: str, pos: int) -> None:
    """LAW 6 UNKNOWN_APPOINTMENT."""
    command = EndAppointment(person=person, appointment=pos, on="2020-10-01", decision=PAPER)
    house.refused("UNKNOWN_APPOINTMENT", HEAD, command)


def test_an_appointment_is_ended_once(house: Schoolhouse) -> None:
    """LAW 6 UNKNOWN_APPOINTMENT: what was ended is not ended again."""
    pos = house.state.people["vanthu"].appointments[0].pos
    command = EndAppointment(person="vanthu", appointment=pos, on="2020-10-01", decision=PAPER)
    house.do(HEAD, command)
    house.refused("UNKNOWN_APPOINTMENT", HEAD, command)


def test_the_first_heads_right_ends_and_the_successors_begins(house: Schoolhouse) -> None:
    """LAW 6: position 0 is the first head's appointment, so a school can change its head."""
    house.appoint("moi", "head", start="2020-10-01")
    house.do(HEAD, EndAppointment(person=HEAD, appointment=0, on="2020-09-30", decision=PAPER))
    register = RegisterPerson(person="z", name="Z")
    house.refused("RIGHT_NOT_IN_FORCE", HEAD, register, DURING)
    house.do("moi", register)


def delegate(**fields: Any) -> Delegate:
    given = {
        "person": "phohieutruong",
        "powers": ["late"],
        "start": "2020-09-01",
        "end": "2020-12-31",
        **fields,
    }
    return Delegate(decision=PAPER, **given)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("UNKNOWN_PERSON", {"person": "khongco"}),
        ("NO_RIGHT", {"person": "bqt"}),
        ("BAD_PERIOD", {"end": "2020-08-31"}),
    ],
)
def test_a_delegation_that_breaks_law_6(house: Schoolhouse, code: str, fields: dict[str, Any]) -> None:
    """LAW 6 (S25): powers go to a deputy in force, for a period."""
    house.refused(code, HEAD, delegate(**fields))


def open_class(**fields: Any) -> OpenClass:
    given = {
        "klass": "6b",
        "name": "6B",
        "grade": 6,
        "year": "2020-2021",
        "subjects": [subject("toan")],
        **fields,
    }
    return OpenClass(**given)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("ALREADY_EXISTS", {"klass": CLASS}),
        ("TOO_FEW_COLUMNS", {"subjects": [subject("toan", periods=350, tx=1)]}),
        ("TOO_FEW_COLUMNS", {"subjects": [subject("toan", periods=351, tx=2)]}),
        ("TOO_FEW_COLUMNS", {"subjects": [subject("toan", periods=701, tx=3)]}),
        ("BAD_DATA", {"subjects": [subject("profile")]}),
        ("BAD_DATA", {"subjects": [subject("van"), subject("toan")]}),
    ],
)
def test_a_class_that_breaks_law_7(house: Schoolhouse, code: str, fields: dict[str, Any]) -> None:
    """LAW 7 (TT26 Đ1.4): once, and with the columns that the circular asks for."""
    house.refused(code, "bqt", open_class(**fields))


def test_exactly_the_required_columns_are_enough(house: Schoolhouse) -> None:
    """LAW 7: 2, 3 and 4 regular columns at 35, 70 and more periods."""
    subjects = [
        subject("a", periods=350, tx=2),
        subject("b", periods=700, tx=3),
        subject("c", periods=701, tx=4),
    ]
    house.do("bqt", open_class(subjects=subjects))


def enrol(*pupils: NewPupil, klass: str = CLASS) -> EnrolPupils:
    return EnrolPupils(klass=klass, pupils=list(pupils))


@pytest.mark.parametrize(
    ("code", "command"),
    [
        ("ALREADY_EXISTS", enrol(new_pupil("hs01", register_no="x"))),
        ("ALREADY_EXISTS", enrol(new_pupil("a"), new_pupil("a", register_no="x"))),
        ("REGISTER_TWICE", enrol(new_pupil("a", register_no="hs01/2020"))),
        ("REGISTER_TWICE", enrol(new_pupil("a", register_no="x"), new_pupil("b", register_no="x"))),
        ("UNKNOWN_CLASS", enrol(new_pupil("a"), klass="9z")),
    ],
)
def test_an_enrolment_that_breaks_law_8(house: Schoolhouse, code: str, command: EnrolPupils) -> None:
    """LAW 8 (S40): a pupil once, a register number never twice, also inside one act."""
    house.refused(code, "vanthu", command)


def test_many_pupils_are_one_entry_each(house: Schoolhouse) -> None:
    """One entry concerns one pupil."""
    drafts = house.do("gvcn", enrol(new_pupil("a"), new_pupil("b")))
    assert [d.stream for d in drafts] == ["pupil/a", "pupil/b"]


@pytest.mark.parametrize("lapse", [16, 0, -1])
def test_a_policy_never_weakens_the_session(house: Schoolhouse, lapse: int) -> None:
    """LAW 10 BAD_DATA (S57): a school may be stricter than 15 minutes, never weaker."""
    house.refused("BAD_DATA", HEAD, policy(lapse=lapse))


def test_proofs_rise_from_entry_to_witness(house: Schoolhouse) -> None:
    """EVENTS.md PolicySet: a witness is never proved less than an entry."""
    house.refused("BAD_DATA", HEAD, policy(entry="passkey", witness="token"))


def test_only_the_key_in_force_is_rotated_and_to_a_new_one(house: Schoolhouse) -> None:
    """LAW 10 KEY_NOT_IN_FORCE, ALREADY_EXISTS: no key comes back."""
    house.refused("KEY_NOT_IN_FORCE", HEAD, RotateKey(old=OTHER_KEY, new=KEY, decision=PAPER))
    house.refused("ALREADY_EXISTS", HEAD, RotateKey(old=KEY, new=KEY, decision=PAPER))
    house.do(HEAD, RotateKey(old=KEY, new=OTHER_KEY, decision=PAPER))
    house.refused("ALREADY_EXISTS", HEAD, RotateKey(old=OTHER_KEY, new=KEY, decision=PAPER))
    assert house.state.key == OTHER_KEY


def test_a_restore_is_noted_by_the_head_alone(house: Schoolhouse) -> None:
    """LAW 4: Restored is the head's."""
    command = NoteRestore(size=house.state.size, source="bản sao ngoài", checkpoint="A" * 43)
    house.refused("NO_RIGHT", "bqt", command)
    for size in (0, house.state.size - 1, house.state.size + 1):
        house.refused("BAD_DATA", HEAD, command.model_copy(update={"size": size}))
    assert house.do(HEAD, command)[0].type == "Restored"


def test_typed_names_are_brought_to_their_one_spelling(house: Schoolhouse) -> None:
    """A name typed in decomposed letters and with blanks is stored in NFC, trimmed."""
    (draft,) = house.do(HEAD, RegisterPerson(person="a", name="  Tha\u0302\u0300y A "))
    assert draft.data["name"] == "Thầy A"


def test_an_entry_is_not_taken_in_twice(house: Schoolhouse) -> None:
    """The fold refuses what it holds already, instead of counting it again."""
    with pytest.raises(ValueError, match="before"):
        house.state.advance(house.log[-1:])


def test_a_replayed_state_equals_the_one_that_decided(house: Schoolhouse) -> None:
    """The state is a fold of the log and nothing else."""
    again = Fold(house.state.origin)
    again.advance(house.log)
    for name in ("people", "classes", "pupils", "windows", "covering", "policies", "size", "at", "key"):
        assert getattr(again, name) == getattr(house.state, name)
