"""Rows about what is signed, approved, locked, archived, decided."""

from typing import Any

from api.service.archiving import Archiver
from domain.words.fields import Cause
from tests.obligations.people import BOARD, DEPUTY
from tests.obligations.rows.school import B, RowsYear, row
from tests.school.door import DIGEST, HEAD

CLOSE = f"/closes/{B}/1"


def _closed(s: RowsYear) -> dict[str, Any]:
    return next(dict(each) for each in s.get(HEAD, "/closes") if (each["class"], each["semester"]) == (B, 1))


def _unlock(s: RowsYear) -> int:
    until = {"until": s.five("01-20"), "decision": s.paper}
    return s.pos(HEAD, f"{CLOSE}/unlock", reason="kiểm tra", **until)


@row("locked", "BookUnlocked", "CloseProposed", "CloseRefused", "BookLocked")
def locked(s: RowsYear) -> list[int]:
    """Opened by mistake and locked again; a close proposed too early is refused, the refusal is answered."""
    wrong = _unlock(s)
    assert not _closed(s)["locked_now"]
    proposed = s.pos(BOARD, f"{CLOSE}/propose")
    refused = s.pos(HEAD, f"{CLOSE}/refuse", reason="nhầm lớp")
    assert _closed(s)["proposal"] is None
    s.post(BOARD, f"{CLOSE}/propose")
    first = s.pos(HEAD, f"{CLOSE}/lock", decision=s.paper)
    _unlock(s)
    s.post(BOARD, f"{CLOSE}/propose")
    second = s.pos(HEAD, f"{CLOSE}/lock", decision=s.paper)
    assert (_closed(s)["locked"], _closed(s)["locked_now"]) == (second, True)
    return [wrong, proposed, refused, first]


@row("locked", "BookSigned", "ClassSigned", "ResultsApproved", "ResultRecorded")
def recorded(s: RowsYear) -> list[int]:
    """A mark below what was signed and recorded was wrong: its own road, then signed and approved anew."""
    before = s.find("results", pupil="6B.03", semester=1)
    kinds = ("ClassSigned", "ResultsApproved")
    book = s.newest("BookSigned", f"book/{B}/toan/1")
    wrong = [book, before["pos"], *(s.newest(kind, f"term/{B}/1") for kind in kinds)]
    _unlock(s)
    s.dossier("sai-so", "6B.03", "ck", "1,0")
    assert s.find("results", pupil="6B.03", semester=1)["stale"]
    s.post("gv.toan", f"/books/{B}/toan/1/signatures")
    place = f"/classes/{B}/semesters/1"
    s.post(f"cn.{B}", f"{place}/sign")
    s.post(HEAD, f"{place}/approve")
    after = s.find("results", pupil="6B.03", semester=1)
    assert not after["stale"]
    assert dict(after["scores"])["toan"] < dict(before["scores"])["toan"]
    s.post(BOARD, f"{CLOSE}/propose")
    s.post(HEAD, f"{CLOSE}/lock", decision=s.paper)
    return wrong


@row("promotion", "PromotionListSigned", "BoardOpened", "PromotionDecided", "TitleAwarded")
def promoted(s: RowsYear) -> list[int]:
    """The title and the decision are void; another list, another board, decided and awarded anew."""
    path = f"/classes/{B}/promotion/1"
    kinds = ("PromotionListSigned", "BoardOpened")
    wrong = [s.newest(kind, f"board/{B}") for kind in kinds]
    title = s.find("titles", **{"class": B})
    pupil = s.find("promotions", outcome="LEN_LOP", **{"class": B})["pupil"]
    decision = s.newest("PromotionDecided", pupil=pupil)
    s.mend(title["pos"], None)
    s.none("titles", pos=title["pos"])
    s.mend(decision, None)
    s.none("promotions", pupil=pupil)
    s.post(f"cn.{B}", f"{path}/list")
    members = sorted([HEAD, DEPUTY, f"cn.{B}"])
    opened = s.pos(HEAD, f"{path}/board", members=members, decision=s.paper)
    s.post(DEPUTY, f"{path}/decisions", pupils=[{"pupil": pupil}])
    anew = {name: title[name] for name in ("pupil", "title", "reason")}
    s.post(HEAD, f"/classes/{B}/titles", semester=0, pupils=[anew])
    assert s.find("stages", stage=1, **{"class": B})["opened"] == opened
    assert s.find("promotions", pupil=pupil)["outcome"] == "LEN_LOP"
    assert s.find("titles", pupil=title["pupil"])["title"] == title["title"]
    return [*wrong, decision, title["pos"]]


