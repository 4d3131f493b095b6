"""A small school's year, act by act, in which everything is in order: TT58+TT26 in 2020-2021, or TT22 later.

`run(log, upto)` writes the acts before the one of that name; whoever breaks a rule begins there.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from tests.vectors.law.drafts import (
    DECISION,
    close,
    created,
    enrolled,
    mark,
    opened,
    person,
    post,
    subject,
    window,
)
from tests.vectors.law.log import Draft, Log, b64, canonical, digest, sha

Data = dict[str, Any]
YEARS = {"TT58_26": 2020, "TT22_2021": 2021}
SUBJECTS = [subject("nhac", "comment", 350, 2), {**subject("toan", "score", 350, 2), "name": "Toán"}]
OTHERS = [subject("hoa", "score", 350, 2, (1,)), *SUBJECTS]
"""Of class 6B, which learns one subject in one semester."""
FURTHER = {"TT58_26": (), "TT22_2021": ("s1", "s2", "s3", "s4", "s5")}
"""Further subjects of 6A with a pupil's marks of mathematics: TT22 Đ9.2 counts six at a mark."""
MARKS = {"p1": 80, "p2": 40, "p3": 50, "p4": 70, "p6": 65}
"""The average of each pupil: all marks of a pupil are this one."""


class Story(NamedTuple):
    """What differs between the two regimes."""

    log: Log
    regime: str

    @property
    def first(self) -> int:
        return YEARS[self.regime]

    @property
    def year(self) -> str:
        return f"{self.first}-{self.first + 1}"

    def day(self, month_day: str) -> str:
        """A date of the school year: "09-05" is in its first calendar year, "02-01" in its second."""
        return f"{self.first + (month_day < '08')}-{month_day}"

    def go(self, month_day: str) -> None:
        """Sets the clock to the morning of that day."""
        self.log.now = datetime.fromisoformat(self.day(month_day) + "T02:00:00")

    def entries(self) -> list[Data]:
        return [json.loads(line) for line in self.log.lines]

    @property
    def scored(self) -> list[str]:
        """The scored subjects of 6A."""
        return [*FURTHER[self.regime], "toan"]

    def low(self) -> str:
        return "Y" if self.regime == "TT58_26" else "CD"


def sight(rows: list[Any]) -> Data:
    return {"count": len(rows), "digest": b64(sha(canonical(rows)))}


def book_sight(log: Log, book: str) -> Data:
    cells = log.cells.items()
    return sight(sorted([pupil, col, pos] for (name, pupil, col), pos in cells if name == book))


def held(entries: list[Data], kind: str, keys: tuple[str, ...]) -> dict[tuple[Any, ...], Data]:
    """The last entry of that type for each key, of those that hold a value."""
    last = {tuple(e["data"][key] for key in keys): e for e in entries if e["type"] == kind}
    return {key: e for key, e in last.items() if e["data"]["value"] is not None}


def absence(s: Story, **over: Any) -> Draft:
    data: Data = {"class": "6A", "pupil": "p1", "date": s.day("09-08"), "session": "S", "old": None}
    data |= {"value": "P", "base": 0, **over}
    return f"attendance/6A/{data['date'][:7]}", "AbsenceSet", data


def year_opened(s: Story, **over: Any) -> Draft:
    spans = [(s.day("09-05"), s.day("01-17")), (s.day("01-18"), s.day("05-31"))]
    semesters = [{"from": first, "to": last} for first, last in spans]
    data: Data = {"year": s.year, "semesters": semesters, "decision": DECISION, **over}
    return f"year/{s.year}", "YearOpened", data


def founded(s: Story, **over: Any) -> Draft:
    data = {"members": ["b1", "b2"], "from": s.day("09-01"), "to": None, "decision": DECISION}
    return "school", "BoardFounded", {**data, **over}


def substitute(s: Story, appointment: int, **over: Any) -> Draft:
    data: Data = {"person": "s1", "appointment": appointment, "from": s.day("09-01"), "to": s.day("05-31")}
    data |= {"decision": DECISION, **over}
    return f"person/{data['person']}", "SubstituteNamed", data


def profile(**over: Any) -> Draft:
    data = {"person": "t1", "field": "title", "old": None, "value": "t:Giáo viên hạng II", "base": 0, **over}
    return f"person/{data['person']}", "StaffProfileSet", data


