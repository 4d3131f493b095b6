"""Roads by which slips are put right (LAW 48-49): of any act, with any change, by whoever takes the steps."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from domain.acts.books.signing import SignBook, SignClass
from domain.acts.results.approval import ApproveResults
from domain.acts.results.boards import OpenBoard, SignPromotionList
from domain.acts.results.promotion import DecidePromotion, PupilDecision
from domain.acts.results.retests import RegisterRetest
from domain.acts.results.summer_conduct import JudgeSummer
from domain.acts.results.titles import AwardTitles, TitleFor
from domain.acts.righting.rectification import (
    CHANGEABLE,
    DecideRectification,
    ProposeRectification,
    WitnessRectification,
)
from domain.acts.righting.withdrawal import WithdrawAct
from domain.acts.unit.appointments import Appoint
from domain.words.days import later
from domain.words.entry import Entry
from tests.domain.adversary.tale import Step, Tale, Until
from tests.domain.adversary.words import PUPILS, some_day
from tests.school.small import EVIDENCE, PAPER

GIVES = (
    "Delegated",
    "SubstituteNamed",
    "WindowSet",
    "LateEntryPermitted",
    "RetestOpened",
    "CommitmentSigned",
)
"""What one hand may withdraw."""
MENDED: dict[str, str] = {
    "LogCreated": "name", "PersonRegistered": "name", "Appointed": "", "ClassOpened": "name",
    "YearOpened": "semesters",
    "PupilEnrolled": "born class from name register", "PupilPlaced": "cause decision from",
    "PupilLeft": "cause decision last school", "TransferredIn": "letter school",
    "ResultBrought": "document value",
    "ExemptionGranted": "decision part semesters subject", "OneSemesterAllowed": "decision",
    "PromotionDecided": "", "TitleAwarded": "",
    "SummerConductJudged": "", "RetestEntered": "", "TeacherRated": "",
}  # fmt: skip
"""What three persons may put right, and the fields that may get another value."""
ODD = ("MarkEntered", "AbsenceSet", "ResultRecorded", "Appointed", "MonthSigned", "PupilLeft")
LETTER = {"no": "7/GT", "date": "2020-08-15", "digest": "A" * 43}


def withdraw(tale: Tale, rng: Random) -> Iterator[Step]:
    """Mostly what may be; the newest as often as any."""
    for _ in range(rng.choice((1, 2))):
        act = some_act(tale, rng, GIVES)
        if act is not None:
            stream = act.stream if rng.random() < 0.95 else "school"
            yield WithdrawAct(of=act.pos, stream=stream, reason="ghi nhầm", decision=PAPER)


def rectify(tale: Tale, rng: Random) -> Iterator[Step]:
    """Proposed, witnessed, decided; a step may be of another rectification than the one before."""
    name = f"dc{len(tale.log)}"
    act = some_act(tale, rng, tuple(MENDED))
    if act is not None:
        yield ProposeRectification(
            rectification=name if rng.random() < 0.95 else _known(tale, rng, name),
            of=act.pos, stream=act.stream, change=some_change(tale, rng, act), reason="ghi nhầm",
            evidence=EVIDENCE,
        )  # fmt: skip
    if act is not None and act.type == "Appointed":
        yield Until(later(tale.now, days=rng.choice((0, 29, 31))))
    if rng.random() < 0.9:
        yield WitnessRectification(rectification=_known(tale, rng, name))
    outcome: Any = rng.choice(("applied", "applied", "applied", "refused"))
    yield DecideRectification(rectification=_known(tale, rng, name), outcome=outcome, decision=PAPER)


def _known(tale: Tale, rng: Random, name: str) -> str:
    known = tale.state.rectifications
    return name if name in known and rng.random() < 0.8 else rng.choice([*known, name])


def some_act(tale: Tale, rng: Random, types: tuple[str, ...]) -> Entry | None:
    """An entry of one of the types that are there; now and then one of another type."""
    held: dict[str, list[Entry]] = {}
    for entry in tale.log:
        if entry.type in types or (entry.type in ODD and rng.random() < 0.02):
            held.setdefault(entry.type, []).append(entry)
    if not held:
        return None
    found = held[rng.choice(sorted(held))]
    if found[0].type == "Appointed":
        found = [entry for entry in found if entry.data["role"] == "superior"] or found
    return rng.choice((found[-1], rng.choice(found)))


def some_change(tale: Tale, rng: Random, act: Entry) -> dict[str, Any] | None:
    """Void, or one or two fields; now and then of another type."""
    fields = MENDED.get(act.type, "value").split()
    if rng.random() < 0.1:
        fields = sorted(CHANGEABLE)
    if not fields or rng.random() < 0.3:
        return None
    if rng.random() < 0.1:
        return {}
    chosen = rng.sample(fields, min(len(fields), rng.choice((1, 1, 2))))
    return {field: _value(tale, rng, act, field) for field in chosen}


def _value(tale: Tale, rng: Random, act: Entry, field: str) -> Any:
    if rng.random() < 0.05 and field in act.data:
        return act.data[field]
    first = tale.first
    halves = (("09-05", "01-17", "01-18", "05-31"), ("09-12", "01-10", "01-11", "05-31"))
    halves += (("09-05", "12-01", "12-15", "05-25"), ("09-05", "01-20", "01-15", "05-31"))
    one, two, three, four = (tale.day(each) for each in rng.choice(halves))
    spans = [{"from": one, "to": two}, {"from": three, "to": four}]
    causes = ("change", "return", "year") if act.type == "PupilPlaced" else ("transfer", "abroad", "other")
    days = (some_day(tale, rng), tale.day("09-05"), tale.day("09-20"), tale.day("11-09"), tale.day("01-19"))
    pools: dict[str, tuple[Any, ...]] = {
        "name": ("Y Hường", "Trần Thị Đúng", "6A2"), "born": ("2009-03-14", "hôm qua", "2008-01-01"),
        "register": (f"{rng.choice(PUPILS)}/{first}", f"r{len(tale.log)}"), "from": days, "last": days,
        "class": (*sorted(tale.state.classes), "9z"), "school": ("THCS Hai", None),
        "cause": causes, "semesters": (spans,) if act.type == "YearOpened" else ([1], [2], [1, 2]),
        "decision": (LETTER,), "subject": ("nhac", "toan", "hoa"), "part": ("whole", "practical"),
        "letter": (LETTER,), "document": ("C" * 42 + "A",), "value": (100, 0, 85, "D", "CD", "T", 3, None),
    }  # fmt: skip
    return rng.choice(pools[field])


def above(tale: Tale, rng: Random) -> Iterator[Step]:
    """A person of the body above, and a head besides: both decide rectifications, and withdraw."""
    for role in ("superior", "head"):
        person = rng.choice(("thay", "cuu", "pho"))
        yield Appoint(person=person, role=role, start=tale.day("08-15"), decision=PAPER)


def again(tale: Tale, rng: Random) -> Iterator[Step]:
    """Signed, approved, listed, decided, judged and awarded anew, as far as that is asked for."""
    at: dict[str, Any] = {"klass": rng.choice(("6a", "6a", "6b"))}
    for semester in (1, 2):
        for subject in ("toan", "nhac", "conduct"):
            yield SignBook(**at, subject=subject, semester=semester)
        yield SignClass(**at, semester=semester)
        yield ApproveResults(**at, semester=semester)
    pupil = rng.choice(PUPILS)
    for stage in (1, 2):
        yield SignPromotionList(**at, stage=stage)
        yield OpenBoard(**at, stage=stage, members=sorted(("bqt", "gvcn", "pho")), decision=PAPER)
        yield DecidePromotion(**at, stage=stage, pupils=[PupilDecision(pupil=pupil)])
        yield RegisterRetest(**at, pupil=pupil, subjects=["toan"])
        yield JudgeSummer(**at, pupil=pupil, conduct="T", evidence=EVIDENCE)
    title = TitleFor(pupil=pupil, title="HSTT", reason="thành tích")
    yield AwardTitles(**at, semester=rng.choice((0, 1, 2)), pupils=[title])
