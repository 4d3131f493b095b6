"""Rows about classes, pupils, movements, attendance."""

from typing import Any

from tests.obligations.people import BOARD, CLERK, DEPUTY
from tests.obligations.rows.school import A, B, RowsYear, row
from tests.school.door import DIGEST, HEAD

GRANTED = {"class": B, "semesters": [2], "part": "whole", "evidence": [DIGEST]}


@row("classes", "ClassOpened")
def class_opened(s: RowsYear) -> int:
    """The name is put right; of a subject forgotten another class is opened, and its pupils are put there."""
    known = s.get(HEAD, "/classes")
    opened = next(each["subjects"] for each in known if each["class"] == A)
    whole = [{name: each[name] for name in each if name != "columns"} for each in opened]
    named = {"grade": 6, "year": s.plan.year, "regime": s.plan.regime(6)}
    wrong = s.pos(BOARD, "/classes", subjects=whole[1:], name="Sáu Z", **named, **{"class": "6Z"})
    s.mend(wrong, {"name": "Sáu X"})
    assert {each["class"]: each["name"] for each in s.get(HEAD, "/classes")}["6Z"] == "Sáu X"
    pupil = s.enrol("6Z.01", "6Z")
    s.post(BOARD, "/classes", subjects=whole, name="Sáu Y", **named, **{"class": "6Y"})
    s.mend(pupil, {"class": "6Y"})
    assert (s.here("6Z"), s.here("6Y")) == ([], ["6Z.01"])
    return wrong


@row("classes", "PupilEnrolled")
def enrolled(s: RowsYear) -> list[int]:
    """All that was written wrongly; and one who never was a pupil leaves before the first day."""
    wrong = s.enrol("6B.31", A)
    right = {"name": "Em Đúng", "born": "2009-05-06", "register": "dung/31", "class": B}
    s.mend(wrong, right)
    seen = s.find("members", pupil="6B.31")
    assert {
        "name": seen["name"],
        "born": seen["born"],
        "register": seen["register"],
        "class": seen["class"],
    } == right
    assert "Em Đúng" in str(s.card("6B.31"))
    never = s.enrol("6B.32")
    gone = {"class": B, "last": s.day("09-04"), "cause": "other", "decision": s.paper}
    s.post(CLERK, "/pupils/6B.32/leavings", **gone)
    s.mend(never, {"register": "huy/32"})
    assert s.enrol("6B.30", register="r/6B.32") > never
    assert "6B.32" not in s.here(B)
    return [wrong, never]


@row("classes", "RosterConfirmed")
def roster(s: RowsYear) -> int:
    wrong = s.pos(f"cn.{B}", f"/classes/{B}/roster-confirmations")
    right = s.pos(f"cn.{B}", f"/classes/{B}/roster-confirmations")
    assert {wrong, right} <= {each["pos"] for each in s.rows("rosters")}
    return wrong


@row("movements", "PupilPlaced")
def placed(s: RowsYear) -> int:
    s.enrol("6B.33", A)
    moved = {"class": B, "from": s.day("10-13"), "cause": "change", "decision": s.paper}
    wrong = s.pos(BOARD, "/pupils/6B.33/placements", **moved)
    s.mend(wrong, {"from": s.day("10-14")})
    assert s.find("members", pupil="6B.33", **{"class": B})["since"] == s.day("10-14")
    s.mend(wrong, None)
    s.none("members", pupil="6B.33", **{"class": B})
    assert "6B.33" in s.here(A)
    return wrong


@row("movements", "PupilLeft")
def left(s: RowsYear) -> int:
    s.enrol("6B.34")
    gone = {"class": B, "last": s.day("10-12"), "cause": "transfer", "school": "Trường Nhầm"}
    wrong = s.pos(CLERK, "/pupils/6B.34/leavings", decision=s.paper, **gone)
    s.mend(wrong, {"last": s.day("10-13"), "cause": "abroad", "school": None})
    seen = s.find("register", pupil="6B.34")
    assert (seen["left"], seen["cause"], seen["gone_to"]) == (s.day("10-13"), "abroad", None)
    s.mend(wrong, None)
    assert s.find("register", pupil="6B.34")["left"] is None
    assert "6B.34" in s.here(B)
    return wrong