def placed(pupil: str, klass: str, day: str, cause: str) -> Draft:
    data = {"pupil": pupil, "class": klass, "from": day, "cause": cause, "decision": DECISION}
    return f"pupil/{pupil}", "PupilPlaced", data


def left(pupil: str, klass: str, last: str) -> Draft:
    data = {"pupil": pupil, "class": klass, "last": last, "cause": "transfer", "school": "THCS Hai"}
    return f"pupil/{pupil}", "PupilLeft", {**data, "decision": DECISION}


def arrived(pupil: str) -> Draft:
    return f"pupil/{pupil}", "TransferredIn", {"pupil": pupil, "school": "THCS Ba", "letter": DECISION}


def brought(s: Story, subject: str, value: Any, **over: Any) -> Draft:
    data = {"pupil": "p4", "year": s.year, "semester": 1, "subject": subject, "value": value}
    data |= {"document": digest("bảng điểm"), **over}
    return f"pupil/{data['pupil']}", "ResultBrought", data


def exempted(pupil: str, subject: str, part: str, *semesters: int, **over: Any) -> Draft:
    data: Data = {"pupil": pupil, "class": "6A", "subject": subject, "semesters": list(semesters)}
    data |= {"part": part, "evidence": [digest("giấy khám")], "decision": DECISION, **over}
    return f"pupil/{pupil}", "ExemptionGranted", data


def exemption_ended(pupil: str, pos: int) -> Draft:
    data = {"pupil": pupil, "exemption": pos, "reason": "đã khỏe", "decision": DECISION}
    return f"pupil/{pupil}", "ExemptionEnded", data


def one_semester(pupil: str, subject: str, klass: str = "6A") -> Draft:
    data = {"pupil": pupil, "class": klass, "subject": subject, "decision": DECISION}
    return f"pupil/{pupil}", "OneSemesterAllowed", data


def roster(s: Story, klass: str = "6A", **over: Any) -> Draft:
    placings = {e["data"]["pupil"]: e["pos"] for e in s.entries() if e["type"] == "PupilEnrolled"}
    here = sorted([p, pos] for p, pos in placings.items() if p in ("p1", "p2", "p3", "p5"))
    cells = s.log.cells.items()
    held_cells = sorted([p, col, pos] for (book, p, col), pos in cells if book == f"book/{klass}/profile/1")
    seen = {"count": len(here), "digest": b64(sha(canonical([here, held_cells])))}
    return f"class/{klass}", "RosterConfirmed", {"class": klass, **seen, **over}


def month_sight(s: Story, month: str) -> Data:
    entries = s.entries()
    rows = held(entries, "AbsenceSet", ("pupil", "date", "session"))
    absent = sorted([*key, e["pos"]] for key, e in rows.items() if key[1][:7] == month)
    moves = []
    for e in entries:
        day = e["data"].get("from") if e["type"] != "PupilLeft" else e["data"]["last"]
        if e["type"] in ("PupilEnrolled", "PupilPlaced", "PupilLeft") and day[:7] == month:
            moves += [[e["data"]["pupil"], e["pos"]]] if e["data"]["class"] == "6A" else []
    return {"count": len(absent), "digest": b64(sha(canonical([absent, sorted(moves)])))}


def month(kind: str, of: str, **data: Any) -> Draft:
    return f"attendance/6A/{of}", kind, {"class": "6A", "month": of, **data}


def september(s: Story) -> str:
    return s.day("09-01")[:7]


def month_confirmed(s: Story, of: str, **over: Any) -> Draft:
    return month("MonthConfirmed", of, **{**month_sight(s, of), **over})


def month_signed(of: str, confirmation: int) -> Draft:
    return month("MonthSigned", of, confirmation=confirmation, remark="đủ")


def month_reopened(of: str) -> Draft:
    return month("MonthReopened", of, reason="ghi sót")


def dated(s: Story, **over: Any) -> Draft:
    return "book/6A/toan/1", "ColumnDated", {"col": "tx1", "date": s.day("10-06"), **over}


def compared(s: Story, differing: int = 1, **over: Any) -> Draft:
    book = "book/6A/toan/1"
    data = {"file": digest("sổ"), "differing": differing, **book_sight(s.log, book), **over}
    return book, "BookCompared", data


def declared(comparison: int, explanation: str | None) -> Draft:
    return "book/6A/toan/1", "BookDeclared", {"comparison": comparison, "explanation": explanation}


