"""The acts by which a slip is put right, one frozen model each (as domain.acts.commands)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from domain.acts.commands import Command, term_books
from domain.acts.commands_year import BringResult, terms_of
from domain.acts.events import book_stream
from domain.acts.events_right import Change
from domain.grounds.putting_right import class_of
from domain.state.membership import classes_of_year, memberships
from domain.state.month import month_streams
from domain.state.stays import MOVEMENTS
from domain.words.entry import Refusal
from domain.words.fields import Decision, Digests, Id, Position, Text, Typed

if TYPE_CHECKING:
    from domain.state.facts import Rectification, Said
    from domain.state.state import State


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
            return _on_demand(state, self.stream)
        opened = window.classes
        if "*" in opened:
            opened = tuple(klass for klass, known in state.classes.items() if known.year == window.year)
        return [book for klass in opened for book in term_books(state, klass, window.semester)]


class RectifyCommand(Command):
    """An act on a rectification."""

    rectification: Id

    def class_in(self, state: State) -> str | None:
        """The class of the act that is put right (LAW 49): a homeroom teacher's right reaches only that."""
        known = state.rectifications.get(self.rectification)
        return _class_of(state, known.of) if known else None

    def reads(self, state: State) -> list[str]:
        """What the corrected act is judged against."""
        known = state.rectifications.get(self.rectification)
        return streams_for(state, known.of, known.stream, known.change) if known else []


class ProposeRectification(RectifyCommand):
    """`change` gives the right values of the act at position `of` in `stream`; None makes it void."""

    ACT = "RectificationProposed"
    of: Position
    stream: Text
    change: Change | None
    reason: Typed
    evidence: Digests

    def class_in(self, state: State) -> str | None:
        """That of the act at `of`."""
        return _class_of(state, self.of)

    def reads(self, state: State) -> list[str]:
        """As RectifyCommand."""
        return streams_for(state, self.of, self.stream, self.change)


class WitnessRectification(RectifyCommand):
    ACT = "RectificationWitnessed"


class DecideRectification(RectifyCommand):
    ACT = "RectificationDecided"
    outcome: Literal["applied", "refused"]
    decision: Decision


def existing_rectification(state: State, name: str) -> Rectification:
    """The rectification. Raises RECTIFICATION_STATE if nobody proposed it."""
    found = state.rectifications.get(name)
    if found is None:
        raise Refusal("RECTIFICATION_STATE", "S21", rectification=name, state="")
    return found


def streams_for(state: State, of: int, stream: str, change: dict[str, Any] | None) -> list[str]:
    """What must be loaded before the act at `of`, corrected so, can be judged (LAW 49)."""
    said = state.said.get(of)
    if said is None or said.stream != stream:
        return _on_demand(state, stream)
    if said.type in MOVEMENTS:
        return _around_movement(state, said, change)
    if said.type == "YearOpened":
        year = said.data["year"]
        classes = [klass for klass, known in state.classes.items() if known.year == year]
        return [month for klass in classes for month in month_streams(klass, year)]
    if said.type == "ResultBrought" and said.void:
        return BringResult.model_validate(said.data).reads(state)
    if said.type in ("ExemptionGranted", "OneSemesterAllowed"):
        return _books_of_subject(state, said, change or {})
    if said.stream.startswith(("board/", "retest/")):
        year = state.classes[said.data["class"]].year
        beside = classes_of_year(state, said.data["pupil"], year)
        return [said.stream, *(f"board/{klass}" for klass in {said.data["class"], *beside})]
    return []


def _books_of_subject(state: State, said: Said, change: dict[str, Any]) -> list[str]:
    """Of the subject, as it is right, in every class of the pupil in the year."""
    subject, klass = change.get("subject", said.data["subject"]), state.classes[said.data["class"]]
    if not isinstance(subject, str):
        return []
    places = classes_of_year(state, said.data["pupil"], klass.year)
    return [book_stream(place, subject, semester) for place in places for semester in (1, 2)]


def _around_movement(state: State, said: Said, change: dict[str, Any] | None) -> list[str]:
    """Absences wherever the pupil was; of a class that the pupil may drop out of, its books and results."""
    classes = {stay.klass for stay in memberships(state, said.data["pupil"])}
    if change is not None and "class" in change and change["class"] in state.classes:
        classes.add(change["class"])
    months = [month for klass in sorted(classes) for month in month_streams(klass, state.classes[klass].year)]
    days = [each[field] for each in (said.data, change or {}) for field in ("from", "last") if field in each]
    months += [f"attendance/{klass}/{day[:7]}" for klass in sorted(classes) for day in days]
    if change is not None and "class" not in change:
        return months
    here = said.data["class"]
    books = [book for semester in (1, 2) for book in term_books(state, here, semester)]
    return [*months, *books, *terms_of(state, [here])]


def _class_of(state: State, of: int) -> str | None:
    said = state.said.get(of)
    return class_of(state, said) if said else None


def _on_demand(state: State, stream: str) -> list[str]:
    """The stream, if it is one of those that are loaded on demand and can be put right."""
    known = stream.startswith(("board/", "retest/", "book/"))
    return [stream] if known and not state.is_governance(stream) else []
