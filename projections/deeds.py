"""The projection behind the lists: each entry about people, classes and the year, as a row to be folded.

Marks stand in `projections.cells`, dossiers in `projections.corrections`; everything else that a list shows,
the names in the profiles too, is folded from these rows by the functions of `projections.lists`, up to any
size of the log.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import orjson

from domain.entry import Entry
from domain.names import NAMING, RECTIFYING, is_naming
from ledger.clock import format_instant
from projections.place import Columns, Place, Table

NAME = "deeds"
_ELSEWHERE = ("Mark", "Correction")
PLACINGS = ("PupilEnrolled", "PupilPlaced")

_TABLES = (
    Table(
        "p_deed",
        "school int4, pos int4, at timestamptz NOT NULL, person text NOT NULL, role text NOT NULL,"
        ' type text NOT NULL, stream text NOT NULL, class text COLLATE "C", whom text COLLATE "C",'
        " data jsonb NOT NULL",
        ("school", "pos"),
        ("school, type, pos", "school, class, pos", "school, whom, pos"),
    ),
)


class Deed(NamedTuple):
    """An entry, as a list sees it: `whom` is the pupil or the member of staff that it is about."""

    pos: int
    at: str
    person: str
    role: str
    type: str
    stream: str
    klass: str | None
    whom: str | None
    data: dict[str, Any]


class DeedsProjection:
    """The projection of this module."""

    name = NAME
    version = 2
    tables: Sequence[Table] = _TABLES

    def apply(self, place: Place, entries: Sequence[Entry]) -> None:
        """Adds the rows of a batch."""
        kept = [deed_of(entry) for entry in entries if _kept(entry)]
        if not kept:
            return
        columns: Columns = {
            "pos": ("int4", [deed.pos for deed in kept]),
            "at": ("timestamptz", [deed.at for deed in kept]),
            "person": ("text", [deed.person for deed in kept]),
            "role": ("text", [deed.role for deed in kept]),
            "type": ("text", [deed.type for deed in kept]),
            "stream": ("text", [deed.stream for deed in kept]),
            "class": ("text", [deed.klass for deed in kept]),
            "whom": ("text", [deed.whom for deed in kept]),
            "data": ("jsonb", [orjson.dumps(deed.data).decode() for deed in kept]),
        }
        place.insert("p_deed", columns)


def _kept(entry: Entry) -> bool:
    return not entry.type.startswith(_ELSEWHERE) or is_naming(entry.type, entry.stream, entry.data)


def deed_of(entry: Entry) -> Deed:
    """The row of an entry."""
    data = entry.data
    klass = entry.stream.split("/")[1] if entry.stream.startswith("book/") else data.get("class")
    whom = data.get("pupil", data.get("person"))
    actor = entry.actor
    return Deed(
        entry.pos, entry.at, actor["person"], actor["role"], entry.type, entry.stream, klass, whom, data
    )


def read_deeds(
    place: Place,
    types: Collection[str],
    size: int,
    *,
    klass: str | None = None,
    followed: bool = False,
    whom: str | None = None,
) -> list[Deed]:
    """The deeds of these types below `size`, in order: of all, of one class, about one person.

    `followed`: of a class, everything about the pupils who were ever placed in it, wherever it stands, and
    what names nobody: whom a rectification is about only its own entry says.
    """
    rows = place.rows(
        "SELECT pos, at, person, role, type, stream, class, whom, data FROM @views@.p_deed"
        " WHERE school = %s AND type = ANY(%s) AND pos < %s::int4"
        " AND (%s::text IS NULL OR whom = %s OR (%s AND COALESCE(whom, class) IS NULL))"
        " AND (%s::text IS NULL OR class = %s OR (%s AND (COALESCE(whom, class) IS NULL OR whom IN ("
        "SELECT p.whom FROM @views@.p_deed p"
        " WHERE p.school = %s AND p.class = %s AND p.type = ANY(%s) AND p.pos < %s::int4))))"
        " ORDER BY pos",
        place.school,
        sorted(types),
        size,
        *(whom, whom, followed),
        *(klass, klass, followed),
        *(place.school, klass, list(PLACINGS), size),
    )
    return [Deed(pos, format_instant(at), *rest) for pos, at, *rest in rows]


def read_words(place: Place, size: int, pupils: Collection[str]) -> list[Deed]:
    """The deeds below `size` that may name these pupils, in order."""
    rows = place.rows(
        "SELECT pos, at, person, role, type, stream, class, whom, data FROM @views@.p_deed"
        " WHERE school = %s AND whom = ANY(%s) AND type = ANY(%s) AND pos < %s::int4"
        " UNION ALL SELECT pos, at, person, role, type, stream, class, whom, data FROM @views@.p_deed"
        " WHERE school = %s AND type = ANY(%s) AND pos < %s::int4 AND whom IS NULL ORDER BY pos",
        *(place.school, list(pupils), list(NAMING), size),
        *(place.school, list(RECTIFYING), size),
    )
    return [Deed(pos, format_instant(at), *rest) for pos, at, *rest in rows]
