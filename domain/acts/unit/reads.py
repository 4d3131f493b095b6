"""What is kept beside the log of who has read personal data, told day by day (LAW 50)."""

from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.rows import Row
from domain.grounds.situation import Situation
from domain.state.state import State
from domain.words.days import day_after, local_day
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Day, Digest, Position
from domain.words.refusal import Refusal

ReadsDigested = TypedDict(
    "ReadsDigested",
    {
        "from": Day,
        "to": Day,
        "count": Position,
        "failures": Position,
        "digest": Digest,
    },
)


READS_DIGESTED = Event(ReadsDigested, "reads/{to}")


class DigestReads(Command):
    """Tell of all readings of some days at once: how many, and their digest."""

    ACT = "ReadsDigested"
    start: Day
    end: Day
    count: Position
    failures: Position
    digest: Digest


def digest(act: Situation, command: DigestReads) -> list[Draft]:
    """Days that are past, each once, and none left out."""
    told, today = act.state.reads_to, local_day(act.latest)
    if not command.start <= command.end < today:
        raise Refusal("BAD_PERIOD", "S51", start=command.start, end=command.end, today=today)
    if told and command.start <= told:
        raise Refusal("ALREADY_EXISTS", "S51", start=command.start, told=told)
    if told and command.start > day_after(told):
        raise Refusal("BAD_PERIOD", "S51", start=command.start, told=told)
    data = command.model_dump(include={"count", "failures", "digest"})
    return [READS_DIGESTED.draft({**data, "from": command.start, "to": command.end})]


def _tell_reads(state: State, _entry: Entry, data: ReadsDigested) -> None:
    state.reads_to = data["to"]


ROWS = (Row(READS_DIGESTED, DigestReads, digest, apply=_tell_reads, changes=()),)
