"""Sound drafts of closing a semester's books, and of archives."""

from typing import Any

from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, Log, digest


def _term(kind: str, klass: str = "6A", **data: Any) -> Draft:
    return f"close/{klass}/1", kind, {"class": klass, "semester": 1, **data}


def close(klass: str = "6A") -> Draft:
    return _term("CloseProposed", klass)


def close_refused(proposal: int) -> Draft:
    return _term("CloseRefused", proposal=proposal, reason="còn thiếu điểm")


def locked(log: Log, proposal: int, **over: Any) -> Draft:
    data = {"proposal": proposal, "decision": DECISION, **log.term("6A", 1), **over}
    return _term("BookLocked", **data)


def unlocked(until: str) -> Draft:
    return _term("BookUnlocked", reason="bổ sung điểm thi lại", decision=DECISION, until=until)


def planned(log: Log, name: str = "s1", ref: str | None = None, **over: Any) -> Draft:
    return (
        f"archive/{name}",
        "SnapshotPlanned",
        {
            "id": name,
            "size": log.next,
            "checkpoint": digest("note"),
            "cause": {"kind": "window", "ref": ref} if ref else {"kind": "manual", "ref": ""},
            "renderer": "socai 0.1.0",
            **over,
        },
    )


def archived(name: str = "s1") -> Draft:
    return f"archive/{name}", "SnapshotArchived", {"id": name, "digest": digest("tar"), "bytes": 10240}


def spent(name: str = "s1") -> Draft:
    return f"archive/{name}", "SnapshotSpent", {"id": name, "reason": "tệp dựng lại không khớp"}
