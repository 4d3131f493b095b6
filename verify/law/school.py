"""Rules 3 and 6 to 10 of spec/LAW.md: the log's beginning, policy, keys, people, classes, pupils, windows."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush

from verify.law.cells import RESERVED, Offer, required_tx
from verify.law.leaders import appoints_in_rank, ends_in_rank, no_end_above, somebody_stays
from verify.law.ranks import is_core
from verify.law.rights import Rule, right
from verify.law.shape import METHODS
from verify.law.state import (
    Appointment,
    Delegation,
    Entry,
    Klass,
    Pupil,
    State,
    Stay,
    Window,
    last_day,
)

Apply = Callable[[State, Entry], None]
_TT26_FROM = 2020
_TT22_FROM = {6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024}
NOBODY = "system"  # rule 4: the scheduler's name, which no person may have


def founder_acts(_state: State, e: Entry) -> str | None:
    """Rule 3: the only act that rests on no earlier right is the named head's own."""
    ok = e.person == e.data["head"]["person"] != NOBODY and e.role == "founder" and e.basis == 0
    return None if ok else "NO_RIGHT"


def origin_agrees(state: State, e: Entry) -> str | None:
    school = e.data["school"]
    return None if state.origin == f"{school['province']}.socai/{school['code']}" else "ORIGIN_MISMATCH"


def create(state: State, e: Entry) -> None:
    head = e.data["head"]
    state.key = e.data["key"]
    state.keys.add(state.key)
    state.persons.add(head["person"])
    post = Appointment(head["person"], "head", None, None, head["from"], last_day(None))
    state.appointments[e.pos] = post
    state.posts.add(e.pos, post)
    state.leaders.add(e.pos, post)


def policy_not_weaker(state: State, e: Entry) -> str | None:
    """Rule 10: of the three proofs none falls below what is in force."""
    held, new = state.proof, e.data["proof"]
    weaker = held is not None and any(METHODS.index(new[kind]) < METHODS.index(held[kind]) for kind in held)
    return "POLICY_WEAKER" if weaker else None


def policy_in_reach(_state: State, e: Entry) -> str | None:
    """Rule 10: nobody demands what the own decision did not show; of a witness most is asked."""
    if e.role == "system":
        return None
    shown, asked = e.method, e.data["proof"]["witness"]
    enough = shown in METHODS and METHODS.index(shown) >= METHODS.index(asked)
    return None if enough else "PROOF_TOO_WEAK"


def restored_here(_state: State, e: Entry) -> str | None:
    return None if e.data["size"] == e.pos else "BAD_DATA"


def set_policy(state: State, e: Entry) -> None:
    state.proof = e.data["proof"]
    state.lapse = e.data["lapse"]


def old_key_in_force(state: State, e: Entry) -> str | None:
    return None if e.data["old"] == state.key else "KEY_NOT_IN_FORCE"


