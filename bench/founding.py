"""A school made by its own commands, whose teachers then save marks through the product's whole path."""

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from api.service.people.sessions import Sessions
from api.service.school import School
from api.service.settings import Settings
from domain.acts.books.gradebook import SaveMarks
from domain.acts.unit.appointments import Appoint, RegisterPerson
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from domain.acts.unit.school import CreateLog
from domain.acts.unit.windows import SetWindow
from domain.grounds.command import Command
from domain.grounds.rights import FOUNDER
from domain.words.days import later
from domain.words.entry import Actor, Proof
from domain.words.fields import Decision, FirstHead, Subject
from domain.words.fields import School as SchoolFacts
from ledger.clock import Clock
from ledger.database import Database
from ledger.form.canonical import b64
from ledger.log import create
from ledger.signing.checkpointer import seal_forever
from ledger.writing.writer import Written
from projections.tables.runner import run_forever

Cell = dict[str, str | int]
"""The fields of a CellEdit, as a request brings them."""
PUPILS, TEACHERS = 40, 30
SUBJECT = "van"
SEMESTER: Literal[1] = 1
COLUMNS = ["ck", "gk", "tx1", "tx2", "tx3", "tx4"]
CORE = {"mon-01": "Toán", "mon-02": "Ngữ văn"}
"""By these names ranks are reckoned (LAW 39)."""
PAPER = Decision(no="12/QĐ-THCS", date="2020-08-15", digest=b64(bytes(32)))
FIRST_DAY = "2020-08-15"
PROOF = Proof(age=12, cred="tok-1", method="token", session="s-1")


def class_name(number: int) -> str:
    """As the peers' work names its classes."""
    return f"class-{number:05d}"


def pupil_name(klass: int, number: int) -> str:
    """As the peers' work names its pupils."""
    return f"pupil-{klass:04d}-{number:02d}"


def teacher_name(klass: int, subject: int = 0) -> str:
    """Who teaches the n-th subject in a class: thirty teachers share all classes."""
    return f"teacher-{(klass + subject) % TEACHERS}"


class BenchSchool:
    """A founded school with `classes` classes, its subjects and an open window for each semester.

    `db` is a superuser's.
    """

    def __init__(
        self,
        db: Database,
        folder: Path,
        classes: int,
        subjects: Sequence[str] = (SUBJECT,),
        code: str = "vd",
    ) -> None:
        self._subjects = subjects
        self.db = db
        log = create(db, code, f"62.socai/{code}")
        self.school = School(code, log, Settings(folder), Clock())
        self._found()
        for semester in (1, 2):
            self.open_window(f"2020-{semester}", semester, COLUMNS)
        for number in range(classes):
            self.open_class(number)
        self.bring_up()

    def save(
        self,
        klass: str,
        by: str,
        cells: Sequence[Cell],
        subject: str = SUBJECT,
        semester: Literal[1, 2] = SEMESTER,
    ) -> Written:
        """One teacher's save, as the API does it: rights, rules, lines, append, COMMIT, signed receipt."""
        asked = {"klass": klass, "subject": subject, "semester": semester, "cells": cells}
        command = SaveMarks.model_validate(asked)
        return self.school.execute(by, PROOF, command, secrets.token_urlsafe(16))

    def open_class(self, number: int) -> None:
        """A class of 40 pupils, with a teacher for each subject."""
        klass = class_name(number)
        subjects = [
            Subject(
                subject=name, name=CORE.get(name, name), kind="score", periods=700, tx=4, semesters=[1, 2]
            )
            for name in self._subjects
        ]
        self.do("board", OpenClass(klass=klass, name=klass, grade=6, year="2020-2021", subjects=subjects))
        self.do("board", EnrolPupils(klass=klass, pupils=[_pupil(number, j) for j in range(PUPILS)]))
        for place, subject in enumerate(self._subjects):
            teaches = Appoint(
                person=teacher_name(number, place),
                role="teacher",
                klass=klass,
                subject=subject,
                start=FIRST_DAY,
                decision=PAPER,
            )
            self.do("head", teaches)

    def open_window(self, name: str, semester: Literal[1, 2], cols: list[str]) -> None:
        """A window over all classes, open today and for as long as any measurement takes."""
        window = SetWindow(
            window=name,
            year="2020-2021",
            semester=semester,
            cols=cols,
            classes=["*"],
            start="2020-09-01T00:00:00.000000Z",
            end=later(self.school.clock.now(), days=300),
            decision=PAPER,
        )
        self.do("head", window)

    def do(self, person: str, command: Command) -> None:
        """One command of a person."""
        self.school.execute(person, PROOF, command, secrets.token_urlsafe(16))

    def signed_in(self, person: str) -> dict[str, str]:
        """The header of a browser in which the person has signed in."""
        log, clock = self.school.log, self.school.clock
        now = clock.now()
        cookie = Sessions(log.db, clock).open(log.school, person, "token", now, client="bench", agent="")
        return {"Cookie": f"socai={cookie}"}

    def bring_up(self) -> None:
        """Takes every entry into views, tiles and a signed checkpoint."""
        self.school.runner.catch_up()
        self.school.checkpointer.run()

    @contextmanager
    def work_beside(self) -> Iterator[None]:
        """Views and checkpoints go on in threads of this process at the product's own intervals."""
        stop = threading.Event()
        school = self.school
        threads = [
            threading.Thread(target=run_forever, args=(lambda: [school.runner], stop)),
            threading.Thread(target=seal_forever, args=(lambda: [school.checkpointer], stop)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _found(self) -> None:
        school = self.school
        head = FirstHead(person="head", name="Nguyễn Thị Hạnh", start=FIRST_DAY)
        facts = SchoolFacts(code=school.code, name="THCS Võ Thị Sáu", province="62", level="THCS")
        key = school.keys.create(school.log.origin)
        command = CreateLog(school=facts, key=str(key.public), decision=PAPER, head=head)
        school.found(Actor(person="head", role=FOUNDER, basis=0, proof=PROOF), command)
        for person in ("board", *(teacher_name(number) for number in range(TEACHERS))):
            self.do("head", RegisterPerson(person=person, name="Trần Văn Minh"))
        self.do("head", Appoint(person="board", role="board", start=FIRST_DAY, decision=PAPER))


def _pupil(klass: int, number: int) -> NewPupil:
    name = pupil_name(klass, number)
    return NewPupil(
        pupil=name,
        name="Lê Thị Mai",
        born="2009-05-01",
        register_no=name,
        start=FIRST_DAY,
        key=b64(name.encode().ljust(32)),
    )
