"""Sổ Cái as a peer of the comparison script: `peers_bench.py --peer bench.peer:SocaiPeer`.

The same whole path as in `bench append`: command model, rights, rules, lines, append, COMMIT and signed
receipt lie inside the measured calls. A class stands (its pupils, its teacher's appointment) before its first
mark, as in a school. Views and checkpoints go on beside in threads of this process. The script's marks have
quarter points, which no mark under TT26 has: a cell holds the number of quarters.
"""

import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import psycopg

from bench.append import Socai
from bench.baselines import Row
from bench.founding import BenchSchool
from ledger.database import Database

SCHEMA = "peers"
CLASSES = 302
"""More than the script needs with `--classes 300`."""
COLUMN = "tx3"
QUARTERS = {f"{n / 4:.2f}": n for n in range(101)} | {f"{n / 2:.1f}": 2 * n for n in range(51)}
"""The script's marks -> how many quarters they are: entered ones have one decimal, corrected ones two."""


class SocaiPeer:
    """The script's interface over the product; `dsn` is a superuser's."""

    name = "socai"
    evidence = "chain, tree, signed head"
    classes = CLASSES

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._open = ExitStack()
        self._work = ""
        self.tables: list[str] = []

    def setup(self) -> None:
        """Founds the school in the schema that the script made, and begins the work beside."""
        with psycopg.connect(self._dsn, autocommit=True) as admin:
            admin.execute(f"GRANT ALL ON SCHEMA {SCHEMA} TO PUBLIC")
            # The ledger's migration grants on all tables of its schema, here also on those of other peers.
            admin.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO PUBLIC")
            others = _tables(admin)
            db = Database(self._dsn, schema=SCHEMA)
            db.views = SCHEMA  # The script looks for what it measures in one schema.
            self._open.callback(db.close)
            db.migrate()
            folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="socai-peer-")))
            self._school = BenchSchool(db, folder, self.classes)
            self.tables = sorted(_tables(admin) - others)
        self._socai = Socai(self._school, QUARTERS)
        self._open.enter_context(self._school.work_beside())

    def enter(self, klass: str, by: str, rows: list[Row]) -> None:
        """One teacher's save of a class's new marks."""
        self._work = rows[0][1]
        self._socai.enter(klass, by, [(pupil, COLUMN, mark) for pupil, _, mark in rows])

    correct = enter

    def as_of(self, klass: str, t: datetime) -> dict[tuple[str, str], str]:
        """The class's book at an instant."""
        found = self._socai.as_of(klass, t.isoformat())
        return {(pupil, self._work): f"{value / 4:.1f}" for (pupil, _), value in found.items()}

    def close(self) -> None:
        """Ends the work beside."""
        self._open.close()


def _tables(admin: psycopg.Connection) -> set[str]:
    rows = admin.execute("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = %s", (SCHEMA,))
    return {name for (name,) in rows}
