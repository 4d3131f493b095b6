"""Sound drafts of absences and of months."""

from typing import Any

from tests.vectors.law.drafts.sight import held
from tests.vectors.law.log import Draft, b64, canonical, sha
from tests.vectors.law.story import Data, Story


def absent() -> Draft:
    data = {"class": "6A", "pupil": "p1", "date": "2026-09-07", "session": "S", "old": None, "value": "P"}
    return "attendance/6A/2026-09", "AbsenceSet", {**data, "base": 0}


def absence(s: Story, **over: Any) -> Draft:
    data: Data = {"class": "6A", "pupil": "p1", "date": s.day("09-08"), "session": "S", "old": None}
    data |= {"value": "P", "base": 0, **over}
    return f"attendance/6A/{data['date'][:7]}", "AbsenceSet", data


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
