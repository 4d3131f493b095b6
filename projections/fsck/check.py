"""`socai fsck`: whether a school's database is what its own lines say, down to each row of each view.

It finds damage and careless tampering, and says where. Whoever rewrites all lines and all that follows from
them passes it: that is found by the verifier, with evidence from outside.
"""

from collections.abc import Callable, Sequence

from ledger.log import SchoolLog
from projections.fsck.catalog import check_catalog
from projections.fsck.findings import Finding, Findings
from projections.fsck.reads import check_reads
from projections.fsck.rows import check_projections
from projections.fsck.tree import check_tree
from projections.tables.place import Place, Projection, snapshot

Told = Callable[[int, int], None]


def fsck(
    log: SchoolLog,
    projections: Sequence[Projection],
    head_note: bytes | None = None,
    told: Told = lambda _done, _total: None,
) -> list[Finding]:
    """Everything found wrong; empty = clean. Changes nothing, and reads one moment of the database.

    `told` hears how much is done, of how much.

    1. Lines: form, chain, positions, versions, commands; index tables, head row, tiles, checkpoints against
       them, and `head_note`, the signed note kept outside the database.
    2. Projections: rebuilt into scratch tables and compared row by row; entry count and sum of leaf hashes.
    3. Beside the log: the rows of each day of readings against the digest that was told of it.
    4. Catalog: tables, columns, triggers, functions and grants against those that the migrations make.
    """
    found = Findings()
    total = log.head().size * (1 + len(projections)) + 1
    done = 0

    def read(entries: int) -> None:
        nonlocal done
        done = min(done + entries, total - 1)
        told(done, total)

    with snapshot(log.db) as connection:
        told(0, total)
        walk = check_tree(Place(connection, log), head_note, found, read)
        check_projections(connection, log, projections, walk.size, found, read=read)
    check_reads(log, found)
    check_catalog(log.db, found)
    told(total, total)
    return found.all
