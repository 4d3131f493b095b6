"""The correction register: every dossier with its state, items, witnesses and positions."""

from collections.abc import Sequence
from typing import Any

import orjson

from domain.dossier import DossierState
from domain.entry import Entry
from domain.state import State
from ledger.log import SchoolLog
from projections.place import Place, Table, looking

NAME = "corrections"
POLICY_STREAM = "school"
_OF_SESSIONS = frozenset(("PolicySet", "ClockReset"))

_TABLES = (
    Table(
        "p_dossier",
        'school int4, dossier text COLLATE "C", pos int4 NOT NULL, class text NOT NULL, state text NOT NULL,'
        " row jsonb NOT NULL",
        ("school", "dossier"),
        ("school, class", "school, state", "school, lower(dossier)"),
    ),
)


class CorrectionsProjection:
    """The projection of this module."""

    name = NAME
    version = 2
    tables: Sequence[Table] = _TABLES

    def apply(self, place: Place, entries: Sequence[Entry]) -> None:
        """Folds each dossier that the batch touches anew from its stream, which is short."""
        touched = {entry.stream: entry.pos for entry in entries if entry.stream.startswith("dossier/")}
        if not touched:
            return
        policy = policies(place.log, entries[-1].pos + 1)
        for stream, pos in touched.items():
            _save(place, fold(place.log, policy, stream, pos + 1), pos)


def register(log: SchoolLog, *, klass: str | None = None, state: str | None = None) -> list[dict[str, Any]]:
    """The dossiers, of a class or in a state, as rows of spec/FORMAT.md §5, sorted by dossier."""
    with looking(log) as place:
        rows = place.rows(
            "SELECT row FROM @views@.p_dossier WHERE school = %s AND (%s::text IS NULL OR class = %s)"
            " AND (%s::text IS NULL OR state = %s) ORDER BY dossier",
            place.school,
            *(klass, klass, state, state),
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


def policies(log: SchoolLog, size: int) -> State:
    """A state that knows nothing but the school's policies: how long a session of witnesses lasted when."""
    state = State(log.origin)
    # Other acts of that stream speak of streams that are not read here.
    state.advance(entry for entry in log.stream(POLICY_STREAM, size) if entry.type in _OF_SESSIONS)
    return state


def fold(log: SchoolLog, policy: State, stream: str, size: int) -> DossierState:
    """One dossier as the first `size` entries leave it."""
    dossier = DossierState(stream.removeprefix("dossier/"))
    for entry in log.stream(stream, size):
        dossier.apply(entry, policy.session_rules(entry.pos))
    return dossier


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
