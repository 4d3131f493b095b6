"""Lost ways in that somebody asked to have given again and nobody has granted yet (LAW 56), in words."""

from typing import NamedTuple

from api.pages import format as show
from api.pages.session import Session


class AskView(NamedTuple):
    """An asking that waits; `pos` is its entry.

    `own`: the reader lost it, `asked`: the reader asked. Neither of them grants it.
    """

    pos: int
    person: str
    name: str
    asker: str
    at: str
    reason: str
    own: bool
    asked: bool


def waiting_asks(session: Session) -> list[AskView]:
    """Of everybody in the school, the oldest first; of each person the newest asking, which alone counts."""
    reader = session.caller.person
    waiting = {ask.pos: person for person, ask in session.state.asks.items() if not ask.granted}
    entries = session.school.log.entries_at(sorted(waiting)) if waiting else []
    return [
        AskView(
            entry.pos,
            person := waiting[entry.pos],
            name_of(session, person),
            name_of(session, entry.actor["person"]),
            show.time(entry.at),
            entry.data["reason"],
            person == reader,
            entry.actor["person"] == reader,
        )
        for entry in entries
    ]


def name_of(session: Session, person: str) -> str:
    """As the log has it."""
    known = session.state.people.get(person)
    return known.name if known else person
