"""The teacher's personal book compared with the gradebook (S16, S63)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.cells import BookOf
from api.http.moments import SemesterOf
from api.http.writing import Answer, Write, require_right, write
from api.service.typed.personal_book import compared_columns, read_personal_book
from domain.acts.books.comparison import CompareBook, differences
from domain.words.fields import Id, Part
from ledger.form.canonical import b64

router = APIRouter(prefix="/schools/{school}", tags=["signing"])
BOOK = "/books/{klass}/{subject}/{semester}"
CLOSE = "/classes/{klass}/semesters/{semester}"


class CompareBody(Write):
    content: Annotated[
        str,
        Field(
            max_length=1_000_000,
            description="Sổ cá nhân dạng CSV: dòng đầu là ma_hs và tên cột (tx1, gk…), ngăn bằng ; , TAB;"
            " ô mà sổ điểm có và tệp không có được kể là khác",
        ),
    ]


class DifferenceView(Part):
    """A cell in which both books do not agree, as read; `missing`: the personal book does not name it."""

    pupil: str
    col: str
    own: str | None
    book: str | None
    missing: bool


class Compared(Answer):
    """What was written, and the cells that differ."""

    differences: list[DifferenceView]


@router.post(BOOK + "/comparisons", status_code=201)
def compare(caller: SignedIn, klass: Id, subject: Id, semester: SemesterOf, body: CompareBody) -> Compared:
    """Compares the teacher's personal book with the gradebook, and keeps the file (the subject's teacher)."""
    caller.require_book(klass, subject, semester)
    require_right(caller, body, CompareBook, klass=klass, subject=subject, semester=semester)
    of = BookOf(caller, klass, subject, semester)
    own = read_personal_book(body.content, of.plan, caller.facts.rosters[klass])
    book = of.stored
    found = differences(book, own, compared_columns(of.plan))
    digest = caller.keep_file(body.content.encode())
    command = CompareBook(
        klass=klass, subject=subject, semester=semester, file=b64(digest), differing=len(found)
    )
    shown = [
        DifferenceView(
            pupil=each.pupil,
            col=each.col,
            own=of.text(each.pupil, each.col, each.own),
            book=of.text(each.pupil, each.col, each.book),
            missing=each.missing,
        )
        for each in found
    ]
    return Compared(**write(caller, body, command).model_dump(), differences=shown)
