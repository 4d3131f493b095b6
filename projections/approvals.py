"""Whether anything has moved since a class's results were approved, at the cost of one query."""

from domain.state.state import State
from ledger.log import SchoolLog
from projections.tables.place import looking


def moved_since_approval(log: SchoolLog, facts: State, klass: str, semester: int) -> bool:
    """False: never approved, or nothing that the approval covers was written since, so that it stands. True:
    somebody has to look (`domain.grounds.stale`). A column's `pos` is that of its newest entry."""
    with looking(log) as place:
        ((approved, written),) = place.rows(
            "SELECT (SELECT max(pos) FROM @views@.p_deed WHERE school = %s AND type = 'ResultsApproved'"
            " AND class = %s AND data->>'semester' = %s::text), (SELECT max(c.pos) FROM @views@.p_book b"
            " JOIN @views@.p_column c ON c.school = b.school AND c.book = b.id"
            " WHERE b.school = %s AND b.class = %s AND b.semester = %s::int2)",
            *(place.school, klass, semester),
            *(place.school, klass, semester),
        )
    touched = facts.touched.get((klass, semester), -1)
    return approved is not None and max(touched, written or -1) > approved
