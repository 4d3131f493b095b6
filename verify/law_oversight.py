"""Rules 44 to 47 of spec/LAW.md: procedure, incidents, commitments, journal, progress checks, ratings."""

from __future__ import annotations

from typing import Any

from verify.law_marks import digest_of
from verify.law_movements import exempt
from verify.law_rights import Rule, right
from verify.law_school import days_in_order, person_known
from verify.law_state import Entry, State
from verify.law_summer import retest_year_open
from verify.law_year_facts import Check


def set_procedure(state: State, e: Entry) -> None:
    state.facts.days = e.data["days"]


def incident_new(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["incident"] in state.facts.incidents else None


def report(state: State, e: Entry) -> None:
    state.facts.incidents.setdefault(e.data["incident"], "reported")


def incident_open(state: State, e: Entry) -> str | None:
    known = state.facts.incidents.get(e.data["incident"])
    return None if known in ("reported", "open") else "INCIDENT_STATE"


def answer(state: State, e: Entry) -> None:
    state.facts.incidents[e.data["incident"]] = e.data["state"]


def commitment_new(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["commitment"] in state.facts.commitments else None


def commit(state: State, e: Entry) -> None:
    state.facts.commitments.add(e.data["commitment"])


def check_new(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["check"] in state.facts.check_ids else None


def _rows(state: State, e: Entry) -> list[list[Any]]:
    """[class, subject, column, expected, entered] of every column whose window has begun, sorted."""
    d, found = e.data, []
    for klass, place in state.classes.items():
        if place.year != d["year"]:
            continue
        members = state.members(klass, e.day)
        for subject, offer in place.offers.items():
            if d["semester"] not in offer.semesters:
                continue
            due = [p for p in members if exempt(state, p, klass, subject, d["semester"]) != "whole"]
            book = state.book(f"book/{klass}/{subject}/{d['semester']}")
            for col in offer.columns:
                window = state.window(book, col) if book is not None else None
                if book is None or col == "nx" or window is None or window.first > e.at:
                    continue
                entered = sum(book.value(book.cell(pupil, col)) is not None for pupil in due)
                found.append([klass, subject, col, len(due), entered])
    return sorted(found)


def check_digest_right(state: State, e: Entry) -> str | None:
    rows = _rows(state, e)
    ok = (e.data["count"], e.data["digest"]) == (len(rows), digest_of(rows))
    return None if ok else "DIGEST_WRONG"


def check_figures_right(state: State, e: Entry) -> str | None:
    sums: dict[tuple[str, str], list[int]] = {}
    for klass, subject, _, expected, entered in _rows(state, e):
        book = sums.setdefault((klass, subject), [0, 0])
        book[0] += entered
        book[1] += expected
    figures = [[*book, *sums[book]] for book in sorted(sums)]
    return None if e.data["figures"] == figures else "FIGURES_WRONG"


def record_check(state: State, e: Entry) -> None:
    d = e.data
    state.facts.check_ids.add(d["check"])
    state.facts.checks[e.pos] = Check((e.day, e.t_day), d["year"], d["semester"], d["figures"])


def checks_known(state: State, e: Entry) -> str | None:
    for pos in e.data["checks"]:
        check = state.facts.checks.get(pos)
        if check is None or (check.year, check.semester) != (e.data["year"], e.data["semester"]):
            return "UNKNOWN_CHECK"
    return None


def rating_right(state: State, e: Entry) -> str | None:
    d = e.data
    entered = expected = 0
    for pos in d["checks"]:
        check = state.facts.checks[pos]
        taught = _taught_by(state, d["person"], pos, check.days)
        for klass, subject, done, due in check.figures:
            if (klass, subject) in taught:
                entered, expected = entered + done, expected + due
    want = (entered, expected, _level(entered, expected))
    return None if (d["entered"], d["expected"], d["level"]) == want else "FIGURES_WRONG"


def _taught_by(state: State, person: str, check: int, days: tuple[str, str]) -> set[Any]:
    """(class, subject) of the person's teacher appointments as they stood at the position of the check."""
    return {
        (held.klass, held.subject)
        for pos in state.posts.of_role.get((person, "teacher"), ())
        if pos < check and (held := state.appointments.get(pos)) is not None and held.stood(check, *days)
    }


def _level(entered: int, expected: int) -> str:
    if entered == expected:
        return "T"
    if 100 * entered >= 95 * expected:
        return "K"
    return "D" if 100 * entered >= 80 * expected else "CD"


RULES: dict[str, tuple[Rule, ...]] = {
    "ProcedureSet": (right,),
    "IncidentReported": (right, incident_new),
    "IncidentAnswered": (right, incident_open),
    "CommitmentSigned": (right, commitment_new, days_in_order),
    "JournalNoted": (right,),
    "ProgressChecked": (right, retest_year_open, check_new, check_digest_right, check_figures_right),
    "TeacherRated": (right, person_known, checks_known, rating_right),
}

APPLY = {
    "ProcedureSet": set_procedure,
    "IncidentReported": report,
    "IncidentAnswered": answer,
    "CommitmentSigned": commit,
    "ProgressChecked": record_check,
}
