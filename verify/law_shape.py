"""What the data of each event must look like (spec/EVENTS.md): `SHAPES`, and the envelope of an entry (FORMAT.md §1).

Everything here answers yes or no about one JSON value and never raises, whatever JSON it is given.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

Check = Callable[[Any], bool]
Shape = tuple[tuple[str, Check], ...]

COLUMNS = ("tx1", "tx2", "tx3", "tx4", "tx5", "tx6", "tx7", "tx8", "tx9", "gk", "ck", "nx")
METHODS = ("token", "password", "totp", "passkey")
POWERS = ("close", "late", "permit", "windows")
APPOINTABLE = ("head", "deputy", "board", "clerk", "homeroom", "homeroom_deputy", "teacher")
SEATS = ("leadership", "board", "homeroom")
STANDINGS = ("head", "deputy", "board", "homeroom", "homeroom_deputy", "second_leader")
CODES = frozenset(("P", "K", "D", "CD"))

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}").fullmatch
_CMD = re.compile(r"[A-Za-z0-9_-]{1,36}").fullmatch
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z").fullmatch
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_YEAR = re.compile(r"[0-9]{4}-[0-9]{4}").fullmatch
# The last character of 16 or 32 bytes in base64 has bits to spare; they must be zero, or two texts would be one value.
_B64_16 = re.compile(r"[A-Za-z0-9+/]{21}[AQgw]").fullmatch
_B64_32 = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]").fullmatch
_VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})").fullmatch
_LATEST = "9999-12-31T23:59:59.999999Z"


def local_day(at: str) -> str | None:
    """The date in Vietnam (UTC+7) of an instant; None if `at` is not an instant of FORMAT.md §1."""
    if not _INSTANT(at):
        return None
    try:
        return (datetime.fromisoformat(at[:-1]) + timedelta(hours=7)).date().isoformat()
    except (ValueError, OverflowError):
        return None


def later(at: str, *, minutes: int = 0, hours: int = 0, days: int = 0) -> str:
    """The instant so much after the instant `at`; the last one there is if it would lie beyond year 9999."""
    try:
        moved = datetime.fromisoformat(at[:-1]) + timedelta(days=days, hours=hours, minutes=minutes)
    except OverflowError:
        return _LATEST
    return moved.isoformat(timespec="microseconds") + "Z"


def is_id(value: Any) -> bool:
    return type(value) is str and _ID(value) is not None


def is_text(value: Any, limit: int = 200) -> bool:
    return type(value) is str and 0 < len(value) <= limit and value == value.strip()


def is_instant(value: Any) -> bool:
    return type(value) is str and local_day(value) is not None


def is_date(value: Any) -> bool:
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


def is_natural(value: Any) -> bool:
    return type(value) is int and value >= 0


def is_sealed(value: Any) -> bool:
    """Unpadded base64 of at least a 12-byte nonce and a 16-byte tag."""
    if type(value) is not str or len(value) < 38:
        return False
    try:
        raw = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) >= 28 and base64.b64encode(raw).rstrip(b"=").decode() == value


def is_value(value: Any) -> bool:
    """Tenths, a code, or a sealed text; which of them suits a cell is the law's question (rule 11)."""
    if type(value) is int:
        return 0 <= value <= 100
    return type(value) is str and (value in CODES or is_sealed(value))


def is_vkey(value: Any) -> bool:
    """A C2SP signed-note verifier key of type 0x01 whose key id is that of its name and key."""
    parts = _VKEY(value) if type(value) is str else None
    if not parts:
        return False
    raw = base64.b64decode(parts[3])
    return raw[0] == 1 and hashlib.sha256(parts[1].encode() + b"\n" + raw).hexdigest()[:8] == parts[2]


def _is_year(value: Any) -> bool:
    return type(value) is str and _YEAR(value) is not None


def _one_of(*allowed: str | int) -> Check:
    return lambda value: type(value) in (str, int) and value in allowed


def _between(low: int, high: int) -> Check:
    return lambda value: type(value) is int and low <= value <= high


def _maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _sorted(check: Check) -> Check:
    """A list that is not empty, in byte order, without repetition."""

    def fits(value: Any) -> bool:
        if type(value) is not list or not value or not all(map(check, value)):
            return False
        return all(a < b for a, b in zip(value, value[1:], strict=False))

    return fits


