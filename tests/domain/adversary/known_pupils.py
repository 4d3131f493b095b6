"""Roads by papers, absences and exemptions that were found. See `known_words`."""

from __future__ import annotations

from collections.abc import Iterator

from domain.acts.books.publishing import PublishColumn
from domain.acts.pupils.attendance import ConfirmMonth, ReopenMonth, SignMonth
from domain.acts.pupils.exemptions import EndExemption
from domain.acts.unit.classes import EnrolPupils
from tests.domain.adversary.honest import STAGES
from tests.domain.adversary.house import (
    BOARD,
    CLERK,
    DEPUTY,
    HEAD,
    HOMEROOM,
    HOMEROOM_B,
)
from tests.domain.adversary.known_words import (
    STAGE,
    Honest,
    Taken,
    absent,
    arrived,
    brought,
    exempted,
    gone,
    mark,
    moved,
    way,
)
from tests.domain.adversary.life import Life
from tests.domain.adversary.tale import Tale, Until
from tests.school.small import PAPER, new_pupil

# --- results brought, exemptions


@way("december", CLERK)
def results_brought_for_who_never_left(t: Tale) -> Iterator[Taken]:
    yield arrived("p2")
    for subject, value in (("toan", 100), ("conduct", "T"), ("absent", 0)):
        yield brought(t, "p2", 1, subject, value)


@way("december", CLERK)
def results_brought_after_a_leave_and_return(t: Tale) -> Iterator[Taken]:
    yield gone(t, "p2", "6a", "12-21", "transfer")
    yield moved(t, "p2", "6a", "12-22", "return")
    yield arrived("p2")
    for subject, value in (("toan", 100), ("nhac", "D"), ("conduct", "T"), ("absent", 0)):
        yield brought(t, "p2", 1, subject, value)


@way("year", CLERK, first=2024)
def absences_brought_after_the_year_result(t: Tale) -> Iterator[Taken]:
    yield arrived("p1")
    yield brought(t, "p1", 2, "absent", 90)
    yield brought(t, "p7", 2, "absent", 90)


@way("second", CLERK)
def conduct_brought_over_that_of_the_year(t: Tale) -> Iterator[Taken]:
    pupil = new_pupil("n1", start=t.day("02-10"))
    yield Honest(CLERK, EnrolPupils(klass="6a", pupils=[pupil]))
    yield Honest(CLERK, arrived("n1"))
    yield Until(t.at("04-12"))
    yield Honest(HOMEROOM, mark(t, "6a", "conduct", 2, "n1", "cn", "Y"))
    yield Honest(HOMEROOM, PublishColumn(klass="6a", subject="conduct", semester=2, col="cn"))
    yield brought(t, "n1", 2, "conduct", "T")


@way("year", CLERK)
def a_result_brought_after_the_result_of_the_year(t: Tale) -> Iterator[Taken]:
    yield arrived("p8")
    yield brought(t, "p8", 1, "nhac", "CD")
    yield brought(t, "p8", 1, "conduct", "Y")


@way("december", HEAD)
def exempt_after_publication(t: Tale) -> Iterator[Taken]:
    yield exempted("p1", "6a", 1)


@way("approved", HEAD)
def an_exemption_ended_after_the_approval(t: Tale) -> Iterator[Taken]:
    pos = t.state.exemptions["p4"][0].pos
    yield EndExemption(pupil="p4", exemption=pos, reason="đã khỏe", decision=PAPER)


@way("year", HEAD)
def exempt_from_what_was_brought_and_approved(t: Tale) -> Iterator[Taken]:
    yield exempted("p7", "6a", 1)


@way("year", CLERK, HEAD)
def exempt_in_another_class_after_the_approval(t: Tale) -> Iterator[Taken]:
    yield CLERK, moved(t, "p7", "6b", "05-16")
    yield exempted("p7", "6b", 1, 2)
    yield exempted("p7", "6b", 1)


# --- absences


@way("december", CLERK)
def an_absence_out_of_count_by_a_move(t: Tale) -> Iterator[Taken]:
    yield Honest(HOMEROOM, absent(t, "6a", "p2", "12-10", "K"))
    yield moved(t, "p2", "6b", "12-08")


@way("december", CLERK)
def an_absence_out_of_count_by_a_leaving(t: Tale) -> Iterator[Taken]:
    yield Honest(HOMEROOM, absent(t, "6a", "p2", "12-10", "K"))
    yield gone(t, "p2", "6a", "12-08")
    yield moved(t, "p2", "6a", "12-22", "return")


@way("year", HOMEROOM)
def an_absence_after_the_approval_of_the_year(t: Tale) -> Iterator[Taken]:
    yield absent(t, "6a", "p2", "05-15", "K")
    yield absent(t, "6a", "p3", "02-08", None)


@way("year", HOMEROOM_B)
def an_absence_in_the_former_class_after_the_approval(t: Tale) -> Iterator[Taken]:
    yield absent(t, "6b", "p5", "10-06", "K")
    yield absent(t, "6b", "p5", "10-05", None)


@way("dossiers", HEAD)
def a_month_reopened_and_changed_by_one(t: Tale) -> Iterator[Taken]:
    month = {"klass": "6b", "month": t.day("10-01")[:7]}
    yield Honest(HOMEROOM_B, ConfirmMonth(**month))
    yield Honest(DEPUTY, SignMonth(**month, remark="đã xem"))
    yield ReopenMonth(**month, reason="xem lại")
    yield absent(t, "6b", "p5", "10-05", None)


@way("listed", HEAD, HOMEROOM)
def a_month_reopened_after_the_decision(t: Tale) -> Iterator[Taken]:
    month = {"klass": "6a", "month": t.day("10-01")[:7]}
    yield HEAD, ReopenMonth(**month, reason="xem lại")
    yield HOMEROOM, absent(t, "6a", "p2", "10-02", None)


@way("november", BOARD, first=2024)
def a_first_half_broken_off_by_a_move(t: Life) -> Iterator[Taken]:
    """p3 is away while semester 1 is approved, and its marks count in nothing; everybody else works on."""
    yield moved(t, "p3", "6b", "11-03")
    for stage in ("dossiers", "december", "approved"):
        t.live(STAGES[STAGE[stage]][1])
    yield moved(t, "p3", "6a", "01-12")
    for stage in ("locked", "second", "year"):
        t.live(STAGES[STAGE[stage]][1])


@way("november", CLERK)
def a_first_half_broken_off_by_a_leaving(t: Life) -> Iterator[Taken]:
    yield gone(t, "p3", "6a", "11-02")
    for stage in ("dossiers", "december", "approved"):
        t.live(STAGES[STAGE[stage]][1])
    yield moved(t, "p3", "6a", "01-13", "return")
    for stage in ("locked", "second", "year"):
        t.live(STAGES[STAGE[stage]][1])
