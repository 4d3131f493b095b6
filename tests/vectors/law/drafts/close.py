"""Sound drafts of closing a semester's books, and of archives."""

from typing import Any

from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, Log, digest


def close(klass: str = "6A") -> Draft:
    """Proposes that the books of semester 1 be locked."""
    return _term("CloseProposed", klass)


def close_refused(proposal: int) -> Draft:
    """Marks are missing."""
    return _term("CloseRefused", proposal=proposal, reason="còn thiếu điểm")


def locked(log: Log, proposal: int, **over: Any) -> Draft:
    """Over all cells of class 6A as they stand."""
    return _term("BookLocked", **{"proposal": proposal, "decision": DECISION, **log.term("6A", 1), **over})


def unlocked(until: str) -> Draft:
    """Late marks are to come in."""
    return _term("BookUnlocked", reason="bổ sung điểm thi lại", decision=DECISION, until=until)


def _term(kind: str, klass: str = "6A", **data: Any) -> Draft:
    return f"close/{klass}/1", kind, {"class": klass, "semester": 1, **data}


def planned(log: Log, name: str = "s1", ref: str | None = None, **over: Any) -> Draft:
    """An archive of all that is written; `ref`: of that window, else by hand."""
    cause = {"kind": "window", "ref": ref} if ref else {"kind": "manual", "ref": ""}
    data = {"id": name, "size": log.next, "checkpoint": digest("note"), "cause": cause}
    return f"archive/{name}", "SnapshotPlanned", {**data, "renderer": "socai 0.1.0", **over}


def archived(name: str = "s1") -> Draft:
    """The file is made."""
    return f"archive/{name}", "SnapshotArchived", {"id": name, "digest": digest("tar"), "bytes": 10240}


def spent(name: str = "s1") -> Draft:
    """The id is given up: the file that was made again is another."""
    return f"archive/{name}", "SnapshotSpent", {"id": name, "reason": "tệp dựng lại không khớp"}
