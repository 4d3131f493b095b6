"""Every decision that the log names, as an ordinary fold of the deeds: which entry rests on which paper."""

from typing import Any, NamedTuple

from domain.events import EVENTS
from ledger.log import SchoolLog
from projections.deeds import NAME, read_deeds
from projections.place import reading, size_of

PAPERS = ("decision", "letter")
TYPES = tuple(name for name, model in EVENTS.items() if set(PAPERS) & set(model.model_fields))


class DecisionRow(NamedTuple):
    """The paper behind the entry at `pos`; `digest` of its file in base64, None if it is kept on paper."""

    pos: int
    at: str
    by: str
    type: str
    no: str
    dated: str
    digest: str | None


def decisions(log: SchoolLog) -> list[DecisionRow]:
    """All of them, in the order of their entries, as far as the view has come."""
    with reading(log) as place:
        deeds = read_deeds(place, TYPES, size_of(place, NAME))
    papers = ((deed, paper_of(deed.data)) for deed in deeds)
    return [
        DecisionRow(deed.pos, deed.at, deed.person, deed.type, paper["no"], paper["date"], paper["digest"])
        for deed, paper in papers
        if paper is not None
    ]


def paper_of(data: dict[str, Any]) -> dict[str, Any] | None:
    """The decision in an entry's data, or the letter that stands for one; None if it names none."""
    return next((data[name] for name in PAPERS if data.get(name)), None)
