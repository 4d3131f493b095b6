"""`bench proofs`: RFC 9162 proofs from the tiles of a million leaves in PostgreSQL, each one checked.

The leaves are hashes of nothing: a proof looks at hashes alone.
"""

import hashlib
import random
from functools import partial
from typing import Any

from bench.figures import Say, median_ms, p95_ms, timed
from bench.place import Place, measuring_place, server_of
from ledger.database import Database
from ledger.form.proof import verify_consistency, verify_inclusion
from ledger.form.tiles import Edge
from ledger.form.tree import HashTree
from ledger.log import create, logs
from ledger.pgtiles import PgTiles

LEAVES = 1_000_000
PROOFS = 2_000
COLD = 9
BATCH = 1 << 14


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures over `n` leaves (default 1,000,000)."""
    leaves = n or LEAVES
    with measuring_place() as place:
        root = _store(place, leaves, say)
        say("first proofs")
        cold = [_cold_first(place, leaves, seed) for seed in range(COLD)]
        say("proofs")
        db = Database(place.dsn)
        try:
            warm = _warm(_tree(db, leaves), leaves, root)
        finally:
            db.close()
        return {
            **warm,
            "cold_first_ms": median_ms(cold),
            "cold_runs": COLD,
            "leaves": leaves,
            **server_of(place.dsn),
        }


def _store(place: Place, leaves: int, say: Say) -> bytes:
    """Puts the tiles into the database as the checkpointer does; gives the root, which it must be."""
    db = Database(place.dsn)
    db.migrate()
    tiles = PgTiles(db, create(db, "vd", "62.socai/vd").school)
    edge = Edge()
    with db.pool.connection() as connection:
        while edge.size < leaves:
            edge, stored = edge.extend([_leaf(at) for at in range(edge.size, min(edge.size + BATCH, leaves))])
            tiles.put(connection, stored)
            say(f"storing tiles: {edge.size:,} of {leaves:,} leaves")
    db.close()
    return edge.root()


def _leaf(index: int) -> bytes:
    return hashlib.sha256(index.to_bytes(8)).digest()


def _tree(db: Database, leaves: int) -> HashTree:
    return HashTree(PgTiles(db, logs(db)["vd"].school), leaves)


def _cold_first(place: Place, leaves: int, seed: int) -> float:
    """Seconds to the first proof after a restart of the database server and of all that we keep in memory."""
    place.restart()
    db = Database(place.dsn)
    try:
        with db.pool.connection() as connection:  # a server takes no request before it has a connection
            connection.execute("SELECT 1")
        tree = _tree(db, leaves)
        index = random.Random(seed).randrange(leaves)
        return timed(partial(tree.inclusion, index, leaves))[0]
    finally:
        db.close()


def _warm(tree: HashTree, leaves: int, root: bytes) -> dict[str, Any]:
    chance = random.Random(5)
    inclusion, consistency = [], []
    assert tree.root(leaves) == root
    for _ in range(PROOFS):
        index, old = chance.randrange(leaves), chance.randrange(1, leaves + 1)
        seconds, path = timed(partial(tree.inclusion, index, leaves))
        verify_inclusion(_leaf(index), index, leaves, path, root)
        inclusion.append(seconds)
        seconds, path = timed(partial(tree.consistency, old, leaves))
        verify_consistency(old, leaves, path, tree.root(old), root)
        consistency.append(seconds)
    return {
        "inclusion_ms": median_ms(inclusion),
        "consistency_ms": median_ms(consistency),
        "inclusion_p95_ms": p95_ms(inclusion),
        "consistency_p95_ms": p95_ms(consistency),
        "proofs": PROOFS,
    }
