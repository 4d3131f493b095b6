"""Sound drafts of entry windows."""

from typing import Any

from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft


def window(name: str, **over: Any) -> Draft:
    return (
        f"window/{name}",
        "WindowSet",
        {
            "window": name,
            "year": "2026-2027",
            "semester": 1,
            "cols": ["gk", "nx", "tx1"],
            "classes": ["*"],
            "from": "2026-09-07T00:00:00.000000Z",
            "to": "2026-09-20T00:00:00.000000Z",
            "decision": DECISION,
            **over,
        },
    )


def moved(name: str, to: str) -> Draft:
    return f"window/{name}", "WindowMoved", {"window": name, "to": to, "decision": DECISION}
