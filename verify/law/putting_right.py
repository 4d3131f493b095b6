"""How a withdrawal or an applied rectification changes the state: rules 48 and 49 of spec/LAW.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from verify.law.right_facts import Act
from verify.law.shape import day_before
from verify.law.state import Entry, Pupil, State, Stay, last_day
from verify.law.year_facts import Exemption

MOVEMENTS = frozenset(("PupilEnrolled", "PupilPlaced", "PupilLeft"))
WITHDRAWABLE = frozenset(
    ("Delegated", "SubstituteNamed", "WindowSet", "LateEntryPermitted", "RetestOpened", "CommitmentSigned")
)
FIELDS: dict[str, tuple[str, ...]] = {
    "LogCreated": ("name",),
    "PersonRegistered": ("name",),
    "Appointed": (),
    "ClassOpened": ("name",),
    "YearOpened": ("semesters",),
    "PupilEnrolled": ("name", "born", "register", "class", "from"),
    "PupilPlaced": ("from", "cause", "decision"),
    "PupilLeft": ("last", "cause", "school", "decision"),
    "TransferredIn": ("school", "letter"),
    "ResultBrought": ("value", "document"),
    "ExemptionGranted": ("subject", "semesters", "part", "decision"),
    "OneSemesterAllowed": ("decision",),
    **dict.fromkeys(
        ("PromotionDecided", "TitleAwarded", "SummerConductJudged", "RetestEntered", "TeacherRated"), ()
    ),
}
"""Type -> what a rectification may change in it."""
STANDS_AGAIN = frozenset(("ResultBrought", "ExemptionGranted", "OneSemesterAllowed"))
"""What was made void of these may be made to stand again."""
KEPT = WITHDRAWABLE | FIELDS.keys()


def keep(state: State, e: Entry) -> None:
    """Asked after the entry has changed the state: a movement that changed nothing is none; of two entries at
    one position the first is the act."""
    right = state.facts.right
    if e.pos in right.acts:
        return
    right.add(Act(e.pos, e.stream, e.type, e.data))
    if e.type in MOVEMENTS:
        pupil = state.pupils.get(e.data["pupil"])
        if pupil is not None and e.pos in (pupil.stays[-1].pos, pupil.stays[-1].left):
            right.moves.setdefault(e.data["pupil"], []).append(e.pos)


def class_of(state: State, data: dict[str, Any]) -> str | None:
    """The class of the act that is put right: its own, else the newest of its pupil."""
    right = state.facts.right
    known = right.rectifications.get(data["rectification"])
    act = right.acts.get(data.get("of", known.of if known is not None else -1))
    if act is None:
        return None
    named: str | None = act.data.get("class")
    pupil = state.pupils.get(act.data.get("pupil", ""))
    return named if named is not None else pupil.klass if pupil is not None else None


def put_right(state: State, act: Act, change: dict[str, Any] | None, e: Entry) -> None:
    """`change` None: it is void."""
    before = act.data
    act.changed = e.pos
    if change is None:
        act.void = True
    else:
        act.void, act.data = False, act.amended(change)
    if act.type in MOVEMENTS:
        _tell_again(state, act, before)
    elif act.type in _CHANGES:
        _CHANGES[act.type](state, act, e)


def stays_of(moves: Iterable[Act]) -> list[Stay]:
    """The stays that movements make one after the other."""
    stays: list[Stay] = []
    for act in moves:
        d = act.data
        if act.void or (act.type == "PupilLeft" and not stays):
            continue
        if act.type == "PupilLeft":
            stays[-1].last, stays[-1].left, stays[-1].left_for = d["last"], act.pos, d["cause"]
            continue
        if stays and not stays[-1].left:
            stays[-1].last = day_before(d["from"])
        stays.append(Stay(d["class"], d["from"], last_day(None), act.pos, cause=d.get("cause", "enrolled")))
    return stays


def led_out_of(state: State, act: Act) -> str | None:
    """The class whose stay a placement ended."""
    earlier = [one for one in state.facts.right.movements(act.data["pupil"]) if one.pos < act.pos]
    stays = stays_of(earlier)
    return stays[-1].klass if stays and not stays[-1].left else None


def _tell_again(state: State, act: Act, before: dict[str, Any]) -> None:
    name = act.data["pupil"]
    old, stays = state.pupils.get(name), stays_of(state.facts.right.movements(name))
    if old is None or not stays or any(stay.klass not in state.classes for stay in stays):
        return
    pupil = state.pupils[name] = Pupil(stays[0].klass, stays[0].first)
    for stay in stays:
        pupil.stay(stay, state.classes[stay.klass].year)
    was, is_ = {stay.klass for stay in old.stays}, {stay.klass for stay in stays}
    for klass in was - is_:
        state.classes[klass].pupils[:] = [one for one in state.classes[klass].pupils if one != name]
    for klass in is_ - was:
        state.classes[klass].pupils.append(name)
    if act.type == "PupilEnrolled":
        state.registers.discard(before["register"])
        state.registers.add(act.data["register"])


def _class_name(state: State, act: Act, _e: Entry) -> None:
    """A bag's book of the class has it."""
    klass = state.classes.get(act.data["class"])
    if klass is not None:
        klass.name = act.data["name"]


