"""Roads by which two would put right what was right, or take back what was used. See `known_words`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.acts.books.witnessing import PermitCorrection
from domain.acts.righting.rectification import DecideRectification, ProposeRectification, WitnessRectification
from domain.acts.righting.withdrawal import WithdrawAct
from domain.acts.unit.appointments import Delegate
from domain.acts.unit.people import NameSubstitute
from domain.acts.unit.windows import SetWindow
from tests.domain.adversary.house import BOARD, CLERK, DEPUTY, HEAD, HOMEROOM, HOMEROOM_B, SPARE, TEACHER
from tests.domain.adversary.known_words import Honest, Taken, appointed, late, mark, proposal, seat, way
from tests.domain.adversary.life import Life
from tests.domain.adversary.slips import newest
from tests.school.small import EVIDENCE, PAPER

APPLIED = DecideRectification(rectification="x1", outcome="applied", decision=PAPER)
SEEN = WitnessRectification(rectification="x1")


def _said(t: Life, kind: str, change: dict[str, Any] | None, **about: Any) -> ProposeRectification:
    act = newest(t, kind, **about)
    slip: dict[str, Any] = {"of": act.pos, "stream": act.stream, "change": change, "reason": "ghi nhầm"}
    return ProposeRectification(rectification="x1", evidence=EVIDENCE, **slip)


def _taken(t: Life, kind: str, **about: Any) -> WithdrawAct:
    act = newest(t, kind, **about)
    return WithdrawAct(of=act.pos, stream=act.stream, reason="ghi nhầm", decision=PAPER)


@way("listed", HEAD, BOARD)
def a_decision_void_by_proposer_and_witness_alone(t: Life) -> Iterator[Taken]:
    """The head proposes, the board sees it: nobody else is asked."""
    yield HEAD, _said(t, "PromotionDecided", None, pupil="p1")
    yield BOARD, SEEN
    yield HEAD, APPLIED


@way("locked", CLERK, BOARD)
def a_brought_result_raised_by_a_member_of_the_board_who_is_a_deputy_too(t: Life) -> Iterator[Taken]:
    yield Honest(HEAD, appointed(t, BOARD, "deputy"))
    dated: dict[str, Any] = {"start": t.day("09-01"), "end": t.day("08-10"), "decision": PAPER}
    yield Honest(HEAD, Delegate(person=BOARD, powers=["permit"], **dated))
    yield CLERK, _said(t, "ResultBrought", {"value": 100}, pupil="p7", subject="toan")
    yield BOARD, SEEN
    yield BOARD, APPLIED


@way("locked", HEAD, HOMEROOM)
def a_brought_result_raised_by_the_homeroom_teacher_and_the_head(t: Life) -> Iterator[Taken]:
    """The homeroom teacher may propose, and see; not both."""
    yield HOMEROOM, _said(t, "ResultBrought", {"value": 100}, pupil="p7", subject="toan")
    yield HOMEROOM, SEEN
    yield HEAD, APPLIED


@way("december", BOARD, HOMEROOM_B)
def what_waits_for_a_decision_applied_without_who_decides(t: Life) -> Iterator[Taken]:
    """The slip of the story that the clerk has proposed."""
    name = next(n for n, each in t.state.rectifications.items() if each.state == "witnessed")
    yield WitnessRectification(rectification=name)
    yield DecideRectification(rectification=name, outcome="applied", decision=PAPER)


@way("retested", HEAD, DEPUTY)
def a_re_test_window_taken_back_under_its_mark(t: Life) -> Iterator[Taken]:
    """Then the mark would be of record in no window, and entered again in a new one."""
    yield HEAD, _taken(t, "RetestOpened", **{"from": t.at("07-01")})
    yield HEAD, _taken(t, "RetestOpened", **{"from": t.at("07-11")})


@way("october", HEAD, TEACHER)
def a_window_taken_back_under_its_marks(t: Life) -> Iterator[Taken]:
    """A window set anew, with a later end, would let them be changed for longer."""
    yield HEAD, _taken(t, "WindowSet", window="w1a")
    plan: dict[str, Any] = {"year": t.year, "semester": 1, "classes": ["6a"], "decision": PAPER}
    span = {"start": t.at("10-05"), "end": t.at("12-30")}
    yield HEAD, SetWindow(window="x1", cols=["gk", "tx1", "tx2", "tx3", "tx4"], **plan, **span)
    yield TEACHER, mark(t, "6a", "toan", 1, "p2", "gk", 90)


@way("december", HEAD, TEACHER)
def a_late_permission_taken_back_after_the_mark(t: Life) -> Iterator[Taken]:
    """The mark stays of record, and no second permission reaches it."""
    yield HEAD, _taken(t, "LateEntryPermitted", col="tx2", pupils=["p4"])
    yield HEAD, late(t, "6a", "toan", "p4", "tx2", "12-30")
    yield TEACHER, mark(t, "6a", "toan", 1, "p4", "tx2", 100)


@way("dossiers", HEAD, HOMEROOM)
def the_second_homeroom_teacher_taken_back_from_the_dossier(t: Life) -> Iterator[Taken]:
    """The seat of an only homeroom teacher is a leader's; who was withdrawn since was a second one."""
    post = newest(t, "Appointed", person=HOMEROOM, role="homeroom")
    dated: dict[str, Any] = {"start": t.day("09-01"), "end": t.day("05-31"), "decision": PAPER}
    yield Honest(HEAD, NameSubstitute(person=SPARE, appointment=post.pos, **dated))
    yield Honest(HEAD, appointed(t, HOMEROOM, "teacher", "6a", "toan"))
    yield HOMEROOM, proposal(t, "x9")
    yield Honest(DEPUTY, PermitCorrection(dossier="x9"))
    yield Honest(BOARD, seat("board", "x9"))
    yield HEAD, _taken(t, "SubstituteNamed", person=SPARE)
    yield HEAD, seat("leadership", "x9")
    yield HEAD, seat("homeroom", "x9")
    yield HOMEROOM, seat("homeroom", "x9")
