"""What the data of the school year's event types must hold: spec/EVENTS.md "The school year" as a table."""

import re
from typing import Any

from verify.law import events_right
from verify.law.shape import (
    Check,
    ascending,
    between,
    is_clear,
    is_commitment,
    is_date,
    is_digest,
    is_id,
    is_instant,
    is_natural,
    is_text,
    is_year,
    maybe,
    one_of,
    record,
)

CLAUSES = ("administration", "confidentiality", "programme", "retention", "safety")
LEARNING = ("G", "K", "TB", "Y", "KEM", "T", "D", "CD")
CONDUCT = ("T", "K", "TB", "Y", "D", "CD")
OUTCOMES = ("LEN_LOP", "KIEM_TRA_LAI", "REN_LUYEN_HE", "O_LAI_LOP")
TITLES = ("HSXS", "HSG", "HSTT", "GIAY_KHEN")
STAFF_FIELDS = ("title", "subject", "degree", "phone", "email", "address")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])").fullmatch


def _is_month(value: Any) -> bool:
    return type(value) is str and _MONTH(value) is not None


def rows(width: int, most: int, fits: Check, key: int) -> Check:
    """A list of at most `most` rows of that width, sorted by their first `key` members, each once."""

    def holds(value: Any) -> bool:
        if type(value) is not list or len(value) > most:
            return False
        if not all(type(row) is list and len(row) == width and fits(row) for row in value):
            return False
        return all(a[:key] < b[:key] for a, b in zip(value, value[1:]))

    return holds


def _figure(row: Any) -> bool:
    return is_id(row[0]) and is_id(row[1]) and is_natural(row[2]) and is_natural(row[3]) and row[2] <= row[3]


def _staff_value(value: Any) -> bool:
    return is_clear(value) or is_commitment(value)


_TENTHS = between(0, 100)
_SEMESTER, _PERIOD, _STAGE = between(1, 2), between(0, 2), between(1, 2)
_COMMENT = one_of("D", "CD")
_CONDUCT, _LEARNING = one_of(*CONDUCT), one_of(*LEARNING)
_SPAN = record(**{"from": is_date, "to": is_date})
_DECISION = record(no=lambda value: is_text(value, 64), date=is_date, digest=maybe(is_digest))
_SCORES = rows(2, 50, lambda row: is_id(row[0]) and _TENTHS(row[1]), 1)
_COMMENTS = rows(2, 50, lambda row: is_id(row[0]) and _COMMENT(row[1]), 1)
_FIGURES = rows(4, 1000, _figure, 2)
_CLAUSE: Check = lambda value: is_text(value, 16)  # noqa: E731
_ABSENT = one_of("P", "K")


def _mark(value: Any) -> bool:
    return _TENTHS(value) or _COMMENT(value)


_SIGHT: dict[str, Check] = {"count": is_natural, "digest": is_digest}
_TERM: dict[str, Check] = {"class": is_id, "semester": _SEMESTER}
_DAYS: dict[str, Check] = {"from": is_date, "to": is_date}

