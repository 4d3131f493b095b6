"""Lists of pupils: the enrolment register, a class's members, movements, what was brought, exemptions."""

from collections.abc import Callable, Collection, Iterable
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from domain.words.days import day_before
from domain.words.names import NAMING, Names
from projections.decisions import paper_of
from projections.tables.deeds import Deed

PLACING = ("PupilEnrolled", "PupilPlaced", "PupilLeft")
MOVING = (*PLACING, "TransferredIn")
NAMED_PLACING = tuple(dict.fromkeys((*PLACING, *NAMING)))
NAMED_MOVING = tuple(dict.fromkeys((*MOVING, *NAMING)))


class RegisterRow(NamedTuple):
    """A line of the enrolment register (S40), by running number; `left` is the last day if it is known."""

    pos: int
    register: str
    pupil: str
    name: str
    born: str
    since: str
    classes: tuple[str, ...]
    came_from: str | None
    left: str | None
    cause: str | None
    gone_to: str | None


class MemberRow(NamedTuple):
    """One stay of a pupil in a class, by the entry at `pos`; `until` is the last day, None while there."""

    pos: int
    klass: str
    pupil: str
    name: str
    born: str
    register: str
    since: str
    until: str | None
    cause: str


class MovementRow(NamedTuple):
    """A pupil came, moved, left or came back (S65); `no`, `dated`, `digest` are the decision's."""

    pos: int
    at: str
    person: str
    pupil: str
    name: str
    kind: str
    left: str | None
    klass: str | None
    day: str
    school: str | None
    no: str | None
    dated: str | None
    digest: str | None


class BroughtRow(NamedTuple):
    """A result that a pupil brought from another school."""

    pos: int
    at: str
    person: str
    pupil: str
    year: str
    semester: int
    subject: str
    value: int | str
    document: str


class ExemptionRow(NamedTuple):
    """`part`: `whole`, `practical`, or `one_semester` (no marks of semester 1); `ended` says why it ended."""

    pos: int
    klass: str
    pupil: str
    subject: str
    semesters: tuple[int, ...]
    part: str
    no: str
    dated: str
    digest: str | None
    ended: str | None


Row = TypeVar("Row", RegisterRow, MemberRow, MovementRow)
Fold = Callable[[Iterable[Deed]], list[Row]]


def _with_names(types: Collection[str]) -> Callable[[Fold[Row]], Fold[Row]]:
    """A fold over deeds of these types, whose rows have the pupils' names as all the deeds leave them."""

    def named(fold: Fold[Row]) -> Fold[Row]:
        @wraps(fold)
        def rows(deeds: Iterable[Deed]) -> list[Row]:
            names, kept = Names(), []
            for deed in deeds:
                names.take(deed.pos, deed.type, deed.stream, deed.data)
                if deed.type in types:
                    kept.append(deed)
            return [row._replace(name=names.of(row.pupil) or row.name) for row in fold(kept)]

        return rows

    return named


@_with_names(MOVING)
def register(deeds: Iterable[Deed]) -> list[RegisterRow]:
    """The register in the order of enrolment; a number stands once, whatever becomes of the pupil."""
    rows: dict[str, RegisterRow] = {}
    for deed in deeds:
        pupil, data = str(deed.whom), deed.data
        known = rows.get(pupil)
        if deed.type == "PupilEnrolled":
            facts = (data["register"], pupil, data["name"], data["born"], data["from"], (data["class"],))
            rows[pupil] = RegisterRow(deed.pos, *facts, None, None, None, None)
        elif known is not None:
            rows[pupil] = known._replace(**_register_change(deed, known))
    return list(rows.values())


def _register_change(deed: Deed, known: RegisterRow) -> dict[str, Any]:
    data = deed.data
    if deed.type == "TransferredIn":
        return {"came_from": data["school"]}
    if deed.type == "PupilLeft":
        return {"left": data["last"], "cause": data["cause"], "gone_to": data["school"]}
    return {"classes": (*known.classes, data["class"]), "left": None, "cause": None, "gone_to": None}


