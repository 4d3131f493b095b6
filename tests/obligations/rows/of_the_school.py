"""Rows about the log, people, rights, papers of the school."""

from tests.obligations.people import BOARD, CLERK, DEPUTY
from tests.obligations.rows.school import A, RowsYear, row
from tests.school.door import DIGEST, HEAD

ANY = "token"


@row("people", "LogCreated")
def head_name(s: RowsYear) -> int:
    s.mend(0, {"name": "Nguyễn Thị Hiệu"})
    assert s.get(HEAD, "/me")["name"] == "Nguyễn Thị Hiệu"
    return 0


@row("people", "PolicySet")
def policy(s: RowsYear) -> int:
    proof = {"entry": ANY, "decide": ANY, "witness": ANY}
    wrong = s.put(HEAD, "/policy", proof=proof, lapse=1)["pos"]
    s.put(HEAD, "/policy", proof=proof, lapse=10)
    assert s.get(HEAD, "")["policy"]["lapse"] == 10
    assert s.find("journal", pos=wrong)["type"] == "PolicySet"
    return int(wrong)


@row("people", "KeyRotated")
def key(s: RowsYear) -> int:
    wrong = s.pos(BOARD, "/keys/rotate", new=s.do(BOARD, "POST", "/keys")["key"], decision=s.paper)
    right = s.do(BOARD, "POST", "/keys")["key"]
    s.post(BOARD, "/keys/rotate", new=right, decision=s.paper)
    assert s.get(HEAD, "")["key"] == right
    return wrong


@row("people", "ClockReset")
def clock(s: RowsYear) -> int:
    wrong = s.pos(BOARD, "/clock-resets", reason="nhầm máy")
    s.post(BOARD, "/clock-resets", reason="đã chỉnh đúng máy")
    assert len([line for line in s.rows("journal") if line["type"] == "ClockReset"]) == 2
    return wrong


@row("people", "Restored")
def restored(s: RowsYear) -> int:
    size = s.get(HEAD, "")["size"]
    wrong = s.pos(HEAD, "/restores", size=size, source="bản sao nhầm", checkpoint=DIGEST)
    s.post(HEAD, "/journal", text="Khôi phục từ bản sao ngoài, không phải bản sao nhầm")
    assert {"Restored", "JournalNoted"} <= {line["type"] for line in s.rows("journal")}
    return wrong


@row("people", "PersonRegistered")
def person(s: RowsYear) -> int:
    wrong = s.pos(HEAD, "/people", person="sai", name="Tràn Thị Sai")
    s.mend(wrong, {"name": "Trần Thị Sai"})
    assert {each["person"]: each["name"] for each in s.get(HEAD, "/people")}["sai"] == "Trần Thị Sai"
    return wrong


@row("people", "Appointed", "AppointmentEnded")
def appointment(s: RowsYear) -> list[int]:
    """Ended by mistake, and of the wrong role."""
    s.post(HEAD, "/people", person="bo-nhiem", name="Người Bổ Nhiệm")
    first = s.appoint("bo-nhiem", "clerk")
    gone = {"person": "bo-nhiem", "on": s.day("08-20"), "decision": s.paper}
    ended = s.pos(HEAD, f"/appointments/{first}/end", **gone)
    assert s.find("appointments", pos=first)["ended"] == s.day("08-20")
    second = s.appoint("bo-nhiem", "deputy")
    assert s.find("appointments", pos=second)["ended"] is None
    return [first, ended]


@row("people", "Delegated")
def delegated(s: RowsYear) -> int:
    lent = {"from": s.day("08-20"), "to": s.day("07-31"), "decision": s.paper}
    wrong = s.pos(HEAD, "/delegations", person=DEPUTY, powers=["appoint"], **lent)
    s.withdraw(wrong)
    s.none("delegations", pos=wrong)
    right = s.pos(HEAD, "/delegations", person=DEPUTY, powers=["month"], **lent)
    assert s.find("delegations", pos=right)["powers"] == ["month"]
    return wrong


@row("people", "BoardFounded")
def board(s: RowsYear) -> int:
    named = {"from": s.day("08-20"), "decision": s.paper}
    wrong = s.pos(HEAD, "/boards", members=["quan", "thu"], **named)
    right = s.pos(HEAD, "/boards", members=["quan", "quan2"], **named)
    assert [each["pos"] for each in s.rows("boards")][-2:] == [wrong, right]
    return wrong


@row("people", "StaffProfileSet")
def profile(s: RowsYear) -> int:
    wrong = int(s.put(BOARD, "/people/quan2/profile/title", value="Giáo vien", base=0)["pos"])
    s.put(BOARD, "/people/quan2/profile/title", value="Giáo viên", base=wrong)
    rows = [each["value"] for each in s.rows("staff-profiles") if each["person"] == "quan2"]
    assert rows[-1].endswith("Giáo viên")
    return wrong


@row("people", "ProcedureSet")
def procedure(s: RowsYear) -> int:
    said = {"seats": ["board", "homeroom", "leadership"], "papers": "Biên bản", "decision": s.paper}
    wrong = s.pos(HEAD, "/procedures", days=5, **said)
    s.post(HEAD, "/procedures", days=15, **said)
    rows = s.rows("procedures")
    assert (rows[-2]["pos"], rows[-2]["days"], rows[-1]["days"]) == (wrong, 5, 15)
    return wrong


