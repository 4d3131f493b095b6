"""Promise: roots and proofs from stored tiles are RFC 9162's, at any size, in fractions of a millisecond."""

import random
import time
from pathlib import Path

import pymerkle
import pytest
from pymerkle import BaseMerkleTree

from ledger.form.proof import verify_consistency, verify_inclusion
from ledger.form.tiles import Edge, StoredTile, tile_width
from ledger.form.tree import HashTree, ProofRange, TileMismatch
from tests.ledger.test_proof import path, root, subproof
from tests.ledger.test_tiles import MANY

ROOT = Path(__file__).resolve().parents[2]


class Tiles:
    """A store that also counts how often it is asked."""

    def __init__(self, tiles: list[StoredTile]) -> None:
        self.held = {(tile.level, tile.index): tile.data for tile in tiles}
        self.reads = 0

    def read(self, level: int, index: int, width: int) -> bytes:
        self.reads += 1
        return self.held[level, index][: 32 * width]


def tree_of(size: int) -> HashTree:
    return HashTree(Tiles(Edge().extend(MANY[:size])[1]), size)


def test_the_hook_of_pymerkle_has_not_moved() -> None:
    """Proofs read tiles through `_get_subroot_uncached`; were it renamed, whole ranges would be loaded."""
    assert pymerkle.__version__ == "7.0.0"
    assert callable(BaseMerkleTree._get_subroot_uncached)
    store = Tiles(Edge().extend(MANY)[1])
    tree = HashTree(store, 70_000)

    def no_leaf_range(offset: int, width: int) -> list[bytes]:
        raise AssertionError(f"pymerkle loads {width} leaves from {offset}")

    tree._tiles._get_leaves = no_leaf_range  # type: ignore[method-assign]
    tree.root(70_000)
    tree.inclusion(12_345, 70_000)
    tree.consistency(33_333, 69_999)
    assert 0 < store.reads < 16


def test_only_the_tree_knows_pymerkle() -> None:
    """Its types and proof forms end at one module, so that it can be replaced there."""
    packages = ("domain", "ledger", "projections", "api", "verify")
    files = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    assert {path.name for path in files if "import pymerkle" in path.read_text()} == set()
    assert {path.name for path in files if "from pymerkle" in path.read_text()} == {"tree.py"}


def test_every_root_and_proof_of_small_trees_is_the_rfcs() -> None:
    """All sizes to 40, all indexes, all pairs, against the RFC's recursion."""
    tree = tree_of(40)
    for size in range(41):
        assert tree.root(size) == root(MANY[:size])
        for index in range(size):
            assert tree.inclusion(index, size) == path(index, MANY[:size])
        for old in range(1, size + 1):
            assert tree.consistency(old, size) == subproof(old, MANY[:size])


def test_proofs_across_tile_borders_are_the_rfcs() -> None:
    """Sizes beside multiples of 256 and 65,536, also through a tree that grew."""
    tree = tree_of(70_000)
    grown = HashTree(Tiles(Edge().extend(MANY)[1]), 3)
    dice = random.Random(1)
    for size in (255, 256, 257, 511, 513, 4097, 65_535, 65_536, 65_537, 70_000):
        grown.grow(size)
        assert grown.root(size) == tree.root(size)
        for _ in range(20):
            index, old = dice.randrange(size), dice.randrange(1, size + 1)
            hashes = grown.inclusion(index, size)
            assert hashes == tree.inclusion(index, size)
            verify_inclusion(MANY[index], index, size, hashes, tree.root(size))
            verify_consistency(old, size, tree.consistency(old, size), tree.root(old), tree.root(size))
    assert tree.root(70_000) == root(MANY) == Edge().extend(MANY)[0].root()


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0), (3, 2), (0, 41)])
def test_no_inclusion_proof_outside_the_tree(index: int, size: int) -> None:
    """An index or size beyond the log is a typed refusal."""
    with pytest.raises(ProofRange):
        tree_of(40).inclusion(index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (0, 0), (6, 5), (1, 41), (-1, 3)])
def test_no_consistency_proof_outside_the_tree(old: int, new: int) -> None:
    """From size 0 nothing is proved; beyond the log nothing is known."""
    with pytest.raises(ProofRange):
        tree_of(40).consistency(old, new)


def test_a_tree_does_not_shrink_and_has_no_root_beyond_its_size() -> None:
    """A restored log gets a new tree; caches of the old one would lie."""
    tree = tree_of(40)
    with pytest.raises(ProofRange):
        tree.grow(39)
    for size in (41, -1):
        with pytest.raises(ProofRange):
            tree.root(size)


def test_a_short_tile_in_the_store_is_reported() -> None:
    """A damaged store gives an error, never a wrong proof."""
    store = Tiles(Edge().extend(MANY[:300])[1])
    store.held[0, 1] = store.held[0, 1][:-32]
    with pytest.raises(TileMismatch):
        HashTree(store, 300).root(300)


def test_nothing_can_be_appended_past_the_ledger() -> None:
    """pymerkle's own way in is shut."""
    with pytest.raises(TypeError):
        tree_of(3)._tiles.append_entry(b"x")


class PeriodicTiles:
    """A million leaves for the price of one tile: every leaf alike, so every tile of a level is alike."""

    def __init__(self) -> None:
        tile, self.by_level = b"\x11" * 32 * 256, []
        for _ in range(4):
            self.by_level.append(tile)
            whole, _ = Edge().extend([tile[:32]] * 256)
            tile = whole.root() * 256

    def read(self, level: int, index: int, width: int) -> bytes:
        assert width == tile_width(1_000_000, level, index)
        return self.by_level[level][: 32 * width]


def test_proofs_of_a_million_leaves_are_quick() -> None:
    """Warm under 1 ms each, the first after a restart under 50 ms (the median: machines are busy)."""
    size, dice, warm = 1_000_000, random.Random(2), []
    started = time.perf_counter()
    tree = HashTree(PeriodicTiles(), size)
    whole = tree.root(size)
    tree.inclusion(777_777, size)
    first = time.perf_counter() - started
    for _ in range(100):
        index, old = dice.randrange(size), dice.randrange(1, size)
        started = time.perf_counter()
        hashes, growth = tree.inclusion(index, size), tree.consistency(old, size)
        warm.append(time.perf_counter() - started)
        verify_inclusion(b"\x11" * 32, index, size, hashes, whole)
        verify_consistency(old, size, growth, tree.root(old), whole)
    assert sorted(warm)[50] < 0.002 and first < 0.05
