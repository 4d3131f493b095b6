"""Streams that a rectification or a withdrawal is judged by."""

from typing import Any

from domain.acts.pupils.arrivals import BringResult
from domain.grounds.reading import term_books, terms_of
from domain.state.facts import Said
from domain.state.membership import classes_of_year, memberships
from domain.state.state import State
from domain.state.stays import MOVEMENTS
from domain.words.streams import book_stream, month_streams


def streams_for(state: State, of: int, stream: str, change: dict[str, Any] | None) -> list[str]:
    """What must be loaded before the act at `of`, corrected so, can be judged (LAW 49)."""
    said = state.said.get(of)
    if said is None or said.stream != stream:
        return on_demand(state, stream)
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


def on_demand(state: State, stream: str) -> list[str]:
    """The stream, if it is one of those that are loaded on demand and can be put right."""
    known = stream.startswith(("board/", "retest/", "book/"))
    return [stream] if known and not state.is_governance(stream) else []
