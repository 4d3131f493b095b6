"""Rule 49 of spec/LAW.md: whether the act as corrected may stand where it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Optional

from verify.law.arrivals import counting_cells, nothing_beside, value_suits_subject
from verify.law.events import SHAPES
from verify.law.movements import fits_year_and_grade, nothing_learned
from verify.law.people import spans_in_order
from verify.law.putting_right import FIELDS, MOVEMENTS, led_out_of, stays_of
from verify.law.right_facts import Act
from verify.law.shape import day_before, holds
from verify.law.state import Entry, Klass, State, Stay

Change = Optional[dict[str, Any]]
_NEVER_VOID = frozenset(("LogCreated", "PersonRegistered", "ClassOpened", "YearOpened", "PupilEnrolled"))


def fields_fit(act: Act, change: Change) -> str | None:
    """Only fields that the type allows, with values of its shape, each another than before."""
    if act.type not in FIELDS or (change is None and act.type in _NEVER_VOID):
        return "BAD_DATA"
    if change is None:
        return None
    allowed = set(FIELDS[act.type]).issuperset(change)
    if not allowed or not holds(SHAPES[act.type], act.amended(change)):
        return "BAD_DATA"
    if act.void:
        return None
    same = not change or any(act.now(key) == value for key, value in change.items())
    return "NO_CHANGE" if same else None


def rules_kept(state: State, e: Entry, act: Act, change: Change) -> str | None:
    """The rules of its kind."""
    if act.type in MOVEMENTS:
        return _movement(state, act, change)
    judge = _JUDGES.get(act.type)
    return judge(state, e, act, change) if judge is not None else None


def _movement(state: State, act: Act, change: Change) -> str | None:
    """In the order of the rule: register, class, order, months, absences, marks, papers, letters."""
    name = act.data["pupil"]
    new = Act(act.pos, act.stream, act.type, act.amended(change or {}), void=change is None)
    if act.type == "PupilEnrolled" and change is not None and change.get("register") in state.registers:
        return "REGISTER_TWICE"
    if new.data["class"] not in state.classes or name not in state.pupils:
        return "UNKNOWN_CLASS"
    moves = [new if one.pos == act.pos else one for one in state.facts.right.movements(name)]
    standing = [one for one in moves if not one.void]
    return (
        _order(state, standing)
        or _months(state, act, new, change)
        or _absences(state, name, stays_of(standing))
        or _marks(state, name, stays_of(standing))
        or _papers(state, name, stays_of(standing))
        or _letters(state, act, change)
    )


def _order(state: State, moves: list[Act]) -> str | None:
    for number, act in enumerate(moves):
        stays = stays_of(moves[:number])
        code = _follows(state, stays[-1], act) if stays else None
        if code is not None:
            return code
    return None


def _follows(state: State, last: Stay, act: Act) -> str | None:
    d = act.data
    if act.type == "PupilLeft":
        if last.klass != d["class"] or last.left:
            return "MOVE_WRONG"
        return None if d["last"] >= day_before(last.first) else "BAD_PERIOD"
    if not fits_year_and_grade(state, last, d["class"], d["cause"]):
        return "MOVE_WRONG"
    late = d["from"] > last.first and (not last.left or d["from"] > last.last)
    return None if late else "BAD_PERIOD"


def _months(state: State, act: Act, new: Act, change: Change) -> str | None:
    """Neither the old day nor the new one lies in a month that is signed for a class that it concerns."""
    if change is not None and not {"class", "from", "last"} & set(change):
        return None
    classes = {act.data["class"], new.data["class"]}
    former = led_out_of(state, act) if act.type == "PupilPlaced" else None
    days = {one.data.get("from") or one.data["last"] for one in (act, new)}
    for klass in classes | ({former} if former is not None else set()):
        for day in days:
            if state.facts.month(klass, day[:7]).signed:
                return "MONTH_SIGNED"
    return None


def _absences(state: State, pupil: str, stays: list[Stay]) -> str | None:
    """Each that holds a value lies in a stay in its class."""
    for klass in {stay.klass for stay in state.pupils[pupil].stays}:
        for day in state.facts.absences.days(klass, pupil):
            if not any(stay.klass == klass and stay.first <= day <= stay.last for stay in stays):
                return "MOVE_WRONG"
    return None


def _marks(state: State, pupil: str, stays: list[Stay]) -> str | None:
    """In a class that the pupil was never in after all, no mark and no result of the pupil stands."""
    here = {stay.klass for stay in stays}
    for klass in {stay.klass for stay in state.pupils[pupil].stays} - here:
        for semester in (1, 2):
            opened = state.classes[klass].year in state.facts.years
            if opened and pupil in state.facts.result(klass, semester).known:
                return "MOVE_WRONG"
            for subject in (*state.classes[klass].offers, "conduct"):
                if counting_cells(state.books.get(f"book/{klass}/{subject}/{semester}"), pupil):
                    return "MOVE_WRONG"
    return None


def _last_class(state: State, stays: list[Stay], year: str) -> str | None:
    """The class of the newest stay in the year."""
    inside = [stay.klass for stay in stays if state.classes[stay.klass].year == year]
    return inside[-1] if inside else None


def _papers(state: State, pupil: str, stays: list[Stay]) -> str | None:
    """Where a year gets another newest class, that class has what every paper of the year speaks of."""
    old = state.pupils[pupil].stays
    for year in {state.classes[stay.klass].year for stay in old}:
        name = _last_class(state, stays, year)
        if name == _last_class(state, old, year):
            continue
        klass = state.classes[name] if name is not None else None
        if not all(_has(klass, *paper) for paper in _papers_of_year(state, pupil, year)):
            return "MOVE_WRONG"
    return None


def _papers_of_year(state: State, pupil: str, year: str) -> Iterable[tuple[str, Iterable[int], str, Any]]:
    """(subject, semesters, kind of paper, value) of all that stands for the pupil."""
    for (named, semester, subject), value in state.facts.brought.get(pupil, {}).items():
        if named == year:
            yield subject, (semester,), "brought", value
    for one in state.facts.exemptions.get(pupil, ()):
        if state.classes[one.klass].year == year:
            yield one.subject, one.semesters, one.part, None
    for who, named, subject in state.facts.one_semester:
        if (who, named) == (pupil, year):
            yield subject, (1, 2), "one semester", None


def _has(klass: Klass | None, subject: str, semesters: Iterable[int], kind: str, value: Any) -> bool:
    """Whether the class teaches it then, and the paper is one of such a subject (30, 31)."""
    if klass is None:
        return False
    if kind == "brought" and not value_suits_subject(klass, subject, value):
        return False
    if kind == "brought" and subject in ("conduct", "absent"):
        return True
    offer = klass.offers.get(subject)
    if offer is None or not all(one in offer.semesters for one in semesters):
        return False
    return kind != "whole" or (offer.kind == "comment" and klass.regime == "TT58_26")


def _letters(state: State, act: Act, change: Change) -> str | None:
    if act.type != "PupilPlaced" or (change is not None and "cause" not in change):
        return None
    return _resting(state, act, "TransferredIn")


def _resting(state: State, act: Act, kind: str) -> str | None:
    later = state.facts.right.standing(act.data["pupil"], kind)
    return "IN_USE" if any(max(one.pos, one.changed) > act.pos for one in later) else None


def _superior(state: State, e: Entry, act: Act, _change: Change) -> str | None:
    held = state.appointments.get(act.pos)
    if act.data["role"] != "superior":
        return "UNKNOWN_ACT"
    if held is None or held.ended_at:
        return "UNKNOWN_APPOINTMENT"
    first = state.leaders.first_but("head", -1, state.appointments)
    return None if first is not None and first <= e.day else "LAST_HEAD"


def _semesters(state: State, _e: Entry, act: Act, change: Change) -> str | None:
    year, spans = act.data["year"], (change or act.data)["semesters"]
    if not spans_in_order(year, spans):
        return "BAD_PERIOD"
    for (klass, _), cells in state.facts.absences.cells.items():
        if klass in state.classes and state.classes[klass].year == year:
            days = (day for (day, _), value in cells.items() if value is not None)
            if not all(any(one["from"] <= day <= one["to"] for one in spans) for day in days):
                return "BAD_PERIOD"
    return None


def _letter(state: State, _e: Entry, act: Act, change: Change) -> str | None:
    return _resting(state, act, "ResultBrought") if change is None else None


def _brought(state: State, e: Entry, act: Act, change: Change) -> str | None:
    """A void asks for no value: it is the way out for one of which the subject, or the class, is gone."""
    d = act.amended(change or {})
    pupil = state.pupils.get(d["pupil"])
    name = _last_class(state, pupil.stays, d["year"]) if pupil is not None else None
    klass = state.classes[name] if name is not None else None
    paper = (d["subject"], (d["semester"],), "brought", d["value"])
    if change is not None and ("value" in change or act.void) and not _has(klass, *paper):
        return "BAD_VALUE"
    code = _brought_again(state, d) if act.void else None
    if code is not None:
        return code
    return "BOOK_LOCKED" if name is not None and state.term(name, d["semester"]).locked(e.t) else None


def _brought_again(state: State, d: dict[str, Any]) -> str | None:
    """It stands again on a letter, in the place of nothing."""
    if not state.facts.right.standing(d["pupil"], "TransferredIn"):
        return "NOT_ARRIVED"
    if (d["year"], d["semester"], d["subject"]) in state.facts.brought.get(d["pupil"], {}):
        return "ALREADY_EXISTS"
    return nothing_beside(state, d)


def _exemption(state: State, e: Entry, act: Act, change: Change) -> str | None:
    if not act.void and state.facts.exemption(act.data["pupil"], act.pos) is None:
        return "UNKNOWN_EXEMPTION"
    d = act.amended(change or {})
    if change is not None and (act.void or {"subject", "semesters", "part"} & set(change)):
        code = _exempts(state, act, d)
        if code is not None:
            return code
    semesters = {*act.data["semesters"], *d["semesters"]}
    locked = any(state.term(d["class"], one).locked(e.t) for one in semesters)
    return "BOOK_LOCKED" if locked else None


def _exempts(state: State, act: Act, d: dict[str, Any]) -> str | None:
    """As 31 asks of the granting, but for results that are recorded, and no value may stand at all."""
    klass, pupil = state.classes[d["class"]], d["pupil"]
    offer = klass.offers.get(d["subject"])
    if offer is None or not all(one in offer.semesters for one in d["semesters"]):
        return "UNKNOWN_SUBJECT"
    if not _has(klass, d["subject"], d["semesters"], d["part"], None):
        return "EXEMPTION_NOT_ALLOWED"
    for one in state.facts.exemptions.get(pupil, ()):
        same = one.subject == d["subject"] and state.classes[one.klass].year == klass.year
        if one.pos != act.pos and same and one.semesters & set(d["semesters"]):
            return "ALREADY_EXISTS"
    for place in state.classes_in(pupil, klass.year) if d["part"] == "whole" else ():
        for semester in d["semesters"]:
            if counting_cells(state.books.get(f"book/{place}/{d['subject']}/{semester}"), pupil):
                return "OF_RECORD"
    return None


def _one_semester(state: State, _e: Entry, act: Act, _change: Change) -> str | None:
    d = act.data
    if not act.void:
        return None
    permitted = (d["pupil"], state.classes[d["class"]].year, d["subject"])
    return "ALREADY_EXISTS" if permitted in state.facts.one_semester else nothing_learned(state, *permitted)


def _newest(state: State, act: Act, *keys: str) -> bool:
    """Whether no later act of its type about the pupil agrees with it in these fields and stands."""
    alike = state.facts.right.standing(act.data["pupil"], act.type)
    same = [one for one in alike if all(one.data[key] == act.data[key] for key in keys)]
    return bool(same) and same[-1] is act


def _stage_2(state: State, act: Act) -> str | None:
    """A decision of stage 2 rests on it, in whatever class of the pupil in that year."""
    pupil, klass = act.data["pupil"], act.data["class"]
    held = state.classes_in(pupil, state.classes[klass].year) if pupil in state.pupils else []
    decided = any((2, pupil) in state.facts.board(one).outcomes for one in {klass, *held})
    return "IN_USE" if decided else None


def _decision(state: State, _e: Entry, act: Act, _change: Change) -> str | None:
    d = act.data
    stands = state.facts.board(d["class"]).outcomes.get((d["stage"], d["pupil"]))
    if stands is None or stands.pos != act.pos:
        return "STALE_BASE"
    return _stage_2(state, act) if d["stage"] == 1 else None


def _summer(state: State, _e: Entry, act: Act, _change: Change) -> str | None:
    _, stands = state.facts.board(act.data["class"]).summer.get(act.data["pupil"], ("", -1))
    return _stage_2(state, act) if stands == act.pos else "STALE_BASE"


def _retest(state: State, _e: Entry, act: Act, _change: Change) -> str | None:
    return _stage_2(state, act) if _newest(state, act, "class", "subject") else "STALE_BASE"


_JUDGES: dict[str, Callable[[State, Entry, Act, Change], str | None]] = {
    "Appointed": _superior,
    "YearOpened": _semesters,
    "TransferredIn": _letter,
    "ResultBrought": _brought,
    "ExemptionGranted": _exemption,
    "OneSemesterAllowed": _one_semester,
    "PromotionDecided": _decision,
    "SummerConductJudged": _summer,
    "RetestEntered": _retest,
}
