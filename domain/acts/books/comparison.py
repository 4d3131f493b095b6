"""The day of a test, and a teacher's personal book beside the gradebook (LAW 35-36; S16, S74, S76)."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from typing_extensions import TypedDict

from domain.grounds.command import BookCommand
from domain.grounds.rows import Row
from domain.grounds.sights import book_sight
from domain.grounds.situation import Situation, refuse_column, refuse_if_locked, taught
from domain.state.book import BookState, CellValue, Comparison
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Column, Day, Digest, Position, Text, Typed
from domain.words.refusal import Refusal


class ColumnDated(TypedDict):
    """The local day on which a column's test was taken."""

    col: Column
    date: Day


COLUMN_DATED = Event(ColumnDated, "{book}")


class BookCompared(TypedDict):
    """`file` is the digest of the personal book, `digest` that of the cells that it was compared with."""

    file: Digest
    differing: Position
    count: Position
    digest: Digest


BOOK_COMPARED = Event(BookCompared, "{book}")


class BookDeclared(TypedDict):
    """`comparison` is the position of the own comparison; `explanation` where cells differ."""

    comparison: Position
    explanation: Text | None


BOOK_DECLARED = Event(BookDeclared, "{book}")


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


class Difference(NamedTuple):
    """A cell in which the personal book (`own`) and the gradebook (`book`) do not agree; `missing`: the
    personal book says nothing about it."""

    pupil: str
    col: str
    own: CellValue
    book: CellValue
    missing: bool = False


def differences(
    book: BookState, own: Mapping[tuple[str, str], CellValue], columns: Collection[str] = ()
) -> list[Difference]:
    """The cells that differ, sorted by pupil and column. `own` holds every cell that the file has.

    A cell of the compared `columns` that holds a value here and that the file does not name differs, too: a
    part of a book agrees with no book (S16).
    """
    told = [Difference(*key, value, book.cell(*key).value, False) for key, value in own.items()]
    untold = [
        Difference(*key, None, cell.value, True)
        for key, cell in book.cells.items()
        if key not in own and key[1] in columns
    ]
    return sorted(each for each in (*told, *untold) if each.own != each.book)


def date_column(act: Situation, command: DateColumn) -> list[Draft]:
    """LAW 35: the day of the test, from which the lag to publication counts (S74)."""
    _, plan = taught(act.state, command.klass, command.subject, command.semester)
    refuse_column(plan, command.col)
    if command.date > act.day:
        raise Refusal("BAD_PERIOD", "S74", date=command.date, day=act.day)
    book = act.state.books[command.book]
    if command.col in book.published:
        raise Refusal("OF_RECORD", "S74", col=command.col, published=book.published[command.col])
    refuse_if_locked(act.state, command.klass, command.semester, act.now)
    if book.dates.get(command.col) == command.date:
        raise Refusal("NO_CHANGE", "S74", col=command.col, date=command.date)
    return [COLUMN_DATED.draft({"col": command.col, "date": command.date}, command.book)]


def compare(act: Situation, command: CompareBook) -> list[Draft]:
    """LAW 36: what the personal book was compared with, bound by a digest (S16)."""
    taught(act.state, command.klass, command.subject, command.semester)
    count, seen = book_sight(act.state.books[command.book])
    data = {"file": command.file, "differing": command.differing, "count": count, "digest": seen}
    return [BOOK_COMPARED.draft(data, command.book)]


def declare(act: Situation, command: DeclareBook) -> list[Draft]:
    """LAW 36: the teacher declares that both books agree, or explains why they do not (S16, S76)."""
    taught(act.state, command.klass, command.subject, command.semester)
    book = act.state.books[command.book]
    newest = book.comparison
    if newest is None or (newest.pos, newest.person) != (command.comparison, act.actor.person):
        raise Refusal("NOT_COMPARED", "S16", comparison=command.comparison)
    if newest.digest != book_sight(book)[1]:
        raise Refusal("COMPARISON_STALE", "S76", comparison=command.comparison)
    if newest.differing and command.explanation is None:
        raise Refusal("DIFFERENCES_OPEN", "S16", differing=newest.differing)
    data = {"comparison": command.comparison, "explanation": command.explanation}
    return [BOOK_DECLARED.draft(data, command.book)]


def _date(book: BookState, _entry: Entry, data: ColumnDated) -> None:
    book.dates[data["col"]] = data["date"]


def _compare(book: BookState, entry: Entry, data: BookCompared) -> None:
    book.comparison = Comparison(entry.pos, entry.actor["person"], data["differing"], data["digest"])


ROWS = (
    Row(COLUMN_DATED, DateColumn, date_column, apply=_date),
    Row(BOOK_COMPARED, CompareBook, compare, apply=_compare),
    Row(BOOK_DECLARED, DeclareBook, declare),
)
