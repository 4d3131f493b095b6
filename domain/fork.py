"""The facts of a school after some more entries, beside the facts as they were: readers keep what they hold.

What an entry changes is copied before it is taken in; all else is shared by both. A type that is not named
here copies everything: slower, never wrong.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import is_dataclass
from typing import Any

from domain.law import Fold
from domain.words.entry import Entry

_NOTHING: tuple[tuple[str, str], ...] = ()
_SAID = ("said", "")
_PERSON = (("people", "person"),)
_MOVE = (("pupils", ""), ("rosters", "class"), ("touched", ""), ("moves", "pupil"), _SAID)
_SNAPSHOT = (("snapshots", ""),)
_WINDOW = (("windows", ""), ("covering", ""))
_INCIDENT = (("incidents", ""),)
_CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "JournalNoted": _NOTHING,
    "TeacherRated": (_SAID,),
    "RosterConfirmed": _NOTHING,
    "PersonRegistered": (("people", ""), _SAID),
    "Appointed": (*_PERSON, _SAID),
    "AppointmentEnded": _PERSON,
    "Delegated": (*_PERSON, _SAID),
    "SubstituteNamed": (*_PERSON, _SAID),
    "StaffProfileSet": _PERSON,
    "PupilEnrolled": (*_MOVE, ("registers", "")),
    "PupilPlaced": _MOVE,
    "PupilLeft": (*_MOVE, ("leavings", "pupil")),
    "WindowSet": (*_WINDOW, _SAID),
    "WindowMoved": _WINDOW,
    "SnapshotPlanned": _SNAPSHOT,
    "SnapshotArchived": _SNAPSHOT,
    "SnapshotSpent": _SNAPSHOT,
    "ReadsDigested": _NOTHING,
    "ProgressChecked": (("checks", ""),),
    "IncidentReported": _INCIDENT,
    "IncidentAnswered": _INCIDENT,
}
"""Type -> what of a State it changes: a container and, where what lies in it is changed in place, the field
of its data that names the one."""


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
