"""Sound drafts about the school, its people and its classes; any field can be overridden."""

from typing import Any

from tests.vectors.law.log import Draft, digest, vkey
from tests.vectors.law.story import FURTHER, OTHERS, SUBJECTS, Data, Story, subject

DECISION = {"no": "01/QĐ", "date": "2026-08-20", "digest": digest("decision")}


def created(**over: Any) -> Draft:
    return (
        "school",
        "LogCreated",
        {
            "school": {"code": "thcs-1", "name": "THCS Một", "province": "kontum", "level": "THCS"},
            "key": vkey("key 1"),
            "decision": DECISION,
            "head": {"person": "h1", "name": "Y Hiệu", "from": "2026-08-01"},
            **over,
        },
    )


def policy(**over: Any) -> Draft:
    proof = {"entry": "password", "decide": "totp", "witness": "passkey"}
    return "school", "PolicySet", {"proof": proof, "lapse": 10, **over}


def rotated(old: str = "key 1", new: str = "key 2") -> Draft:
    return "school", "KeyRotated", {"old": vkey(old), "new": vkey(new), "decision": DECISION}


def clock_reset() -> Draft:
    return "school", "ClockReset", {"reason": "đồng hồ máy chủ chạy nhanh"}


def restored(size: int) -> Draft:
    return "school", "Restored", {"size": size, "source": "gói lưu trữ", "checkpoint": digest("note")}


def person(name: str) -> Draft:
    return f"person/{name}", "PersonRegistered", {"person": name, "name": f"Người {name}"}


def post(name: str, role: str, klass: str | None = None, subject: str | None = None, **over: Any) -> Draft:
    return (
        f"person/{name}",
        "Appointed",
        {
            "person": name,
            "role": role,
            "class": klass,
            "subject": subject,
            "from": "2026-09-01",
            "to": None,
            "decision": DECISION,
            **over,
        },
    )


def post_ended(name: str, appointment: int, on: str) -> Draft:
    data = {"person": name, "appointment": appointment, "on": on, "decision": DECISION}
    return f"person/{name}", "AppointmentEnded", data


def delegated(name: str, *powers: str, **over: Any) -> Draft:
    period = {"from": "2026-09-01", "to": "2026-12-31"}
    data = {"person": name, "powers": list(powers), "decision": DECISION, **period, **over}
    return f"person/{name}", "Delegated", data


def opened(klass: str = "6A", **over: Any) -> Draft:
    return (
        f"class/{klass}",
        "ClassOpened",
        {
            "class": klass,
            "name": f"Lớp {klass}",
            "grade": 6,
            "year": "2026-2027",
            "regime": "TT22_2021",
            "subjects": [subject("nhac", "comment", 350, 2, (1,)), subject("toan", "score", 1400, 4)],
            **over,
        },
    )


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


def class_opened(s: Story, klass: str, **over: Any) -> Draft:
    further = [subject(name, "score", 350, 2) for name in FURTHER[s.regime]]
    subjects = OTHERS if klass == "6B" else [SUBJECTS[0], *further, SUBJECTS[1]]
    return opened(klass, **{"year": s.year, "regime": s.regime, "subjects": subjects, **over})


def board_of(*members: str, **over: Any) -> Draft:
    data = {"members": list(members), "from": "2026-09-01", "to": None, "decision": DECISION, **over}
    return "school", "BoardFounded", data


def stand_in(name: str, appointment: int) -> Draft:
    data = {"person": name, "appointment": appointment, "from": "2026-09-01", "to": "2027-05-31"}
    return f"person/{name}", "SubstituteNamed", {**data, "decision": DECISION}
