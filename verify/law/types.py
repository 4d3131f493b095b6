"""What the replay knows of an event type: one `Type` each, in the file of its topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Optional

from verify.law.shape import Check, Shape, holds, is_anything
from verify.law.state.entry import Entry
from verify.law.state.state import State

Rule = Callable[[State, Entry], Optional[str]]
"""Gives the code of LAW.md for what is wrong, or None."""
Apply = Callable[[State, Entry], None]
Touches = Callable[[State, Entry], Iterable[tuple[str, int]]]

BOOK = "book/{class}/{subject}/{semester}"
"""The stream of a gradebook: the data of its entries name none of the three."""
DOSSIER = "dossier/{dossier}"

_READINGS: dict[str, Callable[[Any], str]] = {
    "": str,
    "month": lambda date: str(date[:7]),
    "half": lambda semester: str(semester or 2),  # the year's results stand with semester 2
}


class Slip(NamedTuple):
    """How an act of a type is taken back by one hand (LAW 48) or put right by three (LAW 49)."""

    changes: tuple[str, ...] | None = None
    """What a rectification may name in it; None where it is not rectified at all."""
    void: bool = False
    """Whether a rectification may make it void."""
    again: bool = False
    """Whether it may be made to stand again after that."""
    withdrawn: bool = False
    """Whether one hand takes it back."""
    inside: str = ""
    """The field in which the changeable ones stand, if they do not stand in the data themselves."""
    moves: bool = False
    """Whether it is a movement of a pupil."""
    days_to_object: int = 0
    """For so long after its proposal a rectification of it may be refused."""
    unused: Callable[..., str | None] | None = None
    """(state, entry, act): why it may not be withdrawn any more."""
    fits: Callable[..., str | None] | None = None
    """(state, entry, act, change): why it may not stand where it was written."""
    retold: Callable[..., None] | None = None
    """(state, act, entry): what follows from it as it is now; None where no rule reads anything of it."""
    touches: Callable[..., Iterable[tuple[str, int]]] | None = None
    """(state, act, change, told): class and semester whose signatures are void by it (LAW 37); `told` are the
    data of the act as it stood, and as corrected."""


@dataclass(frozen=True)
class Type:
    """One event type of spec/EVENTS.md, and what spec/LAW.md asks of it."""

    stream: str
    """Its stream, with the fields of the data that name it: `{date}`, or `{date:month}` for a part of it."""
    fields: dict[str, Check]
    """Every field of the data, and what it must hold."""
    rules: tuple[Rule, ...]
    """In the order in which their findings are told."""
    apply: Apply | None = None
    """How it changes the state; None where no rule of another entry reads anything of it."""
    final: tuple[Rule, ...] = ()
    """All breaches of an entry are told, in the order of its rules; but where one of these fails, those after
    it have nothing to ask about."""
    again: tuple[Rule, ...] = ()
    """Asked behind a right one of its type, stream and command: who, when and where are the same."""
    touches: Touches | None = None
    """Class and semester whose signatures it makes void though no cell changes (LAW 37)."""
    slip: Slip | None = None
    """How it is taken back or put right (LAW 48, 49), if it is."""
    asks_class: bool = False
    """It is about a class that was opened, or nothing more is asked of it (LAW 27 to 47)."""
    whole: Check = is_anything
    """What its fields must be to each other, asked where each of them fits."""
    needs_dossier: bool = False
    """It is about a dossier that was proposed, and changes nothing where there is none."""
    of_book: bool = field(init=False)
    of_dossier: bool = field(init=False)
    shape: Shape = field(init=False)
    begins: str = field(init=False)
    keys: tuple[tuple[str, Callable[[Any], str]], ...] = field(init=False)

    def __post_init__(self) -> None:
        begins, *parts = self.stream.split("/")
        named = [part[1:-1].partition(":") for part in parts]
        for name, value in (
            ("of_book", self.stream == BOOK),
            ("of_dossier", self.stream == DOSSIER),
            ("shape", tuple(self.fields.items())),
            ("begins", begins),
            ("keys", tuple((key, _READINGS[reading]) for key, _, reading in named)),
        ):
            object.__setattr__(self, name, value)

    def takes(self, data: dict[str, Any]) -> bool:
        """Whether all its fields are there and fit; further ones are not looked at."""
        return holds(self.shape, data) and self.whole(data)

    def stream_of(self, data: dict[str, Any]) -> str:
        """The stream that the data give; of a gradebook's entry they give none."""
        return "/".join([self.begins, *[read(data[key]) for key, read in self.keys]])
