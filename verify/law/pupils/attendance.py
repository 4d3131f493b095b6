"""LAW 33 and 34: absences, and each month's confirmation and signature."""

from __future__ import annotations

from typing import Any

from verify.law.books.digests import digest_of
from verify.law.fields import SIGHT, is_month
from verify.law.pupils.placement import decided_in_year
from verify.law.rights import right
from verify.law.shape import is_date, is_id, is_natural, is_text, maybe, one_of
from verify.law.state.entry import Entry
from verify.law.state.pupils import Month
from verify.law.state.state import State
from verify.law.types import Type
from verify.law.unit.staff import changes_something

_ABSENT = one_of("P", "K")


def _month(state: State, e: Entry) -> Month:
    return state.attendance.month(e.data["class"], e.data.get("month") or e.data["date"][:7])


def member_that_day(state: State, e: Entry) -> str | None:
    """LAW 33 (S65): the pupil was in the class on that day."""
    return None if state.member(e.data["pupil"], e.data["class"], e.data["date"]) else "NOT_IN_CLASS"


def day_fits(state: State, e: Entry) -> str | None:
    """LAW 33. A day that has come, inside a semester of the year if it was opened."""
    day = e.data["date"]
    year = state.years.get(state.classes[e.data["class"]].year)
    inside = year is None or any(first <= day <= last for first, last in year.semesters)
    return None if inside and day <= e.day else "BAD_PERIOD"


def month_open(state: State, e: Entry) -> str | None:
    """LAW 33: the head has not signed the month."""
    return "MONTH_SIGNED" if _month(state, e).signed else None


def another_opened(state: State, e: Entry) -> str | None:
    """LAW 33, P4. Who opened a signed month again keeps off it until it is signed anew."""
    return "PROPOSER_DECIDES" if _month(state, e).opener == e.person else None


def still_open(state: State, e: Entry) -> str | None:
    """LAW 33, P1. Nothing once the promotion is decided; after a year's result in a month opened since
    alone."""
    pupil, year = e.data["pupil"], state.classes[e.data["class"]].year
    if decided_in_year(state, pupil, year) is not None:
        return "OF_RECORD"
    terms = [state.record.result(klass, 2) for klass in state.classes_in(pupil, year)]
    last = max((term.recorded.get(pupil, -1) for term in terms), default=-1)
    return "OF_RECORD" if last > _month(state, e).reopened else None


def absence_base(state: State, e: Entry) -> str | None:
    """LAW 33: `old` and `base` are what stands."""
    d = e.data
    held = _month(state, e).cells.get((d["pupil"], d["date"], d["session"]), (None, 0))
    return None if held == (d["old"], d["base"]) else "STALE_BASE"


def set_absence(state: State, e: Entry) -> None:
    """The cell of the day and session."""
    d = e.data
    _month(state, e).cells[d["pupil"], d["date"], d["session"]] = (d["value"], e.pos)
    state.attendance.absences.put(d["class"], d["pupil"], (d["date"], d["session"]), d["value"])


def month_has_come(_state: State, e: Entry) -> str | None:
    """LAW 33: no month that is still to come."""
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
    """LAW 33: count and digest are those of the absences and movements."""
    return None if (e.data["count"], e.data["digest"]) == _seen(state, e) else "DIGEST_WRONG"


def confirm(state: State, e: Entry) -> None:
    """The newest confirmation of the month, and whose."""
    month = _month(state, e)
    month.confirmed, month.confirmer, month.digest = e.pos, e.person, e.data["digest"]


def confirmation_newest(state: State, e: Entry) -> str | None:
    """LAW 33 (TT58 Đ21): it is the newest one that is signed."""
    return None if _month(state, e).confirmed == e.data["confirmation"] else "NOT_CONFIRMED"


def confirmation_fresh(state: State, e: Entry) -> str | None:
    """LAW 33: nothing changed since the confirmation."""
    return None if _month(state, e).digest == _seen(state, e)[1] else "CONFIRMATION_STALE"


def another_confirmed(state: State, e: Entry) -> str | None:
    """LAW 33, P4: who confirmed does not sign."""
    return "PROPOSER_DECIDES" if _month(state, e).confirmer == e.person else None


def sign(state: State, e: Entry) -> None:
    """Closed, and whoever had opened it is free again."""
    month = _month(state, e)
    month.signed, month.opener = True, ""


def month_signed(state: State, e: Entry) -> str | None:
    """LAW 33: only what was signed is opened again."""
    return None if _month(state, e).signed else "NOT_SIGNED"


def reopen(state: State, e: Entry) -> None:
    """Open again; who opened it keeps off it until it is signed anew."""
    month = _month(state, e)
    month.signed, month.reopened, month.opener = False, e.pos, e.person


def absent_in(state: State, pupil: str, year: str) -> int:
    """LAW 34: sessions missed in the classes of the year, or days, as the circular counts."""
    total = 0
    for stay in state.pupils[pupil].stays:
        klass = state.classes[stay.klass]
        if klass.year != year:
            continue
        days = state.attendance.absences.days(stay.klass, pupil)
        missed = [date for date in days if stay.first <= date <= stay.last]
        total += len(set(missed) if klass.circular.once_a_day else missed)
    brought = state.papers.brought.get(pupil, {})
    along = [brought.get((year, semester, "absent"), 0) for semester in (1, 2)]
    return total + sum(one for one in along if type(one) is int)  # what is no number was BAD_VALUE


TYPES: dict[str, Type] = {
    "AbsenceSet": Type(
        stream="attendance/{class}/{date:month}",
        fields={
            "class": is_id,
            "pupil": is_id,
            "date": is_date,
            "session": one_of("S", "C"),
            "old": maybe(_ABSENT),
            "value": maybe(_ABSENT),
            "base": is_natural,
        },
        rules=(
            right,
            member_that_day,
            day_fits,
            month_open,
            another_opened,
            still_open,
            absence_base,
            changes_something,
        ),
        apply=set_absence,
        final=(member_that_day,),
        asks_class=True,
    ),
    "MonthConfirmed": Type(
        stream="attendance/{class}/{month}",
        fields={"class": is_id, "month": is_month, **SIGHT},
        rules=(right, month_has_come, month_open, another_opened, month_digest_right),
        apply=confirm,
        asks_class=True,
    ),
    "MonthSigned": Type(
        stream="attendance/{class}/{month}",
        fields={"class": is_id, "month": is_month, "confirmation": is_natural, "remark": is_text},
        rules=(right, month_open, confirmation_newest, confirmation_fresh, another_confirmed),
        apply=sign,
        final=(confirmation_newest,),
        asks_class=True,
    ),
    "MonthReopened": Type(
        stream="attendance/{class}/{month}",
        fields={"class": is_id, "month": is_month, "reason": is_text},
        rules=(right, month_signed),
        apply=reopen,
        asks_class=True,
    ),
}
