"""How far a class's books are: for each subject, semester and column, how many pupils have a mark."""

from typing import NamedTuple

from domain.acts.books.progress import book_figures
from domain.grounds.due import classes_with
from domain.law import Fold
from domain.state.facts import Klass
from domain.state.state import State
from domain.words.streams import book_stream
from ledger.log import SchoolLog
from projections.books_now import BooksNow
from projections.school_at import with_marks


class ColumnProgress(NamedTuple):
    """`entered` of `expected` pupils have a value in the column; `published`: position of its publication."""

    klass: str
    subject: str
    semester: int
    col: str
    expected: int
    entered: int
    published: int | None


def progress(log: SchoolLog, facts: Fold, day: str, klass: str | None = None) -> list[ColumnProgress]:
    """Every column of every subject that a class (None: each class) is taught, in the order of a book.

    The views must have reached `facts`.
    """
    state = with_marks(log, facts)
    wanted = [facts.classes[name] for name in sorted(facts.classes) if klass in (None, name)]
    assert isinstance(state.books, BooksNow)  # noqa: S101 - as it was just made
    for name in sorted({each for one in wanted for each in classes_with(facts, one.klass)}):
        state.books.read_class(name)
    return [row for one in wanted for row in _of_class(state, one, day)]


def _of_class(state: State, klass: Klass, day: str) -> list[ColumnProgress]:
    found = []
    for plan in klass.subjects.values():
        for semester in plan.semesters:
            published = state.books[book_stream(klass.klass, plan.subject, semester)].published
            found += [
                ColumnProgress(
                    *(row.klass, row.subject, semester, row.col),
                    *(row.expected, row.entered, published.get(row.col)),
                )
                for row in book_figures(state, klass, plan, semester, day)
            ]
    return found
