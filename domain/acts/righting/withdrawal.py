"""Acts that only give a possibility, withdrawn by one hand while nothing rests on them (LAW 48)."""

from typing_extensions import TypedDict

from domain.acts.righting.putting_right import put_right, standing_act, streams_for
from domain.acts.topics import RIGHTING
from domain.grounds.command import Command
from domain.grounds.rows import Row
from domain.grounds.situation import Situation
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Position, Text, Typed
from domain.words.refusal import Refusal


class ActWithdrawn(TypedDict):
    """The act at position `of` of `stream` gives nothing from here on."""

    of: Position
    stream: Text
    reason: Text
    decision: said.Decision


ACT_WITHDRAWN = Event(ActWithdrawn, "school")


class WithdrawAct(Command):
    """The act at position `of` in `stream` gives nothing any more."""

    ACT = "ActWithdrawn"
    of: Position
    stream: Text
    reason: Typed
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """Where the act stands; of a window, the books that it opened."""
        return streams_for(state, self.of, self.stream, None, withdrawn=True)


def withdraw(act: Situation, command: WithdrawAct) -> list[Draft]:
    """From now on the act gives nothing; that it stood stays in the log."""
    said = standing_act(act.state, command.of, command.stream)
    how = RIGHTING[said.type]
    if not how.withdrawable:
        raise Refusal("UNKNOWN_ACT", "S52", of=command.of, type=said.type)
    if how.judge is not None:
        how.judge(act, said, None)
    return [ACT_WITHDRAWN.draft(command.model_dump())]


def _withdraw(state: State, entry: Entry, data: ActWithdrawn) -> None:
    put_right(state, data["of"], data["stream"], None, entry)


ROWS = (Row(ACT_WITHDRAWN, WithdrawAct, withdraw, apply=_withdraw),)
