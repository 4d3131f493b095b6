"""Drafts by which a slip is put right (48, 49), and the whole road of three persons."""

from typing import Any

from tests.vectors.law.drafts import DECISION, delegated, late, mark, window
from tests.vectors.law.flows import appoint, base
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.story import Story

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


def awaiting(log: Log, of: int, stream: str, change: Change, name: str = "r1", *, by: str = "clerk") -> None:
    """Proposed by the clerk and witnessed by the board."""
    log.do(by, proposal(of, stream, change, name))
    log.do("board", seen(log, "board", name))


def rectified(log: Log, of: int, stream: str, change: Change, name: str = "r1") -> None:
    awaiting(log, of, stream, change, name)
    log.do("head", ruled(name))


def last(s: Story, kind: str, pupil: str | None = None) -> tuple[int, str]:
    """Position and stream of the newest entry of a type, about that pupil."""
    found = (e for e in reversed(s.entries()) if e["type"] == kind)
    entry = next(e for e in found if pupil in (None, e["data"].get("pupil")))
    return entry["pos"], entry["stream"]


def with_clerk(log: Log) -> None:
    base(log)
    appoint(log, "clerk", "c1", "clerk")


def renamed(log: Log) -> None:
    """A pupil's name and birth put right; another proposal refused, and proposed again."""
    with_clerk(log)
    of = log.next - 4
    log.do("clerk", proposal(of, "pupil/p2", {"born": "2015-03-05"}, "r0"))
    log.do("head", ruled("r0", "refused"))
    rectified(log, of, "pupil/p2", {"born": "2015-03-14", "name": "Em p2 đúng tên"})


def lent_and_taken_back(log: Log) -> None:
    """A delegation, a window that nobody used and a late permission are withdrawn; the window is set anew."""
    with_clerk(log)
    appoint(log, "deputy", "d1", "deputy")
    given = log.do("head", delegated("d1", "windows"))
    log.do("head", taken_back(given, "person/d1"))
    wrong = log.do("head", window("w2", cols=["ck"]))
    log.do("head", taken_back(wrong, "window/w2"))
    log.do("head", window("w3", cols=["ck"]))
    log.do("teacher", mark())
    permit = log.do("head", late(log, "p2"))
    log.do("head", taken_back(permit, "book/6A/toan/1"))


SOUND = (
    ("a pupil's name put right by three persons, and a proposal refused", renamed),
    ("a delegation, an unused window and a late permission withdrawn", lent_and_taken_back),
)
