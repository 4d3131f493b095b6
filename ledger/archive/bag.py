"""What is in a bag (spec/FORMAT.md §4): members at one signed size, the same bytes at every making."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

from ledger.archive import bagit_layout
from ledger.archive.bag_guide import guide
from ledger.archive.canonical_tar import Member, Sink, TarWriter, joined
from ledger.beside.attachments import Attachments
from ledger.form.canonical import b64, encode_trusted, leaf_hash
from ledger.form.tiles import TILE_WIDTH, Edge, TileId, tile_path, tiles_of
from ledger.log import SchoolLog
from ledger.pgtiles import PgTiles, newest_note
from ledger.signing.rotation import handovers, ring_of

RENDERER = "socai-bag/2"
CHUNK = 16 * TILE_WIDTH
VIETNAM = timezone(timedelta(hours=7))


class BagRefused(RuntimeError):
    """The bag cannot be made from what is stored; nothing was published. `code` says why.

    size: not a signed size. note: not the note that was planned. root, tile: lines and tiles do not give the
    signed root. book: a name that no bag has. Lost lines are a LogDamaged, lost evidence an AttachmentError.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Plan:
    """A `SnapshotPlanned` entry at position `planned` and instant `at`, and what the manifest says of it.

    `checkpoint` is the b64 SHA-256 of the signed note of exactly `size`; `cause` is {"kind", "ref"}.
    """

    id: str
    size: int
    checkpoint: str
    planned: int
    at: str
    school: str
    year: str | None
    semester: int | None
    classes: Sequence[str]
    cause: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the ledger does not know: `data/books/<class>.json`, `data/corrections.json`, and evidence.

    Names in `files` are below `data/`; `evidence` are the SHA-256 digests (32 bytes) of the attachments that
    the entries name.
    """

    files: Mapping[str, bytes]
    evidence: Sequence[bytes] = field(default=())


@dataclass(frozen=True, slots=True)
class Built:
    """A whole bag: SHA-256 of the tar file, and how many bytes it has."""

    digest: bytes
    bytes: int


class Bag:
    """The bag of one plan. Reads the log while it is written: at no time are all lines in memory."""

    def __init__(self, log: SchoolLog, attachments: Attachments, plan: Plan, contents: Contents) -> None:
        self._log = log
        self._attachments = attachments
        self._plan = plan
        self._contents = contents
        self._tiles = PgTiles(log.db, log.school)
        self._note = self._planned_note()
        # The keys as the archived entries say, so that a later rotation does not change the bag.
        self._ring = ring_of(log, plan.size)
        self._checkpoint = self._ring.open_checkpoint(self._note)
        self._computed: dict[TileId, bytes] = {}

    def write(self, sink: Sink) -> Built:
        """Writes the tar. Raises BagRefused, also at its end, when the lines do not give the signed root."""
        payload = sorted(self._payload(), key=lambda member: member.name)
        date = instant(self._plan.at).astimezone(VIETNAM).date().isoformat()
        info = bagit_layout.bag_info(self._plan.id, self._log.origin, date, [each.size for each in payload])
        tar = TarWriter(sink, int(instant(self._plan.at).timestamp()))
        tags = {
            name: self._add(tar, Member.of(name, data))
            for name, data in (
                (bagit_layout.INFO_NAME, info),
                (bagit_layout.DECLARATION_NAME, bagit_layout.DECLARATION),
            )
        }
        manifest = bagit_layout.manifest({member.name: self._add(tar, member) for member in payload})
        name = bagit_layout.MANIFEST_NAME
        tags[name] = self._add(tar, Member.of(name, manifest))
        self._add(tar, Member.of(bagit_layout.TAG_MANIFEST_NAME, bagit_layout.manifest(tags)))
        return Built(tar.close(), tar.bytes)

    def _add(self, tar: TarWriter, member: Member) -> bytes:
        return tar.add(Member(f"{self._plan.id}/{member.name}", member.size, member.content))

    def _planned_note(self) -> bytes:
        note = newest_note(self._log.db, self._log.school, self._plan.size)
        if note is None:
            raise BagRefused("size", f"size {self._plan.size} was never signed")
        if b64(hashlib.sha256(note).digest()) != self._plan.checkpoint:
            raise BagRefused("note", f"the note of size {self._plan.size} is not the one planned")
        return note

    def _payload(self) -> Iterator[Member]:
        yield Member.of("data/VERIFY.txt", guide(self._plan.id, self._log.origin, self._plan.size))
        yield Member.of("data/checkpoint", self._note)
        yield Member.of("data/keys.json", _line(self._keys()))
        yield Member.of("data/manifest.json", _line(self._manifest()))
        for size, note in handovers(self._log, self._ring, self._plan.size).items():
            yield Member.of(f"data/handover/{size}", note)
        yield Member("data/entries.jsonl", self._entries_bytes(), self._entries)
        for name, data in self._contents.files.items():
            _require_book_name(name)
            yield Member.of(f"data/{name}", data)
        for digest in sorted(set(self._contents.evidence)):
            size = self._attachments.size(digest)
            yield Member(f"data/attachments/{digest.hex()}", size, partial(self._attachment, digest))
        for tile in tiles_of(self._plan.size):
            yield Member(f"data/{tile_path(tile)}", 32 * tile.width, partial(self._tile, tile))

    def _attachment(self, digest: bytes) -> tuple[bytes]:
        return (self._attachments.get(digest),)

    def _entries_bytes(self) -> int:
        query = (
            "SELECT COALESCE(sum(pg_catalog.octet_length(line) + 1), 0)::int8 FROM @schema@.entry"
            " WHERE school = %s AND pos < %s"
        )
        with self._log.db.pool.connection() as connection:
            values = (self._log.school, self._plan.size)
            (count,) = connection.execute(self._log.db.sql(query), values).fetchall()[0]
        return int(count)

    def _entries(self) -> Iterator[bytes]:
        """The lines; on the way the tree is computed from them once more, and must be the signed one."""
        edge = Edge()
        for start in range(0, self._plan.size, CHUNK):
            lines = list(self._log.lines(start, min(start + CHUNK, self._plan.size)))
            edge, tiles = edge.extend([leaf_hash(line) for line in lines])
            # Digests only: the full tiles of a million leaves would be 32 MB.
            for tile in tiles:
                key = TileId(tile.level, tile.index, tile.width)
                self._computed[key] = hashlib.sha256(tile.data).digest()
            yield from joined(lines)
        if edge.root() != self._checkpoint.root:
            raise BagRefused("root", f"the lines do not give the root signed at size {self._plan.size}")

    def _tile(self, tile: TileId) -> tuple[bytes]:
        """A stored tile. `entries.jsonl` stands before `tile/` in every bag, so its digest is known here."""
        hashes = self._tiles.read(tile.level, tile.index, tile.width)
        if hashlib.sha256(hashes).digest() != self._computed[tile]:
            raise BagRefused("tile", f"tile {tile.level}/{tile.index} is not that of the lines")
        return (hashes,)

    def _keys(self) -> dict[str, Any]:
        ranges = self._ring.ranges
        return {
            "keys": [{"vkey": str(each.key), "from": each.from_size, "to": each.to_size} for each in ranges]
        }

    def _manifest(self) -> dict[str, Any]:
        plan = self._plan
        return {
            "v": 1,
            "id": plan.id,
            "origin": self._log.origin,
            "school": plan.school,
            "year": plan.year,
            "semester": plan.semester,
            "classes": list(plan.classes),
            "cause": dict(plan.cause),
            "size": plan.size,
            "root": b64(self._checkpoint.root),
            "planned": plan.planned,
            "at": plan.at,
        }


def _require_book_name(name: str) -> None:
    is_book = name.startswith("books/") and name.endswith(".json") and name.count("/") == 1
    if not is_book and name != "corrections.json":
        raise BagRefused("book", f"no place for {name!a}")


def _line(obj: dict[str, Any]) -> bytes:
    return encode_trusted(obj) + b"\n"


def instant(at: str) -> datetime:
    """The moment of an entry's `at`. ValueError if it has another form."""
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
