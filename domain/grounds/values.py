"""Which value a column of a subject takes, and which may be brought along as its result (LAW 11, 30)."""

from typing import Any

from domain.grounds.reserved import CONDUCT, RESERVED, suits_reserved
from domain.state.facts import Klass, SubjectPlan
from domain.words.fields import is_sealed
from domain.words.marks import suits

MOST_SESSIONS = 100


def value_suits(plan: SubjectPlan, col: str, value: object) -> bool:
    """Whether the value may stand in the column of this kind of subject (LAW 11)."""
    if plan.subject in RESERVED:
        return suits_reserved(plan, col, value)
    return is_sealed(value) if col == "nx" else suits(value, plan.kind)


def brought_suits(klass: Klass, subject: str, value: Any) -> bool:
    """Whether a value may be the result of a subject, of `conduct` or `absent` (LAW 30)."""
    if subject == "conduct":
        return value in CONDUCT[klass.regime]
    if subject == "absent":
        return type(value) is int and 0 <= value <= MOST_SESSIONS
    plan = klass.subjects.get(subject)
    return plan is not None and value_suits(plan, "ck", value) and value not in ("P", "K")
