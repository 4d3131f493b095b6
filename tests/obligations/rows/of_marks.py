"""Rows about marks, dossiers, comparisons, checks."""

from domain.words.days import later
from tests.obligations.people import DEPUTY
from tests.obligations.rows.school import EVIDENCE, B, RowsYear, row
from tests.school.door import HEAD


@row("marks", "MarkEntered")
def entered(s: RowsYear) -> int:
    wrong = s.mark("6B.03", "nx", "Chưa ngoan")
    s.mark("6B.03", "nx", "Rất ngoan")
    assert s.value_of("6B.03", "nx")["text"] == "Rất ngoan"
    assert s.life("6B.03", "nx") == ["Chưa ngoan", "Rất ngoan"]
    return wrong


@row("marks", "MarkChanged", "MarkCleared")
def changed(s: RowsYear) -> list[int]:
    wrong = s.mark("6B.03", "tx1", "2")
    cleared = s.mark("6B.03", "tx1", None)
    s.mark("6B.03", "tx1", "8")
    assert s.value_of("6B.03", "tx1")["text"] in ("8", "8,0")
    assert len(s.life("6B.03", "tx1")) == 4
    return [wrong, cleared]


@row("marks", "ColumnPublished", "CorrectionApplied")
def published(s: RowsYear) -> list[int]:
    """A published value is wrong; the dossier about it is wrong, too."""
    s.dossier("sai-1", "6B.03", "ck", "9,1")
    applied = s.newest("CorrectionApplied")
    s.dossier("sai-2", "6B.03", "ck", "9,3")
    assert s.value_of("6B.03", "ck", "toan")["text"] == "9,3"
    assert s.life("6B.03", "ck", "toan")[-2:] == ["9,1", "9,3"]
    return [s.newest("ColumnPublished", f"book/{B}/toan/1"), applied]


@row("marks", "CorrectionProposed", "CorrectionItem", "CorrectionAmended", "CorrectionWithdrawn")
def amended(s: RowsYear) -> list[int]:
    """Proposed wrongly, amended wrongly, withdrawn; another dossier about the same cell is applied."""
    proposed = s.dossier("sai-3", "6B.04", "ck", "1,1", apply=False)
    cell = s.value_of("6B.04", "ck", "toan")
    item = {"pupil": "6B.04", "col": "ck", "base": cell["pos"], "reason": "Cộng nhầm"}
    s.post("gv.toan", "/dossiers/sai-3/amend", evidence=EVIDENCE, items=[{**item, "value": "1,2"}])
    wrong = s.newest("CorrectionAmended")
    s.post("gv.toan", "/dossiers/sai-3/amend", evidence=EVIDENCE, items=[{**item, "value": "1,3"}])
    assert s.get(HEAD, "/dossiers/sai-3")["items"][0]["text"] == "1,3"
    taken = s.pos("gv.toan", "/dossiers/sai-3/withdraw")
    assert s.get(HEAD, "/dossiers/sai-3")["state"] == "withdrawn"
    s.dossier("dung-3", "6B.04", "ck", "9,4")
    assert s.value_of("6B.04", "ck", "toan")["text"] == "9,4"
    return [proposed, s.newest("CorrectionItem"), wrong, taken]


@row("marks", "CorrectionPermitted", "CorrectionRefused")
def permitted(s: RowsYear) -> list[int]:
    """Permitted wrongly, so refused; refused wrongly, so another dossier."""
    s.dossier("sai-4", "6B.06", "ck", "9,6", apply=False)
    permit = s.pos(DEPUTY, "/dossiers/sai-4/permit")
    refused = s.pos(DEPUTY, "/dossiers/sai-4/refuse", reason="chưa đủ căn cứ")
    assert s.get(HEAD, "/dossiers/sai-4")["state"] == "refused"
    s.dossier("dung-4", "6B.06", "ck", "9,6")
    assert s.value_of("6B.06", "ck", "toan")["text"] == "9,6"
    return [permit, refused]


@row("marks", "CorrectionWitnessed", "CorrectionLapsed")
def witnessed(s: RowsYear) -> list[int]:
    """A seat taken by mistake is free again when the session lapses; a new session applies it."""
    s.dossier("sai-5", "6B.02", "ck", "4,1", apply=False)
    s.post(DEPUTY, "/dossiers/sai-5/permit")
    seat = s.pos(DEPUTY, "/dossiers/sai-5/witness", seat="leadership")
    s.clock.set(later(s.clock.now(), minutes=11))
    s.service.run_schedule()
    assert not s.get(HEAD, "/dossiers/sai-5")["session_open"]
    lapsed = s.newest("CorrectionLapsed")
    s.seats("sai-5")
    assert s.value_of("6B.02", "ck", "toan")["text"] == "4,1"
    return [seat, lapsed]


@row("marks", "LateEntryPermitted")
def late(s: RowsYear) -> int:
    path = f"/books/{B}/toan/1/late-permissions"
    asked = {"col": "ck", "pupils": ["6B.03"], "reason": "makeup", "decision": s.paper}
    wrong = s.pos(DEPUTY, path, until=s.five("12-30"), **asked)
    s.withdraw(wrong)
    s.none("late", pos=wrong)
    right = s.pos(DEPUTY, path, until=s.five("12-31"), **asked)
    assert s.find("late", pos=right)["pupils"] == ["6B.03"]
    return wrong


@row("marks", "ColumnDated")
def dated(s: RowsYear) -> int:
    path = f"/books/{B}/van/1/columns/gk/date"
    wrong = int(s.put("gv.van", path, date=s.day("10-20"))["pos"])
    s.put("gv.van", path, date=s.day("10-21"))
    seen = s.find("publications", subject="van", semester=1, col="gk", **{"class": B})
    assert seen["tested"] == s.day("10-21")
    return wrong


@row("marks", "BookCompared", "BookDeclared")
def compared(s: RowsYear) -> list[int]:
    """Compared with the wrong file, and what was declared of it."""
    path = f"/books/{B}/van/1"
    first = s.pos("gv.van", f"{path}/comparisons", content="ma_hs;tx1\n6B.03;1")
    said = {"comparison": first, "explanation": "chép nhầm"}
    declared = s.pos("gv.van", f"{path}/declarations", **said)
    right = s.value_of("6B.03", "tx1")["text"]
    second = s.pos("gv.van", f"{path}/comparisons", content=f"ma_hs;tx1\n6B.03;{right}")
    s.post("gv.van", f"{path}/declarations", comparison=second, explanation="sổ đúng là tệp này")
    assert s.find("comparisons", pos=first)["declared"] == declared
    assert s.find("comparisons", pos=second)["declared"] is not None
    return [first, declared]


@row("marks", "ProgressChecked", "TeacherRated")
def rated(s: RowsYear) -> list[int]:
    """Checked in the wrong semester, and rated by it: another check, the rating void, rated anew."""
    year = {"year": s.plan.year, "semester": 1}
    wrong = s.pos(HEAD, "/progress-checks", check="nham", **year)
    rating = s.pos(DEPUTY, "/ratings", person="gv.van", checks=[wrong], **year)
    s.mend(rating, None)
    s.none("ratings", pos=rating)
    right = s.pos(HEAD, "/progress-checks", check="dung", **year)
    again = s.pos(DEPUTY, "/ratings", person="gv.van", checks=[right], **year)
    assert s.find("ratings", person="gv.van")["pos"] == again
    return [wrong, rating]
