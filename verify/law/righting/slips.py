"""LAW 48 and 49: acts that may be put right, kept and changed."""

from __future__ import annotations

from typing import Any

from verify.law.shape import Shape
from verify.law.state.acts import Act, Change, Slip
from verify.law.state.entry import Entry
from verify.law.state.state import State


def keep(state: State, e: Entry, shape: Shape, slip: Slip) -> None:
    """Asked after the entry has changed the state: a movement that changed nothing is none; of two entries at
    one position the first is the act."""
    right = state.facts.right
    if e.pos in right.acts:
        return
    right.add(Act(e.pos, e.stream, e.type, e.data, shape, slip))
    if slip.moves:
        pupil = state.pupils.get(e.data["pupil"])
        if pupil is not None and e.pos in (pupil.stays[-1].pos, pupil.stays[-1].left):
            right.moves.setdefault(e.data["pupil"], []).append(e.pos)


def class_of(state: State, data: dict[str, Any]) -> str | None:
    """The class of the act that is put right: its own, else the newest of its pupil."""
    right = state.facts.right
    known = right.rectifications.get(data["rectification"])
    act = right.acts.get(data.get("of", known.of if known is not None else -1))
    if act is None:
        return None
    named: str | None = act.data.get("class")
    pupil = state.pupils.get(act.data.get("pupil", ""))
    return named if named is not None else pupil.klass if pupil is not None else None


def misfit(state: State, e: Entry, act: Act, change: Change) -> str | None:
    """Why the act may not be put right so: by its fields, then by the rules of its kind."""
    code = act.misshapen(change)
    if code is not None or act.slip.fits is None:
        return code
    return act.slip.fits(state, e, act, change)


def put_right(state: State, act: Act, change: Change, e: Entry) -> None:
    """`change` None: it is void."""
    act.before, act.changed = act.data, e.pos
    if change is None:
        act.void = True
    else:
        act.void, act.data = False, act.amended(change)
    if act.slip.retold is not None:
        act.slip.retold(state, act, e)
