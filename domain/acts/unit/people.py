"""Boards founded, substitutes named, staff profiles (LAW 27-28; S14, S53)."""

from typing import Literal

from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.leaders import (
    refuse_unless_of_a_head,
)
from domain.grounds.rows import Righting, Row
from domain.grounds.situation import (
    Situation,
    known_person,
    refuse_period,
    refuse_self,
)
from domain.state.facts import Founded, Said, Substitution
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import (
    ClearText,
    Commitment,
    Day,
    Decision,
    Id,
    Ids,
    Position,
)
from domain.words.refusal import Refusal

BoardFounded = TypedDict(
    "BoardFounded",
    {
        "members": Ids,
        "from": Day,
        "to": Day | None,
        "decision": said.Decision,
    },
)


BOARD_FOUNDED = Event(BoardFounded, "school")


SubstituteNamed = TypedDict(
    "SubstituteNamed",
    {
        "person": Id,
        "appointment": Position,
        "from": Day,
        "to": Day,
        "decision": said.Decision,
    },
)


SUBSTITUTE_NAMED = Event(SubstituteNamed, "person/{person}")


class StaffProfileSet(TypedDict):
    """One field; `old` and `base` as in MarkChanged."""

    person: Id
    field: Literal["title", "subject", "degree", "phone", "email", "address"]
    old: ClearText | Commitment | None
    value: ClearText | Commitment
    base: Position


STAFF_PROFILE_SET = Event(StaffProfileSet, "person/{person}")


class FoundBoard(Command):
    """Name who sits in the administration board, from a day on."""

    ACT = "BoardFounded"
    members: Ids
    start: Day
    end: Day | None = None
    decision: Decision


class NameSubstitute(Command):
    """`person` stands in for the holder of `appointment`, under the own name."""

    ACT = "SubstituteNamed"
    person: Id
    appointment: Position
    start: Day
    end: Day
    decision: Decision


class SetStaffProfile(Command):
    """One field of a person's profile, over what stands at `base`."""

    ACT = "StaffProfileSet"
    person: Id
    field: Literal["title", "subject", "degree", "phone", "email", "address"]
    value: ClearText | Commitment
    base: Position


def found_board(act: Situation, command: FoundBoard) -> list[Draft]:
    """LAW 27: the decision that founds the administration board names its members, not who signs it (S26)."""
    for person in command.members:
        refuse_self(act, person)
    refuse_unless_of_a_head(act, command.members)
    for person in command.members:
        known_person(act.state, person)
    refuse_period(command.start, command.end)
    data = command.model_dump(include={"members", "decision"})
    return [BOARD_FOUNDED.draft({**data, "from": command.start, "to": command.end})]


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
    return [SUBSTITUTE_NAMED.draft({**data, "from": command.start, "to": command.end})]


CLEAR_FIELDS = ("title", "subject", "degree")
"""Fields of a staff profile that stand in the log in clear; of the others only a commitment does."""


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
    return [STAFF_PROFILE_SET.draft(data)]


def _holder(state: State, appointment: int) -> str | None:
    """Whose appointment the entry at that position was."""
    found = (p.person for p in state.people.values() if any(a.pos == appointment for a in p.appointments))
    return next(found, None)


def _found(state: State, entry: Entry, data: BoardFounded) -> None:
    state.boards.append(Founded(entry.pos, tuple(data["members"]), data["from"], data["to"]))


def _substitute(state: State, entry: Entry, data: SubstituteNamed) -> None:
    holder = next(
        person.person
        for person in state.people.values()
        if any(held.pos == data["appointment"] for held in person.appointments)
    )
    state.people[data["person"]].substitutions.append(
        Substitution(entry.pos, data["appointment"], holder, data["from"], data["to"])
    )


def _set_profile(state: State, entry: Entry, data: StaffProfileSet) -> None:
    state.people[data["person"]].profile[data["field"]] = (data["value"], entry.pos)


def _take_back(state: State, said: Said, entry: Entry) -> None:
    over, person = state.day_before(entry.at), state.people[said.data["person"]]
    person.substitutions = [
        each._replace(ended=over, ended_at=entry.pos) if each.pos == said.pos else each
        for each in person.substitutions
    ]


OF_PERSON = (("people", "person"),)
ROWS = (
    Row(BOARD_FOUNDED, FoundBoard, found_board, apply=_found),
    Row(
        SUBSTITUTE_NAMED,
        NameSubstitute,
        name_substitute,
        apply=_substitute,
        changes=OF_PERSON,
        righting=Righting(withdrawable=True, put_right=_take_back),
    ),
    Row(STAFF_PROFILE_SET, SetStaffProfile, set_staff_profile, apply=_set_profile, changes=OF_PERSON),
)
