"""LAW 17-22: the correction dossier with all its roles and dead ends (S21-S24)."""

from typing import Any

import pytest

from domain.acts.books.close import LockBook, ProposeClose, UnlockBook
from domain.acts.books.corrections import AmendCorrection, WithdrawCorrection
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import NoteLapse, PermitCorrection, RefuseCorrection, WitnessCorrection
from domain.acts.unit.appointments import Delegate, EndAppointment, RegisterPerson
from domain.acts.unit.classes import EnrolPupils, OpenClass
from domain.grounds.command import Command
from domain.grounds.seats import missing_seats
from domain.law import EVENTS, Fold
from domain.words.days import later
from domain.words.intent import b64, digest
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse, found, marked, school
from tests.school.small import (
    AFTER,
    CLASS,
    DURING,
    EVIDENCE,
    ORIGIN,
    PAPER,
    SEALED,
    SUBJECT,
    new_pupil,
    policy,
    subject,
    window,
)

HEAD = "hieutruong"
PERMIT = PermitCorrection(dossier="d1")
WITHDRAW = WithdrawCorrection(dossier="d1")
REFUSE = RefuseCorrection(dossier="d1", reason=SEALED)


@pytest.fixture
def house() -> Schoolhouse:
    return marked()


def amend(house: Schoolhouse, **cell: Any) -> AmendCorrection:
    return AmendCorrection(dossier="d1", evidence=EVIDENCE, items=[house.item(**cell)])


def state_of(house: Schoolhouse) -> str:
    return house.state.dossier("d1").state


def lock(house: Schoolhouse, semester: int = 1) -> None:
    house.do("bqt", ProposeClose(klass=CLASS, semester=semester))
    house.do(HEAD, LockBook(klass=CLASS, semester=semester, decision=PAPER))


# --- the whole way


def test_the_third_seat_applies_every_item_in_the_same_act(house: Schoolhouse) -> None:
    """LAW 21 (S24): two of three change nothing; the third writes its confirmation and the application."""
    house.until_permitted()
    house.witness(HEAD, "leadership")
    house.witness("bqt", "board")
    assert house.value("hs01") == 80
    drafts = house.witness("gvcn", "homeroom")
    assert [d.type for d in drafts] == ["CorrectionWitnessed", "CorrectionApplied"]
    assert house.value("hs01") == 85
    dossier = house.state.dossier("d1")
    assert (dossier.state, dossier.applied) == ("applied", [len(house.log) - 1])
    assert [w.standing for w in dossier.session.witnesses] == ["head", "board", "homeroom"]  # type: ignore[union-attr]


def test_a_dossier_of_many_cells_is_applied_in_order(house: Schoolhouse) -> None:
    """LAW 17, 21: `count` items, as many applications, in the items' order."""
    items = [house.item("hs02", value=75), house.item("hs01", value=None)]
    proposal = house.propose().model_copy(update={"items": items})
    drafts = house.do("toan", proposal, AFTER)
    assert [d.type for d in drafts] == ["CorrectionProposed", "CorrectionItem", "CorrectionItem"]
    assert drafts[0].data["count"] == 2
    house.do(HEAD, PERMIT)
    house.witness("gvcn", "homeroom")
    house.witness(HEAD, "leadership")
    applied = house.witness("bqt", "board")[1:]
    assert [(d.data["pupil"], d.data["old"], d.data["value"]) for d in applied] == [
        ("hs02", 70, 75), ("hs01", 80, None)
    ]  # fmt: skip
    assert {d.stream for d in applied} == {
        EVENTS["CorrectionApplied"].stream_of({}, f"book/{CLASS}/{SUBJECT}/1")
    }
    assert (house.value("hs01"), house.value("hs02")) == (None, 75)


