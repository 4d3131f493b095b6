"""Every decision that the log names, as an ordinary fold of the deeds: which entry rests on which paper."""

from typing import Any, NamedTuple

from domain.law import EVENTS
from ledger.log import SchoolLog
from projections.tables.deeds import NAME, read_deeds
from projections.tables.place import reading, size_of

PAPERS = ("decision", "letter")
TYPES = tuple(name for name, event in EVENTS.items() if {*PAPERS, "change"} & set(event.data.__annotations__))
"""With the rectification that puts a decision or a letter right."""
_DIGESTS = ", ".join(f"data #>> '{{{path},digest}}'" for name in PAPERS for path in (name, f"change,{name}"))
"""Wherever `paper_of` finds one."""


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


def naming(log: SchoolLog, digest: str) -> list[int]:
    """The entries whose decision names the file of this digest, in order, as far as the view has come."""
    with reading(log) as place:
        rows = place.rows(
            "SELECT pos FROM @views@.p_deed WHERE school = %s AND type = ANY(%s)"  # noqa: S608 - constants
            f" AND %s IN ({_DIGESTS}) ORDER BY pos",
            place.school,
            list(TYPES),
            digest,
        )
    return [pos for (pos,) in rows]


def paper_of(data: dict[str, Any]) -> dict[str, Any] | None:
    """The decision in an entry's data, or the letter that stands for one; None if it names none."""
    told = (data, data.get("change") or {})
    return next((each[name] for each in told for name in PAPERS if each.get(name)), None)
