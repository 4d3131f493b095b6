"""LAW 46 and 47: how far the marks are entered, and teachers rated by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from verify.law.books.digests import digest_of
from verify.law.books.due import cells_of, owes
from verify.law.fields import SEMESTER, SIGHT, rows
from verify.law.pupils.exemptions import exempt
from verify.law.results.summer import retest_year_open
from verify.law.rights import right
from verify.law.shape import ascending, is_id, is_natural, one_of
from verify.law.state.entry import Entry
from verify.law.state.oversight import Check
from verify.law.state.state import State
from verify.law.types import Slip, Type
from verify.law.unit.posts import person_known
from verify.proof.shapes import is_year


def _figure(row: Any) -> bool:
    return is_id(row[0]) and is_id(row[1]) and is_natural(row[2]) and is_natural(row[3]) and row[2] <= row[3]


_FIGURES = rows(4, 1000, _figure, 2)


def check_new(state: State, e: Entry) -> str | None:
    """LAW 46: an id is used once."""
    return "ALREADY_EXISTS" if e.data["check"] in state.oversight.check_ids else None


Figures = list[list[Any]]


def _rows(state: State, e: Entry) -> Figures:
    """[class, subject, column, expected, entered] of every column whose window has begun, sorted."""
    d, found = e.data, []
    for klass, place in state.classes.items():
        year = state.years.get(place.year)
        if place.year != d["year"] or year is None:
            continue
        members = state.members(klass, min(e.day, year.semesters[d["semester"] - 1][1]))
        for subject, cols in _begun(state, e, klass):
            due = [p for p in members if owes(state, p, klass, subject, d["semester"])]
            held = [cells_of(state, p, klass, (subject, d["semester"]), cols) for p in due]
            for at, col in enumerate(cols):
                entered = sum(cells[at] is not None for cells in held)
                found.append([klass, subject, col, len(due), entered])
    return sorted(found)


def _former_rows(state: State, e: Entry) -> Figures:
    """The same as first written: members of the day, in the books of their class alone."""
    d, found = e.data, []
    for klass, place in state.classes.items():
        members = state.members(klass, e.day) if place.year == d["year"] else []
        for subject, cols in _begun(state, e, klass) if place.year == d["year"] else ():
            due = [p for p in members if exempt(state, p, klass, subject, d["semester"]) != "whole"]
            book = state.books[f"book/{klass}/{subject}/{d['semester']}"]
            for col in cols:
                entered = sum(book.value(book.cell(pupil, col)) is not None for pupil in due)
                found.append([klass, subject, col, len(due), entered])
    return sorted(found)


def _begun(state: State, e: Entry, klass: str) -> Iterator[tuple[str, list[str]]]:
    """Each subject of the class in the semester, with its columns whose window has begun."""
    for subject, offer in state.classes[klass].offers.items():
        book = state.book(f"book/{klass}/{subject}/{e.data['semester']}")
        if e.data["semester"] in offer.semesters and book is not None:
            windows = ((col, state.window(book, col)) for col in offer.columns if col != "nx")
            yield subject, [col for col, window in windows if window is not None and window.first <= e.at]


def _digested(e: Entry, rows: Figures) -> bool:
    return bool((e.data["count"], e.data["digest"]) == (len(rows), digest_of(rows)))


def check_digest_right(state: State, e: Entry) -> str | None:
    """LAW 46: count and digest are those of the columns whose window has begun, by either reading."""
    ok = _digested(e, _rows(state, e)) or _digested(e, _former_rows(state, e))
    return None if ok else "DIGEST_WRONG"


def check_figures_right(state: State, e: Entry) -> str | None:
    """LAW 46. By the reading that the digest has; by the newer one where it has neither."""
    rows, former = _rows(state, e), _former_rows(state, e)
    told = former if _digested(e, former) else rows
    sums: dict[tuple[str, str], list[int]] = {}
    for klass, subject, _, expected, entered in told:
        book = sums.setdefault((klass, subject), [0, 0])
        book[0] += entered
        book[1] += expected
    figures = [[*book, *sums[book]] for book in sorted(sums)]
    return None if e.data["figures"] == figures else "FIGURES_WRONG"


def record_check(state: State, e: Entry) -> None:
    """The figures that ratings add up."""
    d = e.data
    state.oversight.check_ids.add(d["check"])
    state.oversight.checks[e.pos] = Check((e.day, e.t_day), d["year"], d["semester"], d["figures"])


def checks_known(state: State, e: Entry) -> str | None:
    """LAW 47: earlier checks of that year and semester."""
    for pos in e.data["checks"]:
        check = state.oversight.checks.get(pos)
        if check is None or (check.year, check.semester) != (e.data["year"], e.data["semester"]):
            return "UNKNOWN_CHECK"
    return None


def rating_right(state: State, e: Entry) -> str | None:
    """LAW 47 (S20): the sums and the level of the books that the person taught at each check."""
    d = e.data
    entered = expected = 0
    for pos in d["checks"]:
        check = state.oversight.checks[pos]
        taught = _taught_by(state, d["person"], pos, check.days)
        for klass, subject, done, due in check.figures:
            if (klass, subject) in taught:
                entered, expected = entered + done, expected + due
    want = (entered, expected, rating_level(entered, expected))
    return None if (d["entered"], d["expected"], d["level"]) == want else "FIGURES_WRONG"


def _taught_by(state: State, person: str, check: int, days: tuple[str, str]) -> set[Any]:
    """(class, subject) of the person's teacher appointments as they stood at the position of the check."""
    return {
        (held.klass, held.subject)
        for pos in state.people.posts.of_role.get((person, "teacher"), ())
        if pos < check
        and (held := state.people.appointments.get(pos)) is not None
        and held.stood(check, *days)
    }


def rating_level(entered: int, expected: int) -> str:
    """S20: all, 95 %, 80 %, less."""
    if entered == expected:
        return "T"
    if 100 * entered >= 95 * expected:
        return "K"
    return "D" if 100 * entered >= 80 * expected else "CD"


TYPES: dict[str, Type] = {
    "ProgressChecked": Type(
        stream="check/{check}",
        fields={
            "check": is_id,
            "year": is_year,
            "semester": SEMESTER,
            "figures": _FIGURES,
            **SIGHT,
        },
        rules=(right, retest_year_open, check_new, check_digest_right, check_figures_right),
        apply=record_check,
        final=(retest_year_open,),
    ),
    "TeacherRated": Type(
        stream="person/{person}",
        fields={
            "person": is_id,
            "year": is_year,
            "semester": SEMESTER,
            "checks": ascending(is_natural, 50),
            "entered": is_natural,
            "expected": lambda value: is_natural(value) and value > 0,
            "level": one_of("T", "K", "D", "CD"),
        },
        rules=(right, person_known, checks_known, rating_right),
        final=(person_known, checks_known),
        slip=Slip((), void=True),
    ),
}
