"""Sound drafts by which a slip is put right (LAW 48, 49)."""

from typing import Any

from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, Log, digest

Change = dict[str, Any] | None


def taken_back(of: int, stream: str, **over: Any) -> Draft:
    """By one hand: what only gave a possibility."""
    data = {"of": of, "stream": stream, "reason": "ghi nhầm", "decision": DECISION, **over}
    return "school", "ActWithdrawn", data


def proposal(of: int, stream: str, change: Change, name: str = "r1", **over: Any) -> Draft:
    """The first of three hands; no change: the act is to be void."""
    data = {"rectification": name, "of": of, "stream": stream, "change": change, "reason": "ghi nhầm"}
    data |= {"evidence": [digest("giấy tờ gốc")], **over}
    return f"rectify/{name}", "RectificationProposed", data


def seen(log: Log, who: str, name: str = "r1", **over: Any) -> Draft:
    """The second hand, which signs what was proposed."""
    data = {"rectification": name, "intent": log.intent(who, name, "rectify"), **over}
    return f"rectify/{name}", "RectificationWitnessed", data


def ruled(name: str = "r1", outcome: str = "applied", **over: Any) -> Draft:
    """The third hand."""
    data = {"rectification": name, "outcome": outcome, "decision": DECISION, **over}
    return f"rectify/{name}", "RectificationDecided", data
