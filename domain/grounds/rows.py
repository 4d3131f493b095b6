"""A type of entry and all that the law does with it: one row of its topic's table."""

from collections.abc import Callable
from typing import Any, NamedTuple

from domain.grounds.command import Command
from domain.grounds.situation import Situation
from domain.state.state import State
from domain.words.entry import Draft, Entry
from domain.words.event import Event

Decide = Callable[[Situation, Any], list[Draft]]
Apply = Callable[[State, Entry, Any], None]


def nothing(_state: State, _entry: Entry, _data: Any) -> None:
    """No fact that a rule reads: what the ledger does (Restored), or words for people alone."""


class Row(NamedTuple):
    """`act` is what a person asks for, and `decide` its rules; types that come about with another's act have
    neither. `apply` changes the facts of a State; types of a stream that is loaded on demand are taken in by
    the stream's own fold."""

    event: Event[Any]
    act: type[Command] | None = None
    decide: Decide | None = None
    apply: Apply = nothing
