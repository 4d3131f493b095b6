"""Cells as clients write and see them: what was typed becomes a value, what is stored becomes a text."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from api.caller import Caller
from api.problems import Problem, mark_problem
from api.routes.writing import Body
from api.sealing import Sealing, shown_text
from domain.book import BookState, CellValue
from domain.commands import CellEdit
from domain.entry import Refusal
from domain.events import book_stream
from domain.facts import SubjectPlan
from domain.fields import Id, Part, Position, Typed
from domain.marks import MarkError, Tenths, format_cell, parse_cell

COMMENT = "nx"
_TYPED = TypeAdapter(Typed)


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
    """One gradebook that a caller reads or writes."""

    def __init__(self, caller: Caller, klass: str, subject: str, semester: int) -> None:
        self.caller = caller
        self.stream = book_stream(klass, subject, semester)
        opened = caller.facts.classes.get(klass)
        self.plan: SubjectPlan | None = opened.subjects.get(subject) if opened else None

    def edits(self, cells: Sequence[CellBody], sealing: Sealing) -> list[CellEdit]:
        """The cells to write. Raises one Problem that names every cell which cannot be read."""
        values = read_all(cells, lambda cell: self._value(cell, sealing))
        return [
            CellEdit(pupil=cell.pupil, col=cell.col, value=value, base=cell.base)
            for cell, value in zip(cells, values, strict=True)
        ]

    def view(self, pupil: str, col: str, value: CellValue, pos: int) -> CellView:
        """A stored cell as the caller may read it: comments opened."""
        shown = self.text(pupil, col, value)
        return CellView(pupil=pupil, col=col, value=None if col == COMMENT else value, text=shown, pos=pos)

    def text(self, pupil: str, col: str, value: CellValue) -> str | None:
        """The value as people read it; None for an empty cell, or a comment whose key is gone."""
        if col == COMMENT:
            keys = self.caller.school.pupil_keys
            return shown_text(keys, pupil, self.stream, f"nx/{pupil}", value)
        return None if value is None else format_cell(value)  # type: ignore[arg-type]

    def conflict(self, refusal: Refusal) -> Problem:
        """STALE_BASE with both values of each cell as texts, and who set the stored one when."""
        entries = {entry.pos: entry for entry in self.caller.school.log.stream(self.stream)}
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

    def _value(self, cell: CellBody, sealing: Sealing) -> CellValue:
        if cell.value is None:
            return None
        if cell.col == COMMENT:
            return self._comment(cell, sealing)
        return read_mark(cell.value, self.plan)

    def _comment(self, cell: CellBody, sealing: Sealing) -> str:
        text = read_text(cell.value)
        book = BookState.fold(self.caller.school.log.stream(self.stream))
        return sealing.comment(cell.pupil, self.stream, book, text)


def read_all(cells: Iterable[Any], read: Callable[[Any], CellValue]) -> list[CellValue]:
    """The value of each cell. Raises the first cell's Problem with all faulty cells under `errors`."""
    values: list[CellValue] = []
    faults: list[tuple[Any, Problem]] = []
    for cell in cells:
        try:
            values.append(read(cell))
        except Problem as problem:
            faults.append((cell, problem))
    if not faults:
        return values
    first = faults[0][1]
    errors = [
        {"pupil": cell.pupil, "col": cell.col, "code": fault.code, "detail": fault.detail, **fault.facts}
        for cell, fault in faults
    ]
    raise Problem(first.code, first.detail, first.duty, errors=errors)


def read_mark(value: Value, plan: SubjectPlan | None) -> CellValue:
    """The stored form of a typed mark. Raises Problem MARK_…; without a plan the domain refuses later."""
    if isinstance(value, TenthsValue):
        return value.tenths
    if value is None:
        return None
    parsed = parse_cell(value, "comment" if plan and plan.kind == "comment" else "score")
    if isinstance(parsed, MarkError):
        raise mark_problem(parsed, value=value)
    return parsed


def read_text(value: object) -> str:
    """A text to be sealed: 1–200 characters, NFC, trimmed. Raises Problem COMMENT_NOT_TEXT."""
    try:
        return _TYPED.validate_python(value)
    except ValidationError:
        raise Problem("COMMENT_NOT_TEXT") from None
