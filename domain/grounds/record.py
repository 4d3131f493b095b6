"""What is of record, and which empty cells may be filled (LAW "Of record", 12, 14)."""

from domain.grounds.reading import other_classes
from domain.grounds.situation import Situation
from domain.state.book import REMARK, BookState
from domain.state.facts import Klass
from domain.state.membership import classes_of_year, memberships, was_member
from domain.state.state import State
from domain.words.refusal import Refusal
from domain.words.streams import book_stream


def approved(state: State, klass: Klass, semester: int) -> bool:
    """Whether results of the class and semester were ever approved; only in an opened year can they be."""
    return klass.year in state.years and state.term(klass.klass, semester).approval is not None


def recorded(state: State, klass: Klass, semester: int, pupil: str) -> bool:
    """Whether a result of the pupil for the semester or the year was ever recorded in the class."""
    if klass.year not in state.years:
        return False
    return pupil in state.term(klass.klass, semester).pupils or pupil in state.term(klass.klass, 2).recorded


def ever_recorded(state: State, pupil: str, year: str, semester: int) -> bool:
    """Whether a result of the pupil for the semester, or for the year, was ever recorded in any class of the
    year. The terms of both semesters of those classes must be loaded in an opened year."""
    places = classes_of_year(state, pupil, year)
    return any(recorded(state, state.classes[place], semester, pupil) for place in places)


def of_record(state: State, klass: Klass, semester: int, book: BookState, col: str, *, now: str) -> bool:
    """Whether the column's cells are of record (LAW "Marks"). Its term must be loaded in an opened year."""
    if col in book.published or state.close(klass.klass, semester).ever_locked:
        return True
    window = state.window(klass, semester, col)
    return (window is not None and window.end <= state.latest(now)) or approved(state, klass, semester)


def cell_of_record(
    act: Situation, klass: Klass, semester: int, book: BookState, cell: tuple[str, str]
) -> bool:
    """The same of one cell: a late entry is of record at once, and what counts in a recorded result."""
    if cell in book.late or of_record(act.state, klass, semester, book, cell[1], now=act.now):
        return True
    return counted(act.state, klass, semester, cell[0])


def counted(state: State, klass: Klass, semester: int, pupil: str) -> bool:
    """Whether the marks of who was in more classes than this count in a result recorded in any of them."""
    moved = bool(other_classes(state, pupil, klass.klass))
    return moved and ever_recorded(state, pupil, klass.year, semester)


def refuse_former(state: State, book: tuple[str, str, int], pupil: str, col: str, *, day: str) -> None:
    """Raises NOT_IN_CLASS for who is no member of the class on the day and was none in the semester, unless
    a former member's cell has an entry: its mark stays in this book (LAW 11)."""
    klass, _, semester = book
    here = [stay for stay in memberships(state, pupil) if stay.klass == klass]
    entered = (pupil, col) in state.book(*book).cells
    if here and (entered or any(stay.start <= day <= stay.end for stay in here)):
        return
    if not here or not was_member(state, pupil, klass, semester, day):
        raise Refusal("NOT_IN_CLASS", "S65", pupil=pupil, klass=klass, day=day)


def refuse_fill(
    act: Situation, book: tuple[str, str, int], pupil: str, col: str, *, by: str = "entry"
) -> None:
    """LAW 12: an empty cell is filled only where nothing counts in its place. `by` entry, late or dossier."""
    klass, subject, semester = book
    state = act.state
    if col == REMARK:
        return
    if state.brought and (state.classes[klass].year, semester, subject) in state.brought.get(pupil, {}):
        raise Refusal("OF_RECORD", "S65", pupil=pupil, subject=subject, semester=semester, brought=True)
    if by != "dossier" and recorded(state, state.classes[klass], semester, pupil):
        raise Refusal("OF_RECORD", "S63", pupil=pupil, col=col, klass=klass)
    for place in other_classes(state, pupil, klass):
        _refuse_held(act, (place, subject, semester), pupil, col, by=by)


def _refuse_held(act: Situation, book: tuple[str, str, int], pupil: str, col: str, *, by: str) -> None:
    state, (place, _, semester) = act.state, book
    there = state.books[book_stream(*book)]
    cell, klass = there.cell(pupil, col), state.classes[place]
    fixed = cell_of_record(act, klass, semester, there, (pupil, col))
    if cell.value is not None:
        code = "OF_RECORD" if fixed else "CELL_NOT_EMPTY"
        raise Refusal(code, "S65", pupil=pupil, col=col, klass=place, pos=cell.pos)
    if by == "dossier":
        return
    if (pupil, col) in there.struck or recorded(state, klass, semester, pupil):
        raise Refusal("OF_RECORD", "S65", pupil=pupil, col=col, klass=place, pos=cell.pos)
