"""Boards founded, substitutes named, staff profiles (LAW 27-28)."""

from collections.abc import Callable
from typing import Any

from domain.acts.commands import Command
from domain.acts.commands_year import FoundBoard, NameSubstitute, SetStaffProfile
from domain.acts.events import draft
from domain.grounds.leaders import refuse_unless_of_a_head
from domain.grounds.situation import Situation, known_person, refuse_period, refuse_self
from domain.state.state import State
from domain.words.entry import Draft, Refusal

CLEAR_FIELDS = ("title", "subject", "degree")
"""Fields of a staff profile that stand in the log in clear; of the others only a commitment does."""


def found_board(act: Situation, command: FoundBoard) -> list[Draft]:
    """LAW 27: the decision that founds the administration board names its members, not who signs it (S26)."""
    for person in command.members:
        refuse_self(act, person)
    refuse_unless_of_a_head(act, command.members)
    for person in command.members:
        known_person(act.state, person)
    refuse_period(command.start, command.end)
    data = command.model_dump(include={"members", "decision"})
    return [draft("BoardFounded", {**data, "from": command.start, "to": command.end})]


def name_substitute(act: Situation, command: NameSubstitute) -> list[Draft]:
    """LAW 28: nobody works under another's name; who stands in does so by an own dated decision (S14)."""
    refuse_self(act, command.person)
    refuse_unless_of_a_head(act, (command.person,))
    known_person(act.state, command.person)
    refuse_period(command.start, command.end)
    holder = _holder(act.state, command.appointment)
    held = act.state.appointment(holder, command.appointment) if holder else None
    fits = held is not None and held.role in ("teacher", "homeroom") and held.ended is None
    if not fits or holder == command.person:
        raise Refusal("UNKNOWN_APPOINTMENT", "S14", appointment=command.appointment, person=command.person)
    data = command.model_dump(include={"person", "appointment", "decision"})
    return [draft("SubstituteNamed", {**data, "from": command.start, "to": command.end})]


def set_staff_profile(act: Situation, command: SetStaffProfile) -> list[Draft]:
    """LAW 28: one field; a text of record in clear, any other as a commitment."""
    known_person(act.state, command.person)
    prefix = "t:" if command.field in CLEAR_FIELDS else "h:"
    if not command.value.startswith(prefix):
        raise Refusal("BAD_VALUE", "S53", field=command.field, value=command.value)
    value, pos = act.state.people[command.person].profile.get(command.field, (None, 0))
    if command.base != pos:
        raise Refusal(
            "STALE_BASE", "S53", conflicts=[{"field": command.field, "base": command.base, "pos": pos}]
        )
    if value == command.value:
        raise Refusal("NO_CHANGE", "S53", field=command.field)
    data = {**command.model_dump(include={"person", "field", "value", "base"}), "old": value}
    return [draft("StaffProfileSet", data)]


def _holder(state: State, appointment: int) -> str | None:
    """Whose appointment the entry at that position was."""
    found = (p.person for p in state.people.values() if any(a.pos == appointment for a in p.appointments))
    return next(found, None)


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {
    FoundBoard: found_board,
    NameSubstitute: name_substitute,
    SetStaffProfile: set_staff_profile,
}
