"""The class book as a page: one class × subject × semester at a size, and what differs from now."""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, NamedTuple

from fastapi import Query
from fastapi.responses import RedirectResponse, Response

from api.http.routes.moments import SemesterOf
from api.pages import format as show
from api.pages.parts.cells import Cells, CellView, ColumnView, Comments, column_view
from api.pages.parts.moments import Milestone, Typed, milestones, typed_link, typed_of
from api.pages.parts.name_order import name_key
from api.pages.parts.results import COMMENTED, SCORED, ResultView, result_view
from api.pages.parts.righting import RightingView, rightings
from api.pages.parts.shot import PENDING, Shot, read_moment, shot_at, shot_now
from api.pages.session import Session
from api.pages.site import HEADERS
from domain.state.facts import Pupil
from ledger.form.canonical import b64
from projections.approvals import moved_since_approval
from projections.asof import Moment, root_at


class Past(NamedTuple):
    """That a page shows the book as it stood: of its cells, `changes` and `additions` differ now."""

    time: str
    final: bool
    root: str
    changes: int
    additions: int
    now_size: str


class RowView(NamedTuple):
    """A pupil's line."""

    name: str
    cells: list[CellView]
    result: ResultView


class FormerView(NamedTuple):
    """Who has left the class and still has marks in this book."""

    name: str
    marks: list[tuple[str, CellView]]


class Link(NamedTuple):
    """Another book of the class; `here` for the one shown."""

    text: str
    href: str
    here: bool


class BookView(NamedTuple):
    """Everything that book.html shows."""

    klass: str
    subject: str
    semester: str
    year: str
    teachers: str
    homeroom: str
    path: str
    size: int
    now_size: int
    size_shown: str
    at: str
    past: Past | None
    typed: Typed
    moment: str
    milestones: list[Milestone]
    subjects: list[Link]
    semesters: list[Link]
    locked: bool
    unlocked_until: str
    stale: bool
    waiting: list[str]
    columns: list[ColumnView]
    rows: list[RowView]
    former: list[FormerView]
    results: int
    results_due: int
    result_short: str
    result_long: str
    rule: str
    rightings: list[RightingView]

    @property
    def fault(self) -> str:
        """What is wrong with the moment that was typed."""
        return self.typed.error


def book(
    session: Session,
    *,
    klass: str,
    subject: str,
    semester: SemesterOf,
    when: Annotated[str, Query(alias="tai")] = "",
    day: Annotated[str, Query(alias="ngay")] = "",
    hour: Annotated[str, Query(alias="gio")] = "",
    size: str = "",
) -> BookView | Response:
    """The book now, or at `when` (@SIZE or RFC 3339), to which a moment typed as people write it leads.

    Raises PageError.
    """
    typed = Typed(day, hour, size)
    if day or hour or size:
        try:
            link = typed_link(session, typed)
        except show.BadTime as error:
            when, typed = "", typed._replace(error=str(error))
        else:
            path = f"{session.viewer.path}/so/{klass}/{subject}/{semester}"
            return RedirectResponse(f"{path}?tai={link}", 303, HEADERS)
    now = shot_now(session, klass, subject, semester)
    if not when:
        return _view(session, now, typed=typed)
    then = read_moment(session, when)
    return _view(session, shot_at(session, now, then), then, now, when=when, typed=typed_of(when))


