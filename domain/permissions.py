"""The table of spec/LAW.md 4-5 as data: who may do which act, with which proof of person, by which duty."""

from typing import NamedTuple


class Grant(NamedTuple):
    """A role that may do an act; with `power`, only through a delegation that names it."""

    role: str
    power: str | None = None


class Row(NamedTuple):
    """One act: its grants, the kind of proof that the policy asks for, and the duty behind it."""

    grants: tuple[Grant, ...]
    proof: str
    duty: str


NOBODY = "system"
"""The scheduler's name in a log (LAW 4): no person may have it, or they could use up its command ids."""

HEAD, BOARD, CLERK = Grant("head"), Grant("board"), Grant("clerk")
TEACHER, HOMEROOM, HOMEROOM_DEPUTY = Grant("teacher"), Grant("homeroom"), Grant("homeroom_deputy")
DEPUTY, SYSTEM = Grant("deputy"), Grant("system")


def _leaders(power: str) -> tuple[Grant, ...]:
    return HEAD, Grant("deputy", power)


TABLE: dict[str, Row] = {
    "PolicySet": Row((HEAD,), "decide", "S57"),
    "Appointed": Row((HEAD,), "decide", "S26"),
    "AppointmentEnded": Row((HEAD,), "decide", "S26"),
    "Delegated": Row((HEAD,), "decide", "S25"),
    "BookUnlocked": Row((HEAD,), "decide", "S56"),
    "Restored": Row((HEAD,), "decide", "S52"),
    "PersonRegistered": Row((HEAD, BOARD), "decide", "S53"),
    "KeyRotated": Row((HEAD, BOARD), "decide", "S52"),
    "ClockReset": Row((HEAD, BOARD), "decide", "S52"),
    "ClassOpened": Row((BOARD,), "decide", "S53"),
    "CloseProposed": Row((BOARD,), "decide", "S28"),
    "PupilEnrolled": Row((BOARD, CLERK, HOMEROOM), "decide", "S53"),
    "WindowSet": Row(_leaders("windows"), "decide", "S17"),
    "WindowMoved": Row(_leaders("windows"), "decide", "S17"),
    "LateEntryPermitted": Row(_leaders("late"), "decide", "S17"),
    "CorrectionPermitted": Row(_leaders("permit"), "decide", "S22"),
    "CorrectionRefused": Row(_leaders("permit"), "decide", "S22"),
    "CloseRefused": Row(_leaders("close"), "decide", "S28"),
    "BookLocked": Row(_leaders("close"), "decide", "S28"),
    "MarkEntered": Row((TEACHER,), "entry", "S15"),
    "MarkChanged": Row((TEACHER,), "entry", "S15"),
    "MarkCleared": Row((TEACHER,), "entry", "S15"),
    "ColumnPublished": Row((TEACHER,), "entry", "S15"),
    "CorrectionProposed": Row((TEACHER,), "decide", "S21"),
    "CorrectionItem": Row((TEACHER,), "decide", "S21"),
    "CorrectionAmended": Row((TEACHER,), "decide", "S21"),
    "CorrectionWithdrawn": Row((TEACHER,), "decide", "S21"),
    "CorrectionWitnessed": Row((HEAD, DEPUTY, BOARD, HOMEROOM, HOMEROOM_DEPUTY), "witness", "S24"),
    "CorrectionApplied": Row((HEAD, DEPUTY, BOARD, HOMEROOM, HOMEROOM_DEPUTY), "witness", "S24"),
    "CorrectionLapsed": Row((SYSTEM,), "decide", "S24"),
    "SnapshotPlanned": Row((SYSTEM,), "decide", "S36"),
    "SnapshotArchived": Row((SYSTEM,), "decide", "S36"),
    "SnapshotSpent": Row((SYSTEM,), "decide", "S37"),
}

STANDINGS: dict[str, dict[str, str]] = {
    "leadership": {"head": "head", "deputy": "deputy"},
    "board": {"board": "board"},
    "homeroom": {
        "homeroom": "homeroom",
        "homeroom_deputy": "homeroom_deputy",
        "head": "second_leader",
        "deputy": "second_leader",
    },
}
"""Seat -> role -> the standing in which that role fills it (LAW 20)."""
