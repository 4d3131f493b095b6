"""Sound drafts about the school, its people and its classes; any field can be overridden.

Those of a `Story` fit its year, the others the small school's.
"""

from typing import Any

from tests.vectors.law.log import Draft, digest, vkey
from tests.vectors.law.story import OTHERS, SUBJECTS, Data, Story, subject

DECISION = {"no": "01/QĐ", "date": "2026-08-20", "digest": digest("decision")}


def created(**over: Any) -> Draft:
    """Entry 0: a lower secondary school whose head is h1."""
    school = {"code": "thcs-1", "name": "THCS Một", "province": "kontum", "level": "THCS"}
    head = {"person": "h1", "name": "Y Hiệu", "from": "2026-08-01"}
    data = {"school": school, "key": vkey("key 1"), "decision": DECISION, "head": head, **over}
    return "school", "LogCreated", data


def policy(**over: Any) -> Draft:
    """Passwords to enter, one-time codes to decide, passkeys to witness, ten minutes a session."""
    proof = {"entry": "password", "decide": "totp", "witness": "passkey"}
    return "school", "PolicySet", {"proof": proof, "lapse": 10, **over}


def rotated(old: str = "key 1", new: str = "key 2") -> Draft:
    """Keys by the seeds that they are made of."""
    return "school", "KeyRotated", {"old": vkey(old), "new": vkey(new), "decision": DECISION}


def clock_reset() -> Draft:
    """Lets the entry's instant lie before the last one's."""
    return "school", "ClockReset", {"reason": "đồng hồ máy chủ chạy nhanh"}


def restored(size: int) -> Draft:
    """From an archive of so many entries."""
    return "school", "Restored", {"size": size, "source": "gói lưu trữ", "checkpoint": digest("note")}


def person(name: str) -> Draft:
    """Registers somebody who has no right yet."""
    return f"person/{name}", "PersonRegistered", {"person": name, "name": f"Người {name}"}


def post(name: str, role: str, klass: str | None = None, subject: str | None = None, **over: Any) -> Draft:
    """An appointment without a last day."""
    data = {"person": name, "role": role, "class": klass, "subject": subject, "from": "2026-09-01"}
    return f"person/{name}", "Appointed", {**data, "to": None, "decision": DECISION, **over}


def post_ended(name: str, appointment: int, on: str) -> Draft:
    """Of the appointment at that position, with its last day."""
    data = {"person": name, "appointment": appointment, "on": on, "decision": DECISION}
    return f"person/{name}", "AppointmentEnded", data


def delegated(name: str, *powers: str, **over: Any) -> Draft:
    """Until the end of the year, to a deputy."""
    period = {"from": "2026-09-01", "to": "2026-12-31"}
    data = {"person": name, "powers": list(powers), "decision": DECISION, **period, **over}
    return f"person/{name}", "Delegated", data


def board_of(*members: str, **over: Any) -> Draft:
    """A board that sits from the first of September on."""
    data = {"members": list(members), "from": "2026-09-01", "to": None, "decision": DECISION, **over}
    return "school", "BoardFounded", data


def founded(s: Story, **over: Any) -> Draft:
    """The board of the story's year."""
    return board_of("b1", "b2", **{"from": s.day("09-01"), **over})


def stand_in(name: str, appointment: int, **over: Any) -> Draft:
    """A substitute for the holder of that appointment, until the school year ends."""
    data: Data = {"person": name, "appointment": appointment, "from": "2026-09-01", "to": "2027-05-31"}
    data |= {"decision": DECISION, **over}
    return f"person/{data['person']}", "SubstituteNamed", data


def substitute(s: Story, appointment: int, **over: Any) -> Draft:
    """s1 stands in, the story's year long."""
    return stand_in("s1", appointment, **{"from": s.day("09-01"), "to": s.day("05-31"), **over})


def profile(**over: Any) -> Draft:
    """A teacher's grade, in clear."""
    data = {"person": "t1", "field": "title", "old": None, "value": "t:Giáo viên hạng II", "base": 0, **over}
    return f"person/{data['person']}", "StaffProfileSet", data


def year_opened(s: Story, **over: Any) -> Draft:
    """Two semesters, the second from 18 January on."""
    data: Data = {
        "year": s.year,
        "semesters": s.calendar.semesters("01-17", "01-18"),
        "decision": DECISION,
        **over,
    }
    return f"year/{s.year}", "YearOpened", data


def opened(klass: str = "6A", **over: Any) -> Draft:
    """A class of grade 6 that learns mathematics, and music in one semester."""
    subjects = [subject("nhac", "comment", 350, 2, (1,)), subject("toan", "score", 1400, 4)]
    data = {"class": klass, "name": f"Lớp {klass}", "grade": 6, "year": "2026-2027", "regime": "TT22_2021"}
    return f"class/{klass}", "ClassOpened", {**data, "subjects": subjects, **over}


def class_opened(s: Story, klass: str, **over: Any) -> Draft:
    """6A, or 6B that learns chemistry besides."""
    further = [subject(name, "score", 350, 2) for name in s.told.further]
    subjects = OTHERS if klass == "6B" else [SUBJECTS[0], *further, SUBJECTS[1]]
    return opened(klass, **{"year": s.year, "regime": s.regime, "subjects": subjects, **over})
