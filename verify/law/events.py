"""What the data of each event type must hold: spec/EVENTS.md as a table, `SHAPES`."""

from typing import Any

from verify.law import events_year
from verify.law.cells import PROFILE_ASIDE, PROFILE_CLEAR, PROFILE_SEALED
from verify.law.shape import (
    METHODS,
    Check,
    Shape,
    ascending,
    between,
    is_date,
    is_digest,
    is_id,
    is_instant,
    is_natural,
    is_sealed,
    is_text,
    is_value,
    is_vkey,
    is_year,
    maybe,
    one_of,
    record,
)

COLUMNS = (
    *("tx1", "tx2", "tx3", "tx4", "tx5", "tx6", "tx7", "tx8", "tx9", "gk", "ck", "nx", "hk", "cn"),
    *PROFILE_CLEAR,
    *PROFILE_SEALED,
    *PROFILE_ASIDE,
)
POWERS = ("appoint", "close", "late", "month", "permit", "substitute", "windows")
APPOINTABLE = ("head", "deputy", "board", "clerk", "homeroom", "homeroom_deputy", "teacher", "superior")
SEATS = ("leadership", "board", "homeroom")
STANDINGS = ("head", "deputy", "board", "homeroom", "homeroom_deputy", "second_leader")


def _is_subjects(value: Any) -> bool:
    if type(value) is not list or not 0 < len(value) <= 50 or not all(map(_SUBJECT, value)):
        return False
    names = [subject["subject"] for subject in value]
    return all(a < b for a, b in zip(names, names[1:]))


def is_cause(value: Any) -> bool:
    if not record(kind=one_of("window", "lock", "manual"), ref=lambda ref: type(ref) is str)(value):
        return False
    kind, ref = value["kind"], value["ref"]
    if kind == "manual":
        return bool(ref == "")
    if kind == "window":
        return is_id(ref)
    klass, slash, semester = ref.rpartition("/")
    return is_id(klass) and slash == "/" and semester in ("1", "2")


def _is_proof(value: Any) -> bool:
    """What is asked never falls from entering over deciding to witnessing."""
    if not record(entry=_METHOD, decide=_METHOD, witness=_METHOD)(value):
        return False
    ranks = [METHODS.index(value[act]) for act in ("entry", "decide", "witness")]
    return ranks == sorted(ranks)


_SEMESTER = between(1, 2)
_COLUMN = one_of(*COLUMNS)
_METHOD = one_of(*METHODS)
_NUMBER: Check = lambda value: is_text(value, 64)  # noqa: E731
_SUBJECT = record(
    subject=is_id,
    name=is_text,
    kind=one_of("score", "comment"),
    periods=between(1, 10_000),
    tx=between(1, 9),
    semesters=ascending(_SEMESTER, 2),
)
_DECISION = record(no=_NUMBER, date=is_date, digest=maybe(is_digest))
_SCHOOL = record(code=is_id, name=is_text, province=is_id, level=one_of("THCS", "THPT", "THCS_THPT"))
_HEAD = record(person=is_id, name=is_text, **{"from": is_date})
_CLASSES: Check = lambda value: value == ["*"] or ascending(is_id, 500)(value)  # noqa: E731


_ITEM: dict[str, Check] = {
    "dossier": is_id,
    "pupil": is_id,
    "col": _COLUMN,
    "old": maybe(is_value),
    "value": maybe(is_value),
    "base": is_natural,
}
_TERM: dict[str, Check] = {"class": is_id, "semester": _SEMESTER}
_EVIDENCE: dict[str, Check] = {
    "dossier": is_id,
    "count": between(1, 200),
    "evidence": ascending(is_digest, 50),
}

_FIELDS: dict[str, dict[str, Check]] = {
    "LogCreated": {"school": _SCHOOL, "key": is_vkey, "decision": _DECISION, "head": _HEAD},
    "PolicySet": {"proof": _is_proof, "lapse": between(1, 15)},
    "KeyRotated": {"old": is_vkey, "new": is_vkey, "decision": _DECISION},
    "ClockReset": {"reason": is_text},
    "Restored": {"size": is_natural, "source": is_text, "checkpoint": is_digest},
    "PersonRegistered": {"person": is_id, "name": is_text},
    "Appointed": {
        "person": is_id,
        "role": one_of(*APPOINTABLE),
        "class": maybe(is_id),
        "subject": maybe(is_id),
        "from": is_date,
        "to": maybe(is_date),
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
        "powers": ascending(one_of(*POWERS), len(POWERS)),
        "from": is_date,
        "to": is_date,
        "decision": _DECISION,
    },
    "ClassOpened": {
        "class": is_id,
        "name": is_text,
        "grade": between(6, 12),
        "year": is_year,
        "regime": one_of("TT58_26", "TT22_2021"),
        "subjects": _is_subjects,
    },
    "PupilEnrolled": {
        "pupil": is_id,
        "name": is_text,
        "born": is_date,
        "register": _NUMBER,
        "class": is_id,
        "from": is_date,
        "key": is_digest,
    },
    "WindowSet": {
        "window": is_id,
        "year": is_year,
        "semester": _SEMESTER,
        "cols": ascending(_COLUMN, len(COLUMNS)),
        "classes": _CLASSES,
        "from": is_instant,
        "to": is_instant,
        "decision": _DECISION,
    },
    "WindowMoved": {"window": is_id, "to": is_instant, "decision": _DECISION},
    "MarkEntered": {"pupil": is_id, "col": _COLUMN, "value": is_value, "late": maybe(is_natural)},
    "MarkChanged": {
        "pupil": is_id,
        "col": _COLUMN,
        "old": is_value,
        "value": is_value,
        "base": is_natural,
        "late": maybe(is_natural),
    },
    "MarkCleared": {"pupil": is_id, "col": _COLUMN, "old": is_value, "base": is_natural},
    "ColumnPublished": {"col": _COLUMN, "count": is_natural, "digest": is_digest},
    "LateEntryPermitted": {
        "col": _COLUMN,
        "pupils": ascending(is_id, 500),
        "until": is_instant,
        "reason": one_of("makeup", "returned", "zero", "other"),
        "decision": _DECISION,
    },
    "CorrectionApplied": _ITEM,
    "CorrectionProposed": {
        **_EVIDENCE,
        "class": is_id,
        "subject": is_id,
        "semester": _SEMESTER,
        "kind": one_of("sua", "bosung"),
    },
    "CorrectionItem": {**_ITEM, "reason": is_sealed},
    "CorrectionAmended": _EVIDENCE,
    "CorrectionPermitted": {"dossier": is_id, "intent": is_digest},
    "CorrectionRefused": {"dossier": is_id, "reason": is_sealed},
    "CorrectionWithdrawn": {"dossier": is_id},
    "CorrectionWitnessed": {
        "dossier": is_id,
        "seat": one_of(*SEATS),
        "standing": one_of(*STANDINGS),
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
        "cause": is_cause,
        "renderer": is_text,
    },
    "SnapshotArchived": {"id": is_id, "digest": is_digest, "bytes": is_natural},
    "SnapshotSpent": {"id": is_id, "reason": is_text},
    "ReadsDigested": {
        "from": is_date,
        "to": is_date,
        "count": is_natural,
        "failures": is_natural,
        "digest": is_digest,
    },
}

_FIELDS.update(events_year.FIELDS)
_FIELDS["ColumnDated"] = {"col": _COLUMN, "date": is_date}

SHAPES: dict[str, Shape] = {name: tuple(checks.items()) for name, checks in _FIELDS.items()}
