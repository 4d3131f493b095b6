"""The Merkle tree of a log over stored hash tiles. The only importer of pymerkle (7.0.0, pinned)."""

from collections import OrderedDict
from typing import Any, Protocol

from pymerkle import BaseMerkleTree

from ledger.form.proof import HASH_BYTES
from ledger.form.tiles import subtree_root, tile_width

TILE_CACHE = 64
SUBROOT_CACHE_BYTES = 1 << 20


class TileReader(Protocol):
    """Where tiles are stored."""

    def read(self, level: int, index: int, width: int) -> bytes:
        """The first `width` hashes (32*width bytes) of a tile, from whatever width >= `width` is stored."""
        ...


class ProofRange(ValueError):
    """An index or a size outside the tree."""


class TileMismatch(ValueError):
    """The store gave a tile of another length than asked for: it is damaged."""


class HashTree:
    """Roots and RFC 9162 proofs of a log of `size` leaves, at any size up to it.

    One per log and process. Caches hold only complete subtrees and tiles, which never change while the log
    only grows; after a restore make a new HashTree.
    """

    def __init__(self, reader: TileReader, size: int) -> None:
        self._tiles = _TiledMerkleTree(reader, size)

    @property
    def size(self) -> int:
        """Leaves whose tiles are stored."""
        return self._tiles.size

    def grow(self, size: int) -> None:
        """Takes note that tiles are stored up to `size` leaves."""
        if size < self.size:
            raise ProofRange(f"a log does not shrink: {self.size} to {size}")
        self._tiles.size = size

    def root(self, size: int) -> bytes:
        """The root over the first `size` leaves; SHA-256("") for 0."""
        self._require(0 <= size <= self.size, f"size {size} of {self.size}")
        return bytes(self._tiles.get_root(size))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The audit path of leaf `index` (from 0) in the tree of `size` leaves (RFC 9162 §2.1.3.1)."""
        self._require(0 <= index < size <= self.size, f"leaf {index} of {size} of {self.size}")
        # pymerkle counts leaves from 1 and puts the leaf itself first.
        return list(self._tiles.prove_inclusion(index + 1, size).path[1:])

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that `old` leaves begin the tree of `new` (RFC 9162 §2.1.4.1); empty if equal."""
        self._require(0 < old <= new <= self.size, f"{old} to {new} of {self.size}")
        with self._tiles.lock:
            return [self._tiles._get_root(start, end) for start, end in consistency_ranges(old, new)]

    @staticmethod
    def _require(holds: bool, detail: str) -> None:
        if not holds:
            raise ProofRange(detail)


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """Leaf ranges whose roots make up the proof, deepest first (SUBPROOF of RFC 9162 §2.1.4.1).

    pymerkle's own consistency path descends below whole subtrees and is no RFC path, hence this.
    """
    start, end = 0, new
    ranges: list[tuple[int, int]] = []
    while old != end:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return ranges[::-1]


class _TiledMerkleTree(BaseMerkleTree):  # type: ignore[misc]  # pymerkle is untyped
    """pymerkle over tiles: one read of at most 128 hashes where it would load a whole range of leaves."""

    def __init__(self, reader: TileReader, size: int) -> None:
        super().__init__(algorithm="sha256", capacity=SUBROOT_CACHE_BYTES)
        self.size = size
        self._reader = reader
        self._cached: OrderedDict[tuple[int, int], bytes] = OrderedDict()

    def _get_subroot_uncached(self, offset: int, width: int) -> bytes:
        """The root over `width` (a power of two) leaves from `offset`: eight tree levels are one tile."""
        exponent = width.bit_length() - 1
        level, count = exponent // 8, 1 << exponent % 8
        return subtree_root(self._hashes(level, offset >> 8 * level, count))

    def _hashes(self, level: int, start: int, count: int) -> bytes:
        index, first = divmod(start, 256)
        return self._tile(level, index)[HASH_BYTES * first : HASH_BYTES * (first + count)]

    def _tile(self, level: int, index: int) -> bytes:
        width = tile_width(self.size, level, index)
        tile = self._cached.get((level, index), b"")
        if len(tile) < HASH_BYTES * width:
            tile = self._reader.read(level, index, width)
            if len(tile) != HASH_BYTES * width:
                raise TileMismatch(f"tile {level}/{index}: {len(tile)} bytes for width {width}")
            self._cached[level, index] = tile
        self._cached.move_to_end((level, index))
        if len(self._cached) > TILE_CACHE:
            self._cached.popitem(last=False)
        return tile

    def _get_leaf(self, index: int) -> bytes:
        return self._hashes(0, index - 1, 1)

    def _get_leaves(self, offset: int, width: int) -> list[bytes]:
        return [self._hashes(0, at, 1) for at in range(offset, offset + width)]

    def _get_size(self) -> int:
        return self.size

    def _encode_entry(self, _data: Any) -> bytes:
        raise TypeError("this tree is read from tiles; entries are appended to the ledger")

    def _store_leaf(self, _data: Any, _digest: bytes) -> int:
        raise TypeError("this tree is read from tiles; entries are appended to the ledger")
