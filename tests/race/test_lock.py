"""A lock against the save of forty marks: two processes, a thousand books, real PostgreSQL."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from api.service.school import PROJECTIONS, School
from api.service.service import Service
from api.service.settings import Settings
from demo.people import BOARD, CLERK, HEAD
from demo.school import YEAR, Calendar, DemoSchool
from domain.acts.books.close import LockBook, ProposeClose
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.unit.appointments import Appoint, RegisterPerson
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from domain.acts.unit.windows import SetWindow
from domain.grounds.command import Command
from domain.words.entry import Entry
from domain.words.fields import Subject
from ledger.archive.export import export
from ledger.clock import format_instant
from ledger.form.canonical import leaf_hash
from projections.fsck.check import fsck
from tests.race.racer import PROOF, Act, Outcome, enter, race
from verify.__main__ import verify

BOOKS = 1000
MARKS = 40
SEMESTERS = (1, 2)
CLASSES = [f"R{number}" for number in range(BOOKS // len(SEMESTERS))]
ROUNDS = [(klass, semester) for klass in CLASSES for semester in SEMESTERS]
# About as long as one save takes, so that either may come first and most overlap.
SPREAD_S = 0.004


class Race:
    """The school after the race, and what either racer was told in each round."""

    def __init__(self, school: School, saves: list[Outcome], locks: list[Outcome]) -> None:
        self.school = school
        self.saves = saves
        self.locks = locks
        self.lines = list(school.log.lines())
        self.entries = list(school.log.entries())
        self.marks: dict[str, list[Entry]] = {}
        self.lock_of: dict[tuple[str, int], Entry] = {}
        for entry in self.entries:
            if entry.type == "BookLocked":
                self.lock_of[entry.data["class"], entry.data["semester"]] = entry
            elif entry.stream.startswith("book/"):
                self.marks.setdefault(entry.stream, []).append(entry)


def test_no_mark_after_a_lock_and_none_lost_in_a_thousand_interleavings(
    admin_dsn: str, tmp_path: Path
) -> None:
    """One test, because the race is run once for all of these."""
    service = Service(Settings(tmp_path / "home"), dsn=admin_dsn)
    service.migrate()
    demo = DemoSchool(service, Calendar.around(format_instant(datetime.now(UTC))))
    demo.found()
    prepare(demo)
    saves, locks = run(admin_dsn, tmp_path / "home", demo)
    raced = Race(demo.school, saves, locks)
    require_a_race(raced)
    require_no_mark_behind_the_lock(raced)
    require_saves_whole_or_refused(raced)
    require_every_lock(raced)
    require_sound_log_and_right_views(raced, tmp_path)
    service.stop()


def prepare(demo: DemoSchool) -> None:
    """Five hundred classes of forty with a teacher each, windows open, every close proposed."""
    start, end = demo.calendar.first.start, demo.calendar.first.end
    for semester in SEMESTERS:
        window = SetWindow(
            window=f"race-{semester}",
            year=YEAR,
            semester=semester,
            cols=["tx1"],
            classes=["*"],
            start=start,
            end=end,
            decision=demo.decision("race"),
        )
        do(demo, HEAD.person, window, f"race-{semester}")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda klass: open_class(demo, klass), CLASSES))


def open_class(demo: DemoSchool, klass: str) -> None:
    day, teacher = demo.calendar.day, teacher_of(klass)
    subject = Subject(
        subject="toan", name="Toán", kind="score", periods=1400, tx=4, semesters=list(SEMESTERS)
    )
    opened = OpenClass(klass=klass, name=klass, grade=6, year=YEAR, subjects=[subject])
    do(demo, BOARD[0].person, opened, f"open-{klass}")
    pupils = [
        NewPupil(pupil=pupil, name=pupil, born="2009-01-01", register_no=pupil, start=day, key="A" * 43)
        for pupil in pupils_of(klass)
    ]
    do(demo, CLERK.person, EnrolPupils(klass=klass, pupils=pupils), f"enrol-{klass}")
    do(demo, HEAD.person, RegisterPerson(person=teacher, name=teacher), f"register-{klass}")
    right = {"person": teacher, "role": "teacher", "klass": klass, "subject": "toan"}
    appoint = Appoint(**right, start=day, decision=demo.decision(klass))
    do(demo, HEAD.person, appoint, f"appoint-{klass}")
    for semester in SEMESTERS:
        close = ProposeClose(klass=klass, semester=semester)
        do(demo, BOARD[0].person, close, f"close-{klass}-{semester}")


def run(dsn: str, home: Path, demo: DemoSchool) -> tuple[list[Outcome], list[Outcome]]:
    """Both racers over all rounds; what each was told."""
    saves = [Act(teacher_of(k), save_of(k, s), f"save-{k}-{s}", "BOOK_LOCKED") for k, s in ROUNDS]
    decision = demo.decision("close")
    locks = [
        Act(HEAD.person, LockBook(klass=k, semester=s, decision=decision), f"lock-{k}-{s}", "NO_PROPOSAL")
        for k, s in ROUNDS
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, context, enter, (context.Barrier(2),)) as racers:
        told = [racers.submit(race, dsn, home, acts, SPREAD_S) for acts in (saves, locks)]
        return told[0].result(), told[1].result()


def save_of(klass: str, semester: int) -> SaveMarks:
    cells = [CellEdit(pupil=pupil, col="tx1", value=75, base=0) for pupil in pupils_of(klass)]
    return SaveMarks(klass=klass, subject="toan", semester=semester, cells=cells)


def teacher_of(klass: str) -> str:
    return f"gv.{klass}"


def pupils_of(klass: str) -> list[str]:
    return [f"{klass}.{number}" for number in range(MARKS)]


def do(demo: DemoSchool, person: str, command: Command, cmd: str) -> None:
    demo.school.execute(person, PROOF, command, cmd)


def marks_of(raced: Race, klass: str, semester: int) -> list[Entry]:
    return raced.marks.get(f"book/{klass}/toan/{semester}", [])


def require_no_mark_behind_the_lock(raced: Race) -> None:
    """A locked book is the one that the leader saw: the lock counts every mark before it (S28, S56)."""
    assert len(raced.lock_of) == BOOKS
    for klass, semester in ROUNDS:
        lock, marks = raced.lock_of[klass, semester], marks_of(raced, klass, semester)
        assert all(mark.pos < lock.pos for mark in marks)
        assert lock.data["count"] == len(marks)


def require_saves_whole_or_refused(raced: Race) -> None:
    """Acknowledged: all forty marks, where the receipt says. Refused: not one of them."""
    for (klass, semester), save in zip(ROUNDS, raced.saves, strict=True):
        marks = marks_of(raced, klass, semester)
        if save.refused:
            assert save.refused == "BOOK_LOCKED"
            assert marks == []
        else:
            assert [mark.pos for mark in marks] == list(range(save.pos, save.pos + MARKS))
            assert [mark.data["pupil"] for mark in marks] == pupils_of(klass)
            assert {mark.cmd for mark in marks} == {f"save-{klass}-{semester}"}
            assert leaf_hash(raced.lines[marks[-1].pos]) == save.leaf


def require_every_lock(raced: Race) -> None:
    """Every lock was due, so every lock is there, once, where its receipt says."""
    for (klass, semester), lock in zip(ROUNDS, raced.locks, strict=True):
        assert (lock.refused, lock.n) == ("", 1)
        assert raced.lock_of[klass, semester].pos == lock.pos
    locked = Counter(entry.type for entry in raced.entries)["BookLocked"]
    assert locked == BOOKS


def require_a_race(raced: Race) -> None:
    """Both came first often, and while the other was at it; both lost swaps and decided again."""
    pairs = list(zip(raced.saves, raced.locks, strict=True))
    for first in (True, False):
        of_kind = [(save, lock) for save, lock in pairs if first == (not save.refused)]
        together = sum(save.began < lock.ended and lock.began < save.ended for save, lock in of_kind)
        # The save that came first is stored, and the lock lost its swap to it; and the other way round.
        overtaken = sum((lock if first else save).lost > 0 for save, lock in of_kind)
        print(f"{'save' if first else 'lock'} first: {len(of_kind)}, {together=}, {overtaken=}")
        assert len(of_kind) >= BOOKS // 5
        assert together >= BOOKS // 20
        assert overtaken >= BOOKS // 10


def require_sound_log_and_right_views(raced: Race, tmp_path: Path) -> None:
    """A stranger's verifier replays the law over all of it, by receipts of both racers."""
    raced.school.seal()
    export(raced.school.log, tmp_path / "export")
    receipts = tmp_path / "receipts"
    receipts.mkdir()
    for number, outcome in enumerate((*raced.saves[-20:], *raced.locks[-20:])):
        if outcome.receipt:
            (receipts / f"{number}.receipt.json").write_bytes(outcome.receipt + b"\n")
    report = verify([str(tmp_path / "export")], [str(receipts)], [raced.school.facts().key])
    assert (report.verdict(), report.findings) == ("sound", [])
    assert report.coverage.percent() == 100
    raced.school.views()
    assert fsck(raced.school.log, PROJECTIONS) == []
