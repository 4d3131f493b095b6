"""The books and the correction register that the lines of a log fold to, in the form of FORMAT.md §5."""

from typing import Any

from verify.law.book_results import recorded_rows, result_rows
from verify.law.replay import LawReplay
from verify.law.state.cells import PROFILE_ASIDE, Book
from verify.law.state.dossiers import Dossier


class Fold:
    """The books as a replay's state has them after the entries so far."""

    def __init__(self, replay: LawReplay) -> None:
        self._state = replay.state
        self._by_class: dict[str, list[Book]] = {}
        for book in self._state.books.values():
            self._by_class.setdefault(book.klass, []).append(book)

    def classes(self) -> list[str]:
        """All classes ever opened, sorted."""
        return sorted(self._state.classes)

    def class_book(self, class_id: str) -> dict[str, Any]:
        """The book of a class; one that was not opened has neither name nor year, and nothing in it."""
        klass = self._state.classes.get(class_id)
        cells = [
            {
                "subject": book.subject,
                "semester": book.semester,
                "pupil": pupil,
                "col": col,
                "value": book.value(cell),
                "pos": cell >> 8,
            }
            for book in self._by_class.get(class_id, ())
            for col in book.columns
            if col not in PROFILE_ASIDE
            for pupil, cell in book.held(col)
        ]
        recorded = recorded_rows(self._state, class_id) if klass else []
        return {
            "v": 1,
            "class": class_id,
            "name": klass.name if klass else None,
            "year": klass.year if klass else None,
            "size": self._state.size,
            "cells": sorted(
                cells, key=lambda one: (one["subject"], one["semester"], one["pupil"], one["col"])
            ),
            "results": result_rows(self._state, class_id) if klass else [],
            **({"recorded": recorded} if recorded else {}),
        }

    def corrections(self) -> dict[str, Any]:
        """The correction register: every dossier ever proposed, in the order of their ids."""
        dossiers = [_register_row(name, dossier) for name, dossier in sorted(self._state.dossiers.items())]
        return {"v": 1, "size": self._state.size, "dossiers": dossiers}


def _register_row(name: str, dossier: Dossier) -> dict[str, Any]:
    seats = dossier.session.seats if dossier.session is not None else {}
    witnesses = [
        {"person": person, "seat": seat, "standing": standing, "pos": pos}
        for seat, (person, standing, pos) in seats.items()
    ]
    return {
        "dossier": name,
        "class": dossier.klass,
        "subject": dossier.subject,
        "semester": dossier.semester,
        "kind": dossier.kind,
        "state": dossier.state,
        "proposer": dossier.proposer,
        "permitter": dossier.permitter,
        "witnesses": sorted(witnesses, key=lambda one: int(str(one["pos"]))),
        "items": dossier.items,
        "pos": dossier.positions,
        "applied": dossier.applied,
    }
