"""How far a class's year is: what is missing, what is signed and still stands, what the rules propose."""

from typing import Any, NamedTuple

from domain.acts.results.promotion import proposals
from domain.acts.results.titles import proposed
from domain.grounds.due import missing_cells
from domain.grounds.pupil_year import PupilYear
from domain.grounds.pupil_year import results as computed
from domain.grounds.reserved import books_of
from domain.grounds.sights import book_signed, stands
from domain.state.facts import Klass
from domain.state.state import State
from domain.words.streams import book_stream


class BookSignOff(NamedTuple):
    """A book's signature: position of the newest (None: none yet), and whether nothing has changed since."""

    subject: str
    signed: int | None
    stands: bool


class TermSignOff(NamedTuple):
    """The signatures under a class's semester, from the books to the lock (S63, S69, S76)."""

    klass: str
    semester: int
    books: list[BookSignOff]
    signed: int | None
    signature_stands: bool
    approved: int | None
    approval_stands: bool
    locked: bool


class Proposal(NamedTuple):
    """What the regulation proposes for a pupil at a promotion stage (S59-S62)."""

    pupil: str
    learning: str
    conduct: str
    absent: int
    outcome: str
    article: str


class TitleProposal(NamedTuple):
    """The title that the regulation gives (S61)."""

    pupil: str
    title: str


def sign_offs(state: State, klass: Klass, semester: int, now: str) -> TermSignOff:
    """Who has signed, and which signature a later change has made void."""
    books = []
    for subject in books_of(klass, semester):
        book = state.books[book_stream(klass.klass, subject, semester)]
        if subject != "profile":
            pos = book.signature.pos if book.signature else None
            books.append(BookSignOff(subject, pos, book_signed(state, klass.klass, subject, semester)))
    term = state.term(klass.klass, semester)
    return TermSignOff(
        klass.klass,
        semester,
        books,
        term.signature.pos if term.signature else None,
        stands(term.signature, state, klass.klass, semester),
        term.approval.pos if term.approval else None,
        stands(term.approval, state, klass.klass, semester),
        state.close(klass.klass, semester).locked_at(state.latest(now)),
    )


def missing(state: State, klass: Klass, semester: int, day: str) -> list[dict[str, Any]]:
    """Every due cell that a member of the class lacks on the day (S63)."""
    books = books_of(klass, semester)
    return [cell for book in books for cell in missing_cells(state, klass, semester, day, book)]


def promotion_proposals(state: State, klass: str, stage: int) -> list[Proposal]:
    """Of every pupil on the list of the stage."""
    return [
        Proposal(
            each.pupil,
            each.learning,
            each.conduct,
            each.absent,
            each.outcome.outcome,
            each.outcome.article,
        )
        for each in proposals(state, klass, stage)
    ]


def title_proposals(state: State, klass: Klass, semester: int) -> list[TitleProposal]:
    """Of every pupil with a recorded result, for a semester or the year (0)."""
    recorded = state.term(klass.klass, semester or 2).results
    found = []
    for at, pupil in sorted(recorded):
        title = proposed(state, klass, semester, pupil) if at == semester else None
        found += [TitleProposal(pupil, title)] if title else []
    return found


def result_traces(state: State, klass: Klass, semester: int, day: str) -> list[dict[str, Any]]:
    """What an approval would record now, with the trace of each number and the reason of each rank (S69)."""
    return [_traced(row) for row in computed(state, klass, semester, day)]


def _traced(row: PupilYear) -> dict[str, Any]:
    traces = {
        subject: {
            "rule": result.rule,
            "status": str(result.status),
            "value": result.value,
            "missing": list(result.missing),
            "explained": result.trace.explain() if result.trace else None,
        }
        for subject, result in row.results.items()
    }
    learned = row.learned
    return {
        "semester": row.semester,
        "pupil": row.pupil,
        "scores": row.scores,
        "comments": row.comments,
        "average": row.average,
        "conduct": row.conduct,
        "absent": row.absent,
        "learning": learned._asdict() if learned else None,
        "subjects": traces,
    }
