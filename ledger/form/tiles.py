"""Hash tiles of a Merkle tree in the layout of C2SP tlog-tiles: 256 hashes wide, stored once full.

tile(level, index)[i] is the root of leaves [(index*256+i) * 256^level, (index*256+i+1) * 256^level).
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.form.proof import HASH_BYTES, node_hash

TILE_WIDTH = 256
FULL_TILE_BYTES = TILE_WIDTH * HASH_BYTES
EMPTY_ROOT = hashlib.sha256(b"").digest()
ENTRIES_LEVEL = -1
MAX_LEVEL = 63
# A tree has fewer than 2^63 leaves, so no tile lies beyond this index at any level.
MAX_INDEX = 2**55 - 1

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)


class BadTile(ValueError):
    """A tile path or tile content that is not of the C2SP form."""


@dataclass(frozen=True, slots=True)
class TileId:
    """Which tile: `level` 0..63 (-1: the entry bundle), `index` from 0, `width` 1..256 (256: full)."""

    level: int
    index: int
    width: int


@dataclass(frozen=True, slots=True)
class StoredTile:
    """A tile to store: `width` hashes of 32 bytes in `data`."""

    level: int
    index: int
    width: int
    data: bytes


def tile_path(tile: TileId) -> str:
    """`tile/<L>/<N>[.p/<W>]`, e.g. tile/0/x001/x234/067.p/5; bundles have `entries` for <L>."""
    _require_in_range(tile)
    digits = str(tile.index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    level = "entries" if tile.level == ENTRIES_LEVEL else str(tile.level)
    return f"tile/{level}/{name}" + ("" if tile.width == TILE_WIDTH else f".p/{tile.width}")


def parse_tile_path(path: str) -> TileId:
    """The tile that `path` names. Raises BadTile for any other spelling of it."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise BadTile(f"not a tile path: {path!a}")
    level, name, width = match.groups()
    index = name.replace("x", "").replace("/", "")
    if len(index) > 18:
        raise BadTile("index too large")
    tile = TileId(
        ENTRIES_LEVEL if level == "entries" else int(level),
        int(index),
        TILE_WIDTH if width is None else int(width),
    )
    if tile_path(tile) != path:
        raise BadTile(f"another spelling of {tile_path(tile)}")
    return tile


def tile_width(size: int, level: int, index: int) -> int:
    """How many hashes the tile holds in a tree of `size` leaves: 0 (no such tile) to 256."""
    return max(0, min(TILE_WIDTH, (size >> 8 * level) - index * TILE_WIDTH))


def tiles_of(size: int) -> Iterator[TileId]:
    """Every tile of a tree of `size` leaves, level by level, the partial one last in each."""
    level = 0
    while size >> 8 * level:
        for index in range(-(-(size >> 8 * level) // TILE_WIDTH)):
            yield TileId(level, index, tile_width(size, level, index))
        level += 1


def subtree_root(hashes: bytes) -> bytes:
    """The root over a power of two of 32-byte hashes laid end to end."""
    sha256 = hashlib.sha256
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            [sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, len(hashes), 64)]
        )
    return hashes


@dataclass(frozen=True)
class Edge:
    """The right edge of a tree: its size and, level by level, the bytes of the partial tile (may be empty).

    It is all that appending and the root need; the full tiles left of it never change again.
    """

    size: int = 0
    tiles: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        wanted = [HASH_BYTES * tile.width if tile else 0 for tile in edge_ids(self.size)]
        if [len(data) for data in self.tiles] != wanted:
            raise BadTile(f"these are not the edge tiles of size {self.size}")

    def root(self) -> bytes:
        """The root at this size (RFC 9162 §2.1.1), from the edge alone; SHA-256("") for the empty tree."""
        subroots = [root for data in reversed(self.tiles) for root in _perfect_subroots(data)]
        if not subroots:
            return EMPTY_ROOT
        root = subroots.pop()
        while subroots:
            root = node_hash(subroots.pop(), root)
        return root

    def extend(self, leaves: Sequence[bytes]) -> tuple["Edge", list[StoredTile]]:
        """The edge after `leaves` (32-byte leaf hashes) and every tile that is new or wider for them."""
        if any(len(leaf) != HASH_BYTES for leaf in leaves):
            raise BadTile("a leaf hash is not 32 bytes")
        stored: list[StoredTile] = []
        edges: list[bytes] = []
        added = b"".join(leaves)
        level = 0
        while added or level < len(self.tiles):
            held = self.tiles[level] if level < len(self.tiles) else b""
            first = (self.size >> 8 * level) // TILE_WIDTH
            rest, full = _split_tiles(held + added)
            stored += [StoredTile(level, first + at, TILE_WIDTH, data) for at, data in enumerate(full)]
            if rest and (full or len(rest) != len(held)):
                stored.append(StoredTile(level, first + len(full), len(rest) // HASH_BYTES, rest))
            edges.append(rest)
            added = b"".join(map(subtree_root, full))
            level += 1
        return Edge(self.size + len(leaves), tuple(edges)), stored


def edge_ids(size: int) -> list[TileId | None]:
    """Level by level the partial tile of the right edge, None where that level has none."""
    ids: list[TileId | None] = []
    level = 0
    while size >> 8 * level:
        count = size >> 8 * level
        width = count % TILE_WIDTH
        ids.append(TileId(level, count // TILE_WIDTH, width) if width else None)
        level += 1
    return ids


def _split_tiles(hashes: bytes) -> tuple[bytes, list[bytes]]:
    end = len(hashes) // FULL_TILE_BYTES * FULL_TILE_BYTES
    return hashes[end:], [hashes[at : at + FULL_TILE_BYTES] for at in range(0, end, FULL_TILE_BYTES)]


def _perfect_subroots(hashes: bytes) -> list[bytes]:
    """Roots of the maximal perfect subtrees of a partial tile, left to right."""
    width, start, roots = len(hashes) // HASH_BYTES, 0, []
    for exponent in reversed(range(8)):
        if width >> exponent & 1:
            end = start + (HASH_BYTES << exponent)
            roots.append(subtree_root(hashes[start:end]))
            start = end
    return roots


def _require_in_range(tile: TileId) -> None:
    if not (
        ENTRIES_LEVEL <= tile.level <= MAX_LEVEL
        and 0 <= tile.index <= MAX_INDEX
        and 1 <= tile.width <= TILE_WIDTH
    ):
        raise BadTile(f"no such tile: {tile}")
