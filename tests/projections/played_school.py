"""A small school for the tests of projections, written by the real rules through the real writer."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from domain.acts.books.corrections import (
    CorrectionEdit,
    PermitCorrection,
    ProposeCorrection,
    WitnessCorrection,
)
from domain.acts.books.gradebook import CellEdit, PublishColumn, SaveMarks
from domain.acts.unit.appointments import Appoint, RegisterPerson
from domain.acts.unit.archives import PlanSnapshot
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from domain.acts.unit.school import CreateLog
from domain.acts.unit.windows import SetWindow
from domain.grounds.command import Command
from domain.grounds.rights import act_as
from domain.law import Fold, decide
from domain.state.state import State
from domain.words.entry import Actor, Draft, Proof
from domain.words.fields import Cause, Decision, FirstHead, School, Subject
from ledger.beside.pupil_keys import PupilKeys
from ledger.clock import Clock
from ledger.database import Database
from ledger.form.canonical import b64
from ledger.log import create
from ledger.signing.checkpointer import Checkpointer
from ledger.signing.heads import SignedHeadFile
from ledger.signing.keys import KeyStore
from ledger.writing.writer import Writer, Written
from projections.tables.audit import AuditProjection
from projections.tables.cells import GradebookProjection
from projections.tables.corrections import CorrectionsProjection
from projections.tables.deeds import DeedsProjection
from projections.tables.place import Projection
from projections.tables.runner import Runner

DIGEST = b64(bytes(32))
DECISION = Decision(no="01/QĐ", date="2020-09-01", digest=DIGEST)
YEAR = "2020-2021"
TOAN = ("6A", "toan", 1)
PUPILS = [f"hs{number:02}" for number in range(1, 6)]
SUBJECTS = [
    Subject(subject="nhac", name="Âm nhạc", kind="comment", periods=350, tx=2, semesters=[1]),
    Subject(subject="toan", name="Toán", kind="score", periods=1400, tx=4, semesters=[1, 2]),
]


def projections() -> list[Projection]:
    """All of them, as a server runs them."""
    return [GradebookProjection(), CorrectionsProjection(), AuditProjection(), DeedsProjection()]


class SetClock(Clock):
    """A clock that the test sets; far from the database's, which the watch over it would refuse."""

    def __init__(self) -> None:
        self.seconds = 1_600_000_000.0
        super().__init__(wall=lambda: self.seconds, steady=lambda: self.seconds)

    def require_steady(self) -> None:
        """The test is the operator."""


