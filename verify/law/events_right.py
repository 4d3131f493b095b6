"""What the data of the types by which a slip is put right must hold: spec/EVENTS.md "Putting right"."""

from typing import Any

from verify.law.shape import (
    Check,
    ascending,
    is_date,
    is_digest,
    is_id,
    is_natural,
    is_text,
    maybe,
    one_of,
    record,
)

_CHANGEABLE = frozenset(
    (
        *("name", "born", "register", "class", "from", "cause", "last"),
        *("school", "letter", "value", "document", "semesters", "subject", "part", "decision"),
    )
)


def _is_change(value: Any) -> bool:
    """Which fields an act has, and what suits them, is the law's question (49)."""
    return type(value) is dict and _CHANGEABLE.issuperset(value)


_DECISION = record(no=lambda value: is_text(value, 64), date=is_date, digest=maybe(is_digest))

FIELDS: dict[str, dict[str, Check]] = {
    "ActWithdrawn": {"of": is_natural, "stream": is_text, "reason": is_text, "decision": _DECISION},
    "RectificationProposed": {
        "rectification": is_id,
        "of": is_natural,
        "stream": is_text,
        "change": maybe(_is_change),
        "reason": is_text,
        "evidence": ascending(is_digest, 50),
    },
    "RectificationWitnessed": {"rectification": is_id, "intent": is_digest},
    "RectificationDecided": {
        "rectification": is_id,
        "outcome": one_of("applied", "refused"),
        "decision": _DECISION,
    },
}

STREAMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ActWithdrawn": ("school", ()),
    **dict.fromkeys(
        ("RectificationProposed", "RectificationWitnessed", "RectificationDecided"),
        ("rectify", ("rectification",)),
    ),
}