def test_an_intent_binds_the_dossier_as_the_signer_saw_it(house: Schoolhouse) -> None:
    """FORMAT.md §2: label, origin, dossier, leaf of each entry so far, act, person and command."""
    house.do("toan", house.propose(), AFTER)
    leaves = [b64(e.leaf) for e in house.log if e.stream == "dossier/d1"]
    house.do(HEAD, PERMIT)
    entry = house.log[-1]
    signed = {"label": "socai/intent/v1", "origin": ORIGIN, "dossier": "d1", "entries": leaves}
    signed |= {"act": "permit", "person": HEAD, "cmd": entry.cmd}
    assert len(leaves) == 2
    assert entry.data["intent"] == digest(signed)
    house.witness("bqt", "board")
    signed |= {"act": "witness:board", "person": "bqt", "cmd": house.log[-1].cmd}
    signed["entries"] = [*leaves, b64(entry.leaf)]
    assert house.log[-1].data["intent"] == digest(signed)


def test_a_blank_of_record_is_filled_by_a_dossier_of_kind_bosung(house: Schoolhouse) -> None:
    """LAW 18: base 0 for a cell without an entry, the clearing's position for a cleared one."""
    house.do("toan", house.mark("hs02", value=None))
    for dossier, pupil in (("d1", "hs03"), ("d2", "hs02")):
        house.until_permitted(dossier, kind="bosung", pupil=pupil, value=60)
        for person, seat in ((HEAD, "leadership"), ("bqt", "board"), ("gvcn", "homeroom")):
            house.witness(person, seat, dossier=dossier)
        assert house.value(pupil) == 60
    assert house.log[-1].data["base"] != 0


def test_a_dossier_loaded_late_is_the_dossier_that_was_followed(house: Schoolhouse) -> None:
    """The fold of the stream equals the state that saw each entry come, also across a change of policy."""
    house.until_permitted()
    house.witness("bqt", "board")
    house.do(HEAD, policy(lapse=1))
    house.witness("gvcn", "homeroom", later(AFTER, minutes=10))
    fresh = Fold(ORIGIN)
    fresh.advance(house.log)
    fresh.load("dossier/d1", [e for e in house.log if e.stream == "dossier/d1"])
    assert fresh.dossier("d1") == house.state.dossier("d1")


# --- LAW 17-18: the proposal


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("STALE_BASE", {"base": 0}),
        ("NO_CHANGE", {"value": 80}),
        ("BAD_VALUE", {"value": "D"}),
        ("BAD_DATA", {"kind": "bosung"}),
        ("BAD_DATA", {"kind": "sua", "pupil": "hs03"}),
        ("BAD_DATA", {"kind": "bosung", "pupil": "hs03", "value": None}),
        ("NOT_IN_CLASS", {"pupil": "hs99"}),
    ],
)
def test_a_proposal_that_breaks_law_18(house: Schoolhouse, code: str, how: dict[str, Any]) -> None:
    """LAW 18: base and old of the cell, the kind that fits, another value, of this class."""
    house.refused(code, "toan", house.propose(**how), AFTER)


def test_a_proposal_for_an_unknown_column_or_subject(house: Schoolhouse) -> None:
    """LAW 11 by LAW 18: UNKNOWN_COLUMN, UNKNOWN_SUBJECT."""
    proposal = house.propose("d1", "bosung", pupil="hs01", col="tx3", value="D")
    house.refused("UNKNOWN_COLUMN", "nhac", proposal.model_copy(update={"subject": "amnhac"}), AFTER)
    house.appoint("van", "teacher", CLASS, "van")
    house.refused("UNKNOWN_SUBJECT", "van", proposal.model_copy(update={"subject": "van"}), AFTER)


def test_before_the_moment_of_record_no_dossier_is_needed(house: Schoolhouse) -> None:
    """LAW 18 NOT_OF_RECORD: in the open window the teacher changes the mark itself."""
    house.refused("NOT_OF_RECORD", "toan", house.propose())
    house.do("toan", PublishColumn(klass=CLASS, subject=SUBJECT, semester=1, col="tx1"))
    house.do("toan", house.propose())


