"""Sign-offs of the subject teachers and of the homeroom teacher (LAW 37; S68, S69, S76)."""

from collections.abc import Callable
from typing import Any

from domain.acts.commands import Command
from domain.acts.commands_year import SignBook, SignClass
from domain.acts.events import draft
from domain.grounds.due import missing_cells, refuse_incomplete
from domain.grounds.reserved import books_of
from domain.grounds.sights import book_sight, book_signed, term_sight
from domain.grounds.situation import Situation, known_class, refuse_if_locked, taught
from domain.state.state import State
from domain.words.entry import Draft, Refusal


def sign_book(act: Situation, command: SignBook) -> list[Draft]:
    """LAW 37: what is signed is what stands in the book now; any later change shows (S76)."""
    klass, _ = taught(act.state, command.klass, command.subject, command.semester)
    refuse_if_locked(act.state, command.klass, command.semester, act.now)
    refuse_incomplete(missing_cells(act.state, klass, command.semester, act.day, command.subject), "S68")
    count, seen = book_sight(act.state.books[command.book])
    return [draft("BookSigned", {"count": count, "digest": seen}, command.book)]


def sign_class(act: Situation, command: SignClass) -> list[Draft]:
    """LAW 37: the homeroom teacher signs when every teacher has, and nothing has changed since (S69)."""
    known_class(act.state, command.klass)
    refuse_if_locked(act.state, command.klass, command.semester, act.now)
    unsigned = unsigned_books(act.state, command.klass, command.semester)
    if unsigned:
        raise Refusal("NOT_SIGNED", "S69", klass=command.klass, semester=command.semester, subjects=unsigned)
    count, seen = term_sight(act.state, command.klass, command.semester)
    data = {"class": command.klass, "semester": command.semester, "count": count, "digest": seen}
    return [draft("ClassSigned", data)]


def unsigned_books(state: State, klass: str, semester: int) -> list[str]:
    """The subjects whose teacher's signature is missing or no longer stands; `profile` is not signed."""
    subjects = (subject for subject in books_of(state.classes[klass], semester) if subject != "profile")
    return [each for each in subjects if not book_signed(state, klass, each, semester)]


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {
    SignBook: sign_book,
    SignClass: sign_class,
}
