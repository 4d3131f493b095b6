"""The forms of single values (spec/FORMAT.md §1, EVENTS.md).

Everything here answers yes or no about one JSON value and never raises, whatever JSON it is given.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from verify.law.circulars.table import CONDUCT_CODES
from verify.proof.shapes import is_count, is_identifier, local_day

Check = Callable[[Any], bool]
Shape = tuple[tuple[str, Check], ...]
METHODS = ("token", "password", "totp", "passkey", "device", "signed")
"""Weakest first. The last two are the person's own signature over the command (LAW 5, 51)."""
SIGNED = frozenset(METHODS[4:])
CODES = frozenset(("P", "K", "D", "CD"))
ALL_CODES = CODES | CONDUCT_CODES
"""With those of conduct."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
# The last character of 32 bytes in base64 has spare bits: they must be zero, or one value had two texts.
_B64_32 = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]").fullmatch
_VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})").fullmatch
_LATEST = "9999-12-31T23:59:59.999999Z"

is_id: Check = is_identifier
is_natural: Check = is_count


def later(at: str, *, minutes: int = 0, hours: int = 0, days: int = 0) -> str:
    """The instant so much after the instant `at`; the last one there is if it would lie beyond year 9999."""
    try:
        moved = datetime.fromisoformat(at[:-1]) + timedelta(days=days, hours=hours, minutes=minutes)
    except OverflowError:
        return _LATEST
    return moved.isoformat(timespec="microseconds") + "Z"


def day_before(day: str) -> str:
    """The first day that there is stands before itself."""
    known = date.fromisoformat(day)
    return day if known == date.min else (known - timedelta(days=1)).isoformat()


def is_anything(_value: Any) -> bool:
    """Where nothing is asked."""
    return True


def is_text(value: Any, limit: int = 200) -> bool:
    """Trimmed, not empty; control characters and other spellings are refused with the line itself."""
    return type(value) is str and 0 < len(value) <= limit and value == value.strip()


def is_instant(value: Any) -> bool:
    """A day and time that there is, in UTC, with six digits of a second."""
    return type(value) is str and local_day(value) is not None


def is_date(value: Any) -> bool:
    """A day that there is, `YYYY-MM-DD`."""
    if type(value) is not str or not _DATE(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_digest(value: Any) -> bool:
    """32 bytes in unpadded base64."""
    return type(value) is str and _B64_32(value) is not None


def is_sealed(value: Any) -> bool:
    """A 12-byte nonce, at most 200 characters of up to 4 bytes, a 16-byte tag; 17 bytes more where the person
    signed a commitment to the text."""
    return _is_bytes(value, 28, 845)


def bytes_of(low: int, high: int) -> Check:
    """A check for so many bytes in unpadded base64."""
    return lambda value: _is_bytes(value, low, high)


def _is_bytes(value: Any, low: int, high: int) -> bool:
    if type(value) is not str or len(value) < low * 4 // 3:
        return False
    try:
        raw = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return low <= len(raw) <= high and base64.b64encode(raw).rstrip(b"=").decode() == value


def is_value(value: Any) -> bool:
    """Tenths, a code, a sealed text, a field of a profile; which suits a cell is the law's question (11)."""
    if type(value) is int:
        return 0 <= value <= 100
    if type(value) is not str:
        return False
    return value in ALL_CODES or is_sealed(value) or is_clear(value) or is_commitment(value)


def is_clear(value: Any) -> bool:
    """A field of record of a profile, in clear."""
    return type(value) is str and value.startswith("t:") and is_text(value[2:])


def is_commitment(value: Any) -> bool:
    """What stands for a field that is no record."""
    return type(value) is str and value.startswith("h:") and is_digest(value[2:])


def is_vkey(value: Any) -> bool:
    """A C2SP signed-note verifier key of type 0x01 whose key id is that of its name and key."""
    parts = _VKEY(value) if type(value) is str else None
    if not parts:
        return False
    raw = base64.b64decode(parts[3])
    return raw[0] == 1 and hashlib.sha256(parts[1].encode() + b"\n" + raw).hexdigest()[:8] == parts[2]


def is_number_in(*allowed: int) -> Check:
    """A check for one of these whole numbers."""
    return lambda value: type(value) is int and value in allowed


def one_of(*allowed: str) -> Check:
    """A check for one of these texts."""
    known = frozenset(allowed)
    return lambda value: type(value) is str and value in known


def between(low: int, high: int) -> Check:
    """A check for a whole number within these bounds."""
    return lambda value: type(value) is int and low <= value <= high


def maybe(check: Check) -> Check:
    """A check that takes null, too."""
    return lambda value: value is None or check(value)


value_or_empty: Check = maybe(is_value)
"""What a cell holds, or null where it is empty."""


def ascending(check: Check, most: int) -> Check:
    """A list of 1 to `most`, in byte order, without repetition."""

    def fits(value: Any) -> bool:
        if type(value) is not list or not 0 < len(value) <= most or not all(map(check, value)):
            return False
        return all(a < b for a, b in zip(value, value[1:]))

    return fits


def record(**checks: Check) -> Check:
    """A check for an object of exactly these fields."""
    shape = tuple(checks.items())
    return lambda value: type(value) is dict and len(value) == len(shape) and holds(shape, value)


def holds(shape: Shape, data: dict[str, Any]) -> bool:
    """Whether every field of the shape is there and fits; further fields are not looked at."""
    for key, check in shape:  # noqa: SIM110 - a generator would cost a third more for every line
        if key not in data or not check(data[key]):
            return False
    return True


FOREVER = "9999-12-31"


def last_day(to: str | None) -> str:
    """The day itself, or the last one that there is."""
    return FOREVER if to is None else to