def test_a_cell_without_any_window_is_of_record_only_by_lock_or_publication() -> None:
    """LAW "Marks": without a window nothing ended; a lock makes it of record."""
    house = school(windows=False)
    proposal = house.propose(kind="bosung", value=60)
    house.refused("NOT_OF_RECORD", "toan", proposal, AFTER)
    lock(house)
    house.do("toan", proposal)


def test_a_cell_stands_once_in_a_dossier(house: Schoolhouse) -> None:
    """LAW 18 CELL_TWICE."""
    proposal = house.propose().model_copy(update={"items": [house.item(), house.item(value=90)]})
    house.refused("CELL_TWICE", "toan", proposal, AFTER)


def test_a_dossier_id_is_used_once(house: Schoolhouse) -> None:
    """LAW 17 ALREADY_EXISTS, also after a withdrawal."""
    house.do("toan", house.propose(), AFTER)
    house.refused("ALREADY_EXISTS", "toan", house.propose())
    house.do("toan", WITHDRAW)
    house.refused("ALREADY_EXISTS", "toan", house.propose())


@pytest.mark.parametrize("person", [HEAD, "bqt", "gvcn", "vanthu"])
def test_only_the_subject_teacher_proposes(house: Schoolhouse, person: str) -> None:
    """S21 NO_RIGHT: an adjustment is made on the teacher's proposal."""
    assert house.refused("NO_RIGHT", person, house.propose(), AFTER).duty == "S21"


@pytest.mark.parametrize("command", [PERMIT, REFUSE, WitnessCorrection(dossier="d1", seat="board"), WITHDRAW])
def test_a_dossier_that_nobody_proposed(house: Schoolhouse, command: Command) -> None:
    """DOSSIER_STATE for an unknown id, before any question of rights."""
    house.refused("DOSSIER_STATE", HEAD, command)


# --- LAW 19: permission, refusal, withdrawal


def test_the_proposer_never_permits(house: Schoolhouse) -> None:
    """LAW 19 PROPOSER_PERMITS (S22): a head who teaches needs a deputy with the power, and is told so."""
    house.appoint(HEAD, "teacher", CLASS, SUBJECT)
    house.do(HEAD, house.propose(), AFTER)
    told = house.refused("PROPOSER_PERMITS", HEAD, PERMIT)
    assert [m.seat for m in told.detail["missing"]] == ["permit"]
    assert "“permit”" in told.detail["missing"][0].decision
    house.refused("PROPOSER_PERMITS", HEAD, REFUSE)
    deputise = Delegate(
        person="phohieutruong", powers=["permit"], start="2020-11-01", end="2020-11-30", decision=PAPER
    )
    house.do(HEAD, deputise)
    house.refused("RIGHT_NOT_IN_FORCE", "phohieutruong", PERMIT)
    house.do(HEAD, AmendCorrection(dossier="d1", evidence=EVIDENCE, items=[house.item()]))
    house.do("phohieutruong", PERMIT)
    assert house.state.dossier("d1").permitter == "phohieutruong"


@pytest.mark.parametrize("person", ["phohieutruong", "bqt", "gvcn", "toan"])
def test_nobody_permits_without_the_power(house: Schoolhouse, person: str) -> None:
    """S22 NO_RIGHT."""
    house.do("toan", house.propose(), AFTER)
    house.refused("NO_RIGHT", person, PERMIT)


@pytest.mark.parametrize("end", [REFUSE, WITHDRAW])
@pytest.mark.parametrize("permitted", [False, True])
def test_a_refused_or_withdrawn_dossier_is_a_dead_end(end: Command, permitted: bool) -> None:
    """LAW 19-20 DOSSIER_STATE: nothing follows; the mark stands."""
    house = marked()
    house.do("toan", house.propose(), AFTER)
    if permitted:
        house.do(HEAD, PERMIT)
        house.witness("bqt", "board")
    house.do(HEAD if end is REFUSE else "toan", end)
    for person, command in (
        (HEAD, PERMIT),
        (HEAD, REFUSE),
        ("toan", WITHDRAW),
        ("toan", amend(house)),
        (HEAD, WitnessCorrection(dossier="d1", seat="leadership")),
    ):
        house.refused("DOSSIER_STATE", person, command)
    assert house.value("hs01") == 80


