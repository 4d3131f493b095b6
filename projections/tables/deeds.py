"""The projection behind the lists: each entry about people, classes and the year, as a row to be folded.

Marks stand in `projections.tables.cells`, dossiers in `projections.tables.corrections`; everything else that
a list shows, the names in the profiles too, is folded from these rows by the functions of
`projections.lists`, up to any size of the log.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import orjson

from domain.law import EVENTS
from domain.words.entry import Entry
from domain.words.names import NAMING, is_naming
from ledger.clock import format_instant
from projections.tables.place import Columns, Place, Table

NAME = "deeds"
_MARKS = ("MarkEntered", "MarkChanged", "MarkCleared", "CorrectionApplied")
_OF_A_DOSSIER = "dossier/{dossier}"
_ELSEWHERE = frozenset((*_MARKS, *(name for name, each in EVENTS.items() if each.stream == _OF_A_DOSSIER)))
"""Types that other projections hold."""
PLACINGS = ("PupilEnrolled", "PupilPlaced")

OF = "school, (data->>'of')"
"""Which act an entry puts right, or withdraws."""

_TABLES = (
    Table(
        "p_deed",
        "school int4, pos int4, at timestamptz NOT NULL, person text NOT NULL, role text NOT NULL,"
        ' type text NOT NULL, stream text NOT NULL, class text COLLATE "C", whom text COLLATE "C",'
        " data jsonb NOT NULL",
        ("school", "pos"),
        ("school, type, pos", "school, class, pos", "school, whom, pos", "school, stream, pos", OF),
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
    version = 3
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
    return entry.type not in _ELSEWHERE or is_naming(entry.type, entry.stream, entry.data)


def deed_of(entry: Entry) -> Deed:
    """The row of an entry."""
    data = entry.data
    klass = entry.stream.split("/")[1] if entry.stream.startswith("book/") else data.get("class")
    whom = data.get("pupil", data.get("person"))
    actor = entry.actor
    return Deed(
        entry.pos, entry.at, actor["person"], actor["role"], entry.type, entry.stream, klass, whom, data
    )


_RIGHTS = (
    "SELECT pos, at, person, role, type, stream, class, whom, data FROM @views@.p_deed"
    " WHERE school = %s AND data->>'of' = ANY(%s::text[]) AND pos < %s::int4"
    " AND type IN ('RectificationProposed', 'ActWithdrawn')"
    " UNION ALL SELECT d.pos, d.at, d.person, d.role, d.type, d.stream, d.class, d.whom, d.data"
    " FROM @views@.p_deed p JOIN @views@.p_deed d ON d.school = p.school AND d.stream = p.stream"
    " WHERE p.school = %s AND p.data->>'of' = ANY(%s::text[]) AND p.pos < %s::int4"
    " AND p.type = 'RectificationProposed' AND d.type = 'RectificationDecided' AND d.pos < %s::int4"
)


_PUT_INTO = (
    "SELECT e.whom FROM @views@.p_deed p"
    " JOIN @views@.p_deed d ON d.school = p.school AND d.stream = p.stream"
    " JOIN @views@.p_deed e ON e.school = p.school AND e.pos = (p.data->>'of')::int4"
    " WHERE p.school = %s AND p.type = 'RectificationProposed' AND p.data->'change'->>'class' = %s"
    " AND d.pos < %s::int4 AND d.type = 'RectificationDecided' AND d.data->>'outcome' = 'applied'"
)
"""Whom a rectification has put into a class."""


_DEEDS = (
    "SELECT pos, at, person, role, type, stream, class, whom, data FROM @views@.p_deed"  # noqa: S608 - constants
    " WHERE school = %s AND type = ANY(%s) AND pos < %s::int4"
    " AND (%s::text IS NULL OR whom = %s OR type = ANY(%s))"
    " AND (%s::text IS NULL OR class = %s OR (%s AND whom IN (SELECT p.whom FROM @views@.p_deed p"
    " WHERE p.school = %s AND p.class = %s AND p.type = ANY(%s) AND p.pos < %s::int4"
    f" UNION {_PUT_INTO}))) ORDER BY pos"
)
_WORDS = (
    "WITH word AS (SELECT pos, at, person, role, type, stream, class, whom, data FROM @views@.p_deed"  # noqa: S608 - as above
    " WHERE school = %s AND whom = ANY(%s) AND type = ANY(%s) AND pos < %s::int4),"
    " act AS (SELECT pg_catalog.array_agg(pos::text) AS acts FROM word WHERE type = 'PupilEnrolled')"
    " SELECT * FROM word UNION ALL SELECT r.* FROM act, LATERAL ("
    f"{_RIGHTS.replace('%s::text[]', 'act.acts')}) r ORDER BY pos"
)


def read_deeds(
    place: Place,
    types: Collection[str],
    size: int,
    *,
    klass: str | None = None,
    followed: bool = False,
    whom: str | None = None,
    besides: Collection[str] = (),
) -> list[Deed]:
    """The deeds of these types below `size`, in order: of all, of one class, about one person.

    `besides`: of these types also about a person, though they name nobody: an approval, say, of results.
    `followed`: of a class, everything about the pupils who were ever placed in it, wherever it stands.
    """
    rows = place.rows(
        _DEEDS,
        place.school,
        sorted(types),
        size,
        *(whom, whom, sorted(besides)),
        *(klass, klass, followed),
        *(place.school, klass, list(PLACINGS), size),
        *(place.school, klass, size),
    )
    return [Deed(pos, format_instant(at), *rest) for pos, at, *rest in rows]


def read_rights(place: Place, size: int, acts: Collection[int]) -> list[Deed]:
    """What was written below `size` to put these acts right, or to withdraw them, in order."""
    named = [str(act) for act in acts]
    rows = place.rows(
        _RIGHTS + " ORDER BY pos", *(place.school, named, size), *(place.school, named, size, size)
    )
    return [Deed(pos, format_instant(at), *rest) for pos, at, *rest in rows]


def read_words(place: Place, size: int, pupils: Collection[str]) -> list[Deed]:
    """The deeds below `size` that may name these pupils, in order."""
    rows = place.rows(
        _WORDS,
        *(place.school, list(pupils), list(NAMING), size),
        *(place.school, size, place.school, size, size),
    )
    return [Deed(pos, format_instant(at), *rest) for pos, at, *rest in rows]