def book_signed(s: Story, name: str, semester: int, **over: Any) -> Draft:
    book = f"book/6A/{name}/{semester}"
    return book, "BookSigned", {**book_sight(s.log, book), **over}


def class_signed(s: Story, semester: int, **over: Any) -> Draft:
    data = {"class": "6A", "semester": semester, **s.log.term("6A", semester), **over}
    return f"term/6A/{semester}", "ClassSigned", data


LEARNING = {"TT58_26": ("G", "Y", "TB", "K", "K"), "TT22_2021": ("T", "CD", "D", "K", "K")}
PUPILS = ("p1", "p2", "p3", "p4", "p6")


def result(s: Story, pupil: str, semester: int, **over: Any) -> Draft:
    """The result as it follows from the marks of this story."""
    value = MARKS[pupil]
    silent = (("p6", 1), ("p3", 2)) if s.regime == "TT58_26" else (("p6", 1),)
    comments = [] if (pupil, semester) in silent else [["nhac", "D"]]
    low = pupil == "p3" and (semester == 2 or not semester)
    conduct = s.low() if low else "T"
    learning = LEARNING[s.regime][PUPILS.index(pupil)]
    absent = None if semester else {"p1": 1, "p4": 3}.get(pupil, 0)
    data = {"class": "6A", "semester": semester, "pupil": pupil}
    data |= {"scores": [[subject, value] for subject in s.scored]}
    data |= {"comments": comments, "average": value if s.regime == "TT58_26" else None, "conduct": conduct}
    data |= {"absent": absent, "learning": learning, "base": learning, "clause": None, **over}
    return f"term/6A/{semester or 2}", "ResultRecorded", data


def approval(s: Story, semester: int, **over: Any) -> list[Draft]:
    rows = [result(s, pupil, one) for one in ((1,) if semester == 1 else (2, 0)) for pupil in PUPILS]
    data = {"class": "6A", "semester": semester, "results": len(rows), **s.log.term("6A", semester), **over}
    return [(f"term/6A/{semester}", "ResultsApproved", data), *rows]


def list_signed(s: Story, stage: int, **over: Any) -> Draft:
    entries = s.entries()
    if stage == 1:
        found = {e["data"]["pupil"]: e["pos"] for e in entries if _is_year(e)}
        seen = sight(sorted([pupil, pos] for pupil, pos in found.items()))
    else:
        after = ("RetestEntered", "SummerConductJudged")
        made = [(e["data"]["pupil"], e["pos"]) for e in entries if e["type"] in after]
        seen = sight([[who, [pos for pupil, pos in made if pupil == who]] for who in ("p2", "p3")])
    return "board/6A", "PromotionListSigned", {"class": "6A", "stage": stage, **seen, **over}


def _is_year(e: Data) -> bool:
    return bool(e["type"] == "ResultRecorded" and e["data"]["semester"] == 0)


def board(stage: int, **over: Any) -> Draft:
    data = {"class": "6A", "stage": stage, "members": ["b1", "g1", "h1"], "decision": DECISION, **over}
    return "board/6A", "BoardOpened", data


def decided(s: Story, at: int, who: str, **over: Any) -> Draft:
    """The decision on a pupil at a stage, as it follows from the story."""
    row = result(s, who, 0)[2]
    first = {"p2": "KIEM_TRA_LAI", "p3": "REN_LUYEN_HE"}.get(who, "LEN_LOP")
    data = {"class": "6A", "stage": at, "pupil": who, "learning": row["learning"], "conduct": row["conduct"]}
    data |= {"absent": row["absent"], "outcome": first if at == 1 else "LEN_LOP", "reason": None}
    if at == 2:
        data |= {"p2": _after_retest(s), "p3": {"conduct": _passed(s)}}[who]
    return "board/6A", "PromotionDecided", {**data, **over}


def _after_retest(s: Story) -> Data:
    """TT22 Đ9.2 asks for six subjects at 5,0, and one was taken again."""
    if s.regime == "TT58_26":
        return {"learning": "TB"}
    return {"learning": "CD", "outcome": "O_LAI_LOP"}


def _passed(s: Story) -> str:
    return "TB" if s.regime == "TT58_26" else "D"


