"""The acts of the school year, one frozen model each (as domain.acts.commands)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from domain.acts.commands import BookCommand, Command, term_books
from domain.acts.events import book_stream
from domain.grounds.due import classes_with
from domain.state.membership import classes_of_year
from domain.state.month import month_streams
from domain.words.fields import (
    Checks,
    Clauses,
    ClearText,
    Code,
    Column,
    Commitment,
    ConductCode,
    Day,
    Decision,
    Digest,
    Digests,
    Id,
    Ids,
    Instant,
    Month,
    Outcome,
    Part,
    Period,
    Position,
    SchoolYear,
    Seats,
    Semester,
    Semesters,
    Span,
    Stage,
    Title,
    Typed,
)
from domain.words.marks import CommentLevel, Tenths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.state.state import State


class OpenYear(Command):
    ACT = "YearOpened"
    year: SchoolYear
    semesters: Annotated[list[Span], Field(min_length=2, max_length=2)]
    decision: Decision


class FoundBoard(Command):
    ACT = "BoardFounded"
    members: Ids
    start: Day
    end: Day | None = None
    decision: Decision


class NameSubstitute(Command):
    """`person` stands in for the holder of `appointment`, under the own name."""

    ACT = "SubstituteNamed"
    person: Id
    appointment: Position
    start: Day
    end: Day
    decision: Decision


class SetStaffProfile(Command):
    ACT = "StaffProfileSet"
    person: Id
    field: Literal["title", "subject", "degree", "phone", "email", "address"]
    value: ClearText | Commitment
    base: Position


def months_from(state: State, klass: str, day: str) -> list[str]:
    """The attendance streams of a class from the month of the day on."""
    opened = state.classes.get(klass)
    months = month_streams(klass, opened.year) if opened else []
    return [stream for stream in months if stream[-7:] >= day[:7]]


def terms_of(state: State, classes: list[str]) -> list[str]:
    """The approvals and results of classes; only in an opened year there are any."""
    opened = (klass for klass in classes if state.classes[klass].year in state.years)
    return [f"term/{klass}/{semester}" for klass in opened for semester in (1, 2)]


class PupilCommand(Command):
    """An act about one pupil."""

    pupil: Id


class PlacePupil(PupilCommand):
    ACT = "PupilPlaced"
    klass: Id
    start: Day
    cause: Literal["year", "change", "return"]
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The month in both classes; what was recorded and decided in the classes of the last year."""
        pupil = state.pupils.get(self.pupil)
        left = [pupil.klass] if pupil else []
        months = [f"attendance/{klass}/{self.start[:7]}" for klass in (self.klass, *left)]
        before = _classes_beside(state, left, [self.pupil]) if pupil else []
        decided = [of for klass in before for of in (f"board/{klass}", f"term/{klass}/2")]
        days = months_from(state, pupil.klass, self.start) if pupil and not pupil.left else []
        return [*months, *decided, *days, *self._books(state)]

    def _books(self, state: State) -> list[str]:
        """Those of the pupil's classes of the new class's year: what stands in them must count there."""
        klass = state.classes.get(self.klass)
        places = classes_of_year(state, self.pupil, klass.year) if klass and self.cause != "year" else []
        return [
            book for place in places for semester in (1, 2) for book in term_books(state, place, semester)
        ]


