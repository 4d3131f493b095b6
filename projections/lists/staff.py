"""Lists of staff: appointments with their decisions, delegations, substitutes, boards, profiles."""

from collections.abc import Iterable
from typing import NamedTuple

from projections.tables.deeds import Deed


class AppointmentRow(NamedTuple):
    """A right given by the entry at `pos`; `ended` is the last day if it was ended before `until`."""

    pos: int
    person: str
    name: str
    role: str
    klass: str | None
    subject: str | None
    since: str
    until: str | None
    ended: str | None
    no: str
    dated: str
    digest: str | None


class DelegationRow(NamedTuple):
    """Powers lent to a deputy."""

    pos: int
    person: str
    powers: tuple[str, ...]
    since: str
    until: str
    no: str
    dated: str
    digest: str | None


class SubstituteRow(NamedTuple):
    """`person` stands in for `holder` (S14), under the own name."""

    pos: int
    person: str
    holder: str | None
    role: str | None
    klass: str | None
    subject: str | None
    since: str
    until: str
    no: str
    dated: str
    digest: str | None


class BoardRow(NamedTuple):
    """The administration board as a decision founded it (S26)."""

    pos: int
    members: tuple[str, ...]
    since: str
    until: str | None
    no: str
    dated: str
    digest: str | None


class StaffProfileRow(NamedTuple):
    """A field of a profile; `value` is what stands in the log: `t:` text, `h:` commitment."""

    pos: int
    at: str
    by: str
    person: str
    field: str
    value: str


def appointments(deeds: Iterable[Deed]) -> list[AppointmentRow]:
    """Every appointment ever given, in order, the first head's too."""
    names: dict[str, str] = {}
    rows: dict[int, AppointmentRow] = {}
    for deed in deeds:
        data = deed.data
        if deed.type == "LogCreated":
            head, paper = data["head"], data["decision"]
            names[head["person"]] = head["name"]
            facts = (head["person"], head["name"], "head", None, None, head["from"], None, None)
            rows[0] = AppointmentRow(0, *facts, paper["no"], paper["date"], paper["digest"])
        elif deed.type == "PersonRegistered":
            names[data["person"]] = data["name"]
        elif deed.type == "AppointmentEnded":
            rows[data["appointment"]] = rows[data["appointment"]]._replace(ended=data["on"])
        else:
            rows[deed.pos] = _appointed(deed, names.get(data["person"], ""))
    return list(rows.values())


def _appointed(deed: Deed, name: str) -> AppointmentRow:
    data, paper = deed.data, deed.data["decision"]
    facts = (data["person"], name, data["role"], data["class"], data["subject"], data["from"], data["to"])
    return AppointmentRow(deed.pos, *facts, None, paper["no"], paper["date"], paper["digest"])


def delegations(deeds: Iterable[Deed]) -> list[DelegationRow]:
    """Every delegation ever given."""
    return [
        DelegationRow(
            deed.pos,
            deed.data["person"],
            tuple(deed.data["powers"]),
            deed.data["from"],
            deed.data["to"],
            deed.data["decision"]["no"],
            deed.data["decision"]["date"],
            deed.data["decision"]["digest"],
        )
        for deed in deeds
    ]


def substitutes(deeds: Iterable[Deed]) -> list[SubstituteRow]:
    """Every substitution, with whose place was taken."""
    appointed: dict[int, Deed] = {}
    rows: list[SubstituteRow] = []
    for deed in deeds:
        data = deed.data
        if deed.type == "Appointed":
            appointed[deed.pos] = deed
            continue
        place = appointed[data["appointment"]].data if data["appointment"] in appointed else {}
        rows.append(
            SubstituteRow(
                deed.pos,
                data["person"],
                place.get("person"),
                place.get("role"),
                place.get("class"),
                place.get("subject"),
                data["from"],
                data["to"],
                data["decision"]["no"],
                data["decision"]["date"],
                data["decision"]["digest"],
            )
        )
    return rows


def boards(deeds: Iterable[Deed]) -> list[BoardRow]:
    """The boards, oldest first; the newest one counts (LAW 6)."""
    return [
        BoardRow(
            deed.pos,
            tuple(deed.data["members"]),
            deed.data["from"],
            deed.data["to"],
            deed.data["decision"]["no"],
            deed.data["decision"]["date"],
            deed.data["decision"]["digest"],
        )
        for deed in deeds
    ]


def profiles(deeds: Iterable[Deed]) -> list[StaffProfileRow]:
    """The last value of each field."""
    rows = {
        (deed.data["person"], deed.data["field"]): StaffProfileRow(
            deed.pos, deed.at, deed.person, deed.data["person"], deed.data["field"], deed.data["value"]
        )
        for deed in deeds
    }
    return [rows[key] for key in sorted(rows)]
