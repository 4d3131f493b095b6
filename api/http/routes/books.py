"""Gradebooks read: one book, a class's, its results, how far the entry is."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from api.http.caller import Caller, SignedIn
from api.http.cells import BookOf, CellView
from api.http.moments import SemesterOf
from api.http.paging import Paged
from domain.words.fields import Id, Part
from projections.books import results
from projections.gradebook import Gradebook, class_book, gradebook
from projections.progress import progress

router = APIRouter(prefix="/schools/{school}", tags=["books"])
BOOK = "/books/{klass}/{subject}/{semester}"


class SignedShare(Part):
    """Of the cells that hold something: the last entry signed by its person, or vouched for by the server."""

    persons: int
    server: int


class BookView(Part):
    """One gradebook after `size` entries; `published` maps a column to the position of its publication."""

    klass: str = Field(serialization_alias="class")
    subject: str
    semester: int
    size: int
    columns: list[str]
    published: dict[str, int]
    cells: list[CellView]
    signed: SignedShare


class ProgressView(Part):
    """`entered` of `expected` pupils have a value in the column."""

    klass: str = Field(serialization_alias="class")
    subject: str
    semester: int
    col: str
    expected: int
    entered: int
    published: int | None


@router.get(BOOK)
def book(caller: SignedIn, klass: Id, subject: Id, semester: SemesterOf) -> BookView:
    """One gradebook, for its teacher, the homeroom teacher of the class, leadership and board."""
    caller.require_book(klass, subject, semester)
    return _view(caller, gradebook(caller.views(), klass, subject, semester))


@router.get("/books/{klass}")
def whole_class(caller: SignedIn, klass: Id) -> list[BookView]:
    """Every book of a class in which something was entered (homeroom teacher, leadership, board)."""
    caller.require_class(klass)
    return [_view(caller, each) for each in class_book(caller.views(), klass)]


@router.get("/classes/{klass}/results")
def class_results(caller: SignedIn, klass: Id) -> dict[str, Any]:
    """Semester (1, 2) and year (0) results with their traces, as in a bag (spec/FORMAT.md §5)."""
    caller.require_class(klass)
    facts = caller.facts
    rows = results(caller.views(), facts, klass)
    return {"class": klass, "size": facts.size, "results": rows}


@router.get("/progress")
def progress_of(
    caller: SignedIn, page: Paged, klass: Annotated[Id | None, Query(alias="class")] = None
) -> list[ProgressView]:
    """How many pupils have a value in each column: of a class, or of all classes (leadership, board)."""
    if klass is None:
        caller.require(caller.reads_all)
    else:
        caller.require_class(klass)
    rows = progress(caller.views(), caller.facts, caller.day, klass)
    return [ProgressView(**row._asdict()) for row in page.of(rows)]


def _view(caller: Caller, found: Gradebook) -> BookView:
    of = BookOf(caller, found.klass, found.subject, found.semester)
    cells = [of.view(pupil, col, cell.value, cell.pos) for (pupil, col), cell in sorted(found.cells.items())]
    return BookView(
        klass=found.klass,
        subject=found.subject,
        semester=found.semester,
        size=found.size,
        columns=list(of.plan.columns) if of.plan else [],
        published=found.published,
        cells=cells,
        signed=_signed(found),
    )


def _signed(found: Gradebook) -> SignedShare:
    filled = {cell for cell, held in found.cells.items() if held.value is not None}
    persons = len(filled & found.signed)
    return SignedShare(persons=persons, server=len(filled) - persons)
