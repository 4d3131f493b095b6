"""Whether the log at hand still is the one whose head was signed last: the file outside the database knows.

A database that was put back from a copy is shorter, or another, and looks as any does. Whoever writes on
it begins a second history, which is never signed. So nothing is written until the lines are there again.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ledger.conflict import Conflict
from ledger.form.canonical import leaf_hash
from ledger.form.note import NoteError, parse_note
from ledger.form.tiles import TILE_WIDTH
from ledger.log import LogDamaged, SchoolLog
from ledger.pgtiles import PgTiles, TilesDiffer, newest_note
from ledger.signing.checkpoint import BadCheckpoint, Checkpoint, parse_body
from ledger.signing.heads import SignedHeadFile

CHUNK = 64 * TILE_WIDTH


class Wholeness:
    """What is known of one log beside its head file. Thread-safe: one assignment at a time.

    It is looked for before the first write, when a writer finds another head than it knew (a database may be
    swapped under a running server), in each round of the signer, and while it is missing. In between a write
    asks nothing but whether there is a doubt.
    """

    def __init__(self, log: SchoolLog, head: SignedHeadFile) -> None:
        self._log = log
        self._head = head
        self._tiles = PgTiles(log.db, log.school)
        self._sound = False
        self._begins_with: bytes | None = None
        self._waived = False

    def require(self) -> None:
        """Raises Conflict LOG_BEHIND, LOG_DIFFERS or HEAD_LOST: the log is not known to be whole."""
        if not self._sound and (fault := self.fault()) is not None:
            raise fault

    def doubt(self) -> None:
        """The log may be another than it was: the next write looks."""
        self._begins_with = None
        self._sound = False

    def fault(self) -> Conflict | None:
        """Looks; what keeps the log from being written, None if nothing does."""
        # In this order: a signer puts a note into the file first, and a writer lines before that.
        published = newest_note(self._log.db, self._log.school)
        note = self._head.read()
        return self.see(published, note, self._log.head().size)

    def see(self, published: bytes | None, note: bytes | None, size: int) -> Conflict | None:
        """As `fault`, of what was read: the database's newest note, then the file's, then the log's size."""
        fault = None if self._waived else self._compare(published, note, size)
        self._sound = fault is None
        return fault

    @contextmanager
    def waived(self) -> Iterator[None]:
        """The operator of this process knows that lines are lost, and has it written into the log."""
        self._waived = self._sound = True
        try:
            yield
        finally:
            self._waived = False
            self.doubt()

    def _compare(self, published: bytes | None, note: bytes | None, size: int) -> Conflict | None:
        known = _read(published)
        if note is None:
            return Conflict("HEAD_LOST", 503, database=known.size) if known else None
        signed = _read(note)
        if signed is None or (known and known.size > signed.size):
            return Conflict("HEAD_LOST", 503, signed=signed and signed.size, database=known and known.size)
        if signed.size > size:
            return Conflict("LOG_BEHIND", 503, signed=signed.size, log=size)
        if note != self._begins_with:
            if (signed.origin, signed.root) != (self._log.origin, self._root(signed.size, known)):
                return Conflict("LOG_DIFFERS", 503, signed=signed.size, log=size)
            self._begins_with = note
        return None

    def _root(self, size: int, known: Checkpoint | None) -> bytes:
        """The root over the first `size` lines; b"" if what is stored gives none."""
        with suppress(TilesDiffer):
            return self._tiles.edge(size).root()
        # Lines that were filled in again have no tiles until they are sealed.
        try:
            edge = self._tiles.edge(min(known.size, size) if known else 0)
            for start in range(edge.size, size, CHUNK):
                lines = self._log.lines(start, min(start + CHUNK, size))
                edge, _ = edge.extend([leaf_hash(line) for line in lines])
            return edge.root()
        except (TilesDiffer, LogDamaged):
            return b""


def _read(note: bytes | None) -> Checkpoint | None:
    """What a note says; None of one that cannot be read. Who signed it is the signer's question."""
    try:
        return parse_body(parse_note(note)[0]) if note is not None else None
    except (NoteError, BadCheckpoint):
        return None