@_with_names(PLACING)
def members(deeds: Iterable[Deed]) -> list[MemberRow]:
    """Every stay of every pupil in a class, in order; a placement ends the stay before it (LAW 29)."""
    rows: list[MemberRow] = []
    last: dict[str, int] = {}
    for deed in deeds:
        pupil, data = str(deed.whom), deed.data
        if pupil in last and rows[last[pupil]].until is None:
            until = data["last"] if deed.type == "PupilLeft" else day_before(data["from"])
            rows[last[pupil]] = rows[last[pupil]]._replace(until=until)
        if deed.type == "PupilLeft" or (deed.type == "PupilPlaced" and pupil not in last):
            continue
        if deed.type == "PupilEnrolled":
            facts = (data["name"], data["born"], data["register"], data["from"], None, "enrolled")
        else:
            former = rows[last[pupil]]
            facts = (former.name, former.born, former.register, data["from"], None, data["cause"])
        last[pupil] = len(rows)
        rows.append(MemberRow(deed.pos, data["class"], pupil, *facts))
    return rows


@_with_names(MOVING)
def movements(deeds: Iterable[Deed]) -> list[MovementRow]:
    """Who came, moved and left, in the order of recording; `kind` is the cause, or `in`."""
    rows: list[MovementRow] = []
    names: dict[str, str] = {}
    stands: dict[str, str | None] = {}
    for deed in deeds:
        pupil, data = str(deed.whom), deed.data
        names.setdefault(pupil, data.get("name", ""))
        former, here = stands.get(pupil), data.get("class")
        kind, left, klass, day = _movement(deed, former, here)
        paper = paper_of(data) or {}
        facts = (data.get("school"), paper.get("no"), paper.get("date"), paper.get("digest"))
        rows.append(
            MovementRow(deed.pos, deed.at, deed.person, pupil, names[pupil], kind, left, klass, day, *facts)
        )
        stands[pupil] = klass
    return rows


def _movement(deed: Deed, former: str | None, here: str | None) -> tuple[str, str | None, str | None, str]:
    """Kind, class left, class now, day."""
    data = deed.data
    if deed.type == "PupilEnrolled":
        return "enrolled", None, here, data["from"]
    if deed.type == "PupilLeft":
        return data["cause"], here, None, data["last"]
    if deed.type == "TransferredIn":
        return "in", None, former, data["letter"]["date"]
    return data["cause"], former, here, data["from"]


def brought(deeds: Iterable[Deed]) -> list[BroughtRow]:
    """The results from other schools, with the digest of the paper."""
    return [
        BroughtRow(
            deed.pos,
            deed.at,
            deed.person,
            deed.data["pupil"],
            deed.data["year"],
            deed.data["semester"],
            deed.data["subject"],
            deed.data["value"],
            deed.data["document"],
        )
        for deed in deeds
        if deed.type == "ResultBrought"
    ]


def exemptions(deeds: Iterable[Deed]) -> list[ExemptionRow]:
    """Exemptions granted and ended, and the pupils who are judged by one semester (LAW 31)."""
    rows: dict[int, ExemptionRow] = {}
    for deed in deeds:
        data = deed.data
        if deed.type == "ExemptionEnded":
            if data["exemption"] in rows:
                rows[data["exemption"]] = rows[data["exemption"]]._replace(ended=data["reason"])
            continue
        granted = deed.type == "ExemptionGranted"
        rows[deed.pos] = ExemptionRow(
            deed.pos,
            data["class"],
            data["pupil"],
            data["subject"],
            tuple(data["semesters"]) if granted else (1,),
            data["part"] if granted else "one_semester",
            data["decision"]["no"],
            data["decision"]["date"],
            data["decision"]["digest"],
            None,
        )
    return list(rows.values())
