"""A small school for the tests of projections, written by the real rules through the real writer."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.unit.archives import PlanSnapshot
from domain.grounds.command import Command
from domain.grounds.rights import act_as
from domain.law import Fold, decide
from domain.state.state import State
from domain.words.entry import Actor, Draft, Proof
from domain.words.fields import Cause
from ledger.beside.pupil_keys import PupilKeys
from ledger.clock import Clock
from ledger.database import Database
from ledger.form.canonical import b64
from ledger.log import create
from ledger.signing.checkpointer import Checkpointer
from ledger.signing.heads import SignedHeadFile
from ledger.signing.keys import KeyStore
from ledger.signing.wholeness import Wholeness
from ledger.writing.writer import Decided, Writer, Written
from projections.tables.audit import AuditProjection
from projections.tables.cells import GradebookProjection
from projections.tables.corrections import CorrectionsProjection
from projections.tables.deeds import DeedsProjection
from projections.tables.place import Projection
from projections.tables.runner import Runner
from tests.school.small import (
    BOARD,
    DEPUTY,
    HEAD,
    HOMEROOM,
    T0,
    SmallSchool,
    appointment,
    creation,
    subject,
    window,
)

DIGEST = b64(bytes(32))
TOAN = ("6a", "toan", 1)
PUPILS = [f"hs{number:02}" for number in range(1, 6)]
PLAN = SmallSchool(
    pupils=PUPILS,
    begins="2020-09-05",
    subjects=(subject("nhac", "comment", periods=350, tx=2, semesters=[1]), subject("toan")),
    teachers=(("toan", "nhac"), ("toan", "toan")),
)


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
            self.log,
            lambda: Fold(self.log.origin),
            self.clock,
            secrets.token_bytes,
            Wholeness(self.log, self.head_file),
        )
        self.runner = Runner(self.log, projections())

    def do(self, person: str, command: Command, role: str | None = None) -> Written:
        """Decides and writes one act, one second after the act before."""
        self.clock.seconds += 1
        cmd = secrets.token_hex(8)

        def decided(state: State, now: str) -> Decided:
            while missing := state.needs(command):
                for stream in missing:
                    state.load(stream, self.writer.stream(stream))
            if person == "system":
                actor = _actor(person, "system", 0, "system")
            else:
                actor = _actor(person, *act_as(state, person, command, now, role), "passkey")
            return Decided(actor, decide(state, command, actor, now, cmd))

        return self.writer.submit(person, cmd, bytes(32), decided)

    def write_raw(self, *drafts: Draft) -> Written:
        """Writes drafts that no rule has judged."""
        self.clock.seconds += 1
        actor = _actor("raw", "head", 0, "passkey")
        decided = Decided(actor, drafts)
        return self.writer.submit("raw", secrets.token_hex(8), bytes(32), lambda _s, _n: decided)

    def open(self) -> "PlayedSchool":
        """The small school of the tests, and windows that are open until June."""
        key = self.store.create(self.log.origin)
        self.do(HEAD, creation(str(key.public)))
        for person, command in PLAN.founding(self.keys.create):
            self.do(person, command)
        cols = sorted([f"tx{n}" for n in range(1, 5)] + ["gk", "ck", "nx"])
        span: dict[str, Any] = {"start": T0, "end": "2021-06-01T00:00:00.000000Z", "cols": cols}
        for semester in (1, 2):
            self.do(HEAD, window(f"hk{semester}", semester=semester, **span))
        return self

    def appoint(self, person: str, role: Any, klass: str | None = None) -> None:
        """Somebody who is known; a teacher for all subjects of the class."""
        for taught in [plan.subject for plan in PLAN.subjects] if role == "teacher" else [None]:
            self.do(HEAD, appointment(person, role, klass, taught))

    def open_class(self, klass: str, pupils: Sequence[str]) -> None:
        """A further class of the same subjects."""
        for person, command in PLAN.opening(klass):
            self.do(person, command)
        self.do(*PLAN.enrolment(klass, pupils, self.keys.create))

    def save(self, book: tuple[str, str, int], col: str, *cells: tuple[str, int | str | None, int]) -> int:
        """The teacher saves (pupil, value, base); gives the position of the first entry."""
        klass, taught, semester = book
        edits = [CellEdit(pupil=pupil, col=col, value=value, base=base) for pupil, value, base in cells]
        command = SaveMarks(klass=klass, subject=taught, semester=semester, cells=edits)
        return self.do("toan", command).pos

    def publish(self, book: tuple[str, str, int], col: str) -> int:
        """The teacher publishes a column."""
        klass, taught, semester = book
        return self.do("toan", PublishColumn(klass=klass, subject=taught, semester=semester, col=col)).pos

    def correct(
        self, dossier: str, book: tuple[str, str, int], pupil: str, col: str, value: int, base: int
    ) -> int:
        """A dossier from the proposal to the third witness; gives the position of the application."""
        self.propose(dossier, book, pupil, col, value, base)
        self.do(HEAD, PermitCorrection(dossier=dossier))
        self.do(DEPUTY, WitnessCorrection(dossier=dossier, seat="leadership"))
        self.do(BOARD, WitnessCorrection(dossier=dossier, seat="board"))
        return self.do(HOMEROOM, WitnessCorrection(dossier=dossier, seat="homeroom")).pos + 1

    def propose(
        self, dossier: str, book: tuple[str, str, int], pupil: str, col: str, value: int, base: int
    ) -> int:
        """The teacher proposes to correct one cell."""
        klass, taught, semester = book
        reason = self.keys.seal(pupil, f"dossier/{dossier}", "reason", "Cộng nhầm điểm")
        return self.do(
            "toan",
            ProposeCorrection(
                klass=klass,
                subject=taught,
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
