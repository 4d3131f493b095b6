"""What an append that failed leaves, by what the database says of it."""

import psycopg

from ledger.conflict import Conflict
from ledger.form.canonical import NotCanonical
from ledger.log import LogDamaged

_DISK_FULL = "53100"
_KEY_TAKEN = "23505"
# Serialization failure and deadlock, a lock not had, a statement cancelled: the next attempt may succeed.
_PASSING = ("40", "55P03", "57014")
# Read-only, no right, no room, a limit, the operator, the system, an insides fault: true for every command.
_FOR_ALL = ("25006", "42501", "53", "57", "58", "XX")


def certain(error: psycopg.Error) -> bool:
    """Whether nothing was written: the server refused and lives on. Of a lost connection nobody knows."""
    return error.diag.severity_nonlocalized == "ERROR"


def passing(error: psycopg.Error) -> bool:
    """Whether the same append may succeed at once."""
    return (error.sqlstate or "").startswith(_PASSING)


def concerns_all(error: psycopg.Error) -> bool:
    """Whether every other append would fail, too: the fault is not in the command."""
    return (error.sqlstate or "").startswith(_FOR_ALL)


def refusal_of(error: psycopg.Error) -> Exception:
    """What a person is told of a write that the database refused: nothing of it is stored."""
    if error.sqlstate == _DISK_FULL:
        return Conflict("DISK_FULL", 503)
    if error.sqlstate == _KEY_TAKEN:
        return LogDamaged(f"rows stand where the head says that none are: {error.diag.constraint_name}")
    return Conflict("WRITING_FAILED", 503, cause=error.sqlstate)


def unwritable(fault: NotCanonical) -> Conflict:
    """Why no line can be made of what was decided."""
    if fault.code == "length":
        return Conflict("LINE_TOO_LONG", 413, detail=fault.detail)
    return Conflict("NOT_CANONICAL", 422, rule=fault.code, detail=fault.detail)
