"""Sealing a log: its new leaves become tiles, the tiles a root, the root a signed note."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import orjson
import psycopg

from ledger.database import Connection
from ledger.form.canonical import ZERO_PREV, b64, leaf_hash
from ledger.form.note import parse_note
from ledger.form.proof import HASH_BYTES
from ledger.form.tiles import TILE_WIDTH, Edge, StoredTile, edge_ids
from ledger.form.tree import HashTree
from ledger.log import Head, LogDamaged, SchoolLog
from ledger.pgtiles import PgTiles, TilesDiffer, newest_note
from ledger.said_once import SaidOnce
from ledger.signing.checkpoint import Checkpoint, parse_body
from ledger.signing.heads import HeadSigner, SignedHeadFile, SigningRefused
from ledger.signing.keys import KeyStore
from ledger.signing.rotation import ring_of
from ledger.signing.wholeness import Wholeness
from ledger.steps import step

CHUNK = 64 * TILE_WIDTH
# Half of what the design allows between an append and its checkpoint; the other half is for the work.
INTERVAL_S = 5.0
# The first key of the advisory lock; the second is the school.
LOCK = 0x5EA1

_log = logging.getLogger(__name__)


class SignedHead(NamedTuple):
    """A signed tree head: `root` is 32 bytes, `note` the C2SP note as published."""

    size: int
    root: bytes
    note: bytes


class Checkpointer:
    """The signer of one log. Several processes may have one: an advisory lock lets one work at a time."""

    def __init__(self, log: SchoolLog, keys: KeyStore, head: SignedHeadFile) -> None:
        self._log = log
        self._keys = keys
        self._head = head
        self.whole = Wholeness(log, head)
        self._tiles = PgTiles(log.db, log.school)
        self._checked = False
        # The other lock is waited for with a connection in the hand, so the threads of a process wait here.
        self._one = threading.Lock()

    def run(self) -> SignedHead | None:
        """Signs the head of the log, durably; None if it was signed before, or the log is empty.

        Raises SigningRefused, also with `chain`, `leaf`, `lines` (stored lines do not follow from each other)
        and `tiles` (stored tiles are not those of the lines), and KeyFault; nothing is signed then.
        """
        with self._alone() as connection:
            published = newest_note(self._log.db, self._log.school)
            note = self._head.read()
            head = self._log.head()
            # Of a log that nobody writes this is where a database that was put back is seen.
            self.whole.see(published, note, head.size)
            signed = _signed(published)
            if head.size == 0:
                self._require_never_signed()
                return None
            if self._checked and signed and signed.size == head.size:
                return None
            self._store_tiles(connection, signed, head)
            return self._sign(connection, head.size)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """Keeps other signers of this school out; PostgreSQL lets go of it when the process dies."""
        with self._one, self._log.db.pool.connection() as connection:
            connection.execute("SELECT pg_catalog.pg_advisory_lock(%s, %s)", (LOCK, self._log.school))
            try:
                yield connection
            finally:
                connection.execute("SELECT pg_catalog.pg_advisory_unlock(%s, %s)", (LOCK, self._log.school))

    def _require_never_signed(self) -> None:
        if self._head.read() is not None:
            raise SigningRefused("tree_behind", "the log is empty, and a head of it was signed")

    def _store_tiles(self, connection: Connection, signed: SignedHead | None, head: Head) -> None:
        """Computes from the lines every tile past the signed size; what is stored of them must be the same.

        A crash in here leaves tiles that no checkpoint covers; the next run computes and compares them again.
        """
        try:
            if signed and not self._checked:
                self._tiles.check(signed.size)
            edge = self._signed_edge(signed)
            edge = self._store_full_tiles(connection, edge, head)
            self._tiles.put(connection, edge_tiles(edge))
        except (TilesDiffer, psycopg.errors.RestrictViolation) as error:
            raise SigningRefused("tiles", str(error)) from error
        except LogDamaged as error:
            raise SigningRefused("lines", error.detail) from error
        step("checkpoint:tiles")

    def _signed_edge(self, signed: SignedHead | None) -> Edge:
        edge = self._tiles.edge(signed.size if signed else 0)
        if signed and edge.root() != signed.root:
            raise TilesDiffer(f"the tiles do not give the root signed at size {signed.size}")
        return edge

    def _store_full_tiles(self, connection: Connection, edge: Edge, head: Head) -> Edge:
        if head.size < edge.size:
            raise SigningRefused("shrunk", f"size {edge.size} is signed, the log has {head.size}")
        last = self._last_leaf(edge)
        while edge.size < head.size:
            leaves = self._leaves(edge.size, min(edge.size + CHUNK, head.size), last)
            edge, tiles = edge.extend(leaves)
            full = [tile for tile in tiles if tile.width == TILE_WIDTH]
            # Partial tiles wait for the end: on the way they may be narrower than a crashed run stored them.
            if full:
                self._tiles.put(connection, full)
                step("checkpoint:full-tiles")
            last = leaves[-1]
        if last != head.leaf:
            raise SigningRefused("leaf", f"the last line is not the one that the head names at {head.size}")
        return edge

    def _last_leaf(self, edge: Edge) -> bytes:
        if edge.size == 0:
            return ZERO_PREV
        index, at = divmod(edge.size - 1, TILE_WIDTH)
        return self._tiles.read(0, index, at + 1)[-HASH_BYTES:]

    def _leaves(self, start: int, stop: int, last: bytes) -> list[bytes]:
        """Leaf hashes of the lines; one that does not name the leaf before it was changed after writing."""
        leaves = []
        for position, line in enumerate(self._log.lines(start, stop), start):
            if _prev_of(line) != b64(last):
                raise SigningRefused("chain", f"the line at {position} does not follow the one before it")
            last = leaf_hash(line)
            leaves.append(last)
        return leaves

    def _sign(self, connection: Connection, size: int) -> SignedHead | None:
        """Signs `size`; first stores the note that a crash kept from the database, if there is one."""
        signer = HeadSigner(self._keys, ring_of(self._log), self._head)
        tree = HashTree(self._tiles, size)
        while True:
            published = newest_note(self._log.db, self._log.school)
            note = signer.sign(tree, size, published)
            # A crash here leaves the head file ahead of the database; the next run gets this same note.
            step("checkpoint:signed")
            connection.execute(
                self._log.db.sql("SELECT @schema@.put_checkpoint(%s, %s, %s)"),
                (self._log.school, head_of(note).size, note),
            )
            # A crash here leaves a published head; the next run finds nothing to do.
            step("checkpoint:stored")
            if head_of(note).size == size:
                self._checked = True
                return None if note == published else SignedHead(size, head_of(note).root, note)


def seal_forever(
    checkpointers: Callable[[], Iterable[Checkpointer]], stop: threading.Event, interval_s: float = INTERVAL_S
) -> None:
    """Runs each checkpointer every `interval_s` seconds until `stop`; refusals are logged, not raised."""
    said = SaidOnce(_log)
    while not stop.wait(interval_s):
        for checkpointer in checkpointers():
            try:
                checkpointer.run()
                said.worked(checkpointer)
            except Exception:  # noqa: BLE001 - the other logs, and the next round, must have their turn
                said.failed(checkpointer, "a log was not sealed")


def newest_signed(log: SchoolLog, size: int | None = None) -> SignedHead | None:
    """The newest signed head in the database, or the one of exactly `size`; its signature is not checked."""
    return _signed(newest_note(log.db, log.school, size))


def _signed(note: bytes | None) -> SignedHead | None:
    if note is None:
        return None
    checkpoint = head_of(note)
    return SignedHead(checkpoint.size, checkpoint.root, note)


def head_of(note: bytes) -> Checkpoint:
    """What a signed note says, without checking who signed it."""
    return parse_body(parse_note(note)[0])


def edge_tiles(edge: Edge) -> list[StoredTile]:
    """The partial tiles of an edge, to be stored."""
    found = zip(edge_ids(edge.size), edge.tiles, strict=True)
    return [StoredTile(tile.level, tile.index, tile.width, data) for tile, data in found if tile]


def _prev_of(line: bytes) -> object:
    try:
        return orjson.loads(line)["prev"]
    except (ValueError, KeyError, TypeError):
        return None
