"""LAW 30: who came from another school, and the results brought along."""

from __future__ import annotations

from typing import Any

from verify.law.circulars.table import CONDUCT_CODES
from verify.law.fields import DECISION, SEMESTER, TENTHS
from verify.law.pupils import touching
from verify.law.pupils.papers import (
    counting_cells,
    last_class,
    resting,
    result_recorded,
    takes_paper,
    value_suits_subject,
)
from verify.law.rights import right
from verify.law.shape import is_digest, is_id, is_text, one_of
from verify.law.state.acts import Act, Change
from verify.law.state.entry import Entry
from verify.law.state.pupils import Stay
from verify.law.state.state import State
from verify.law.types import Slip, Type
from verify.proof.shapes import is_year


def pupil_known(state: State, e: Entry) -> str | None:
    """LAW 29, 30: the pupil was enrolled."""
    return None if e.data["pupil"] in state.pupils else "UNKNOWN_PUPIL"


def coming(state: State, pupil: str) -> Stay | None:
    """The stay by which the pupil came in the year of the newest class; None for who moved up into it."""
    for stay in reversed(state.pupils[pupil].stays):
        if stay.cause in ("enrolled", "return"):
            return stay
        if stay.cause == "year":
            return None
    return None


def came_in_the_year(state: State, e: Entry) -> str | None:
    """LAW 30: only who came during a year brings a letter."""
    stay = coming(state, e.data["pupil"])
    if stay is None:
        return "NOT_ARRIVED"
    year = state.years.get(state.classes[stay.klass].year)
    begun = year is None or stay.first > year.semesters[0][0]
    return None if begun else "NOT_ARRIVED"


def _has_letter(state: State, pupil: str) -> bool:
    stay = coming(state, pupil)
    return stay is not None and state.papers.arrivals.get(pupil, -1) > stay.pos


def not_arrived_yet(state: State, e: Entry) -> str | None:
    """LAW 30: one letter for each coming."""
    return "ALREADY_EXISTS" if _has_letter(state, e.data["pupil"]) else None


def arrive(state: State, e: Entry) -> None:
    """The newest letter."""
    state.papers.arrivals[e.data["pupil"]] = e.pos


def has_arrived(state: State, e: Entry) -> str | None:
    """LAW 30: results are brought on a letter."""
    return None if _has_letter(state, e.data["pupil"]) else "NOT_ARRIVED"


def _present(state: State, e: Entry) -> str:
    return state.pupils[e.data["pupil"]].stays[-1].klass


def brought_subject(state: State, e: Entry) -> str | None:
    """LAW 30: a subject of the class in that semester, `conduct` or `absent`, in its year."""
    klass = state.classes[_present(state, e)]
    offer = klass.offers.get(e.data["subject"])
    taught = offer is not None and e.data["semester"] in offer.semesters
    ok = taught or e.data["subject"] in ("conduct", "absent")
    return None if ok and e.data["year"] == klass.year else "UNKNOWN_SUBJECT"


def brought_suits(state: State, e: Entry) -> str | None:
    """LAW 30: a value of that subject."""
    klass = state.classes[_present(state, e)]
    return None if value_suits_subject(klass, e.data["subject"], e.data["value"]) else "BAD_VALUE"


def _place_of(e: Entry) -> tuple[str, int, str]:
    return e.data["year"], e.data["semester"], e.data["subject"]


def brought_once(state: State, e: Entry) -> str | None:
    """LAW 30: once for year, semester and subject."""
    held = state.papers.brought.get(e.data["pupil"], {})
    return "ALREADY_EXISTS" if _place_of(e) in held else None


def _span(state: State, e: Entry) -> tuple[str, str] | None:
    """The days of the semester, where the year is opened."""
    year = state.years.get(e.data["year"])
    return year.semesters[e.data["semester"] - 1] if year is not None else None


def came_after_it_began(state: State, e: Entry) -> str | None:
    """LAW 30: the pupil came after the first day of that semester, and was in no class of the year on a day
    of the semester before."""
    span, stay = _span(state, e), coming(state, e.data["pupil"])
    if span is None or stay is None:
        return None
    for one in state.pupils[e.data["pupil"]].stays:
        inside = one.first <= span[1] and one.last >= max(span[0], one.first)
        if one.pos < stay.pos and inside and state.classes[one.klass].year == e.data["year"]:
            return "NOT_ARRIVED"
    return "NOT_ARRIVED" if stay.first <= span[0] else None


def nothing_recorded(state: State, e: Entry) -> str | None:
    """LAW 30, P1: no result counts the semester already."""
    d = e.data
    known = result_recorded(state, d["pupil"], d["year"], d["semester"])
    return "OF_RECORD" if known else None


def nothing_of_ours(state: State, e: Entry) -> str | None:
    """LAW 30: no mark of the subject and semester (of the whole semester, where the year is not opened)
    and, for `absent`, no absence in it stands in a class of the year."""
    return nothing_beside(state, e.data)