def test_an_unpermitted_dossier_is_not_witnessed(house: Schoolhouse) -> None:
    """LAW 20 DOSSIER_STATE (S22)."""
    house.do("toan", house.propose(), AFTER)
    house.refused("DOSSIER_STATE", "bqt", WitnessCorrection(dossier="d1", seat="board"))


def test_only_the_proposer_withdraws_or_amends(house: Schoolhouse) -> None:
    """LAW 17, 19 NOT_PROPOSER: another teacher of the same book has no say."""
    house.appoint("toan2", "teacher", CLASS, SUBJECT)
    house.do("toan", house.propose(), AFTER)
    house.refused("NOT_PROPOSER", "toan2", WITHDRAW)
    house.refused("NOT_PROPOSER", "toan2", amend(house, value=90))


def test_an_amendment_voids_permission_and_confirmations(house: Schoolhouse) -> None:
    """LAW 17: state proposed again; every leader and witness sees the new items or nothing is done."""
    house.until_permitted()
    house.witness("bqt", "board")
    house.witness("gvcn", "homeroom")
    house.do("toan", amend(house, value=90))
    dossier = house.state.dossier("d1")
    assert (dossier.state, dossier.permitter, dossier.session) == ("proposed", None, None)
    house.refused("DOSSIER_STATE", HEAD, WitnessCorrection(dossier="d1", seat="leadership"))
    house.do(HEAD, PERMIT)
    house.witness(HEAD, "leadership")
    house.witness("bqt", "board")
    assert house.value("hs01") == 80
    house.witness("gvcn", "homeroom")
    assert house.value("hs01") == 90


# --- LAW 20: the seats


def test_the_proposer_witnesses_nothing(house: Schoolhouse) -> None:
    """LAW 20 PROPOSER_WITNESSES: also a teacher on the board."""
    house.appoint("toan", "board")
    house.until_permitted()
    house.refused("PROPOSER_WITNESSES", "toan", WitnessCorrection(dossier="d1", seat="board"))


def test_a_seat_is_filled_once_a_session(house: Schoolhouse) -> None:
    """LAW 20 SEAT_TAKEN."""
    house.appoint("bqt2", "board")
    house.until_permitted()
    house.witness("bqt", "board")
    told = house.refused("SEAT_TAKEN", "bqt2", WitnessCorrection(dossier="d1", seat="board"))
    assert told.detail["person"] == "bqt"


def test_one_person_fills_one_seat(house: Schoolhouse) -> None:
    """LAW 20 WITNESS_TWICE (S24)."""
    house.appoint("gvcn", "board")
    house.until_permitted()
    house.witness("gvcn", "homeroom")
    house.refused("WITNESS_TWICE", "gvcn", WitnessCorrection(dossier="d1", seat="board"))


def test_the_permitter_sits_for_the_leadership_only(house: Schoolhouse) -> None:
    """LAW 20 WITNESS_TWICE: a head on the board who permitted is not the board's witness."""
    house.appoint(HEAD, "board")
    house.until_permitted()
    house.refused("WITNESS_TWICE", HEAD, WitnessCorrection(dossier="d1", seat="board"))
    house.witness(HEAD, "leadership")


@pytest.mark.parametrize(
    ("code", "person", "seat"),
    [
        ("NO_RIGHT", "vanthu", "board"),
        ("NO_RIGHT", "nhac", "homeroom"),
        ("NO_RIGHT", "bqt", "leadership"),
        ("NO_RIGHT", "gvcn", "board"),
        ("NO_RIGHT", "phohieutruong", "homeroom"),
    ],
)
def test_a_witness_needs_a_right_for_the_seat(house: Schoolhouse, code: str, person: str, seat: Any) -> None:
    """S24: the absent are replaced by decision, not by whoever is near."""
    house.until_permitted()
    house.refused(code, person, WitnessCorrection(dossier="d1", seat=seat))


