"""Hash tiles and signed notes of one log in the tables `tile` and `checkpoint`."""

from collections.abc import Iterator, Sequence
from typing import Any

from ledger.database import Connection, Database
from ledger.form.proof import HASH_BYTES
from ledger.form.tiles import TILE_WIDTH, Edge, StoredTile, edge_ids, subtree_root, tile_width

BATCH = 512


class TilesDiffer(ValueError):
    """Stored tiles do not fit each other, or a tile is missing; `args` names the first one."""


class PgTiles:
    """The stored tiles of a school, read over its own short connections. A `ledger.form.tree.TileReader`."""

    def __init__(self, db: Database, school: int) -> None:
        self._db = db
        self._school = school

    def read(self, level: int, index: int, width: int) -> bytes:
        """The first `width` hashes of a tile; fewer if it is not stored that wide."""
        rows = self._rows(
            "SELECT pg_catalog.substr(hashes, 1, %s) FROM @schema@.tile"
            " WHERE school = %s AND level = %s AND idx = %s",
            HASH_BYTES * width,
            self._school,
            level,
            index,
        )
        return bytes(rows[0][0]) if rows else b""

    def level(self, level: int, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """(index, hashes) of the stored tiles of a level from index `start` on, read in batches."""
        while True:
            rows = self._rows(
                "SELECT idx, hashes FROM @schema@.tile WHERE school = %s AND level = %s AND idx >= %s"
                " ORDER BY idx LIMIT %s",
                self._school,
                level,
                start,
                BATCH,
            )
            yield from rows
            if len(rows) < BATCH:
                return
            start = rows[-1][0] + 1

    def edge(self, size: int) -> Edge:
        """The right edge of the tree of `size` leaves. Raises TilesDiffer if it is not stored that wide."""
        tiles = []
        for tile in edge_ids(size):
            hashes = self.read(tile.level, tile.index, tile.width) if tile else b""
            if tile and len(hashes) != HASH_BYTES * tile.width:
                raise TilesDiffer(f"tile {tile.level}/{tile.index} is not stored {tile.width} wide")
            tiles.append(hashes)
        return Edge(size, tuple(tiles))

    def put(self, connection: Connection, tiles: Sequence[StoredTile]) -> None:
        """Stores tiles, all or none. One stored before may only grow, else psycopg's RestrictViolation."""
        columns = zip(*((tile.level, tile.index, tile.data) for tile in tiles), strict=True)
        connection.execute(
            self._db.sql("SELECT @schema@.put_tiles(%s, %s, %s, %s)"), (self._school, *map(list, columns))
        )

    def check(self, size: int) -> None:
        """Raises TilesDiffer unless the tiles of `size` leaves are there, each over the roots of those below.

        Wider edges than `size` needs are left alone: a crash may have come between tiles and signature.
        """
        level, below = 0, b""
        while size >> 8 * level:
            below = self._check_level(level, size, below)
            level += 1

    def _check_level(self, level: int, size: int, wanted: bytes) -> bytes:
        """Compares a level with the roots of the one below (`wanted`); gives the roots of its full tiles."""
        roots, count = [], -(-(size >> 8 * level) // TILE_WIDTH)
        stored = self.level(level)
        for index in range(count):
            found, hashes = next(stored, (None, b""))
            used = hashes[: HASH_BYTES * tile_width(size, level, index)]
            first = HASH_BYTES * TILE_WIDTH * index
            if found != index or len(used) != HASH_BYTES * tile_width(size, level, index):
                raise TilesDiffer(f"tile {level}/{index} is missing or too narrow")
            if level and used != wanted[first : first + len(used)]:
                raise TilesDiffer(f"tile {level}/{index} is not over the tiles below it")
            if len(used) == HASH_BYTES * TILE_WIDTH:
                roots.append(subtree_root(used))
        return b"".join(roots)

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._db.pool.connection() as connection:
            return connection.execute(self._db.sql(query), values, binary=True).fetchall()


def newest_note(db: Database, school: int, size: int | None = None) -> bytes | None:
    """The newest signed note of a school, or the one of exactly `size`; None if there is none."""
    with db.pool.connection() as connection:
        row = connection.execute(
            db.sql(
                "SELECT note FROM @schema@.checkpoint WHERE school = %s AND size = COALESCE(%s, size)"
                " ORDER BY size DESC LIMIT 1"
            ),
            (school, size),
            binary=True,
        ).fetchone()
    return bytes(row[0]) if row else None


def first_note(db: Database, school: int, size: int) -> tuple[int, bytes] | None:
    """The size and note that were signed first at `size` or beyond; None if none was."""
    with db.pool.connection() as connection:
        row = connection.execute(
            db.sql(
                "SELECT size, note FROM @schema@.checkpoint WHERE school = %s AND size >= %s"
                " ORDER BY size LIMIT 1"
            ),
            (school, size),
            binary=True,
        ).fetchone()
    return (int(row[0]), bytes(row[1])) if row else None
