"""What somebody does who owns the server: changes the stored log behind the back of every rule.

It is here for `socai demo` alone, which shows that such a person is caught, and how; no wheel has it.
Whoever has a superuser's password writes the same in an evening: that nobody can hide so is the point.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import psycopg

from api.service.archiving import Archiver
from api.service.school import School
from domain.words.intent import intent
from ledger.archive.archive import Spent
from ledger.database import Connection
from ledger.form.canonical import ZERO_PREV, b64, decode, encode_trusted, leaf_hash
from ledger.form.note import parse_vkey
from ledger.form.tiles import TILE_WIDTH, Edge, StoredTile
from ledger.signing.checkpoint import Checkpoint
from ledger.signing.checkpointer import edge_tiles
from ledger.signing.heads import SignedHeadFile
from ledger.signing.keys import KeyRing, KeyStore, sign_checkpoint

Line = dict[str, Any]
"""An entry's line as an object, all fields of FORMAT §1."""

SIGNED_ACTS = {"CorrectionPermitted": "permit", "CorrectionWitnessed": "witness"}


@contextmanager
def as_superuser(dsn: str, code: str) -> Iterator["Intruder"]:
    """A superuser with all triggers off, at the log of the school `code`; commits if the block ends well."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        row = connection.execute("SELECT id, origin FROM socai.school WHERE code = %s", (code,)).fetchone()
        if row is None:
            raise LookupError(code)
        yield Intruder(connection, *row)


class Intruder:
    """One log in the hands of a superuser. Positions are those of the lines as they stand at each call.

    `connection` is an open transaction: other statements may be run on it.
    """

    def __init__(self, connection: Connection, school: int, origin: str) -> None:
        self.connection = connection
        self.school = school
        self.origin = origin

    def lines(self) -> list[Line]:
        """All lines in order of position, whatever it is."""
        rows = self._rows("SELECT line FROM socai.entry WHERE school = %s ORDER BY pos", self.school)
        return [decode(bytes(line)) for (line,) in rows]

    def find(self, type_: str, **fields: Any) -> int:
        """The position of the first line of this type whose data hold these fields. LookupError if none."""
        for position, line in enumerate(self.lines()):
            if line["type"] == type_ and fields.items() <= line["data"].items():
                return position
        raise LookupError(f"{type_} {fields}")

    def edit_line(self, pos: int, change: Callable[[Line], None]) -> None:
        """Changes one line where it lies, and nothing else: the next line's `prev` tells at once."""
        line = self.lines()[pos]
        change(line)
        self._run(
            "UPDATE socai.entry SET line = %s WHERE school = %s AND pos = %s",
            encode_trusted(line),
            self.school,
            pos,
        )

    def swap(self, one: int, other: int) -> None:
        """Exchanges the stored bytes of two lines, and nothing else."""
        lines = self.lines()
        lines[one], lines[other] = lines[other], lines[one]
        self._put_lines(lines)

    def delete(self, pos: int) -> None:
        """Takes one line out and leaves the hole; the indexes stay. `rehash_from` closes it."""
        self._run("DELETE FROM socai.entry WHERE school = %s AND pos = %s", self.school, pos)

    def insert(self, pos: int, line: Line) -> None:
        """Puts a line at `pos`; those from there on move up by one. `rehash_from` hides the seams."""
        lines = self.lines()
        self._put_lines([*lines[:pos], line, *lines[pos:]])

    def duplicate(self, pos: int) -> None:
        """Puts a copy of a line behind it."""
        self.insert(pos + 1, self.lines()[pos])

    def cut_tail(self, size: int) -> None:
        """Leaves the first `size` lines with head, indexes and tiles as if there had never been more.

        Notes of larger sizes stay until `resign`: they are in the way of every story about it.
        """
        self.store(self.lines()[:size])

    def rehash_from(self, pos: int) -> None:
        """Makes everything follow again from `pos` on: places, `prev`, intents, indexes, tiles, head."""
        self.store(relinked(self.lines(), pos))

    def store(self, lines: Sequence[Line]) -> None:
        """Makes these lines the log: entries, commands, runs, tiles, head."""
        self._put_lines(lines)
        self._put_commands(lines)
        self._put_runs(lines)
        leaves = leaves_of(lines)
        self._put_tiles(leaves)
        self._run(
            "UPDATE socai.head SET size = %s, leaf = %s, at = %s WHERE school = %s",
            len(lines),
            leaves[-1] if leaves else ZERO_PREV,
            lines[-1]["at"] if lines else None,
            self.school,
        )

    def sign(self, keys: KeyStore, size: int, last_size: int = 0, ring: KeyRing | None = None) -> bytes:
        """A note of the stolen key over the lines as they are now, in the place of the one of `size`."""
        lines = self.lines()
        root = Edge().extend(leaves_of(lines[:size]))[0].root()
        note = sign_checkpoint(keys, ring or ring_of(lines), Checkpoint(self.origin, size, root), last_size)
        self._run("DELETE FROM socai.checkpoint WHERE school = %s AND size = %s", self.school, size)
        self._run(
            "INSERT INTO socai.checkpoint (school, size, note) VALUES (%s, %s, %s)", self.school, size, note
        )
        return note

    def resign(
        self, keys: KeyStore, head_file: SignedHeadFile | None = None, ring: KeyRing | None = None
    ) -> bytes:
        """Signs anew every size that was signed and still exists, and the head; drops larger notes.

        The newest note goes into `head_file` too. `ring` stands for the keys that the lines name.
        """
        size = len(self.lines())
        self._run("DELETE FROM socai.checkpoint WHERE school = %s AND size > %s", self.school, size)
        rows = self._rows("SELECT size FROM socai.checkpoint WHERE school = %s", self.school)
        note, last = b"", 0
        for each in sorted({size, *(signed for (signed,) in rows)}):
            note, last = self.sign(keys, each, last, ring), each
        if head_file is not None:
            with head_file.locked():
                head_file.write(note)
        return note

    def _put_lines(self, lines: Sequence[Line]) -> None:
        self._run("DELETE FROM socai.entry WHERE school = %s", self.school)
        rows = ((self.school, pos, encode_trusted(line)) for pos, line in enumerate(lines))
        self._insert("entry (school, pos, line)", rows)

    def _put_commands(self, lines: Sequence[Line]) -> None:
        """A command that is new gets the digest of nothing: its request never came in."""
        query = "DELETE FROM socai.command WHERE school = %s RETURNING person, cmd, digest"
        digests = {(person, cmd): digest for person, cmd, digest in self._rows(query, self.school)}
        rows = []
        for (person, cmd), span in _spans(lines, lambda line: (line["actor"]["person"], line["cmd"])):
            digest = digests.get((person, cmd), bytes(32))
            rows.append((self.school, span[0], len(span), lines[span[0]]["at"], person, cmd, digest))
        self._insert("command (school, pos, n, at, person, cmd, digest)", rows)

    def _put_runs(self, lines: Sequence[Line]) -> None:
        self._run("DELETE FROM socai.run WHERE school = %s", self.school)
        rows = [
            (self.school, stream, lines[span[0]]["ver"], span[0], len(span))
            for (stream, _person, _cmd), span in _spans(
                lines, lambda line: (line["stream"], line["actor"]["person"], line["cmd"])
            )
        ]
        self._insert("run (school, stream, ver, pos, n)", rows)

    def _put_tiles(self, leaves: Sequence[bytes]) -> None:
        self._run("DELETE FROM socai.tile WHERE school = %s", self.school)
        rows = [(self.school, tile.level, tile.index, tile.data) for tile in tiles_over(leaves)]
        self._insert("tile (school, level, idx, hashes)", rows)

    def _insert(self, table: str, rows: Any) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f"COPY socai.{table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _run(self, query: str, *values: Any) -> None:
        self.connection.execute(query, values)

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, values).fetchall()


