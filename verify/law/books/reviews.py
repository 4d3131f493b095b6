"""LAW 35 to 37: the day of a test, personal books compared, books signed."""

from __future__ import annotations

from verify.law.books.cells import column_exists, not_locked, subject_taught
from verify.law.books.digests import digest_of
from verify.law.books.due import lacks
from verify.law.books.members import pupils_of
from verify.law.fields import COLUMN, SIGHT
from verify.law.rights import right
from verify.law.shape import is_date, is_digest, is_natural, is_text, maybe
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import BOOK, Type


def tested_before_now(_state: State, e: Entry) -> str | None:
    """LAW 35 (S74): a test was written on a day that has come."""
    return None if e.data["date"] <= e.day else "BAD_PERIOD"


def not_published(_state: State, e: Entry) -> str | None:
    """LAW 35: once published its date stands."""
    return "OF_RECORD" if e.data["col"] in e.book.published else None


def another_date(state: State, e: Entry) -> str | None:
    """LAW 35: another date than before."""
    held = state.review(e.stream).dates.get(e.data["col"])
    return "NO_CHANGE" if held == e.data["date"] else None


def date_column(state: State, e: Entry) -> None:
    """The day of the test."""
    state.review(e.stream).dates[e.data["col"]] = e.data["date"]


def sight(state: State, stream: str) -> tuple[int, str]:
    """Number of a book's cells that hold a value, and their digest."""
    book = state.book(stream)
    if book is None:
        return 0, digest_of([])
    if book.seen is None:
        held = book.all_held()
        book.seen = len(held), digest_of(held)
    return book.seen


def sight_right(state: State, e: Entry) -> str | None:
    """LAW 36, 37: count and digest are those of the book's cells."""
    return None if (e.data["count"], e.data["digest"]) == sight(state, e.stream) else "DIGEST_WRONG"


def compare(state: State, e: Entry) -> None:
    """The newest comparison, whose, and what the book was then."""
    d = e.data
    state.review(e.stream).comparison = (e.pos, e.person, d["differing"], d["digest"])


def own_comparison(state: State, e: Entry) -> str | None:
    """LAW 36 (S16): the newest comparison of the book, by the same person."""
    newest = state.review(e.stream).comparison
    own = newest is not None and newest[:2] == (e.data["comparison"], e.person)
    return None if own else "NOT_COMPARED"


def comparison_fresh(state: State, e: Entry) -> str | None:
    """LAW 36: the book is what was compared."""
    newest = state.review(e.stream).comparison
    fresh = newest is not None and newest[3] == sight(state, e.stream)[1]
    return None if fresh else "COMPARISON_STALE"


def differences_explained(state: State, e: Entry) -> str | None:
    """LAW 36 (S76): none, or it is said why."""
    newest = state.review(e.stream).comparison
    plain = newest is not None and newest[2] == 0
    return None if plain or e.data["explanation"] is not None else "DIFFERENCES_OPEN"


def book_complete(state: State, e: Entry) -> str | None:
    """LAW 37 (S68): no due cell is missing."""
    klass, subject, semester = e.book.klass, e.book.subject, e.book.semester
    lacking = any(
        lacks(state, pupil, klass, subject, semester) for pupil in pupils_of(state, klass, semester, e)
    )
    return "INCOMPLETE" if lacking else None


def sign(state: State, e: Entry) -> None:
    """What was signed, and where."""
    review = state.review(e.stream)
    review.signed, review.signed_at = e.data["digest"], e.pos


TYPES: dict[str, Type] = {
    "ColumnDated": Type(
        stream=BOOK,
        fields={"col": COLUMN, "date": is_date},
        rules=(
            right,
            subject_taught,
            column_exists,
            tested_before_now,
            not_published,
            not_locked,
            another_date,
        ),
        apply=date_column,
        final=(subject_taught, column_exists),
    ),
    "BookCompared": Type(
        stream=BOOK,
        fields={"file": is_digest, "differing": is_natural, **SIGHT},
        rules=(right, subject_taught, sight_right),
        apply=compare,
        final=(subject_taught,),
    ),
    "BookDeclared": Type(
        stream=BOOK,
        fields={"comparison": is_natural, "explanation": maybe(is_text)},
        rules=(right, subject_taught, own_comparison, comparison_fresh, differences_explained),
        final=(right, subject_taught, own_comparison),
    ),
    "BookSigned": Type(
        stream=BOOK,
        fields=SIGHT,
        rules=(right, subject_taught, not_locked, book_complete, sight_right),
        apply=sign,
        final=(subject_taught,),
    ),
}
