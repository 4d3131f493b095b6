"""Rule 30 of spec/LAW.md: who came from another school, and the results brought along."""

from __future__ import annotations

from typing import Any

from verify.law.cells import CONDUCT, Book
from verify.law.rights import Rule, right
from verify.law.state import Entry, Klass, State, Stay


def pupil_known(state: State, e: Entry) -> str | None:
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
    stay = coming(state, e.data["pupil"])
    if stay is None:
        return "NOT_ARRIVED"
    year = state.facts.years.get(state.classes[stay.klass].year)
    begun = year is None or stay.first > year.semesters[0][0]
    return None if begun else "NOT_ARRIVED"


def _has_letter(state: State, pupil: str) -> bool:
    stay = coming(state, pupil)
    return stay is not None and state.facts.arrivals.get(pupil, -1) > stay.pos


def not_arrived_yet(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if _has_letter(state, e.data["pupil"]) else None


def arrive(state: State, e: Entry) -> None:
    state.facts.arrivals[e.data["pupil"]] = e.pos


def has_arrived(state: State, e: Entry) -> str | None:
    return None if _has_letter(state, e.data["pupil"]) else "NOT_ARRIVED"


def _present(state: State, e: Entry) -> str:
    return state.pupils[e.data["pupil"]].stays[-1].klass


def brought_subject(state: State, e: Entry) -> str | None:
    klass = state.classes[_present(state, e)]
    offer = klass.offers.get(e.data["subject"])
    taught = offer is not None and e.data["semester"] in offer.semesters
    ok = taught or e.data["subject"] in ("conduct", "absent")
    return None if ok and e.data["year"] == klass.year else "UNKNOWN_SUBJECT"


def brought_suits(state: State, e: Entry) -> str | None:
    klass = state.classes[_present(state, e)]
    return None if value_suits_subject(klass, e.data["subject"], e.data["value"]) else "BAD_VALUE"


def value_suits_subject(klass: Klass, subject: str, value: Any) -> bool:
    """Whether it may be a result of that subject in the class; none is one of a subject that is not there."""
    if subject == "conduct":
        return value in CONDUCT[klass.regime]
    if subject == "absent":
        return type(value) is int
    offer = klass.offers.get(subject)
    if offer is None:
        return False
    return type(value) is int if offer.kind == "score" else value in ("D", "CD")


def _place_of(e: Entry) -> tuple[str, int, str]:
    return e.data["year"], e.data["semester"], e.data["subject"]


def brought_once(state: State, e: Entry) -> str | None:
    held = state.facts.brought.get(e.data["pupil"], {})
    return "ALREADY_EXISTS" if _place_of(e) in held else None


def _span(state: State, e: Entry) -> tuple[str, str] | None:
    """The days of the semester, where the year is opened."""
    year = state.facts.years.get(e.data["year"])
    return year.semesters[e.data["semester"] - 1] if year is not None else None


def came_after_it_began(state: State, e: Entry) -> str | None:
    """And was in no class of the year on a day of the semester before."""
    span, stay = _span(state, e), coming(state, e.data["pupil"])
    if span is None or stay is None:
        return None
    for one in state.pupils[e.data["pupil"]].stays:
        inside = one.first <= span[1] and one.last >= max(span[0], one.first)
        if one.pos < stay.pos and inside and state.classes[one.klass].year == e.data["year"]:
            return "NOT_ARRIVED"
    return "NOT_ARRIVED" if stay.first <= span[0] else None


def recorded_in(state: State, klass: str, pupil: str, semester: int) -> bool:
    """Whether a result of the semester or of the year was ever recorded in this class."""
    # Asked of every mark: looks up, and begins nothing.
    half, whole = state.facts.results.get((klass, semester)), state.facts.results.get((klass, 2))
    return (half is not None and pupil in half.known) or (whole is not None and pupil in whole.recorded)


def result_recorded(state: State, pupil: str, year: str, semester: int) -> bool:
    """The same in any class of the year."""
    return any(recorded_in(state, klass, pupil, semester) for klass in state.classes_in(pupil, year))


def nothing_recorded(state: State, e: Entry) -> str | None:
    d = e.data
    known = result_recorded(state, d["pupil"], d["year"], d["semester"])
    return "OF_RECORD" if known else None


def counting_cells(book: Book | None, pupil: str) -> list[str]:
    """The columns, but the remark, in which the pupil holds a value."""
    if book is None:
        return []
    return [c for c in book.columns if c != "nx" and book.value(book.cell(pupil, c)) is not None]


def nothing_of_ours(state: State, e: Entry) -> str | None:
    """No mark of the subject and semester (of the whole semester, where the year is not opened) and, for
    `absent`, no absence in it stands in a class of the year."""
    return nothing_beside(state, e.data)


def nothing_beside(state: State, d: dict[str, Any]) -> str | None:
    """The same of the data of a result brought along."""
    year = state.facts.years.get(d["year"])
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
    missed = state.facts.absences.days(klass, pupil)
    return any(span is None or span[0] <= day <= span[1] for day in missed)


def own_term_open(state: State, e: Entry) -> str | None:
    term = state.term(_present(state, e), e.data["semester"])
    return "BOOK_LOCKED" if term.locked(e.t) else None


def bring(state: State, e: Entry) -> None:
    state.facts.brought.setdefault(e.data["pupil"], {})[_place_of(e)] = e.data["value"]


RULES: dict[str, tuple[Rule, ...]] = {
    "TransferredIn": (right, pupil_known, came_in_the_year, not_arrived_yet),
    "ResultBrought": (
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
}

APPLY = {"TransferredIn": arrive, "ResultBrought": bring}
