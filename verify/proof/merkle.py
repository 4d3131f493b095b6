"""The Merkle tree of RFC 9162 2.1: roots from leaves, and the checks of inclusion and consistency paths."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

HASH = 32
TILE = 256
EMPTY_ROOT = hashlib.sha256(b"").digest()


class BadProof(ValueError):
    """A path does not prove what it claims."""


def leaf_hash(line: bytes) -> bytes:
    """SHA-256(0x00 ‖ line)."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """MTH of subtrees of one size, the last of which may be smaller. Needs at least one."""
    sha = hashlib.sha256
    level = list(hashes)
    while len(level) > 1:
        odd = level[-1:] if len(level) & 1 else []
        level = [sha(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)] + odd
    return level[0]


class Leaves:
    """The leaf hashes of one log in order: 32 bytes each, with the roots of all full runs of 256."""

    def __init__(self) -> None:
        self._raw = bytearray()
        self._tiles: list[bytes] = []

    def __len__(self) -> int:
        return len(self._raw) // HASH

    def __getitem__(self, index: int) -> bytes:
        if not 0 <= index < len(self):
            raise IndexError(index)
        return bytes(self._raw[index * HASH : index * HASH + HASH])

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash; each 256th also computes 255 nodes."""
        self._raw += leaf
        if len(self._raw) % (HASH * TILE) == 0:
            self._tiles.append(fold(self.slice(len(self) - TILE, len(self))))

    def slice(self, start: int, stop: int) -> list[bytes]:
        """Leaf hashes `start` … `stop`−1."""
        raw = bytes(self._raw[start * HASH : stop * HASH])
        return [raw[i : i + HASH] for i in range(0, len(raw), HASH)]

    def root(self, size: int) -> bytes:
        """The root of the first `size` leaves, at a cost of size/256 hashes."""
        if not 0 <= size <= len(self):
            raise IndexError(size)
        if size == 0:
            return EMPTY_ROOT
        full, rest = divmod(size, TILE)
        tail = [fold(self.slice(full * TILE, size))] if rest else []
        return fold(self._tiles[:full] + tail)

    def first_difference(self, other: Leaves, size: int) -> int | None:
        """The first position below `size` at which two logs have other leaves."""
        for start in range(0, size, 4096):
            stop = min(start + 4096, size)
            if self._raw[start * HASH : stop * HASH] != other._raw[start * HASH : stop * HASH]:
                return next(i for i in range(start, stop) if self[i] != other[i])
        return None

    def level(self, level: int, size: int) -> list[bytes]:
        """The hashes of all full subtrees of 256^level leaves below `size`: what tiles of that level hold."""
        if level == 0:
            return self.slice(0, size)
        hashes = self._tiles[: size // TILE]
        for _ in range(level - 1):
            hashes = [fold(hashes[i : i + TILE]) for i in range(0, len(hashes) - TILE + 1, TILE)]
        return hashes


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 2.1.3.2; raises `BadProof`."""
    if not 0 <= index < size:
        raise BadProof("index beyond the tree")
    _check_lengths([leaf, root, *path])
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            raise BadProof("path too long")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or r != root:
        raise BadProof("path does not lead to the root")


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, path: Sequence[bytes]) -> None:
    """RFC 9162 2.1.4.2; raises `BadProof`. Size 0 proves nothing and is refused."""
    if not 0 < size1 <= size2:
        raise BadProof("sizes out of order")
    if size1 == size2:
        if path or root1 != root2:
            raise BadProof("equal sizes with other roots or a path")
        return
    _check_lengths([root1, root2, *path])
    nodes = list(path) if size1 & (size1 - 1) else [root1, *path]
    if not path:
        raise BadProof("empty path")
    fn, sn = size1 - 1, size2 - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = nodes[0]
    for c in nodes[1:]:
        if sn == 0:
            raise BadProof("path too long")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or fr != root1 or sr != root2:
        raise BadProof("path does not lead to the roots")


def _check_lengths(hashes: Sequence[bytes]) -> None:
    if any(len(item) != HASH for item in hashes):
        raise BadProof("a hash is not 32 bytes")


def consistency_path(size1: int, size2: int, subtree: Callable[[int, int], bytes]) -> list[bytes]:
    """RFC 9162 2.1.4.1 for 0 < size1 < size2; `subtree(start, stop)` gives MTH(D[start:stop])."""
    path: list[bytes] = []
    m, start, stop, known = size1, 0, size2, True
    while m != stop - start:
        k = 1 << (stop - start - 1).bit_length() - 1
        if m <= k:
            path.append(subtree(start + k, stop))
            stop = start + k
        else:
            path.append(subtree(start, start + k))
            start, m, known = start + k, m - k, False
    return ([] if known else [subtree(start, stop)]) + path[::-1]
