"""Sound drafts of oversight: procedure, incidents, commitments, the journal, checks and ratings."""

from typing import Any

from tests.vectors.law.drafts.sight import sight
from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft
from tests.vectors.law.story import Data, Story


def procedure() -> Draft:
    """Books may be opened again for ten days."""
    data = {"seats": ["board", "homeroom", "leadership"], "days": 10, "papers": "Biên bản"}
    return "school", "ProcedureSet", {**data, "decision": DECISION}


def incident(name: str = "i1") -> Draft:
    """A mark could not be saved."""
    return f"incident/{name}", "IncidentReported", {"incident": name, "text": "không lưu được điểm"}


def answered(name: str = "i1", state: str = "closed") -> Draft:
    """It is mended, and the incident closed."""
    return f"incident/{name}", "IncidentAnswered", {"incident": name, "text": "đã sửa", "state": state}


def commitment(s: Story, **over: Any) -> Draft:
    """A provider keeps the records for ten years."""
    clauses = ["administration", "confidentiality", "programme", "retention", "safety"]
    data = {"commitment": "cc1", "provider": "Công ty A", "clauses": clauses, "years": 10}
    data |= {"decision": DECISION, "from": s.day("09-01"), "to": s.day("05-31"), **over}
    return f"commitment/{data['commitment']}", "CommitmentSigned", data


def journal() -> Draft:
    """Somebody looked after the server."""
    return "journal", "JournalNoted", {"text": "đã kiểm tra máy chủ"}


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


def _sums(rows: list[list[Any]]) -> list[list[Any]]:
    sums: dict[tuple[str, str], list[int]] = {}
    for klass, taught, _, due, done in rows:
        book_sum = sums.setdefault((klass, taught), [0, 0])
        book_sum[0] += done
        book_sum[1] += due
    return [[*key, *sums[key]] for key in sorted(sums)]


def rated(s: Story, check: int, *books: tuple[str, str], **over: Any) -> Draft:
    """t1 by mathematics of 6A, or by these books, as the check at that position counted them."""
    counted: Data = s.entries()[check]["data"]
    rows = [row for row in counted["figures"] if (row[0], row[1]) in (books or (("6A", "toan"),))]
    done, due = sum(row[2] for row in rows), sum(row[3] for row in rows)
    level = "T" if done == due else "K" if 100 * done >= 95 * due else "D" if 100 * done >= 80 * due else "CD"
    data = {"person": "t1", "year": s.year, "semester": 1, "checks": [check], "entered": done}
    data |= {"expected": due, "level": level, **over}
    return f"person/{data['person']}", "TeacherRated", data
