"""Event types of the school year (spec/EVENTS.md "The school year")."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from domain.words.event import Event
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
    Learning,
    Month,
    Outcome,
    Period,
    Position,
    SchoolYear,
    Seats,
    Semester,
    Semesters,
    Span,
    Stage,
    Text,
    Title,
)
from domain.words.marks import CommentLevel, Tenths


def _pairs(rows: list[list[Any]]) -> list[list[Any]]:
    """One value a subject, in the order of the subjects."""
    subjects = [row[0] for row in rows if len(row) == 2]
    if len(subjects) < len(rows) or subjects != sorted(set(subjects)):
        raise ValueError("must be pairs of a subject and its value, sorted by subject")
    return rows


def _tenths(rows: list[list[Any]]) -> list[list[Any]]:
    if not all(type(row[0]) is str and type(row[1]) is int for row in rows):
        raise ValueError("must be pairs of a subject and tenths")
    return rows


def _levels(rows: list[list[Any]]) -> list[list[Any]]:
    if not all(row[1] in ("D", "CD") for row in rows):
        raise ValueError("must be pairs of a subject and D or CD")
    return rows


Scores = Annotated[
    list[list[Id | Tenths]], Field(max_length=50), AfterValidator(_pairs), AfterValidator(_tenths)
]
Comments = Annotated[
    list[list[Id | CommentLevel]], Field(max_length=50), AfterValidator(_pairs), AfterValidator(_levels)
]


def _sums(rows: list[list[Any]]) -> list[list[Any]]:
    for row in rows:
        if len(row) != 4 or [type(each) for each in row] != [str, str, int, int] or row[2] > row[3]:
            raise ValueError("must be rows of class, subject, entered, expected")
    books = [(row[0], row[1]) for row in rows]
    if books != sorted(set(books)):
        raise ValueError("must be sorted by class and subject, each once")
    return rows


Figures = Annotated[list[list[Id | Position]], Field(max_length=1000), AfterValidator(_sums)]


class YearOpened(Event):
    STREAM = "year/{year}"
    year: SchoolYear
    semesters: list[Span] = Field(min_length=2, max_length=2)
    decision: Decision


class BoardFounded(Event):
    STREAM = "school"
    members: Ids
    start: Day = Field(alias="from")
    end: Day | None = Field(alias="to")
    decision: Decision


class SubstituteNamed(Event):
    STREAM = "person/{person}"
    person: Id
    appointment: Position
    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    decision: Decision


class StaffProfileSet(Event):
    STREAM = "person/{person}"
    person: Id
    field: Literal["title", "subject", "degree", "phone", "email", "address"]
    old: ClearText | Commitment | None
    value: ClearText | Commitment
    base: Position


class PupilPlaced(Event):
    STREAM = "pupil/{pupil}"
    pupil: Id
    klass: Id = Field(alias="class")
    start: Day = Field(alias="from")
    cause: Literal["year", "change", "return"]
    decision: Decision


class PupilLeft(Event):
    STREAM = "pupil/{pupil}"
    pupil: Id
    klass: Id = Field(alias="class")
    last: Day
    cause: Literal["transfer", "dropout", "completed", "abroad", "other"]
    school: Text | None
    decision: Decision


class TransferredIn(Event):
    STREAM = "pupil/{pupil}"
    pupil: Id
    school: Text
    letter: Decision


class ResultBrought(Event):
    STREAM = "pupil/{pupil}"
    pupil: Id
    year: SchoolYear
    semester: Semester
    subject: Id
    value: Tenths | Code
    document: Digest


class ExemptionGranted(Event):
    STREAM = "pupil/{pupil}"
    pupil: Id
    klass: Id = Field(alias="class")
    subject: Id
    semesters: Semesters
    part: Literal["whole", "practical"]
    evidence: Digests
    decision: Decision


class ExemptionEnded(Event):
    STREAM = "pupil/{pupil}"
    pupil: Id
    exemption: Position
    reason: Text
    decision: Decision


class OneSemesterAllowed(Event):
    STREAM = "pupil/{pupil}"
    pupil: Id
    klass: Id = Field(alias="class")
    subject: Id
    decision: Decision


class RosterConfirmed(Event):
    STREAM = "class/{class}"
    klass: Id = Field(alias="class")
    count: Position
    digest: Digest


class AbsenceSet(Event):
    STREAM = "attendance/{class}/{month}"
    klass: Id = Field(alias="class")
    pupil: Id
    date: Day
    session: Literal["S", "C"]
    old: Literal["P", "K"] | None
    value: Literal["P", "K"] | None
    base: Position


class MonthConfirmed(Event):
    STREAM = "attendance/{class}/{month}"
    klass: Id = Field(alias="class")
    month: Month
    count: Position
    digest: Digest


class MonthSigned(Event):
    STREAM = "attendance/{class}/{month}"
    klass: Id = Field(alias="class")
    month: Month
    confirmation: Position
    remark: Text


class MonthReopened(Event):
    STREAM = "attendance/{class}/{month}"
    klass: Id = Field(alias="class")
    month: Month
    reason: Text


class ColumnDated(Event):
    STREAM = "{book}"
    col: Column
    date: Day


class BookCompared(Event):
    STREAM = "{book}"
    file: Digest
    differing: Position
    count: Position
    digest: Digest


class BookDeclared(Event):
    STREAM = "{book}"
    comparison: Position
    explanation: Text | None


class BookSigned(Event):
    STREAM = "{book}"
    count: Position
    digest: Digest


class ClassSigned(Event):
    STREAM = "term/{class}/{semester}"
    klass: Id = Field(alias="class")
    semester: Semester
    count: Position
    digest: Digest


class ResultsApproved(Event):
    STREAM = "term/{class}/{semester}"
    klass: Id = Field(alias="class")
    semester: Semester
    results: Position
    count: Position
    digest: Digest


class ResultRecorded(Event):
    """One pupil's result; a year's (semester 0) stands in the stream of semester 2."""

    STREAM = "term/{class}/{term}"
    klass: Id = Field(alias="class")
    semester: Period
    pupil: Id
    scores: Scores
    comments: Comments
    average: Tenths | None
    conduct: ConductCode | None
    absent: Position | None
    learning: Learning | None
    base: Learning | None
    clause: Annotated[Text, Field(max_length=16)] | None


class PromotionListSigned(Event):
    STREAM = "board/{class}"
    klass: Id = Field(alias="class")
    stage: Stage
    count: Position
    digest: Digest


class BoardOpened(Event):
    STREAM = "board/{class}"
    klass: Id = Field(alias="class")
    stage: Stage
    members: Annotated[Ids, Field(min_length=3)]
    decision: Decision


class PromotionDecided(Event):
    STREAM = "board/{class}"
    klass: Id = Field(alias="class")
    stage: Stage
    pupil: Id
    learning: Learning
    conduct: ConductCode
    absent: Position
    outcome: Outcome
    reason: Text | None


class RetestOpened(Event):
    STREAM = "year/{year}"
    year: SchoolYear
    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")
    decision: Decision


class RetestRegistered(Event):
    STREAM = "board/{class}"
    klass: Id = Field(alias="class")
    pupil: Id
    subjects: Ids


class RetestEntered(Event):
    STREAM = "retest/{class}/{subject}"
    klass: Id = Field(alias="class")
    subject: Id
    pupil: Id
    old: Tenths | CommentLevel | None
    value: Tenths | CommentLevel
    base: Position


class SummerConductJudged(Event):
    STREAM = "board/{class}"
    klass: Id = Field(alias="class")
    pupil: Id
    conduct: ConductCode
    evidence: Digests


class TitleAwarded(Event):
    STREAM = "board/{class}"
    klass: Id = Field(alias="class")
    pupil: Id
    semester: Period
    title: Title
    reason: Text | None


class ProcedureSet(Event):
    STREAM = "school"
    seats: Seats
    days: int = Field(ge=1, le=30)
    papers: Text
    decision: Decision


class ProgressChecked(Event):
    STREAM = "check/{check}"
    check: Id
    year: SchoolYear
    semester: Semester
    figures: Figures
    count: Position
    digest: Digest


class TeacherRated(Event):
    STREAM = "person/{person}"
    person: Id
    year: SchoolYear
    semester: Semester
    checks: Checks
    entered: Position
    expected: Annotated[Position, Field(ge=1)]
    level: Literal["T", "K", "D", "CD"]


class IncidentReported(Event):
    STREAM = "incident/{incident}"
    incident: Id
    text: Text


class IncidentAnswered(Event):
    STREAM = "incident/{incident}"
    incident: Id
    text: Text
    state: Literal["open", "closed"]


class CommitmentSigned(Event):
    STREAM = "commitment/{commitment}"
    commitment: Id
    provider: Text
    clauses: Clauses
    years: int = Field(ge=1, le=100)
    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    decision: Decision


class JournalNoted(Event):
    STREAM = "journal"
    text: Text
