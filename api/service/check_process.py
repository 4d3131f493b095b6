"""`python -m api.service.check_process`: checks one school's database beside the server, which goes on.

Reads what to check as JSON from standard input. Writes a line of JSON for each step, `done` of `total`, and a
last one with the findings. A process of its own, and a low one: in the server's it would slow every save.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from api.service.school import PROJECTIONS, School, head_path
from api.service.service import Service
from api.service.settings import Settings
from ledger.log import LogDamaged
from ledger.signing.heads import SignedHeadFile
from projections.fsck.check import fsck
from projections.fsck.findings import Finding
from projections.tables.runner import ProjectionFault

UNFOLLOWABLE = (ProjectionFault, LogDamaged, ValueError, KeyError)
"""What keeps the views from following a damaged log: it is among the findings."""
# The class of advisory locks; processes of several servers at one database wait for each other.
LOCK = 0x50CA4
_LOWEST = 19


def check(school: School, told: Callable[[int, int], None] = lambda _done, _total: None) -> list[Finding]:
    """Every line, index table and row of the views, and the note kept outside the database."""
    with contextlib.suppress(*UNFOLLOWABLE):
        school.views()
    note = SignedHeadFile(head_path(school.settings, school.log.origin)).read()
    return fsck(school.log, PROJECTIONS, note, told)


def main() -> None:
    """One check."""
    os.nice(_LOWEST)
    asked: dict[str, str] = orjson.loads(sys.stdin.buffer.read())
    service = Service(Settings(Path(asked["home"])), dsn=asked["dsn"])
    school = service.school(asked["school"])
    with service.db.pool.connection() as connection:
        connection.execute("SELECT pg_catalog.pg_advisory_lock(%s, 0)", (LOCK,))
        findings = check(school, lambda done, total: _say({"done": done, "total": total}))
        size = school.log.head().size
    _say({"entries": size, "findings": [finding._asdict() for finding in findings]})
    service.stop()


def _say(what: dict[str, Any]) -> None:
    # Findings quote what is stored, whatever it is.
    options = orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
    sys.stdout.buffer.write(orjson.dumps(what, default=str, option=options))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
