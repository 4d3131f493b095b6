"""Rules 33 and 34 of spec/LAW.md: absences, and each month's confirmation and signature."""

from __future__ import annotations

from typing import Any

from verify.law.marks import digest_of
from verify.law.people import changes_something
from verify.law.placement import decided_in_year
from verify.law.rights import Rule, right
from verify.law.state import Entry, State
from verify.law.year_facts import Month


def _month(state: State, e: Entry) -> Month:
    return state.facts.month(e.data["class"], e.data.get("month") or e.data["date"][:7])


def member_that_day(state: State, e: Entry) -> str | None:
    return None if state.member(e.data["pupil"], e.data["class"], e.data["date"]) else "NOT_IN_CLASS"


def day_fits(state: State, e: Entry) -> str | None:
    """A day that has come, inside a semester of the year if it was opened."""
    day = e.data["date"]
    year = state.facts.years.get(state.classes[e.data["class"]].year)
    inside = year is None or any(first <= day <= last for first, last in year.semesters)
    return None if inside and day <= e.day else "BAD_PERIOD"


def month_open(state: State, e: Entry) -> str | None:
    return "MONTH_SIGNED" if _month(state, e).signed else None


def another_opened(state: State, e: Entry) -> str | None:
    """Who opened a signed month again keeps off it until it is signed anew."""
    return "PROPOSER_DECIDES" if _month(state, e).opener == e.person else None


def still_open(state: State, e: Entry) -> str | None:
    """Nothing once the promotion is decided; after a year's result in a month opened since alone."""
    pupil, year = e.data["pupil"], state.classes[e.data["class"]].year
    if decided_in_year(state, pupil, year) is not None:
        return "OF_RECORD"
    terms = [state.facts.result(klass, 2) for klass in state.classes_in(pupil, year)]
    last = max((term.recorded.get(pupil, -1) for term in terms), default=-1)
    return "OF_RECORD" if last > _month(state, e).reopened else None


def absence_base(state: State, e: Entry) -> str | None:
    d = e.data
    held = _month(state, e).cells.get((d["pupil"], d["date"], d["session"]), (None, 0))
    return None if held == (d["old"], d["base"]) else "STALE_BASE"


def set_absence(state: State, e: Entry) -> None:
    d = e.data
    _month(state, e).cells[d["pupil"], d["date"], d["session"]] = (d["value"], e.pos)
    state.facts.absences.put(d["class"], d["pupil"], (d["date"], d["session"]), d["value"])


def month_has_come(_state: State, e: Entry) -> str | None:
    return None if e.data["month"] <= e.day[:7] else "BAD_PERIOD"


def _seen(state: State, e: Entry) -> tuple[int, str]:
    """Number of absences, and digest of absences and movements."""
    klass, month = e.data["class"], e.data["month"]
    found: set[tuple[str, int]] = set()
    for pupil in state.classes[klass].pupils:
        stays = state.pupils[pupil].stays
        for number, stay in enumerate(stays):
            former = stays[number - 1] if number else None
            out = former is not None and former.klass == klass and not former.left
            if stay.first[:7] == month and (stay.klass == klass or out):
                found.add((pupil, stay.pos))
            if stay.left and stay.klass == klass and stay.last[:7] == month:
                found.add((pupil, stay.left))
    held = _month(state, e).held()
    moves: list[Any] = [list(move) for move in sorted(found)]
    return len(held), digest_of([held, moves])


def month_digest_right(state: State, e: Entry) -> str | None:
    return None if (e.data["count"], e.data["digest"]) == _seen(state, e) else "DIGEST_WRONG"


def confirm(state: State, e: Entry) -> None:
    month = _month(state, e)
    month.confirmed, month.confirmer, month.digest = e.pos, e.person, e.data["digest"]


def confirmation_newest(state: State, e: Entry) -> str | None:
    return None if _month(state, e).confirmed == e.data["confirmation"] else "NOT_CONFIRMED"


def confirmation_fresh(state: State, e: Entry) -> str | None:
    return None if _month(state, e).digest == _seen(state, e)[1] else "CONFIRMATION_STALE"


def another_confirmed(state: State, e: Entry) -> str | None:
    return "PROPOSER_DECIDES" if _month(state, e).confirmer == e.person else None


def sign(state: State, e: Entry) -> None:
    month = _month(state, e)
    month.signed, month.opener = True, ""


def month_signed(state: State, e: Entry) -> str | None:
    return None if _month(state, e).signed else "NOT_SIGNED"


def reopen(state: State, e: Entry) -> None:
    month = _month(state, e)
    month.signed, month.reopened, month.opener = False, e.pos, e.person


def absent_in(state: State, pupil: str, year: str) -> int:
    """Rule 34: sessions missed in the classes of the year; under TT22_2021 at most one a day."""
    total = 0
    for stay in state.pupils[pupil].stays:
        klass = state.classes[stay.klass]
        if klass.year != year:
            continue
        days = state.facts.absences.days(stay.klass, pupil)
        missed = [date for date in days if stay.first <= date <= stay.last]
        total += len(set(missed)) if klass.regime == "TT22_2021" else len(missed)
    brought = state.facts.brought.get(pupil, {})
    along = [brought.get((year, semester, "absent"), 0) for semester in (1, 2)]
    return total + sum(one for one in along if type(one) is int)  # what is no number was BAD_VALUE


RULES: dict[str, tuple[Rule, ...]] = {
    "AbsenceSet": (
        right,
        member_that_day,
        day_fits,
        month_open,
        another_opened,
        still_open,
        absence_base,
        changes_something,
    ),
    "MonthConfirmed": (right, month_has_come, month_open, another_opened, month_digest_right),
    "MonthSigned": (right, month_open, confirmation_newest, confirmation_fresh, another_confirmed),
    "MonthReopened": (right, month_signed),
}

APPLY = {
    "AbsenceSet": set_absence,
    "MonthConfirmed": confirm,
    "MonthSigned": sign,
    "MonthReopened": reopen,
}
