"""What the law remembers of acts that may be put right: LAW 48, 49."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from verify.law.slotted import slotted

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
    inside: str = ""
    """The field in which the changeable ones stand, if they do not stand in the data themselves."""
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
        new = {**self._place(), **change}
        return {**self.data, self.inside: new} if self.inside else new

    def _place(self) -> dict[str, Any]:
        place: dict[str, Any] = self.data[self.inside] if self.inside else self.data
        return place


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