def retests_opened(s: Story, **over: Any) -> Draft:
    spans = {"from": s.day("07-01") + "T00:00:00.000000Z", "to": s.day("07-20") + "T00:00:00.000000Z"}
    return f"year/{s.year}", "RetestOpened", {"year": s.year, **spans, "decision": DECISION, **over}


def registered(pupil: str, *subjects: str) -> Draft:
    return "board/6A", "RetestRegistered", {"class": "6A", "pupil": pupil, "subjects": list(subjects)}


def retest(pupil: str = "p2", value: Any = 60, **over: Any) -> Draft:
    data = {"class": "6A", "subject": "toan", "pupil": pupil, "old": None, "value": value, "base": 0, **over}
    return f"retest/6A/{data['subject']}", "RetestEntered", data


def summer(s: Story, pupil: str = "p3", **over: Any) -> Draft:
    data = {"class": "6A", "pupil": pupil, "conduct": _passed(s), "evidence": [digest("xác nhận")], **over}
    return "board/6A", "SummerConductJudged", data


def title(pupil: str = "p1", semester: int = 0, **over: Any) -> Draft:
    data = {"class": "6A", "pupil": pupil, "semester": semester, "title": "HSG", "reason": None, **over}
    return "board/6A", "TitleAwarded", data


def procedure() -> Draft:
    data = {"seats": ["board", "homeroom", "leadership"], "days": 10, "papers": "Biên bản"}
    return "school", "ProcedureSet", {**data, "decision": DECISION}


def incident(name: str = "i1") -> Draft:
    return f"incident/{name}", "IncidentReported", {"incident": name, "text": "không lưu được điểm"}


def answered(name: str = "i1", state: str = "closed") -> Draft:
    return f"incident/{name}", "IncidentAnswered", {"incident": name, "text": "đã sửa", "state": state}


def commitment(s: Story, **over: Any) -> Draft:
    clauses = ["administration", "confidentiality", "programme", "retention", "safety"]
    data = {
        "commitment": "cc1",
        "provider": "Công ty A",
        "clauses": clauses,
        "years": 10,
        "decision": DECISION,
    }
    data |= {"from": s.day("09-01"), "to": s.day("05-31"), **over}
    return f"commitment/{data['commitment']}", "CommitmentSigned", data


def journal() -> Draft:
    return "journal", "JournalNoted", {"text": "đã kiểm tra máy chủ"}


def _excused(s: Story) -> dict[str, set[str]]:
    """Subject -> the pupils of whom no marks of semester 1 are due in it."""
    found: dict[str, set[str]] = {}
    ended = {e["data"]["exemption"] for e in s.entries() if e["type"] == "ExemptionEnded"}
    for entry in s.entries():
        data, kind = entry["data"], entry["type"]
        brought = kind == "ResultBrought" and data["semester"] == 1
        exempt = kind == "ExemptionGranted" and data["part"] == "whole" and 1 in data["semesters"]
        if brought or kind == "OneSemesterAllowed" or (exempt and entry["pos"] not in ended):
            found.setdefault(data["subject"], set()).add(data["pupil"])
    return found


def checked(s: Story, name: str = "k1", *, former: bool = False, **over: Any) -> Draft:
    """Semester 1; `former`: as checks were first written, by the class's own books alone."""
    rows: list[list[Any]] = []
    entered: dict[tuple[str, str, str], set[str]] = {}
    for book, pupil, col in s.log.cells:
        _, klass, subject, semester = book.split("/")
        for place in (klass, "") if semester == "1" else ():
            entered.setdefault((place, subject, col), set()).add(pupil)
    excused = {} if former else _excused(s)
    members = {"6A": {"p1", "p2", "p3", "p4", "p6"}, "6B": {"p5"}}
    for klass, here in members.items():
        for subject in ("hoa", "nhac", "toan") if klass == "6B" else ("nhac", *s.scored):
            for col in ("ck", "gk", "tx1", "tx2"):
                due = here - excused.get(subject, set())
                done = entered.get((klass if former else "", subject, col), set()) & due
                rows.append([klass, subject, col, len(due), len(done)])
    rows.sort()
    data = {"check": name, "year": s.year, "semester": 1, "figures": _sums(rows), **sight(rows), **over}
    return f"check/{data['check']}", "ProgressChecked", data


