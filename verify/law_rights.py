"""Who may write what: rules 4 and 5 of spec/LAW.md. A rule gives the code of what is wrong, or None."""

from collections.abc import Callable

from verify.law_shape import METHODS
from verify.law_state import Entry, State

Rule = Callable[[State, Entry], str | None]

_HEAD = frozenset(("head",))
_GOVERNORS = frozenset(("head", "board"))
_LEADERS = frozenset(("head", "deputy"))
_TEACHER = frozenset(("teacher",))
_SYSTEM = frozenset(("system",))
# Rule 20 judges the role against the seat, so here every role passes.
_BY_SEAT = frozenset(("head", "deputy", "board", "clerk", "homeroom", "homeroom_deputy", "teacher"))

ROLES: dict[str, frozenset[str]] = {
    "PolicySet": _HEAD,
    "Appointed": _HEAD,
    "AppointmentEnded": _HEAD,
    "Delegated": _HEAD,
    "BookUnlocked": _HEAD,
    "Restored": _HEAD,
    "PersonRegistered": _GOVERNORS,
    "KeyRotated": _GOVERNORS,
    "ClockReset": _GOVERNORS,
    "ClassOpened": frozenset(("board",)),
    "CloseProposed": frozenset(("board",)),
    "PupilEnrolled": frozenset(("board", "clerk", "homeroom")),
    "WindowSet": _LEADERS,
    "WindowMoved": _LEADERS,
    "LateEntryPermitted": _LEADERS,
    "CorrectionPermitted": _LEADERS,
    "CorrectionRefused": _LEADERS,
    "CloseRefused": _LEADERS,
    "BookLocked": _LEADERS,
    "MarkEntered": _TEACHER,
    "MarkChanged": _TEACHER,
    "MarkCleared": _TEACHER,
    "ColumnPublished": _TEACHER,
    "CorrectionProposed": _TEACHER,
    "CorrectionAmended": _TEACHER,
    "CorrectionWithdrawn": _TEACHER,
    "CorrectionWitnessed": _BY_SEAT,
    "CorrectionLapsed": _SYSTEM,
    "SnapshotPlanned": _SYSTEM,
    "SnapshotArchived": _SYSTEM,
    "SnapshotSpent": _SYSTEM,
}

POWER = {
    "WindowSet": "windows",
    "WindowMoved": "windows",
    "LateEntryPermitted": "late",
    "CorrectionPermitted": "permit",
    "CorrectionRefused": "permit",
    "CloseRefused": "close",
    "BookLocked": "close",
}

_DEMAND = {
    "MarkEntered": "entry",
    "MarkChanged": "entry",
    "MarkCleared": "entry",
    "ColumnPublished": "entry",
    "CorrectionWitnessed": "witness",
    "CorrectionApplied": "witness",
}
_STRENGTH = {method: rank for rank, method in enumerate(METHODS)}


def right(state: State, e: Entry) -> str | None:
    """Rule 4: a role that may, an appointment that is this person's, in force, and reaching the act."""
    role = e.role
    if role not in ROLES[e.type]:
        return "NO_RIGHT"
    if role == "system":
        return None if (e.person, e.basis, e.method) == ("system", 0, "system") else "NO_RIGHT"
    if role == "deputy" and e.type in POWER:
        return _delegated_right(state, e)
    held = state.appointments.get(e.basis)
    if held is None or held.person != e.person or held.role != role:
        return "NO_RIGHT"
    if not held.first <= e.day <= held.last:
        return "RIGHT_NOT_IN_FORCE"
    if held.klass is None or e.klass is None:
        return None
    reaches = held.klass == e.klass and held.subject in (None, e.subject)
    return None if reaches else "OUT_OF_SCOPE"


def _delegated_right(state: State, e: Entry) -> str | None:
    given = state.delegations.get(e.basis)
    if given is None or given.person != e.person:
        return "NO_RIGHT"
    if not given.in_force(e.day):
        return "RIGHT_NOT_IN_FORCE"
    if POWER[e.type] not in given.powers:
        return "OUT_OF_SCOPE"
    return None if state.held_by(e.person, "deputy", e.day) else "RIGHT_NOT_IN_FORCE"


def proof(state: State, e: Entry) -> str | None:
    """Rule 5. The system proves nobody: rule 4 says all that it must show."""
    if state.proof is None or e.role == "system":
        return None
    demanded = state.proof[_DEMAND.get(e.type, "decide")]
    return None if _STRENGTH.get(e.method, -1) >= _STRENGTH[demanded] else "PROOF_TOO_WEAK"
