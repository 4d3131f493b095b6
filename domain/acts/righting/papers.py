"""Whether what was granted to a pupil or brought along suits another class (LAW 30, 31, 49)."""

from collections.abc import Iterator, Sequence
from typing import Any

from domain.acts.pupils.arrivals import BringResult, has_own
from domain.grounds.reserved import plan_of
from domain.grounds.values import brought_suits
from domain.state.facts import Klass, Membership, Said
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.words.refusal import Refusal

RESERVED = ("conduct", "absent")


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
    return (subject in RESERVED or _taught(klass, subject, (semester,))) and brought_suits(
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
            yield subject, klass is not None and _taught(klass, subject, (1, 2))


def refuse_brought_again(state: State, said: Said) -> None:
    """Raises unless a result that was void may stand again: on a letter, in the place of nothing (LAW 49)."""
    data = said.data
    pupil, subject = data["pupil"], data["subject"]
    letters = (each for each in state.said.values() if each.type == "TransferredIn" and not each.void)
    if not any(each.data["pupil"] == pupil for each in letters):
        raise Refusal("NOT_ARRIVED", "S65", pupil=pupil)
    if (data["year"], data["semester"], subject) in state.brought.get(pupil, {}):
        raise Refusal("ALREADY_EXISTS", "S65", pupil=pupil, subject=subject)
    if has_own(state, BringResult.model_validate(data)):
        raise Refusal("NOT_NEEDED", "S65", pupil=pupil, subject=subject)


def refuse_exemption(state: State, pos: int, data: dict[str, Any]) -> None:
    """As LAW 31 asks of the granting, but for results that are recorded; and no value may stand at all."""
    klass, pupil, subject = state.classes[data["class"]], data["pupil"], data["subject"]
    semesters, whole = data["semesters"], data["part"] == "whole"
    if not _taught(klass, subject, semesters):
        raise Refusal("UNKNOWN_SUBJECT", "S72", klass=klass.klass, subject=subject)
    if not exemption_fits(klass, subject, semesters, data["part"]):
        raise Refusal("EXEMPTION_NOT_ALLOWED", "TT58 Đ12, TT22 Đ10", subject=subject)
    for each in state.exemptions.get(pupil, ()):
        same = each.subject == subject and state.classes[each.klass].year == klass.year
        if each.pos != pos and not each.ended and same and set(semesters) & set(each.semesters):
            raise Refusal("ALREADY_EXISTS", "S72", pupil=pupil, subject=subject)
    places = classes_of_year(state, pupil, klass.year)
    if whole and any(state.book(p, subject, s).counts(pupil) for p in places for s in semesters):
        raise Refusal("OF_RECORD", "S72", pupil=pupil, subject=subject)


def exemption_fits(klass: Klass | None, subject: str, semesters: Sequence[int], part: str) -> bool:
    """Whether a pupil of the class can be exempt so (LAW 31)."""
    if klass is None or not _taught(klass, subject, semesters):
        return False
    return part != "whole" or (klass.subjects[subject].kind == "comment" and klass.regime == "TT58_26")


def _taught(klass: Klass, subject: str, semesters: Sequence[int]) -> bool:
    return subject in klass.subjects and all(plan_of(klass, subject, each) for each in semesters)
