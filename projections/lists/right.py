"""What was withdrawn and put right: who said so, about which entry, and what is right now (LAW 48-49)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from projections.tables.deeds import Deed


class RightRow(NamedTuple):
    """`change` None: the act at `of` is void, or withdrawn; `state` proposed, witnessed, applied, refused,
    withdrawn."""

    pos: int
    at: str
    person: str
    rectification: str | None
    of: int
    stream: str
    change: dict[str, Any] | None
    reason: str
    witness: str | None
    decided_by: str | None
    state: str
    no: str | None
    dated: str | None
    digest: str | None


def rectifications(deeds: Iterable[Deed]) -> list[RightRow]:
    """In the order in which they were proposed."""
    rows: dict[str, RightRow] = {}
    for deed in deeds:
        data = deed.data
        paper = data.get("decision") or {}
        papers: dict[str, Any] = {"no": paper.get("no"), "dated": paper.get("date")}
        papers["digest"] = paper.get("digest")
        if deed.type == "ActWithdrawn":
            rows[f"@{deed.pos}"] = _row(deed, None, "withdrawn")._replace(decided_by=deed.person, **papers)
        elif deed.type == "RectificationProposed":
            rows[data["rectification"]] = _row(deed, data["rectification"], "proposed")
        elif deed.type == "RectificationWitnessed":
            known = rows[data["rectification"]]
            rows[data["rectification"]] = known._replace(witness=deed.person, state="witnessed")
        else:
            known = rows[data["rectification"]]
            decided: dict[str, Any] = {"decided_by": deed.person, "state": data["outcome"], **papers}
            rows[data["rectification"]] = known._replace(**decided)
    return list(rows.values())


def _row(deed: Deed, name: str | None, state: str) -> RightRow:
    data = deed.data
    facts = (name, data["of"], data["stream"], data.get("change"), data["reason"])
    return RightRow(deed.pos, deed.at, deed.person, *facts, None, None, state, None, None, None)
