"""Every projection rebuilt into scratch tables and compared with the stored one, row by row."""

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import errors

from ledger.database import Connection
from ledger.form.lines import read_line
from ledger.log import LogDamaged, SchoolLog
from projections.fsck.findings import MOST_OF_ONE_CODE, Findings
from projections.tables.place import Facet, Place, Projection
from projections.tables.runner import BATCH, Progress, ProjectionFault, dense, read_progress, stamp

Read = Callable[[int], None]
SCRATCH = "pg_temp"
"""Temporary tables: seen by this session alone, and gone with it, however it ends."""


def check_projections(
    connection: Connection,
    log: SchoolLog,
    projections: Sequence[Projection],
    size: int,
    found: Findings,
    *,
    read: Read = lambda _entries: None,
) -> None:
    """Reports what differs from a rebuild at the size that each projection says it has reached.

    A projection that was never made, or by another version, is left out: the runner will make it anew.
    """
    place = Place(connection, log)
    made = _made(place)
    progress = read_progress(place) if made else {}
    for projection in projections:
        reached = progress.get(projection.name)
        if made.get(projection.name) != stamp(projection) or reached is None:
            continue
        if reached.pos > size:
            row = {"projection": projection.name}
            found.add("PROJECTION_AHEAD", pos=size, table="p_position", row=row, old=reached.pos, new=size)
            continue
        _check(connection, place, projection, reached, found, read=read)


def _made(place: Place) -> dict[str, str]:
    tables = place.rows(
        "SELECT to_regclass('@views@.p_schema') IS NOT NULL AND to_regclass('@views@.p_position') IS NOT NULL"
    )
    return dict(place.rows("SELECT projection, stamp FROM @views@.p_schema")) if tables[0][0] else {}


def _check(
    connection: Connection,
    place: Place,
    projection: Projection,
    reached: Progress,
    found: Findings,
    *,
    read: Read,
) -> None:
    scratch = Place(connection, place.log, SCRATCH)
    name = {"projection": projection.name}
    try:
        with connection.transaction():
            rebuilt = _rebuild(scratch, projection, reached.pos, read)
    except (ProjectionFault, LogDamaged, psycopg.Error, LookupError, TypeError, ValueError) as fault:
        # Damaged lines may break any fold; what is wrong with them the lines' own check says.
        found.add("PROJECTION_FAULT", table=projection.tables[0].name, row=name, old=repr(fault))
        return
    if rebuilt != reached:
        found.add(
            "PROJECTION_COUNT",
            pos=reached.pos - 1,
            table="p_position",
            row=name,
            old=reached._asdict(),
            new=rebuilt._asdict(),
        )
    for table in projection.tables:
        for facet in table.facets or (Facet("*", "", table.key),):
            _compare(connection, place, table.name, facet, found)
        scratch.drop(table.name)


def _rebuild(scratch: Place, projection: Projection, size: int, read: Read) -> Progress:
    for table in projection.tables:
        scratch.create(table)
    progress = Progress()
    for start in range(0, size, BATCH):
        entries = dense(scratch, start, min(start + BATCH, size))
        projection.apply(scratch, entries)
        progress = progress.after(entries)
        read(len(entries))
    return progress


def _compare(connection: Connection, place: Place, table: str, facet: Facet, found: Findings) -> None:
    keys = " AND ".join(f"held.{column} = made.{column}" for column in facet.key)
    select, joined = facet.select, facet.joined
    try:
        with connection.transaction():
            rows = place.rows(
                "SELECT to_jsonb(held), to_jsonb(made)"  # noqa: S608 - our own names
                f" FROM (SELECT {select} FROM @views@.{table} {joined} WHERE school = %s) held"
                f" FULL JOIN (SELECT {select} FROM {SCRATCH}.{table} {joined} WHERE school = %s) made"
                f" ON {keys} WHERE held IS DISTINCT FROM made LIMIT %s",
                place.school,
                place.school,
                MOST_OF_ONE_CODE + 1,
            )
    except errors.UndefinedTable:
        found.add("PROJECTION_MISSING", table=table)
        return
    for held, made in rows:
        row = made or held
        named = {column: row[column] for column in facet.key if column != "school"}
        named |= _entry_names(place, row["pos"])
        found.add("PROJECTION_ROW", pos=row["pos"], table=table, row=named, old=held, new=made)


def _entry_names(place: Place, pos: int) -> dict[str, Any]:
    """Which stream and pupil the deciding entry is about, for people."""
    rows = place.rows("SELECT line FROM @schema@.entry WHERE school = %s AND pos = %s", place.school, pos)
    if not rows:
        return {}
    try:
        entry = read_line(bytes(rows[0][0]))
        return {"stream": entry.stream, "type": entry.type, "pupil_id": entry.data.get("pupil")}
    except (ValueError, KeyError, AttributeError):
        return {}
