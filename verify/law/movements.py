"""Rules 29 and 31 of spec/LAW.md: memberships, exemptions."""

from __future__ import annotations

from typing import Any

from verify.law.arrivals import counting_cells, pupil_known, result_recorded
from verify.law.filling import cell_of_record
from verify.law.placement import decided_stays, promoted
from verify.law.rights import Rule, right
from verify.law.shape import day_before
from verify.law.state import Entry, State, Stay, last_day
from verify.law.year_facts import Exemption


def _last(state: State, e: Entry) -> Stay:
    return state.pupils[e.data["pupil"]].stays[-1]


def move_fits(state: State, e: Entry) -> str | None:
    """Rule 29: up to a later year, to another class of year and grade, or back after a leaving.

    Back into the same year is back into the same grade.
    """
    return None if fits_cause(state, _last(state, e), e.data["class"], e.data["cause"]) else "MOVE_WRONG"


def fits_cause(state: State, last: Stay, name: str, cause: str) -> bool:
    """The same of a move out of the stay `last` into the class of that name."""
    klass, former = state.classes[name], state.classes[last.klass]
    same = (klass.year, klass.grade) == (former.year, former.grade)
    fits = {
        "year": klass.year > former.year,
        "change": not last.left and same and last.klass != name,
        "return": bool(last.left) and (same or klass.year > former.year),
    }
    return fits[cause]


def fits_year_and_grade(state: State, last: Stay, name: str, cause: str) -> bool:
    """The table of causes without the stay's end and without another class: rule 49."""
    klass, former = state.classes[name], state.classes[last.klass]
    if klass.year > former.year:
        return cause in ("year", "return")
    return cause != "year" and (klass.year, klass.grade) == (former.year, former.grade)


def after_last_stay(state: State, e: Entry) -> str | None:
    last = _last(state, e)
    ok = e.data["from"] > last.first and (not last.left or e.data["from"] > last.last)
    return None if ok else "BAD_PERIOD"


def months_open(state: State, e: Entry) -> str | None:
    """A movement does not fall in a month signed for a class into or out of which it leads."""
    last, month = _last(state, e), (e.data.get("from") or e.data["last"])[:7]
    classes = {e.data["class"], *([] if last.left else [last.klass])}
    return "MONTH_SIGNED" if any(state.facts.month(one, month).signed for one in classes) else None


def no_absence_lost(state: State, e: Entry) -> str | None:
    """No absence that stands is taken out of count: from the day of a placement, or after a last day, on."""
    last, pupil = _last(state, e), e.data["pupil"]
    if last.left:
        return None
    day, leaving = e.data.get("from") or e.data["last"], "last" in e.data
    missed = state.facts.absences.days(last.klass, pupil)
    lost = any(one > day or (one == day and not leaving) for one in missed)
    return "MOVE_WRONG" if lost else None


def nothing_lost(state: State, e: Entry) -> str | None:
    """Within a year every subject in which something counts is one of the new class, of the same kind."""
    klass, pupil = state.classes[e.data["class"]], e.data["pupil"]
    if e.data["cause"] == "year":
        return None
    held: set[tuple[str, str, bool, int]] = set()
    along = state.facts.brought.get(pupil, {})
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
    last = _last(state, e)
    return None if last.klass == e.data["class"] and not last.left else "NOT_IN_CLASS"


def leaves_after_coming(state: State, e: Entry) -> str | None:
    return None if e.data["last"] >= day_before(_last(state, e).first) else "BAD_PERIOD"


def leave(state: State, e: Entry) -> None:
    pupil = state.pupils.get(e.data["pupil"])
    if pupil is not None:
        pupil.stays[-1].last = pupil.last = e.data["last"]
        pupil.stays[-1].left = e.pos
        pupil.stays[-1].left_for = e.data["cause"]


def member_now(state: State, e: Entry) -> str | None:
    return None if state.member(e.data["pupil"], e.data["class"], e.day) else "NOT_IN_CLASS"


def _taught(state: State, klass: str, subject: str, semesters: Any) -> bool:
    offer = state.classes[klass].offers.get(subject)
    return offer is not None and all(one in offer.semesters for one in semesters)


def exempt_subject_taught(state: State, e: Entry) -> str | None:
    d = e.data
    return None if _taught(state, d["class"], d["subject"], d["semesters"]) else "UNKNOWN_SUBJECT"


def exemption_allowed(state: State, e: Entry) -> str | None:
    """TT58 Đ12: from all of a comment subject; TT22 Đ10 and elsewhere: from a practical part only."""
    klass = state.classes[e.data["class"]]
    offer = klass.offers.get(e.data["subject"])
    whole = e.data["part"] == "whole"
    ok = not whole or (offer is not None and offer.kind == "comment" and klass.regime == "TT58_26")
    return None if ok else "EXEMPTION_NOT_ALLOWED"


