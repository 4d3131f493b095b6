"""Every refusal of the domain, raised by `decide` in a situation of its own, with the duty behind it.

The table is checked against the source: a place that makes a Refusal and that no row reaches fails the test.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from domain.acts.books.close import ProposeClose, RefuseClose, UnlockBook
from domain.acts.books.corrections import WithdrawCorrection
from domain.acts.books.gradebook import SaveMarks
from domain.acts.books.witnessing import NoteLapse, RefuseCorrection
from domain.acts.righting.rectification import DecideRectification
from domain.acts.unit.appointments import Appoint, EndAppointment, RegisterPerson
from domain.acts.unit.archives import PlanSnapshot, SpendSnapshot
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from domain.acts.unit.reads import DigestReads
from domain.acts.unit.school import CreateLog, NoteRestore, RotateKey
from domain.acts.unit.windows import MoveWindow
from domain.grounds.command import Command
from domain.grounds.permissions import TABLE
from domain.words.days import later
from domain.words.fields import Cause
from domain.words.refusal import Refusal
from tests.domain.refused_persons import ROWS as OF_PERSONS
from tests.domain.schoolhouse import Schoolhouse, found, marked, school
from tests.domain.situations import (
    ABOVE,
    DEPUTY,
    HEAD,
    LOCK,
    PERMIT,
    PLACE,
    PLAN,
    PROPOSE_CLOSE,
    PUBLISH,
    TERM,
    TOO_LATE,
    above,
    appointed_after,
    delegate,
    during,
    former_teacher,
    guarded,
    head_proposed_close,
    headless,
    late_entry,
    lending,
    lent_after,
    lent_to_former_deputy,
    locked,
    locked_dossier,
    nobody_yet,
    overtaken,
    permitted,
    permitted_late,
    planned,
    proposed,
    published,
    seat,
    strict,
    superior_gone,
    superior_to_go,
    teaching_head,
    void_of,
    with_rights,
)
from tests.domain.test_year_agreement import BROKEN, YEAR_MODULES
from tests.domain.test_year_agreement import ask as ask_vector
from tests.school.small import (
    AFTER,
    CLASS,
    DURING,
    KEY,
    OTHER_KEY,
    PAPER,
    SEALED,
    SHUT,
    SUBJECT,
    T0,
    new_pupil,
    policy,
    subject,
    window,
)

ROOT = Path(__file__).resolve().parents[2]
OF_THE_YEAR = {f"{module}.py" for module in YEAR_MODULES}
"""Their refusals are reached in tests/domain/test_year_agreement.py."""
SOURCES = sorted(path for path in (ROOT / "domain").rglob("*.py") if path.name not in OF_THE_YEAR)
OF_THE_FORMAT = {"BAD_DATA", "TIME_BACKWARDS"}
"""Codes that may come without a duty: a form is broken, no rule of a school."""
NOT_FOR_DECIDE = {"row_of", "refuse_unknown"}
"""Functions that refuse what others wrote (tests/domain/test_events.py), or an act before it is decided
(tests/api/test_lost_key.py)."""
ASKED_BY_THE_EDGE = {"refuse_unknown"}
"""Asked before something is kept for an act; `decide` has the same rule (tests/domain/test_readers.py)."""
OTHERS = NOT_FOR_DECIDE | ASKED_BY_THE_EDGE

TOO_SOON = "2020-08-31T00:00:00.000000Z"
REFUSE = RefuseCorrection(dossier="d1", reason=SEALED)
Act = tuple[str, Command]
Make = Callable[[Schoolhouse], Act]


class Row(NamedTuple):
    """One refusal: the school before it, and who then asks for what (`system` is the scheduler)."""

    code: str
    duty: str
    start: Callable[[], Schoolhouse]
    ask: Make
    at: str | None = None
    claim: str = ""
    """The role that the person claims; else the one that serves best is looked for."""


def planned_for(kind: str, ref: str) -> PlanSnapshot:
    return PLAN.model_copy(update={"cause": Cause.model_validate({"kind": kind, "ref": ref})})


def told(first: str, last: str) -> DigestReads:
    return DigestReads(start=first, end=last, count=1, failures=0, digest="A" * 43)


def reads_told() -> Schoolhouse:
    house = school()
    house.system(told("2020-08-31", "2020-09-01"), TOO_LATE)
    return house


def end(person: str, pos: int = 999) -> EndAppointment:
    return EndAppointment(person=person, appointment=pos, on="2020-10-01", decision=PAPER)


def appoint(person: str = "vanthu", role: Any = "clerk", **fields: Any) -> Appoint:
    return Appoint(person=person, role=role, decision=PAPER, **{"start": "2020-09-01", **fields})


def open_class(**fields: Any) -> OpenClass:
    given = {"klass": "6b", "name": "6B", "grade": 6, "year": "2020-2021", "subjects": [subject("toan")]}
    return OpenClass(**{**given, **fields})


def enrol(pupil: NewPupil, klass: str = CLASS) -> EnrolPupils:
    return EnrolPupils(klass=klass, pupils=[pupil])


def move(name: str, to: str) -> MoveWindow:
    return MoveWindow(window=name, end=to, decision=PAPER)


def unlock(until: str) -> UnlockBook:
    return UnlockBook(**TERM, reason="bổ sung", decision=PAPER, until=until)


VOID = DecideRectification(rectification="dc1", outcome="applied", decision=PAPER)


def asks(person: str, command: Command) -> Make:
    return lambda _house: (person, command)


def saves(person: str = "toan", *, of: dict[str, Any] | None = None, **cell: Any) -> Make:
    return lambda house: (person, house.mark(**cell, **({"place": of} if of else {})))


def proposes(**cell: Any) -> Make:
    return lambda house: ("toan", house.propose(**cell))


def twice(make: str) -> Make:
    """The same cell two times in one act."""

    def ask(house: Schoolhouse) -> Act:
        act: Any = getattr(house, make)()
        name = "cells" if isinstance(act, SaveMarks) else "items"
        (edit,) = getattr(act, name)
        return "toan", act.model_copy(update={name: [edit, edit.model_copy(update={"value": 90})]})

    return ask


ROWS = [
    Row("NOT_CREATED", "S52", nobody_yet, asks("system", PLAN)),
    Row("NOT_CREATED", "S52", school, asks(HEAD, found()[1])),
    Row("ORIGIN_MISMATCH", "S52", lambda: found("62.socai/khac")[0], asks(HEAD, found()[1])),
    Row("NO_RIGHT", "S52", nobody_yet, asks("ai-do", found()[1])),
    Row("TIME_BACKWARDS", "", school, asks(HEAD, appoint()), TOO_SOON),
    # who may
    Row("NO_RIGHT", "S15", during, saves("bqt")),
    Row("NO_RIGHT", "S15", during, saves("ai-do")),
    Row("NO_RIGHT", "S17", during, asks(DEPUTY, late_entry())),
    Row("NO_RIGHT", "S36", school, asks(HEAD, PLAN)),
    Row("NO_RIGHT", "S56", locked, asks("system", unlock(later(DURING, days=1)))),
    Row("RIGHT_NOT_IN_FORCE", "S15", former_teacher, saves()),
    Row("RIGHT_NOT_IN_FORCE", "S17", lending("late", "2020-10-04"), asks(DEPUTY, late_entry())),
    Row("RIGHT_NOT_IN_FORCE", "S17", lent_to_former_deputy, asks(DEPUTY, late_entry())),
    Row("OUT_OF_SCOPE", "S15", during, saves("nhac")),
    Row("OUT_OF_SCOPE", "S17", lending("close"), asks(DEPUTY, late_entry())),
    Row("PROOF_TOO_WEAK", "S13", strict, saves()),
    # school, people, classes
    Row("ALREADY_EXISTS", "S53", school, asks(HEAD, RegisterPerson(person=HEAD, name="Y Hương"))),
    Row("UNKNOWN_PERSON", "S26", school, asks(HEAD, appoint("ai-do"))),
    Row("UNKNOWN_PERSON", "S26", school, asks(HEAD, delegate("ai-do"))),
    Row("BAD_PERIOD", "S26", school, asks(HEAD, appoint(end="2020-08-31"))),
    Row("BAD_PERIOD", "S26", school, asks(HEAD, delegate(end="2020-08-31"))),
    Row("BAD_DATA", "S26", school, asks(HEAD, appoint(klass=CLASS))),
    Row("UNKNOWN_CLASS", "S53", school, asks(HEAD, appoint(role="homeroom"))),
    Row("UNKNOWN_SUBJECT", "S26", school, asks(HEAD, appoint(role="teacher", klass=CLASS))),
    Row("UNKNOWN_APPOINTMENT", "S26", school, asks(HEAD, end("vanthu"))),
    Row("NO_RIGHT", "S25", school, asks(HEAD, delegate("bqt"))),
    Row("ALREADY_EXISTS", "S53", school, asks("bqt", open_class(klass=CLASS))),
    Row("TOO_FEW_COLUMNS", "TT26 Đ1.4", school, asks("bqt", open_class(subjects=[subject("van", tx=3)]))),
    Row("BAD_DATA", "", school, asks("bqt", open_class(grade=13))),
    Row("BAD_DATA", "S53", school, asks("bqt", open_class(subjects=[subject("profile")]))),
    Row("UNKNOWN_CLASS", "S53", school, asks("bqt", enrol(new_pupil("a"), "9z"))),
    Row("ALREADY_EXISTS", "S53", school, asks("bqt", enrol(new_pupil("hs01", register_no="x")))),
    Row("REGISTER_TWICE", "S40", school, asks("bqt", enrol(new_pupil("a", register_no="hs01/2020")))),
    Row("BAD_DATA", "", school, asks(HEAD, policy(lapse=16))),
    Row("PROOF_TOO_WEAK", "S57", school, asks(HEAD, policy("totp", "totp", "totp"))),
    Row("POLICY_WEAKER", "S57", guarded, asks(HEAD, policy())),
    Row("SELF_GRANT", "S26", school, asks(HEAD, appoint(HEAD))),
    Row("NO_RIGHT", "S26", lending("appoint"), asks(DEPUTY, appoint("bqt", "head"))),
    Row("NO_RIGHT", "S26", above, asks(ABOVE, appoint("bqt", "clerk"))),
    Row("BAD_PERIOD", "S26", school, asks(HEAD, appoint("bqt", "superior", end="2021-08-31"))),
    Row("LAST_HEAD", "S26", school, asks(HEAD, end(HEAD, 0))),
    Row("REGIME_WRONG", "TT22 Đ21", school, asks("bqt", open_class(regime="TT22_2021"))),
    Row("BAD_DATA", "S52", school,
        asks(HEAD, NoteRestore(size=3, source="bản sao ngoài", checkpoint="A" * 43))),
    Row("KEY_NOT_IN_FORCE", "S52", school, asks(HEAD, RotateKey(old=OTHER_KEY, new=KEY, decision=PAPER))),
    Row("ALREADY_EXISTS", "S52", school, asks(HEAD, RotateKey(old=KEY, new=KEY, decision=PAPER))),
    # windows
    Row("ALREADY_EXISTS", "S17", school, asks(HEAD, window(semester=2))),
    Row("BAD_PERIOD", "S17", school, asks(HEAD, window("w2", semester=2, end=T0))),
    Row("WINDOW_OVERLAP", "S17", school, asks(HEAD, window("w2", classes=[CLASS]))),
    Row("UNKNOWN_CLASS", "S17", school, asks(HEAD, window("w2", semester=2, classes=["9z"]))),
    Row("UNKNOWN_WINDOW", "S17", school, asks(HEAD, move("w2", TOO_LATE))),
    Row("WINDOW_ENDED", "S17", school, asks(HEAD, move("w1", TOO_LATE)), SHUT),
    Row("BAD_PERIOD", "S17", school, asks(HEAD, move("w1", T0))),
    # marks
    Row("UNKNOWN_SUBJECT", "S15", with_rights(("van", "teacher", CLASS, "van")),
        lambda house: ("van", SaveMarks(**{**PLACE, "subject": "van"}, cells=house.mark().cells))),
    Row("UNKNOWN_COLUMN", "TT26 Đ8.1", during, saves(col="tx5")),
    Row("NOT_IN_CLASS", "S65", during, saves(pupil="hs99")),
    Row("BAD_VALUE", "TT26 Đ8.2", during, saves(value="D")),
    Row("CELL_TWICE", "S15", during, twice("mark")),
    Row("BOOK_LOCKED", "S28", locked, saves(pupil="hs03")),
    Row("STALE_BASE", "S11", marked, saves(base=0)),
    Row("WINDOW_CLOSED", "S17", during, saves(), SHUT),
    Row("OF_RECORD", "S21", published, saves(value=90)),
    Row("LATE_NOT_PERMITTED", "TT26 Đ8.3", published, saves(pupil="hs03", late=7)),
    Row("OF_RECORD", "S21", permitted_late,
        lambda house: ("toan", house.mark(value=90, late=house.log[-1].pos))),
    Row("ALREADY_EXISTS", "S74", published, asks("toan", PUBLISH)),
    Row("WINDOW_CLOSED", "S17", lambda: school(windows=False), asks("toan", PUBLISH)),
    Row("DIGEST_WRONG", "S74", during, asks("toan", PUBLISH)),
    Row("BAD_PERIOD", "S17", during, asks(HEAD, late_entry(until=DURING))),
    Row("NOT_IN_CLASS", "S65", during, asks(HEAD, late_entry(pupils=["hs99"]))),
    Row("BOOK_LOCKED", "S28", locked, asks(HEAD, late_entry())),
    # dossiers
    Row("ALREADY_EXISTS", "S21", proposed, proposes()),
    Row("BAD_VALUE", "TT26 Đ8.2", published, proposes(value="D")),
    Row("NOT_OF_RECORD", "S21", marked, proposes()),
    Row("STALE_BASE", "S23", published, proposes(base=0)),
    Row("BAD_DATA", "S21", published, proposes(kind="bosung")),
    Row("NO_CHANGE", "S21", published, proposes(value=80)),
    Row("CELL_TWICE", "S21", published, twice("propose")),
    Row("DOSSIER_STATE", "S21", published, asks(HEAD, PERMIT)),
    Row("DOSSIER_STATE", "S21", permitted, asks(HEAD, PERMIT)),
    Row("NOT_PROPOSER", "S21", with_rights(("toan2", "teacher", CLASS, SUBJECT)),
        asks("toan2", WithdrawCorrection(dossier="d1"))),
    Row("PROPOSER_PERMITS", "S22", teaching_head, asks(HEAD, PERMIT)),
    Row("PROPOSER_PERMITS", "S22", teaching_head, asks(HEAD, REFUSE)),
    Row("PROPOSER_WITNESSES", "S24", with_rights(("toan", "board")), asks("toan", seat("board"))),
    Row("WRONG_SEAT", "S24", permitted, asks("bqt", seat("leadership")), None, "board"),
    Row("WRONG_SEAT", "S24", appointed_after, asks("moi", seat("board"))),
    Row("RIGHT_NOT_IN_FORCE", "S22", lent_after, asks(DEPUTY, PERMIT)),
    Row("SEAT_TAKEN", "S24", overtaken, asks(DEPUTY, seat("leadership", "d2"))),
    Row("WITNESS_TWICE", "S24", with_rights((HEAD, "board")), asks(HEAD, seat("board"))),
    Row("BOOK_LOCKED", "S28", locked_dossier, asks("bqt", seat("board"))),
    Row("STALE_BASE", "S23", overtaken, asks("gvcn", seat("homeroom", "d2"))),
    Row("DOSSIER_STATE", "S24", permitted, asks("system", NoteLapse(dossier="d1"))),
    # close
    Row("UNKNOWN_CLASS", "S53", school, asks("bqt", ProposeClose(klass="9z", semester=1))),
    Row("BOOK_LOCKED", "S28", locked, asks("bqt", PROPOSE_CLOSE)),
    Row("ALREADY_EXISTS", "S28", head_proposed_close, asks("bqt", PROPOSE_CLOSE)),
    Row("NO_PROPOSAL", "S28", marked, asks(HEAD, LOCK)),
    Row("NO_PROPOSAL", "S28", marked, asks(HEAD, RefuseClose(**TERM, reason="thiếu"))),
    Row("PROPOSER_DECIDES", "S28", head_proposed_close, asks(HEAD, LOCK)),
    Row("NOT_LOCKED", "S56", marked, asks(HEAD, unlock(AFTER))),
    Row("BAD_PERIOD", "S56", locked, asks(HEAD, unlock(TOO_LATE))),
    # archive
    Row("SNAPSHOT_TWICE", "S37", planned, asks("system", PLAN)),
    Row("BAD_DATA", "S36", school, asks("system", PLAN.model_copy(update={"size": 999}))),
    Row("SNAPSHOT_TWICE", "S37", school, asks("system", SpendSnapshot(id="a1", reason="khác"))),
    Row("UNKNOWN_WINDOW", "S18", school, asks("system", planned_for("window", "w9"))),
    Row("BAD_PERIOD", "S18", school, asks("system", planned_for("window", "w1"))),
    # a superior whom nobody else can end (LAW 49)
    Row("UNKNOWN_ACT", "S21", above, void_of("toan", "teacher")),
    Row("UNKNOWN_APPOINTMENT", "S26", superior_gone, void_of(ABOVE, "superior")),
    Row("LAST_HEAD", "S26", headless, void_of(ABOVE, "superior")),
    Row("RECTIFICATION_STATE", "S21", superior_to_go, asks(HEAD, VOID), later(DURING, days=29)),
    Row("ARCHIVE_MISSING", "S18", school, asks("system", planned_for("lock", "6a/1")), TOO_LATE),
    # beside the log
    Row("BAD_PERIOD", "S51", school, asks("system", told("2020-09-02", "2020-09-01")), TOO_LATE),
    Row("BAD_PERIOD", "S51", school, asks("system", told("2030-09-01", "2030-09-01")), TOO_LATE),
    Row("ALREADY_EXISTS", "S51", reads_told, asks("system", told("2020-09-01", "2020-09-02")), TOO_LATE),
    Row("BAD_PERIOD", "S51", reads_told, asks("system", told("2020-09-03", "2020-09-03")), TOO_LATE),
]  # fmt: skip


def ask(row: Row) -> Refusal:
    """Asks for the act; returns the refusal that `decide` raised and the verifier's law confirmed."""
    house = row.start()
    house.now = row.at or house.now
    person, command = row.ask(house)
    size = len(house.log)
    with pytest.raises(Refusal) as caught:
        if person == "system":
            house.system(command)
        elif row.claim:
            house.claim(person, row.claim, house.state.people[person].appointments[0].pos, command)
        else:
            house.do(person, command)
    assert len(house.log) == size
    return caught.value


