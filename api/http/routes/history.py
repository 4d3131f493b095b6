"""What was: the life of a mark, the audit trail, entries, and books as of a date or size."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from api.http.caller import Caller, SignedIn
from api.http.cells import BookOf
from api.http.moments import NUMBER, PositionOf, SemesterOf
from api.service.decision_files import file_of
from api.service.sealing import shown_text
from domain.state.membership import classes_of_year
from domain.words.entry import Entry
from domain.words.fields import Column, Id, Part
from ledger.form.canonical import b64
from projections.asof import cell_rows, moment, root_at
from projections.decisions import paper_of
from projections.life import LifeEntry, life
from projections.names import with_names
from projections.school_at import books_at, school_at, with_streams
from projections.tables.audit import audit

router = APIRouter(prefix="/schools/{school}", tags=["history"])
MOST = 500


class LifeView(Part):
    """One entry of a cell's life: `old` → `value` as read; `published`: the column was before."""

    pos: int
    at: str
    type: str
    person: str
    role: str
    basis: int
    old: str | None
    value: str | None
    base: int | None
    late: int | None
    late_reason: str | None
    dossier: str | None
    reason: str | None
    published: bool


class ActView(Part):
    """Entries `pos` … `pos`+`n`-1: one thing that a person did."""

    pos: int
    n: int
    at: str
    person: str
    role: str
    basis: int
    type: str
    stream: str
    klass: str | None = Field(serialization_alias="class")


class ActPage(Part):
    """Acts, newest first; `before` asks for the next page, None at the end."""

    acts: list[ActView]
    before: int | None


class EntryPage(Part):
    """Entries in order of position; `after` asks for the next page, None at the end."""

    entries: list[dict[str, Any]]
    after: int | None


@router.get("/books/{klass}/{subject}/{semester}/cells/{pupil}/{col}/life")
def life_of(
    caller: SignedIn, *, klass: Id, subject: Id, semester: SemesterOf, pupil: Id, col: Column
) -> list[LifeView]:
    """Every entry that set a cell, with dossier, reason and permission: for whoever may read the book."""
    caller.require_book(klass, subject, semester)
    told = life(caller.school.log, klass, subject, semester, pupil=pupil, col=col)
    book = BookOf(caller, klass, subject, semester)
    return [_life_view(caller, book, pupil, col, entry) for entry in told]


@router.get("/audit")
def audit_trail(
    caller: SignedIn,
    *,
    type_: Annotated[str | None, Query(alias="type", pattern=r"^[A-Za-z]{1,40}$")] = None,
    person: Id | None = None,
    klass: Annotated[Id | None, Query(alias="class")] = None,
    pupil: Id | None = None,
    before: PositionOf | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST), NUMBER] = 50,
) -> ActPage:
    """Who did what when: in the school (leadership, board), a class (its homeroom teacher), by oneself."""
    caller.require_staff()
    if person != caller.person:
        caller.require(caller.reads_all if klass is None else caller.reads_class(klass))
    acts = audit(
        caller.views(),
        type_=type_,
        person=person,
        klass=klass,
        pupil=pupil,
        before=before,
        limit=limit,
    )
    more = acts[-1].pos if len(acts) == limit else None
    return ActPage(acts=[ActView(**act._asdict()) for act in acts], before=more)


@router.get("/entries")
def entries(
    caller: SignedIn,
    after: Annotated[PositionOf | None, Query(description="Vị trí bản ghi đã đọc cuối cùng")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST), NUMBER] = 100,
) -> EntryPage:
    """The entries as stored, from the one behind `after` on (leadership, board)."""
    caller.require(caller.reads_all)
    log = caller.school.log
    start = 0 if after is None else after + 1
    stop = min(start + limit, log.head().size)
    rows = [_entry_row(caller, entry) for entry in log.entries(start, stop)] if start < stop else []
    return EntryPage(entries=rows, after=stop - 1 if len(rows) == limit else None)


@router.get("/books/{klass}/as-of")
def as_of(
    caller: SignedIn,
    klass: Id,
    at: Annotated[str, Query(description="RFC 3339 có múi giờ, hoặc @kích thước sổ")],
) -> dict[str, Any]:
    """A class's books as they stood (homeroom, leadership, board); `final`: no entry can change this."""
    caller.require_class(klass)
    log = caller.school.log
    when = moment(log, at)
    cells = cell_rows(books_at(school_at(log, when.size), klass))
    return {
        "class": klass,
        "size": when.size,
        "root": b64(root_at(log, when.size)),
        "at": when.at,
        "final": when.final,
        "cells": [_readable_cell(caller, klass, cell) for cell in cells],
    }


@router.get("/pupils/{pupil}/marks")
def pupil_marks(caller: SignedIn, pupil: Id) -> dict[str, Any]:
    """All marks of one pupil now (homeroom teacher of the class, leadership, board)."""
    known = caller.readable_pupil(pupil)
    log, facts = caller.views(), caller.facts
    state = with_streams(log, facts)
    # A mark stays in the book where it was entered: those of the year's other classes belong to it.
    places = classes_of_year(facts, pupil, facts.classes[known.klass].year)
    cells = [
        {**_readable_cell(caller, klass, cell), "class": klass}
        for klass in places
        for cell in cell_rows(books_at(state, klass))
        if cell["pupil"] == pupil
    ]
    name = with_names(log, facts, [pupil]).pupils[pupil].name
    return {"pupil": pupil, "name": name, "class": known.klass, "size": facts.size, "cells": cells}


def _life_view(caller: Caller, book: BookOf, pupil: str, col: str, entry: LifeEntry) -> LifeView:
    fields = entry._asdict()
    fields["old"], fields["value"] = (book.text(pupil, col, value) for value in (entry.old, entry.value))
    if entry.reason is not None:
        keys = caller.school.pupil_keys
        fields["reason"] = shown_text(keys, pupil, f"dossier/{entry.dossier}", "reason", entry.reason)
    return LifeView(**fields)


def _readable_cell(caller: Caller, klass: str, cell: dict[str, Any]) -> dict[str, Any]:
    book = BookOf(caller, klass, cell["subject"], cell["semester"])
    text = book.text(cell["pupil"], cell["col"], cell["value"])
    return {**cell, "value": None if cell["col"] == "nx" else cell["value"], "text": text}


def _entry_row(caller: Caller, entry: Entry) -> dict[str, Any]:
    row = {**entry._asdict(), "leaf": b64(entry.leaf)}
    paper = paper_of(entry.data)
    if paper is not None:
        row["decision_file"] = file_of(caller.school.attachments, paper["digest"])
    return row
