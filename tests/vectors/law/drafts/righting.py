"""Drafts by which a slip is put right (LAW 48, 49), and the whole road of three persons."""

from typing import Any

from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.story import Story


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


Change = dict[str, Any] | None


def taken_back(of: int, stream: str, **over: Any) -> Draft:
    data = {"of": of, "stream": stream, "reason": "ghi nhầm", "decision": DECISION, **over}
    return "school", "ActWithdrawn", data


def proposal(of: int, stream: str, change: Change, name: str = "r1", **over: Any) -> Draft:
    data = {"rectification": name, "of": of, "stream": stream, "change": change, "reason": "ghi nhầm"}
    data |= {"evidence": [digest("giấy tờ gốc")], **over}
    return f"rectify/{name}", "RectificationProposed", data


def seen(log: Log, who: str, name: str = "r1", **over: Any) -> Draft:
    data = {"rectification": name, "intent": log.intent(who, name, "rectify"), **over}
    return f"rectify/{name}", "RectificationWitnessed", data


def ruled(name: str = "r1", outcome: str = "applied", **over: Any) -> Draft:
    data = {"rectification": name, "outcome": outcome, "decision": DECISION, **over}
    return f"rectify/{name}", "RectificationDecided", data
