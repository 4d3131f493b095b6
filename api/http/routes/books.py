"""Gradebooks: cells saved, columns published, late entry permitted; books, results and progress read."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from api.http.caller import Caller, SignedIn
from api.http.paging import Paged
from api.http.problems import expected, problem_of
from api.http.routes.cells import BookOf, CellBody, CellView
from api.http.routes.moments import Moment, SemesterOf
from api.http.routes.writing import IN_ORDER, Answer, Body, Write, command_of, require_right, write
from api.service.sealing import Sealing
from domain.acts.commands import PermitLateEntry, PublishColumn, SaveMarks
from domain.words.entry import Refusal
from domain.words.fields import Column, Decision, Id, Ids, LateReason, Part, Position
from projections.books import results
from projections.gradebook import Gradebook, class_book, gradebook
from projections.progress import progress

router = APIRouter(prefix="/schools/{school}", tags=["books"])
BOOK = "/books/{klass}/{subject}/{semester}"


class CellsBody(Write):
    cells: Annotated[list[CellBody], Field(min_length=1, max_length=1000)]
    late: Annotated[Position | None, Field(description="Vị trí phép nhập bổ sung; bỏ trống: tự tìm")] = None


class BookPart(Body):
    subject: Id
    cells: Annotated[list[CellBody], Field(min_length=1, max_length=1000)]


class ClassCellsBody(Write):
    cmd: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
    books: Annotated[list[BookPart], Field(min_length=1, max_length=50)]


class BookSaved(Part):
    """One book of a bulk entry: what was written, or the problem (RFC 9457)."""

    subject: str
    saved: Answer | None
    problem: dict[str, Any] | None


class PublishBody(Write):
    pass


class LateBody(Write):
    col: Column
    pupils: Annotated[Ids, IN_ORDER]
    until: Moment
    reason: LateReason
    decision: Decision


class BookView(Part):
    """One gradebook after `size` entries; `published` maps a column to the position of its publication."""

    klass: str = Field(serialization_alias="class")
    subject: str
    semester: int
    size: int
    columns: list[str]
    published: dict[str, int]
    cells: list[CellView]


class ProgressView(Part):
    """`entered` of `expected` pupils have a value in the column."""

    klass: str = Field(serialization_alias="class")
    subject: str
    semester: int
    col: str
    expected: int
    entered: int
    published: int | None


@router.put(BOOK + "/cells")
def save_cells(caller: SignedIn, klass: Id, subject: Id, semester: SemesterOf, body: CellsBody) -> Answer:
    """Enters, changes and clears cells in one act (the subject's teacher): all of them or none.

    409 STALE_BASE gives both values of each cell that somebody else has changed since.
    """
    require_right(caller, body, SaveMarks, klass=klass, subject=subject, semester=semester)
    book = BookOf(caller, klass, subject, semester)
    sealing = Sealing(caller.school.pupil_keys)
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
    that is refused says why, and the others are written.
    """
    saved = []
    for number, part in enumerate(body.books, start=1):
        one = CellsBody(cmd=f"{body.cmd}-{number}", acting=body.acting, cells=part.cells)
        try:
            answer = save_cells(caller, klass, part.subject, semester, one)
            saved.append(BookSaved(subject=part.subject, saved=answer, problem=None))
        except Exception as error:
            if not expected(error):
                raise
            saved.append(BookSaved(subject=part.subject, saved=None, problem=problem_of(error).body()))
    return saved


@router.post(BOOK + "/columns/{col}/publish")
def publish(
    caller: SignedIn, *, klass: Id, subject: Id, semester: SemesterOf, col: Column, body: PublishBody
) -> Answer:
    """Publishes a column (the subject's teacher): from now on it is of record."""
    command = PublishColumn(klass=klass, subject=subject, semester=semester, col=col)
    return write(caller, body, command)


@router.post(BOOK + "/late-permissions", status_code=201)
def permit_late(caller: SignedIn, klass: Id, subject: Id, semester: SemesterOf, body: LateBody) -> Answer:
    """Permits late entry for named pupils in one column (head, deputy with the power)."""
    place = {"klass": klass, "subject": subject, "semester": semester}
    return write(caller, body, command_of(PermitLateEntry, body, **place))


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
    )
