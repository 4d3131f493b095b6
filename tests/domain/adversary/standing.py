"""Whose rights stand, and that no step of putting right takes or gives one but as one hand may withdraw."""

from __future__ import annotations

from typing import Any

from domain.state.state import State
from domain.words.entry import Entry

Rights = dict[tuple[str, str, int], tuple[Any, ...]]


def rights_of(state: State) -> Rights:
    """(kind, person, position) -> everything that is known of the right."""
    found: Rights = {}
    for person, known in state.people.items():
        for kind in ("appointments", "delegations", "substitutions"):
            found |= {(kind, person, right.pos): tuple(right) for right in getattr(known, kind)}
    return found


def rights_lost(before: Rights, after: Rights, entry: Entry, of: int) -> list[str]:
    """What is another right than before, but what the head withdraws (powers lent, a substitution), and the
    right of a superior that three persons make void: the act at `of`."""
    void = entry.type == "RectificationDecided"
    lent = entry.type == "ActWithdrawn" and entry.actor["role"] in ("head", "superior")
    other = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return [
        f"{entry.type}: {key}: {before.get(key)} -> {after.get(key)}"
        for key in sorted(other)
        if not (lent and key[0] != "appointments" and key[2] == entry.data["of"])
        and not (void and key[0] == "appointments" and key[2] == of and before[key][1] == "superior")
    ]