@row("movements", "TransferredIn", "ResultBrought")
def arrived(s: RowsYear) -> list[int]:
    s.enrol("6B.35")
    letter = s.pos(CLERK, "/pupils/6B.35/arrivals", school="Trường Nhầm", letter=s.paper)
    s.mend(letter, {"school": "Trường Đúng"})
    assert s.find("register", pupil="6B.35")["came_from"] == "Trường Đúng"
    body = {"year": s.plan.year, "semester": 1, "subject": "toan", "value": 58, "document": DIGEST}
    brought = s.pos(CLERK, "/pupils/6B.35/brought-results", **body)
    s.mend(brought, {"value": 85})
    assert s.find("brought", pupil="6B.35")["value"] == 85
    s.mend(brought, None)
    s.none("brought", pupil="6B.35")
    s.mend(letter, None)
    assert s.find("register", pupil="6B.35")["came_from"] is None
    return [letter, brought]


def _grant(s: RowsYear, pupil: str) -> int:
    subject = next(each.subject for each in s.plan.subjects(6) if each.kind == "comment")
    body: dict[str, Any] = {**GRANTED, "subject": subject, "decision": s.paper}
    return s.pos(HEAD, f"/pupils/{pupil}/exemptions", **body)


@row("movements", "ExemptionGranted", "ExemptionEnded")
def exempted(s: RowsYear) -> list[int]:
    """Ended by mistake and granted again; then all of it was of another pupil."""
    wrong = _grant(s, "6B.03")
    ended = s.pos(HEAD, f"/pupils/6B.03/exemptions/{wrong}/end", reason="nhầm", decision=s.paper)
    again = _grant(s, "6B.03")
    assert s.find("exemptions", pos=again)["ended"] is None
    s.mend(again, None)
    s.none("exemptions", pos=again)
    return [again, ended]


@row("movements", "OneSemesterAllowed")
def one_semester(s: RowsYear) -> int:
    """The permission of the wrong pupil is void, and is given to the right one."""
    body = {"class": B, "subject": "toan", "decision": s.paper}
    came = {"name": "Em Về Sau", "born": "2009-03-04", "from": s.day("10-12")}
    s.enrol("6B.36", **came)
    wrong = s.pos(HEAD, "/pupils/6B.36/one-semester-permissions", **body)
    assert s.find("exemptions", pos=wrong)["pupil"] == "6B.36"
    s.mend(wrong, None)
    s.none("exemptions", pos=wrong)
    again = s.pos(HEAD, "/pupils/6B.36/one-semester-permissions", **body)
    assert s.find("exemptions", pos=again)["pupil"] == "6B.36"
    s.mend(again, None)
    return wrong


@row("marks", "AbsenceSet", "MonthConfirmed", "MonthSigned", "MonthReopened")
def month(s: RowsYear) -> list[int]:
    """Set wrongly, confirmed and signed with a slip, opened again, opened again by mistake."""
    month = s.day("10-01")[:7]
    path, teacher = f"/classes/{B}/months/{month}", f"cn.{B}"
    edit = {"pupil": "6B.03", "date": s.day("10-15"), "session": "S", "value": "K", "base": 0}
    s.put(teacher, f"{path}/absences", edits=[edit])
    wrong = s.newest("AbsenceSet")
    s.put(teacher, f"{path}/absences", edits=[{**edit, "value": "P", "base": wrong}])
    assert s.find("absences", pupil="6B.03", date=s.day("10-15"))["value"] == "P"
    confirmed = s.pos(teacher, f"{path}/confirm")
    s.post(teacher, f"{path}/confirm")
    signed = s.pos(DEPUTY, f"{path}/sign", remark="Đủ")
    s.post(HEAD, f"{path}/reopen", reason="ghi nhầm")
    base = s.newest("AbsenceSet")
    s.put(teacher, f"{path}/absences", edits=[{**edit, "value": None, "base": base}])
    s.none("absences", pupil="6B.03", date=s.day("10-15"))
    s.post(teacher, f"{path}/confirm")
    s.post(DEPUTY, f"{path}/sign", remark="Đã sửa")
    opened = s.pos(HEAD, f"{path}/reopen", reason="mở nhầm tháng")
    s.post(teacher, f"{path}/confirm")
    s.post(DEPUTY, f"{path}/sign", remark="Không đổi")
    seen = s.find("months", month=month, **{"class": B})
    assert (seen["state"], seen["remark"]) == ("signed", "Không đổi")
    return [wrong, confirmed, signed, opened]