def new_key_unused(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["new"] in state.keys else None


def reset_clock(state: State, e: Entry) -> None:
    state.clock_reset = e.pos


def rotate_key(state: State, e: Entry) -> None:
    state.key = e.data["new"]
    state.keys.add(state.key)


def person_new(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["person"] in state.persons or e.data["person"] == NOBODY else None


def register_person(state: State, e: Entry) -> None:
    state.persons.add(e.data["person"])


def person_known(state: State, e: Entry) -> str | None:
    return None if e.data["person"] in state.persons else "UNKNOWN_PERSON"


def days_in_order(_state: State, e: Entry) -> str | None:
    return None if e.data["from"] <= last_day(e.data["to"]) else "BAD_PERIOD"


def not_to_oneself(_state: State, e: Entry) -> str | None:
    return "SELF_GRANT" if e.data["person"] == e.person else None


def post_class_open(state: State, e: Entry) -> str | None:
    classed = e.data["role"] in ("homeroom", "homeroom_deputy", "teacher")
    return "UNKNOWN_CLASS" if classed and e.data["class"] not in state.classes else None


def post_subject_taught(state: State, e: Entry) -> str | None:
    klass = state.classes.get(e.data["class"])
    if e.data["role"] != "teacher" or klass is None:
        return None
    return None if e.data["subject"] in klass.offers else "UNKNOWN_SUBJECT"


def post_names_no_more(_state: State, e: Entry) -> str | None:
    role, data = e.data["role"], e.data
    stray_class = data["class"] is not None and role not in ("homeroom", "homeroom_deputy", "teacher")
    stray_subject = data["subject"] is not None and role != "teacher"
    return "BAD_DATA" if stray_class or stray_subject else None


def post_of_founded(state: State, e: Entry) -> str | None:
    """Once a board was founded by decision, its posts go to the members of the newest one (S26)."""
    boards = state.facts.founded
    founded = e.data["role"] != "board" or not boards or e.data["person"] in boards[-1].members
    return None if founded else "NOT_FOUNDED"


def appoint(state: State, e: Entry) -> None:
    d = e.data
    post = Appointment(d["person"], d["role"], d["class"], d["subject"], d["from"], last_day(d["to"]))
    state.appointments[e.pos] = post
    state.posts.add(e.pos, post)
    state.leaders.add(e.pos, post)


def appointment_open(state: State, e: Entry) -> str | None:
    held = state.appointments.get(e.data["appointment"])
    ok = held is not None and held.person == e.data["person"] and not held.ended_at
    return None if ok else "UNKNOWN_APPOINTMENT"


def end_appointment(state: State, e: Entry) -> None:
    held = state.appointments.get(e.data["appointment"])
    if held is not None and held.person == e.data["person"]:
        held.given_last, held.ended_at = held.last, e.pos
        held.last = min(held.last, e.data["on"])


def is_deputy(state: State, e: Entry) -> str | None:
    return None if state.held_by(e.data["person"], "deputy", e) else "NO_RIGHT"


def delegate(state: State, e: Entry) -> None:
    d = e.data
    state.delegations[e.pos] = Delegation(d["person"], frozenset(d["powers"]), d["from"], d["to"])


def class_new(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["class"] in state.classes else None


def columns_enough(_state: State, e: Entry) -> str | None:
    for subject in e.data["subjects"]:
        if subject["tx"] < required_tx(e.data["regime"], subject["kind"], subject["periods"]):
            return "TOO_FEW_COLUMNS"
    return None


def names_free(_state: State, e: Entry) -> str | None:
    taken = (*RESERVED, "absent")
    return "BAD_DATA" if any(subject["subject"] in taken for subject in e.data["subjects"]) else None


def regime_right(_state: State, e: Entry) -> str | None:
    """TT22 Đ21, grade by grade; no regime of this law before TT26."""
    first = int(e.data["year"][:4])
    if first < _TT26_FROM:
        return "REGIME_WRONG"
    tt22 = first >= _TT22_FROM[e.data["grade"]]
    return None if e.data["regime"] == ("TT22_2021" if tt22 else "TT58_26") else "REGIME_WRONG"


def open_class(state: State, e: Entry) -> None:
    offers = {}
    for one in e.data["subjects"]:
        columns = frozenset((*(f"tx{number}" for number in range(1, one["tx"] + 1)), "gk", "ck", "nx"))
        required = required_tx(e.data["regime"], one["kind"], one["periods"])
        offers[one["subject"]] = Offer(one["kind"], frozenset(one["semesters"]), columns, required)
    d = e.data
    core = frozenset(one["subject"] for one in d["subjects"] if is_core(one["name"]))
    klass = Klass(d["name"], d["year"], offers, d["grade"], d["regime"], core)
    state.classes.setdefault(d["class"], klass)
    state.cover.clear()


def pupil_new(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["pupil"] in state.pupils else None


def register_unused(state: State, e: Entry) -> str | None:
    return "REGISTER_TWICE" if e.data["register"] in state.registers else None


def class_open(state: State, e: Entry) -> str | None:
    return None if e.data["class"] in state.classes else "UNKNOWN_CLASS"


def month_unsigned(state: State, e: Entry) -> str | None:
    """A movement does not fall in a month that the head has signed for the class (rule 29)."""
    return "MONTH_SIGNED" if state.facts.month(e.data["class"], e.data["from"][:7]).signed else None


def enrol(state: State, e: Entry) -> None:
    d = e.data
    if d["pupil"] not in state.pupils and d["class"] in state.classes:
        klass = state.classes[d["class"]]
        pupil = state.pupils[d["pupil"]] = Pupil(d["class"], d["from"])
        pupil.stay(Stay(d["class"], d["from"], last_day(None), e.pos), klass.year)
        klass.pupils.append(d["pupil"])
    state.registers.add(d["register"])


def window_new(state: State, e: Entry) -> str | None:
    name = e.data["window"]
    known = name in state.windows or name in state.facts.right.withdrawn_windows
    return "ALREADY_EXISTS" if known else None


def window_period(_state: State, e: Entry) -> str | None:
    return None if e.data["from"] < e.data["to"] > e.t else "BAD_PERIOD"


def windows_apart(state: State, e: Entry) -> str | None:
    d = e.data
    taken = state.window_index.meets(d["year"], d["semester"], d["cols"], d["classes"])
    return "WINDOW_OVERLAP" if taken else None


def window_classes_open(state: State, e: Entry) -> str | None:
    for name in e.data["classes"]:
        klass = state.classes.get(name)
        if name != "*" and (klass is None or klass.year != e.data["year"]):
            return "UNKNOWN_CLASS"
    return None


def set_window(state: State, e: Entry) -> None:
    d = e.data
    columns, classes = frozenset(d["cols"]), frozenset(d["classes"])
    window = Window(e.pos, d["year"], d["semester"], columns, classes, d["from"], d["to"])
    if state.windows.setdefault(d["window"], window) is window:
        heappush(state.waiting, (window.end, d["window"]))
        state.window_index.add(window)
    state.cover.clear()


def window_known(state: State, e: Entry) -> str | None:
    return None if e.data["window"] in state.windows else "UNKNOWN_WINDOW"


def window_not_ended(state: State, e: Entry) -> str | None:
    window = state.windows.get(e.data["window"])
    return "WINDOW_ENDED" if window is not None and window.end <= e.t else None


def new_end_ahead(state: State, e: Entry) -> str | None:
    window = state.windows.get(e.data["window"])
    begun = window.first if window is not None else ""
    return None if e.data["to"] > e.t and e.data["to"] > begun else "BAD_PERIOD"


def move_window(state: State, e: Entry) -> None:
    window = state.windows.get(e.data["window"])
    if window is not None:
        window.end = e.data["to"]
        heappush(state.waiting, (window.end, e.data["window"]))


RULES: dict[str, tuple[Rule, ...]] = {
    "LogCreated": (founder_acts, origin_agrees),
    "PolicySet": (right, policy_not_weaker, policy_in_reach),
    "KeyRotated": (right, old_key_in_force, new_key_unused),
    "ClockReset": (right,),
    "Restored": (right, restored_here),
    "PersonRegistered": (right, person_new),
    "Appointed": (
        right,
        not_to_oneself,
        appoints_in_rank,
        no_end_above,
        person_known,
        days_in_order,
        post_class_open,
        post_subject_taught,
        post_names_no_more,
        post_of_founded,
    ),
    "AppointmentEnded": (right, ends_in_rank, appointment_open, somebody_stays),
    "Delegated": (right, not_to_oneself, person_known, days_in_order, is_deputy),
    "ClassOpened": (right, class_new, columns_enough, names_free, regime_right),
    "PupilEnrolled": (right, pupil_new, register_unused, class_open, month_unsigned),
    "WindowSet": (right, window_new, window_period, windows_apart, window_classes_open),
    "WindowMoved": (right, window_known, window_not_ended, new_end_ahead),
}

APPLY: dict[str, Apply] = {
    "LogCreated": create,
    "PolicySet": set_policy,
    "KeyRotated": rotate_key,
    "ClockReset": reset_clock,
    "PersonRegistered": register_person,
    "Appointed": appoint,
    "AppointmentEnded": end_appointment,
    "Delegated": delegate,
    "ClassOpened": open_class,
    "PupilEnrolled": enrol,
    "WindowSet": set_window,
    "WindowMoved": move_window,
}
