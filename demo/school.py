"""Makes the demo school: founded, staffed, filled and marked through commands, each by whose duty it is."""

import csv
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, NamedTuple

from api.service.school import School
from api.service.service import Service
from api.service.settings import Settings
from demo.people import (
    BOARD,
    CLASSES,
    CLERK,
    DEPUTY,
    HEAD,
    STAFF,
    TEACHERS,
    Staff,
    born,
    class_of,
    pupil_id,
    pupil_name,
)
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.publishing import PublishColumn
from domain.acts.unit.appointments import Appoint, Delegate, RegisterPerson
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from domain.acts.unit.policy import SetPolicy
from domain.acts.unit.windows import SetWindow
from domain.grounds.command import Command
from domain.words.days import later, local_day
from domain.words.fields import Decision, FirstHead, ProofPolicy, Subject
from domain.words.fields import School as SchoolFacts
from ledger.form.canonical import b64
from ledger.writing.writer import Written

CODE, PROVINCE, YEAR = "demo", "62", "2020-2021"
SEMESTER: Literal[1] = 1
NAME = "Trường THCS Đăk Ruồng"
MARKS = Path(__file__).with_name("marks.csv")
FIRST = ("tx1", "tx2", "gk")
SECOND = ("tx3", "tx4", "ck")
SUBJECTS = (  # periods of grade 6, in tenths of periods a year
    ("ngoai_ngu", "Ngoại ngữ", 1050),
    ("ngu_van", "Ngữ văn", 1400),
    ("toan", "Toán", 1400),
)
SIGNED_IN = (HEAD, DEPUTY, *BOARD, CLERK, *TEACHERS)

Progress = Callable[[str], None]


class Window(NamedTuple):
    """A window of the demo: its columns, from and to."""

    window: str
    cols: tuple[str, ...]
    start: str
    end: str


class Calendar(NamedTuple):
    """When the demo's year takes place: the first local day of all rights, and two windows."""

    day: str
    first: Window
    second: Window

    @classmethod
    def around(cls, now: str) -> "Calendar":
        """A school that works at `now`: both windows are open, for two months and for four."""
        return cls(
            local_day(later(now, days=-30)),
            Window("giua-ky-1", FIRST, later(now, days=-1), later(now, days=60)),
            Window("cuoi-ky-1", SECOND, later(now, days=-1), later(now, days=120)),
        )

    @classmethod
    def of_2020(cls) -> "Calendar":
        """The seed's school year: mid-term in November 2020, end of term in January 2021, to 17:00 local."""
        return cls(
            "2020-09-05",
            Window("giua-ky-1", FIRST, "2020-10-19T00:00:00.000000Z", "2020-11-14T10:00:00.000000Z"),
            Window("cuoi-ky-1", SECOND, "2020-12-14T00:00:00.000000Z", "2021-01-15T10:00:00.000000Z"),
        )