@row("registered", "RetestOpened")
def opened(s: RowsYear) -> int:
    path = f"/years/{s.plan.year}/retest-windows"
    wrong = s.pos(DEPUTY, path, decision=s.paper, **{"from": s.midnight("07-21"), "to": s.five("07-25")})
    assert len(s.find("years", year=s.plan.year)["retests"]) == 2
    s.withdraw(wrong)
    assert len(s.find("years", year=s.plan.year)["retests"]) == 1
    s.post(DEPUTY, path, decision=s.paper, **{"from": s.midnight("07-22"), "to": s.five("07-26")})
    assert len(s.find("years", year=s.plan.year)["retests"]) == 2
    return wrong


def _retested(s: RowsYear) -> tuple[str, list[str]]:
    return next((pupil, subjects) for (klass, pupil), subjects in s.again.items() if klass == B)


@row("registered", "RetestRegistered")
def registered(s: RowsYear) -> int:
    pupil, subjects = _retested(s)
    path = f"/classes/{B}/retests/{pupil}"
    wrong = int(s.put(f"cn.{B}", path, subjects=subjects[:1])["pos"])
    s.none("retests", pupil=pupil, subject=subjects[1])
    s.put(f"cn.{B}", path, subjects=subjects)
    assert {each["subject"] for each in s.rows("retests") if each["pupil"] == pupil} == set(subjects)
    return wrong


@row("examined", "RetestEntered")
def retested(s: RowsYear) -> int:
    """Entered again in its window; then void, and entered anew."""
    pupil, subjects = _retested(s)
    subject = subjects[0]
    path, teacher = f"/classes/{B}/retest-marks/{subject}", f"gv.{subject}"
    first = s.newest("RetestEntered", pupil=pupil, subject=subject)
    s.put(teacher, path, marks=[{"pupil": pupil, "value": 56, "base": first}])
    wrong = s.newest("RetestEntered", pupil=pupil, subject=subject)
    assert s.find("retests", pupil=pupil, subject=subject)["value"] == 56
    s.mend(wrong, None)
    assert s.find("retests", pupil=pupil, subject=subject)["value"] == 65
    s.put(teacher, path, marks=[{"pupil": pupil, "value": 66, "base": first}])
    assert s.find("retests", pupil=pupil, subject=subject)["value"] == 66
    return wrong


@row("examined", "SummerConductJudged")
def judged(s: RowsYear) -> int:
    pupil = s._pending(B, "REN_LUYEN_HE")[0]
    wrong = s.newest("SummerConductJudged", pupil=pupil)
    s.mend(wrong, None)
    s.none("summers", pupil=pupil)
    s.post(f"cn.{B}", f"/classes/{B}/summer-conduct/{pupil}", conduct="K", evidence=[DIGEST])
    assert s.find("summers", pupil=pupil)["conduct"] == "K"
    return wrong


@row("locked", "SnapshotPlanned", "SnapshotArchived", "SnapshotSpent")
def archived(s: RowsYear) -> list[int]:
    """Made by mistake, and made otherwise than planned: another archive stands beside it."""
    first = s.post(HEAD, "/archives")["id"]
    kinds = ("SnapshotPlanned", "SnapshotArchived")
    wrong = [s.newest(kind, id=first) for kind in kinds]
    second = Archiver(s.school)._plan(Cause(kind="manual", ref="")).id
    s.school.archive.path(second).write_bytes(b"not this bag")
    s.service.run_schedule()
    states = {each["id"]: each["state"] for each in s.get(HEAD, "/archives") if each["kind"] == "manual"}
    assert sorted(states.values()) == ["archived", "archived", "spent"]
    assert (states[first], states[second]) == ("archived", "spent")
    return [*wrong, s.newest("SnapshotSpent", id=second)]
