"""LAW 8 and 29: enrolments, placements, leavings."""

from __future__ import annotations

from verify.law.fields import DECISION, NUMBER
from verify.law.pupils import touching
from verify.law.pupils.arrivals import pupil_known
from verify.law.pupils.moved import movement_fits, movement_retold
from verify.law.pupils.papers import counting_cells
from verify.law.pupils.placement import decided_stays, promoted
from verify.law.pupils.stays import fits_cause
from verify.law.rights import right
from verify.law.shape import day_before, is_date, is_digest, is_id, is_text, last_day, maybe, one_of
from verify.law.state.entry import Entry
from verify.law.state.pupils import Pupil, Stay
from verify.law.state.state import State
from verify.law.types import Slip, Type
from verify.law.unit.classes import class_open


def pupil_new(state: State, e: Entry) -> str | None:
    """LAW 8: enrolled once."""
    return "ALREADY_EXISTS" if e.data["pupil"] in state.pupils else None


def register_unused(state: State, e: Entry) -> str | None:
    """LAW 8 (S40): a register number is never given twice."""
    return "REGISTER_TWICE" if e.data["register"] in state.registers else None


def month_unsigned(state: State, e: Entry) -> str | None:
    """LAW 29 (S65). A movement does not fall in a month that the head has signed for the class ."""
    return "MONTH_SIGNED" if state.attendance.month(e.data["class"], e.data["from"][:7]).signed else None


def enrol(state: State, e: Entry) -> None:
    """The first stay; the register number is used."""
    d = e.data
    if d["pupil"] not in state.pupils and d["class"] in state.classes:
        klass = state.classes[d["class"]]
        pupil = state.pupils[d["pupil"]] = Pupil(d["class"], d["from"])
        pupil.stay(Stay(d["class"], d["from"], last_day(None), e.pos), klass.year)
        klass.pupils.append(d["pupil"])
    state.registers.add(d["register"])


def _last(state: State, e: Entry) -> Stay:
    return state.pupils[e.data["pupil"]].stays[-1]


def move_fits(state: State, e: Entry) -> str | None:
    """LAW 29: up to a later year, to another class of year and grade, or back after a leaving.

    Back into the same year is back into the same grade."""
    return None if fits_cause(state, _last(state, e), e.data["class"], e.data["cause"]) else "MOVE_WRONG"


def after_last_stay(state: State, e: Entry) -> str | None:
    """LAW 29: nobody is in two classes on one day."""
    last = _last(state, e)
    ok = e.data["from"] > last.first and (not last.left or e.data["from"] > last.last)
    return None if ok else "BAD_PERIOD"


def months_open(state: State, e: Entry) -> str | None:
    """LAW 29 (S65): a movement does not fall in a month signed for a class into or out of which it leads."""
    last, month = _last(state, e), (e.data.get("from") or e.data["last"])[:7]
    classes = {e.data["class"], *([] if last.left else [last.klass])}
    return "MONTH_SIGNED" if any(state.attendance.month(one, month).signed for one in classes) else None


def no_absence_lost(state: State, e: Entry) -> str | None:
    """LAW 29: no absence that stands is taken out of count: from the day of a placement, or after a last
    day, on."""
    last, pupil = _last(state, e), e.data["pupil"]
    if last.left:
        return None
    day, leaving = e.data.get("from") or e.data["last"], "last" in e.data
    missed = state.attendance.absences.days(last.klass, pupil)
    lost = any(one > day or (one == day and not leaving) for one in missed)
    return "MOVE_WRONG" if lost else None


