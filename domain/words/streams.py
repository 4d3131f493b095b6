"""Names of streams, and of what a log says of itself (spec/EVENTS.md)."""

import base64
import hashlib

OF_THE_LOG = "school"
"""Where the log speaks of itself, beside other acts of the school."""
CREATES_LOG, ROTATES_KEY, RESETS_CLOCK = "LogCreated", "KeyRotated", "ClockReset"
"""What the log says of itself: its keys, and where its clock began anew."""


def device_of(public: str) -> str:
    """The name of the device with this public key (base64): 32 hex digits of its SHA-256."""
    key = base64.b64decode(public + "=" * (-len(public) % 4))
    return hashlib.sha256(key).hexdigest()[:32]


def book_stream(klass: str, subject: str, semester: int) -> str:
    """The stream of the gradebook of one class, subject and semester."""
    return f"book/{klass}/{subject}/{semester}"


def month_streams(klass: str, year: str) -> list[str]:
    """The attendance streams of a class over both calendar years of a school year ("2020-2021")."""
    return [f"attendance/{klass}/{y}-{month:02}" for y in (year[:4], year[5:]) for month in range(1, 13)]