def _semesters(state: State, act: Act, _e: Entry) -> None:
    year = state.facts.years.get(act.data["year"])
    if year is not None:
        year.semesters = [(span["from"], span["to"]) for span in act.data["semesters"]]


def _letter(state: State, act: Act, _e: Entry) -> None:
    pupil = act.data["pupil"]
    letters = state.facts.right.standing(pupil, "TransferredIn")
    if letters:
        state.facts.arrivals[pupil] = letters[-1].pos
    else:
        state.facts.arrivals.pop(pupil, None)


def _brought(state: State, act: Act, _e: Entry) -> None:
    d = act.data
    along, place = state.facts.brought.setdefault(d["pupil"], {}), (d["year"], d["semester"], d["subject"])
    if act.void:
        along.pop(place, None)
    else:
        along[place] = d["value"]


def _exemption(state: State, act: Act, _e: Entry) -> None:
    d, held = act.data, state.facts.exemptions.setdefault(act.data["pupil"], [])
    held[:] = [one for one in held if one.pos != act.pos]
    if not act.void:
        held.append(Exemption(act.pos, d["class"], d["subject"], frozenset(d["semesters"]), d["part"]))


def _one_semester(state: State, act: Act, _e: Entry) -> None:
    klass = state.classes.get(act.data["class"])
    if klass is None:
        return
    permitted = (act.data["pupil"], klass.year, act.data["subject"])
    if act.void:
        state.facts.one_semester.discard(permitted)
    else:
        state.facts.one_semester.add(permitted)


def _decision(state: State, act: Act, _e: Entry) -> None:
    """The pupil is undecided at that stage."""
    state.facts.board(act.data["class"]).outcomes.pop((act.data["stage"], act.data["pupil"]), None)


def _title(state: State, act: Act, _e: Entry) -> None:
    held = state.facts.board(act.data["class"]).titles.get((act.data["semester"], act.data["pupil"]), [])
    held[:] = [one for one in held if one.pos != act.pos]


def _summer(state: State, act: Act, _e: Entry) -> None:
    state.facts.board(act.data["class"]).summer.pop(act.data["pupil"], None)


def _retest(state: State, act: Act, _e: Entry) -> None:
    """What stood before stands again."""
    own = (act.data["class"], act.data["pupil"])
    marks = state.facts.retests.get(own, {})
    if act.data["old"] is None:
        marks.pop(act.data["subject"], None)
    else:
        marks[act.data["subject"]] = (act.data["old"], act.data["base"])
    if not marks:
        state.facts.retests.pop(own, None)


def _day_before(e: Entry) -> str:
    """The last day of what is withdrawn; no day at all where the entry names no instant."""
    return day_before(e.t_day) if e.t_day else ""


def _delegation(state: State, act: Act, e: Entry) -> None:
    given = state.delegations.get(act.pos)
    if given is not None:
        given.last = min(given.last, _day_before(e))


def _superior(state: State, act: Act, e: Entry) -> None:
    """It ends; and if no other stands, a head appoints the first one again."""
    held = state.appointments.get(act.pos)
    if held is not None and not held.ended_at:
        held.given_last, held.ended_at = held.last, e.pos
        held.last = min(held.last, _day_before(e))
    posts = state.appointments.values()
    state.leaders.above = any(one.role == "superior" and not one.ended_at for one in posts)


def _substitute(state: State, act: Act, e: Entry) -> None:
    named = state.facts.substitutes.get(act.pos)
    if named is not None:
        named.given_last, named.withdrawn_at = named.last, e.pos
        named.last = min(named.last, _day_before(e))


def _window(state: State, act: Act, _e: Entry) -> None:
    window = state.windows.get(act.data["window"])
    if window is not None and window.pos == act.pos:
        del state.windows[act.data["window"]]
        state.window_index.drop(window)
        state.facts.right.withdrawn_windows.add(act.data["window"])
        state.cover.clear()


def _permit(state: State, act: Act, _e: Entry) -> None:
    state.permits.pop(act.pos, None)


def _retests(state: State, act: Act, _e: Entry) -> None:
    year = state.facts.years.get(act.data["year"])
    span = (act.data["from"], act.data["to"])
    if year is not None and span in year.retests:
        year.retests.remove(span)


_CHANGES: dict[str, Callable[[State, Act, Entry], None]] = {
    "Appointed": _superior,
    "ClassOpened": _class_name,
    "YearOpened": _semesters,
    "TransferredIn": _letter,
    "ResultBrought": _brought,
    "ExemptionGranted": _exemption,
    "OneSemesterAllowed": _one_semester,
    "PromotionDecided": _decision,
    "TitleAwarded": _title,
    "SummerConductJudged": _summer,
    "RetestEntered": _retest,
    "Delegated": _delegation,
    "SubstituteNamed": _substitute,
    "WindowSet": _window,
    "LateEntryPermitted": _permit,
    "RetestOpened": _retests,
}
"""What is not here (names of people, a rating, a commitment) no rule of the law reads."""
