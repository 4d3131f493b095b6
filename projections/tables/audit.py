"""The audit trail: who did what and when. A row is an act: entries of one command, type and stream."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from domain.words.entry import Entry
from ledger.clock import format_instant
from ledger.log import SchoolLog
from projections.tables.place import Place, Table, reading

NAME = "audit"

_TABLES = (
    Table(
        "p_act",
        "school int4, pos int4, n int4 NOT NULL, at timestamptz NOT NULL, person text NOT NULL,"
        " role text NOT NULL, basis int4 NOT NULL, type text NOT NULL, stream text NOT NULL, class text",
        ("school", "pos"),
        ("school, person, pos", "school, class, pos", "school, type, pos"),
    ),
)


class Act(NamedTuple):
    """Entries `pos` … `pos`+`n`-1 are one thing that `person` did at `at`, by the right at `basis`.

    `klass` is the class that it concerns, None where it concerns the school or a person.
    """

    pos: int
    n: int
    at: str
    person: str
    role: str
    basis: int
    type: str
    stream: str
    klass: str | None


_TYPES = ("int4", "int4", "timestamptz", "text", "text", "int4", "text", "text", "text")


class AuditProjection:
    """The projection of this module."""

    name = NAME
    version = 1
    tables: Sequence[Table] = _TABLES

    def apply(self, place: Place, entries: Sequence[Entry]) -> None:
        """Adds the acts of a batch. An act that the end of a batch cut in two is put together again."""
        acts = list(_acts(entries))
        proposed = _proposed_classes(place, acts)
        rows = [act._replace(klass=act.klass or proposed.get(act.stream)) for act in acts]
        if rows and entries[0].i and _continue(place, rows[0], entries[0]):
            rows = rows[1:]
        if rows:
            _insert(place, rows)


def audit(
    log: SchoolLog,
    *,
    type_: str | None = None,
    person: str | None = None,
    klass: str | None = None,
    pupil: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Act]:
    """At most `limit` acts, newest first, below position `before`; a filter that is None lets all pass.

    `pupil`: acts with an entry about that pupil. The next page begins `before` the last act's position.
    """
    with reading(log) as place:
        rows = place.rows(
            "SELECT a.pos, a.n, a.at, a.person, a.role, a.basis, a.type, a.stream, a.class"
            " FROM @views@.p_act a WHERE a.school = %s AND a.pos < %s::int4"
            " AND (%s::text IS NULL OR a.type = %s)"
            " AND (%s::text IS NULL OR a.person = %s) AND (%s::text IS NULL OR a.class = %s)"
            " AND (%s::text IS NULL OR EXISTS (SELECT FROM @schema@.entry e WHERE e.school = a.school"
            " AND e.pos >= a.pos AND e.pos < a.pos + a.n AND position(%s::bytea IN e.line) > 0"
            " AND (convert_from(e.line, 'UTF8')::jsonb #>> '{data,pupil}' = %s"
            " OR convert_from(e.line, 'UTF8')::jsonb #> '{data,pupils}' ? %s)))"
            " ORDER BY a.pos DESC LIMIT %s",
            place.school,
            2**31 - 1 if before is None else before,
            *(type_, type_, person, person, klass, klass),
            *(pupil, f'"{pupil}"'.encode(), pupil, pupil),
            limit,
        )
    return [Act(pos, n, format_instant(at), *rest) for pos, n, at, *rest in rows]


def _acts(entries: Sequence[Entry]) -> Iterator[Act]:
    for _, group in groupby(entries, key=lambda entry: (entry.pos - entry.i, entry.type, entry.stream)):
        members = list(group)
        first = members[0]
        actor = first.actor
        yield Act(
            first.pos,
            len(members),
            first.at,
            actor["person"],
            actor["role"],
            actor["basis"],
            first.type,
            first.stream,
            _class_of(first),
        )


def _class_of(entry: Entry) -> str | None:
    if entry.stream.startswith("book/"):
        return entry.stream.split("/")[1]
    klass = entry.data.get("class")
    return klass if isinstance(klass, str) else None


def _proposed_classes(place: Place, acts: Sequence[Act]) -> dict[str, str]:
    """Dossier stream -> class: only the proposal names it."""
    streams = list({act.stream for act in acts if act.stream.startswith("dossier/")})
    if not streams:
        return {}
    earlier = place.rows(
        "SELECT stream, class FROM @views@.p_act WHERE school = %s AND type = 'CorrectionProposed'"
        " AND stream = ANY(%s)",
        place.school,
        streams,
    )
    return dict(earlier) | {
        act.stream: act.klass for act in acts if act.type == "CorrectionProposed" and act.klass
    }


def _continue(place: Place, act: Act, first: Entry) -> bool:
    """Lengthens the act of the batch before if `act` goes on with it."""
    return bool(
        place.rows(
            "UPDATE @views@.p_act SET n = n + %s WHERE school = %s AND pos >= %s AND pos + n = %s"
            " AND type = %s AND stream = %s RETURNING pos",
            act.n,
            place.school,
            first.pos - first.i,
            act.pos,
            act.type,
            act.stream,
        )
    )


def _insert(place: Place, acts: Sequence[Act]) -> None:
    types = dict(zip(Act._fields, _TYPES, strict=True))
    values = dict(zip(Act._fields, map(list, zip(*acts, strict=True)), strict=True))
    columns = {"class" if name == "klass" else name: (types[name], values[name]) for name in Act._fields}
    place.insert("p_act", columns)
