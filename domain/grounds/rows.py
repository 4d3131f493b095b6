"""A type of entry and all that the law does with it: one row of its topic's table."""

from collections.abc import Callable
from typing import Any, NamedTuple

from domain.grounds.command import Command
from domain.grounds.situation import Situation
from domain.state.facts import Said
from domain.state.state import State
from domain.words.entry import Draft, Entry
from domain.words.event import Event

Decide = Callable[[Situation, Any], list[Draft]]
Apply = Callable[[Any, Entry, Any], None]
"""Takes the entry, with its data as the type has them, into a State, or into what its loaded stream makes."""
Term = tuple[str, int]
"""A class and semester."""
Change = dict[str, Any] | None
"""The right values of some fields of an act; None makes it void."""
Changes = tuple[tuple[str, str], ...]
"""Containers of a State, each with the field of the data that names the one in it which is changed in place;
empty where the container alone changes."""


def nothing(_state: object, _entry: Entry, _data: Any) -> None:
    """No fact that a rule reads: what the ledger does (Restored), or words for people alone."""


class Righting(NamedTuple):
    """How an act of a type is taken back by one hand (LAW 48) or put right by three (LAW 49)."""

    withdrawable: bool = False
    fields: frozenset[str] | None = None
    """What a rectification may give another value; None: three hands do not put it right."""
    within: str = ""
    """As Said.within."""
    never_void: bool = False
    stands_again: bool = False
    """Its own act does not write it anew over what is recorded: made void, it is put right again."""
    objection: int = 0
    """Days after the proposal in which it may be refused before it is applied."""
    judge: Callable[[Situation, Said, Change], None] | None = None
    """Raises what is wrong with the act as corrected, or why it is not taken back any more."""
    reads: Callable[[State, Said, Change], list[str]] | None = None
    """What must be loaded for that; None: the act's own stream."""
    put_right: Callable[[State, Said, Entry], None] | None = None
    """What follows from the act as it counts now; the entry put it right. None: no rule reads anything of it,
    or its stream is loaded on demand and read again."""
    apply_void: Apply = nothing
    """How a stream that is loaded takes the act in while it is void."""
    touches: Callable[[State, Said, Change], list[Term]] | None = None
    """The terms whose signatures are void by it (LAW 37)."""


class Row(NamedTuple):
    """`act` is what a person asks for, and `decide` its rules; types that come about with another's act have
    neither."""

    event: Event[Any]
    act: type[Command] | None = None
    decide: Decide | None = None
    apply: Apply = nothing
    changes: Changes | None = None
    """What of a State `apply` changes; None: anything."""
    touches: Callable[[State, Any], list[Term]] | None = None
    """The terms whose signatures it makes void besides those whose cells it changes (LAW 37)."""
    righting: Righting | None = None
