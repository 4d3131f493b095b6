"""One frozen model per act that a person (or the scheduler) may ask for. Sealed texts come in sealed.

Names of fields: `klass` class, `start`/`end` from/to. `ACT` is the event type whose row of the table in
spec/LAW.md says who may do it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from domain.acts.events import book_stream
from domain.grounds.elsewhere import fill_reads
from domain.grounds.reserved import books_of
from domain.words.fields import (
    Cause,
    Column,
    Columns,
    CorrectionKind,
    Day,
    Decision,
    Digest,
    Digests,
    FirstHead,
    Id,
    Ids,
    Instant,
    LateReason,
    Part,
    Position,
    Powers,
    ProofPolicy,
    Role,
    School,
    SchoolYear,
    Sealed,
    Seat,
    Semester,
    Subject,
    Typed,
    TypedNumber,
    Value,
    VerifierKey,
    WindowClasses,
)

if TYPE_CHECKING:
    from domain.state.state import State


class Command(Part):
    """An act to be decided."""

    ACT: ClassVar[str]

    def reads(self, state: State) -> list[str]:  # noqa: ARG002
        """Streams beside governance that its decision reads, as far as `state` lets them be known."""
        return []


class BookCommand(Command):
    """An act on one gradebook."""

    klass: Id
    subject: Id
    semester: Semester

    @property
    def book(self) -> str:
        """The gradebook's stream."""
        return book_stream(self.klass, self.subject, self.semester)

    def reads(self, state: State) -> list[str]:  # noqa: ARG002
        """The gradebook."""
        return [self.book]


class CreateLog(Command):
    ACT = "LogCreated"
    school: School
    key: VerifierKey
    decision: Decision
    head: FirstHead


class SetPolicy(Command):
    ACT = "PolicySet"
    proof: ProofPolicy
    lapse: Annotated[int, Field(strict=True)]


class RotateKey(Command):
    ACT = "KeyRotated"
    old: VerifierKey
    new: VerifierKey
    decision: Decision


class ResetClock(Command):
    ACT = "ClockReset"
    reason: Typed


class NoteRestore(Command):
    ACT = "Restored"
    size: Position
    source: Typed
    checkpoint: Digest


class RegisterPerson(Command):
    ACT = "PersonRegistered"
    person: Id
    name: Typed


class Appoint(Command):
    ACT = "Appointed"
    person: Id
    role: Role
    klass: Id | None = None
    subject: Id | None = None
    start: Day
    end: Day | None = None
    decision: Decision


class EndAppointment(Command):
    """`on` is the last day on which the right stands."""

    ACT = "AppointmentEnded"
    person: Id
    appointment: Position
    on: Day
    decision: Decision


class Delegate(Command):
    """Lend powers of the head to the deputy `person`."""

    ACT = "Delegated"
    person: Id
    powers: Powers
    start: Day
    end: Day
    decision: Decision


class OpenClass(Command):
    ACT = "ClassOpened"
    klass: Id
    name: Typed
    grade: Annotated[int, Field(strict=True)]
    year: SchoolYear
    regime: str = "TT58_26"
    subjects: Annotated[list[Subject], Field(min_length=1, max_length=50)]


class NewPupil(Part):
    """A pupil to enrol; `key` commits to the key of the pupil's texts."""

    pupil: Id
    name: Typed
    born: Day
    register_no: TypedNumber
    start: Day
    key: Digest


class EnrolPupils(Command):
    """One entry per pupil."""

    ACT = "PupilEnrolled"
    klass: Id
    pupils: Annotated[list[NewPupil], Field(min_length=1, max_length=200)]

    def reads(self, state: State) -> list[str]:  # noqa: ARG002
        """The months of the first days, which the head must not have signed (LAW 29)."""
        return sorted({f"attendance/{self.klass}/{pupil.start[:7]}" for pupil in self.pupils})


class SetWindow(Command):
    ACT = "WindowSet"
    window: Id
    year: SchoolYear
    semester: Semester
    cols: Columns
    classes: WindowClasses
    start: Instant
    end: Instant
    decision: Decision


class MoveWindow(Command):
    ACT = "WindowMoved"
    window: Id
    end: Instant
    decision: Decision


class CellEdit(Part):
    """What a teacher wants in a cell (None = clear), and the position of its last entry as seen (0: none)."""

    pupil: Id
    col: Id
    value: int | str | None
    base: Position


