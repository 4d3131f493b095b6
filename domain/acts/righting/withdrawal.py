"""Acts that only give a possibility, withdrawn by one hand while nothing rests on them (LAW 48)."""

from typing_extensions import TypedDict

from domain.acts.righting.reading import on_demand
from domain.acts.righting.rectification import standing_act
from domain.grounds import putting_right
from domain.grounds.command import Command
from domain.grounds.putting_right import WITHDRAWABLE
from domain.grounds.reading import term_books
from domain.grounds.reserved import books_of
from domain.grounds.rows import Row
from domain.grounds.situation import Situation
from domain.state.facts import Said, Window
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft
from domain.words.event import Event
from domain.words.fields import Decision, Position, Text, Typed
from domain.words.refusal import Refusal
from domain.words.streams import book_stream


class ActWithdrawn(TypedDict):
    of: Position
    stream: Text
    reason: Text
    decision: said.Decision


ACT_WITHDRAWN = Event(ActWithdrawn, "school")


class WithdrawAct(Command):
    """The act at position `of` in `stream` gives nothing any more."""

    ACT = "ActWithdrawn"
    of: Position
    stream: Text
    reason: Typed
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """Where the act stands; of a window, the books that it opened."""
        said = state.said.get(self.of)
        window = state.windows.get(said.data["window"]) if said and said.type == "WindowSet" else None
        if window is None:
            return on_demand(state, self.stream)
        opened = window.classes
        if "*" in opened:
            opened = tuple(klass for klass, known in state.classes.items() if known.year == window.year)
        return [book for klass in opened for book in term_books(state, klass, window.semester)]


def withdraw(act: Situation, command: WithdrawAct) -> list[Draft]:
    """From now on the act gives nothing; that it stood stays in the log."""
    said = standing_act(act.state, command.of, command.stream)
    if said.type not in WITHDRAWABLE:
        raise Refusal("UNKNOWN_ACT", "S52", of=command.of, type=said.type)
    if said.type == "WindowSet":
        _refuse_used(act, said)
    elif said.type == "RetestOpened" and said.data["from"] <= act.latest:
        raise Refusal("IN_USE", "S62", of=said.pos, start=said.data["from"], now=act.now)
    return [ACT_WITHDRAWN.draft(command.model_dump())]


def _refuse_used(act: Situation, said: Said) -> None:
    """Raises WINDOW_ENDED, or IN_USE if a cell that the window covers ever had an entry."""
    window = act.state.windows[said.data["window"]]
    if window.end <= act.latest:
        raise Refusal("WINDOW_ENDED", "S17", window=window.window, end=window.end)
    for stream in _books(act.state, window):
        for pupil, col in act.state.books[stream].cells:
            if col in window.cols:
                raise Refusal("IN_USE", "S17", of=said.pos, book=stream, pupil=pupil, col=col)


def _books(state: State, window: Window) -> list[str]:
    """The gradebooks whose cells the window covers."""
    found = state.classes.values()
    every = window.classes == ("*",)
    here = [k for k in found if k.klass in window.classes or (every and k.year == window.year)]
    semester = window.semester
    return [book_stream(k.klass, subject, semester) for k in here for subject in books_of(k, semester)]


ROWS = (Row(ACT_WITHDRAWN, WithdrawAct, withdraw, apply=putting_right.withdraw),)