def _sums(rows: list[list[Any]]) -> list[list[Any]]:
    sums: dict[tuple[str, str], list[int]] = {}
    for klass, taught, _, due, done in rows:
        book_sum = sums.setdefault((klass, taught), [0, 0])
        book_sum[0] += done
        book_sum[1] += due
    return [[*key, *sums[key]] for key in sorted(sums)]


def rated(s: Story, check: int, **over: Any) -> Draft:
    figures = s.entries()[check]["data"]["figures"]
    done, due = next((row[2], row[3]) for row in figures if row[:2] == ["6A", "toan"])
    level = "T" if done == due else "K" if 100 * done >= 95 * due else "D" if 100 * done >= 80 * due else "CD"
    data = {
        "person": "t1",
        "year": s.year,
        "semester": 1,
        "checks": [check],
        "entered": done,
        "expected": due,
    }
    data |= {"level": level, **over}
    return f"person/{data['person']}", "TeacherRated", data


Act = tuple[str, Callable[[Story], object]]


def _do(who: str, *made: Callable[[Story], Draft]) -> Callable[[Story], None]:
    def act(s: Story) -> None:
        s.log.do(who, *(one(s) for one in made))

    return act


def _found(s: Story) -> None:
    s.go("09-01")
    s.log.do(("h1", "founder", 0), created(head={"person": "h1", "name": "Y Hiệu", "from": s.day("08-01")}))
    s.log.rights["head"] = ("h1", "head", 0)
    s.log.do("head", *(person(name) for name in ("b1", "b2", "c1", "d1", "g1", "s1", "t1", "t2", "x1")))


def appoint(s: Story, who: str, name: str, role: str, *scope: str, **over: Any) -> None:
    data = {"from": s.day("08-15"), **over}
    s.log.rights[who] = (name, role, s.log.do("head", post(name, role, *scope, **data)))


def _posts(s: Story) -> None:
    appoint(s, "board", "b1", "board")
    appoint(s, "clerk", "c1", "clerk")
    appoint(s, "deputy", "d1", "deputy")


def class_opened(s: Story, klass: str, **over: Any) -> Draft:
    further = [subject(name, "score", 350, 2) for name in FURTHER[s.regime]]
    subjects = OTHERS if klass == "6B" else [SUBJECTS[0], *further, SUBJECTS[1]]
    return opened(klass, **{"year": s.year, "regime": s.regime, "subjects": subjects, **over})


def _teachers(s: Story) -> None:
    appoint(s, "homeroom", "g1", "homeroom", "6A")
    appoint(s, "toan", "t1", "teacher", "6A", "toan")
    appoint(s, "nhac", "t2", "teacher", "6A", "nhac")
    for name in FURTHER[s.regime]:
        appoint(s, name, "t2", "teacher", "6A", name)
    appoint(s, "toan 6B", "t2", "teacher", "6B", "toan")
    appoint(s, "hoa 6B", "t2", "teacher", "6B", "hoa")


def pupil_of(s: Story, pupil: str, klass: str = "6A", day: str = "09-05") -> Draft:
    return enrolled(pupil, **{"class": klass, "from": s.day(day)})


def _windows(s: Story) -> None:
    cols = sorted(["tx1", "tx2", "gk", "ck", "nx", "hk", "cn", "ten", "dia_chi"])
    for semester in (1, 2):
        span = {"from": s.day("09-01") + "T00:00:00.000000Z", "to": f"{s.first + 3}-01-01T00:00:00.000000Z"}
        s.log.do("head", window(f"w{semester}", year=s.year, semester=semester, cols=cols, **span))


def _profiles(s: Story) -> None:
    s.go("09-07")
    book = "book/6A/profile/1"
    s.log.do("homeroom", mark("t:Nguyễn Văn A", col="ten", book=book))
    s.log.do("clerk", mark("h:" + digest("địa chỉ"), col="dia_chi", book=book))


def _moves(s: Story) -> None:
    s.go("10-05")
    s.log.do("toan 6B", mark(65, pupil="p6", col="tx1", book="book/6B/toan/1"))
    s.log.do("board", placed("p6", "6A", s.day("10-06"), "change"))


def _leaves(s: Story) -> None:
    s.go("10-30")
    s.log.do("clerk", left("p5", "6A", s.day("10-29")))


def _returns(s: Story) -> None:
    s.go("11-10")
    s.log.do("clerk", placed("p5", "6B", s.day("11-10"), "return"))


