"""Roots, tiles and paths against the definitions of RFC 9162, written out word for word in the builder."""

import random

import pytest

from tests.verify.bag_builder import inclusion_path, sha, tree_root
from verify.proof.merkle import BadProof, Leaves, consistency_path, verify_consistency, verify_inclusion
from verify.proof.tiles import RemoteTree, expected_tiles, tile_path

RAW = [sha(b"%d" % number) for number in range(1100)]
SIZES = (1, 2, 3, 5, 8, 255, 256, 257, 511, 512, 513, 700, 1024, 1100)


@pytest.fixture(scope="module")
def leaves() -> Leaves:
    result = Leaves()
    for item in RAW:
        result.append(item)
    return result


@pytest.mark.parametrize("size", (0, *SIZES))
def test_root_is_the_definition_s(leaves, size):
    """The streaming root at any size equals MTH of RFC 9162 2.1.1."""
    assert leaves.root(size) == tree_root(RAW[:size])


def test_no_root_beyond_the_leaves(leaves):
    """A caller's bug, not a finding."""
    with pytest.raises(IndexError):
        leaves.root(len(RAW) + 1)


@pytest.mark.parametrize("size", SIZES)
def test_tiles_hold_what_tlog_tiles_says(leaves, size):
    """Widths are floor(size / 256^level) mod 256, and each hash is a subtree's root."""
    tiles = dict(expected_tiles(leaves, size))
    assert len(tiles[tile_path(0, (size - 1) // 256, (size - 1) % 256 + 1)]) == 32 * ((size - 1) % 256 + 1)
    if size >= 256:
        level1 = b"".join(tree_root(RAW[i : i + 256]) for i in range(0, size - 255, 256))
        assert tiles[tile_path(1, 0, size // 256)] == level1
    assert not any(path.startswith("tile/2/") for path in tiles)


def test_inclusion_and_each_mutation(leaves):
    """A good path passes; another index, size, leaf, root, or a changed path does not."""
    chooser = random.Random(5)
    for size in (1, 2, 7, 8, 300):
        index = chooser.randrange(size)
        path, root = inclusion_path(index, RAW[:size]), leaves.root(size)
        verify_inclusion(index, size, RAW[index], path, root)
        bad = [(index ^ 1, size, RAW[index], path, root), (index, size, RAW[-1], path, root)]
        bad += [
            (index, size, RAW[index], [*path, sha(b"x")], root),
            (index, size, RAW[index], path, sha(b"x")),
        ]
        bad += [(index, size, RAW[index], path[:-1], root)] if path else []
        bad += [(index, size, RAW[index][:31], path, root), (-1, size, RAW[index], path, root)]
        for arguments in bad:
            with pytest.raises(BadProof):
                verify_inclusion(*arguments)


def test_consistency_paths_read_from_tiles_alone(leaves):
    """Two sizes of one history are consistent; a rewritten one is not."""
    chooser = random.Random(6)
    for size2 in (2, 257, 513, 700, 1100):
        tiles = dict(expected_tiles(leaves, size2))
        tree = RemoteTree(size2, tiles.__getitem__)
        for size1 in {1, size2 - 1, chooser.randrange(1, size2), chooser.randrange(1, size2)}:
            path = consistency_path(size1, size2, tree.subtree)
            root1, root2 = leaves.root(size1), leaves.root(size2)
            verify_consistency(size1, size2, root1, root2, path)
            for one, two, nodes in (
                (sha(b"x"), root2, path),
                (root1, sha(b"x"), path),
                (root1, root2, path[1:]),
            ):
                with pytest.raises(BadProof):
                    verify_consistency(size1, size2, one, two, nodes)


def test_a_tile_of_another_length_is_no_evidence(leaves):
    """A server may not shorten or lengthen a tile."""
    tree = RemoteTree(300, lambda path: b"\x00" * 31)
    with pytest.raises(BadProof):
        consistency_path(5, 300, tree.subtree)


def test_first_difference_is_the_first(leaves):
    """Found in the last block as well as in the first."""
    for at in (0, 1, 700, 1099):
        other = Leaves()
        for index, item in enumerate(RAW):
            other.append(sha(b"other") if index == at else item)
        assert leaves.first_difference(other, 1100) == at
        assert leaves.first_difference(other, at) is None
