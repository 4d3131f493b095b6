"""How each entry outside gradebooks and dossiers changes the facts of a State."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from domain.entry import Entry
from domain.facts import (
    Appointment,
    Close,
    Delegation,
    Klass,
    Person,
    Policy,
    Pupil,
    Snapshot,
    SubjectPlan,
    Window,
)

if TYPE_CHECKING:
    from domain.state import State

Data = dict[str, Any]


def apply(state: State, entry: Entry) -> None:
    """Take one governance entry into the state; O(1) but for ends of appointments (few per person)."""
    _APPLY[entry.type](state, entry, entry.data)


def columns_of(tx: int) -> tuple[str, ...]:
    """All columns of a subject with so many regular ones (LAW 11)."""
    return (*(f"tx{number}" for number in range(1, tx + 1)), "gk", "ck", "nx")


def _create(state: State, entry: Entry, data: Data) -> None:
    _rotate(state, entry, {"new": data["key"]})
    head = data["head"]
    founder = Appointment(entry.pos, "head", None, None, head["from"], None)
    state.people[head["person"]] = Person(head["person"], head["name"], appointments=[founder])


def _policy(state: State, entry: Entry, data: Data) -> None:
    proof = data["proof"]
    state.policies.append(Policy(entry.pos, proof["entry"], proof["decide"], proof["witness"], data["lapse"]))


def _rotate(state: State, _entry: Entry, data: Data) -> None:
    state.key = data["new"]
    state.keys.add(data["new"])


def _nothing(_state: State, _entry: Entry, _data: Data) -> None:
    """ClockReset and Restored change what the ledger does, no fact that a rule reads."""


def _register(state: State, _entry: Entry, data: Data) -> None:
    state.people[data["person"]] = Person(data["person"], data["name"])


def _appoint(state: State, entry: Entry, data: Data) -> None:
    state.people[data["person"]].appointments.append(
        Appointment(entry.pos, data["role"], data["class"], data["subject"], data["from"], data["to"])
    )


def _end(state: State, _entry: Entry, data: Data) -> None:
    held = state.people[data["person"]].appointments
    for index, appointment in enumerate(held):
        if appointment.pos == data["appointment"]:
            held[index] = appointment._replace(ended=data["on"])


def _delegate(state: State, entry: Entry, data: Data) -> None:
    state.people[data["person"]].delegations.append(
        Delegation(entry.pos, tuple(data["powers"]), data["from"], data["to"])
    )


def _open(state: State, _entry: Entry, data: Data) -> None:
    subjects = {
        s["subject"]: SubjectPlan(
            s["subject"],
            s["name"],
            s["kind"],
            s["periods"],
            s["tx"],
            tuple(s["semesters"]),
            columns_of(s["tx"]),
        )
        for s in data["subjects"]
    }
    klass = data["class"]
    state.classes[klass] = Klass(klass, data["name"], data["grade"], data["year"], data["regime"], subjects)
    state.rosters[klass] = []


def _enrol(state: State, _entry: Entry, data: Data) -> None:
    fields = (data[name] for name in ("pupil", "name", "born", "register", "class", "from", "key"))
    pupil = state.pupils[data["pupil"]] = Pupil(*fields)
    state.registers.add(pupil.register)
    state.rosters[pupil.klass].append(pupil.pupil)


def _set_window(state: State, _entry: Entry, data: Data) -> None:
    window = state.windows[data["window"]] = Window(
        data["window"],
        data["year"],
        data["semester"],
        tuple(data["cols"]),
        tuple(data["classes"]),
        data["from"],
        data["to"],
    )
    for place in window_places(window):
        state.covering[place] = window.window


def window_places(window: Window) -> list[tuple[str, int, str]]:
    """The keys of `State.covering` that a window takes: per class, or per year for "*"."""
    owners = [f"*{window.year}" if klass == "*" else klass for klass in window.classes]
    return [(owner, window.semester, col) for owner in owners for col in window.cols]


def _move_window(state: State, _entry: Entry, data: Data) -> None:
    state.windows[data["window"]] = state.windows[data["window"]]._replace(end=data["to"])


def _close(state: State, data: Data) -> Close:
    return state.closes.setdefault((data["class"], data["semester"]), Close())


def _propose_close(state: State, entry: Entry, data: Data) -> None:
    close = _close(state, data)
    close.proposal, close.proposer = entry.pos, entry.actor["person"]


def _refuse_close(state: State, _entry: Entry, data: Data) -> None:
    _close(state, data).proposal = None


def _lock(state: State, entry: Entry, data: Data) -> None:
    close = _close(state, data)
    close.proposal, close.locked, close.until = None, entry.pos, ""


def _unlock(state: State, _entry: Entry, data: Data) -> None:
    _close(state, data).until = data["until"]


def _plan(state: State, entry: Entry, data: Data) -> None:
    cause = data["cause"]
    state.snapshots[data["id"]] = Snapshot(
        data["id"], "planned", entry.pos, entry.at, data["size"], cause["kind"], cause["ref"]
    )


def _archive(state: State, _entry: Entry, data: Data) -> None:
    planned = state.snapshots[data["id"]]
    state.snapshots[data["id"]] = planned._replace(state="archived", digest=data["digest"])


def _spend(state: State, _entry: Entry, data: Data) -> None:
    state.snapshots[data["id"]] = state.snapshots[data["id"]]._replace(state="spent")


_APPLY: dict[str, Callable[[State, Entry, Data], None]] = {
    "LogCreated": _create,
    "PolicySet": _policy,
    "KeyRotated": _rotate,
    "ClockReset": _nothing,
    "Restored": _nothing,
    "PersonRegistered": _register,
    "Appointed": _appoint,
    "AppointmentEnded": _end,
    "Delegated": _delegate,
    "ClassOpened": _open,
    "PupilEnrolled": _enrol,
    "WindowSet": _set_window,
    "WindowMoved": _move_window,
    "CloseProposed": _propose_close,
    "CloseRefused": _refuse_close,
    "BookLocked": _lock,
    "BookUnlocked": _unlock,
    "SnapshotPlanned": _plan,
    "SnapshotArchived": _archive,
    "SnapshotSpent": _spend,
}
