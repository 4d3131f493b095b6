"""A small school in one school year, with short words for its honest acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.signing import SignBook, SignClass
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.pupils.attendance import AbsenceEdit, ConfirmMonth, SetAbsences, SignMonth
from domain.acts.results.approval import ApproveResults
from domain.acts.unit.appointments import Appoint
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from domain.acts.unit.windows import SetWindow
from domain.grounds.command import Command
from domain.grounds.rights import act_as
from tests.domain.schoolhouse import Schoolhouse
from tests.school.calendar import SchoolYear
from tests.school.small import EVIDENCE, PAPER, SEALED

HEAD, DEPUTY, BOARD, BOARD2, FORMER = "hieutruong", "pho", "bqt", "bqt2", "cuu"
CLERK, HOMEROOM, HOMEROOM_B, STAND_IN = "vanthu", "gvcn", "gvcn6b", "phocn"
TEACHER, SPARE = "toan", "thay"
PEOPLE = (HEAD, DEPUTY, BOARD, FORMER, CLERK, HOMEROOM, HOMEROOM_B, STAND_IN, TEACHER, SPARE)
"""Who is dishonest in turn."""
REGULAR = ["gk", "tx1", "tx2", "tx3", "tx4"]
POWERS = ["appoint", "close", "late", "month", "permit", "substitute", "windows"]
IN_A, LATECOMERS = ("p1", "p2", "p3", "p4", "p5"), ("p7", "p8")


class House(Schoolhouse):
    """A school in one school year; everybody shows the strongest proof."""

    first = 2020

    @property
    def calendar(self) -> SchoolYear:
        return SchoolYear(self.first, turns="08-15")

    @property
    def year(self) -> str:
        return self.calendar.name

    @property
    def regime(self) -> str:
        return "TT58_26" if self.first < 2021 else "TT22_2021"

    def day(self, month_day: str) -> str:
        """A date of the school year, which turns in August."""
        return self.calendar.day(month_day)

    def at(self, month_day: str) -> str:
        """The morning of that day."""
        return self.calendar.at(month_day)

    def go(self, month_day: str) -> None:
        self.now = max(self.now, self.at(month_day))

    def act(self, person: str, *commands: Command, role: str | None = None) -> int:
        """Everything must be accepted; the position of the last entry."""
        for command in commands:
            self.load(command)
            found_role, basis = act_as(self.state, person, command, self.now, role)
            self.claim(person, found_role, basis, command, "passkey")
        return len(self.log) - 1

    def post(self, person: str, role: str, klass: str | None = None, subject: str | None = None) -> int:
        period = {"start": self.day("08-15"), "end": None}
        command = Appoint(person=person, role=role, klass=klass, subject=subject, decision=PAPER, **period)
        if person == HEAD:
            return self.act(DEPUTY, command)  # nobody appoints themselves
        return self.act(HEAD, command, role="head")

    def held(self, klass: str, subject: str, semester: int, pupil: str, col: str) -> int:
        """The base of a cell."""
        self.load(PublishColumn(klass=klass, subject=subject, semester=semester, col="gk"))
        return self.state.book(klass, subject, semester).cell(pupil, col).pos

    def marks(self, person: str, place: tuple[str, str, int], rows: dict[str, dict[str, Any]]) -> None:
        """Pupil -> column -> value, in one save."""
        cells = [
            CellEdit(pupil=pupil, col=col, value=value, base=self.held(*place, pupil, col))
            for pupil, row in rows.items()
            for col, value in row.items()
        ]
        klass, subject, semester = place
        self.act(person, SaveMarks(klass=klass, subject=subject, semester=semester, cells=cells))

    def absent(self, person: str, klass: str, pupil: str, day: str, value: str | None = "P") -> None:
        edit = AbsenceEdit(pupil=pupil, date=self.day(day), session="S", value=value, base=0)
        self.act(person, SetAbsences(klass=klass, month=self.day(day)[:7], edits=[edit]))

    def month(self, klass: str, homeroom: str, month: str, signed: bool = True) -> None:
        place = {"klass": klass, "month": self.day(month + "-01")[:7]}
        self.act(homeroom, ConfirmMonth(**place))
        if signed:
            self.act(HEAD, SignMonth(**place, remark="Đã xem"))

    def dossier(self, name: str, pupil: str, col: str, value: Any, applied: bool = True) -> None:
        """By the teacher of mathematics in 6a, semester 1; kind `sua`."""
        base = self.held("6a", "toan", 1, pupil, col)
        items = [CorrectionEdit(pupil=pupil, col=col, value=value, base=base, reason=SEALED)]
        place = {"klass": "6a", "subject": "toan", "semester": 1}
        self.act(
            TEACHER, ProposeCorrection(**place, dossier=name, kind="sua", evidence=EVIDENCE, items=items)
        )
        self.act(HEAD, PermitCorrection(dossier=name))
        seats = ((HEAD, "leadership"), (BOARD, "board"), (HOMEROOM, "homeroom"))
        for person, seat in seats if applied else seats[:1]:
            self.act(person, WitnessCorrection(dossier=name, seat=seat))

    def approve(self, klass: str, homeroom: str, semester: int) -> None:
        books = (("toan", TEACHER), ("nhac", HOMEROOM if klass == "6a" else DEPUTY), ("conduct", homeroom))
        for subject, person in books:
            self.act(person, SignBook(klass=klass, subject=subject, semester=semester))
        self.act(homeroom, SignClass(klass=klass, semester=semester))
        self.act(HEAD, ApproveResults(klass=klass, semester=semester))


def subjects(kind: str) -> list[Any]:
    """`a`: four columns of mathematics; `b`: three; `c`: mathematics by another name, and no music."""
    tx = {"a": 4, "b": 3, "c": 2}[kind]
    name = "Số học" if kind == "c" else "Toán"
    toan = {"subject": "toan", "name": name, "kind": "score", "periods": 350, "tx": tx, "semesters": [1, 2]}
    nhac = {**toan, "subject": "nhac", "name": "Âm nhạc", "kind": "comment", "tx": 2}
    return [toan] if kind == "c" else [nhac, toan]


def open_class(h: House, klass: str, grade: int, first: int, kind: str = "a") -> None:
    regime = "TT22_2021" if first >= 2022 or (first == 2021 and grade == 6) else "TT58_26"
    plan = {"regime": regime, "subjects": subjects(kind), "year": f"{first}-{first + 1}"}
    h.act(BOARD, OpenClass(klass=klass, name=klass.upper(), grade=grade, **plan))


def enrol(h: House, klass: str, day: str, *pupils: str) -> None:
    made = [
        NewPupil(
            pupil=p, name=f"Em {p}", born="2009-03-04", register_no=f"{p}/{h.first}", start=h.day(day),
            key="C" * 42 + "A",
        )
        for p in pupils
    ]  # fmt: skip
    h.act(CLERK, EnrolPupils(klass=klass, pupils=made))


def window(h: House, name: str, semester: int, cols: Sequence[str], span: str, *classes: str) -> None:
    start, end = (h.at(day) for day in span.split(".."))
    command = SetWindow(
        window=name, year=h.year, semester=semester, cols=sorted(cols), classes=sorted(classes) or ["*"],
        start=start, end=end, decision=PAPER,
    )  # fmt: skip
    h.act(HEAD, command)
