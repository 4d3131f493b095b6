"""The class book as a page: one class × subject × semester at a size, and what differs from now."""

from functools import cache
from typing import Annotated, NamedTuple

from fastapi import Query
from fastapi.responses import RedirectResponse, Response

from api.http.moments import SemesterOf
from api.pages import format as show
from api.pages.parts.cells import Cells, Comments
from api.pages.parts.heading import Heading, book_path, heading
from api.pages.parts.marks_table import Table, marks_table
from api.pages.parts.moments import Milestone, Typed, milestones, typed_link, typed_of
from api.pages.parts.righting import RightingView, rightings
from api.pages.parts.shot import PENDING, Shot, read_moment, shot_at, shot_now
from api.pages.session import Session
from api.pages.site import HEADERS
from ledger.form.canonical import b64
from projections.approvals import moved_since_approval
from projections.asof import Moment, root_at
from projections.signed_share import signed_share


class Past(NamedTuple):
    """That a page shows the book as it stood: of its cells, `changes` and `additions` differ now."""

    time: str
    final: bool
    root: str
    changes: int
    additions: int
    now_size: str


class BookView(NamedTuple):
    """Everything that book.html shows."""

    head: Heading
    size: int
    now_size: int
    size_shown: str
    at: str
    past: Past | None
    typed: Typed
    moment: str
    milestones: list[Milestone]
    locked: bool
    unlocked_until: str
    stale: bool
    waiting: list[str]
    table: Table
    rightings: list[RightingView]
    signed: str

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
    state, close = shot.state, shot.state.close(shot.klass.klass, shot.semester)
    life_path = cache(lambda klass: _life_path(session, shot, klass))
    cells = Cells(shot, now, _comments(session, shot, now), life_path)
    table = marks_table(shot, now, cells)
    return BookView(
        head=heading(session, shot, when),
        size=state.size,
        now_size=session.state.size,
        size_shown=show.number(state.size),
        at=show.time(state.at),
        past=_past(session, then, cells) if then else None,
        typed=typed,
        moment=when,
        milestones=milestones(session, now or shot),
        locked=shot.locked,
        unlocked_until=show.time(close.until) if close.ever_locked and not shot.locked else "",
        stale=(then is not None or _moved(session, shot)) and shot.stale,
        waiting=_waiting(shot),
        table=table,
        rightings=[] if then else rightings(session, shot.klass.klass),
        signed=_signed(session, shot),
    )


def _signed(session: Session, shot: Shot) -> str:
    """Who stands for what is in the book: whoever signed it, or the server alone."""
    share = signed_share(session.caller.views(), shot.stream, shot.state.size)
    if not sum(share):
        return "Sổ này chưa có bản ghi nào."
    all_, signed, told = map(show.number, (sum(share), share.persons, share.server))
    return f"Trong {all_} bản ghi của sổ này, {signed} do chính người làm ký, {told} do máy chủ làm chứng."


def _waiting(shot: Shot) -> list[str]:
    """The dossiers that wait for somebody, with what they wait for."""
    pending = [each for each in shot.dossiers if each["state"] in PENDING]
    return [f"{each['dossier']}: {show.DOSSIER_STATES[each['state']]}" for each in pending]


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


def _life_path(session: Session, shot: Shot, klass: str) -> str:
    """Where the lives of the marks in a class's book are told, if this person reads it."""
    own = klass == shot.klass.klass or not session.caller.reads_book(klass, shot.plan.subject)
    return book_path(session, "diem", shot if own else shot._replace(klass=shot.state.classes[klass]))
