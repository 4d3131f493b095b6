"""How each entry outside gradebooks and dossiers changes the facts of a State."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from domain.grounds.putting_right import (
    decide_rectification,
    propose_rectification,
    withdraw,
    witness_rectification,
)
from domain.grounds.touching import touch
from domain.state.facts import (
    Appointment,
    Check,
    Close,
    Delegation,
    Exemption,
    Founded,
    Klass,
    Person,
    Policy,
    Procedure,
    Snapshot,
    SubjectPlan,
    Substitution,
    Window,
    Year,
)
from domain.state.stays import enrolled, left, placed
from domain.words.days import local_day
from domain.words.entry import Entry

if TYPE_CHECKING:
    from domain.state.state import State

Data = dict[str, Any]


def apply(state: State, entry: Entry) -> None:
    """Take one governance entry into the state; O(1) but for ends of appointments (few per person)."""
    touch(state, entry)
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


def _reset(state: State, entry: Entry, _data: Data) -> None:
    state.resets.append(entry.pos)


def _nothing(_state: State, _entry: Entry, _data: Data) -> None:
    """No fact that a rule reads: what the ledger does (Restored), or words for people alone."""


def _register(state: State, _entry: Entry, data: Data) -> None:
    state.people[data["person"]] = Person(data["person"], data["name"])


def _appoint(state: State, entry: Entry, data: Data) -> None:
    state.people[data["person"]].appointments.append(
        Appointment(entry.pos, data["role"], data["class"], data["subject"], data["from"], data["to"])
    )


def _end(state: State, entry: Entry, data: Data) -> None:
    held = state.people[data["person"]].appointments
    for index, appointment in enumerate(held):
        if appointment.pos == data["appointment"]:
            held[index] = appointment._replace(ended=data["on"], ended_at=entry.pos)


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


def _enrol(state: State, entry: Entry, data: Data) -> None:
    pupil = state.pupils[data["pupil"]] = enrolled(state.said[entry.pos])
    state.moves[pupil.pupil] = [entry.pos]
    state.registers.add(pupil.register)
    state.rosters[pupil.klass].append(pupil.pupil)


def _place(state: State, entry: Entry, data: Data) -> None:
    pupil = data["pupil"]
    state.pupils[pupil] = placed(state.pupils[pupil], state.said[entry.pos])
    state.moves[pupil].append(entry.pos)
    if pupil not in state.rosters[data["class"]]:
        state.rosters[data["class"]].append(pupil)


def _leave(state: State, entry: Entry, data: Data) -> None:
    pupil = data["pupil"]
    state.pupils[pupil] = left(state.pupils[pupil], state.said[entry.pos])
    state.moves[pupil].append(entry.pos)
    state.leavings.setdefault(pupil, []).append((data["class"], data["last"], entry.pos))


def _arrive(state: State, entry: Entry, data: Data) -> None:
    state.arrivals[data["pupil"]] = entry.pos


def _bring(state: State, _entry: Entry, data: Data) -> None:
    place = (data["year"], data["semester"], data["subject"])
    state.brought.setdefault(data["pupil"], {})[place] = data["value"]


def _exempt(state: State, entry: Entry, data: Data) -> None:
    granted = Exemption(entry.pos, data["class"], data["subject"], tuple(data["semesters"]), data["part"])
    state.exemptions.setdefault(data["pupil"], []).append(granted)


def _end_exemption(state: State, _entry: Entry, data: Data) -> None:
    held = state.exemptions.get(data["pupil"], [])
    state.exemptions[data["pupil"]] = [
        each._replace(ended=True) if each.pos == data["exemption"] else each for each in held
    ]


def _one_semester(state: State, _entry: Entry, data: Data) -> None:
    state.one_semester.add((data["pupil"], data["class"], data["subject"]))


def _open_year(state: State, entry: Entry, data: Data) -> None:
    first, second = ((each["from"], each["to"]) for each in data["semesters"])
    state.years[data["year"]] = Year(entry.pos, data["year"], (first, second))


def _open_retests(state: State, entry: Entry, data: Data) -> None:
    year = state.years[data["year"]]
    state.years[year.year] = year._replace(retests=(*year.retests, (data["from"], data["to"], entry.pos)))


def _found(state: State, entry: Entry, data: Data) -> None:
    state.boards.append(Founded(entry.pos, tuple(data["members"]), data["from"], data["to"]))


def _substitute(state: State, entry: Entry, data: Data) -> None:
    holder = next(
        person.person
        for person in state.people.values()
        if any(held.pos == data["appointment"] for held in person.appointments)
    )
    state.people[data["person"]].substitutions.append(
        Substitution(entry.pos, data["appointment"], holder, data["from"], data["to"])
    )


def _set_profile(state: State, entry: Entry, data: Data) -> None:
    state.people[data["person"]].profile[data["field"]] = (data["value"], entry.pos)


def _procedure(state: State, entry: Entry, data: Data) -> None:
    state.procedure = Procedure(entry.pos, data["days"])


def _check(state: State, entry: Entry, data: Data) -> None:
    figures = tuple(
        (klass, subject, entered, expected) for klass, subject, entered, expected in data["figures"]
    )
    day = local_day(entry.at)
    state.checks[entry.pos] = Check(
        entry.pos, data["check"], day, state.latest_day(day), data["year"], data["semester"], figures
    )


def _report(state: State, _entry: Entry, data: Data) -> None:
    state.incidents[data["incident"]] = "reported"


def _answer(state: State, _entry: Entry, data: Data) -> None:
    state.incidents[data["incident"]] = data["state"]


def _commit(state: State, _entry: Entry, data: Data) -> None:
    state.commitments.add(data["commitment"])


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


def _tell_reads(state: State, _entry: Entry, data: Data) -> None:
    state.reads_to = data["to"]


_APPLY: dict[str, Callable[[State, Entry, Data], None]] = {
    "LogCreated": _create,
    "PolicySet": _policy,
    "KeyRotated": _rotate,
    "ClockReset": _reset,
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
    "ReadsDigested": _tell_reads,
    "PupilPlaced": _place,
    "PupilLeft": _leave,
    "TransferredIn": _arrive,
    "ResultBrought": _bring,
    "ExemptionGranted": _exempt,
    "ExemptionEnded": _end_exemption,
    "OneSemesterAllowed": _one_semester,
    "YearOpened": _open_year,
    "RetestOpened": _open_retests,
    "BoardFounded": _found,
    "SubstituteNamed": _substitute,
    "StaffProfileSet": _set_profile,
    "ProcedureSet": _procedure,
    "ProgressChecked": _check,
    "TeacherRated": _nothing,
    "RosterConfirmed": _nothing,
    "IncidentReported": _report,
    "IncidentAnswered": _answer,
    "CommitmentSigned": _commit,
    "JournalNoted": _nothing,
    "ActWithdrawn": withdraw,
    "RectificationProposed": propose_rectification,
    "RectificationWitnessed": witness_rectification,
    "RectificationDecided": decide_rectification,
}
