"""Whose rights stand, and that no step of putting right takes or gives one but as one hand may withdraw."""

from __future__ import annotations

from typing import Any

from domain.entry import Entry
from domain.state import State

Rights = dict[tuple[str, str, int], tuple[Any, ...]]


def rights_of(state: State) -> Rights:
    """(kind, person, position) -> everything that is known of the right."""
    found: Rights = {}
    for person, known in state.people.items():
        for kind in ("appointments", "delegations", "substitutions"):
            found |= {(kind, person, right.pos): tuple(right) for right in getattr(known, kind)}
    return found


def rights_lost(before: Rights, after: Rights, entry: Entry) -> list[str]:
    """What is another right than before, but what the head withdraws: powers lent, a substitution."""
    lent = entry.type == "ActWithdrawn" and entry.actor["role"] in ("head", "superior")
    other = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return [
        f"{entry.type}: {key}: {before.get(key)} -> {after.get(key)}"
        for key in sorted(other)
        if not lent or key[0] == "appointments" or key[2] != entry.data["of"]
    ]
