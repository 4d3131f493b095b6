"""Honest histories from a seed: people work, windows end, servers fail, archives come when they can."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from random import Random
from typing import Any

from domain.acts.books.close import LockBook, ProposeClose, RefuseClose, UnlockBook
from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.pupils.attendance import AbsenceEdit, ConfirmMonth, SetAbsences, SignMonth
from domain.acts.pupils.movements import RecordLeaving
from domain.acts.righting.rectification import DecideRectification, ProposeRectification, WitnessRectification
from domain.acts.righting.withdrawal import WithdrawAct
from domain.acts.unit.appointments import RegisterPerson
from domain.acts.unit.classes import EnrolPupils
from domain.acts.unit.school import NoteRestore, ResetClock, RotateKey
from domain.acts.unit.windows import MoveWindow, SetWindow
from domain.words.days import later, local_day
from domain.words.fields import Cause
from domain.words.refusal import Refusal
from ledger.form.canonical import b64
from tests.honest.archiver import archive, rounds
from tests.honest.school import EVIDENCE_DIGEST, HonestSchool, founded
from tests.school.small import CLASS, PAPER, SEALED, SUBJECT, new_pupil

HEAD = "hieutruong"
BOOK: dict[str, Any] = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
TERM: dict[str, Any] = {"klass": CLASS, "semester": 1}
COLUMNS = ("tx1", "tx2", "tx3", "tx4", "gk", "ck")


class Story:
    """`tell` plays the days; `school` is then what there is."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.school = founded()
        self.kept = 0
        self.hurdles: set[str] = set()
        """What went wrong in this history: it says what the run has tried."""

    def tell(self) -> HonestSchool:
        random, school = self.random, self.school
        self.windows()
        days = random.randint(12, 45)
        off = self._span(days, 6)
        failing = self._span(days, 12)
        for day in range(days):
            morning = later("2020-09-07T00:00:00.000000Z", days=day, minutes=random.randint(0, 40))
            if day in off:
                self.hurdles.add("server off")
                continue
            school.now = max(school.now, morning)
            for _ in range(random.randint(0, 4)):
                self.wait(random.choice((0, 1, 7, 50)))
                self.person_acts()
            if day in failing:
                self.hurdles.add("archives fail")
            elif random.random() < 0.8:
                self.schedule()
        self.restart()
        for _ in range(12):  # a crash may still come between, so more rounds than one
            self.run(rounds(school, random), crash=0.1)
        if school.slipped:
            self.hurdles.add("a mark slips in")
        return school

    def _span(self, days: int, longest: int) -> range:
        start = self.random.randrange(days)
        return range(start, start + self.random.choice((0, 0, 3, longest)))

    def wait(self, minutes: int) -> None:
        self.school.now = later(self.school.now, minutes=minutes)

    def restart(self) -> None:
        """The server comes up again; the schedule goes on."""
        self.wait(self.random.choice((1, 60 * 14, 60 * 24 * 3)))

    # --- what servers do

    def schedule(self) -> None:
        """One server's round, or those of two at once, with people between any two steps."""
        servers = [rounds(self.school, self.random)]
        if self.random.random() < 0.3:
            self.hurdles.add("two servers")
            servers.append(rounds(self.school, self.random))
        if self.random.random() < 0.1:
            self.hurdles.add("by hand")
            servers.append(archive(self.school, Cause(kind="manual", ref=""), self.random))
        life = self.school.lives
        while servers and life == self.school.lives:
            server = self.random.choice(servers)
            if not self.step(server):
                servers.remove(server)
            elif self.random.random() < 0.05:
                self.hurdles.add("crash")
                servers.remove(server)
            if self.random.random() < 0.1:
                self.person_acts()

    def run(self, server: Iterator[None], crash: float) -> None:
        while self.step(server) and self.random.random() >= crash:
            pass

    def step(self, server: Iterator[None]) -> bool:
        """Whether the round goes on: a refused step ends it, and the next round begins anew."""
        try:
            next(server)
        except (StopIteration, Refusal):
            return False
        return True

    # --- what people do

    def windows(self) -> None:
        """One, two or three windows, which often end together on a Friday at 17:00."""
        ends = ["2020-09-18T10:00:00.000000Z", "2020-09-25T10:00:00.000000Z", "2020-09-18T10:00:00.000000Z"]
        parts = self.random.choice(
            ([COLUMNS], [COLUMNS[:3], COLUMNS[3:]], [COLUMNS[:1], COLUMNS[1:4], COLUMNS[4:]])
        )
        for number, cols in enumerate(parts):
            self.school.do(
                HEAD,
                SetWindow(
                    window=f"w{number}", year="2020-2021", semester=1, cols=sorted(cols), classes=["*"],
                    start="2020-09-02T00:00:00.000000Z", end=self.random.choice(ends), decision=PAPER,
                ),
            )  # fmt: skip

    def person_acts(self) -> None:
        """Somebody does something; what the rules refuse is not done."""
        act = self.random.choices(list(_ACTS), weights=list(_ACTS.values()))[0]
        try:
            act(self)
        except Refusal:
            return
        if self.random.random() < 0.05:
            self.school.receipt()
        if self.random.random() < 0.03:
            self.kept += 1
            self.school.export(f"export-{self.kept}")

    def pupil(self) -> str:
        return self.random.choice(sorted(self.school.state.pupils))

    def mark(self) -> None:
        value = self.random.choice((40, 55, 70, 85, 100, 0, "P", "K", None))
        col = self.random.choice(COLUMNS)
        self.school.do("toan", self.school.mark(self.pupil(), col, value))

    def late(self) -> None:
        school, col, pupil = self.school, self.random.choice(COLUMNS), self.pupil()
        until = later(school.now, days=2)
        permit = PermitLateEntry(
            **BOOK, col=col, pupils=[pupil], until=until, reason="returned", decision=PAPER
        )
        school.do(HEAD, permit)
        school.do("toan", school.mark(pupil, col, 65, late=len(school.log) - 1))

    def publish(self) -> None:
        self.school.do("toan", PublishColumn(**BOOK, col=self.random.choice(COLUMNS)))

    def correct(self) -> None:
        """A dossier; sometimes a witness is too late, and the session lapses."""
        school, number = self.school, len(self.school.state.dossiers)
        pupil, col = self.pupil(), self.random.choice(COLUMNS)
        school.load(PublishColumn(**BOOK, col=col))
        cell = school.state.book(CLASS, SUBJECT, 1).cell(pupil, col)
        kind = "bosung" if cell.value is None else "sua"
        value = self.random.randint(0, 100)
        edit = CorrectionEdit(pupil=pupil, col=col, value=value, base=cell.pos, reason=SEALED)
        name = f"d{number}"
        propose = ProposeCorrection(**BOOK, dossier=name, kind=kind, evidence=[EVIDENCE_DIGEST], items=[edit])
        school.do("toan", propose)
        school.do(HEAD, PermitCorrection(dossier=name))
        for person, seat in ((HEAD, "leadership"), ("bqt", "board"), ("gvcn", "homeroom")):
            self.wait(self.random.choice((0, 1, 2, 9)))
            school.do(person, WitnessCorrection(dossier=name, seat=seat))

    def close(self) -> None:
        school = self.school
        school.do("bqt", ProposeClose(**TERM))
        if self.random.random() < 0.2:
            school.do(HEAD, RefuseClose(**TERM, reason="còn thiếu"))
        else:
            school.do(HEAD, LockBook(**TERM, decision=PAPER))

    def unlock(self) -> None:
        until = later(self.school.now, minutes=self.random.choice((10, 60 * 24, 60 * 24 * 9)))
        self.school.do(HEAD, UnlockBook(**TERM, reason="bổ sung", decision=PAPER, until=until))

    def move(self) -> None:
        school = self.school
        name = self.random.choice(sorted(school.state.windows) or ["none"])
        end = later(school.now, minutes=self.random.choice((30, 60 * 24, 60 * 24 * 5)))
        school.do(HEAD, MoveWindow(window=name, end=end, decision=PAPER))

    def enrol(self) -> None:
        name = f"hs{len(self.school.state.pupils) + 1:02}"
        pupil = new_pupil(name, start=local_day(self.school.now))
        self.school.do("vanthu", EnrolPupils(klass=CLASS, pupils=[pupil]))

    def leave(self) -> None:
        last = local_day(self.school.now)
        leaving = RecordLeaving(pupil=self.pupil(), klass=CLASS, last=last, cause="transfer", decision=PAPER)
        self.school.do("vanthu", leaving)

    def register(self) -> None:
        name = f"nguoi{len(self.school.state.people)}"
        self.school.do(HEAD, RegisterPerson(person=name, name="Người mới"))

    def rotate(self) -> None:
        school = self.school
        school.do(HEAD, RotateKey(old=school.state.key, new=school.new_key(), decision=PAPER))
        self.hurdles.add("key rotated")

    def clock(self) -> None:
        """The server's clock ran ahead, and is set back by decision."""
        school = self.school
        self.wait(60 * self.random.choice((1, 30)))
        self.register()
        school.now = later(school.now, minutes=-60 * self.random.choice((1, 29)))
        school.do(HEAD, ResetClock(reason="đồng hồ chạy nhanh"))
        self.hurdles.add("clock reset")

    def restored(self) -> None:
        """The server was lost and came back from a copy that nobody outside is ahead of."""
        school = self.school
        if self.random.random() < 0.7:
            school.fall_back(self.random.randrange(17, len(school.log) + 1))
            self.hurdles.add("restored from a copy")
        size = school.seal()
        note = b64(hashlib.sha256(school.notes[size]).digest())
        school.do(HEAD, NoteRestore(size=size, source="bản sao", checkpoint=note))

    def mend(self) -> None:
        """A slip about somebody, put right by three; some are refused, some wait for ever."""
        school, random = self.school, self.random
        kinds = ("PupilEnrolled", "PupilLeft", "PersonRegistered", "ClassOpened")
        act = random.choice([entry for entry in school.log if entry.type in kinds])
        day = later(school.now, days=-random.choice((0, 1, 5)))
        changes: dict[str, dict[str, Any] | None] = {
            "PupilEnrolled": random.choice(({"name": f"Em {len(school.log)}"}, {"from": local_day(day)})),
            "PupilLeft": random.choice((None, {"last": local_day(day)}, {"cause": "abroad"})),
            "PersonRegistered": {"name": f"Thầy {len(school.log)}"},
            "ClassOpened": {"name": f"6A lần {len(school.log)}"},
        }
        name, change = f"dc{len(school.log)}", changes[act.type]
        slip: dict[str, Any] = {"of": act.pos, "stream": act.stream, "change": change, "reason": "ghi nhầm"}
        asked = ProposeRectification(rectification=name, evidence=[EVIDENCE_DIGEST], **slip)
        school.do("vanthu", asked)
        if random.random() < 0.9:
            self.wait(random.choice((0, 3, 60 * 24)))
            school.do("bqt", WitnessRectification(rectification=name))
            outcome: Any = random.choice(("applied", "applied", "applied", "refused"))
            decided = DecideRectification(rectification=name, outcome=outcome, decision=PAPER)
            school.do(HEAD, decided)
            self.hurdles.add(f"a slip {outcome}")

    def take_back(self) -> None:
        """A window that nobody used, or a late permission."""
        school = self.school
        if self.random.random() < 0.5:
            end = later(school.now, days=3)
            plan: dict[str, Any] = {"year": "2020-2021", "semester": 2, "cols": ["tx1"], "classes": ["*"]}
            span = {"start": school.now, "end": end, "decision": PAPER}
            school.do(HEAD, SetWindow(window=f"nham{len(school.log)}", **plan, **span))
        kinds = ("WindowSet", "LateEntryPermitted")
        acts = [entry for entry in school.log if entry.type in kinds][-3:]
        if not acts:
            return
        act = self.random.choice(acts)
        asked = WithdrawAct(of=act.pos, stream=act.stream, reason="ghi nhầm", decision=PAPER)
        school.do(HEAD, asked)
        self.hurdles.add("an act withdrawn")

    def absence(self) -> None:
        day = local_day(self.school.now)
        edit = AbsenceEdit(pupil=self.pupil(), date=day, session="S", value="P", base=0)
        self.school.do("gvcn", SetAbsences(klass=CLASS, month=day[:7], edits=[edit]))

    def month(self) -> None:
        month = local_day(self.school.now)[:7]
        self.school.do("gvcn", ConfirmMonth(klass=CLASS, month=month))
        self.school.do(HEAD, SignMonth(klass=CLASS, month=month, remark="đúng"))


_ACTS = {
    Story.mark: 30, Story.publish: 3, Story.late: 3, Story.correct: 8, Story.close: 2, Story.unlock: 1,
    Story.move: 3, Story.enrol: 1, Story.leave: 1, Story.register: 3, Story.rotate: 0.5, Story.clock: 0.5,
    Story.restored: 0.5, Story.absence: 3, Story.month: 0.3, Story.mend: 3, Story.take_back: 1.5,
}  # fmt: skip
