"""What honest people write wrongly in their year, and how it is put right: each type of LAW 48 and 49.

Three persons mend, after they have read what they sign; the head withdraws. One slip is refused, one waits.
"""

from __future__ import annotations

from typing import Any

from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.progress import RateTeacher
from domain.acts.pupils.arrivals import BringResult, RecordArrival
from domain.acts.pupils.exemptions import GrantExemption
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.pupils.one_semester import AllowOneSemester
from domain.acts.results.promotion import DecidePromotion, PupilDecision
from domain.acts.results.retests import OpenRetests, RetestEdit, SaveRetests
from domain.acts.results.summer_conduct import JudgeSummer
from domain.acts.results.titles import AwardTitles, TitleFor
from domain.acts.righting.rectification import DecideRectification, ProposeRectification, WitnessRectification
from domain.acts.righting.withdrawal import WithdrawAct
from domain.acts.unit.appointments import Appoint, Delegate
from domain.acts.unit.oversight import SignCommitment
from domain.acts.unit.people import NameSubstitute
from domain.words.entry import Entry
from tests.domain.adversary.house import (
    BOARD,
    CLERK,
    DEPUTY,
    FORMER,
    HEAD,
    HOMEROOM,
    SPARE,
    TEACHER,
    House,
    enrol,
    window,
)
from tests.school.small import EVIDENCE, PAPER

LEFT = {"cause": "transfer", "school": "THCS Hai"}


def newest(h: House, kind: str, **about: Any) -> Entry:
    found = [e for e in h.log if e.type == kind and about.items() <= e.data.items()]
    return found[-1]


def waiting(h: House, kind: str, change: dict[str, Any] | None, **about: Any) -> str:
    """Proposed by the clerk, and seen by a member of the board."""
    act, name = newest(h, kind, **about), f"slip{len(h.log)}"
    slip = {"of": act.pos, "stream": act.stream, "change": change, "reason": "ghi nhầm", "evidence": EVIDENCE}
    h.act(CLERK, ProposeRectification(rectification=name, **slip))
    if h.state.rectifications[name].of == act.pos:
        h.act(BOARD, WitnessRectification(rectification=name))
    return name


def mend(h: House, kind: str, change: dict[str, Any] | None, **about: Any) -> None:
    name = waiting(h, kind, change, **about)
    if h.state.rectifications[name].proposer == CLERK:
        h.act(HEAD, DecideRectification(rectification=name, outcome="applied", decision=PAPER))


def take_back(h: House, kind: str, **about: Any) -> None:
    act = newest(h, kind, **about)
    h.act(HEAD, WithdrawAct(of=act.pos, stream=act.stream, reason="ghi nhầm", decision=PAPER))


def of_names(h: House) -> None:
    """Persons, the first head, a class, a pupil; the days of the year; who was enrolled elsewhere."""
    mend(h, "PersonRegistered", {"name": "Thầy Cừu"}, person=FORMER)
    mend(h, "LogCreated", {"name": "Y Hường"})
    mend(h, "ClassOpened", {"name": "6C chọn"}, **{"class": "6c"})
    spans = (("09-05", "01-16"), ("01-18", "05-31"))
    halves = [{"from": h.day(first), "to": h.day(last)} for first, last in spans]
    mend(h, "YearOpened", {"semesters": halves})
    enrol(h, "6a", "10-05", "p9")
    mend(h, "PupilEnrolled", {"class": "6b", "name": "Em Chín", "register": f"9/{h.first}"}, pupil="p9")
    h.act(HEAD, Appoint(person=SPARE, role="superior", start=h.day("10-05"), decision=PAPER))
    waiting(h, "Appointed", None, person=SPARE)


def of_autumn(h: House) -> None:
    """Who was made a superior by mistake, a leaving and a move that never were; possibilities taken back."""
    of = newest(h, "Appointed", person=SPARE, role="superior").pos
    name = next(name for name, each in h.state.rectifications.items() if each.of == of)
    h.act(HEAD, DecideRectification(rectification=name, outcome="applied", decision=PAPER))
    leave(h, "p6", "6b", "11-08")
    mend(h, "PupilLeft", None, pupil="p6")
    move = {"klass": "6a", "start": h.day("11-10"), "cause": "change", "decision": PAPER}
    h.act(CLERK, PlacePupil(pupil="p9", **move))
    mend(h, "PupilPlaced", {"from": h.day("11-09")}, pupil="p9")
    mend(h, "PupilPlaced", None, pupil="p9")
    about: dict[str, Any] = {"klass": "6a", "subject": "toan", "semesters": [1], "part": "practical"}
    h.act(HEAD, GrantExemption(pupil="p1", evidence=EVIDENCE, decision=PAPER, **about))
    mend(h, "ExemptionGranted", None, pupil="p1")
    window(h, "nham", 1, ["tx5"], "11-12..12-20", "6c")
    take_back(h, "WindowSet", window="nham")
    dated = {"start": h.day("11-10"), "end": h.day("12-10"), "decision": PAPER}
    h.act(HEAD, Delegate(person=DEPUTY, powers=["close"], **dated))
    take_back(h, "Delegated", powers=["close"])
    post = newest(h, "Appointed", person=TEACHER, **{"class": "6a"})
    h.act(HEAD, NameSubstitute(person=SPARE, appointment=post.pos, **dated))
    take_back(h, "SubstituteNamed", person=SPARE)
    place = {"klass": "6a", "subject": "toan", "semester": 1, "col": "tx3", "pupils": ["p1"]}
    h.act(HEAD, PermitLateEntry(**place, until=h.at("11-20"), reason="other", decision=PAPER))
    take_back(h, "LateEntryPermitted", pupils=["p1"])
    signed = {"provider": "VNPT", "clauses": ["safety"], "years": 5, **dated}
    h.act(HEAD, SignCommitment(commitment="ck1", **signed))
    take_back(h, "CommitmentSigned", commitment="ck1")