@pytest.mark.parametrize(
    ("person", "role", "seat"),
    [
        ("bqt", "board", "homeroom"),
        (HEAD, "head", "board"),
        (HEAD, "head", "homeroom"),
        ("gvcn", "homeroom", "board"),
    ],
)
def test_a_claimed_role_that_does_not_fit_the_seat(
    house: Schoolhouse, person: str, role: str, seat: Any
) -> None:
    """LAW 20 WRONG_SEAT; a second leader only where the homeroom teacher proposes."""
    house.until_permitted()
    basis = house.state.people[person].appointments[0].pos
    with pytest.raises(Refusal) as caught:
        house.claim(person, role, basis, WitnessCorrection(dossier="d1", seat=seat))
    assert caught.value.code == "WRONG_SEAT"


def test_the_homeroom_teacher_of_another_class_is_no_witness(house: Schoolhouse) -> None:
    """LAW 4 OUT_OF_SCOPE: S24 names the homeroom teacher of that class."""
    house.do("bqt", OpenClass(klass="6b", name="6B", grade=6, year="2020-2021", subjects=[subject("toan")]))
    house.appoint("gvcn6b", "homeroom", "6b")
    house.until_permitted()
    house.refused("OUT_OF_SCOPE", "gvcn6b", WitnessCorrection(dossier="d1", seat="homeroom"))


def test_a_witness_whose_right_ended_yesterday(house: Schoolhouse) -> None:
    """LAW 4 RIGHT_NOT_IN_FORCE (S25)."""
    right = house.state.people["gvcn"].appointments[0].pos
    house.until_permitted()
    house.do(HEAD, EndAppointment(person="gvcn", appointment=right, on="2020-11-01", decision=PAPER))
    house.refused("RIGHT_NOT_IN_FORCE", "gvcn", WitnessCorrection(dossier="d1", seat="homeroom"))


def test_a_deputy_sits_for_the_leadership_by_appointment(house: Schoolhouse) -> None:
    """LAW 20: for a seat a deputy needs no delegation; the basis is the appointment."""
    house.until_permitted()
    house.witness("phohieutruong", "leadership")
    assert house.log[-1].data["standing"] == "deputy"
    assert house.log[-1].actor["basis"] == house.state.people["phohieutruong"].appointments[0].pos


def test_a_locked_book_is_not_corrected(house: Schoolhouse) -> None:
    """LAW 20 BOOK_LOCKED: the dossier may be proposed and permitted, and waits for the unlocking."""
    house.now = AFTER
    lock(house)
    house.until_permitted()
    house.refused("BOOK_LOCKED", "bqt", WitnessCorrection(dossier="d1", seat="board"))
    until = later(AFTER, days=1)
    house.do(HEAD, UnlockBook(klass=CLASS, semester=1, reason="điều chỉnh", decision=PAPER, until=until))
    house.witness("bqt", "board")


def test_a_cell_that_moved_on_is_not_overwritten(house: Schoolhouse) -> None:
    """LAW 21 STALE_BASE: of two dossiers on one cell, the second must see the first."""
    house.until_permitted("d1")
    house.until_permitted("d2", value=95)
    for person, seat in ((HEAD, "leadership"), ("bqt", "board")):
        house.witness(person, seat, dossier="d1")
        house.witness(person, seat, dossier="d2")
    house.witness("gvcn", "homeroom", dossier="d1")
    told = house.refused("STALE_BASE", "gvcn", WitnessCorrection(dossier="d2", seat="homeroom"))
    assert (told.detail["conflicts"][0]["mine"], told.detail["conflicts"][0]["theirs"]) == (95, 85)
    assert house.value("hs01") == 85


# --- the homeroom teacher proposes; the small school


