"""Rules 27, 28 and 32 of spec/LAW.md: years, boards, substitutes, staff profiles, rosters."""

from __future__ import annotations

from verify.law.events_year import STAFF_FIELDS
from verify.law.leaders import about_a_head
from verify.law.marks import digest_of
from verify.law.rights import Rule, right
from verify.law.school import days_in_order, not_to_oneself, person_known
from verify.law.state import Entry, State, last_day
from verify.law.year_facts import Founded, Substitute, Year

_CLEAR_FIELDS = frozenset(STAFF_FIELDS[:3])


def year_new(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["year"] in state.facts.years else None


def semesters_in_order(_state: State, e: Entry) -> str | None:
    return None if spans_in_order(e.data["year"], e.data["semesters"]) else "BAD_PERIOD"


def spans_in_order(year: str, semesters: list[dict[str, str]]) -> bool:
    """One after the other, within the calendar years of the school year."""
    first, second = semesters
    days = [f"{year[:4]}-01-01", first["from"], first["to"]]
    later = [second["from"], second["to"], f"{year[5:]}-12-31"]
    return days == sorted(days) and first["to"] < second["from"] and later == sorted(later)


def open_year(state: State, e: Entry) -> None:
    spans = [(span["from"], span["to"]) for span in e.data["semesters"]]
    state.facts.years.setdefault(e.data["year"], Year(spans))


def members_known(state: State, e: Entry) -> str | None:
    return None if all(person in state.persons for person in e.data["members"]) else "UNKNOWN_PERSON"


def no_seat_for_oneself(_state: State, e: Entry) -> str | None:
    """P3: who founds a board is none of its members."""
    return "SELF_GRANT" if e.person in e.data["members"] else None


def found_board(state: State, e: Entry) -> None:
    d = e.data
    state.facts.founded.append(Founded(frozenset(d["members"]), d["from"], last_day(d["to"])))


def stands_in_for_another(state: State, e: Entry) -> str | None:
    held = state.appointments.get(e.data["appointment"])
    fits = held is not None and held.role in ("teacher", "homeroom") and not held.ended_at
    return None if fits and held is not None and held.person != e.data["person"] else "UNKNOWN_APPOINTMENT"


def name_substitute(state: State, e: Entry) -> None:
    d = e.data
    if d["appointment"] in state.appointments:
        named = Substitute(d["person"], d["appointment"], d["from"], last_day(d["to"]))
        state.facts.substitutes[e.pos] = named
        state.posts.add(e.pos, state.right(e.pos))


def field_suits(_state: State, e: Entry) -> str | None:
    prefix = "t:" if e.data["field"] in _CLEAR_FIELDS else "h:"
    return None if e.data["value"].startswith(prefix) else "BAD_VALUE"


def profile_base(state: State, e: Entry) -> str | None:
    held = state.facts.profiles.get((e.data["person"], e.data["field"]), (None, 0))
    return None if held == (e.data["old"], e.data["base"]) else "STALE_BASE"


def changes_something(_state: State, e: Entry) -> str | None:
    return "NO_CHANGE" if e.data["value"] == e.data["old"] else None


def set_profile(state: State, e: Entry) -> None:
    state.facts.profiles[e.data["person"], e.data["field"]] = (e.data["value"], e.pos)


def roster_right(state: State, e: Entry) -> str | None:
    klass = e.data["class"]
    placed = []
    for pupil in state.members(klass, e.day):
        stays = state.pupils[pupil].stays
        newest = [stay for stay in stays if stay.klass == klass and stay.first <= e.day <= stay.last][-1]
        placed.append([pupil, newest.pos])
    book = state.book(f"book/{klass}/profile/1")
    held = book.all_held() if book is not None else []
    ok = e.data["count"] == len(placed) and e.data["digest"] == digest_of([placed, held])
    return None if ok else "DIGEST_WRONG"


RULES: dict[str, tuple[Rule, ...]] = {
    "YearOpened": (right, year_new, semesters_in_order),
    "BoardFounded": (right, no_seat_for_oneself, about_a_head, members_known, days_in_order),
    "SubstituteNamed": (
        right,
        not_to_oneself,
        about_a_head,
        person_known,
        days_in_order,
        stands_in_for_another,
    ),
    "StaffProfileSet": (right, person_known, field_suits, profile_base, changes_something),
    "RosterConfirmed": (right, roster_right),
}

APPLY = {
    "YearOpened": open_year,
    "BoardFounded": found_board,
    "SubstituteNamed": name_substitute,
    "StaffProfileSet": set_profile,
}
