"""Sign-offs of the subject teachers and of the homeroom teacher (LAW 37; S68, S69, S76)."""

from typing_extensions import TypedDict

from domain.grounds.command import BookCommand, TermCommand
from domain.grounds.due import classes_with, missing_cells, refuse_incomplete
from domain.grounds.reading import term_books
from domain.grounds.reserved import books_of
from domain.grounds.rows import Row
from domain.grounds.sights import book_sight, book_signed, term_sight
from domain.grounds.situation import Situation, known_class, refuse_if_locked, taught
from domain.state.book import BookState, Signature
from domain.state.state import State
from domain.state.term import TermState
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Digest, Id, Position, Semester
from domain.words.refusal import Refusal
from domain.words.streams import book_stream


class BookSigned(TypedDict):
    """`digest` binds the cells that the subject teacher signs."""

    count: Position
    digest: Digest


BOOK_SIGNED = Event(BookSigned, "{book}")


ClassSigned = TypedDict(
    "ClassSigned",
    {
        "class": Id,
        "semester": Semester,
        "count": Position,
        "digest": Digest,
    },
)


CLASS_SIGNED = Event(ClassSigned, "term/{class}/{semester}")


class SignBook(BookCommand):
    """The subject teacher answers for the book as it stands."""

    ACT = "BookSigned"

    def reads(self, state: State) -> list[str]:
        """The book, and those of the classes from which pupils have come."""
        others = (
            book_stream(klass, self.subject, self.semester) for klass in classes_with(state, self.klass)
        )
        return sorted({self.book, *others})


class SignClass(TermCommand):
    """The homeroom teacher answers for all books of the class."""

    ACT = "ClassSigned"

    def reads(self, state: State) -> list[str]:
        """Every gradebook of the class in the semester."""
        return term_books(state, self.klass, self.semester)


def sign_book(act: Situation, command: SignBook) -> list[Draft]:
    """LAW 37: what is signed is what stands in the book now; any later change shows (S76)."""
    klass, _ = taught(act.state, command.klass, command.subject, command.semester)
    refuse_if_locked(act.state, command.klass, command.semester, act.now)
    refuse_incomplete(missing_cells(act.state, klass, command.semester, act.day, command.subject), "S68")
    count, seen = book_sight(act.state.books[command.book])
    return [BOOK_SIGNED.draft({"count": count, "digest": seen}, command.book)]


def sign_class(act: Situation, command: SignClass) -> list[Draft]:
    """LAW 37: the homeroom teacher signs when every teacher has, and nothing has changed since (S69)."""
    known_class(act.state, command.klass)
    refuse_if_locked(act.state, command.klass, command.semester, act.now)
    unsigned = unsigned_books(act.state, command.klass, command.semester)
    if unsigned:
        raise Refusal("NOT_SIGNED", "S69", klass=command.klass, semester=command.semester, subjects=unsigned)
    count, seen = term_sight(act.state, command.klass, command.semester)
    data = {"class": command.klass, "semester": command.semester, "count": count, "digest": seen}
    return [CLASS_SIGNED.draft(data)]


def unsigned_books(state: State, klass: str, semester: int) -> list[str]:
    """The subjects whose teacher's signature is missing or no longer stands; `profile` is not signed."""
    subjects = (subject for subject in books_of(state.classes[klass], semester) if subject != "profile")
    return [each for each in subjects if not book_signed(state, klass, each, semester)]


def _sign(signed: BookState | TermState, entry: Entry, data: BookSigned | ClassSigned) -> None:
    signed.signature = Signature(entry.pos, data["digest"])


ROWS = (
    Row(BOOK_SIGNED, SignBook, sign_book, apply=_sign),
    Row(CLASS_SIGNED, SignClass, sign_class, apply=_sign),
)