class RecordLeaving(PupilCommand):
    """`last` is the last day in the class."""

    ACT = "PupilLeft"
    klass: Id
    last: Day
    cause: Literal["transfer", "dropout", "completed", "abroad", "other"]
    school: Typed | None = None
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The month of the last day, and those after it."""
        return [f"attendance/{self.klass}/{self.last[:7]}", *months_from(state, self.klass, self.last)]


class RecordArrival(PupilCommand):
    """The paper of a pupil who came from another school."""

    ACT = "TransferredIn"
    school: Typed
    letter: Decision


class BringResult(PupilCommand):
    """One result from the former school; `subject` may be `conduct` or `absent`."""

    ACT = "ResultBrought"
    year: SchoolYear
    semester: Semester
    subject: Id
    value: Tenths | Code
    document: Digest

    def months(self, klass: str) -> list[str]:
        """The attendance streams of a class that absences brought along are compared with."""
        return month_streams(klass, self.year) if self.subject == "absent" else []

    def reads(self, state: State) -> list[str]:
        """What this school has of the pupil in the year: books of the semester, results, absences."""
        classes = classes_of_year(state, self.pupil, self.year)
        terms = terms_of(state, classes)
        books = [book for klass in classes for book in term_books(state, klass, self.semester)]
        return [*terms, *books, *(month for klass in classes for month in self.months(klass))]


class GrantExemption(PupilCommand):
    ACT = "ExemptionGranted"
    klass: Id
    subject: Id
    semesters: Semesters
    part: Literal["whole", "practical"]
    evidence: Digests
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The pupil's books of the subject and results, in every class of the year."""
        opened = state.classes.get(self.klass)
        classes = classes_of_year(state, self.pupil, opened.year) if opened else []
        books = [book_stream(klass, self.subject, each) for klass in classes for each in self.semesters]
        return [*terms_of(state, classes), *books]


class EndExemption(PupilCommand):
    ACT = "ExemptionEnded"
    exemption: Position
    reason: Typed
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The pupil's results in every class of the year."""
        held = (each for each in state.exemptions.get(self.pupil, ()) if each.pos == self.exemption)
        classes = {c for e in held for c in classes_of_year(state, self.pupil, state.classes[e.klass].year)}
        return terms_of(state, sorted(classes))


class AllowOneSemester(PupilCommand):
    ACT = "OneSemesterAllowed"
    klass: Id
    subject: Id
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The pupil's gradebooks of semester 1, which must hold nothing, and results, in every class of the
        year."""
        opened = state.classes.get(self.klass)
        classes = classes_of_year(state, self.pupil, opened.year) if opened else []
        books = [book_stream(klass, self.subject, 1) for klass in classes]
        return [*books, *terms_of(state, classes)]


class ConfirmRoster(Command):
    ACT = "RosterConfirmed"
    klass: Id

    def reads(self, state: State) -> list[str]:  # noqa: ARG002
        """The class's profiles."""
        return [book_stream(self.klass, "profile", 1)]


class AbsenceEdit(Part):
    """A session missed with (`P`) or without (`K`) leave; None = was there. `base` as in CellEdit."""

    pupil: Id
    date: Day
    session: Literal["S", "C"]
    value: Literal["P", "K"] | None
    base: Position


class MonthCommand(Command):
    """An act on the attendance of one class in one month."""

    klass: Id
    month: Month

    @property
    def attendance(self) -> str:
        """Its stream."""
        return f"attendance/{self.klass}/{self.month}"

    def reads(self, state: State) -> list[str]:  # noqa: ARG002
        """The month's attendance."""
        return [self.attendance]


class SetAbsences(MonthCommand):
    """Absences of one class in one month, all or none; one entry a session."""

    ACT = "AbsenceSet"
    edits: Annotated[list[AbsenceEdit], Field(min_length=1, max_length=1000)]

    def reads(self, state: State) -> list[str]:
        """The month; what was recorded and decided of its pupils' year, in all their classes."""
        beside = _classes_beside(state, [self.klass], {edit.pupil for edit in self.edits})
        return [
            self.attendance,
            *(f"board/{each}" for each in beside),
            *(f"term/{each}/2" for each in beside),
        ]


class ConfirmMonth(MonthCommand):
    ACT = "MonthConfirmed"


class SignMonth(MonthCommand):
    ACT = "MonthSigned"
    remark: Typed


class ReopenMonth(MonthCommand):
    ACT = "MonthReopened"
    reason: Typed


class DateColumn(BookCommand):
    """The day on which the test of a column was taken."""

    ACT = "ColumnDated"
    col: Column
    date: Day