@pytest.mark.parametrize("row", ROWS, ids=[f"{i}-{row.code}-{row.duty}" for i, row in enumerate(ROWS)])
def test_each_refusal_has_its_code_and_duty(row: Row) -> None:
    """An S-number of the letter or an article of a circular, not only a code."""
    refusal = ask(row)
    assert (refusal.code, refusal.duty) == (row.code, row.duty), refusal.detail
    assert refusal.duty or refusal.code in OF_THE_FORMAT


@pytest.mark.parametrize(
    "code, duty, build", OF_PERSONS, ids=lambda each: str(each) if isinstance(each, str) else ""
)
def test_each_refusal_of_a_person_has_its_code_and_duty(code: str, duty: str, build: Any) -> None:
    """The same of keys, accounts, and a lower policy, some of which are signed."""
    refusal = ask_person(build)
    assert (refusal.code, refusal.duty) == (code, duty), refusal.detail


def ask_person(build: Any) -> Refusal:
    house, (person, command, pen) = build()
    with pytest.raises(Refusal) as caught:
        house.do(person, command, pen=pen)
    return caught.value


def test_every_place_that_refuses_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new rule without a row here fails: every Refusal in domain/ was seen to be made for `decide`."""
    seen: set[tuple[str, int]] = set()
    make = Refusal.__init__

    def note(self: Refusal, code: str, duty: str = "", **detail: Any) -> None:
        frame = sys._getframe(1)
        seen.add((frame.f_code.co_filename, frame.f_lineno))
        make(self, code, duty, **detail)

    monkeypatch.setattr(Refusal, "__init__", note)
    for row in ROWS:
        ask(row)
    for _, _, build in OF_PERSONS:
        ask_person(build)
    for vector in BROKEN:
        ask_vector(vector)
    places = list(refusals())
    assert len(places) >= 60
    missed = [p for p in places if not any(f == str(p[0]) and p[2] <= line <= p[3] for f, line in seen)]
    assert missed == [], [(path.name, *place) for path, *place in missed]


def test_the_codes_of_refusals_are_those_of_the_law() -> None:
    """A code that LAW.md does not know means nothing to the verifier."""
    law = (ROOT / "spec/LAW.md").read_text(encoding="utf-8")
    assert [row.code for row in ROWS if f"`{row.code}`" not in law] == []


def test_every_act_is_refused_to_a_stranger_by_its_own_duty() -> None:
    """LAW 4: the table names the duty of each act, and the refusal tells it."""
    house = overtaken()
    commands = [row.ask(house)[1] for row in ROWS if row.start is not nobody_yet]
    asked = {command.ACT: command for command in commands if not isinstance(command, CreateLog)}
    assert len(asked) >= 20
    for act, command in asked.items():
        assert house.refused("NO_RIGHT", "ai-do", command).duty == TABLE[act].duty


def refusals() -> Iterator[tuple[Path, str, int, int]]:
    """File, function and lines of each place in domain/ that makes a Refusal for `decide`."""
    for source in SOURCES:
        for function in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name not in OTHERS:
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                        yield source, function.name, node.lineno, node.end_lineno or node.lineno
