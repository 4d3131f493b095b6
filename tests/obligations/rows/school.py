"""A played year that stops at its moments for the cases of the table, each by the API alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.obligations.people import BOARD, CLERK, DEPUTY
from tests.obligations.roads import MendedYear
from tests.school.door import HEAD

A, B = "6A", "6B"
Case = Callable[["RowsYear"], "int | list[int]"]
CASES: dict[str, tuple[str, Case]] = {}
"""Event type -> the moment of the year, and the case; it returns the positions of the wrong entries."""


def row(moment: str, *types: str) -> Callable[[Case], Case]:
    """The case of one or more rows, at a moment of the year."""

    def keep(case: Case) -> Case:
        for each in types:
            assert each not in CASES, each
            CASES[each] = (moment, case)
        return case

    return keep


class RowsYear(MendedYear):
    """Two classes; what a case raised and which entries were wrong is kept for its test."""

    def play(self) -> RowsYear:
        self.wrong: dict[str, list[int]] = {}
        self.faults: dict[str, BaseException] = {}
        super().play()
        self.stage("end")
        return self

    def stage(self, moment: str) -> None:
        cases: dict[Case, list[str]] = {}
        for kind, (when, case) in CASES.items():
            if when == moment:
                cases.setdefault(case, []).append(kind)
        for case, kinds in cases.items():
            try:
                made = case(self)
            except BaseException as fault:
                self.faults |= dict.fromkeys(kinds, fault)
            else:
                self.wrong |= dict.fromkeys(kinds, made if isinstance(made, list) else [made])

    # The moments

    def _people(self) -> None:
        super()._people()
        self.stage("people")

    def _year(self) -> None:
        super()._year()
        self.stage("classes")

    def _persons(self) -> None:
        super()._persons()
        self.stage("persons")

    def _movements(self) -> None:
        super()._movements()
        self.stage("movements")

    def _check(self, name: str, semester: int) -> None:
        self.stage("marks")
        super()._check(name, semester)

    def _close_semester(self, semester: int) -> None:
        if semester == 1:
            self.go("01-10")
            self.stage("signing")
        super()._close_semester(semester)
        if semester == 1:
            self.stage("locked")

    def _promotion(self) -> None:
        super()._promotion()
        self.stage("promotion")

    def _register(self, klass: str) -> None:
        super()._register(klass)
        if klass == B:
            self.stage("registered")

    def _examine(self, klass: str, grade: int) -> None:
        super()._examine(klass, grade)
        if klass == B:
            self.stage("examined")

    # The roads

    def mend(self, of: int, change: dict[str, Any] | None) -> str:
        """Three persons; and all can read in the list what was changed into what."""
        name = super().mend(of, change)
        seen = self.find("rectifications", rectification=name)
        assert (seen["of"], seen["state"], seen["change"]) == (of, "applied", change)
        return name

    def withdraw(self, of: int) -> None:
        self.post(HEAD, "/withdrawals", of=of, reason="Ghi nhầm", decision=self.paper)
        assert self.find("rectifications", of=of)["state"] == "withdrawn"

    def dossier(self, name: str, pupil: str, col: str, value: str, *, apply: bool = True) -> int:
        """A dossier about Toán of 6B in semester 1, up to its application."""
        cell = self._cell(B, "toan", 1, pupil, col)
        item = {"pupil": pupil, "col": col, "value": value, "base": cell["pos"], "reason": "Cộng nhầm điểm"}
        place = {"class": B, "subject": "toan", "semester": 1, "kind": "sua"}
        made = self.post("gv.toan", "/dossiers", dossier=name, items=[item], evidence=EVIDENCE, **place)
        if apply:
            self.post(DEPUTY, f"/dossiers/{name}/permit")
            self.seats(name)
        return int(made["pos"])

    def seats(self, name: str) -> None:
        for person, seat in ((DEPUTY, "leadership"), (BOARD, "board"), (f"cn.{B}", "homeroom")):
            self.post(person, f"/dossiers/{name}/witness", seat=seat)

    def newest(self, kind: str, stream: str = "", **fields: Any) -> int:
        found = (e for e in reversed(self.entries()) if e["type"] == kind and stream in ("", e["stream"]))
        return next(int(e["pos"]) for e in found if fields.items() <= e["data"].items())

    def find(self, name: str, **fields: Any) -> dict[str, Any]:
        """The newest row of a list with these fields."""
        rows = [row for row in self.rows(name) if fields.items() <= row.items()]
        assert rows, (name, fields)
        return rows[-1]

    def none(self, name: str, **fields: Any) -> None:
        assert not [row for row in self.rows(name) if fields.items() <= row.items()], (name, fields)

    def pos(self, person: str, path: str, /, **body: Any) -> int:
        return int(self.post(person, path, **body)["pos"])

    def mark(self, pupil: str, col: str, value: Any, subject: str = "van") -> int:
        """Saved over what stands; the position of the new entry."""
        base = self.value_of(pupil, col, subject)["pos"]
        cell = {"pupil": pupil, "col": col, "value": value, "base": base}
        self.put(f"gv.{subject}", f"/books/{B}/{subject}/1/cells", cells=[cell])
        return int(self.value_of(pupil, col, subject)["pos"])

    def value_of(self, pupil: str, col: str, subject: str = "van") -> dict[str, Any]:
        cells = self.get(BOARD, f"/books/{B}/{subject}/1")["cells"]
        found = [cell for cell in cells if (cell["pupil"], cell["col"]) == (pupil, col)]
        return dict(found[0]) if found else {"pos": 0, "text": None}

    def life(self, pupil: str, col: str, subject: str = "van") -> list[Any]:
        """What a cell held, one after the other."""
        told = self.get(HEAD, f"/books/{B}/{subject}/1/cells/{pupil}/{col}/life")
        return [entry["value"] for entry in sorted(told, key=lambda entry: int(entry["pos"]))]

    def card(self, pupil: str) -> dict[str, Any]:
        return dict(self.get(HEAD, f"/pupils/{pupil}/report-card"))

    def enrol(self, pupil: str, klass: str = B, **over: Any) -> int:
        day = self.day("10-12" if self.clock.now() > self.day("10-01") else "09-05")
        body = {
            "pupil": pupil,
            "name": "Em Nhầm",
            "born": "2009-03-04",
            "register": f"r/{pupil}",
            "from": day,
        }
        return self.pos(CLERK, f"/classes/{klass}/pupils", pupils=[{**body, **over}])


EVIDENCE = [{"content": "YmFpIGxhbQ=="}]