class CompareBook(BookCommand):
    """The personal book `file` was compared with this one: `differing` cells."""

    ACT = "BookCompared"
    file: Digest
    differing: Position


class DeclareBook(BookCommand):
    """The teacher declares that the personal book and this one agree, or why they do not."""

    ACT = "BookDeclared"
    comparison: Position
    explanation: Typed | None = None


class SignBook(BookCommand):
    ACT = "BookSigned"

    def reads(self, state: State) -> list[str]:
        """The book, and those of the classes from which pupils have come."""
        others = (
            book_stream(klass, self.subject, self.semester) for klass in classes_with(state, self.klass)
        )
        return sorted({self.book, *others})


class TermCommand(Command):
    """An act on all gradebooks of one class and semester."""

    klass: Id
    semester: Semester


class SignClass(TermCommand):
    ACT = "ClassSigned"

    def reads(self, state: State) -> list[str]:
        """Every gradebook of the class in the semester."""
        return term_books(state, self.klass, self.semester)


class ApproveResults(TermCommand):
    """Approve; the results of every pupil are recorded with it."""

    ACT = "ResultsApproved"

    def reads(self, state: State) -> list[str]:
        """All books, approvals and absences of the year from which results follow, of former classes, too."""
        classes = classes_with(state, self.klass)
        terms = [f"term/{klass}/{semester}" for klass in classes for semester in (1, 2)]
        books = [
            each for klass in classes for semester in (1, 2) for each in term_books(state, klass, semester)
        ]
        if self.semester == 1:
            return [*terms, *books]
        year = state.classes[self.klass].year if classes else ""
        return [*terms, *books, *(month for klass in classes for month in month_streams(klass, year))]


def board_streams(state: State, klass: str) -> list[str]:
    """What an act of a class's promotion reads: board, books and approval of the year, re-tests."""
    found = state.classes.get(klass)
    subjects = sorted(found.subjects) if found else []
    books = term_books(state, klass, 2)
    retests = (f"retest/{klass}/{subject}" for subject in subjects)
    return [f"board/{klass}", f"term/{klass}/2", *books, *retests]


def _classes_beside(state: State, klasses: list[str], pupils: Iterable[str]) -> list[str]:
    """All classes of the pupils in the school year of these classes, sorted."""
    years = {state.classes[klass].year for klass in klasses if klass in state.classes}
    return sorted(
        {klass for year in years for pupil in pupils for klass in classes_of_year(state, pupil, year)}
    )


def pupil_streams(state: State, klass: str, pupils: Iterable[str]) -> list[str]:
    """The same, and the boards of the pupils' other classes of the year: one of them may have decided."""
    boards = [f"board/{each}" for each in _classes_beside(state, [klass], pupils) if each != klass]
    return [*board_streams(state, klass), *boards]


class StageCommand(Command):
    """An act of the promotion of one class, stage 1 (June) or 2 (after the summer)."""

    klass: Id
    stage: Stage

    def reads(self, state: State) -> list[str]:
        """The class's board, approval and re-test marks; boards and results of its pupils' other classes."""
        beside = _classes_beside(state, [self.klass], state.rosters.get(self.klass, []))
        boards = [of for klass in beside for of in (f"board/{klass}", f"term/{klass}/2")]
        return [*board_streams(state, self.klass), *boards]


class SignPromotionList(StageCommand):
    ACT = "PromotionListSigned"


class OpenBoard(StageCommand):
    ACT = "BoardOpened"
    members: Annotated[Ids, Field(min_length=3)]
    decision: Decision


class PupilDecision(Part):
    """What the board decides; `outcome` None: as the regulation says, `reason` where it says otherwise."""

    pupil: Id
    outcome: Outcome | None = None
    reason: Typed | None = None


class DecidePromotion(StageCommand):
    """One entry a pupil."""

    ACT = "PromotionDecided"
    pupils: Annotated[list[PupilDecision], Field(min_length=1, max_length=200)]


