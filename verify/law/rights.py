"""Who may write what: LAW 4, 5. A rule gives the code of what is wrong, or None."""

from __future__ import annotations

from verify.law.permissions import TABLE, Grants
from verify.law.shape import METHODS
from verify.law.state.entry import Entry
from verify.law.state.state import State

_STRENGTH = {method: rank for rank, method in enumerate(METHODS)}

# LAW 20 judges the role against the seat, so here every role that takes an appointment passes.
_BY_SEAT: Grants = dict.fromkeys(
    ("head", "deputy", "board", "clerk", "homeroom", "homeroom_deputy", "teacher", "superior")
)


def right(state: State, e: Entry) -> str | None:
    """LAW 4: a role that may, an appointment that is this person's, in force, and reaching the act."""
    role, row = e.role, TABLE[e.type]
    grants = row.grants
    if e.type == "CorrectionWitnessed":
        grants = _BY_SEAT
    elif e.subject in row.books:
        grants = row.books[e.subject]
    if role not in grants:
        return "NO_RIGHT"
    if role == "system":
        return None if (e.person, e.basis, e.method) == ("system", 0, "system") else "NO_RIGHT"
    power = grants[role]
    if power is not None:
        return _delegated_right(state, e, power)
    held = state.people.right(e.basis)
    if held is None or held.person != e.person or held.role != role:
        return "NO_RIGHT"
    if not held.in_force(e.day, e.t_day):
        return "RIGHT_NOT_IN_FORCE"
    if role == "board" and not state.people.sits(e.person, e.day, e.t_day):
        return "RIGHT_NOT_IN_FORCE"
    if held.klass is None or e.klass is None:
        return None
    reaches = held.klass == e.klass and held.subject in (None, e.subject)
    return None if reaches else "OUT_OF_SCOPE"


def _delegated_right(state: State, e: Entry, power: str) -> str | None:
    given = state.people.delegations.get(e.basis)
    if given is None or given.person != e.person:
        return "NO_RIGHT"
    if not given.in_force(e.day, e.t_day):
        return "RIGHT_NOT_IN_FORCE"
    if power not in given.powers:
        return "OUT_OF_SCOPE"
    return None if state.people.held_by(e.person, "deputy", e) else "RIGHT_NOT_IN_FORCE"


def proof(state: State, e: Entry) -> str | None:
    """LAW 5. The system proves nobody: LAW 4 says all that it must show."""
    if state.proof is None or e.role == "system":
        return None
    row = TABLE.get(e.type)
    demanded = state.proof[row.proof if row is not None else "decide"]
    return None if _STRENGTH.get(e.method, -1) >= _STRENGTH[demanded] else "PROOF_TOO_WEAK"
