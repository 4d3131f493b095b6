"""The books of a bag (spec/FORMAT.md §5): cells and results of each class, and the correction register."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.book import BookState
from domain.events import book_stream
from domain.facts import Klass, SubjectPlan
from domain.regulations import Regulation, regulation
from domain.regulations.tt58_2011 import NoResult, Result, Status
from domain.state import State
from ledger.canonical import encode_trusted
from ledger.log import SchoolLog
from projections.asof import BookAt, cell_rows, class_at
from projections.corrections import fold, register_row
from projections.place import reading

YEAR = 0
"""The semester of a year's result."""


def bag_books(log: SchoolLog, size: int, classes: Iterable[str]) -> dict[str, bytes]:
    """The members `data/books/<class>.json` and `data/corrections.json` of a bag of the first `size` entries.

    Canonical, each ended by LF. KeyError for a class that is not opened within that size.
    """
    state = State(log.origin)
    log.governance(state, size)
    members = {f"data/books/{klass}.json": _member(class_json(log, state, klass, size)) for klass in classes}
    members["data/corrections.json"] = _member(corrections_json(log, state, size))
    return members


def class_json(log: SchoolLog, state: State, klass: str, size: int) -> dict[str, Any]:
    """One class's book at `size`; `state` is the school's governance at that size."""
    books = class_at(log, klass, size)
    facts = state.classes[klass]
    return {
        "v": 1,
        "class": klass,
        "name": facts.name,
        "year": facts.year,
        "size": size,
        "cells": cell_rows(books),
        "results": results(facts, state.rosters[klass], books),
    }


def corrections_json(log: SchoolLog, state: State, size: int) -> dict[str, Any]:
    """The correction register at `size`."""
    dossiers = [register_row(fold(log, state, stream, size)) for stream in _dossier_streams(log, size)]
    return {"v": 1, "size": size, "dossiers": sorted(dossiers, key=lambda row: str(row["dossier"]))}


def results(klass: Klass, pupils: Iterable[str], books: Iterable[BookAt]) -> list[dict[str, Any]]:
    """Semester and year results of every subject and pupil by the class's regulation, with their traces."""
    law = regulation(klass.regime)
    states = {book_stream(klass.klass, book.subject, book.semester): book.state for book in books}
    rows = []
    for subject, plan in sorted(klass.subjects.items()):
        taught = {
            semester: states.get(book_stream(klass.klass, subject, semester), BookState())
            for semester in plan.semesters
        }
        for pupil in pupils:
            rows += [
                _row(subject, semester, pupil, result)
                for semester, result in _pupil_results(law, plan, taught, pupil).items()
            ]
    return sorted(rows, key=lambda row: (row["subject"], row["semester"], row["pupil"]))


def _pupil_results(
    law: Regulation, plan: SubjectPlan, taught: Mapping[int, BookState], pupil: str
) -> dict[int, Result]:
    semesters = {semester: _semester(law, plan, book, pupil) for semester, book in taught.items()}
    first, second = (_for_year(semesters.get(semester)) for semester in (1, 2))
    of_year = law.subject_year if plan.kind == "score" else law.comment_year
    return {YEAR: of_year(first, second)} | semesters


def _semester(law: Regulation, plan: SubjectPlan, book: BookState, pupil: str) -> Result:
    of_semester = law.subject_semester if plan.kind == "score" else law.comment_semester
    # LAW 11 keeps sealed texts to column nx, which counts in no result: here stand marks and codes only.
    tx: list[Any] = [book.cell(pupil, f"tx{number}").value for number in range(1, plan.tx + 1)]
    gk: Any = book.cell(pupil, "gk").value
    ck: Any = book.cell(pupil, "ck").value
    return of_semester(plan.periods, tx, gk, ck)


def _for_year(result: Result | None) -> Any:
    """A semester as the year's rule takes it: its value, None if still missing, or why there is none."""
    if result is None:
        return NoResult.NOT_TAUGHT
    return NoResult.EXEMPT if result.status is Status.EXEMPT else result.value


def _row(subject: str, semester: int, pupil: str, result: Result) -> dict[str, Any]:
    return {
        "subject": subject,
        "semester": semester,
        "pupil": pupil,
        "value": result.value,
        "status": str(result.status),
        "trace": result.trace.to_json() if result.trace else None,
    }


def _dossier_streams(log: SchoolLog, size: int) -> list[str]:
    with reading(log) as place:
        rows = place.rows(
            "SELECT stream FROM @schema@.run WHERE school = %s"
            " AND stream >= 'dossier/' AND stream < 'dossier0' AND ver = 1 AND pos < %s",
            log.school,
            size,
        )
    return [stream for (stream,) in rows]


def _member(obj: dict[str, Any]) -> bytes:
    return encode_trusted(obj) + b"\n"