def nothing_beside(state: State, d: dict[str, Any]) -> str | None:
    """The same of the data of a result brought along."""
    year = state.years.get(d["year"])
    span = year.semesters[d["semester"] - 1] if year is not None else None
    for klass in state.classes_in(d["pupil"], d["year"]):
        subjects = [d["subject"]] if span is not None else [*state.classes[klass].offers, "conduct"]
        for subject in subjects:
            if counting_cells(state.books.get(f"book/{klass}/{subject}/{d['semester']}"), d["pupil"]):
                return "NOT_NEEDED"
        if d["subject"] == "absent" and _absent_here(state, klass, d["pupil"], span):
            return "NOT_NEEDED"
    return None


def _absent_here(state: State, klass: str, pupil: str, span: tuple[str, str] | None) -> bool:
    missed = state.attendance.absences.days(klass, pupil)
    return any(span is None or span[0] <= day <= span[1] for day in missed)


def own_term_open(state: State, e: Entry) -> str | None:
    """LAW 30: class and semester are not locked."""
    term = state.term(_present(state, e), e.data["semester"])
    return "BOOK_LOCKED" if term.locked(e.t) else None


def bring(state: State, e: Entry) -> None:
    """It stands in the place of marks."""
    state.papers.brought.setdefault(e.data["pupil"], {})[_place_of(e)] = e.data["value"]


def letter_fits(state: State, _e: Entry, act: Act, change: Change) -> str | None:
    """LAW 49: a letter is void only while no result that was brought on it stands."""
    return resting(state, act, "ResultBrought") if change is None else None


def brought_fits(state: State, e: Entry, act: Act, change: Change) -> str | None:
    """A void asks for no value: it is the way out for one of which the subject, or the class, is gone."""
    d = act.amended(change or {})
    pupil = state.pupils.get(d["pupil"])
    name = last_class(state, pupil.stays, d["year"]) if pupil is not None else None
    klass = state.classes[name] if name is not None else None
    paper = (d["subject"], (d["semester"],), "brought", d["value"])
    if change is not None and ("value" in change or act.void) and not takes_paper(klass, *paper):
        return "BAD_VALUE"
    code = _brought_again(state, d) if act.void else None
    if code is not None:
        return code
    return "BOOK_LOCKED" if name is not None and state.term(name, d["semester"]).locked(e.t) else None


def _brought_again(state: State, d: dict[str, Any]) -> str | None:
    """It stands again on a letter, in the place of nothing."""
    if not state.righting.standing(d["pupil"], "TransferredIn"):
        return "NOT_ARRIVED"
    if (d["year"], d["semester"], d["subject"]) in state.papers.brought.get(d["pupil"], {}):
        return "ALREADY_EXISTS"
    return nothing_beside(state, d)


def letter_retold(state: State, act: Act, _e: Entry) -> None:
    """The newest letter that stands."""
    pupil = act.data["pupil"]
    letters = state.righting.standing(pupil, "TransferredIn")
    if letters:
        state.papers.arrivals[pupil] = letters[-1].pos
    else:
        state.papers.arrivals.pop(pupil, None)


def brought_retold(state: State, act: Act, _e: Entry) -> None:
    """The value as corrected, or none."""
    d = act.data
    along, place = state.papers.brought.setdefault(d["pupil"], {}), (d["year"], d["semester"], d["subject"])
    if act.void:
        along.pop(place, None)
    else:
        along[place] = d["value"]


TYPES: dict[str, Type] = {
    "TransferredIn": Type(
        stream="pupil/{pupil}",
        fields={"pupil": is_id, "school": is_text, "letter": DECISION},
        rules=(right, pupil_known, came_in_the_year, not_arrived_yet),
        apply=arrive,
        final=(pupil_known,),
        slip=Slip(("school", "letter"), void=True, fits=letter_fits, retold=letter_retold),
    ),
    "ResultBrought": Type(
        stream="pupil/{pupil}",
        fields={
            "pupil": is_id,
            "year": is_year,
            "semester": SEMESTER,
            "subject": is_id,
            "value": lambda value: TENTHS(value) or one_of("P", *CONDUCT_CODES)(value),
            "document": is_digest,
        },
        rules=(
            right,
            pupil_known,
            has_arrived,
            brought_subject,
            brought_suits,
            brought_once,
            came_after_it_began,
            nothing_recorded,
            nothing_of_ours,
            own_term_open,
        ),
        apply=bring,
        final=(pupil_known, has_arrived, brought_subject),
        touches=touching.brought,
        slip=Slip(
            ("value", "document"),
            void=True,
            again=True,
            fits=brought_fits,
            retold=brought_retold,
            touches=touching.brought_retold,
        ),
    ),
}
