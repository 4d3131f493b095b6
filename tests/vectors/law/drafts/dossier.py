"""Sound drafts of a correction, from its proposal to its application."""

from typing import Any

from tests.vectors.law.drafts.books import BOOK
from tests.vectors.law.log import Draft, Log, digest, sealed


def item(
    old: Any, value: Any, base: int, pupil: str = "p1", col: str = "gk", *, dossier: str = "d1"
) -> Draft:
    """One cell that is to be corrected."""
    data = {"dossier": dossier, "pupil": pupil, "col": col, "old": old, "value": value, "base": base}
    return f"dossier/{dossier}", "CorrectionItem", {**data, "reason": sealed("reason")}


def proposed(count: int = 1, dossier: str = "d1", **over: Any) -> Draft:
    """Of so many items in mathematics of 6A, semester 1."""
    data = {"dossier": dossier, "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"}
    data |= {"count": count, "evidence": [digest("scan")], **over}
    return f"dossier/{dossier}", "CorrectionProposed", data


def amended(count: int = 1, dossier: str = "d1") -> Draft:
    """Other items and other evidence."""
    data = {"dossier": dossier, "count": count, "evidence": [digest("scan 2")]}
    return f"dossier/{dossier}", "CorrectionAmended", data


def permitted(log: Log, who: str = "head", dossier: str = "d1", **over: Any) -> Draft:
    """Signed by whom acts: `who` as in `Log.do`."""
    data = {"dossier": dossier, "intent": log.intent(who, dossier, "permit"), **over}
    return f"dossier/{dossier}", "CorrectionPermitted", data


def refused(dossier: str = "d1") -> Draft:
    """By the head, with a sealed reason."""
    return f"dossier/{dossier}", "CorrectionRefused", {"dossier": dossier, "reason": sealed("no")}


def withdrawn(dossier: str = "d1") -> Draft:
    """By who proposed it."""
    return f"dossier/{dossier}", "CorrectionWithdrawn", {"dossier": dossier}


def witnessed(log: Log, who: str, seat: str, dossier: str = "d1", **over: Any) -> Draft:
    """A confirmation, by the role that `who` has."""
    data = {"dossier": dossier, "seat": seat, "standing": log.rights[who][1]}
    data |= {"intent": log.intent(who, dossier, f"witness:{seat}"), **over}
    return f"dossier/{dossier}", "CorrectionWitnessed", data


def applied(one: Draft, book: str = BOOK, **over: Any) -> Draft:
    """The application of a `CorrectionItem` draft."""
    data = {key: one[2][key] for key in ("dossier", "pupil", "col", "old", "value", "base")}
    return book, "CorrectionApplied", {**data, **over}


def lapsed(since: int, dossier: str = "d1") -> Draft:
    """The session that began with that confirmation is over."""
    return f"dossier/{dossier}", "CorrectionLapsed", {"dossier": dossier, "since": since}