def test_when_the_homeroom_teacher_proposes_a_second_leader_witnesses(house: Schoolhouse) -> None:
    """LAW 20: nearly always so in a small school; the entry says `second_leader`."""
    house.appoint("gvcn", "teacher", CLASS, SUBJECT)
    house.do("gvcn", house.propose(), AFTER)
    house.do(HEAD, PERMIT)
    house.refused("PROPOSER_WITNESSES", "gvcn", WitnessCorrection(dossier="d1", seat="homeroom"))
    house.witness(HEAD, "leadership")
    house.witness("bqt", "board")
    house.refused("WITNESS_TWICE", HEAD, WitnessCorrection(dossier="d1", seat="homeroom"))
    house.witness("phohieutruong", "homeroom")
    assert state_of(house) == "applied"
    assert house.state.dossier("d1").session.witnesses[-1].standing == "second_leader"  # type: ignore[union-attr]


def test_when_the_homeroom_teacher_proposes_the_homeroom_deputy_witnesses(house: Schoolhouse) -> None:
    """LAW 20: a deputy homeroom teacher by decision."""
    house.appoint("gvcn", "teacher", CLASS, SUBJECT)
    house.appoint("gvcnphu", "homeroom_deputy", CLASS)
    house.do("gvcn", house.propose(), AFTER)
    house.do(HEAD, PERMIT)
    house.witness("gvcnphu", "homeroom")
    assert house.log[-1].data["standing"] == "homeroom_deputy"


def six_teachers() -> Schoolhouse:
    """One head, one on the board, four teachers, of whom one is homeroom teacher and proposes; no deputy."""
    house, create = found()
    house.do(HEAD, create)
    house.appoint("gv1", "board")
    house.do("gv1", OpenClass(klass=CLASS, name="6A", grade=6, year="2020-2021", subjects=[subject("toan")]))
    house.appoint("gv2", "homeroom", CLASS)
    house.appoint("gv2", "teacher", CLASS, SUBJECT)
    for teacher in ("gv3", "gv4", "gv5"):
        house.do(HEAD, RegisterPerson(person=teacher, name=teacher))
    house.do("gv1", EnrolPupils(klass=CLASS, pupils=[new_pupil("hs01")]))
    house.do(HEAD, window())
    house.do("gv2", house.mark(), DURING)
    house.do("gv2", house.propose(), AFTER)
    house.do(HEAD, PERMIT)
    return house


def test_a_school_of_six_teachers_learns_whom_to_appoint() -> None:
    """S24: too few people is a refusal that names the missing role and the decision that fills it."""
    house = six_teachers()
    told = house.refused("PROPOSER_WITNESSES", "gv2", WitnessCorrection(dossier="d1", seat="homeroom"))
    (missing,) = told.detail["missing"]
    assert missing.seat == "homeroom"
    assert "homeroom_deputy" in missing.roles and "second_leader" not in missing.roles
    assert missing.decision.startswith("Quyết định cử người thay giáo viên chủ nhiệm")
    house.witness(HEAD, "leadership")
    house.witness("gv1", "board")
    house.appoint("gv3", "homeroom_deputy", CLASS)
    house.refused("WRONG_SEAT", "gv3", WitnessCorrection(dossier="d1", seat="homeroom"))
    house.do("gv2", AmendCorrection(dossier="d1", evidence=EVIDENCE, items=[house.item()]))
    house.do(HEAD, PERMIT)
    assert missing_seats(house.state, house.state.dossier("d1"), house.now) == []
    house.witness(HEAD, "leadership")
    house.witness("gv1", "board")
    house.witness("gv3", "homeroom")
    assert state_of(house) == "applied"


def test_a_board_of_one_who_is_also_the_homeroom_teacher_is_one_person_too_few() -> None:
    """S24: seats are counted by different persons, not by roles."""
    house = marked()
    for person in ("bqt", "gvcn"):
        right = house.state.people[person].appointments[0].pos
        house.do(HEAD, EndAppointment(person=person, appointment=right, on="2020-10-05", decision=PAPER))
    house.appoint("moi", "board")
    house.appoint("moi", "homeroom", CLASS)
    house.until_permitted()
    (missing,) = missing_seats(house.state, house.state.dossier("d1"), house.now)
    assert (missing.seat, missing.roles) == ("homeroom", ("homeroom", "homeroom_deputy"))
    house.witness("moi", "homeroom")
    (missing,) = missing_seats(house.state, house.state.dossier("d1"), house.now)
    assert missing.seat == "board"


