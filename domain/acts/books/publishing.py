"""A column published: from then on its cells are of record (LAW 15; S74)."""

from typing_extensions import TypedDict

from domain.grounds.command import BookCommand
from domain.grounds.rows import Row
from domain.grounds.situation import Situation, refuse_column, refuse_if_locked, taught
from domain.state.book import BookState
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Column, Digest, Position
from domain.words.intent import digest
from domain.words.refusal import Refusal


class ColumnPublished(TypedDict):
    """`digest` binds pupils and positions of its `count` marks, no values."""

    col: Column
    count: Position
    digest: Digest


COLUMN_PUBLISHED = Event(ColumnPublished, "{book}")


class PublishColumn(BookCommand):
    """Show a column's marks to the pupils: from then on they are of record."""

    ACT = "ColumnPublished"
    col: Column


def publish_column(act: Situation, command: PublishColumn) -> list[Draft]:
    """LAW 15 (S74). The digest names pupils and positions, never values."""
    state = act.state
    klass, plan = taught(state, command.klass, command.subject, command.semester)
    refuse_column(plan, command.col)
    book = state.books[command.book]
    if command.col in book.published:
        raise Refusal("ALREADY_EXISTS", "S74", col=command.col, published=book.published[command.col])
    window = state.window(klass, command.semester, command.col)
    if window is None or act.now < window.start:
        raise Refusal("WINDOW_CLOSED", "S17", col=command.col)
    refuse_if_locked(state, command.klass, command.semester, act.now)
    cells = book.values(command.col)
    if not cells:
        raise Refusal("DIGEST_WRONG", "S74", col=command.col, count=0)
    data = {"col": command.col, "count": len(cells), "digest": digest(cells)}
    return [COLUMN_PUBLISHED.draft(data, command.book)]


def _publish(book: BookState, entry: Entry, data: ColumnPublished) -> None:
    book.published[data["col"]] = entry.pos


ROWS = (Row(COLUMN_PUBLISHED, PublishColumn, publish_column, apply=_publish),)
