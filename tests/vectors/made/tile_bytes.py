"""spec/vectors/tile_bytes.json: the bytes of hash tiles (C2SP tlog-tiles), right and wrong ones."""

from collections.abc import Iterator

from tests.vectors.made.tools import Document, Vector, b64, document_of, sha, tree_root

WIDTH = 256
FIELDS = (
    "tile_bytes: `bytes` is base64 of the tile that is served as `path` for a tree of `size` entries, of "
    "which entry i is the decimal number i in ASCII. wantErr: it is not that tile, or there is no such tile."
)
LEAVES = [sha(b"\0%d" % number) for number in range(70_000)]
NODES = {
    0: LEAVES,
    1: [tree_root(LEAVES[at : at + WIDTH]) for at in range(0, len(LEAVES) - WIDTH + 1, WIDTH)],
}
NODES[2] = [tree_root(NODES[1][:WIDTH])]


def _tile(size: int, level: int, index: int, width: int) -> bytes:
    """Hashes of whole subtrees within the first `size` entries."""
    if (index * WIDTH + width) * WIDTH**level > size:
        raise ValueError("beyond the tree")
    return b"".join(NODES[level][index * WIDTH : index * WIDTH + width])


def _vector(desc: str, size: int, path: str, raw: bytes, wrong: bool = True) -> Vector:
    held = {"kind": "tile_bytes", "desc": desc, "size": size, "path": path}
    return {**held, "bytes": b64(raw), "wantErr": wrong}


def _sound() -> Iterator[Vector]:
    for size, path, level, index, width in (
        (1, "tile/0/000.p/1", 0, 0, 1),
        (5, "tile/0/000.p/5", 0, 0, 5),
        (256, "tile/0/000", 0, 0, 256),
        (256, "tile/1/000.p/1", 1, 0, 1),
        (600, "tile/0/002.p/88", 0, 2, 88),
        (600, "tile/1/000.p/2", 1, 0, 2),
        (70_000, "tile/0/273.p/112", 0, 273, 112),
        (70_000, "tile/1/001.p/17", 1, 1, 17),
        (70_000, "tile/2/000.p/1", 2, 0, 1),
    ):
        yield _vector(f"{path} of {size}", size, path, _tile(size, level, index, width), wrong=False)


def _wrong() -> Iterator[Vector]:
    five, one = _tile(5, 0, 0, 5), _tile(256, 1, 0, 1)
    yield _vector("no bytes", 5, "tile/0/000.p/5", b"")
    yield _vector("a hash too few", 5, "tile/0/000.p/5", five[:-32])
    yield _vector("a hash too many", 5, "tile/0/000.p/5", five + five[:32])
    yield _vector("a byte too few", 5, "tile/0/000.p/5", five[:-1])
    yield _vector("a line feed at the end", 5, "tile/0/000.p/5", five + b"\n")
    yield _vector("one bit flipped", 5, "tile/0/000.p/5", five[:40] + bytes([five[40] ^ 1]) + five[41:])
    yield _vector("two hashes exchanged", 5, "tile/0/000.p/5", five[32:64] + five[:32] + five[64:])
    yield _vector("hashes of nodes, not of leaves", 256, "tile/1/000.p/1", LEAVES[0])
    yield _vector("hashed once more", 256, "tile/1/000.p/1", sha(one))
    yield _vector("a full tile that is named partial", 256, "tile/0/000.p/255", _tile(256, 0, 0, 255))
    yield _vector("a partial tile that is named full", 5, "tile/0/000", five)
    yield _vector("the width of an earlier size", 5, "tile/0/000.p/4", five[:-32])
    yield _vector("a partial tile of a level above that has none", 5, "tile/1/000.p/1", tree_root(LEAVES[:5]))
    yield _vector("an empty tile right of the last", 256, "tile/0/001.p/1", b"")
    yield _vector("a tile beyond the tree", 5, "tile/0/001.p/5", five)
    yield _vector("the partial subtree hashed into the level above", 600, "tile/1/000.p/3",
                 _tile(600, 1, 0, 2) + tree_root(LEAVES[512:600]))  # fmt: skip
    yield _vector(
        "padded to a full tile with zeros", 600, "tile/1/000", _tile(600, 1, 0, 2) + bytes(8192 - 64)
    )


def document() -> Document:
    """The whole file as a value."""
    return document_of("tile_bytes", FIELDS, [*_sound(), *_wrong()])