def _arrives(s: Story) -> None:
    s.go("11-20")
    s.log.do("board", pupil_of(s, "p4", day="11-20"))
    s.log.do("board", arrived("p4"))


def _brings(s: Story) -> None:
    values = (*((name, 70) for name in s.scored), ("nhac", "D"), ("conduct", "T"), ("absent", 3))
    for name, value in values:
        s.log.do("clerk", brought(s, name, value))


def _exempts(s: Story) -> None:
    first = s.log.do("head", exempted("p1", "toan", "practical", 1))
    s.log.do("head", exemption_ended("p1", first))
    part = "whole" if s.regime == "TT58_26" else "practical"
    s.log.do("head", exempted("p3", "nhac", part, 2))


def marks(s: Story, semester: int) -> None:
    """Everything of a semester: mathematics, music, conduct."""
    nhac, conduct = (f"book/6A/{name}/{semester}" for name in ("nhac", "conduct"))
    for pupil in PUPILS:
        if (pupil, semester) == ("p4", 1):
            continue
        for name in s.scored:
            own = {"tx1"} if (pupil, semester, name) == ("p6", 1, "toan") else set()
            cols = [col for col in ("tx1", "tx2", "gk", "ck") if col not in own]
            book = f"book/6A/{name}/{semester}"
            s.log.do(name, *(mark(MARKS[pupil], pupil=pupil, col=col, book=book) for col in cols))
        silent = (("p6", 1), ("p3", 2)) if s.regime == "TT58_26" else (("p6", 1),)
        if (pupil, semester) not in silent:
            s.log.do(
                "nhac", *(mark("D", pupil=pupil, col=col, book=nhac) for col in ("tx1", "tx2", "gk", "ck"))
            )
        low = s.low() if (pupil, semester) == ("p3", 2) else "T"
        cols = ["hk", "cn"] if semester == 2 and s.regime == "TT58_26" else ["hk"]
        s.log.do("homeroom", *(mark(low, pupil=pupil, col=col, book=conduct) for col in cols))


def _marks_2(s: Story) -> None:
    s.go("05-20")
    marks(s, 2)


def sign(s: Story, semester: int) -> None:
    for name in (*s.scored, "nhac"):
        s.log.do(name, book_signed(s, name, semester))
    s.log.do("homeroom", book_signed(s, "conduct", semester))


def _compare(s: Story) -> None:
    pos = s.log.do("toan", compared(s))
    s.log.do("toan", declared(pos, "một con điểm chép nhầm ở sổ cá nhân"))


def _check(s: Story) -> None:
    s.go("12-20")
    pos = s.log.do("head", checked(s))
    s.log.do("deputy", rated(s, pos))


def _lock(s: Story) -> None:
    s.go("01-16")
    proposal = s.log.do("board", close("6A"))
    data = {"class": "6A", "semester": 1, "proposal": proposal, "decision": DECISION, **s.log.term("6A", 1)}
    s.log.do("head", ("close/6A/1", "BookLocked", data))


def _months(s: Story) -> None:
    s.go("09-28")
    pos = s.log.do("homeroom", month_confirmed(s, september(s)))
    s.log.do("head", month_signed(september(s), pos))


def _decide(s: Story, stage: int, *pupils: str) -> None:
    s.log.do("head", *(decided(s, stage, pupil) for pupil in pupils))


def _next_year(s: Story) -> None:
    s.go("05-31")
    year = f"{s.first + 1}-{s.first + 2}"
    s.log.do("board", opened("7A", year=year, grade=7, regime=s.regime, subjects=SUBJECTS))
    s.log.do("board", placed("p1", "7A", f"{s.first + 1}-09-06", "year"))


def _take_back(s: Story) -> None:
    of = next(e["pos"] for e in s.entries() if e["type"] == "CommitmentSigned")
    data = {"of": of, "stream": "commitment/cc1", "reason": "nhầm nhà cung cấp", "decision": DECISION}
    s.log.do("head", ("school", "ActWithdrawn", data))


def renaming(s: Story) -> Draft:
    """The name of p2 was mistyped at enrolment."""
    named = next(e for e in s.entries() if e["type"] == "PupilEnrolled" and e["data"]["pupil"] == "p2")
    data = {"rectification": "r9", "of": named["pos"], "stream": "pupil/p2", "change": {"name": "Em p2 Hai"}}
    data |= {"reason": "ghi sai tên so với khai sinh", "evidence": [digest("khai sinh")]}
    return "rectify/r9", "RectificationProposed", data


