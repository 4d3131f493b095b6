"""Checking Merkle proofs, as RFC 9162 writes it down. Pure: no tree, no storage, no library."""

import hashlib
from collections.abc import Sequence

HASH_BYTES = 32


class InvalidProof(ValueError):
    """A proof that must be refused; `code` says why: size, length, short, long, root, empty."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right) (RFC 9162 §2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Raises InvalidProof unless `path` leads from leaf `index` (from 0) to `root` of `size` leaves.

    RFC 9162 §2.1.3.2. Hashes are 32 bytes each.
    """
    _require_sizes(0 <= index < size, f"leaf {index} of {size}")
    _require_hashes((leaf_hash, root, *path))
    fn, sn, computed = index, size - 1, leaf_hash
    for sibling in path:
        if sn == 0:
            raise InvalidProof("long", "hashes are left over at the root")
        if fn & 1 or fn == sn:
            computed = node_hash(sibling, computed)
            fn, sn = _up_to_left_child(fn, sn)
        else:
            computed = node_hash(computed, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise InvalidProof("short", "the path ends below the root")
    _require_root(computed, root)


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raises InvalidProof unless the tree of `old` leaves is the beginning of that of `new`.

    RFC 9162 §2.1.4.2. From size 0 nothing can be proved: an error, also for 0 and 0. For equal sizes the
    roots are only compared; their length is checked where a checkpoint is parsed.
    """
    _require_sizes(0 < old <= new, f"{old} to {new}")
    _require_hashes(path)
    if old == new:
        if path:
            raise InvalidProof("long", "equal sizes need no hashes")
        _require_root(old_root, new_root)
        return
    if not path:
        raise InvalidProof("empty", "unequal sizes need at least one hash")
    _require_hashes((old_root, new_root))
    # §2.1.4.2 step 2: an old size that is a power of two is itself the first node of the path.
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    computed_old, computed_new = _fold_consistency(old, new, hashes)
    _require_root(computed_old, old_root)
    _require_root(computed_new, new_root)


def _fold_consistency(old: int, new: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = hashes[0]
    for sibling in hashes[1:]:
        if sn == 0:
            raise InvalidProof("long", "hashes are left over at the root")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(sibling, fr), node_hash(sibling, sr)
            fn, sn = _up_to_left_child(fn, sn)
        else:
            sr = node_hash(sr, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise InvalidProof("short", "the path ends below the root")
    return fr, sr


def _up_to_left_child(fn: int, sn: int) -> tuple[int, int]:
    """Skips the levels at which the right-most node has no sibling (step 4.b.ii)."""
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _require_sizes(holds: bool, detail: str) -> None:
    if not holds:
        raise InvalidProof("size", detail)


def _require_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(value) != HASH_BYTES for value in hashes):
        raise InvalidProof("length", "a hash is not 32 bytes")


def _require_root(computed: bytes, claimed: bytes) -> None:
    if computed != claimed:
        raise InvalidProof("root", "the path leads to another root")
