"""Roads by rights, seats, policy and promotion that were found. See `known_words`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.acts.books.progress import CheckProgress, RateTeacher
from domain.acts.books.signing import SignBook, SignClass
from domain.acts.books.witnessing import PermitCorrection
from domain.acts.pupils.attendance import ReopenMonth
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.results.approval import ApproveResults
from domain.acts.unit.appointments import EndAppointment
from domain.acts.unit.classes import OpenClass
from domain.acts.unit.people import FoundBoard, NameSubstitute
from tests.domain.adversary.house import (
    BOARD,
    CLERK,
    FORMER,
    HEAD,
    HOMEROOM,
    SPARE,
    STAND_IN,
    TEACHER,
    open_class,
    subjects,
)
from tests.domain.adversary.known_words import (
    Honest,
    Taken,
    absent,
    appointed,
    gone,
    moved,
    proposal,
    seat,
    way,
)
from tests.domain.adversary.tale import Tale
from tests.school.small import PAPER, policy

# --- witnesses


@way("november", TEACHER, HEAD, BOARD, SPARE)
def the_homeroom_teacher_replaced_after_the_proposal(t: Tale) -> Iterator[Taken]:
    yield TEACHER, proposal(t, "x1")
    yield HEAD, PermitCorrection(dossier="x1")
    yield HEAD, appointed(t, SPARE, "homeroom", "6a")
    yield from _sit(t)


@way("november", TEACHER, HEAD, BOARD, SPARE)
def a_substitute_named_after_the_proposal(t: Tale) -> Iterator[Taken]:
    yield TEACHER, proposal(t, "x1")
    yield HEAD, PermitCorrection(dossier="x1")
    pos = next(a.pos for a in t.state.people[HOMEROOM].appointments if a.role == "homeroom")
    dated = {"start": t.day("08-15"), "end": t.day("05-31"), "decision": PAPER}
    yield HEAD, NameSubstitute(person=SPARE, appointment=pos, **dated)
    yield from _sit(t)


def _sit(_t: Tale) -> Iterator[Taken]:
    yield BOARD, seat("board", "x1")
    yield SPARE, seat("homeroom", "x1")
    yield HEAD, seat("leadership", "x1")


@way("dossiers", FORMER)
def a_member_of_a_dissolved_board(t: Tale) -> Iterator[Taken]:
    yield Honest(HEAD, seat("leadership"))
    yield Honest(HOMEROOM, seat("homeroom"))
    yield seat("board")


@way("dossiers", HEAD, SPARE)
def a_board_founded_for_one_dossier(t: Tale) -> Iterator[Taken]:
    yield Honest(HOMEROOM, seat("homeroom"))
    yield HEAD, FoundBoard(members=[SPARE], start=t.day("08-15"), decision=PAPER)
    yield HEAD, appointed(t, SPARE, "board")
    yield HEAD, seat("leadership")
    yield SPARE, seat("board")


@way("dossiers", STAND_IN, HEAD, BOARD)
def the_stand_in_appointed_after_the_proposal(t: Tale) -> Iterator[Taken]:
    """The stand-in of before may sit; not by an appointment of after, when the one of before has ended."""
    pos = t.state.people[STAND_IN].appointments[0].pos
    on = {"person": STAND_IN, "appointment": pos, "on": t.day("11-09"), "decision": PAPER}
    yield HEAD, EndAppointment(**on)
    yield HEAD, appointed(t, STAND_IN, "homeroom_deputy", "6a")
    yield HEAD, seat("leadership")
    yield BOARD, seat("board")
    yield STAND_IN, seat("homeroom")


# --- policy, regime, rating


@way("october", HEAD)
def a_weaker_policy(_t: Tale) -> Iterator[Taken]:
    yield policy("password", "password", "password")
    yield policy("token", "totp", "passkey")


@way("listed", BOARD)
def a_class_opened_before_its_year(t: Tale) -> Iterator[Taken]:
    subjects = [
        {"subject": "toan", "name": "Toán", "kind": "score", "periods": 350, "tx": 2, "semesters": [1, 2]}
    ]
    plan: dict[str, Any] = {"grade": 6, "year": f"{t.first + 1}-{t.first + 2}", "subjects": subjects}
    yield OpenClass(klass="6y", name="6Y", regime="TT58_26", **plan)


@way("december", HEAD)
def a_rating_by_an_end_dated_back(t: Tale) -> Iterator[Taken]:
    yield CheckProgress(check="k2", year=t.year, semester=1)
    check = len(t.log) - 1
    pos = next(a.pos for a in t.state.people[TEACHER].appointments if a.klass == "6c")
    yield EndAppointment(person=TEACHER, appointment=pos, on=t.day("10-01"), decision=PAPER)
    yield appointed(t, TEACHER, "teacher", "6b", "nhac")
    yield RateTeacher(person=TEACHER, year=t.year, semester=1, checks=[check])


# --- promotion


@way("retested", CLERK)
def promoted_by_leaving(t: Tale) -> Iterator[Taken]:
    yield gone(t, "p2", "6a", "07-11", "transfer")
    yield moved(t, "p2", "7n", "08-14", "year")
    yield moved(t, "p2", "7n", "08-14", "return")


@way("retested", CLERK)
def promoted_by_another_class(t: Tale) -> Iterator[Taken]:
    yield moved(t, "p2", "6b", "07-12")
    yield moved(t, "p2", "7n", "08-14", "year")


@way("retested", CLERK)
def promoted_by_leaving_and_returning_to_another_class(t: Tale) -> Iterator[Taken]:
    yield gone(t, "p2", "6a", "07-11", "transfer")
    yield moved(t, "p2", "6b", "07-12", "return")
    yield moved(t, "p2", "7n", "08-14", "year")


@way("moved up", CLERK)
def back_into_a_class_of_last_year(t: Tale) -> Iterator[Taken]:
    last = f"{t.first + 1}-09-10"
    yield RecordLeaving(pupil="p1", klass="7n", last=last, cause="other", decision=PAPER)
    start = f"{t.first + 1}-09-11"
    yield PlacePupil(pupil="p1", klass="6b", start=start, cause="return", decision=PAPER)


@way("year", CLERK)
def placed_before_the_decision(t: Tale) -> Iterator[Taken]:
    open_class(t, "7y", 7, t.first + 1)
    start = f"{t.first + 1}-09-01"
    yield PlacePupil(pupil="p2", klass="7y", start=start, cause="year", decision=PAPER)


@way("second", CLERK)
def placed_before_the_result(t: Tale) -> Iterator[Taken]:
    open_class(t, "7y", 7, t.first + 1)
    start = f"{t.first + 1}-09-01"
    yield PlacePupil(pupil="p2", klass="7y", start=start, cause="year", decision=PAPER)


@way("second", CLERK)
def left_on_a_day_to_come_and_placed_before_the_result(t: Tale) -> Iterator[Taken]:
    open_class(t, "7y", 7, t.first + 1)
    last, start = f"{t.first + 1}-08-14", f"{t.first + 1}-09-01"
    yield RecordLeaving(pupil="p2", klass="6a", last=last, cause="transfer", decision=PAPER)
    for cause in ("year", "return"):
        yield PlacePupil(pupil="p2", klass="7y", start=start, cause=cause, decision=PAPER)


@way("moved up", CLERK)
def a_failed_year_left_behind(t: Tale) -> Iterator[Taken]:
    """p2 did not pass the re-test."""
    start = f"{t.first + 1}-09-01"
    yield PlacePupil(pupil="p2", klass="7n", start=start, cause="year", decision=PAPER)
    yield gone(t, "p2", "6a", "07-12", "transfer")
    for cause in ("year", "return"):
        yield PlacePupil(pupil="p2", klass="7n", start=start, cause=cause, decision=PAPER)


@way("moved up", BOARD)
def promoted_by_a_class_of_a_year_to_come(t: Tale) -> Iterator[Taken]:
    """As if two years at another school had passed, tomorrow."""
    year = f"{t.first + 3}-{t.first + 4}"
    plan: dict[str, Any] = {"grade": 8, "year": year, "regime": "TT22_2021", "subjects": subjects("a")}
    yield OpenClass(klass="8z", name="8Z", **plan)
    yield gone(t, "p2", "6a", "07-12", "transfer")
    yield moved(t, "p2", "8z", "07-13", "return")


@way("year", CLERK, HEAD, HOMEROOM, TEACHER)
def a_result_dropped_by_an_approval_without_the_pupil(t: Tale) -> Iterator[Taken]:
    """p2 left; 6a is signed and approved again; p2 comes back as if there had been no result."""
    yield CLERK, gone(t, "p2", "6a", "05-15")
    month = {"klass": "6a", "month": t.day("10-01")[:7]}
    yield HEAD, ReopenMonth(**month, reason="xem lại")
    yield HOMEROOM, absent(t, "6a", "p1", "10-12", "P")
    for subject, person in (("toan", TEACHER), ("nhac", HOMEROOM), ("conduct", HOMEROOM)):
        yield person, SignBook(klass="6a", subject=subject, semester=2)
    yield HOMEROOM, SignClass(klass="6a", semester=2)
    yield HEAD, ApproveResults(klass="6a", semester=2)
    open_class(t, "6y", 6, t.first + 1)
    start = f"{t.first + 1}-09-01"
    yield CLERK, PlacePupil(pupil="p2", klass="6y", start=start, cause="return", decision=PAPER)
