"""Roads that a dishonest person tries, step by step; which step the rules refuse is the rules' matter."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from domain.acts.books.progress import CheckProgress, RateTeacher
from domain.acts.books.signing import SignBook, SignClass
from domain.acts.pupils.attendance import AbsenceEdit, ConfirmMonth, ReopenMonth, SetAbsences, SignMonth
from domain.acts.pupils.exemptions import EndExemption, GrantExemption
from domain.acts.pupils.one_semester import AllowOneSemester
from domain.acts.results.approval import ApproveResults
from domain.acts.results.boards import OpenBoard, SignPromotionList
from domain.acts.results.promotion import DecidePromotion, PupilDecision
from domain.acts.results.retests import OpenRetests, RegisterRetest, RetestEdit, SaveRetests
from domain.acts.results.summer_conduct import JudgeSummer
from domain.acts.results.titles import AwardTitles, TitleFor
from domain.acts.unit.appointments import Appoint, Delegate, EndAppointment
from domain.acts.unit.oversight import NoteJournal
from domain.acts.unit.people import FoundBoard, NameSubstitute
from domain.acts.unit.school import NoteRestore, ResetClock
from domain.acts.unit.year import OpenYear
from domain.words.days import later
from domain.words.fields import Span
from tests.domain.adversary.echo import echo
from tests.domain.adversary.roads_marks import late, lock, mark, move_window, propose, publish, wait, witness
from tests.domain.adversary.roads_pupils import (
    bring,
    change_class,
    enrol,
    leave_and_return,
    move_up,
    new_class,
)
from tests.domain.adversary.roads_right import above, again, rectify, withdraw
from tests.domain.adversary.tale import Road, Step, Tale, Until
from tests.domain.adversary.words import PUPILS, class_of, some_day
from tests.school.small import EVIDENCE, PAPER, policy


def turn_back(tale: Tale, rng: Random) -> Iterator[Step]:
    """The clock to a time when something was open; then what was open."""
    yield Until(
        tale.at(rng.choice(("10-15", "11-03", "11-06", "11-25", "12-15", "01-16", "02-15", "05-17", "07-05")))
    )
    yield ResetClock(reason="giờ sai")
    for _ in range(rng.choice((1, 2, 3))):
        yield from rng.choice((mark, late, witness, move_window, retest, absences, lock))(tale, rng)


def exempt(tale: Tale, rng: Random) -> Iterator[Step]:
    pupil = rng.choice(PUPILS)
    about = {"pupil": pupil, "klass": class_of(tale, pupil), "decision": PAPER}
    subject, semesters = rng.choice(("nhac", "nhac", "toan")), rng.choice(([1], [2], [1, 2]))
    for held in tale.state.exemptions.get(pupil, ()):
        yield EndExemption(pupil=pupil, exemption=held.pos, reason="khỏe", decision=PAPER)
    yield GrantExemption(subject=subject, semesters=semesters, part="whole", evidence=EVIDENCE, **about)
    yield AllowOneSemester(subject=subject, **about)


def absences(tale: Tale, rng: Random) -> Iterator[Step]:
    pupil = rng.choice(PUPILS)
    klass = rng.choice([class_of(tale, pupil), "6a"])
    held = [day for (k, p, day, _), v in tale.model.absences.items() if p == pupil]
    day = rng.choice([*held, *held, some_day(tale, rng)])
    about: dict[str, Any] = {"klass": klass, "month": day[:7]}
    if rng.random() < 0.5:
        yield ReopenMonth(**about, reason="sửa")
    tale.load(ConfirmMonth(**about))
    base = tale.state.month(klass, day[:7]).cell(pupil, day, "S").pos
    edit = AbsenceEdit(pupil=pupil, date=day, session="S", value=rng.choice(("P", "K", None)), base=base)
    yield SetAbsences(**about, edits=[edit])
    yield ConfirmMonth(**about)
    yield SignMonth(**about, remark="đã xem")


def approve(tale: Tale, rng: Random) -> Iterator[Step]:
    """Every signature anew, and the approval."""
    klass, semester = rng.choice(("6a", "6a", "6b")), rng.choice((1, 2))
    for subject in ("toan", "nhac", "conduct"):
        yield SignBook(klass=klass, subject=subject, semester=semester)
    yield SignClass(klass=klass, semester=semester)
    yield ApproveResults(klass=klass, semester=semester)


def promote(tale: Tale, rng: Random) -> Iterator[Step]:
    klass, stage = rng.choice(("6a", "6a", "6b")), rng.choice((1, 2))
    yield SignPromotionList(klass=klass, stage=stage)
    sitting = sorted(rng.sample(("hieutruong", "pho", "bqt", "gvcn", "thay"), 3))
    yield OpenBoard(klass=klass, stage=stage, members=sitting, decision=PAPER)
    for pupil in rng.sample(PUPILS, 4):
        outcome: Any = rng.choice((None, "LEN_LOP", "O_LAI_LOP"))
        asked = PupilDecision(pupil=pupil, outcome=outcome, reason="xét thêm" if outcome else None)
        yield DecidePromotion(klass=klass, stage=stage, pupils=[asked])
    yield from move_up(tale, rng)


def retest(tale: Tale, rng: Random) -> Iterator[Step]:
    pupil = rng.choice(("p2", "p2", "p3", *PUPILS))
    span = {"start": tale.now, "end": later(tale.now, days=rng.choice((5, 60)))}
    klass = rng.choice([class_of(tale, pupil), "6a"])
    if rng.random() < 0.6:
        yield OpenRetests(year=tale.year, decision=PAPER, **span)
    yield RegisterRetest(klass=klass, pupil=pupil, subjects=["toan"])
    probe = SaveRetests(klass=klass, subject="toan", marks=[RetestEdit(pupil=pupil, value=90, base=0)])
    tale.load(probe)
    base = tale.state.retest(klass, "toan").cell(pupil).pos
    mark_ = RetestEdit(pupil=pupil, value=rng.choice((90, 20)), base=base)
    yield SaveRetests(klass=klass, subject="toan", marks=[mark_])
    yield JudgeSummer(klass=klass, pupil=pupil, conduct="T", evidence=EVIDENCE)


def titles(tale: Tale, rng: Random) -> Iterator[Step]:
    pupil = rng.choice(PUPILS)
    asked = TitleFor(pupil=pupil, title=rng.choice(("HSG", "HSTT", "HSXS")), reason="thành tích")
    for klass in {class_of(tale, pupil), "6a"}:
        yield AwardTitles(klass=klass, semester=rng.choice((0, 1, 2)), pupils=[asked])


def rights(tale: Tale, rng: Random) -> Iterator[Step]:
    """Rights for oneself and for others; ends of those of others."""
    me = rng.choice(tale.dishonest)
    person = rng.choice((me, me, "thay", "gvcn", "toan"))
    role: Any = rng.choice(("teacher", "homeroom", "board", "deputy", "head", "clerk"))
    klass = rng.choice(("6a", "6b", "6c")) if role in ("teacher", "homeroom") else None
    subject = rng.choice(("toan", "nhac")) if role == "teacher" else None
    period: dict[str, Any] = {"start": tale.day("08-15"), "end": None, "decision": PAPER}
    yield Appoint(person=person, role=role, klass=klass, subject=subject, **period)
    held = [(p, a.pos) for p, known in tale.state.people.items() for a in known.appointments]
    whose, pos = rng.choice(held)
    dated = {"start": tale.day("08-15"), "end": f"{tale.first + 1}-12-31", "decision": PAPER}
    yield NameSubstitute(person=person, appointment=pos, **dated)
    powers: Any = ["close", "late", "month", "permit", "substitute", "windows"]
    yield Delegate(person=person, powers=powers, **dated)
    yield EndAppointment(person=whose, appointment=pos, on=some_day(tale, rng), decision=PAPER)
    members_ = sorted({me, "bqt2"})
    yield FoundBoard(members=members_, start=tale.day("08-15"), decision=PAPER)


def policies(tale: Tale, rng: Random) -> Iterator[Step]:
    yield policy(*rng.choice((("token",) * 3, ("password", "totp", "totp"), ("totp", "totp", "passkey"))))


def rate(tale: Tale, rng: Random) -> Iterator[Step]:
    name = f"k{len(tale.log)}"
    yield CheckProgress(check=name, year=tale.year, semester=1)
    yield from rights(tale, rng)
    checks = sorted(tale.state.checks)
    if checks:
        person = rng.choice(("toan", "gvcn", "hieutruong"))
        yield RateTeacher(person=person, year=tale.year, semester=1, checks=checks)


def sundries(tale: Tale, rng: Random) -> Iterator[Step]:
    size = rng.choice((0, len(tale.log), len(tale.log) - 5))
    yield NoteRestore(size=size, source="băng", checkpoint="A" * 43)
    spans = [Span(start=f"{tale.first + 1}-09-05", end=f"{tale.first + 2}-01-15")]
    spans += [Span(start=f"{tale.first + 2}-01-18", end=f"{tale.first + 2}-05-31")]
    year = f"{tale.first + 1}-{tale.first + 2}"
    yield OpenYear(year=year, semesters=spans, decision=PAPER)
    yield NoteJournal(text="ghi")


ROADS: tuple[tuple[Road, str], ...] = (
    (mark, "teacher homeroom"), (mark, "teacher homeroom"), (publish, "teacher homeroom"),
    (late, "head deputy"),
    (change_class, "board clerk"), (change_class, "board clerk"), (leave_and_return, "board clerk"),
    (bring, "board clerk"), (enrol, "board clerk homeroom"),
    (turn_back, "head board"), (turn_back, "head board"),
    (wait, "*"), (move_window, "head deputy"), (propose, "teacher homeroom"),
    (witness, "head board homeroom"),
    (lock, "head board deputy"), (exempt, "head"), (absences, "homeroom head deputy"),
    (absences, "homeroom head"), (approve, "homeroom head teacher"), (promote, "head deputy homeroom"),
    (move_up, "board clerk"), (retest, "deputy homeroom teacher head"), (titles, "head deputy"),
    (rights, "head deputy"), (rights, "head deputy"), (policies, "head"), (new_class, "board clerk"),
    (rate, "head deputy"), (echo, "*"), (echo, "*"), (sundries, "head"),
    (rectify, "head deputy board clerk homeroom"), (rectify, "head deputy board clerk homeroom"),
    (withdraw, "head superior"), (above, "head superior"), (again, "homeroom head deputy teacher"),
)  # fmt: skip
"""With the roles one of which a road needs."""


def choose(tale: Tale, rng: Random) -> Road:
    """A road on which one of the dishonest can take a step, by the roles held at the moment."""
    held = {right.role for person in tale.dishonest for right in tale.state.people[person].appointments}
    fit = [road for road, roles in ROADS if roles == "*" or not held.isdisjoint(roles.split())]
    return rng.choice(fit)