# --- the session


@pytest.mark.parametrize(("minutes", "applies"), [(15, True), (None, False)])
def test_a_session_is_open_for_exactly_fifteen_minutes(
    house: Schoolhouse, minutes: int | None, applies: bool
) -> None:
    """LAW "Correction dossier" (S24): at 15:00.000000 still, one microsecond later no more."""
    house.until_permitted()
    house.witness(HEAD, "leadership")
    house.witness("bqt", "board")
    last = later(AFTER, minutes=15)
    at = last if minutes else last.replace(".000000", ".000001")
    house.witness("gvcn", "homeroom", at)
    assert (house.value("hs01") == 85) is applies
    assert state_of(house) == ("applied" if applies else "permitted")


def test_after_a_lapse_all_three_come_again(house: Schoolhouse) -> None:
    """LAW 20-21: confirmations of a lapsed session count no more; the seats are free again."""
    house.until_permitted()
    house.witness(HEAD, "leadership")
    house.witness("bqt", "board")
    again = later(AFTER, minutes=16)
    house.witness("gvcn", "homeroom", again)
    house.witness("bqt", "board")
    assert house.value("hs01") == 80
    house.witness(HEAD, "leadership")
    assert house.value("hs01") == 85


def test_a_stricter_policy_shortens_the_sessions_that_begin_under_it(house: Schoolhouse) -> None:
    """S57: five minutes mean five; a running session keeps the time it began with."""
    house.until_permitted()
    house.witness("bqt", "board")
    house.do(HEAD, policy(lapse=5))
    house.witness("gvcn", "homeroom", later(AFTER, minutes=10))
    assert len(house.state.dossier("d1").session.witnesses) == 2  # type: ignore[union-attr]
    start = later(AFTER, minutes=20)
    house.witness("bqt", "board", start)
    house.witness("gvcn", "homeroom", later(start, minutes=5).replace(".000000", ".000001"))
    assert len(house.state.dossier("d1").session.witnesses) == 1  # type: ignore[union-attr]


def test_the_scheduler_notes_a_lapse_once_and_only_when_it_happened(house: Schoolhouse) -> None:
    """LAW 22 DOSSIER_STATE: not while open, not twice, not without a session, not when applied."""
    note = NoteLapse(dossier="d1")
    house.until_permitted()
    with pytest.raises(Refusal, match="DOSSIER_STATE"):
        house.system(note)
    house.witness("bqt", "board")
    first = house.log[-1].pos
    with pytest.raises(Refusal, match="DOSSIER_STATE"):
        house.system(note, later(AFTER, minutes=15))
    (made,) = house.system(note, later(AFTER, minutes=15).replace(".000000", ".000001"))
    assert made.data == {"dossier": "d1", "since": first}
    with pytest.raises(Refusal, match="DOSSIER_STATE"):
        house.system(note)
    house.witness("bqt", "board")
    house.system(note, later(house.now, minutes=16))


def test_an_applied_dossier_is_over(house: Schoolhouse) -> None:
    """LAW 17-22 DOSSIER_STATE: nothing follows an application."""
    house.until_permitted()
    for person, seat in ((HEAD, "leadership"), ("bqt", "board"), ("gvcn", "homeroom")):
        house.witness(person, seat)
    house.now = later(AFTER, minutes=60)
    for person, command in (
        (HEAD, PERMIT),
        (HEAD, REFUSE),
        ("toan", WITHDRAW),
        ("toan", amend(house, value=95)),
    ):
        house.refused("DOSSIER_STATE", person, command)
    with pytest.raises(Refusal, match="DOSSIER_STATE"):
        house.system(NoteLapse(dossier="d1"))
