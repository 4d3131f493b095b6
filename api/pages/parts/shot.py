"""A gradebook at one size, with all that a page needs to judge it: facts, cells and dossiers of that size."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.pages import format as show
from api.pages.errors import PageError, not_found
from api.pages.session import Session
from domain.acts.books.progress import Figure, book_figures
from domain.grounds.results import subject_semester
from domain.grounds.rights import holders
from domain.grounds.stale import approval_stale
from domain.law import Fold
from domain.regulations.subject import Result
from domain.state.book import REMARK, BookState, CellValue
from domain.state.facts import Klass, SubjectPlan
from domain.state.membership import classes_of_year, listed
from domain.state.state import State
from domain.words.days import local_day
from domain.words.streams import book_stream
from projections.asof import AsOfError, Moment, moment
from projections.books_now import BooksNow
from projections.names import with_names
from projections.school_at import with_marks, with_streams
from projections.tables.corrections import fold, register, register_row

PENDING = ("proposed", "permitted")
Dossier = Mapping[str, Any]
"""A dossier in the form of spec/FORMAT.md §5."""


class Shot(NamedTuple):
    """A book at the size of `state`, which has every book; locks and windows are judged at instant `at`."""

    klass: Klass
    plan: SubjectPlan
    semester: int
    state: Fold
    book: BookState
    dossiers: Sequence[Dossier]
    at: str

    @property
    def stream(self) -> str:
        """The gradebook's stream."""
        return book_stream(self.klass.klass, self.plan.subject, self.semester)

    @property
    def locked(self) -> bool:
        """Whether the class's books of the semester are locked."""
        return self.state.close(self.klass.klass, self.semester).locked_at(self.state.latest(self.at))

    @property
    def stale(self) -> bool:
        """Whether the results that were approved of the class and semester rest on what has changed."""
        state, klass = self.state, self.klass.klass
        if self.klass.year not in state.years or state.term(klass, self.semester).approval is None:
            return False
        if isinstance(state.books, BooksNow):
            state.books.read_class(klass)
        return approval_stale(state, self.klass, self.semester)

    def result(self, pupil: str) -> Result:
        """The pupil's semester result by the class's regulation."""
        return subject_semester(self.state, self.klass, self.plan, pupil, self.semester)

    def figures(self) -> dict[str, Figure]:
        """Column -> how many marks are due in it, and how many are there."""
        rows = book_figures(self.state, self.klass, self.plan, self.semester, local_day(self.at))
        return {row.col: row for row in rows}

    def listed(self) -> list[str]:
        """The pupils of the class in this semester."""
        return listed(self.state, self.klass.klass, self.semester, local_day(self.at))

    def former(self) -> list[str]:
        """Whose marks stand in the book, though they are no longer on the list."""
        held = {pupil for (pupil, _), cell in self.book.cells.items() if cell.value is not None}
        return sorted(held - set(self.listed()))

    def held(self, pupil: str, col: str) -> tuple[CellValue, str]:
        """The pupil's cell, and the class in whose book it stands: a mark follows the pupil."""
        own = self.book.cell(pupil, col).value
        places = [] if own is not None or col == REMARK else self._other_classes(pupil)
        for place in places:
            value = self.state.book(place, self.plan.subject, self.semester).cell(pupil, col).value
            if value is not None:
                return value, place
        return own, self.klass.klass

    def _other_classes(self, pupil: str) -> list[str]:
        known = self.state.pupils.get(pupil)
        if known is not None and not known.past and known.klass == self.klass.klass:
            return []  # most never moved
        found = classes_of_year(self.state, pupil, self.klass.year)
        return [place for place in found if place != self.klass.klass]

    def touched(self, states: Sequence[str]) -> set[tuple[str, str]]:
        """Cells that a dossier in one of these states names."""
        return {
            (item["pupil"], item["col"])
            for dossier in self.dossiers
            if dossier["state"] in states
            for item in dossier["items"]
        }

    def names(self, role: str) -> str:
        """Who has the role for this class, and as a teacher for this subject."""
        day, place = local_day(self.at), (self.klass.klass, self.plan.subject)
        people = [self.state.people[person] for person in holders(self.state, role, self.klass.klass, day)]
        fits = [p for p in people if any(a.role == role and a.covers(*place) for a in p.appointments)]
        return ", ".join(person.name for person in fits)


def shot_now(session: Session, klass: str, subject: str, semester: int) -> Shot:
    """The book as it is, for whoever may read it. Raises PageError where there is none."""
    facts = session.state.classes.get(klass)
    if facts is None or subject not in facts.subjects:
        raise not_found(f"Trong sổ không có môn {subject} của lớp {klass}.")
    plan = facts.subjects[subject]
    if semester not in plan.semesters:
        raise not_found(f"Môn {plan.name} không học trong học kỳ này.")
    size, log = session.state.size, session.caller.views()
    # The register is read a moment later than the facts: what came in between is left out.
    rows = register(log, klass=klass, book=(subject, semester))
    dossiers = [row for row in rows if row["pos"][-1] < size]
    state = with_marks(log, with_names(log, session.state, session.state.rosters[klass]))
    book = state.book(klass, subject, semester)
    return Shot(facts, plan, semester, state, book, dossiers, session.now)


def shot_at(session: Session, now: Shot, then: Moment) -> Shot:
    """The same book as it stood. Raises PageError if its class was not opened yet."""
    log, state = session.caller.views(), session.school.facts_at(then.size)
    klass = now.klass.klass
    facts = state.classes.get(klass)
    if facts is None:
        raise not_found(f"Khi sổ có {show.number(then.size)} bản ghi, lớp {now.klass.name} chưa được mở.")
    place = (klass, now.plan.subject, now.semester)
    dossiers = _dossiers_at(session, state, place)
    plan = facts.subjects[now.plan.subject]
    state = with_streams(log, with_names(log, state, state.rosters[klass]))
    return Shot(facts, plan, now.semester, state, state.book(*place), dossiers, then.at or "")


def read_moment(session: Session, when: str) -> Moment:
    """The moment that an as-of link names. Raises PageError with what to type instead."""
    try:
        return moment(session.school.log, when if when.startswith("@") else show.read_time(when))
    except (AsOfError, show.BadTime) as error:
        raise PageError(
            404,
            "Không xem được sổ tại thời điểm này",
            _why_no_moment(session, when, error),
            "Ghi ngày giờ Việt Nam, ví dụ ?tai=2026-01-15T17:00+07:00.",
            f"Hoặc ghi kích thước từ @0 đến @{session.state.size}.",
        ) from None


def _why_no_moment(session: Session, when: str, error: AsOfError | show.BadTime) -> str:
    if isinstance(error, show.BadTime):
        return str(error)
    if error.code == "BEYOND_HEAD":
        return f"Sổ hiện chỉ có {show.number(session.state.size)} bản ghi."
    return f"“{when}” không phải là kích thước sổ; ví dụ đúng: @120."


def _dossiers_at(session: Session, facts: State, place: tuple[str, str, int]) -> list[Dossier]:
    """The dossiers of a book at the size of `facts`: as they are where nothing has befallen them since."""
    klass, subject, semester = place
    rows, size = register(session.school.log, klass=klass, book=(subject, semester)), facts.size
    begun = (row for row in rows if row["pos"][0] < size)
    return [
        row
        if row["pos"][-1] < size
        else register_row(fold(session.school.log, facts, f"dossier/{row['dossier']}", size))
        for row in begun
    ]
