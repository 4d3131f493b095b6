"""A large lawful log, written through the product's whole path: classes of 40 pupils with 13 subjects a year.

In each book the six columns of a semester are entered, and four marks of each are then changed. At its end
conduct is judged, all books are signed and the results approved: 120 recorded results a class.
"""

import random
from collections.abc import Iterator
from typing import Literal

from bench.figures import Say
from bench.founding import COLUMNS, PAPER, PUPILS, BenchSchool, Cell, class_name, pupil_name, teacher_name
from bench.place import Place
from domain.acts.books.signing import SignBook, SignClass
from domain.acts.results.approval import ApproveResults
from domain.acts.unit.appointments import Appoint
from domain.acts.unit.year import OpenYear
from domain.words.fields import Span
from ledger.database import Database

CHANGED = 4
SUBJECTS = [f"mon-{number:02d}" for number in range(1, 14)]
Semester = Literal[1, 2]
SEMESTERS: tuple[Semester, Semester] = (1, 2)
HIGHEST = 100
RATINGS = ("T", "K", "TB", "Y")
CONDUCT = {1: ["hk"], 2: ["cn", "hk"]}


class BigLog:
    """A log of at least `entries` entries; `full`: class whose books are full → the size since when."""

    def __init__(self, place: Place, entries: int, say: Say) -> None:
        self.db = Database(place.dsn)
        self.db.migrate()
        self._founded = BenchSchool(self.db, place.folder, 0, SUBJECTS)
        self.school = self._founded.school
        self.log = self.school.log
        self.full: dict[str, int] = {}
        self._chance = random.Random(7)
        self._open_year()
        with place.unsynced():
            for size in self._fill():
                say(f"writing the log: {size:,} of {entries:,} entries")
                if size >= entries and self.full:
                    break
        self.size = self.log.head().size

    def _fill(self) -> Iterator[int]:
        """Enters class after class; gives the size after each subject's books."""
        number = 0
        while True:
            self._founded.open_class(number)
            for place in range(len(SUBJECTS)):
                for semester in SEMESTERS:
                    size = self._enter_book(number, place, semester)
                yield size
            for semester in SEMESTERS:
                self._close(number, semester)
            self.full[class_name(number)] = self.log.head().size
            yield self.full[class_name(number)]
            number += 1

    def _open_year(self) -> None:
        """The year, and windows over conduct: of each semester, and of the year in the second."""
        spans = [Span(start="2020-09-01", end="2021-01-15"), Span(start="2021-01-18", end="2021-05-31")]
        self._founded.do("head", OpenYear(year="2020-2021", semesters=spans, decision=PAPER))
        for semester in SEMESTERS:
            self._founded.open_window(f"hk-{semester}", semester, CONDUCT[semester])

    def _close(self, number: int, semester: Semester) -> None:
        """Conduct of all, then who signs what, up to the results."""
        klass, homeroom = class_name(number), teacher_name(number)
        if semester == 1:
            sits = Appoint(person=homeroom, role="homeroom", klass=klass, start="2020-08-15", decision=PAPER)
            self._founded.do("head", sits)
        for col in CONDUCT[semester]:
            judged: list[Cell] = [
                {"pupil": pupil_name(number, j), "col": col, "value": self._chance.choice(RATINGS), "base": 0}
                for j in range(PUPILS)
            ]
            self._founded.save(klass, homeroom, judged, "conduct", semester)
        for place, subject in enumerate([*SUBJECTS, "conduct"]):
            by = homeroom if subject == "conduct" else teacher_name(number, place)
            self._founded.do(by, SignBook(klass=klass, subject=subject, semester=semester))
        self._founded.do(homeroom, SignClass(klass=klass, semester=semester))
        self._founded.do("head", ApproveResults(klass=klass, semester=semester))

    def _enter_book(self, number: int, place: int, semester: Semester) -> int:
        """Fills one book; gives the log's size after it."""
        pupils = [pupil_name(number, j) for j in range(PUPILS)]
        size = 0
        for col in COLUMNS:
            marks = [self._chance.randrange(HIGHEST) for _ in pupils]
            entered: list[Cell] = [
                {"pupil": p, "col": col, "value": m, "base": 0} for p, m in zip(pupils, marks, strict=True)
            ]
            first = self._save(number, place, semester, entered)
            changed: list[Cell] = [
                {"pupil": pupils[j], "col": col, "value": marks[j] + 1, "base": first + j}
                for j in self._chance.sample(range(PUPILS), CHANGED)
            ]
            size = self._save(number, place, semester, changed) + CHANGED
        return size

    def _save(self, number: int, place: int, semester: Semester, cells: list[Cell]) -> int:
        """One command of the subject's teacher; gives the position of its first entry."""
        teacher = teacher_name(number, place)
        written = self._founded.save(class_name(number), teacher, cells, SUBJECTS[place], semester)
        assert written.n == len(cells), written
        return written.pos
