"""The books of a bag (spec/FORMAT.md §5): cells and results of each class, and the correction register."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from domain.grounds.due import classes_with
from domain.grounds.reserved import ASIDE
from domain.grounds.results import class_results
from domain.law import Fold, take_in
from domain.state.state import State
from domain.state.term import Result, TermState
from domain.words.streams import book_stream
from ledger.form.canonical import encode_trusted
from ledger.log import SchoolLog
from projections.asof import BookAt, cell_rows, class_at
from projections.books_now import BooksNow
from projections.tables.corrections import fold, register_row
from projections.tables.place import reading


def bag_books(log: SchoolLog, size: int, classes: Iterable[str]) -> dict[str, bytes]:
    """The members `data/books/<class>.json` and `data/corrections.json` of a bag of the first `size` entries.

    Canonical, each ended by LF. KeyError for a class that is not opened within that size.
    """
    state = Fold(log.origin)
    log.governance(state, size)
    members = {f"data/books/{klass}.json": _member(class_json(log, state, klass, size)) for klass in classes}
    members["data/corrections.json"] = _member(corrections_json(log, state, size))
    return members


def class_json(log: SchoolLog, state: State, klass: str, size: int) -> dict[str, Any]:
    """One class's book at `size`; `state` is the school's governance at that size."""
    facts, books = state.classes[klass], class_at(log, klass, size)
    known = _loaded(log, state, klass, size, books)
    recorded = recorded_rows(_terms(log, klass, size))
    return {
        "v": 1,
        "class": klass,
        "name": facts.name,
        "year": facts.year,
        "size": size,
        "cells": [cell for cell in cell_rows(books) if cell["col"] not in ASIDE],
        "results": [row.to_json() for row in class_results(known, facts)],
        **({"recorded": recorded} if recorded else {}),
    }


def results(log: SchoolLog, facts: State, klass: str) -> list[dict[str, Any]]:
    """Semester and year results of a class now, as a bag would have them; the views have reached `facts`."""
    known, books = copy(facts), BooksNow(log, facts.size)
    known.books = books
    for each in classes_with(facts, klass):
        books.read_class(each)
    return [row.to_json() for row in class_results(known, facts.classes[klass])]


def _loaded(log: SchoolLog, state: State, klass: str, size: int, books: Iterable[BookAt]) -> State:
    """Another state that has what the class's results are made of; `state` stays as it is."""
    known = copy(state)
    known.books = {book_stream(klass, book.subject, book.semester): book.state for book in books}
    for other in classes_with(state, klass):
        if other != klass:
            known.books |= {
                book_stream(other, book.subject, book.semester): book.state
                for book in class_at(log, other, size)
            }
    return known


def _terms(log: SchoolLog, klass: str, size: int) -> list[TermState]:
    terms = [TermState(), TermState()]
    for semester, term in enumerate(terms, 1):
        for entry in log.stream(f"term/{klass}/{semester}", size):
            take_in(term, entry)
    return terms


def recorded_rows(terms: Iterable[TermState]) -> list[dict[str, Any]]:
    """The results recorded with the newest approval of each of the semesters, in the order of FORMAT §5."""
    rows: dict[tuple[int, str], Result] = {}
    for term in terms:
        rows |= term.results
    return [
        {
            "semester": semester,
            "pupil": pupil,
            **row._asdict(),
            "scores": [[subject, row.scores[subject]] for subject in sorted(row.scores)],
            "comments": [[subject, row.comments[subject]] for subject in sorted(row.comments)],
        }
        for (semester, pupil), row in sorted(rows.items())
    ]


def corrections_json(log: SchoolLog, state: State, size: int) -> dict[str, Any]:
    """The correction register at `size`."""
    dossiers = [register_row(fold(log, state, stream, size)) for stream in _dossier_streams(log, size)]
    return {"v": 1, "size": size, "dossiers": sorted(dossiers, key=lambda row: str(row["dossier"]))}


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
