"""The books of a school as they are, from the views: what one costs does not grow with its history."""

from typing import Any

from domain.state.book import BookState
from domain.words.streams import book_stream
from ledger.log import SchoolLog
from projections.asof import book_at
from projections.gradebook import Gradebook, class_book, gradebook


class BooksNow(dict[str, BookState]):
    """Stream -> book, read when it is asked for. `size`: what was written since is left out.

    A book has its cells and its publications; whoever asks it for more gets an AttributeError.
    """

    def __init__(self, log: SchoolLog, size: int) -> None:
        super().__init__()
        self._log, self._size = log, size
        self._classes: set[str] = set()

    def __missing__(self, stream: str) -> BookState:
        _, klass, subject, semester = stream.split("/")
        if klass in self._classes:
            return BookState()
        self[stream] = self._at_size(gradebook(self._log, klass, subject, int(semester)))
        return self[stream]

    def get(self, stream: str, default: Any = None) -> Any:  # noqa: ARG002
        return self[stream]

    def read_class(self, klass: str) -> None:
        """Reads all books of a class at once."""
        for book in class_book(self._log, klass):
            self[book_stream(klass, book.subject, book.semester)] = self._at_size(book)
        self._classes.add(klass)

    def _at_size(self, book: Gradebook) -> BookState:
        newest = max((cell.pos for cell in book.cells.values()), default=-1)
        if max(newest, *book.published.values(), -1) >= self._size:
            # Written while this request is answered: what stood before it only the history tells.
            return book_at(self._log, book.klass, book.subject, book.semester, self._size)
        return _book(book)


def _book(book: Gradebook) -> BookState:
    made = BookState.__new__(BookState)
    made.cells, made.published = book.cells, book.published
    return made
