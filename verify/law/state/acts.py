"""What the law remembers of acts that may be put right: rules 48 and 49 of LAW.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Optional

from verify.law.shape import Shape, holds
from verify.law.slotted import slotted


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
    """(state, act, change): class and semester whose signatures are void by it (LAW 37)."""


Change = Optional[dict[str, Any]]
"""The right values of an act's fields; None: it is void."""


@slotted
@dataclass
class Act:
    """An act as it counts now."""

    pos: int
    stream: str
    type: str
    data: dict[str, Any]
    shape: Shape
    slip: Slip
    void: bool = False
    changed: int = -1
    """Position of the entry that put it right last."""
    before: dict[str, Any] = field(default_factory=dict)
    """Its data until then."""

    def now(self, key: str) -> Any:
        """What stands in a field that may be put right."""
        return self._place()[key]

    def amended(self, change: dict[str, Any]) -> dict[str, Any]:
        """Its data with the right values in their places."""
        inside = self.slip.inside
        new = {**self._place(), **change}
        return {**self.data, inside: new} if inside else new

    def misshapen(self, change: Change) -> str | None:
        """Only fields that its type lets change, of its shape, each another than before (LAW 49)."""
        if self.slip.changes is None or (change is None and not self.slip.void):
            return "BAD_DATA"
        if change is None:
            return None
        if not set(self.slip.changes).issuperset(change) or not holds(self.shape, self.amended(change)):
            return "BAD_DATA"
        if self.void:
            return None
        same = not change or any(self.now(key) == value for key, value in change.items())
        return "NO_CHANGE" if same else None

    def _place(self) -> dict[str, Any]:
        inside: dict[str, Any] = self.data[self.slip.inside] if self.slip.inside else self.data
        return inside


@slotted
@dataclass
class Rectification:
    """A proposal to put an act right, and how far it has come."""

    pos: int
    of: int
    stream: str
    change: dict[str, Any] | None
    proposer: str
    leaf: bytes
    t: str = ""
    """The latest instant of the log when it was proposed."""
    witness: str = ""
    state: str = "proposed"


@slotted
@dataclass
class Righting:
    """The acts that may be put right, and the proposals to do so."""

    acts: dict[int, Act] = field(default_factory=dict)
    of_pupil: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """(pupil, type) -> positions of the acts, in order."""
    moves: dict[str, list[int]] = field(default_factory=dict)
    """Pupil -> positions of the enrolment and of the movements that followed it."""
    rectifications: dict[str, Rectification] = field(default_factory=dict)
    withdrawn_windows: set[str] = field(default_factory=set)

    def add(self, act: Act) -> None:
        """One more act, found by its position and, if it is about a pupil, by pupil and type."""
        self.acts[act.pos] = act
        pupil = act.data.get("pupil")
        if pupil is not None:
            self.of_pupil.setdefault((pupil, act.type), []).append(act.pos)

    def standing(self, pupil: str, kind: str) -> list[Act]:
        """The acts of that type about a pupil that are not void, in order."""
        found = (self.acts[pos] for pos in self.of_pupil.get((pupil, kind), ()))
        return [act for act in found if not act.void]

    def movements(self, pupil: str) -> list[Act]:
        """Every one, void or not, in order."""
        return [self.acts[pos] for pos in self.moves.get(pupil, ())]
