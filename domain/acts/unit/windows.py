"""Windows of entry (S17; LAW 9), and which ended ones still wait for their archive (S18, S36)."""

from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.reading import term_books
from domain.grounds.rows import Change, Righting, Row
from domain.grounds.situation import Situation
from domain.state.facts import Said, Window
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Columns, Decision, Id, Instant, SchoolYear, Semester, WindowClasses
from domain.words.refusal import Refusal

WindowSet = TypedDict(
    "WindowSet",
    {
        "window": Id,
        "year": SchoolYear,
        "semester": Semester,
        "cols": Columns,
        "classes": WindowClasses,
        "from": Instant,
        "to": Instant,
        "decision": said.Decision,
    },
)


WINDOW_SET = Event(WindowSet, "window/{window}")


class WindowMoved(TypedDict):
    """`to` is the new end, not included."""

    window: Id
    to: Instant
    decision: said.Decision


WINDOW_MOVED = Event(WindowMoved, "window/{window}")


class SetWindow(Command):
    """When marks of some columns may be entered, in some classes or in all of a year."""

    ACT = "WindowSet"
    window: Id
    year: SchoolYear
    semester: Semester
    cols: Columns
    classes: WindowClasses
    start: Instant
    end: Instant
    decision: Decision


class MoveWindow(Command):
    """Another end for a window that has not ended."""

    ACT = "WindowMoved"
    window: Id
    end: Instant
    decision: Decision


def set_window(act: Situation, command: SetWindow) -> list[Draft]:
    """LAW 9: one window for a cell, never two."""
    if command.window in act.state.windows or command.window in act.state.withdrawn_windows:
        raise Refusal("ALREADY_EXISTS", "S17", window=command.window)
    if not command.start < command.end or command.end <= act.latest:
        raise Refusal("BAD_PERIOD", "S17", start=command.start, end=command.end, now=act.now)
    _refuse_overlap(act.state, command)
    _refuse_unknown(act.state, command)
    data = command.model_dump(include={"window", "year", "semester", "cols", "classes", "decision"})
    return [WINDOW_SET.draft({**data, "from": command.start, "to": command.end})]


def move_window(act: Situation, command: MoveWindow) -> list[Draft]:
    """LAW 9: an end may move while the window has not ended; what was archived stays archived."""
    window = act.state.windows.get(command.window)
    if window is None:
        raise Refusal("UNKNOWN_WINDOW", "S17", window=command.window)
    if act.latest >= window.end:
        raise Refusal("WINDOW_ENDED", "S17", window=command.window, end=window.end)
    if command.end <= act.latest or command.end <= window.start:
        raise Refusal("BAD_PERIOD", "S17", start=window.start, end=command.end, now=act.now)
    data = {"window": command.window, "to": command.end, "decision": command.decision.model_dump()}
    return [WINDOW_MOVED.draft(data)]


def windows_to_archive(state: State, now: str) -> list[Window]:
    """Windows ended at `now` without an archive planned or made for them, oldest end first (S18)."""
    begun = {s.ref for s in state.snapshots.values() if s.kind == "window" and s.state != "spent"}
    due = [w for w in state.windows.values() if w.end <= state.latest(now) and w.window not in begun]
    return sorted(due, key=lambda window: (window.end, window.window))


def _refuse_overlap(state: State, command: SetWindow) -> None:
    """LAW 9: "*" meets every class of its year, whichever came first."""
    every = "*" in command.classes
    for known in state.windows.values():
        meets = every or "*" in known.classes or not set(known.classes).isdisjoint(command.classes)
        same = (known.year, known.semester) == (command.year, command.semester)
        if same and meets and not set(known.cols).isdisjoint(command.cols):
            raise Refusal("WINDOW_OVERLAP", "S17", window=known.window, cols=list(known.cols))


def _refuse_unknown(state: State, command: SetWindow) -> None:
    if command.classes == ["*"]:
        return
    for klass in command.classes:
        known = state.classes.get(klass)
        if known is None or known.year != command.year:
            raise Refusal("UNKNOWN_CLASS", "S17", klass=klass, year=command.year)


def window_places(window: Window) -> list[tuple[str, int, str]]:
    """The keys of `State.covering` that a window takes: per class, or per year for "*"."""
    owners = [f"*{window.year}" if klass == "*" else klass for klass in window.classes]
    return [(owner, window.semester, col) for owner in owners for col in window.cols]


def _set_window(state: State, _entry: Entry, data: WindowSet) -> None:
    window = state.windows[data["window"]] = Window(
        data["window"],
        data["year"],
        data["semester"],
        tuple(data["cols"]),
        tuple(data["classes"]),
        data["from"],
        data["to"],
    )
    for place in window_places(window):
        state.covering[place] = window.window


def _move_window(state: State, _entry: Entry, data: WindowMoved) -> None:
    state.windows[data["window"]] = state.windows[data["window"]]._replace(end=data["to"])


def _books_opened(state: State, said: Said, _change: Change) -> list[str]:
    """The gradebooks whose cells the window covers."""
    window = state.windows.get(said.data["window"])
    if window is None:
        return []
    every, known = "*" in window.classes, state.classes.values()
    opened = [k.klass for k in known if k.klass in window.classes or (every and k.year == window.year)]
    return [book for klass in opened for book in term_books(state, klass, window.semester)]


def _refuse_used(act: Situation, said: Said, change: Change) -> None:
    """Raises WINDOW_ENDED, or IN_USE if a cell that the window covers ever had an entry."""
    window = act.state.windows[said.data["window"]]
    if window.end <= act.latest:
        raise Refusal("WINDOW_ENDED", "S17", window=window.window, end=window.end)
    for stream in _books_opened(act.state, said, change):
        for pupil, col in act.state.books[stream].cells:
            if col in window.cols:
                raise Refusal("IN_USE", "S17", of=said.pos, book=stream, pupil=pupil, col=col)


def _take_back(state: State, said: Said, _entry: Entry) -> None:
    window = state.windows.pop(said.data["window"])
    state.withdrawn_windows.add(window.window)
    state.covering = {place: name for place, name in state.covering.items() if name != window.window}


COVERING = (("windows", ""), ("covering", ""))
ROWS = (
    Row(
        WINDOW_SET,
        SetWindow,
        set_window,
        apply=_set_window,
        changes=COVERING,
        righting=Righting(withdrawable=True, judge=_refuse_used, reads=_books_opened, put_right=_take_back),
    ),
    Row(WINDOW_MOVED, MoveWindow, move_window, apply=_move_window, changes=COVERING),
)