class SaveMarks(BookCommand):
    """Enter, change and clear cells of one gradebook in one act.

    `late` = position of the permission to use; None: the one in force is found where a cell needs it.
    """

    ACT = "MarkEntered"
    cells: Annotated[list[CellEdit], Field(min_length=1, max_length=1000)]
    late: Position | None = None

    def reads(self, state: State) -> list[str]:
        """The gradebook; of pupils who came from another class of the year, that class's too (LAW 12)."""
        pupils = {cell.pupil for cell in self.cells}
        return [self.book, *fill_reads(state, self.klass, self.subject, self.semester, pupils)]


class PublishColumn(BookCommand):
    ACT = "ColumnPublished"
    col: Column


class PermitLateEntry(BookCommand):
    ACT = "LateEntryPermitted"
    col: Column
    pupils: Ids
    until: Instant
    reason: LateReason
    decision: Decision


class CorrectionEdit(Part):
    """One cell to correct (`value` None = remove); `base` as in CellEdit, `reason` sealed for the pupil."""

    pupil: Id
    col: Column
    value: Value | None
    base: Position
    reason: Sealed


CorrectionEdits = Annotated[list[CorrectionEdit], Field(min_length=1, max_length=200)]


class ProposeCorrection(BookCommand):
    ACT = "CorrectionProposed"
    dossier: Id
    kind: CorrectionKind
    evidence: Digests
    items: CorrectionEdits

    def reads(self, state: State) -> list[str]:
        """The gradebook and the dossier, which must be new; and as SaveMarks."""
        pupils = {item.pupil for item in self.items}
        others = fill_reads(state, self.klass, self.subject, self.semester, pupils)
        return [self.book, f"dossier/{self.dossier}", *others]


class DossierCommand(Command):
    """An act on one dossier."""

    dossier: Id

    def reads(self, state: State) -> list[str]:
        """The dossier, then the gradebook that it names; for its pupils as SaveMarks."""
        stream = f"dossier/{self.dossier}"
        known = state.dossiers.get(stream)
        if known is None or not known.state:
            return [stream]
        place = (known.klass, known.subject, known.semester)
        pupils = {*(item.pupil for item in known.items), *self.new_pupils()}
        return [stream, book_stream(*place), *fill_reads(state, *place, pupils)]

    def new_pupils(self) -> list[str]:
        """Whom the act itself names."""
        return []


class AmendCorrection(DossierCommand):
    """Replace the items and the evidence: the permission and all confirmations are void."""

    ACT = "CorrectionAmended"
    evidence: Digests
    items: CorrectionEdits

    def new_pupils(self) -> list[str]:
        """Those of the new items."""
        return [item.pupil for item in self.items]


class PermitCorrection(DossierCommand):
    ACT = "CorrectionPermitted"


class RefuseCorrection(DossierCommand):
    """`reason` is sealed under the key of the first item's pupil."""

    ACT = "CorrectionRefused"
    reason: Sealed


class WithdrawCorrection(DossierCommand):
    ACT = "CorrectionWithdrawn"


class WitnessCorrection(DossierCommand):
    """Confirm in one seat; the third seat also applies the dossier."""

    ACT = "CorrectionWitnessed"
    seat: Seat


class NoteLapse(DossierCommand):
    """The scheduler notes that a session ran out."""

    ACT = "CorrectionLapsed"


def term_books(state: State, klass: str, semester: int) -> list[str]:
    """The streams of every gradebook of a class in a semester, the reserved ones too; [] for no class."""
    found = state.classes.get(klass)
    return [book_stream(klass, subject, semester) for subject in books_of(found, semester)] if found else []


class CloseCommand(Command):
    """An act on the close of one class and semester."""

    klass: Id
    semester: Semester


class ProposeClose(CloseCommand):
    ACT = "CloseProposed"


class RefuseClose(CloseCommand):
    ACT = "CloseRefused"
    reason: Typed


class LockBook(CloseCommand):
    """Decide the close that the board proposed."""

    ACT = "BookLocked"
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """Every gradebook of the class in that semester; its approval, if the year was opened (LAW 23)."""
        books = term_books(state, self.klass, self.semester)
        return [*books, f"term/{self.klass}/{self.semester}"]


class UnlockBook(CloseCommand):
    ACT = "BookUnlocked"
    reason: Typed
    decision: Decision
    until: Instant


class PlanSnapshot(Command):
    ACT = "SnapshotPlanned"
    id: Id
    size: Position
    checkpoint: Digest
    cause: Cause
    renderer: Typed


class RecordSnapshot(Command):
    ACT = "SnapshotArchived"
    id: Id
    digest: Digest
    size_bytes: Position


class SpendSnapshot(Command):
    ACT = "SnapshotSpent"
    id: Id
    reason: Typed


class DigestReads(Command):
    ACT = "ReadsDigested"
    start: Day
    end: Day
    count: Position
    failures: Position
    digest: Digest
