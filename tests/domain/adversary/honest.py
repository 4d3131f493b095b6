"""The honest year of a small school, told once, from which every dishonest story begins at some stage.

Two classes of a grade and a poorer one beside them, two subjects and conduct, windows that end and that are
open, dossiers applied and waiting, a pupil who moved and two who came late, months signed and unsigned, a
semester approved, locked, unlocked and locked again by time, a promotion decided for one pupil, then for all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.acts.books.close import LockBook, ProposeClose, UnlockBook
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.progress import CheckProgress, RateTeacher
from domain.acts.books.publishing import PublishColumn
from domain.acts.pupils.arrivals import BringResult, RecordArrival
from domain.acts.pupils.exemptions import GrantExemption
from domain.acts.pupils.movements import PlacePupil
from domain.acts.pupils.one_semester import AllowOneSemester
from domain.acts.results.boards import OpenBoard, SignPromotionList
from domain.acts.results.promotion import DecidePromotion, PupilDecision
from domain.acts.results.retests import OpenRetests, RegisterRetest, RetestEdit, SaveRetests
from domain.acts.results.summer_conduct import JudgeSummer
from domain.acts.results.titles import AwardTitles, TitleFor
from domain.acts.unit.appointments import Delegate, RegisterPerson
from domain.acts.unit.people import FoundBoard
from domain.acts.unit.year import OpenYear
from domain.words.fields import Span
from tests.domain.adversary import slips
from tests.domain.adversary.house import (
    BOARD,
    BOARD2,
    CLERK,
    DEPUTY,
    FORMER,
    HEAD,
    HOMEROOM,
    HOMEROOM_B,
    IN_A,
    LATECOMERS,
    PEOPLE,
    POWERS,
    REGULAR,
    STAND_IN,
    TEACHER,
    House,
    enrol,
    open_class,
    window,
)
from tests.domain.schoolhouse import found
from tests.school.small import EVIDENCE, PAPER, policy


def _summer_before(h: House) -> None:
    for person in (*PEOPLE[1:], BOARD2):
        h.act(HEAD, RegisterPerson(person=person, name=f"Thầy {person}"))
    h.post(DEPUTY, "deputy")
    period = {"start": h.day("08-20"), "end": f"{h.first + 2}-08-31", "decision": PAPER}
    powers = Delegate(person=DEPUTY, powers=POWERS, **period)
    h.act(HEAD, powers)
    h.act(HEAD, FoundBoard(members=sorted([BOARD, BOARD2, FORMER]), start=h.day("08-15"), decision=PAPER))
    for person in (BOARD, BOARD2, FORMER):
        h.post(person, "board")
    h.act(HEAD, FoundBoard(members=[BOARD, BOARD2], start=h.day("08-16"), decision=PAPER))
    h.post(CLERK, "clerk")
    h.act(HEAD, policy("password", "totp", "passkey", 10))


def _classes(h: House) -> None:
    spans = [Span(start=h.day("09-05"), end=h.day("01-17")), Span(start=h.day("01-18"), end=h.day("05-31"))]
    h.act(HEAD, OpenYear(year=h.year, semesters=spans, decision=PAPER))
    for klass, kind in (("6a", "a"), ("6b", "b"), ("6c", "c")):
        open_class(h, klass, 6, h.first, kind)
    h.post(HOMEROOM, "homeroom", "6a")
    h.post(STAND_IN, "homeroom_deputy", "6a")
    h.post(HOMEROOM_B, "homeroom", "6b")
    h.post(HOMEROOM_B, "homeroom", "6c")
    h.post(HOMEROOM, "teacher", "6a", "nhac")
    h.post(DEPUTY, "teacher", "6b", "nhac")
    for klass in ("6a", "6b", "6c"):
        h.post(TEACHER, "teacher", klass, "toan")
    h.post(HOMEROOM_B, "teacher", "6b", "toan")
    _head_teaches(h)
    enrol(h, "6a", "09-05", "p1", "p2", "p3", "p4")
    enrol(h, "6b", "09-05", "p5", "p6")


def _head_teaches(h: House) -> None:
    h.post(HEAD, "teacher", "6a", "toan")
    h.post(HEAD, "homeroom", "6b")


def _windows(h: House) -> None:
    window(h, "w1a", 1, REGULAR, "10-01..11-01", "6a")
    window(h, "w1b", 1, REGULAR, "10-01..12-20", "6b", "6c")
    window(h, "w1ck", 1, ["ck", "hk", "nx"], "12-01..01-10")
    window(h, "w2", 2, REGULAR, "02-01..03-20")
    window(h, "w2ck", 2, ["ck", "hk", "cn", "nx"], "04-10..05-20")


def _october(h: House) -> None:
    h.go("10-02")
    h.absent(HOMEROOM, "6a", "p1", "09-10")
    h.absent(HOMEROOM, "6a", "p2", "09-11", "K")
    h.month("6a", HOMEROOM, "09")
    h.go("10-05")
    rows: dict[str, dict[str, Any]] = {
        "p1": {"tx1": 80, "tx2": 90, "tx3": 85, "gk": 80}, "p2": {"tx1": 40, "tx2": 35, "gk": 40},
        "p3": {"tx1": 60, "tx2": 55, "gk": 50}, "p4": {"tx1": 70, "tx2": "P", "gk": 70},
    }  # fmt: skip
    h.marks(TEACHER, ("6a", "toan", 1), rows)
    music = {"tx1": "D", "tx2": "D", "gk": "D"}
    h.marks(HOMEROOM, ("6a", "nhac", 1), dict.fromkeys(("p1", "p2", "p3"), music))
    h.marks(
        TEACHER, ("6b", "toan", 1), {"p5": {"tx1": 50, "tx2": 60, "tx3": 65}, "p6": {"tx1": 75, "tx2": 75}}
    )
    h.marks(DEPUTY, ("6b", "nhac", 1), {"p5": music, "p6": music})
    h.absent(HOMEROOM, "6a", "p2", "10-02", "K")
    h.absent(HOMEROOM_B, "6b", "p5", "10-05")
    h.act(TEACHER, PublishColumn(klass="6a", subject="toan", semester=1, col="tx1"))


def late(h: House, klass: str, col: str, pupil: str, until: str) -> None:
    place = {"klass": klass, "subject": "toan", "semester": 1, "col": col, "pupils": [pupil]}
    h.act(HEAD, PermitLateEntry(**place, until=h.at(until), reason="makeup", decision=PAPER))


def _november(h: House) -> None:
    h.go("11-03")
    h.month("6a", HOMEROOM, "10")


def _dossiers(h: House) -> None:
    late(h, "6a", "tx4", "p2", "11-04")
    h.go("11-05")
    late(h, "6a", "tx3", "p3", "11-08")
    h.marks(TEACHER, ("6a", "toan", 1), {"p3": {"tx3": 65}})
    h.dossier("d1", "p2", "tx1", 45)
    h.dossier("d2", "p3", "tx2", None)
    h.dossier("d3", "p1", "gk", 75, applied=False)
    part = "whole" if h.regime == "TT58_26" else "practical"
    h.act(
        HEAD,
        GrantExemption(
            pupil="p4",
            klass="6a",
            subject="nhac",
            semesters=[1, 2],
            part=part,
            evidence=EVIDENCE,
            decision=PAPER,
        ),
    )
    h.go("11-10")
    h.act(CLERK, PlacePupil(pupil="p5", klass="6a", start=h.day("11-10"), cause="change", decision=PAPER))


def _december(h: House) -> None:
    h.go("11-20")
    late(h, "6a", "tx2", "p4", "12-01")
    late(h, "6a", "gk", "p5", "12-01")
    h.marks(TEACHER, ("6a", "toan", 1), {"p4": {"tx2": 75}, "p5": {"gk": 55}})
    if h.regime != "TT58_26":
        _music_of_p4(h, 1)
    h.absent(HOMEROOM, "6a", "p2", "11-19")
    h.go("12-05")
    h.month("6a", HOMEROOM, "11")
    h.month("6b", HOMEROOM_B, "11", signed=False)
    h.marks(
        TEACHER, ("6a", "toan", 1), {p: {"ck": v} for p, v in zip(IN_A, (85, 40, 60, 70, 60), strict=True)}
    )
    _finish(h, 1)
    h.marks(TEACHER, ("6b", "toan", 1), {"p6": {"gk": 70, "ck": 75}})
    h.marks(DEPUTY, ("6b", "nhac", 1), {"p6": {"ck": "D"}})
    h.marks(HOMEROOM_B, ("6b", "conduct", 1), {"p6": {"hk": "T"}})
    h.go("12-22")
    check = h.act(HEAD, CheckProgress(check="k1", year=h.year, semester=1), role="head")
    h.act(DEPUTY, RateTeacher(person=TEACHER, year=h.year, semester=1, checks=[check]), role="deputy")


def _music_of_p4(h: House, semester: int) -> None:
    """Where nobody is exempt from the whole of it; its window is closed, so by late entries."""
    for col in ("tx1", "tx2", "gk"):
        place = {"klass": "6a", "subject": "nhac", "semester": semester, "col": col, "pupils": ["p4"]}
        h.act(HEAD, PermitLateEntry(**place, until=h.at("12-01"), reason="other", decision=PAPER))
    h.marks(HOMEROOM, ("6a", "nhac", semester), {"p4": {"tx1": "D", "tx2": "D", "gk": "D"}})


def _finish(h: House, semester: int, *more: str) -> None:
    """Last marks of music and the conduct of everybody in 6a."""
    exempt = ("p4",) if h.regime == "TT58_26" else ()
    h.marks(HOMEROOM, ("6a", "nhac", semester), {p: {"ck": "D"} for p in (*IN_A, *more) if p not in exempt})
    low = "Y" if h.regime == "TT58_26" else "CD"
    conduct: dict[str, dict[str, Any]] = {}
    for p in (*IN_A, *more):
        value = low if (p, semester) == ("p3", 2) else "T"
        conduct[p] = {"hk": value, "cn": value} if semester == 2 and h.regime == "TT58_26" else {"hk": value}
    h.marks(HOMEROOM, ("6a", "conduct", semester), conduct)


def _approved(h: House) -> None:
    h.go("01-12")
    h.approve("6a", HOMEROOM, 1)


def _locked(h: House) -> None:
    place: dict[str, Any] = {"klass": "6a", "semester": 1}
    h.act(BOARD, ProposeClose(**place))
    h.act(HEAD, LockBook(**place, decision=PAPER))
    h.go("01-15")
    h.act(HEAD, UnlockBook(**place, reason="xem lại", until=h.at("01-20"), decision=PAPER))
    h.go("01-18")
    enrol(h, "6a", "01-18", *LATECOMERS)
    h.act(CLERK, RecordArrival(pupil="p7", school="THCS Ba", letter=PAPER))
    for subject, value in (("toan", 60), ("nhac", "D"), ("conduct", "T"), ("absent", 3)):
        brought = {"pupil": "p7", "year": h.year, "semester": 1, "document": EVIDENCE[0]}
        h.act(CLERK, BringResult(subject=subject, value=value, **brought))
    h.act(HEAD, AllowOneSemester(pupil="p8", klass="6a", subject="toan", decision=PAPER))


def _second(h: House) -> None:
    h.go("02-10")
    everybody = (*IN_A, *LATECOMERS)
    values = (80, 40, 60, 70, 60, 65, 70)
    rows = {p: {"tx1": v, "tx2": v, "gk": v} for p, v in zip(everybody, values, strict=True)}
    h.marks(TEACHER, ("6a", "toan", 2), rows)
    exempt = ("p4",) if h.regime == "TT58_26" else ()
    music = {p: {"tx1": "D", "tx2": "D", "gk": "D"} for p in everybody if p not in exempt}
    h.marks(HOMEROOM, ("6a", "nhac", 2), music)
    h.act(TEACHER, PublishColumn(klass="6a", subject="toan", semester=2, col="tx1"))
    h.absent(HOMEROOM, "6a", "p3", "02-08", "K")


def _may(h: House) -> None:
    h.go("05-10")
    values = (80, 40, 60, 70, 60, 65, 70)
    rows = {p: {"ck": v} for p, v in zip((*IN_A, *LATECOMERS), values, strict=True)}
    h.marks(TEACHER, ("6a", "toan", 2), rows)
    _finish(h, 2, *LATECOMERS)
    h.go("05-16")
    h.approve("6a", HOMEROOM, 2)


def _listed(h: House) -> None:
    h.go("05-27")
    for klass, grade in (("7n", 7), ("6n", 6)):
        open_class(h, klass, grade, h.first + 1)
    h.act(HOMEROOM, SignPromotionList(klass="6a", stage=1))
    board = {"klass": "6a", "members": sorted([BOARD, DEPUTY, HOMEROOM]), "decision": PAPER}
    h.act(HEAD, OpenBoard(stage=1, **board))
    decided = [PupilDecision(pupil=p) for p in ("p1", "p2")]
    h.act(HEAD, DecidePromotion(klass="6a", stage=1, pupils=decided))


def _retested(h: House) -> None:
    rest = [PupilDecision(pupil=p) for p in ("p3", "p4", "p5", *LATECOMERS)]
    h.act(HEAD, DecidePromotion(klass="6a", stage=1, pupils=rest))
    h.act(
        HEAD,
        AwardTitles(klass="6a", semester=0, pupils=[TitleFor(pupil="p1", title="GIAY_KHEN", reason="tốt")]),
    )
    h.go("06-10")
    span = {"start": h.at("07-01"), "end": h.at("07-10")}
    h.act(HEAD, OpenRetests(year=h.year, decision=PAPER, **span))
    h.act(HOMEROOM, RegisterRetest(klass="6a", pupil="p2", subjects=["toan"]))
    h.go("07-02")
    mark = RetestEdit(pupil="p2", value=54, base=0)
    h.act(TEACHER, SaveRetests(klass="6a", subject="toan", marks=[mark]))
    h.go("07-12")
    if h.regime == "TT58_26":
        h.act(HOMEROOM, JudgeSummer(klass="6a", pupil="p3", conduct="TB", evidence=EVIDENCE))


def _moved_up(h: House) -> None:
    h.act(HOMEROOM, SignPromotionList(klass="6a", stage=2))
    board = {"klass": "6a", "members": sorted([BOARD, DEPUTY, HOMEROOM]), "decision": PAPER}
    h.act(HEAD, OpenBoard(stage=2, **board))
    # One scored subject is too few for TT22 Đ9.2: nobody reaches "Đạt", and p3 stays without a summer.
    waiting = ("p2", "p3") if h.regime == "TT58_26" else ("p1", "p2", "p4", "p5", *LATECOMERS)
    decided = [PupilDecision(pupil=p) for p in waiting]
    h.act(HEAD, DecidePromotion(klass="6a", stage=2, pupils=decided))
    start = f"{h.first + 1}-09-01"
    klass = "7n" if h.regime == "TT58_26" else "6n"
    h.act(CLERK, PlacePupil(pupil="p1", klass=klass, start=start, cause="year", decision=PAPER))


def _again(h: House) -> None:
    """A slip of semester 1 is found when everything is decided: the year of p2 is decided again."""
    h.go("07-20")
    unlocked = {"klass": "6a", "semester": 1, "reason": "hồ sơ", "until": h.at("08-10"), "decision": PAPER}
    h.act(HEAD, UnlockBook(**unlocked))
    h.dossier("d8", "p2", "ck", 70)
    for semester in (1, 2):
        h.approve("6a", HOMEROOM, semester)
    h.act(HOMEROOM, SignPromotionList(klass="6a", stage=1))
    board = {"klass": "6a", "members": sorted([BOARD, DEPUTY, HOMEROOM]), "decision": PAPER}
    h.act(HEAD, OpenBoard(stage=1, **board))
    h.act(HEAD, DecidePromotion(klass="6a", stage=1, pupils=[PupilDecision(pupil="p2")]))


STAGES: tuple[tuple[str, tuple[Callable[[House], None], ...]], ...] = (
    ("october", (_summer_before, _classes, _windows, _october, slips.of_names)),
    ("november", (_november,)),
    ("dossiers", (_dossiers, slips.of_autumn)),
    ("december", (_december, slips.of_december)),
    ("approved", (_approved,)),
    ("locked", (_locked, slips.of_january)),
    ("second", (_second,)),
    ("year", (_may,)),
    ("listed", (_listed, slips.of_promotion)),
    ("retested", (_retested, slips.of_summer)),
    ("moved up", (_moved_up, slips.of_next_year)),
    ("again", (_again,)),
)


def year_of(first: int) -> House:
    """The school before anything but its log."""
    made, create = found()
    h = House(made.state.origin)
    h.first = first
    h.now = h.at("08-20")
    h.claim(HEAD, "founder", 0, create, "passkey")
    return h
