"""The correction register: every dossier with its state, items, witnesses and positions."""

from collections.abc import Sequence
from typing import Any

import orjson

from domain.law import Fold, take_into_dossier
from domain.state.dossier import DossierState
from domain.state.state import State
from domain.words.entry import Entry
from ledger.form.lines import read_line
from ledger.log import SchoolLog
from projections.tables.place import Place, Table, looking

NAME = "corrections"
_OF_SESSIONS = frozenset(("PolicySet", "ClockReset"))

_TABLES = (
    Table(
        "p_dossier",
        'school int4, dossier text COLLATE "C", pos int4 NOT NULL, class text NOT NULL, state text NOT NULL,'
        " row jsonb NOT NULL",
        ("school", "dossier"),
        ("school, class", "school, state", "school, lower(dossier)"),
    ),
    Table("p_rule", "school int4, pos int4, type text NOT NULL", ("school", "pos"), ("school, type, pos",)),
)
"""p_rule: where the entries stand that say how long a session of witnesses lasts."""


class CorrectionsProjection:
    """The projection of this module."""

    name = NAME
    version = 2
    tables: Sequence[Table] = _TABLES

    def apply(self, place: Place, entries: Sequence[Entry]) -> None:
        """Folds each dossier that the batch touches anew from its stream, which is short."""
        rules = [entry for entry in entries if entry.type in _OF_SESSIONS]
        if rules:
            places, types = [entry.pos for entry in rules], [entry.type for entry in rules]
            place.insert("p_rule", {"pos": ("int4", places), "type": ("text", types)})
        touched = {entry.stream: entry.pos for entry in entries if entry.stream.startswith("dossier/")}
        if not touched:
            return
        for stream, pos in touched.items():
            told = place.log.stream(stream, pos + 1)
            _save(place, _folded(told, _rules(place, told[0].pos), stream), pos)


def register(
    log: SchoolLog,
    *,
    klass: str | None = None,
    state: str | None = None,
    book: tuple[str, int] | None = None,
) -> list[dict[str, Any]]:
    """The dossiers, of a class, of its `book` (subject, semester) or in a state, as rows of FORMAT §5, sorted
    by dossier."""
    subject, semester = book or (None, None)
    with looking(log) as place:
        rows = place.rows(
            "SELECT row FROM @views@.p_dossier WHERE school = %s AND (%s::text IS NULL OR class = %s)"
            " AND (%s::text IS NULL OR state = %s)"
            " AND (%s::text IS NULL OR (row->>'subject' = %s AND row->>'semester' = %s)) ORDER BY dossier",
            place.school,
            *(klass, klass, state, state),
            *(subject, subject, str(semester)),
        )
    return [row for (row,) in rows]


def twin_of(log: SchoolLog, dossier: str) -> str | None:
    """A dossier whose id differs from this one by case alone."""
    with looking(log) as place:
        rows = place.rows(
            "SELECT dossier FROM @views@.p_dossier"
            " WHERE school = %s AND lower(dossier) = lower(%s) AND dossier <> %s",
            *(place.school, dossier, dossier),
        )
    return next((str(twin) for (twin,) in rows), None)


def fold(log: SchoolLog, facts: State, stream: str, size: int) -> DossierState:
    """One dossier as the first `size` entries leave it; the facts know the policies until then."""
    return _folded(log.stream(stream, size), facts, stream)


def _folded(entries: Sequence[Entry], facts: State, stream: str) -> DossierState:
    dossier = DossierState(stream.removeprefix("dossier/"))
    for entry in entries:
        take_into_dossier(dossier, entry, facts.session_rules(entry.pos))
    return dossier


def _rules(place: Place, since: int) -> State:
    """A state that knows how long sessions of witnesses lasted from a position on, and nothing else."""
    rows = place.rows(
        "SELECT e.line FROM @views@.p_rule r JOIN @schema@.entry e ON e.school = r.school AND e.pos = r.pos"
        " WHERE r.school = %s AND r.pos >= COALESCE((SELECT max(n.pos) FROM @views@.p_rule n"
        " WHERE n.school = r.school AND n.type = r.type AND n.pos < %s), 0) ORDER BY r.pos",
        place.school,
        since,
    )
    state = Fold(place.log.origin)
    state.advance(read_line(line) for (line,) in rows)
    return state


def register_row(dossier: DossierState) -> dict[str, Any]:
    """A dossier in the form of spec/FORMAT.md §5."""
    witnesses = dossier.session.witnesses if dossier.session else []
    return {
        "dossier": dossier.dossier,
        "class": dossier.klass,
        "subject": dossier.subject,
        "semester": dossier.semester,
        "kind": dossier.kind,
        "state": dossier.state,
        "proposer": dossier.proposer,
        "permitter": dossier.permitter,
        "witnesses": [
            {"person": witness.person, "seat": witness.seat, "standing": witness.standing, "pos": witness.pos}
            for witness in witnesses
        ],
        "items": [
            {"pupil": item.pupil, "col": item.col, "old": item.old, "value": item.value, "base": item.base}
            for item in dossier.items
        ],
        "pos": dossier.positions,
        "applied": dossier.applied,
    }


def _save(place: Place, dossier: DossierState, pos: int) -> None:
    place.run(
        "INSERT INTO @views@.p_dossier VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (school, dossier)"
        " DO UPDATE SET pos = excluded.pos, class = excluded.class, state = excluded.state,"
        " row = excluded.row",
        place.school,
        dossier.dossier,
        pos,
        dossier.klass,
        dossier.state,
        orjson.dumps(register_row(dossier)).decode(),
    )