def exempt(state: State, pupil: str, klass: str, subject: str, semester: int) -> str | None:
    """`whole` or `practical` if a standing exemption of the class's year covers it."""
    year = state.classes[klass].year
    for one in state.facts.exemptions.get(pupil, ()):
        here = state.classes[one.klass].year == year
        if here and one.subject == subject and semester in one.semesters:
            return one.part
    return None


def not_exempt_yet(state: State, e: Entry) -> str | None:
    d = e.data
    held = any(exempt(state, d["pupil"], d["class"], d["subject"], one) for one in d["semesters"])
    return "ALREADY_EXISTS" if held else None


def _locked(state: State, e: Entry, klass: str, semesters: Any) -> bool:
    return any(state.term(klass, one).locked(e.t) for one in semesters)


def exempt_terms_open(state: State, e: Entry) -> str | None:
    return "BOOK_LOCKED" if _locked(state, e, e.data["class"], e.data["semesters"]) else None


def exempts_nothing_of_record(state: State, e: Entry) -> str | None:
    """A whole exemption does not make a mark or a result of record count for nothing."""
    d = e.data
    if d["part"] != "whole":
        return None
    year = state.classes[d["class"]].year
    for semester in d["semesters"]:
        if result_recorded(state, d["pupil"], year, semester):
            return "OF_RECORD"
        for klass in state.classes_in(d["pupil"], year):
            book = state.book(f"book/{klass}/{d['subject']}/{semester}")
            held = counting_cells(book, d["pupil"])
            if book is not None and any(cell_of_record(state, e, book, col) for col in held):
                return "OF_RECORD"
    return None


def grant(state: State, e: Entry) -> None:
    d = e.data
    given = Exemption(e.pos, d["class"], d["subject"], frozenset(d["semesters"]), d["part"])
    state.facts.exemptions.setdefault(d["pupil"], []).append(given)


def _standing(state: State, e: Entry) -> Exemption | None:
    return state.facts.exemption(e.data["pupil"], e.data["exemption"])


def exemption_stands(state: State, e: Entry) -> str | None:
    return None if _standing(state, e) is not None else "UNKNOWN_EXEMPTION"


def ended_terms_open(state: State, e: Entry) -> str | None:
    one = _standing(state, e)
    return "BOOK_LOCKED" if one is not None and _locked(state, e, one.klass, one.semesters) else None


def ends_nothing_of_record(state: State, e: Entry) -> str | None:
    one = _standing(state, e)
    if one is None or one.part != "whole":
        return None
    year = state.classes[one.klass].year
    known = any(result_recorded(state, e.data["pupil"], year, semester) for semester in one.semesters)
    return "OF_RECORD" if known else None


def end_exemption(state: State, e: Entry) -> None:
    one = _standing(state, e)
    if one is not None:
        state.facts.exemptions[e.data["pupil"]].remove(one)


def both_semesters(state: State, e: Entry) -> str | None:
    return None if _taught(state, e.data["class"], e.data["subject"], (1, 2)) else "UNKNOWN_SUBJECT"


def _permitted(state: State, e: Entry) -> tuple[str, str, str]:
    return e.data["pupil"], state.classes[e.data["class"]].year, e.data["subject"]


def one_semester_new(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if _permitted(state, e) in state.facts.one_semester else None


def nothing_in_semester_1(state: State, e: Entry) -> str | None:
    return nothing_learned(state, *_permitted(state, e))


def nothing_learned(state: State, pupil: str, year: str, subject: str) -> str | None:
    for klass in state.classes_in(pupil, year):
        book = state.book(f"book/{klass}/{subject}/1")
        for col in book.columns if book is not None else ():
            if book is not None and book.value(book.cell(pupil, col)) is not None:
                return "NOT_NEEDED"
    return "NOT_NEEDED" if (year, 1, subject) in state.facts.brought.get(pupil, {}) else None


def second_not_recorded(state: State, e: Entry) -> str | None:
    pupil, year, _ = _permitted(state, e)
    return "OF_RECORD" if result_recorded(state, pupil, year, 2) else None


def allow_one_semester(state: State, e: Entry) -> None:
    if e.data["class"] in state.classes:
        state.facts.one_semester.add(_permitted(state, e))


RULES: dict[str, tuple[Rule, ...]] = {
    "PupilPlaced": (
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
    "PupilLeft": (right, pupil_known, in_that_class, leaves_after_coming, months_open, no_absence_lost),
    "ExemptionGranted": (
        right,
        member_now,
        exempt_subject_taught,
        exemption_allowed,
        not_exempt_yet,
        exempts_nothing_of_record,
        exempt_terms_open,
    ),
    "ExemptionEnded": (right, exemption_stands, ends_nothing_of_record, ended_terms_open),
    "OneSemesterAllowed": (
        right,
        member_now,
        both_semesters,
        one_semester_new,
        nothing_in_semester_1,
        second_not_recorded,
    ),
}

APPLY = {
    "PupilPlaced": place,
    "PupilLeft": leave,
    "ExemptionGranted": grant,
    "ExemptionEnded": end_exemption,
    "OneSemesterAllowed": allow_one_semester,
}
