"""Cells as clients write and see them: what was typed becomes a value, what is stored becomes a text."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from api.http.caller import Caller
from api.http.problems import MOST_FAULTS, Problem, mark_problem
from api.http.routes.writing import Body
from api.service.sealing import Sealing, shown_text
from api.texts.clear_text import flaw_of_text, tidied
from domain.acts.books.gradebook import CellEdit
from domain.grounds.reserved import ASIDE, CLEAR, CONDUCT, SEALED, plan_of
from domain.state.book import BookState, CellValue
from domain.state.facts import SubjectPlan
from domain.words.characters import composed
from domain.words.fields import Day, Id, Part, Position, Typed
from domain.words.marks import MarkError, Tenths, format_cell, parse_cell
from domain.words.refusal import Refusal
from domain.words.streams import book_stream
from projections.past import past_of

COMMENT = "nx"
CONDUCT_COLUMNS = ("hk", "cn")
TEXT_COLUMNS = frozenset((COMMENT, *CLEAR, *SEALED, *ASIDE))
CONDUCT_SHOWN = {"T": "Tốt", "K": "Khá", "TB": "Trung bình", "Y": "Yếu", "D": "Đạt", "CD": "Chưa đạt"}
_CONDUCT_TYPED = {name.casefold(): code for code, name in CONDUCT_SHOWN.items()} | {
    code.casefold(): code for code in CONDUCT_SHOWN
}
BORN = "sinh"
_TYPED = TypeAdapter(Typed)
_DAY = TypeAdapter(Day)
_DAY_TYPED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


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
        values = read_all(cells, lambda cell: self._value(cell, sealing))
        return [
            CellEdit(pupil=cell.pupil, col=cell.col, value=value, base=cell.base)
            for cell, value in zip(cells, values, strict=True)
        ]

    def refuse_unknown(self, pupils: Iterable[str]) -> None:
        """Raises NOT_IN_CLASS for a pupil who is nowhere, before the key of one is looked for."""
        for pupil in pupils:
            if pupil not in self.caller.facts.pupils:
                raise Refusal("NOT_IN_CLASS", "S65", pupil=pupil, klass=self.klass, day=self.caller.day)

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

    def _aside(self, pupil: str, text: str) -> str:
        """The commitment of a text that is no record, which is kept beside the log."""
        return self.beside.text(pupil, text)

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

    def _value(self, cell: CellBody, sealing: Sealing) -> CellValue:
        if cell.value is None:
            return None
        return self.value(cell.pupil, cell.col, cell.value, sealing)

    def value(self, pupil: str, col: str, typed: Value, sealing: Sealing) -> CellValue:
        """The stored form of what was typed into a cell; raises Problem if it cannot be read."""
        if col == COMMENT or col in SEALED:
            return sealing.cell(pupil, self.stream, self.stored, col, read_text(typed))
        if col in CLEAR:
            return f"t:{read_day(typed) if col == BORN else read_text(typed)}"
        if col in ASIDE:
            return self._aside(pupil, read_text(typed))
        if col in CONDUCT_COLUMNS:
            return read_conduct(typed, self.plan)
        return read_mark(typed, self.plan)


def read_all(cells: Iterable[Any], read: Callable[[Any], CellValue]) -> list[CellValue]:
    """The value of each cell. Raises the first cell's Problem with the faulty cells, at most 20."""
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
        for cell, fault in faults[:MOST_FAULTS]
    ]
    more = {"more": len(faults) - MOST_FAULTS} if len(faults) > MOST_FAULTS else {}
    raise Problem(first.code, first.detail, first.duty, errors=errors, **more)


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


def read_conduct(value: Value, plan: SubjectPlan | None) -> CellValue:
    """The code of a conduct rank, typed as a word or as its code. Raises Problem CONDUCT_UNKNOWN."""
    typed = composed(value).strip().casefold() if isinstance(value, str) else ""
    code = _CONDUCT_TYPED.get({"đ": "d", "cđ": "cd"}.get(typed, typed))
    regime = "TT58_26" if plan is not None and plan.kind == "conduct" else "TT22_2021"
    if code not in CONDUCT[regime]:
        raise Problem("CONDUCT_UNKNOWN", value=value, known=[CONDUCT_SHOWN[each] for each in CONDUCT[regime]])
    return code


def read_text(value: object) -> str:
    """A text to be sealed: 1–200 characters, NFC, trimmed. Raises Problem COMMENT_NOT_TEXT."""
    try:
        text = _TYPED.validate_python(tidied(value) if isinstance(value, str) else value)
    except ValidationError:
        raise Problem("COMMENT_NOT_TEXT") from None
    if flaw := flaw_of_text(text):
        raise Problem("TEXT_UNCLEAR", **flaw._asdict())
    return text


def read_day(value: object) -> str:
    """A day as people write it, day/month/year, or as the log has it, in the log's form. Raises NOT_A_DAY."""
    typed = tidied(value).strip() if isinstance(value, str) else ""
    if match := _DAY_TYPED.fullmatch(typed):
        typed = f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    try:
        return _DAY.validate_python(typed)
    except ValidationError:
        raise Problem("NOT_A_DAY", value=value) from None
