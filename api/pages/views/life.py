"""The life of one mark as a page: every value, who set it by which decision, and what happened around it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from api.http.moments import SemesterOf
from api.pages import format as show
from api.pages.errors import not_found
from api.pages.parts.cells import Comments
from api.pages.parts.events import EventView, Teller
from api.pages.parts.shot import Shot, shot_now
from api.pages.session import Session
from domain.law import Fold
from domain.state.membership import memberships
from domain.state.state import State
from domain.words.entry import Entry
from projections.life import cell_entries

CLOSES = ("BookLocked", "BookUnlocked")


class LifeView(NamedTuple):
    """Everything that life.html shows."""

    klass: str
    subject: str
    semester: str
    what: str
    sealed_text: bool
    column: str
    column_short: str
    pupil: str
    pupil_id: str
    value: str
    values: list[str]
    size: str
    at: str
    entries: str
    book_path: str
    events: list[EventView]


def life(
    session: Session, *, klass: str, subject: str, semester: SemesterOf, pupil: str, col: str
) -> LifeView:
    """The page of one cell. Raises PageError."""
    shot = shot_now(session, klass, subject, semester)
    known = shot.state.pupils.get(pupil)
    here = any(stay.klass == klass for stay in memberships(session.state, pupil))
    if known is None or not here or col not in shot.plan.columns:
        raise not_found("Lớp này không có học sinh hoặc cột điểm như địa chỉ đã ghi.")
    comments = Comments(session.school.pupil_keys, shot.stream, [shot.book])
    events = _events(session, shot, pupil, col)
    return LifeView(
        klass=shot.klass.name,
        subject=shot.plan.name,
        semester=show.semester(semester),
        what="nhận xét" if col == "nx" else "điểm",
        sealed_text=col == "nx",
        column=show.column_long(col),
        column_short=show.column_short(col),
        pupil=known.name,
        pupil_id=pupil,
        value=comments.shown(col, shot.book.cell(pupil, col).value),
        size=show.number(session.state.size),
        at=show.time(session.state.at),
        values=[show.EMPTY, *(event.change.new for event in events if event.sets and event.change)],
        entries=f"{show.number(len(events))} bản ghi" if events else "chưa có bản ghi nào",
        book_path=f"{session.viewer.path}/so/{klass}/{subject}/{semester}",
        events=events,
    )


def _events(session: Session, shot: Shot, pupil: str, col: str) -> list[EventView]:
    """The entries around a cell in order, each told with the facts that held just before it."""
    log, size = session.school.log, session.state.size
    entries = cell_entries(log, shot.stream, pupil, col, size=size)
    found = [entry for entry in entries if _concerns(entry, pupil, col)]
    close = f"close/{shot.klass.klass}/{shot.semester}"
    found += [entry for entry in log.stream(close, size) if entry.type in CLOSES]
    for dossier in shot.dossiers:
        if any((item["pupil"], item["col"]) == (pupil, col) for item in dossier["items"]):
            found += _of_cell(log.stream(f"dossier/{dossier['dossier']}", size), pupil, col)
    found.sort(key=lambda entry: entry.pos)
    bases = log.entries_at(sorted({entry.actor["basis"] for entry in found}))
    teller = Teller(session, shot, pupil, col, bases=bases)
    told = (teller.tell(*each) for each in _with_windows(log.origin, found, _windows(session, shot, col)))
    return [event for event in told if event]


def _concerns(entry: Entry, pupil: str, col: str) -> bool:
    """Whether an entry of the book is about the cell: its values, its column, its late permission."""
    data = entry.data
    if data.get("col") != col:  # signatures and comparisons are about the whole book
        return False
    if entry.type == "LateEntryPermitted":
        return pupil in data["pupils"]
    return entry.type == "ColumnPublished" or data.get("pupil") == pupil


def _of_cell(entries: Sequence[Entry], pupil: str, col: str) -> list[Entry]:
    """A dossier's entries without the items for other cells."""
    place = (pupil, col)
    return [e for e in entries if e.type != "CorrectionItem" or (e.data["pupil"], e.data["col"]) == place]


def _windows(session: Session, shot: Shot, col: str) -> list[Entry]:
    """What was ever said of windows that may have let marks into the column, in order."""
    state, log = session.state, session.school.log
    mine = [
        each
        for each in state.windows.values()
        if (each.year, each.semester) == (shot.klass.year, shot.semester)
        and col in each.cols
        and {"*", shot.klass.klass} & set(each.classes)
    ]
    said = [entry for each in mine for entry in log.stream(f"window/{each.window}", state.size)]
    withdrawn = [pos for entry in said for pos, _ in state.put_right.get(entry.pos, ())]
    return sorted([*said, *log.entries_at(withdrawn)], key=lambda entry: entry.pos)


def _with_windows(
    origin: str, entries: Sequence[Entry], windows: Sequence[Entry]
) -> Iterator[tuple[Entry, State]]:
    """Each entry with the windows as they were just before it: they move, and may be withdrawn."""
    state, done = Fold(origin), 0
    for entry in entries:
        while done < len(windows) and windows[done].pos < entry.pos:
            state.advance([windows[done]])
            done += 1
        yield entry, state
