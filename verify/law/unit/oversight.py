"""LAW 44 and 45: procedure, incidents, commitments, journal."""

from __future__ import annotations

from verify.law.fields import DAYS, DECISION
from verify.law.rights import right
from verify.law.shape import ascending, between, is_id, is_text, one_of
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import Slip, Type
from verify.law.unit.posts import days_in_order

CLAUSES = ("administration", "confidentiality", "programme", "retention", "safety")


def set_procedure(state: State, e: Entry) -> None:
    """LAW 44: the longest unlocking from now on (24)."""
    state.oversight.longest_unlock = e.data["days"]


def incident_new(state: State, e: Entry) -> str | None:
    """LAW 45: an id is used once."""
    return "ALREADY_EXISTS" if e.data["incident"] in state.oversight.incidents else None


def report(state: State, e: Entry) -> None:
    """Reported, and not answered yet."""
    state.oversight.incidents.setdefault(e.data["incident"], "reported")


def incident_open(state: State, e: Entry) -> str | None:
    """LAW 45: reported, and not closed."""
    known = state.oversight.incidents.get(e.data["incident"])
    return None if known in ("reported", "open") else "INCIDENT_STATE"


def answer(state: State, e: Entry) -> None:
    """Open still, or closed."""
    state.oversight.incidents[e.data["incident"]] = e.data["state"]


def commitment_new(state: State, e: Entry) -> str | None:
    """LAW 45: an id is used once."""
    return "ALREADY_EXISTS" if e.data["commitment"] in state.oversight.commitments else None


def commit(state: State, e: Entry) -> None:
    """Its id is used."""
    state.oversight.commitments.add(e.data["commitment"])


TYPES: dict[str, Type] = {
    "ProcedureSet": Type(
        stream="school",
        fields={
            "seats": lambda value: value == ["board", "homeroom", "leadership"],
            "days": between(1, 30),
            "papers": is_text,
            "decision": DECISION,
        },
        rules=(right,),
        apply=set_procedure,
    ),
    "IncidentReported": Type(
        stream="incident/{incident}",
        fields={"incident": is_id, "text": is_text},
        rules=(right, incident_new),
        apply=report,
    ),
    "IncidentAnswered": Type(
        stream="incident/{incident}",
        fields={"incident": is_id, "text": is_text, "state": one_of("open", "closed")},
        rules=(right, incident_open),
        apply=answer,
    ),
    "CommitmentSigned": Type(
        stream="commitment/{commitment}",
        fields={
            "commitment": is_id,
            "provider": is_text,
            "clauses": ascending(one_of(*CLAUSES), len(CLAUSES)),
            "years": between(1, 100),
            **DAYS,
            "decision": DECISION,
        },
        rules=(right, commitment_new, days_in_order),
        apply=commit,
        slip=Slip(withdrawn=True),
    ),
    "JournalNoted": Type(
        stream="journal",
        fields={"text": is_text},
        rules=(right,),
    ),
}