def _object(**checks: Check) -> Check:
    shape = tuple(checks.items())
    return lambda value: type(value) is dict and len(value) == len(shape) and holds(shape, value)


def holds(shape: Shape, data: dict[str, Any]) -> bool:
    """Whether every field of the shape is there and fits; further fields are not looked at."""
    for key, check in shape:
        if key not in data or not check(data[key]):
            return False
    return True


def _is_subjects(value: Any) -> bool:
    if type(value) is not list or not value or not all(map(_SUBJECT, value)):
        return False
    names = [subject["subject"] for subject in value]
    return all(a < b for a, b in zip(names, names[1:], strict=False))


def _is_cause(value: Any) -> bool:
    if not _object(kind=_one_of("window", "lock", "manual"), ref=lambda ref: type(ref) is str)(value):
        return False
    kind, ref = value["kind"], value["ref"]
    if kind == "manual":
        return bool(ref == "")
    if kind == "window":
        return is_id(ref)
    klass, slash, semester = ref.rpartition("/")
    return is_id(klass) and slash == "/" and semester in ("1", "2")


_SEMESTER = _between(1, 2)
_COLUMN = _one_of(*COLUMNS)
_METHOD = _one_of(*METHODS)
_SUBJECT = _object(
    subject=is_id,
    name=is_text,
    kind=_one_of("score", "comment"),
    periods=_between(1, 2**53 - 1),
    tx=_between(1, 9),
    semesters=_sorted(_SEMESTER),
)
_DECISION = _object(no=lambda value: is_text(value, 64), date=is_date, digest=is_digest)
_SCHOOL = _object(code=is_id, name=is_text, province=is_id, level=_one_of("THCS"))
_HEAD = _object(person=is_id, name=is_text, **{"from": is_date})
_PROOF = _object(entry=_METHOD, decide=_METHOD, witness=_METHOD)
_CLASSES: Check = lambda value: value == ["*"] or _sorted(is_id)(value)  # noqa: E731


def _shape(checks: dict[str, Check]) -> Shape:
    return tuple(checks.items())


_ITEM: dict[str, Check] = {
    "dossier": is_id,
    "pupil": is_id,
    "col": _COLUMN,
    "old": _maybe(is_value),
    "value": _maybe(is_value),
    "base": is_natural,
}
_TERM: dict[str, Check] = {"class": is_id, "semester": _SEMESTER}
_EVIDENCE: dict[str, Check] = {"dossier": is_id, "count": _between(1, 200), "evidence": _sorted(is_digest)}

