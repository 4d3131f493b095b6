"""Every teacher's marks of a semester, dated and published; conduct."""

from __future__ import annotations

from typing import Any

from tests.obligations.chapters.movements import Movements
from tests.obligations.people import BOARD
from tests.school.catalogue import CatalogueSubject
from tests.school.door import HEAD


class Marks(Movements):
    """A chapter of the year."""

    def _first_semester(self) -> None:
        self._september()
        self._movements()
        for klass, grade in self.plan.each_class():
            self._enter(klass, grade, 1)
        self._small_changes()
        self._check("kt1", 1)

    def here(self, klass: str) -> list[str]:
        """The members of a class now, as the API says."""
        return [row["pupil"] for row in self.get(BOARD, f"/classes/{klass}/pupils")]

    def _enter(self, klass: str, grade: int, semester: int) -> None:
        """Every teacher enters the semester's marks, dates the end-of-term test and publishes it."""
        self.go("11-20" if semester == 1 else "04-20") if klass == next(self.plan.each_class())[0] else None
        here = self.here(klass)
        for subject in self.plan.subjects(grade):
            teacher = f"gv.{subject.subject}"
            place = f"/books/{klass}/{subject.subject}/{semester}"
            cells = [
                {
                    "pupil": pupil,
                    "col": col,
                    "value": self._of(klass, pupil, subject, col, semester),
                    "base": 0,
                }
                for pupil in here
                if self._has_marks(pupil, subject.subject, semester)
                for col in self.plan.columns(grade, subject)
            ]
            self._save(teacher, klass, subject.subject, semester, cells)
            self.put(
                teacher, f"{place}/columns/ck/date", date=self.day("11-18" if semester == 1 else "04-18")
            )
            self.post(teacher, f"{place}/columns/ck/publish")
        self._conduct(klass, grade, semester, here)

    def _save(
        self, teacher: str, klass: str, subject: str, semester: int, cells: list[dict[str, Any]]
    ) -> None:
        """A book alone; the first class's Toán together with a book of somebody else, which is refused."""
        if subject != "toan" or klass != next(self.plan.each_class())[0]:
            self.put(teacher, f"/books/{klass}/{subject}/{semester}/cells", cells=cells)
            return
        books = [{"subject": "toan", "cells": cells}, {"subject": "van", "cells": cells}]
        self.bulk = self.post(teacher, f"/classes/{klass}/semesters/{semester}/cells", books=books)
        assert self.bulk[0]["saved"], self.bulk

    def _of(self, klass: str, pupil: str, subject: CatalogueSubject, col: str, semester: int) -> Any:
        return self.plan.mark(klass, int(pupil.rpartition(".")[2]), subject, col, semester)

    def _has_marks(self, pupil: str, subject: str, semester: int) -> bool:
        if semester == 1 and (pupil == self.newcomer or (pupil, subject) == (self.late, self.only)):
            return False
        return (pupil, subject, "whole") != self.exempt or semester == 1

    def _conduct(self, klass: str, grade: int, semester: int, here: list[str]) -> None:
        """Pupil 5 misbehaves in semester 2, and has to work on it in the summer."""
        tt58 = self.plan.regime(grade) == "TT58_26"
        cols = ["cn", "hk"] if semester == 2 and tt58 else ["hk"]
        cells = [
            {"pupil": pupil, "col": col, "value": self._rank(pupil, semester, tt58=tt58), "base": 0}
            for pupil in here
            if not (semester == 1 and pupil == self.newcomer)
            for col in cols
        ]
        cells.append({"pupil": here[0], "col": "nx", "value": "Chăm ngoan", "base": 0})
        self.put(f"cn.{klass}", f"/books/{klass}/conduct/{semester}/cells", cells=cells)

    def _rank(self, pupil: str, semester: int, *, tt58: bool) -> str:
        if semester == 2 and pupil.endswith(".05"):
            return "Yếu" if tt58 else "Chưa đạt"
        return "Tốt"

    def _cell(self, klass: str, subject: str, semester: int, pupil: str, col: str) -> dict[str, Any]:
        cells = self.get(BOARD, f"/books/{klass}/{subject}/{semester}")["cells"]
        return next(cell for cell in cells if (cell["pupil"], cell["col"]) == (pupil, col))

    def _second_semester(self) -> None:
        self.go("01-18")
        klass, _ = next(self.plan.each_class())
        until = {"until": self.five("01-25"), "decision": self.paper}
        self.post(HEAD, f"/closes/{klass}/1/unlock", reason="kiểm tra bổ sung", **until)
        for name, grade in self.plan.each_class():
            self._enter(name, grade, 2)