FIELDS: dict[str, dict[str, Check]] = {
    "YearOpened": {
        "year": is_year,
        "semesters": lambda value: type(value) is list and len(value) == 2 and all(map(_SPAN, value)),
        "decision": _DECISION,
    },
    "BoardFounded": {
        "members": ascending(is_id, 500),
        "from": is_date,
        "to": maybe(is_date),
        "decision": _DECISION,
    },
    "SubstituteNamed": {"person": is_id, "appointment": is_natural, **_DAYS, "decision": _DECISION},
    "StaffProfileSet": {
        "person": is_id,
        "field": one_of(*STAFF_FIELDS),
        "old": maybe(_staff_value),
        "value": _staff_value,
        "base": is_natural,
    },
    "PupilPlaced": {
        "pupil": is_id,
        "class": is_id,
        "from": is_date,
        "cause": one_of("year", "change", "return"),
        "decision": _DECISION,
    },
    "PupilLeft": {
        "pupil": is_id,
        "class": is_id,
        "last": is_date,
        "cause": one_of("transfer", "dropout", "completed", "abroad", "other"),
        "school": maybe(is_text),
        "decision": _DECISION,
    },
    "TransferredIn": {"pupil": is_id, "school": is_text, "letter": _DECISION},
    "ResultBrought": {
        "pupil": is_id,
        "year": is_year,
        "semester": _SEMESTER,
        "subject": is_id,
        "value": lambda value: _TENTHS(value) or one_of("P", *CONDUCT)(value),
        "document": is_digest,
    },
    "ExemptionGranted": {
        "pupil": is_id,
        "class": is_id,
        "subject": is_id,
        "semesters": ascending(_SEMESTER, 2),
        "part": one_of("whole", "practical"),
        "evidence": ascending(is_digest, 50),
        "decision": _DECISION,
    },
    "ExemptionEnded": {"pupil": is_id, "exemption": is_natural, "reason": is_text, "decision": _DECISION},
    "OneSemesterAllowed": {"pupil": is_id, "class": is_id, "subject": is_id, "decision": _DECISION},
    "RosterConfirmed": {"class": is_id, **_SIGHT},
    "AbsenceSet": {
        "class": is_id,
        "pupil": is_id,
        "date": is_date,
        "session": one_of("S", "C"),
        "old": maybe(_ABSENT),
        "value": maybe(_ABSENT),
        "base": is_natural,
    },
    "MonthConfirmed": {"class": is_id, "month": _is_month, **_SIGHT},
    "MonthSigned": {"class": is_id, "month": _is_month, "confirmation": is_natural, "remark": is_text},
    "MonthReopened": {"class": is_id, "month": _is_month, "reason": is_text},
    "ColumnDated": {"col": is_id, "date": is_date},
    "BookCompared": {"file": is_digest, "differing": is_natural, **_SIGHT},
    "BookDeclared": {"comparison": is_natural, "explanation": maybe(is_text)},
    "BookSigned": _SIGHT,
    "ClassSigned": {**_TERM, **_SIGHT},
    "ResultsApproved": {**_TERM, "results": is_natural, **_SIGHT},
    "ResultRecorded": {
        "class": is_id,
        "semester": _PERIOD,
        "pupil": is_id,
        "scores": _SCORES,
        "comments": _COMMENTS,
        "average": maybe(_TENTHS),
        "conduct": maybe(_CONDUCT),
        "absent": maybe(is_natural),
        "learning": maybe(_LEARNING),
        "base": maybe(_LEARNING),
        "clause": maybe(_CLAUSE),
    },
    "PromotionListSigned": {"class": is_id, "stage": _STAGE, **_SIGHT},
    "BoardOpened": {
        "class": is_id,
        "stage": _STAGE,
        "members": lambda value: ascending(is_id, 500)(value) and len(value) >= 3,
        "decision": _DECISION,
    },
    "PromotionDecided": {
        "class": is_id,
        "stage": _STAGE,
        "pupil": is_id,
        "learning": _LEARNING,
        "conduct": _CONDUCT,
        "absent": is_natural,
        "outcome": one_of(*OUTCOMES),
        "reason": maybe(is_text),
    },
    "RetestOpened": {"year": is_year, "from": is_instant, "to": is_instant, "decision": _DECISION},
    "RetestRegistered": {"class": is_id, "pupil": is_id, "subjects": ascending(is_id, 500)},
    "RetestEntered": {
        "class": is_id,
        "subject": is_id,
        "pupil": is_id,
        "old": maybe(_mark),
        "value": _mark,
        "base": is_natural,
    },
    "SummerConductJudged": {
        "class": is_id,
        "pupil": is_id,
        "conduct": _CONDUCT,
        "evidence": ascending(is_digest, 50),
    },
    "TitleAwarded": {
        "class": is_id,
        "pupil": is_id,
        "semester": _PERIOD,
        "title": one_of(*TITLES),
        "reason": maybe(is_text),
    },
    "ProcedureSet": {
        "seats": lambda value: value == ["board", "homeroom", "leadership"],
        "days": between(1, 30),
        "papers": is_text,
        "decision": _DECISION,
    },
    "ProgressChecked": {
        "check": is_id,
        "year": is_year,
        "semester": _SEMESTER,
        "figures": _FIGURES,
        **_SIGHT,
    },
    "TeacherRated": {
        "person": is_id,
        "year": is_year,
        "semester": _SEMESTER,
        "checks": ascending(is_natural, 50),
        "entered": is_natural,
        "expected": lambda value: is_natural(value) and value > 0,
        "level": one_of("T", "K", "D", "CD"),
    },
    "IncidentReported": {"incident": is_id, "text": is_text},
    "IncidentAnswered": {"incident": is_id, "text": is_text, "state": one_of("open", "closed")},
    "CommitmentSigned": {
        "commitment": is_id,
        "provider": is_text,
        "clauses": ascending(one_of(*CLAUSES), len(CLAUSES)),
        "years": between(1, 100),
        **_DAYS,
        "decision": _DECISION,
    },
    "JournalNoted": {"text": is_text},
    **events_right.FIELDS,
}

_BOOK = ("ColumnDated", "BookCompared", "BookDeclared", "BookSigned")
BOOK_TYPES = frozenset(_BOOK)
"""Types in the stream of a gradebook."""

STREAMS: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(("YearOpened", "RetestOpened"), ("year", ("year",))),
    **dict.fromkeys(("SubstituteNamed", "StaffProfileSet", "TeacherRated"), ("person", ("person",))),
    **dict.fromkeys(
        ("PupilPlaced", "PupilLeft", "TransferredIn", "ResultBrought", "ExemptionGranted", "ExemptionEnded"),
        ("pupil", ("pupil",)),
    ),
    "OneSemesterAllowed": ("pupil", ("pupil",)),
    "RosterConfirmed": ("class", ("class",)),
    **dict.fromkeys(("MonthConfirmed", "MonthSigned", "MonthReopened"), ("attendance", ("class", "month"))),
    **dict.fromkeys(("ClassSigned", "ResultsApproved"), ("term", ("class", "semester"))),
    **dict.fromkeys(
        ("PromotionListSigned", "BoardOpened", "PromotionDecided", "RetestRegistered"), ("board", ("class",))
    ),
    **dict.fromkeys(("SummerConductJudged", "TitleAwarded"), ("board", ("class",))),
    "RetestEntered": ("retest", ("class", "subject")),
    "ProgressChecked": ("check", ("check",)),
    **dict.fromkeys(("IncidentReported", "IncidentAnswered"), ("incident", ("incident",))),
    "CommitmentSigned": ("commitment", ("commitment",)),
    "JournalNoted": ("journal", ()),
    **dict.fromkeys(("BoardFounded", "ProcedureSet"), ("school", ())),
    **events_right.STREAMS,
}
"""Type -> how its stream begins, and the fields whose values follow."""


def stream_of(kind: str, data: dict[str, Any]) -> str:
    """The stream in which an entry of the school year stands, for all but those of gradebooks."""
    if kind == "AbsenceSet":
        return f"attendance/{data['class']}/{data['date'][:7]}"
    if kind == "ResultRecorded":
        return f"term/{data['class']}/{data['semester'] or 2}"
    begins, keys = STREAMS[kind]
    return "/".join([begins, *(str(data[key]) for key in keys)])