class PlayedSchool:
    """A log with its writer; `do` acts as a person who has the right."""

    def __init__(self, dsn: str, folder: Path, code: str = "demo") -> None:
        self.db = Database(dsn)
        self.db.migrate()
        self.log = create(self.db, code, f"62.socai/{code}")
        self.clock = SetClock()
        self.keys = PupilKeys(self.db, self.log.school, self.log.origin)
        self.store = KeyStore(folder / "keys")
        self.head_file = SignedHeadFile(folder / "head")
        self.writer: Writer[State] = Writer(
            self.log, lambda: Fold(self.log.origin), self.clock, secrets.token_bytes
        )
        self.runner = Runner(self.log, projections())

    def do(self, person: str, command: Command, role: str | None = None) -> Written:
        """Decides and writes one act, one second after the act before."""
        self.clock.seconds += 1
        cmd = secrets.token_hex(8)

        def decided(state: State, now: str) -> tuple[Actor, Sequence[Draft]]:
            while missing := state.needs(command):
                for stream in missing:
                    state.load(stream, self.writer.stream(stream))
            if person == "system":
                actor = _actor(person, "system", 0, "system")
            else:
                actor = _actor(person, *act_as(state, person, command, now, role), "passkey")
            return actor, decide(state, command, actor, now, cmd)

        return self.writer.submit(person, cmd, bytes(32), decided)

    def write_raw(self, *drafts: Draft) -> Written:
        """Writes drafts that no rule has judged."""
        self.clock.seconds += 1
        actor = _actor("raw", "head", 0, "passkey")
        return self.writer.submit("raw", secrets.token_hex(8), bytes(32), lambda _s, _n: (actor, drafts))

    def open(self) -> "PlayedSchool":
        """Entry 0, the people, class 6A with its pupils, and windows that are open until June."""
        key = self.store.create(self.log.origin)
        self.do(
            "hieu",
            CreateLog(
                school=School(code="demo", name="THCS Mẫu", province="62", level="THCS"),
                key=str(key.public),
                decision=DECISION,
                head=FirstHead(person="hieu", name="Hiệu", start="2020-09-01"),
            ),
        )
        for person in ("bich", "toan", "chu", "pho"):
            self.do("hieu", RegisterPerson(person=person, name=person))
        self.appoint("bich", "board")
        self.appoint("pho", "deputy")
        self.open_class("6A", PUPILS)
        self.appoint("toan", "teacher", "6A")
        self.appoint("chu", "homeroom", "6A")
        for semester in (1, 2):
            self.do("hieu", _window(semester, [f"tx{n}" for n in range(1, 5)] + ["gk", "ck", "nx"]))
        return self

    def appoint(self, person: str, role: Any, klass: str | None = None) -> None:
        """For a teacher: all subjects of the class."""
        for subject in [plan.subject for plan in SUBJECTS] if role == "teacher" else [None]:
            self.do(
                "hieu",
                Appoint(
                    person=person,
                    role=role,
                    klass=klass,
                    subject=subject,
                    start="2020-09-01",
                    decision=DECISION,
                ),
            )

    def open_class(self, klass: str, pupils: Sequence[str]) -> None:
        """A class of grade 6 with SUBJECTS."""
        self.do("bich", OpenClass(klass=klass, name=klass, grade=6, year=YEAR, subjects=SUBJECTS))
        enrolled = [
            NewPupil(
                pupil=pupil,
                name=f"Nguyễn {pupil}",
                born="2009-01-01",
                register_no=f"{klass}/{pupil}",
                start="2020-09-05",
                key=self.keys.create(pupil),
            )
            for pupil in pupils
        ]
        self.do("bich", EnrolPupils(klass=klass, pupils=enrolled))

    def save(self, book: tuple[str, str, int], col: str, *cells: tuple[str, int | str | None, int]) -> int:
        """The teacher saves (pupil, value, base); gives the position of the first entry."""
        klass, subject, semester = book
        edits = [CellEdit(pupil=pupil, col=col, value=value, base=base) for pupil, value, base in cells]
        command = SaveMarks(klass=klass, subject=subject, semester=semester, cells=edits)
        return self.do("toan", command).pos

    def publish(self, book: tuple[str, str, int], col: str) -> int:
        """The teacher publishes a column."""
        klass, subject, semester = book
        return self.do("toan", PublishColumn(klass=klass, subject=subject, semester=semester, col=col)).pos

    def correct(
        self, dossier: str, book: tuple[str, str, int], pupil: str, col: str, value: int, base: int
    ) -> int:
        """A dossier from the proposal to the third witness; gives the position of the application."""
        self.propose(dossier, book, pupil, col, value, base)
        self.do("hieu", PermitCorrection(dossier=dossier))
        self.do("pho", WitnessCorrection(dossier=dossier, seat="leadership"))
        self.do("bich", WitnessCorrection(dossier=dossier, seat="board"))
        return self.do("chu", WitnessCorrection(dossier=dossier, seat="homeroom")).pos + 1

    def propose(
        self, dossier: str, book: tuple[str, str, int], pupil: str, col: str, value: int, base: int
    ) -> int:
        """The teacher proposes to correct one cell."""
        klass, subject, semester = book
        reason = self.keys.seal(pupil, f"dossier/{dossier}", "reason", "Cộng nhầm điểm")
        return self.do(
            "toan",
            ProposeCorrection(
                klass=klass,
                subject=subject,
                semester=semester,
                dossier=dossier,
                kind="sua",
                evidence=[DIGEST],
                items=[CorrectionEdit(pupil=pupil, col=col, value=value, base=base, reason=reason)],
            ),
        ).pos

    def plan_snapshot(self, id_: str) -> None:
        """An archive is planned by the scheduler."""
        cause = Cause(kind="manual", ref="")
        size = self.log.head().size
        self.do("system", PlanSnapshot(id=id_, size=size, checkpoint=DIGEST, cause=cause, renderer="test"))

    def seal(self) -> None:
        """Tiles, root and a signed note for the head."""
        Checkpointer(self.log, self.store, self.head_file).run()

    def superuser(self, statement: str, *values: Any) -> None:
        """What somebody does who owns the server: triggers are off."""
        with psycopg.connect(self.db.dsn) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(self.db.sql(statement), values)


def _actor(person: str, role: str, basis: int, method: str) -> Actor:
    proof = Proof(age=0, cred="thử", method=method, session="s1")
    return Actor(person=person, role=role, basis=basis, proof=proof)


def _window(semester: Any, cols: list[Any]) -> SetWindow:
    return SetWindow(
        window=f"hk{semester}",
        year=YEAR,
        semester=semester,
        cols=sorted(cols),
        classes=["*"],
        start="2020-09-01T00:00:00.000000Z",
        end="2021-06-01T00:00:00.000000Z",
        decision=DECISION,
    )