def renaming_seen(s: Story) -> Draft:
    data = {"rectification": "r9", "intent": s.log.intent("board", "r9", "rectify")}
    return "rectify/r9", "RectificationWitnessed", data


def renaming_ruled() -> Draft:
    data = {"rectification": "r9", "outcome": "applied", "decision": DECISION}
    return "rectify/r9", "RectificationDecided", data


STORY: tuple[Act, ...] = (
    ("found", _found),
    ("year", _do("head", year_opened)),
    ("board", _do("head", founded)),
    ("posts", _posts),
    ("6A", _do("board", lambda s: class_opened(s, "6A"))),
    ("6B", _do("board", lambda s: class_opened(s, "6B"))),
    ("teachers", _teachers),
    ("substitute", _do("head", lambda s: substitute(s, s.log.rights["toan"][2]))),
    ("profile", _do("board", lambda _s: profile())),
    ("pupils", _do("board", *(lambda s, p=p: pupil_of(s, p) for p in ("p1", "p2", "p3", "p5")))),
    ("p6", _do("clerk", lambda s: pupil_of(s, "p6", "6B"))),
    ("windows", _windows),
    ("profiles", _profiles),
    ("roster", _do("homeroom", roster)),
    ("procedure", _do("head", lambda _s: procedure())),
    ("commitment", _do("head", commitment)),
    ("journal", _do("clerk", lambda _s: journal())),
    ("incident", _do("toan", lambda _s: incident())),
    ("answer", _do("board", lambda _s: answered())),
    ("absence", lambda s: (s.go("09-09"), s.log.do("homeroom", absence(s)))[0]),
    ("months", _months),
    ("reopen", _do("head", lambda s: month_reopened(september(s)))),
    ("move", _moves),
    ("dated", lambda s: (s.go("10-07"), s.log.do("toan", dated(s)))[0]),
    ("leave", _leaves),
    ("return", _returns),
    ("arrive", _arrives),
    ("bring", _brings),
    ("exempt", _exempts),
    ("one semester", _do("head", lambda _s: one_semester("p6", "nhac"))),
    ("marks 1", lambda s: marks(s, 1)),
    ("compare", _compare),
    ("check", _check),
    ("sign 1", lambda s: sign(s, 1)),
    ("class 1", _do("homeroom", lambda s: class_signed(s, 1))),
    ("approve 1", lambda s: (s.log.do("head", *approval(s, 1)), None)[1]),
    ("lock 1", _lock),
    ("marks 2", _marks_2),
    ("sign 2", lambda s: sign(s, 2)),
    ("class 2", _do("homeroom", lambda s: class_signed(s, 2))),
    ("approve 2", lambda s: (s.log.do("head", *approval(s, 2)), None)[1]),
    ("list 1", _do("homeroom", lambda s: list_signed(s, 1))),
    ("board 1", _do("head", lambda _s: board(1))),
    ("decide 1", lambda s: _decide(s, 1, *PUPILS)),
    ("titles", _do("head", lambda _s: title())),
    ("next year", _next_year),
    ("retests", lambda s: (s.go("06-20"), s.log.do("head", retests_opened(s)))[0]),
    ("register", _do("homeroom", lambda _s: registered("p2", "toan"))),
    ("retest", lambda s: (s.go("07-05"), s.log.do("toan", retest()))[0]),
    ("summer", _do("homeroom", summer)),
    ("list 2", _do("homeroom", lambda s: list_signed(s, 2))),
    ("board 2", _do("head", lambda _s: board(2))),
    ("decide 2", lambda s: _decide(s, 2, "p2", "p3")),
    ("take back", _take_back),
    ("propose", _do("clerk", renaming)),
    ("witness", _do("board", renaming_seen)),
    ("put right", _do("head", lambda _s: renaming_ruled())),
)


def run(
    log: Log,
    upto: str | None = None,
    regime: str = "TT58_26",
    before: dict[str, Callable[[Story], object]] | None = None,
) -> Story:
    """Writes the story, or the acts before `upto`; what `before` holds is done before that act."""
    s = Story(log, regime)
    for name, act in STORY:
        if before and name in before:
            before[name](s)
        if name == upto:
            return s
        act(s)
    assert upto is None, upto
    return s
