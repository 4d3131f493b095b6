"""A gradebook at one size, with all that a page needs to judge it: facts, cells and dossiers of that size."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api import pages_format as show
from api.pages_site import PageError, Session, forbidden, not_found
from domain.book import BookState
from domain.days import local_day
from domain.events import book_stream
from domain.facts import Klass, SubjectPlan
from domain.regulations.tt58_2011 import Result
from domain.results import subject_results
from domain.rights import holders
from domain.state import State
from projections.asof import AsOfError, Moment, book_at, moment
from projections.books import corrections_json
from projections.corrections import register

PENDING = ("proposed", "permitted")
Dossier = Mapping[str, Any]
"""A dossier in the form of spec/FORMAT.md §5."""


class Shot(NamedTuple):
    """A book at the size of `state`; locks and windows are judged at the instant `at`."""

    klass: Klass
    plan: SubjectPlan
    semester: int
    state: State
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

    def result(self, pupil: str) -> Result:
        """The pupil's semester result by the class's regulation."""
        return subject_results(self.klass, self.plan, pupil, {self.stream: self.book})[self.semester]

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
    """The book as it is. Raises PageError: not found, or not for this person."""
    facts, log = session.state.classes.get(klass), session.school.log
    if facts is None or subject not in facts.subjects:
        raise not_found(f"Trong sổ không có môn {subject} của lớp {klass}.")
    plan = facts.subjects[subject]
    if semester not in plan.semesters:
        raise not_found(f"Môn {plan.name} không học trong học kỳ này.")
    if not session.caller.reads_book(klass, subject):
        raise forbidden(f"Bạn không được phân công ở sổ môn {plan.name}, lớp {facts.name}.")
    size = session.state.size
    # The register is read a moment later than the facts: what came in between is left out.
    rows = [row for row in register(session.school.views(), klass=klass) if row["pos"][-1] < size]
    dossiers = _of_book(rows, klass, subject, semester)
    book = book_at(log, klass, subject, semester, size)
    return Shot(facts, plan, semester, session.state, book, dossiers, session.now)


def shot_at(session: Session, now: Shot, then: Moment) -> Shot:
    """The same book as it stood. Raises PageError if its class was not opened yet."""
    log, state = session.school.log, session.school.facts_at(then.size)
    klass = now.klass.klass
    facts = state.classes.get(klass)
    if facts is None:
        raise not_found(f"Khi sổ có {show.number(then.size)} bản ghi, lớp {now.klass.name} chưa được mở.")
    place = (klass, now.plan.subject, now.semester)
    dossiers = _of_book(corrections_json(log, state, then.size)["dossiers"], *place)
    plan = facts.subjects[now.plan.subject]
    return Shot(facts, plan, now.semester, state, book_at(log, *place, then.size), dossiers, then.at or "")


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


def _of_book(rows: Sequence[Dossier], klass: str, subject: str, semester: int) -> list[Dossier]:
    place = (klass, subject, semester)
    return [row for row in rows if (row["class"], row["subject"], row["semester"]) == place]
