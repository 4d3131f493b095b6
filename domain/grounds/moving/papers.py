"""Whether what was granted to a pupil or brought along suits another class (LAW 30, 31, 49)."""

from collections.abc import Iterator, Sequence
from typing import Any

from domain.grounds.reserved import RESERVED, plan_of
from domain.grounds.rows import Change
from domain.grounds.situation import value_suits
from domain.regulations import regulation
from domain.state.facts import Klass, Membership, Said
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.words.refusal import Refusal
from domain.words.streams import book_stream

OF_NO_SUBJECT = ("conduct", "absent")
"""What is brought along beside the results of subjects."""
MOST_SESSIONS = 100


def refuse_orphans(
    state: State, pupil: str, before: Sequence[Membership], after: Sequence[Membership]
) -> None:
    """Raises MOVE_WRONG: where another class of a year becomes the pupil's newest, no result brought, no
    exemption and no permission of that year is left without its subject."""
    for year in sorted({state.classes[stay.klass].year for stay in before}):
        klass = newest_of(state, after, year)
        if klass == newest_of(state, before, year):
            continue
        for subject, fits in _papers(state, pupil, year, klass):
            if not fits:
                name = klass.klass if klass else None
                raise Refusal("MOVE_WRONG", "S65", pupil=pupil, klass=name, year=year, subject=subject)


def newest_of(state: State, stays: Sequence[Membership], year: str) -> Klass | None:
    """The class of the newest of these stays that is in the year."""
    here = (state.classes[stay.klass] for stay in reversed(stays))
    return next((klass for klass in here if klass.year == year), None)


def value_fits(klass: Klass | None, semester: int, subject: str, value: int | str) -> bool:
    """Whether a class's subject takes it as a result brought along; no class takes any."""
    if klass is None:
        return False
    return (subject in OF_NO_SUBJECT or taught_in(klass, subject, (semester,))) and brought_suits(
        klass, subject, value
    )


def _papers(state: State, pupil: str, year: str, klass: Klass | None) -> Iterator[tuple[str, bool]]:
    """(subject, whether the class has what it asks for) of all that stands for the pupil and year."""
    for (of_year, semester, subject), value in state.brought.get(pupil, {}).items():
        if of_year == year:
            yield subject, value_fits(klass, semester, subject, value)
    for each in state.exemptions.get(pupil, ()):
        if not each.ended and state.classes[each.klass].year == year:
            yield each.subject, exemption_fits(klass, each.subject, each.semesters, each.part)
    for who, place, subject in state.one_semester:
        if who == pupil and state.classes[place].year == year:
            yield subject, klass is not None and taught_in(klass, subject, (1, 2))


def exemption_fits(klass: Klass | None, subject: str, semesters: Sequence[int], part: str) -> bool:
    """Whether a pupil of the class can be exempt so (LAW 31)."""
    if klass is None or not taught_in(klass, subject, semesters):
        return False
    return part != "whole" or klass.subjects[subject].kind in regulation(klass.regime).exempt_whole


def subject_books(state: State, said: Said, change: Change) -> list[str]:
    """The books of the subject of an act that is put right, in every class of the pupil in the year."""
    subject, klass = (change or {}).get("subject", said.data["subject"]), state.classes[said.data["class"]]
    if not isinstance(subject, str):
        return []
    places = classes_of_year(state, said.data["pupil"], klass.year)
    return [book_stream(place, subject, semester) for place in places for semester in (1, 2)]


def refuse_reserved(subject: str) -> None:
    """Nobody is exempt from conduct or from the own profile (LAW 31)."""
    if subject in RESERVED:
        raise Refusal("UNKNOWN_SUBJECT", "S72", subject=subject)


def taught_in(klass: Klass, subject: str, semesters: Sequence[int]) -> bool:
    """Whether a subject, none of the reserved books, is taught to the class in all of these semesters."""
    return subject in klass.subjects and all(plan_of(klass, subject, each) for each in semesters)


def brought_suits(klass: Klass, subject: str, value: Any) -> bool:
    """Whether a value may be the result of a subject, of `conduct` or `absent` (LAW 30)."""
    if subject == "conduct":
        return value in regulation(klass.regime).conduct
    if subject == "absent":
        return type(value) is int and 0 <= value <= MOST_SESSIONS
    plan = klass.subjects.get(subject)
    return plan is not None and value_suits(plan, "ck", value) and value not in ("P", "K")
