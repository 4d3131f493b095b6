"""LAW 48 and 49: acts that may be put right, kept and changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.law.shape import holds
from verify.law.state.acts import Act, Change
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.topics import ACTS
from verify.law.types import Slip

SLIPS: dict[str, Slip] = {name: type_.slip for name, type_ in ACTS.items() if type_.slip is not None}


def keep(state: State, e: Entry, slip: Slip) -> None:
    """Asked after the entry has changed the state: a movement that changed nothing is none; of two entries at
    one position the first is the act."""
    right = state.righting
    if e.pos in right.acts:
        return
    right.add(Act(e.pos, e.stream, e.type, e.data, slip.inside))
    if slip.moves:
        pupil = state.pupils.get(e.data["pupil"])
        if pupil is not None and e.pos in (pupil.stays[-1].pos, pupil.stays[-1].left):
            right.moves.setdefault(e.data["pupil"], []).append(e.pos)


def class_of(state: State, data: dict[str, Any]) -> str | None:
    """The class of the act that is put right: its own, else the newest of its pupil."""
    right = state.righting
    known = right.rectifications.get(data["rectification"])
    act = right.acts.get(data.get("of", known.of if known is not None else -1))
    if act is None:
        return None
    named: str | None = act.data.get("class")
    pupil = state.pupils.get(act.data.get("pupil", ""))
    return named if named is not None else pupil.klass if pupil is not None else None


def misshapen(act: Act, change: Change) -> str | None:
    """Only fields that the type lets change, with values of its shape, each another than before (LAW 49)."""
    slip, shape = SLIPS[act.type], ACTS[act.type].shape
    if slip.changes is None or (change is None and not slip.void):
        return "BAD_DATA"
    if change is None:
        return None
    if not set(slip.changes).issuperset(change) or not holds(shape, act.amended(change)):
        return "BAD_DATA"
    if act.void:
        return None
    same = not change or any(act.now(key) == value for key, value in change.items())
    return "NO_CHANGE" if same else None


def misfit(state: State, e: Entry, act: Act, change: Change) -> str | None:
    """Why the act may not be put right so: by its fields, then by the rules of its kind."""
    code, fits = misshapen(act, change), SLIPS[act.type].fits
    return code if code is not None or fits is None else fits(state, e, act, change)


def touched_by(state: State, act: Act, change: Change) -> Iterable[tuple[str, int]]:
    """What the act touched when it was written, and what it touches as corrected."""
    touches = SLIPS[act.type].touches
    if touches is None:
        return ()
    corrected = change is not None and misshapen(act, change) is None
    told = [act.data, act.amended(change)] if corrected and change is not None else [act.data]
    return touches(state, act, change, told)


def put_right(state: State, act: Act, change: Change, e: Entry) -> None:
    """`change` None: it is void."""
    act.before, act.changed = act.data, e.pos
    if change is None:
        act.void = True
    else:
        act.void, act.data = False, act.amended(change)
    retold = SLIPS[act.type].retold
    if retold is not None:
        retold(state, act, e)