def leave(h: House, pupil: str, klass: str, last: str) -> None:
    h.act(CLERK, RecordLeaving(pupil=pupil, klass=klass, last=h.day(last), decision=PAPER, **LEFT))


def of_december(h: House) -> None:
    """A last day, a rating; a name that was right, and a birth that nobody has decided about yet."""
    leave(h, "p9", "6b", "12-20")
    mend(h, "PupilLeft", {"last": h.day("12-19"), "cause": "abroad"}, pupil="p9")
    mend(h, "TeacherRated", None)
    rating = {"person": TEACHER, "year": h.year, "semester": 1}
    h.act(DEPUTY, RateTeacher(**rating, checks=[newest(h, "ProgressChecked").pos]), role="deputy")
    name = waiting(h, "PupilEnrolled", {"name": "Em Ba Ba"}, pupil="p3")
    h.act(HEAD, DecideRectification(rectification=name, outcome="refused", decision=PAPER))
    waiting(h, "PupilEnrolled", {"born": "2009-03-14"}, pupil="p4")


def of_january(h: House) -> None:
    """A letter of another pupil, a brought result 68 for 60, a permission for another subject."""
    h.act(CLERK, RecordArrival(pupil="p8", school="THCS Bốn", letter=PAPER))
    mend(h, "TransferredIn", {"school": "THCS Năm"}, pupil="p8")
    mend(h, "TransferredIn", None, pupil="p8")
    mend(h, "ResultBrought", {"value": 68}, pupil="p7", subject="toan")
    mend(h, "ResultBrought", {"value": 60, "document": "C" * 42 + "A"}, pupil="p7", subject="toan")
    mend(h, "ResultBrought", None, pupil="p7", subject="absent")
    h.act(
        CLERK,
        BringResult(pupil="p7", year=h.year, semester=1, subject="absent", value=3, document=EVIDENCE[0]),
    )
    h.act(HEAD, AllowOneSemester(pupil="p8", klass="6a", subject="nhac", decision=PAPER))
    mend(h, "OneSemesterAllowed", None, pupil="p8", subject="nhac")


def of_promotion(h: House) -> None:
    """Decided of the wrong pupil, and decided again by the same board."""
    mend(h, "PromotionDecided", None, pupil="p1")
    h.act(HEAD, DecidePromotion(klass="6a", stage=1, pupils=[PupilDecision(pupil="p1")]))


def of_summer(h: House) -> None:
    """A title, a window of re-tests, a re-test mark, conduct of the summer: void, and made anew."""
    mend(h, "TitleAwarded", None, pupil="p1")
    praise = TitleFor(pupil="p1", title="GIAY_KHEN", reason="vượt khó")
    h.act(HEAD, AwardTitles(klass="6a", semester=0, pupils=[praise]))
    h.act(HEAD, OpenRetests(year=h.year, start=h.at("08-01"), end=h.at("08-05"), decision=PAPER))
    take_back(h, "RetestOpened", **{"from": h.at("08-01")})
    mend(h, "RetestEntered", None, pupil="p2")
    if h.regime == "TT58_26":
        mend(h, "SummerConductJudged", None, pupil="p3")
        h.act(HOMEROOM, JudgeSummer(klass="6a", pupil="p3", conduct="TB", evidence=EVIDENCE))
    h.act(HEAD, OpenRetests(year=h.year, start=h.at("07-11"), end=h.at("07-14"), decision=PAPER))
    mark = RetestEdit(pupil="p2", value=45, base=0)
    h.act(TEACHER, SaveRetests(klass="6a", subject="toan", marks=[mark]))


def of_next_year(h: House) -> None:
    """The first day in the next class."""
    mend(h, "PupilPlaced", {"from": f"{h.first + 1}-09-02"}, pupil="p1")
    mend(h, "PupilPlaced", {"from": f"{h.first + 1}-09-01"}, pupil="p1")
