"""Cells of gradebooks saved: one book in one act, or several books of a class in one call."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from api.http.body.base import Body
from api.http.body.signed import DryRun, SignBody
from api.http.caller import SignedIn
from api.http.cells import BookOf, CellBody
from api.http.moments import SemesterOf
from api.http.writing import (
    Answer,
    Write,
    one_of_several,
    refuse_one_signature,
    require_right,
    sealing_of,
    write,
)
from domain.acts.books.gradebook import SaveMarks
from domain.words.fields import Id, Part, Position
from domain.words.refusal import Refusal

router = APIRouter(prefix="/schools/{school}", tags=["books"])
BOOK = "/books/{klass}/{subject}/{semester}"


class CellsBody(Write):
    cells: Annotated[list[CellBody], Field(min_length=1, max_length=1000)]
    late: Annotated[Position | None, Field(description="Vị trí phép nhập bổ sung; bỏ trống: tự tìm")] = None


class BookPart(Body):
    subject: Id
    cells: Annotated[list[CellBody], Field(min_length=1, max_length=1000)]
    sign: SignBody | None = None


class ClassCellsBody(Write):
    cmd: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
    books: Annotated[list[BookPart], Field(min_length=1, max_length=50)]


class BookSaved(Part):
    """One book of a bulk entry: what was written, or the problem (RFC 9457)."""

    subject: str
    saved: Answer | None
    problem: dict[str, Any] | None


@router.put(BOOK + "/cells")
def save_cells(caller: SignedIn, klass: Id, subject: Id, semester: SemesterOf, body: CellsBody) -> Answer:
    """Enters, changes and clears cells in one act (the subject's teacher): all of them or none.

    409 STALE_BASE gives both values of each cell that somebody else has changed since.
    """
    require_right(caller, body, SaveMarks, klass=klass, subject=subject, semester=semester)
    book = BookOf(caller, klass, subject, semester)
    sealing = sealing_of(caller, body)
    try:
        with book.beside:
            cells = book.edits(body.cells, sealing)
            command = SaveMarks(klass=klass, subject=subject, semester=semester, cells=cells, late=body.late)
            return write(caller, body, command, sealing)
    except Refusal as refusal:
        if refusal.code != "STALE_BASE":
            raise
        raise book.conflict(refusal) from None


@router.post("/classes/{klass}/semesters/{semester}/cells")
def save_class(caller: SignedIn, klass: Id, semester: SemesterOf, body: ClassCellsBody) -> list[BookSaved]:
    """Enters several books of a class in one call, each as an act of its own (its teacher).

    The command ids are `cmd` with the subject's number: a repeated call gets the first receipts again. A book
    that is refused says why, and the others are written. Who signs signs each book, in `books`.
    """
    refuse_one_signature(body)
    done = []
    for number, part in enumerate(body.books, start=1):
        one = CellsBody(cmd=f"{body.cmd}-{number}", acting=body.acting, cells=part.cells, sign=part.sign)
        done.append(one_of_several(partial(save_cells, caller, klass, part.subject, semester, one)))
    named = [(part.subject, one) for part, one in zip(body.books, done, strict=True)]
    if caller.dry_run:
        raise DryRun([{"subject": subject, **one.told()} for subject, one in named])
    return [BookSaved(subject=subject, saved=one.saved, problem=one.problem) for subject, one in named]