def _view(
    session: Session,
    shot: Shot,
    then: Moment | None = None,
    now: Shot | None = None,
    *,
    when: str = "",
    typed: Typed,
) -> BookView:
    state, scored = shot.state, shot.plan.kind == "score"
    close = state.close(shot.klass.klass, shot.semester)
    figures = shot.figures()
    cells = Cells(
        shot, now, _comments(session, shot, now), cache(lambda klass: _life_path(session, shot, klass))
    )
    rows, former = _rows(shot, now, cells), _former(shot, cells)
    return BookView(
        klass=shot.klass.name,
        subject=shot.plan.name,
        semester=show.semester(shot.semester),
        year=shot.klass.year,
        teachers=shot.names("teacher"),
        homeroom=shot.names("homeroom"),
        path=_path(session, "so", shot),
        size=state.size,
        now_size=session.state.size,
        size_shown=show.number(state.size),
        at=show.time(state.at),
        past=_past(session, then, cells) if then else None,
        typed=typed,
        moment=when,
        milestones=milestones(session, now or shot),
        subjects=_subjects(session, shot, when),
        semesters=_semesters(session, shot, when),
        locked=shot.locked,
        unlocked_until=show.time(close.until) if close.ever_locked and not shot.locked else "",
        stale=(then is not None or _moved(session, shot)) and shot.stale,
        waiting=[
            f"{d['dossier']}: {show.DOSSIER_STATES[d['state']]}"
            for d in shot.dossiers
            if d["state"] in PENDING
        ],
        columns=[column_view(shot, col, figures[col]) for col in shot.plan.columns],
        rows=rows,
        former=former,
        results=sum(row.result.valued for row in rows),
        results_due=sum(row.result.valued or row.result.missing for row in rows),
        result_short="ĐTBmhk" if scored else "Xếp loại",
        result_long="Điểm trung bình môn học kỳ" if scored else "Xếp loại môn học kỳ",
        rule=SCORED if scored else COMMENTED,
        rightings=[] if then else rightings(session, shot.klass.klass),
    )


def _moved(session: Session, shot: Shot) -> bool:
    place = (shot.klass.klass, shot.semester)
    return moved_since_approval(session.caller.views(), shot.state, *place)


def _comments(session: Session, shot: Shot, now: Shot | None) -> Comments:
    books = [each.book for each in (shot, now) if each]
    return Comments(session.school.pupil_keys, shot.stream, books)


def _past(session: Session, then: Moment, cells: Cells) -> Past:
    when = show.time(then.at) if then.at else "trước bản ghi đầu tiên"
    root = b64(root_at(session.school.log, then.size))
    now_size = show.number(session.state.size)
    return Past(when, then.final, root, cells.changes, cells.additions, now_size)


def _rows(shot: Shot, now: Shot | None, cells: Cells) -> list[RowView]:
    """The pupils' lines in the order of a class list."""
    return [
        RowView(
            pupil.name,
            [cells.view(pupil, col) for col in shot.plan.columns],
            result_view(shot.result(pupil.pupil), now.result(pupil.pupil) if now else None),
        )
        for pupil in _in_order(shot, shot.listed())
    ]


def _former(shot: Shot, cells: Cells) -> list[FormerView]:
    """The marks of those who are no longer on the list: they stay in the book, and count in none of its
    figures."""
    return [
        FormerView(
            pupil.name,
            [
                (show.column_short(col), cells.view(pupil, col))
                for col in shot.plan.columns
                if shot.book.cell(pupil.pupil, col).value is not None
            ],
        )
        for pupil in _in_order(shot, shot.former())
    ]


def _in_order(shot: Shot, pupils: Iterable[str]) -> list[Pupil]:
    known = [shot.state.pupils[pupil] for pupil in pupils]
    return sorted(known, key=lambda each: (name_key(each.name), each.pupil))


def _life_path(session: Session, shot: Shot, klass: str) -> str:
    """Where the lives of the marks in a class's book are told, if this person reads it."""
    own = klass == shot.klass.klass or not session.caller.reads_book(klass, shot.plan.subject)
    return _path(session, "diem", shot if own else shot._replace(klass=shot.state.classes[klass]))


def _subjects(session: Session, shot: Shot, when: str) -> list[Link]:
    """The class's books of this semester that the person may read, at the same moment."""
    klass = shot.klass
    plans = [plan for plan in klass.subjects.values() if shot.semester in plan.semesters]
    return [
        Link(
            plan.name, _path(session, "so", shot._replace(plan=plan), when), plan.subject == shot.plan.subject
        )
        for plan in plans
        if session.caller.reads_book(klass.klass, plan.subject)
    ]


def _semesters(session: Session, shot: Shot, when: str) -> list[Link]:
    return [
        Link(
            show.sentence(show.semester(each)),
            _path(session, "so", shot._replace(semester=each), when),
            each == shot.semester,
        )
        for each in shot.plan.semesters
    ]


def _path(session: Session, page: str, shot: Shot, when: str = "") -> str:
    path = f"{session.viewer.path}/{page}/{shot.klass.klass}/{shot.plan.subject}/{shot.semester}"
    return f"{path}?tai={when}" if when else path
