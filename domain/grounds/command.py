"""What every act that a person (or the scheduler) may ask for is made from. Sealed texts come in sealed."""

from collections.abc import Iterable
from typing import ClassVar

from domain.grounds.permissions import Grant, Permission, Place
from domain.grounds.reading import board_streams, classes_beside, fill_reads
from domain.grounds.situation import existing
from domain.state.state import State
from domain.words.fields import Id, Part, Semester, Stage
from domain.words.refusal import Refusal
from domain.words.streams import book_stream


class Command(Part):
    """An act to be decided."""

    ACT: ClassVar[str]

    def reads(self, state: State) -> list[str]:  # noqa: ARG002
        """Streams beside governance that its decision reads, as far as `state` lets them be known."""
        return []

    def place(self, state: State) -> Place:  # noqa: ARG002
        """Class and subject of the act, None where it has none; a right must reach them (LAW 4)."""
        return getattr(self, "klass", None), None

    def grants(self, state: State, row: Permission, now: str) -> Iterable[Grant]:  # noqa: ARG002
        """The roles by which the act may be done at `now`."""
        return row.grants

    def claimed(self, row: Permission, role: str) -> Grant | None:
        """The grant on which an actor of this role relies; None if the act takes none of that role."""
        return next((grant for grant in row.grants if grant.role == role), None)

    def comes_too_late(self, state: State, row: Permission, basis: int) -> Refusal | None:  # noqa: ARG002
        """What is wrong with a right that the entry at `basis` gave, where the act asks for an older one."""
        return None


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

    def place(self, state: State) -> Place:  # noqa: ARG002
        """The class and subject of the book."""
        return self.klass, self.subject


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

    def place(self, state: State) -> Place:
        """That of the dossier's book. Raises DOSSIER_STATE for a dossier that nobody proposed."""
        dossier = existing(state, self.dossier)
        return dossier.klass, dossier.subject


class PupilCommand(Command):
    """An act about one pupil."""

    pupil: Id


class StageCommand(Command):
    """An act of the promotion of one class, stage 1 (June) or 2 (after the summer)."""

    klass: Id
    stage: Stage

    def reads(self, state: State) -> list[str]:
        """The class's board, approval and re-test marks; boards and results of its pupils' other classes."""
        beside = classes_beside(state, [self.klass], state.rosters.get(self.klass, []))
        boards = [of for klass in beside for of in (f"board/{klass}", f"term/{klass}/2")]
        return [*board_streams(state, self.klass), *boards]


class TermCommand(Command):
    """An act on all gradebooks of one class and semester."""

    klass: Id
    semester: Semester