SHAPES: dict[str, Shape] = {
    name: _shape(checks)
    for name, checks in {
        "LogCreated": {"school": _SCHOOL, "key": is_vkey, "decision": _DECISION, "head": _HEAD},
        "PolicySet": {"proof": _PROOF, "lapse": _between(1, 15)},
        "KeyRotated": {"old": is_vkey, "new": is_vkey, "decision": _DECISION},
        "ClockReset": {"reason": is_text},
        "Restored": {"size": is_natural, "source": is_text, "checkpoint": is_digest},
        "PersonRegistered": {"person": is_id, "name": is_text},
        "Appointed": {
            "person": is_id,
            "role": _one_of(*APPOINTABLE),
            "class": _maybe(is_id),
            "subject": _maybe(is_id),
            "from": is_date,
            "to": _maybe(is_date),
            "decision": _DECISION,
        },
        "AppointmentEnded": {
            "person": is_id,
            "appointment": is_natural,
            "on": is_date,
            "decision": _DECISION,
        },
        "Delegated": {
            "person": is_id,
            "powers": _sorted(_one_of(*POWERS)),
            "from": is_date,
            "to": is_date,
            "decision": _DECISION,
        },
        "ClassOpened": {
            "class": is_id,
            "name": is_text,
            "grade": _between(6, 9),
            "year": _is_year,
            "regime": _one_of("TT58_26"),
            "subjects": _is_subjects,
        },
        "PupilEnrolled": {
            "pupil": is_id,
            "name": is_text,
            "born": is_date,
            "register": is_text,
            "class": is_id,
            "from": is_date,
            "key": is_digest,
        },
        "WindowSet": {
            "window": is_id,
            "year": _is_year,
            "semester": _SEMESTER,
            "cols": _sorted(_COLUMN),
            "classes": _CLASSES,
            "from": is_instant,
            "to": is_instant,
            "decision": _DECISION,
        },
        "WindowMoved": {"window": is_id, "to": is_instant, "decision": _DECISION},
        "MarkEntered": {"pupil": is_id, "col": _COLUMN, "value": is_value, "late": _maybe(is_natural)},
        "MarkChanged": {
            "pupil": is_id,
            "col": _COLUMN,
            "old": is_value,
            "value": is_value,
            "base": is_natural,
            "late": _maybe(is_natural),
        },
        "MarkCleared": {"pupil": is_id, "col": _COLUMN, "old": is_value, "base": is_natural},
        "ColumnPublished": {"col": _COLUMN, "count": is_natural, "digest": is_digest},
        "LateEntryPermitted": {
            "col": _COLUMN,
            "pupils": _sorted(is_id),
            "until": is_instant,
            "reason": _one_of("makeup", "returned", "zero", "other"),
            "decision": _DECISION,
        },
        "CorrectionApplied": _ITEM,
        "CorrectionProposed": {
            **_EVIDENCE,
            "class": is_id,
            "subject": is_id,
            "semester": _SEMESTER,
            "kind": _one_of("sua", "bosung"),
        },
        "CorrectionItem": {**_ITEM, "reason": is_sealed},
        "CorrectionAmended": _EVIDENCE,
        "CorrectionPermitted": {"dossier": is_id, "intent": is_digest},
        "CorrectionRefused": {"dossier": is_id, "reason": is_sealed},
        "CorrectionWithdrawn": {"dossier": is_id},
        "CorrectionWitnessed": {
            "dossier": is_id,
            "seat": _one_of(*SEATS),
            "standing": _one_of(*STANDINGS),
            "intent": is_digest,
        },
        "CorrectionLapsed": {"dossier": is_id, "since": is_natural},
        "CloseProposed": _TERM,
        "CloseRefused": {**_TERM, "proposal": is_natural, "reason": is_text},
        "BookLocked": {
            **_TERM,
            "proposal": is_natural,
            "decision": _DECISION,
            "count": is_natural,
            "digest": is_digest,
        },
        "BookUnlocked": {**_TERM, "reason": is_text, "decision": _DECISION, "until": is_instant},
        "SnapshotPlanned": {
            "id": is_id,
            "size": is_natural,
            "checkpoint": is_digest,
            "cause": _is_cause,
            "renderer": is_text,
        },
        "SnapshotArchived": {"id": is_id, "digest": is_digest, "bytes": is_natural},
        "SnapshotSpent": {"id": is_id, "reason": is_text},
    }.items()
}

_string: Check = lambda value: type(value) is str  # noqa: E731
_ACTOR = _object(
    person=is_id,
    role=_string,
    basis=is_natural,
    proof=_object(age=is_natural, cred=_string, method=_string, session=_string),
)


def command_fits(obj: dict[str, Any]) -> bool:
    """Whether the fields that all entries of a command share (and `i`) are well formed."""
    i, n, cmd = obj.get("i"), obj.get("n"), obj.get("cmd")
    return (
        type(i) is int
        and type(n) is int
        and 0 <= i < n
        and type(cmd) is str
        and _CMD(cmd) is not None
        and is_instant(obj.get("at"))
        and _ACTOR(obj.get("actor"))
    )


def entry_fits(obj: dict[str, Any]) -> bool:
    """Whether the 14 fields are there and those of the single entry are well formed (`v` is not judged)."""
    try:
        salt = obj["salt"]
        return (
            len(obj) == 14
            and "v" in obj
            and type(obj["pos"]) is int
            and type(obj["ver"]) is int
            and type(obj["type"]) is str
            and type(obj["stream"]) is str
            and type(obj["log"]) is str
            and type(obj["data"]) is dict
            and type(salt) is str
            and _B64_16(salt) is not None
            and is_digest(obj["prev"])
        )
    except KeyError:
        return False