class DemoSchool:
    """Acts at the demo school. Every act has a fixed command id: to repeat one writes nothing."""

    def __init__(self, service: Service, calendar: Calendar, progress: Progress = lambda _text: None) -> None:
        self.service = service
        self.calendar = calendar
        self.tokens: dict[str, str] = {}
        self._progress = progress

    @property
    def school(self) -> School:
        """The school, once it is founded."""
        return self.service.school(CODE)

    def act(self, person: str, command: Command, cmd: str, role: str | None = None) -> Written:
        """One act of a person, proved by the token issued to them."""
        bearer = self.service.tokens.bearer(self.token(person))
        if bearer is None:
            raise LookupError(person)
        return self.school.execute(person, bearer.proof(self.service.clock.now()), command, cmd, role=role)

    def token(self, person: str) -> str:
        """The person's token, issued at the first call."""
        if person not in self.tokens:
            school = self.school.log.school
            self.tokens[person] = self.service.tokens.issue(school, person, self.service.clock.now())
        return self.tokens[person]

    def create(self) -> None:
        """The log with its first head, unless it is there."""
        self._progress("lập sổ của trường")
        facts = SchoolFacts(code=CODE, name=NAME, province=PROVINCE, level="THCS")
        head = FirstHead(person=HEAD.person, name=HEAD.name, start=self.calendar.day)
        if not founded_at(self.service):
            self.service.create_school(facts, head, self.decision("01/QĐ-PGDĐT"))
        self.decision("01/QĐ-PGDĐT")

    def found(self) -> None:
        """The log with its first head, the policy, all staff with their rights, three classes of forty."""
        self.create()
        proof = ProofPolicy(entry="token", decide="token", witness="token")
        self.act(HEAD.person, SetPolicy(proof=proof, lapse=15), "policy")
        for staff in STAFF:
            self.act(HEAD.person, RegisterPerson(person=staff.person, name=staff.name), _cmd("reg", staff))
        for staff in (DEPUTY, *BOARD, CLERK):
            self._appoint(staff)
        self._delegate()
        for klass in CLASSES:
            self._open(klass)
        for staff in TEACHERS:
            self._appoint(staff)

    def open_window(self, window: Window) -> None:
        """Opens a window for all classes of the year."""
        command = SetWindow(
            window=window.window,
            year=YEAR,
            semester=SEMESTER,
            cols=sorted(window.cols),
            classes=["*"],
            start=window.start,
            end=window.end,
            decision=self.decision(f"{window.window}/KH-THCS"),
        )
        self.act(HEAD.person, command, f"window-{window.window}")

    def enter(self, cols: Sequence[str], classes: Sequence[str] = CLASSES) -> int:
        """Every teacher enters the marks of these columns from the sample; gives how many."""
        count = 0
        for klass, subject, rows in sample_books():
            if klass not in classes:
                continue
            self._progress(f"nhập điểm {klass} {subject}")
            for col in cols:
                edits = [
                    CellEdit(pupil=pupil_id(int(row["pupil"])), col=col, value=int(row[col]), base=0)
                    for row in rows
                ]
                command = SaveMarks(klass=klass, subject=subject, semester=SEMESTER, cells=edits)
                count += self.act(teacher_of(klass, subject), command, f"marks-{klass}-{subject}-{col}").n
        return count

    def publish(self, cols: Sequence[str], classes: Sequence[str] = CLASSES) -> None:
        """Every teacher publishes these columns."""
        for klass, subject, _ in sample_books():
            if klass in classes:
                for col in cols:
                    command = PublishColumn(klass=klass, subject=subject, semester=SEMESTER, col=col)
                    self.act(teacher_of(klass, subject), command, f"publish-{klass}-{subject}-{col}")

    def decision(self, number: str) -> Decision:
        """A decision of the demo; its file is a text, as no paper was signed."""
        text = f"demo/{number}".encode()
        if founded_at(self.service):
            self.school.attachments.put(text)
        return Decision(no=number, date=self.calendar.day, digest=b64(hashlib.sha256(text).digest()))

    def _appoint(self, staff: Staff) -> None:
        for number, (role, klass, subject) in enumerate(staff.rights, start=1):
            fields: dict[str, Any] = {
                "person": staff.person,
                "role": role,
                "klass": klass,
                "subject": subject,
            }
            decision = self.decision(f"{number:02d}/QĐ-{staff.person}")
            command = Appoint(**fields, start=self.calendar.day, decision=decision)
            self.act(HEAD.person, command, _cmd(f"app{number}", staff))

    def _delegate(self) -> None:
        command = Delegate(
            person=DEPUTY.person,
            powers=["late", "permit"],
            start=self.calendar.day,
            end=later(f"{self.calendar.day}T00:00:00.000000Z", days=365)[:10],
            decision=self.decision("07/QĐ-THCS"),
        )
        self.act(HEAD.person, command, "delegate")

    def _open(self, klass: str) -> None:
        self._progress(f"mở lớp {klass}")
        subjects = [
            Subject(subject=subject, name=name, kind="score", periods=periods, tx=4, semesters=[1, 2])
            for subject, name, periods in SUBJECTS
        ]
        command = OpenClass(klass=klass, name=klass, grade=6, year=YEAR, subjects=subjects)
        self.act(BOARD[0].person, command, f"class-{klass}")
        numbers = [number for number in range(1, 121) if class_of(number) == klass]
        pupils = [self._pupil(number) for number in numbers]
        self.act(CLERK.person, EnrolPupils(klass=klass, pupils=pupils), f"pupils-{klass}")

    def _pupil(self, number: int) -> NewPupil:
        pupil = pupil_id(number)
        return NewPupil(
            pupil=pupil,
            name=pupil_name(number),
            born=born(number),
            register_no=f"{number:04d}/2020",
            start=self.calendar.day,
            key=self.school.pupil_keys.create(pupil),
        )


def founded_at(service: Service) -> str:
    """The instant of the demo log's entry 0, "" if it has none."""
    school = service.schools().get(CODE)
    if school is None or not school.log.head().size:
        return ""
    (entry,) = school.log.entries(0, 1)
    return entry.at


def write_tokens(settings: Settings, demo: DemoSchool) -> None:
    """Writes name, roles and token of each person, readable by the owner alone."""
    rows = [
        {
            "person": staff.person,
            "name": staff.name,
            "roles": sorted({right[0] for right in staff.rights}) or ["head"],
            "token": demo.token(staff.person),
        }
        for staff in SIGNED_IN
    ]
    settings.home.mkdir(parents=True, exist_ok=True)
    # Opened with its mode: between open and chmod nobody else may read it.
    handle = os.open(settings.demo_tokens, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"school": CODE, "people": rows}, file, ensure_ascii=False, indent=1)


def sample_books() -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    """(class, subject, rows of marks.csv) for each book of the demo; marks are tenths."""
    with MARKS.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=_book_of)
    for (klass, subject), members in groupby(rows, key=_book_of):
        yield klass, subject, sorted(members, key=lambda row: int(row["pupil"]))


def teacher_of(klass: str, subject: str) -> str:
    """The id of the person who teaches a subject in a class of the demo."""
    return next(staff.person for staff in TEACHERS if ("teacher", klass, subject) in staff.rights)


def _book_of(row: dict[str, str]) -> tuple[str, str]:
    return class_of(int(row["pupil"])), row["subject"]


def _cmd(act: str, staff: Staff) -> str:
    return f"{act}-{staff.person.replace('.', '-')}"[:36]