def nothing_lost(state: State, e: Entry) -> str | None:
    """LAW 29: within a year every subject in which something counts is one of the new class, of the same
    kind."""
    klass, pupil = state.classes[e.data["class"]], e.data["pupil"]
    if e.data["cause"] == "year":
        return None
    held: set[tuple[str, str, bool, int]] = set()
    along = state.papers.brought.get(pupil, {})
    for place_ in state.classes_in(pupil, klass.year):
        before = state.classes[place_]
        for subject, offer in before.offers.items():
            for semester in offer.semesters:
                book = state.books.get(f"book/{place_}/{subject}/{semester}")
                if counting_cells(book, pupil) or (klass.year, semester, subject) in along:
                    held.add((subject, offer.kind, subject in before.core, semester))
    for subject, kind, core, semester in held:
        there = klass.offers.get(subject)
        if there is None or semester not in there.semesters:
            return "MOVE_WRONG"
        if (there.kind, subject in klass.core) != (kind, core):
            return "MOVE_WRONG"
    return None


def place(state: State, e: Entry) -> None:
    """The stay before ends the day before, unless a leaving ended it."""
    d, pupil = e.data, state.pupils.get(e.data["pupil"])
    if pupil is None or d["class"] not in state.classes:
        return
    last = pupil.stays[-1]
    if not last.left:
        last.last = day_before(d["from"])
    klass = state.classes[d["class"]]
    if d["class"] not in pupil.classes.get(klass.year, {}):
        klass.pupils.append(d["pupil"])
    pupil.stay(Stay(d["class"], d["from"], last_day(None), e.pos, cause=d["cause"]), klass.year)


def in_that_class(state: State, e: Entry) -> str | None:
    """LAW 29: the pupil is in that class still."""
    last = _last(state, e)
    return None if last.klass == e.data["class"] and not last.left else "NOT_IN_CLASS"


def leaves_after_coming(state: State, e: Entry) -> str | None:
    """LAW 29: not before the day before the first."""
    return None if e.data["last"] >= day_before(_last(state, e).first) else "BAD_PERIOD"


def leave(state: State, e: Entry) -> None:
    """The stay ends with that day."""
    pupil = state.pupils.get(e.data["pupil"])
    if pupil is not None:
        pupil.stays[-1].last = pupil.last = e.data["last"]
        pupil.stays[-1].left = e.pos
        pupil.stays[-1].left_for = e.data["cause"]


TYPES: dict[str, Type] = {
    "PupilEnrolled": Type(
        stream="pupil/{pupil}",
        fields={
            "pupil": is_id,
            "name": is_text,
            "born": is_date,
            "register": NUMBER,
            "class": is_id,
            "from": is_date,
            "key": is_digest,
        },
        rules=(right, pupil_new, register_unused, class_open, month_unsigned),
        apply=enrol,
        touches=touching.movement,
        slip=Slip(
            ("name", "born", "register", "class", "from"),
            moves=True,
            fits=movement_fits,
            retold=movement_retold,
            touches=touching.movement_retold,
        ),
    ),
    "PupilPlaced": Type(
        stream="pupil/{pupil}",
        fields={
            "pupil": is_id,
            "class": is_id,
            "from": is_date,
            "cause": one_of("year", "change", "return"),
            "decision": DECISION,
        },
        rules=(
            right,
            pupil_known,
            move_fits,
            decided_stays,
            promoted,
            after_last_stay,
            months_open,
            no_absence_lost,
            nothing_lost,
        ),
        apply=place,
        final=(pupil_known,),
        touches=touching.movement,
        slip=Slip(
            ("from", "cause", "decision"),
            void=True,
            moves=True,
            fits=movement_fits,
            retold=movement_retold,
            touches=touching.movement_retold,
        ),
        asks_class=True,
    ),
    "PupilLeft": Type(
        stream="pupil/{pupil}",
        fields={
            "pupil": is_id,
            "class": is_id,
            "last": is_date,
            "cause": one_of("transfer", "dropout", "completed", "abroad", "other"),
            "school": maybe(is_text),
            "decision": DECISION,
        },
        rules=(right, pupil_known, in_that_class, leaves_after_coming, months_open, no_absence_lost),
        apply=leave,
        final=(pupil_known, in_that_class),
        touches=touching.movement,
        slip=Slip(
            ("last", "cause", "school", "decision"),
            void=True,
            moves=True,
            fits=movement_fits,
            retold=movement_retold,
            touches=touching.movement_retold,
        ),
        asks_class=True,
    ),
}
