"""Stored tiles, the head row, checkpoints and the signed head file against the lines."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from ledger.clock import format_instant
from ledger.form.note import NoteError
from ledger.form.tiles import TILE_WIDTH, Edge, StoredTile, tile_width
from ledger.signing.checkpoint import BadCheckpoint, Checkpoint
from ledger.signing.checkpointer import edge_tiles, head_of
from ledger.signing.keys import KeyFault, KeyRing
from ledger.signing.rotation import ring_of
from projections.fsck.findings import Findings
from projections.fsck.lines import Lines, Walk
from projections.tables.place import Place


class Signed:
    """A note that claims to be a signed head: where it was found, and what it says if it can be read."""

    def __init__(self, note: bytes, table: str, stored_size: int | None = None) -> None:
        self.note = note
        self.table = table
        self.stored_size = stored_size
        self.says: Checkpoint | None = None
        with suppress(NoteError, BadCheckpoint):
            self.says = head_of(note)


def check_tree(
    place: Place,
    head_note: bytes | None,
    found: Findings,
    read: Callable[[int], None] = lambda _entries: None,
) -> Walk:
    """Reads all lines once; reports what tiles, head row, checkpoints and `head_note` say otherwise.

    `read` hears of the entries of each page.
    """
    rows = place.rows(
        "SELECT note, size FROM @schema@.checkpoint WHERE school = %s ORDER BY size", place.school
    )
    published = [Signed(bytes(note), "checkpoint", size) for note, size in rows]
    signed = published + ([Signed(head_note, "head file")] if head_note is not None else [])
    lines = Lines(place, found)
    tree = _Tree(place, found, max((each.says.size for each in signed if each.says), default=0))
    tree.grow(_heard(lines.pages(), read), sorted({each.says.size for each in signed if each.says}))
    walk = lines.walk()
    _check_head_row(place, walk, found)
    tree.check_rest()
    _check_signed(place, signed, tree, found)
    _check_head_file(published, head_note, found)
    return walk


def _heard(pages: Iterator[list[bytes]], read: Callable[[int], None]) -> Iterator[list[bytes]]:
    for page in pages:
        yield page
        read(len(page))


class _Tree:
    """Grows the tree of the lines and holds what is stored of it beside it."""

    def __init__(self, place: Place, found: Findings, signed_size: int) -> None:
        self._place = place
        self._found = found
        self._signed_size = signed_size
        self._edge = Edge()
        self.roots: dict[int, bytes] = {0: Edge().root()}

    @property
    def size(self) -> int:
        """Leaves taken in."""
        return self._edge.size

    def grow(self, pages: Iterator[list[bytes]], sizes: Sequence[int]) -> None:
        """Takes in all leaves; notes the root at each of the (sorted) `sizes`."""
        wanted = list(sizes)
        for page in pages:
            leaves = page
            while wanted and wanted[0] <= self._edge.size + len(leaves):
                split = wanted.pop(0) - self._edge.size
                self._extend(leaves[:split])
                leaves = leaves[split:]
                self.roots[self._edge.size] = self._edge.root()
            self._extend(leaves)

    def _extend(self, leaves: list[bytes]) -> None:
        self._edge, tiles = self._edge.extend(leaves)
        for tile in tiles:
            if tile.width == TILE_WIDTH:
                self._check_tile(tile)

    def check_rest(self) -> None:
        """The partial tiles at the end, and that nothing is stored beyond them."""
        for tile in edge_tiles(self._edge):
            self._check_tile(tile)
        rows = self._place.rows(
            "SELECT level, idx, octet_length(hashes) / 32 FROM @schema@.tile WHERE school = %s"
            " AND idx::int8 * 256 + octet_length(hashes) / 32 > %s::int8 >> least(8 * level, 63)",
            self._place.school,
            self._edge.size,
        )
        for level, index, width in rows:
            wanted = tile_width(self._edge.size, level, index)
            row = {"level": level, "idx": index}
            self._found.add("TILE_MISMATCH", table="tile", row=row, old=width, new=wanted)

    def _check_tile(self, tile: StoredTile) -> None:
        rows = self._place.rows(
            "SELECT hashes FROM @schema@.tile WHERE school = %s AND level = %s AND idx = %s",
            self._place.school,
            tile.level,
            tile.index,
        )
        stored = bytes(rows[0][0]) if rows else b""
        least = 32 * tile_width(min(self._signed_size, self._edge.size), tile.level, tile.index)
        if len(stored) >= least and tile.data.startswith(stored):
            return
        row = {"level": tile.level, "idx": tile.index}
        first = next((at for at in range(tile.width) if _hash(stored, at) != _hash(tile.data, at)), 0)
        pos = (tile.index * TILE_WIDTH + first) << 8 * tile.level
        old, new = _hash(stored, first).hex(), _hash(tile.data, first).hex()
        self._found.add("TILE_MISMATCH", pos=pos, table="tile", row=row, old=old, new=new)


def _hash(data: bytes, at: int) -> bytes:
    return data[32 * at : 32 * at + 32]


def _check_head_row(place: Place, walk: Walk, found: Findings) -> None:
    rows = place.rows("SELECT size, leaf, at, epoch FROM @schema@.head WHERE school = %s", place.school)
    stored = [
        Walk(size, bytes(leaf), format_instant(at) if at else "", epoch) for size, leaf, at, epoch in rows
    ]
    if stored != [walk]:
        found.add(
            "HEAD_MISMATCH",
            pos=max(walk.size - 1, 0),
            table="head",
            old=[_shown(each) for each in stored],
            new=[_shown(walk)],
        )


def _shown(walk: Walk) -> dict[str, object]:
    return {**walk._asdict(), "leaf": walk.leaf.hex()}


def _check_signed(place: Place, signed: Sequence[Signed], tree: _Tree, found: Findings) -> None:
    ring = _ring(place)
    for each in signed:
        says, row = each.says, {"size": each.stored_size}
        if says is None:
            found.add("NOTE_MALFORMED", table=each.table, row=row)
            continue
        row = {"size": says.size}
        if says.origin != place.log.origin:
            found.add("ORIGIN_MISMATCH", table=each.table, row=row, old=says.origin, new=place.log.origin)
        if each.stored_size not in (None, says.size):
            found.add("COLUMN_MISMATCH", table=each.table, row=row, old=each.stored_size, new=says.size)
        _check_signature(each, ring, found)
        root = tree.roots.get(says.size)
        if root is None:
            found.add("LOG_SHRANK", pos=tree.size, table=each.table, row=row, old=tree.size, new=says.size)
        elif root != says.root:
            found.add("ROOT_MISMATCH", table=each.table, row=row, old=says.root.hex(), new=root.hex())


def _ring(place: Place) -> KeyRing | None:
    try:
        return ring_of(place.log)
    except (KeyFault, NoteError, KeyError, ValueError):
        return None  # entry 0 is damaged, which the lines tell


def _check_signature(signed: Signed, ring: KeyRing | None, found: Findings) -> None:
    try:
        if ring is not None:
            ring.open_checkpoint(signed.note)
    except (NoteError, BadCheckpoint, KeyFault) as fault:
        row = {"size": signed.says.size if signed.says else None}
        found.add("CHECKPOINT_BAD_SIGNATURE", table=signed.table, row=row, old=str(fault))


def _check_head_file(published: Sequence[Signed], head_note: bytes | None, found: Findings) -> None:
    """The file is written first, so the newest note in the database must not be ahead of it."""
    newest = max((each.says.size for each in published if each.says), default=0)
    if head_note is None:
        return
    says = Signed(head_note, "head file").says
    if says is not None and says.size < newest:
        found.add("HEAD_FILE_DIFFERS", table="head file", old=says.size, new=newest)