@row("people", "CommitmentSigned", "ActWithdrawn")
def commitment(s: RowsYear) -> list[int]:
    """The first is withdrawn; the withdrawal of the second was itself the slip, so it is written again."""
    said = {"provider": "Công ty B", "years": 10, "from": s.day("08-20"), "to": s.day("07-31")}
    said |= {"clauses": ["safety"], "decision": s.paper}
    wrong = s.pos(HEAD, "/commitments", commitment="nham", **said)
    s.withdraw(wrong)
    s.none("commitments", commitment="nham")
    taken = s.newest("ActWithdrawn", of=wrong)
    right = s.pos(HEAD, "/commitments", commitment="dung", **said)
    assert s.find("commitments", commitment="dung")["pos"] == right
    return [wrong, taken]


@row("people", "IncidentReported", "IncidentAnswered")
def incident(s: RowsYear) -> list[int]:
    wrong = s.pos(CLERK, "/incidents", incident="nham", text="báo nhầm trường")
    answered = s.pos(BOARD, "/incidents/nham/answers", text="đang xm", state="open")
    s.post(BOARD, "/incidents/nham/answers", text="báo nhầm, đã đóng", state="closed")
    seen = s.find("incidents", incident="nham")
    assert (seen["state"], len(seen["answers"])) == ("closed", 2)
    return [wrong, answered]


@row("people", "JournalNoted")
def note(s: RowsYear) -> int:
    wrong = s.pos(CLERK, "/journal", text="thay ổ đĩa số 1")
    s.post(CLERK, "/journal", text="dòng trên ghi nhầm: ổ đĩa số 2")
    texts = [line["text"] for line in s.rows("journal")]
    assert {"thay ổ đĩa số 1", "dòng trên ghi nhầm: ổ đĩa số 2"} <= set(texts)
    return wrong


@row("people", "RectificationProposed", "RectificationWitnessed", "RectificationDecided")
def rectification(s: RowsYear) -> list[int]:
    """A wrong proposal is refused though witnessed; a wrong one that was applied is put right again."""
    of = s.pos(HEAD, "/people", person="hai-lan", name="Lê Hai Lan")
    said = {"of": of, "change": {"name": "Lê Hai Lân"}, "reason": "nhầm", "evidence": [DIGEST]}
    proposed = s.pos(CLERK, "/rectifications", rectification="sai", **said)
    seen = s.pos(BOARD, "/rectifications/sai/witness")
    s.post(HEAD, "/rectifications/sai/decide", outcome="refused", decision=s.paper)
    assert s.find("rectifications", rectification="sai")["state"] == "refused"
    s.mend(of, {"name": "Lê Hai Lãn"})
    decided = s.newest("RectificationDecided")
    s.mend(of, {"name": "Lê Hai Lần"})
    assert {each["person"]: each["name"] for each in s.get(HEAD, "/people")}["hai-lan"] == "Lê Hai Lần"
    return [proposed, seen, decided]


@row("end", "ReadsDigested")
def reads(s: RowsYear) -> int:
    """Told by the system once a day; a row that differs would be found by fsck, and an incident says why."""
    s.post(CLERK, "/incidents", incident="nhat-ky-doc", text="nhật ký đọc khác dòng của ngày")
    assert s.find("incidents", incident="nhat-ky-doc")["state"] == "reported"
    return s.newest("ReadsDigested")


@row("classes", "YearOpened")
def year(s: RowsYear) -> int:
    wrong = s.newest("YearOpened")
    spans = [{"from": s.day("09-05"), "to": s.day("01-10")}, {"from": s.day("01-18"), "to": s.day("05-31")}]
    s.mend(wrong, {"semesters": spans})
    assert s.find("years", year=s.plan.year)["semesters"][0] == [s.day("09-05"), s.day("01-10")]
    spans[0]["to"] = s.day("01-16")
    s.mend(wrong, {"semesters": spans})
    assert s.find("years", year=s.plan.year)["semesters"][0] == [s.day("09-05"), s.day("01-16")]
    return wrong


@row("classes", "SubstituteNamed")
def substitute(s: RowsYear) -> int:
    named = {"appointment": s.posts[A, "van"], "from": s.day("09-05"), "to": s.day("09-30")}
    wrong = s.pos(DEPUTY, "/substitutes", person="moi", decision=s.paper, **named)
    s.withdraw(wrong)
    s.none("substitutes", pos=wrong)
    right = s.pos(DEPUTY, "/substitutes", person="gv.toan", decision=s.paper, **named)
    assert s.find("substitutes", pos=right)["person"] == "gv.toan"
    return wrong


@row("classes", "WindowSet")
def window(s: RowsYear) -> int:
    place = {"year": s.plan.year, "semester": 1, "cols": ["dan_toc"], "classes": ["*"], "decision": s.paper}
    span = {"from": s.midnight("09-05"), "to": s.five("12-01")}
    wrong = s.pos(HEAD, "/windows", window="nham", **place, **span)
    s.withdraw(wrong)
    s.none("windows", window="nham")
    span["to"] = s.five("12-20")
    right = s.pos(HEAD, "/windows", window="dung", **place, **span)
    assert s.find("windows", window="dung")["pos"] == right
    return wrong


@row("classes", "WindowMoved")
def moved(s: RowsYear) -> int:
    wrong = s.pos(DEPUTY, "/windows/hk1/move", to=s.five("01-30"), decision=s.paper)
    s.post(DEPUTY, "/windows/hk1/move", to=s.five("01-15"), decision=s.paper)
    until = {each["window"]: each["to"] for each in s.get(HEAD, "/windows")}["hk1"]
    assert until.startswith(s.day("01-15"))
    return wrong
