"""Cells as clients write and see them: what was typed becomes a value, what is stored becomes a text."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from api.http.body.base import Body
from api.http.caller import Caller
from api.service.problem import Problem
from api.service.sealing import Sealing, shown_text
from api.service.typed.cells import (
    BORN,
    COMMENT,
    CONDUCT_COLUMNS,
    CONDUCT_SHOWN,
    TEXT_COLUMNS,
    read_all,
    read_conduct,
    read_day,
    read_mark,
    read_text,
)
from domain.acts.books.gradebook import CellEdit
from domain.grounds.reserved import ASIDE, CLEAR, SEALED, plan_of
from domain.grounds.situation import refuse_unknown
from domain.state.book import BookState, CellValue
from domain.state.facts import SubjectPlan
from domain.words.fields import Id, Part, Position
from domain.words.marks import Tenths, format_cell
from domain.words.refusal import Refusal
from domain.words.streams import book_stream
from projections.past import past_of


class TenthsValue(Body):
    """A mark as a number of tenths: 85 is 8,5."""

    tenths: Tenths


Value = str | TenthsValue | None


class CellBody(Body):
    """What a person wants in a cell, and which version of it they saw."""

    pupil: Id
    col: Id
    value: Annotated[
        Value,
        Field(description="Như đã gõ: 8,5 · 8.5 · Đ · CĐ · P · K, nhận xét (cột nx), {tenths}; null = xóa"),
    ]
    base: Annotated[
        Position, Field(description="Vị trí bản ghi cuối của ô mà người nhập đã thấy; 0 = chưa có")
    ]


class CellView(Part):
    """A cell: `value` in tenths or a code (None for comments), `text` as read, `pos` its version."""

    pupil: str
    col: str
    value: int | str | None
    text: str | None
    pos: int


class BookOf:
    """One gradebook that a caller reads or writes; whoever writes does so inside `with book.beside`."""

    def __init__(self, caller: Caller, klass: str, subject: str, semester: int) -> None:
        self.caller = caller
        self.klass = klass
        self.beside = caller.school.claims()
        self.stream = book_stream(klass, subject, semester)
        opened = caller.facts.classes.get(klass)
        self.plan: SubjectPlan | None = plan_of(opened, subject, semester) if opened else None

    @cached_property
    def stored(self) -> BookState:
        """The book when it was first asked for: once for all cells of a request."""
        log = self.caller.school.log
        return past_of(log).book(self.stream, log.head().size)

    def edits(self, cells: Sequence[CellBody], sealing: Sealing) -> list[CellEdit]:
        """The cells to write. Raises one Problem that names every cell which cannot be read."""
        self.refuse_unknown(cell.pupil for cell in cells)
        values = read_all(cells, lambda cell: self.value(cell.pupil, cell.col, cell.value, sealing))
        return [
            CellEdit(pupil=cell.pupil, col=cell.col, value=value, base=cell.base)
            for cell, value in zip(cells, values, strict=True)
        ]

    def refuse_unknown(self, pupils: Iterable[str]) -> None:
        """As the domain's, of pupils whose cells are to be written here."""
        refuse_unknown(self.caller.facts, pupils, self.klass, self.caller.day)

    def view(self, pupil: str, col: str, value: CellValue, pos: int) -> CellView:
        """A stored cell as the caller may read it: comments opened."""
        shown = self.text(pupil, col, value)
        plain = value if col not in TEXT_COLUMNS else None
        return CellView(pupil=pupil, col=col, value=plain, text=shown, pos=pos)

    def text(self, pupil: str, col: str, value: CellValue) -> str | None:
        """The value as people read it; None for an empty cell, or a comment whose key is gone."""
        if col == COMMENT or col in SEALED:
            keys = self.caller.school.pupil_keys
            return shown_text(keys, pupil, self.stream, f"{col}/{pupil}", value)
        if col in CLEAR:
            return None if value is None else str(value).removeprefix("t:")
        if col in ASIDE:
            return None if value is None else self.caller.school.personal.get(pupil, str(value))
        if col in CONDUCT_COLUMNS:
            return None if value is None else CONDUCT_SHOWN.get(str(value), str(value))
        return None if value is None else format_cell(value)  # type: ignore[arg-type]

    def conflict(self, refusal: Refusal) -> Problem:
        """STALE_BASE with both values of each cell as texts, and who set the stored one when."""
        stored = [each["pos"] for each in refusal.detail["conflicts"] if each["pos"]]
        entries = {entry.pos: entry for entry in self.caller.school.log.entries_at(stored)}
        conflicts = []
        for each in refusal.detail["conflicts"]:
            pupil, col, entry = each["pupil"], each["col"], entries.get(each["pos"])
            theirs: dict[str, Any] = {"text": self.text(pupil, col, each["theirs"])}
            if entry is not None:
                theirs |= {"by": entry.actor["person"], "at": entry.at}
            mine = {"text": self.text(pupil, col, each["mine"])}
            places = {name: each[name] for name in ("pupil", "col", "base", "pos")}
            conflicts.append({**places, "mine": mine, "theirs": theirs})
        return Problem("STALE_BASE", None, refusal.duty, conflicts=conflicts)

    def value(self, pupil: str, col: str, typed: Value, sealing: Sealing) -> CellValue:
        """The stored form of what was typed, None for nothing. Raises Problem if it cannot be read."""
        if typed is None:
            return None
        if col == COMMENT or col in SEALED:
            return sealing.cell(pupil, self.stream, self.stored, col, read_text(typed))
        if col in CLEAR:
            return f"t:{read_day(typed) if col == BORN else read_text(typed)}"
        if col in ASIDE:
            held = self.stored.cell(pupil, col).value
            return sealing.aside(self.beside, self.caller.school.personal, pupil, read_text(typed), held)
        if col in CONDUCT_COLUMNS:
            return read_conduct(typed, self.plan)
        return typed.tenths if isinstance(typed, TenthsValue) else read_mark(typed, self.plan)
