"""What the law remembers of acts that may be put right: rules 48 and 49 of spec/LAW.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from verify.law.slotted import slotted


@slotted
@dataclass
class Act:
    """An act as it counts now."""

    pos: int
    stream: str
    type: str
    data: dict[str, Any]
    void: bool = False
    changed: int = -1
    """Position of the entry that put it right last."""

    def now(self, key: str) -> Any:
        """What stands in a field that may be put right."""
        return self.data["head"][key] if self.type == "LogCreated" else self.data[key]

    def amended(self, change: dict[str, Any]) -> dict[str, Any]:
        """Its data with the right values in their places."""
        if self.type == "LogCreated":
            return {**self.data, "head": {**self.data["head"], **change}}
        return {**self.data, **change}


@slotted
@dataclass
class Rectification:
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
class RightFacts:
    acts: dict[int, Act] = field(default_factory=dict)
    of_pupil: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """(pupil, type) -> positions of the acts, in order."""
    moves: dict[str, list[int]] = field(default_factory=dict)
    """Pupil -> positions of the enrolment and of the movements that followed it."""
    rectifications: dict[str, Rectification] = field(default_factory=dict)
    withdrawn_windows: set[str] = field(default_factory=set)

    def add(self, act: Act) -> None:
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
