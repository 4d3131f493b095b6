"""What is kept beside the log of who has read personal data, told day by day (LAW 50)."""

from domain.acts.commands import DigestReads
from domain.acts.events import draft
from domain.grounds.situation import Situation
from domain.words.days import day_after, local_day
from domain.words.entry import Draft, Refusal


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
    return [draft("ReadsDigested", {**data, "from": command.start, "to": command.end})]
