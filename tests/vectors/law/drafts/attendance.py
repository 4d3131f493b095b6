"""Sound drafts of absences and of months."""

from typing import Any

from tests.vectors.law.drafts.sight import held
from tests.vectors.law.log import Draft, b64, canonical, sha
from tests.vectors.law.story import Data, Story


def absent(**over: Any) -> Draft:
    """p1 misses a morning, with leave."""
    data: Data = {"class": "6A", "pupil": "p1", "date": "2026-09-07", "session": "S", "old": None}
    data |= {"value": "P", "base": 0, **over}
    return f"attendance/6A/{data['date'][:7]}", "AbsenceSet", data


def absence(s: Story, **over: Any) -> Draft:
    """On the eighth of September of the story's year."""
    return absent(**{"date": s.day("09-08"), **over})


def month_confirmed(s: Story, of: str, **over: Any) -> Draft:
    """By the homeroom teacher of 6A: its absences, who came and who went."""
    return _month("MonthConfirmed", of, **{**_month_sight(s, of), **over})


def month_signed(of: str, confirmation: int) -> Draft:
    """By the head, over that confirmation."""
    return _month("MonthSigned", of, confirmation=confirmation, remark="đủ")


def month_reopened(of: str) -> Draft:
    """Something was forgotten."""
    return _month("MonthReopened", of, reason="ghi sót")


def _month(kind: str, of: str, **data: Any) -> Draft:
    return f"attendance/6A/{of}", kind, {"class": "6A", "month": of, **data}


def _month_sight(s: Story, month: str) -> Data:
    entries = s.entries()
    rows = held(entries, "AbsenceSet", ("pupil", "date", "session"))
    away = sorted([*key, e["pos"]] for key, e in rows.items() if key[1][:7] == month)
    moves = []
    for e in entries:
        day = e["data"].get("from") if e["type"] != "PupilLeft" else e["data"]["last"]
        if e["type"] in ("PupilEnrolled", "PupilPlaced", "PupilLeft") and day[:7] == month:
            moves += [[e["data"]["pupil"], e["pos"]]] if e["data"]["class"] == "6A" else []
    return {"count": len(away), "digest": b64(sha(canonical([away, sorted(moves)])))}
