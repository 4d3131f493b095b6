"""Promise: tiles are those of C2SP tlog-tiles, and their paths have one spelling."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.form.tiles import (
    EMPTY_ROOT,
    MAX_INDEX,
    BadTile,
    Edge,
    TileId,
    edge_ids,
    parse_tile_path,
    subtree_root,
    tile_path,
    tiles_of,
)
from tests.ledger.test_proof import root

MANY = [hashlib.sha256(b"\x00%d" % number).digest() for number in range(70_000)]


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("tile/0/000", TileId(0, 0, 256)),
        ("tile/0/x001/x234/067", TileId(0, 1_234_067, 256)),
        ("tile/0/x001/x234/067.p/5", TileId(0, 1_234_067, 5)),
        ("tile/63/999.p/255", TileId(63, 999, 255)),
        ("tile/entries/x001/000.p/1", TileId(-1, 1000, 1)),
    ],
)
def test_tile_paths_are_those_of_the_standard(path: str, tile: TileId) -> None:
    """Both directions, with the example of the specification."""
    assert parse_tile_path(path) == tile and tile_path(tile) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/0/x000/001",
        "tile/0/001/067",
        "tile/0/x001",
        "tile/0/x001/x067",
        "tile/0/X001/067",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000.p/1/2",
        "tile/0/000/",
        "/tile/0/000",
        "tile//000",
        "tile/0/000\n",
        "tile/0/../000",
        "tile/0/٠٠٠",
        "tile/entrie/000",
        "tile/0/" + "x999/" * 12 + "999",
    ],
)
def test_another_spelling_of_a_tile_path_is_refused(path: str) -> None:
    """A cache or a reader never sees one tile under two names."""
    with pytest.raises(BadTile):
        parse_tile_path(path)


@settings(deadline=None)
@given(st.builds(TileId, st.integers(-1, 63), st.integers(0, MAX_INDEX), st.integers(1, 256)))
def test_tile_paths_read_back(tile: TileId) -> None:
    """Path and tile stand one to one."""
    assert parse_tile_path(tile_path(tile)) == tile


@settings(deadline=None)
@given(st.text(alphabet="tile/entrisx.p0129", max_size=24).map(lambda tail: "tile/" + tail))
def test_a_path_that_is_read_is_its_own_spelling(path: str) -> None:
    """Whatever is accepted is what would be written."""
    try:
        tile = parse_tile_path(path)
    except BadTile:
        return
    assert tile_path(tile) == path


@pytest.mark.parametrize(
    "tile", [TileId(0, 0, 0), TileId(0, 0, 257), TileId(0, -1, 1), TileId(64, 0, 1), TileId(-2, 0, 1)]
)
def test_no_path_is_made_for_a_tile_that_cannot_be(tile: TileId) -> None:
    """An empty or over-wide tile has no name."""
    with pytest.raises(BadTile):
        tile_path(tile)


def test_a_tree_of_70000_has_the_tiles_of_the_specification() -> None:
    """273 full and .p/112; 1 full and .p/17; .p/1 (tlog-tiles, example)."""
    ids = list(tiles_of(70_000))
    assert [sum(t.level == level and t.width == 256 for t in ids) for level in range(3)] == [273, 1, 0]
    assert [t.width if t else 0 for t in edge_ids(70_000)] == [112, 17, 1]


def store_of(steps: list[int]) -> tuple[Edge, dict[tuple[int, int], bytes]]:
    edge, store, at = Edge(), {}, 0
    for step in steps:
        edge, tiles = edge.extend(MANY[at : at + step])
        at += step
        for tile in tiles:
            assert len(tile.data) == 32 * tile.width
            assert tile.data.startswith(store.get((tile.level, tile.index), b""))
            store[tile.level, tile.index] = tile.data
    return edge, store


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 700), max_size=6))
def test_tiles_do_not_depend_on_how_the_log_grew(steps: list[int]) -> None:
    """Any way of appending the same leaves stores the same tiles, none missing, none over, root included."""
    edge, store = store_of(steps)
    once, stored_once = store_of([sum(steps)])
    assert (edge, store) == (once, stored_once)
    assert set(store) == {(t.level, t.index) for t in tiles_of(sum(steps))}
    assert edge.root() == root(MANY[: sum(steps)])


def test_each_hash_of_a_tile_is_the_root_of_its_leaves() -> None:
    """Level 1 holds roots of 256 leaves, level 2 of 65,536."""
    _, store = store_of([70_000])
    assert store[0, 3] == b"".join(MANY[768:1024])
    assert store[1, 0][32:64] == root(MANY[256:512]) == subtree_root(store[0, 1])
    assert store[2, 0] == root(MANY[:65_536])


def test_the_empty_log_has_no_tile_and_the_root_of_nothing() -> None:
    """Size 0 has root SHA-256 of the empty string."""
    assert Edge().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()
    assert Edge().extend([]) == (Edge(), []) and list(tiles_of(0)) == []


@pytest.mark.parametrize(
    "tiles", [(), (b"",), (b"\0" * 32,), (b"\0" * 63,), (b"\0" * 64, b""), (b"\0" * 96,)]
)
def test_an_edge_that_does_not_fit_its_size_is_refused(tiles: tuple[bytes, ...]) -> None:
    """A damaged or stale partial tile is found before anything is built on it."""
    with pytest.raises(BadTile):
        Edge(2, tiles)


def test_a_leaf_hash_of_another_length_is_refused() -> None:
    """31 bytes are no hash."""
    with pytest.raises(BadTile):
        Edge().extend([b"\0" * 31])
