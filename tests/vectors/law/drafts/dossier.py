"""Sound drafts of a correction, from its proposal to its application."""

from typing import Any

from tests.vectors.law.drafts.books import BOOK
from tests.vectors.law.log import Draft, Log, digest, sealed


def item(
    old: Any, value: Any, base: int, pupil: str = "p1", col: str = "gk", *, dossier: str = "d1"
) -> Draft:
    return (
        f"dossier/{dossier}",
        "CorrectionItem",
        {
            "dossier": dossier,
            "pupil": pupil,
            "col": col,
            "old": old,
            "value": value,
            "base": base,
            "reason": sealed("reason"),
        },
    )


def proposed(count: int = 1, dossier: str = "d1", **over: Any) -> Draft:
    return (
        f"dossier/{dossier}",
        "CorrectionProposed",
        {
            "dossier": dossier,
            "class": "6A",
            "subject": "toan",
            "semester": 1,
            "kind": "sua",
            "count": count,
            "evidence": [digest("scan")],
            **over,
        },
    )


def amended(count: int = 1, dossier: str = "d1") -> Draft:
    data = {"dossier": dossier, "count": count, "evidence": [digest("scan 2")]}
    return f"dossier/{dossier}", "CorrectionAmended", data


def permitted(log: Log, who: str = "head", dossier: str = "d1", **over: Any) -> Draft:
    data = {"dossier": dossier, "intent": log.intent(who, dossier, "permit"), **over}
    return f"dossier/{dossier}", "CorrectionPermitted", data


def refused(dossier: str = "d1") -> Draft:
    return f"dossier/{dossier}", "CorrectionRefused", {"dossier": dossier, "reason": sealed("no")}


def withdrawn(dossier: str = "d1") -> Draft:
    return f"dossier/{dossier}", "CorrectionWithdrawn", {"dossier": dossier}


def witnessed(log: Log, who: str, seat: str, dossier: str = "d1", **over: Any) -> Draft:
    return (
        f"dossier/{dossier}",
        "CorrectionWitnessed",
        {
            "dossier": dossier,
            "seat": seat,
            "standing": log.rights[who][1],
            "intent": log.intent(who, dossier, f"witness:{seat}"),
            **over,
        },
    )


def applied(one: Draft, book: str = BOOK, **over: Any) -> Draft:
    """The application of a `CorrectionItem` draft."""
    data = {key: one[2][key] for key in ("dossier", "pupil", "col", "old", "value", "base")}
    return book, "CorrectionApplied", {**data, **over}


def lapsed(since: int, dossier: str = "d1") -> Draft:
    return f"dossier/{dossier}", "CorrectionLapsed", {"dossier": dossier, "since": since}
