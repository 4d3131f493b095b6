"""Which record of a school an entry is about: class, subject, pupil, column and values."""

from __future__ import annotations

from typing import Any

FIELDS = ("school", "class", "pupil", "subject", "column", "old", "new")
MARKS = ("MarkEntered", "MarkChanged", "MarkCleared", "CorrectionApplied", "CorrectionItem")


def record_of(entry: dict[str, Any]) -> dict[str, Any]:
    """The fields of a finding that an entry itself tells, as far as they can be read; never raises."""
    data = entry.get("data")
    data = data if isinstance(data, dict) else {}
    record: dict[str, Any] = {}
    parts = str(entry.get("stream", "")).split("/")
    if parts[0] == "book" and len(parts) == 4:
        record |= {"class": parts[1], "subject": parts[2], "semester": parts[3]}
    elif parts[0] in ("class", "close") and len(parts) >= 2:
        record["class"] = parts[1]
    for name, key in (("class", "class"), ("subject", "subject"), ("pupil", "pupil"), ("column", "col")):
        if isinstance(data.get(key), str):
            record[name] = data[key]
    if entry.get("type") in MARKS:
        record["old"], record["new"] = data.get("old"), data.get("value")
    return {name: value for name, value in record.items() if value is not None}


def school_of(origin: Any) -> str | None:
    """The school code in an origin."""
    return origin.partition(".socai/")[2] or None if isinstance(origin, str) else None
