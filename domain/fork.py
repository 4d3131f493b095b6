"""The facts of a school after some more entries, beside the facts as they were: readers keep what they hold.

What an entry changes is copied before it is taken in; all else is shared by both. A type whose row
does not say what copies everything: slower, never wrong.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import is_dataclass
from typing import Any

from domain.grounds.rows import Changes, Row
from domain.law import ROWS, Fold
from domain.words.entry import Entry


def _changed_by(row: Row) -> Changes | None:
    """What of a State an entry of the type changes; None: anything."""
    if row.changes is None:
        return None
    kept = (("said", ""),) if row.righting is not None else ()
    touched = (("touched", ""),) if row.touches is not None else ()
    return (*row.changes, *kept, *touched)


_CHANGES = {name: _changed_by(row) for name, row in ROWS.items()}


def own_copy(state: Fold) -> Fold:
    """The same facts for one reader: streams that are loaded into it, and what they tell, leave no trace in
    the facts that others hold."""
    fresh = copy(state)
    for name, value in list(vars(state).items()):
        if isinstance(value, dict | list | set):
            setattr(fresh, name, copy(value))
    return fresh


class Fork:
    """Goes on from a state that stays as it is; `state` is the new one."""

    def __init__(self, state: Fold) -> None:
        self.state = copy(state)
        self._own: set[tuple[str, str]] = set()
        """(container, key) of what was copied already; key "": the container itself."""
        self._owns_all = False

    @property
    def on_demand(self) -> tuple[str, ...]:
        """As State.on_demand."""
        return self.state.on_demand

    def advance(self, entries: Iterable[Entry]) -> None:
        """Take in the next governance entries, in order."""
        for entry in entries:
            self._take_over(entry)
            self.state.advance([entry])

    def reach(self, size: int, at: str) -> None:
        """As State.reach."""
        self.state.reach(size, at)

    def _take_over(self, entry: Entry) -> None:
        """Copies what the entry changes, unless it was copied before."""
        changes = _CHANGES.get(entry.type)
        if self._owns_all:
            return
        if changes is None:
            for name, value in list(vars(self.state).items()):
                setattr(self.state, name, _cloned(value))
            self._owns_all = True
            return
        if entry.sign is not None:
            changes = (*changes, ("counters", ""))
        for name, field in changes:
            held = getattr(self.state, name)
            if (name, "") not in self._own:
                held = copy(held)
                setattr(self.state, name, held)
                self._own.add((name, ""))
            if field and (key := entry.data[field]) in held and (name, key) not in self._own:
                held[key] = _cloned(held[key])
                self._own.add((name, key))


def _cloned(value: Any) -> Any:
    """A copy down to what cannot be changed."""
    if isinstance(value, dict):
        return {key: _cloned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cloned(each) for each in value]
    if isinstance(value, set):
        return set(value)
    if is_dataclass(value) and not isinstance(value, type):
        fresh = copy(value)
        for name in fresh.__dataclass_fields__:
            setattr(fresh, name, _cloned(getattr(fresh, name)))
        return fresh
    return value
