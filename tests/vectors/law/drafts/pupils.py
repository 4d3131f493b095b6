"""Sound drafts about who is in which class, and what they bring along or need not learn."""

from typing import Any

from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, b64, canonical, digest, sha
from tests.vectors.law.story import Data, Story


def enrolled(pupil: str, **over: Any) -> Draft:
    """In class 6A from the first day."""
    data = {"pupil": pupil, "name": f"Em {pupil}", "born": "2015-03-04", "register": f"ĐB-{pupil}"}
    data |= {"class": "6A", "from": "2026-09-05", "key": digest(pupil), **over}
    return f"pupil/{pupil}", "PupilEnrolled", data


def pupil_of(s: Story, pupil: str, klass: str = "6A", day: str = "09-05") -> Draft:
    """Enrolled on a day of the story's year."""
    return enrolled(pupil, **{"class": klass, "from": s.day(day)})


def placed(pupil: str, klass: str, day: str, cause: str) -> Draft:
    """Into another class: by `change`, `return` or `year`."""
    data = {"pupil": pupil, "class": klass, "from": day, "cause": cause, "decision": DECISION}
    return f"pupil/{pupil}", "PupilPlaced", data


def left(pupil: str, klass: str, last: str) -> Draft:
    """To another school, with the last day here."""
    data = {"pupil": pupil, "class": klass, "last": last, "cause": "transfer", "school": "THCS Hai"}
    return f"pupil/{pupil}", "PupilLeft", {**data, "decision": DECISION}


def arrived(pupil: str) -> Draft:
    """The letter of the school that a pupil came from."""
    return f"pupil/{pupil}", "TransferredIn", {"pupil": pupil, "school": "THCS Ba", "letter": DECISION}


def brought(s: Story, subject: str, value: Any, **over: Any) -> Draft:
    """What p4 had in semester 1 at the school before."""
    data = {"pupil": "p4", "year": s.year, "semester": 1, "subject": subject, "value": value}
    data |= {"document": digest("bảng điểm"), **over}
    return f"pupil/{data['pupil']}", "ResultBrought", data


def exempted(pupil: str, subject: str, part: str, *semesters: int, **over: Any) -> Draft:
    """From the `practical` part, or the `whole`."""
    data: Data = {"pupil": pupil, "class": "6A", "subject": subject, "semesters": list(semesters)}
    data |= {"part": part, "evidence": [digest("giấy khám")], "decision": DECISION, **over}
    return f"pupil/{pupil}", "ExemptionGranted", data


def exemption_ended(pupil: str, pos: int) -> Draft:
    """The pupil is well again."""
    data = {"pupil": pupil, "exemption": pos, "reason": "đã khỏe", "decision": DECISION}
    return f"pupil/{pupil}", "ExemptionEnded", data


def one_semester(pupil: str, subject: str, klass: str = "6A") -> Draft:
    """Who has no result of semester 1 may have a year's by the other."""
    data = {"pupil": pupil, "class": klass, "subject": subject, "decision": DECISION}
    return f"pupil/{pupil}", "OneSemesterAllowed", data


def roster(s: Story, klass: str = "6A", **over: Any) -> Draft:
    """Who was enrolled first, and what their profiles hold."""
    placings = {e["data"]["pupil"]: e["pos"] for e in s.entries() if e["type"] == "PupilEnrolled"}
    here = sorted([p, pos] for p, pos in placings.items() if p in ("p1", "p2", "p3", "p5"))
    cells = s.log.cells.items()
    profiles = sorted([p, col, pos] for (book, p, col), pos in cells if book == f"book/{klass}/profile/1")
    seen = {"count": len(here), "digest": b64(sha(canonical([here, profiles])))}
    return f"class/{klass}", "RosterConfirmed", {"class": klass, **seen, **over}
