"""How much of a stream the persons signed themselves, and how much the server alone vouches for."""

from typing import NamedTuple

from domain.words.fields import BY_SIGNATURE
from ledger.log import SchoolLog
from projections.tables.place import looking


class Share(NamedTuple):
    """Entries that people caused: signed by them, and vouched for by the server."""

    persons: int
    server: int


def signed_share(log: SchoolLog, stream: str, size: int) -> Share:
    """Of the stream's entries among the first `size` of the log. Each line says how its person was proved."""
    with looking(log) as place:
        ((signed, all_),) = place.rows(
            "SELECT pg_catalog.count(*) FILTER (WHERE said.actor #>> '{proof,method}' = ANY (%s)),"
            " pg_catalog.count(*) FILTER (WHERE said.actor ->> 'person' <> 'system')"
            " FROM @schema@.run r JOIN @schema@.entry e"
            " ON e.school = r.school AND e.pos >= r.pos AND e.pos < r.pos + r.n CROSS JOIN LATERAL"
            " (SELECT pg_catalog.convert_from(e.line, 'UTF8')::pg_catalog.jsonb -> 'actor' AS actor) said"
            " WHERE r.school = %s AND r.stream = %s AND r.pos < %s",
            list(BY_SIGNATURE),
            place.school,
            stream,
            size,
        )
    return Share(signed, all_ - signed)