def relinked(lines: Sequence[Line], start: int = 0) -> list[Line]:
    """The lines, from `start` on with positions, stream versions, `prev` and intents that fit each other."""
    prev, linked = ZERO_PREV, []
    streams: dict[str, list[bytes]] = {}
    for pos, line in enumerate(lines):
        before = streams.setdefault(line["stream"], [])
        linked.append(line if pos < start else _linked(line, pos, prev, before))
        prev = leaf_hash(encode_trusted(linked[-1]))
        before.append(prev)
    return linked


def rewrite_bag(intruder: Intruder, school: School, keys: KeyStore, identifier: str) -> None:
    """Makes a bag of this id anew from the lines as they are now, in the place of the write-once file.

    Its note is signed again and the log's entries about it are rewritten, so that log and bag agree to the
    last hash. Commits. The lines before the bag must be as the attacker wants them for good.
    """
    planned = intruder.find("SnapshotPlanned", id=identifier)
    size = intruder.lines()[planned]["data"]["size"]
    digest = b64(hashlib.sha256(intruder.sign(keys, size)).digest())
    intruder.edit_line(planned, lambda line: line["data"].update(checkpoint=digest))
    intruder.rehash_from(planned)
    intruder.connection.commit()
    school.archive.path(identifier).unlink()
    built = Archiver(school).rebuild(identifier)
    if isinstance(built, Spent):
        raise FileExistsError(identifier)
    intruder.edit_line(
        intruder.find("SnapshotArchived", id=identifier),
        lambda line: line["data"].update(digest=b64(built.digest), bytes=built.bytes),
    )
    intruder.rehash_from(planned)
    intruder.connection.commit()


def leaves_of(lines: Sequence[Line]) -> list[bytes]:
    """The leaf hash of each line."""
    return [leaf_hash(encode_trusted(line)) for line in lines]


def tiles_over(leaves: Sequence[bytes]) -> list[StoredTile]:
    """Every tile of the tree over these leaves, the partial ones at its edge included."""
    edge, tiles = Edge().extend(leaves)
    return [tile for tile in tiles if tile.width == TILE_WIDTH] + edge_tiles(edge)


def ring_of(lines: Sequence[Line]) -> KeyRing:
    """The keys of the log as its lines name them."""
    ring = KeyRing.from_rows([(lines[0]["data"]["key"], 0, None)])
    for pos, line in enumerate(lines):
        if line["type"] == "KeyRotated":
            ring = ring.rotated(parse_vkey(line["data"]["new"]), pos)
    return ring


def _linked(line: Line, pos: int, prev: bytes, before: Sequence[bytes]) -> Line:
    """The line in its place; `before` are the leaves of its stream so far."""
    placed = {**line, "pos": pos, "ver": len(before) + 1, "prev": b64(prev)}
    if line["type"] in SIGNED_ACTS:
        placed["data"] = {**line["data"], "intent": signed_intent(line, before)}
    return placed


def signed_intent(line: Line, leaves: Sequence[bytes]) -> str:
    """What a signed act of the dossier, whose entries so far have these leaves, must carry."""
    act = SIGNED_ACTS[line["type"]]
    seat = f":{line['data']['seat']}" if act == "witness" else ""
    return intent(
        line["log"],
        line["data"]["dossier"],
        leaves,
        act + seat,
        person=line["actor"]["person"],
        cmd=line["cmd"],
    )


def _spans(lines: Sequence[Line], key: Callable[[Line], Any]) -> Iterator[tuple[Any, list[int]]]:
    """Neighbouring positions with the same key."""
    for value, span in groupby(range(len(lines)), lambda pos: key(lines[pos])):
        yield value, list(span)
