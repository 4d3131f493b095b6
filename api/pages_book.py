"""The class book as a page: one class × subject × semester at a size, and what differs from now."""

from typing import NamedTuple

from api import pages_format as show
from api.pages_cells import Cells, CellView, ColumnView, Comments, column_view
from api.pages_names import name_key
from api.pages_shot import PENDING, Shot, read_moment, shot_at, shot_now
from api.pages_site import Session
from domain.marks import format_cell
from domain.regulations.tt58_2011 import Result, Status
from ledger.canonical import b64
from projections.asof import Moment, root_at

_SCORED = (
    "ĐTBmhk = (tổng ĐĐGtx + 2 × ĐĐGgk + 3 × ĐĐGck) / (số ĐĐGtx + 5), làm tròn đến một chữ số thập phân"
    " (Thông tư 58/2011 Điều 10, sửa đổi bởi Thông tư 26/2020)."
)
_COMMENTED = (
    "Xếp loại Đạt khi đủ số lần đánh giá, ít nhất 2/3 là Đ và đánh giá cuối kỳ là Đ"
    " (Thông tư 58/2011 Điều 10 khoản 2 điểm a)."
)
_ARTICLES = {"TT58-Đ10.1a": "Thông tư 58/2011 Điều 10 khoản 1 điểm a"}


class Past(NamedTuple):
    """That a page shows the book as it stood: `changes` cells differ from now."""

    time: str
    final: bool
    root: str
    changes: int
    now_size: str


class ResultView(NamedTuple):
    """A pupil's result: `how` it came about, or `why` there is none; `now` if it is another today."""

    text: str
    how: str
    why: str
    now: str | None


class RowView(NamedTuple):
    """A pupil's line."""

    name: str
    cells: list[CellView]
    result: ResultView


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
    form_time: str
    form_size: str
    locked: bool
    unlocked_until: str
    waiting: list[str]
    columns: list[ColumnView]
    rows: list[RowView]
    result_short: str
    result_long: str
    rule: str


def book_view(session: Session, klass: str, subject: str, semester: int, *, when: str | None) -> BookView:
    """The page of a book now, or at `when` (@SIZE or RFC 3339). Raises PageError."""
    now = shot_now(session, klass, subject, semester)
    if when is None:
        return _view(session, now, None, None)
    then = read_moment(session, when)
    return _view(session, shot_at(session, now, then), then, now)


def _view(session: Session, shot: Shot, then: Moment | None, now: Shot | None) -> BookView:
    state, scored = shot.state, shot.plan.kind == "score"
    close = state.close(shot.klass.klass, shot.semester)
    cells = Cells(shot, now, _comments(session, shot, now), _path(session, "diem", shot))
    rows = _rows(shot, now, cells)
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
        past=_past(session, then, cells.changes) if then else None,
        form_time=show.link_time(then.at)[:19] if then and then.at else "",
        form_size=str(then.size) if then else "",
        locked=shot.locked,
        unlocked_until=show.time(close.until) if close.ever_locked and not shot.locked else "",
        waiting=[
            f"{d['dossier']}: {show.DOSSIER_STATES[d['state']]}"
            for d in shot.dossiers
            if d["state"] in PENDING
        ],
        columns=[column_view(shot, col) for col in shot.plan.columns],
        rows=rows,
        result_short="ĐTBmhk" if scored else "Xếp loại",
        result_long="Điểm trung bình môn học kỳ" if scored else "Xếp loại môn học kỳ",
        rule=_SCORED if scored else _COMMENTED,
    )


def _comments(session: Session, shot: Shot, now: Shot | None) -> Comments:
    books = [each.book for each in (shot, now) if each]
    return Comments(session.school.pupil_keys, shot.stream, books)


def _past(session: Session, then: Moment, changes: int) -> Past:
    when = show.time(then.at) if then.at else "trước bản ghi đầu tiên"
    root = b64(root_at(session.school.log, then.size))
    return Past(when, then.final, root, changes, show.number(session.state.size))


def _rows(shot: Shot, now: Shot | None, cells: Cells) -> list[RowView]:
    """The pupils' lines in the order of a class list."""
    roster = [shot.state.pupils[pupil] for pupil in shot.state.rosters[shot.klass.klass]]
    return [
        RowView(
            pupil.name,
            [cells.view(pupil, col) for col in shot.plan.columns],
            _result(shot, now, pupil.pupil),
        )
        for pupil in sorted(roster, key=lambda each: (name_key(each.name), each.pupil))
    ]


def _result(shot: Shot, now: Shot | None, pupil: str) -> ResultView:
    result = shot.result(pupil)
    text = _outcome(result)
    later = _outcome(now.result(pupil)) if now else text
    return ResultView(text, _how(result), _why(result), later if later != text else None)


def _outcome(result: Result) -> str:
    return show.EMPTY if result.value is None else format_cell(result.value)


def _how(result: Result) -> str:
    """How the result came about, with the article; "" if there is none."""
    if result.trace:
        return result.trace.explain().replace(result.rule, _ARTICLES.get(result.rule, result.rule))
    return _COMMENTED if result.status is Status.OK else ""


def _why(result: Result) -> str:
    if result.status is Status.OK:
        return ""
    missing = ", ".join(show.column_short(col) for col in result.missing)
    return show.STATUSES[str(result.status)] + (f": {missing}" if missing else "")


def _path(session: Session, page: str, shot: Shot) -> str:
    return f"{session.viewer.path}/{page}/{shot.klass.klass}/{shot.plan.subject}/{shot.semester}"
