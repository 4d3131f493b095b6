"""What of a book somebody saw: the digest that a signature or a comparison binds (EVENTS.md "Digests").

And what makes signatures void besides changed cells (LAW 37 "touches").
"""

from collections.abc import Callable, Iterable
from typing import Any

from domain.grounds.reading import term_books
from domain.grounds.rows import Change, Term
from domain.state.book import BookState, Signature
from domain.state.facts import OPEN_END, Said
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.words.intent import digest


def book_sight(book: BookState) -> tuple[int, str]:
    """How many cells hold a value, and their digest."""
    held = sorted([*key, cell.pos] for key, cell in book.cells.items() if cell.value is not None)
    return len(held), digest(held)


def term_cells(state: State, klass: str, semester: int) -> list[tuple[str, str, str, int]]:
    """(subject, pupil, column, position) of all cells with a value in the semester's books, sorted."""
    cells = []
    for stream in term_books(state, klass, semester):
        subject = stream.split("/")[2]
        book = state.books[stream]
        cells += [(subject, *key, cell.pos) for key, cell in book.cells.items() if cell.value is not None]
    return sorted(cells)


def term_sight(state: State, klass: str, semester: int) -> tuple[int, str]:
    """The same of all books of a class and semester, the reserved ones too; they must be loaded."""
    cells = term_cells(state, klass, semester)
    return len(cells), digest(cells)


def book_signed(state: State, klass: str, subject: str, semester: int) -> bool:
    """Whether the subject teacher's newest signature stands: nothing has changed since (LAW 37)."""
    book = state.book(klass, subject, semester)
    signature = book.signature
    if signature is None or not _untouched(state, klass, semester, signature):
        return False
    return signature.digest == book_sight(book)[1]


def stands(signature: Signature | None, state: State, klass: str, semester: int) -> bool:
    """Whether a signature under a class and semester stands (LAW 37)."""
    if signature is None or not _untouched(state, klass, semester, signature):
        return False
    return signature.digest == term_sight(state, klass, semester)[1]


def _untouched(state: State, klass: str, semester: int, signature: Signature) -> bool:
    return state.touched.get((klass, semester), -1) < signature.pos


BOTH = (1, 2)


def on_day(state: State, classes: Iterable[str], day: str, *, still_there: bool = False) -> list[Term]:
    """The semesters that are not over on the day; all where nobody knows when they are."""
    found: list[Term] = []
    for klass in classes:
        opened = state.years.get(state.classes[klass].year)
        ends = [end for _, end in opened.semesters] if opened else [OPEN_END] * 2
        found += [
            (klass, s)
            for s, end in zip(BOTH, ends, strict=True)
            if day < end or (day == end and not still_there)
        ]
    return found


def in_year(state: State, pupil: str, year: str, semesters: Iterable[int]) -> list[Term]:
    """These semesters in every class of the pupil in the year."""
    here = classes_of_year(state, pupil, year)
    return [(klass, semester) for klass in here for semester in semesters]


def as_it_was_and_is(
    touches: Callable[[State, Any], list[Term]],
) -> Callable[[State, Said, Change], list[Term]]:
    """Of an act that is put right: what it touched, and what it touches as corrected (LAW 49)."""

    def both(state: State, said: Said, change: Change) -> list[Term]:
        return [*touches(state, said.data), *touches(state, {**said.data, **(change or {})})]

    return both
