"""Cells and columns of the class book as the page shows and speaks them."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from api.pages import format as show
from api.pages.parts.shot import PENDING, Shot
from domain.acts.books.progress import Figure
from domain.state.book import BookState, CellValue
from domain.state.facts import Pupil
from ledger.beside.pupil_keys import PupilKeys

UNREADABLE = "(không mở được)"
Note = tuple[str, str]
"""An icon and the words beside it."""


class CellView(NamedTuple):
    """One cell: `label` is what a screen reader says, `hint` what a code means, `now` today's other value."""

    href: str
    text: str
    label: str
    hint: str
    notes: list[Note]
    now: str | None
    css: str


class ColumnView(NamedTuple):
    """A column: what it is, whether it is open, published or locked; `filled` of `due` marks are there."""

    short: str
    long: str
    icon: str
    state: str
    kind: str
    wide: bool
    filled: int
    due: int


class Comments:
    """The sealed comments of one book, opened in one read; only for readers who may see the book."""

    def __init__(self, keys: PupilKeys, stream: str, books: Iterable[BookState]) -> None:
        held = {
            (pupil, cell.value) for book in books for (pupil, col), cell in book.cells.items() if col == "nx"
        }
        sealed = [(pupil, f"nx/{pupil}", value) for pupil, value in held if isinstance(value, str)]
        opened = keys.open_many(stream, sealed)
        self._texts = {value: text for (_, _, value), text in zip(sealed, opened, strict=True)}

    def shown(self, col: str, value: CellValue) -> str:
        """The cell as shown: a mark, a code, or the comment's text."""
        if col == "nx" and isinstance(value, str):
            return self._texts[value] or UNREADABLE
        return show.shown(value)


class Cells:
    """Makes the cells of one book; where `now` is given, each is compared with the book as it is.

    `changes` counts cells that hold another value now, `additions` those that were empty then.
    """

    def __init__(self, shot: Shot, now: Shot | None, comments: Comments, path: Callable[[str], str]) -> None:
        self.changes = 0
        self.additions = 0
        self._shot = shot
        self._now = now
        self._comments = comments
        self._path = path
        self._corrected = shot.touched(("applied",))
        self._waiting = shot.touched(PENDING)

    def view(self, pupil: Pupil, col: str) -> CellView:
        """One cell, counted if it differs from now."""
        place = (pupil.pupil, col)
        value, klass = self._shot.held(*place)
        text, hint = self._comments.shown(col, value), show.meaning(value)
        later = self._later(place, text)
        if later is not None:
            self.additions += text == show.EMPTY
            self.changes += text != show.EMPTY
        notes = [("corrected", "đã điều chỉnh")] if place in self._corrected else []
        notes += [("waiting", "đang chờ điều chỉnh")] if place in self._waiting else []
        if klass != self._shot.klass.klass:
            notes.append(("history", f"điểm ở lớp {self._shot.state.classes[klass].name}"))
        said = f"{text}: {hint}" if hint else text
        spoken = [pupil.name, show.column_long(col), *self._spoken(col, said, notes, later)]
        css = self._css(col, text, later)
        return CellView(
            f"{self._path(klass)}/{'/'.join(place)}", text, ", ".join(spoken), hint, notes, later, css
        )

    def _later(self, place: tuple[str, str], text: str) -> str | None:
        if self._now is None:
            return None
        later = self._comments.shown(place[1], self._now.held(*place)[0])
        return later if later != text else None

    def _spoken(self, col: str, text: str, notes: list[Note], later: str | None) -> list[str]:
        """What a screen reader says of a cell: "Nguyễn Văn An, đánh giá giữa kỳ, 8,5" (users.md U23)."""
        parts = ["chưa có điểm" if text == show.EMPTY else text]
        parts += ["đã công bố"] if col in self._shot.book.published else []
        parts += [words for _, words in notes]
        return parts + ([f"hiện nay là {later}"] if later is not None else [])

    def _css(self, col: str, text: str, later: str | None) -> str:
        empty = text == show.EMPTY
        classes = {"comment": col == "nx", "changed": later is not None and not empty, "empty": empty}
        return " ".join(name for name, holds in classes.items() if holds)


def column_view(shot: Shot, col: str, figure: Figure) -> ColumnView:
    """The head of a column with its state at the shot's instant."""
    icon, text, kind = _column_state(shot, col)
    names = (show.column_short(col), show.column_long(col))
    return ColumnView(*names, icon, text, kind, col == "nx", figure.entered, figure.expected)


def _column_state(shot: Shot, col: str) -> tuple[str, str, str]:
    published = col in shot.book.published
    if shot.locked:
        return "locked", "đã công bố, bị khóa" if published else "bị khóa", "shut"
    if published:
        return "published", "đã công bố", "done"
    window = shot.state.window(shot.klass, shot.semester, col)
    if window is None:
        return "waiting", "chưa có đợt nhập", "shut"
    if shot.at < window.start:
        return "waiting", f"mở từ {show.day_of(window.start)}", "shut"
    if shot.state.latest(shot.at) < window.end:
        return "open", f"đang mở đến {show.minute(window.end)}", "busy"
    return "locked", "hết hạn nhập", "shut"