class OpenRetests(Command):
    ACT = "RetestOpened"
    year: SchoolYear
    start: Instant
    end: Instant
    decision: Decision


class RegisterRetest(Command):
    ACT = "RetestRegistered"
    klass: Id
    pupil: Id
    subjects: Ids

    def reads(self, state: State) -> list[str]:
        """As of every act of a board on one pupil."""
        return pupil_streams(state, self.klass, [self.pupil])


class RetestEdit(Part):
    pupil: Id
    value: Tenths | CommentLevel
    base: Position


class SaveRetests(Command):
    """Re-test marks of one class and subject; one entry a pupil."""

    ACT = "RetestEntered"
    klass: Id
    subject: Id
    marks: Annotated[list[RetestEdit], Field(min_length=1, max_length=200)]

    def reads(self, state: State) -> list[str]:
        """As of every act of a board on pupils, and the marks themselves."""
        pupils = [mark.pupil for mark in self.marks]
        return sorted({*pupil_streams(state, self.klass, pupils), f"retest/{self.klass}/{self.subject}"})


class JudgeSummer(Command):
    ACT = "SummerConductJudged"
    klass: Id
    pupil: Id
    conduct: ConductCode
    evidence: Digests

    def reads(self, state: State) -> list[str]:
        """As of every act of a board on one pupil."""
        return pupil_streams(state, self.klass, [self.pupil])


class TitleFor(Part):
    """`title` None: the one that the regulation gives; a pupil to whom it gives none is refused."""

    pupil: Id
    title: Title | None = None
    reason: Typed | None = None


class AwardTitles(Command):
    """Titles of one class for a semester, or for the year (0); one entry a pupil."""

    ACT = "TitleAwarded"
    klass: Id
    semester: Period
    pupils: Annotated[list[TitleFor], Field(min_length=1, max_length=200)]

    def reads(self, state: State) -> list[str]:
        """The class's board; the boards of the pupils' other classes; what was approved in all of them."""
        pupils = [each.pupil for each in self.pupils]
        beside = {self.klass, *_classes_beside(state, [self.klass], pupils)}
        terms = [f"term/{klass}/{semester}" for klass in sorted(beside) for semester in (1, 2)]
        return [*pupil_streams(state, self.klass, pupils), *terms]


class SetProcedure(Command):
    """The school's procedure for changes after a lock: never fewer than the three witnesses (S57)."""

    ACT = "ProcedureSet"
    seats: Seats
    days: Annotated[int, Field(strict=True)]
    papers: Typed
    decision: Decision


class CheckProgress(Command):
    """Freeze how far the books of a semester are; the figures are computed, not given."""

    ACT = "ProgressChecked"
    check: Id
    year: SchoolYear
    semester: Semester

    def reads(self, state: State) -> list[str]:
        """Every gradebook of the year's classes in the semester."""
        return [
            book_stream(klass.klass, plan.subject, self.semester)
            for klass in state.classes.values()
            if klass.year == self.year
            for plan in klass.subjects.values()
            if self.semester in plan.semesters
        ]


class RateTeacher(Command):
    """Rate by recorded checks; figures and level are computed."""

    ACT = "TeacherRated"
    person: Id
    year: SchoolYear
    semester: Semester
    checks: Checks


class ReportIncident(Command):
    ACT = "IncidentReported"
    incident: Id
    text: Typed


class AnswerIncident(Command):
    ACT = "IncidentAnswered"
    incident: Id
    text: Typed
    state: Literal["open", "closed"]


class SignCommitment(Command):
    """The provider's commitment, with those of the five clauses of S51 that it holds."""

    ACT = "CommitmentSigned"
    commitment: Id
    provider: Typed
    clauses: Clauses
    years: Annotated[int, Field(strict=True)]
    start: Day
    end: Day
    decision: Decision


class NoteJournal(Command):
    ACT = "JournalNoted"
    text: Typed
