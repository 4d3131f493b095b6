"""A school in memory that writes as the product does: real rules, lines, notes, bags, receipts; no database.

What leaves it (exports, receipts) lies in `outside`, as files by name, as somebody would hold them.
"""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.service.archiving import covers_lock, reach_of
from domain.grounds.command import Command
from domain.grounds.reserved import ASIDE
from domain.grounds.results import class_results
from domain.grounds.rights import act_as
from domain.law import Fold, decide
from domain.state.facts import Snapshot
from domain.state.state import State
from domain.words.entry import Actor, Draft, Proof
from ledger.archive import bagit_layout
from ledger.archive.bag import VIETNAM, instant
from ledger.archive.bag_guide import guide
from ledger.archive.canonical_tar import Member, TarWriter
from ledger.form.canonical import b64, encode_trusted
from ledger.form.note import format_note, verifier_of
from ledger.form.tiles import Edge, tile_path
from ledger.signing.checkpoint import Checkpoint
from ledger.signing.keys import KeyRing, LogKey
from ledger.signing.receipt import Receipt, sign_receipt
from projections.asof import BookAt, cell_rows
from projections.books import recorded_rows
from projections.tables.corrections import register_row
from tests.domain.schoolhouse import Schoolhouse
from tests.school.small import HEAD, ORIGIN, SmallSchool, creation

FOREIGN = b"not this bag"
"""What lies in the archive folder under a name that a new bag should have."""
EVIDENCE = "Bài kiểm tra chấm lại\n".encode()
WITH_FILES = ("CorrectionProposed", "CorrectionAmended")
"""Whose evidence lies in a bag; other papers stay with the school (FORMAT 4)."""
EVIDENCE_DIGEST = b64(hashlib.sha256(EVIDENCE).digest())


class HonestSchool(Schoolhouse):
    """`files` is the archive folder of the server; `notes` the notes it signed, by size."""

    def __init__(self) -> None:
        super().__init__(ORIGIN)
        self.private: dict[str, LogKey] = {}
        self.first_key = self.new_key()
        self.notes: dict[int, bytes] = {}
        self.files: dict[str, bytes] = {}
        self.outside: dict[str, bytes] = {}
        self.reach: dict[str, int] = {}
        """How many entries there were when each of them left."""
        self.lives = 1
        """How often the server began anew: what ran in an earlier life is over."""
        self.slipped = 0
        """Marks that came in between a seal and the plan of it."""

    def new_key(self) -> str:
        """A key of the school; its verifier key."""
        seed = hashlib.sha256(b"%d" % len(self.private)).digest()
        private = Ed25519PrivateKey.from_private_bytes(seed)
        key = LogKey(verifier_of(ORIGIN, private), private)
        self.private[str(key.public)] = key
        return str(key.public)

    # --- writing: as the Schoolhouse, without asking the verifier at each step

    def do(self, person: str, command: Command, at: str | None = None, **how: Any) -> list[Draft]:
        self.now = at or self.now
        self.load(command)
        role, basis = act_as(self.state, person, command, self.now, how.pop("role", None))
        return self.claim(person, role, basis, command)

    def claim(
        self, person: str, role: str, basis: int, command: Command, method: str = "token"
    ) -> list[Draft]:
        self.load(command)
        self.commands += 1
        actor = Actor(
            person=person, role=role, basis=basis, proof=Proof(age=5, cred="c1", method=method, session="s1")
        )
        drafts = decide(self.state, command, actor, self.now, f"cmd{self.commands}")
        written = self.make(actor, drafts)
        for made in written:
            self.versions[made.originator_id] = made.originator_version
        self.lines += [made.line for made in written]
        self.log += [made.entry for made in written]
        self.state.advance(made.entry for made in written)
        return drafts

    def fall_back(self, size: int) -> None:
        """A copy of the database of an earlier moment is all that is left; nobody outside is ahead of it.

        The archive folder stayed: what lies there and is not in the log is no bag of it.
        """
        kept = [entry for entry in self.log if entry.pos < size]
        while kept and kept[-1].i + 1 < kept[-1].n:
            kept.pop()
        size = len(kept)
        now = self.now
        self.notes = {each: note for each, note in self.notes.items() if each <= size}
        self.outside = {name: raw for name, raw in self.outside.items() if self.reach[name] <= size}
        self.log, self.lines = kept, self.lines[:size]
        self.versions = {entry.stream: entry.ver for entry in kept}
        self.state = Fold(ORIGIN)
        self.state.advance(kept)
        archived = {each.id for each in self.state.snapshots.values() if each.state == "archived"}
        self.files = {name: raw if name in archived else FOREIGN for name, raw in self.files.items()}
        self.now = max(now, self.state.at)
        self.lives += 1

    # --- signing

    @property
    def ring(self) -> KeyRing:
        return self.ring_at(len(self.log))

    def ring_at(self, size: int) -> KeyRing:
        ring = KeyRing.from_rows([(self.first_key, 0, None)])
        for entry in self.log[:size]:
            if entry.type == "KeyRotated":
                ring = ring.rotated(self.private[entry.data["new"]].public, entry.pos)
        return ring

    def seal(self) -> int:
        """Signs what there is; the size."""
        size = len(self.log)
        if size not in self.notes:
            body = Checkpoint(ORIGIN, size, self.edge(size)[0].root()).body()
            signers = self.ring.signers(max(self.notes, default=0), size)
            self.notes[size] = format_note(body, [self.private[str(key)].sign_note(body) for key in signers])
        return size

    def edge(self, size: int) -> tuple[Edge, dict[str, bytes]]:
        """The tree's edge and its tiles by path."""
        edge, tiles = Edge().extend([entry.leaf for entry in self.log[:size]])
        return edge, {tile_path(tile): tile.data for tile in tiles}

    def handovers(self, size: int) -> dict[int, bytes]:
        firsts = (
            min((n for n in self.notes if n >= each.from_size), default=size)
            for each in self.ring_at(size).ranges[1:]
        )
        return {first: self.notes[first] for first in firsts if first < size}

    def receipt(self) -> None:
        """Somebody keeps the receipt of the newest command."""
        last = self.log[-1]
        first = next(entry for entry in reversed(self.log) if entry.i == 0)
        key = self.private[str(self.ring.in_force(last.pos + 1))]
        said = Receipt(ORIGIN, first.pos, last.n, b64(last.leaf), last.at, last.cmd)
        self.keep(f"receipt-{last.pos}.json", sign_receipt(key, said) + b"\n")

    # --- what leaves the school

    def export(self, name: str) -> None:
        """A copy of all lines, beside a note, as `socai export` makes it."""
        size = self.seal()
        rows = ["pos,stream,ver,cmd,i,n,person,at,leaf"]
        for e in self.log:
            head = (e.pos, e.stream, e.ver, e.cmd, e.i, e.n, e.actor["person"], e.at, b64(e.leaf))
            rows.append(",".join(map(str, head)))
        files = {
            "entries.jsonl": b"".join(line + b"\n" for line in self.lines),
            "columns.csv": "".join(row + "\n" for row in rows).encode(),
            "checkpoint": self.notes[size],
            **{f"handover-{first}": note for first, note in self.handovers(size).items()},
        }
        for file, content in files.items():
            self.keep(f"{name}/{file}", content)

    def keep(self, name: str, content: bytes) -> None:
        """Somebody outside has this from now on."""
        self.outside[name], self.reach[name] = content, len(self.log)

    def bag(self, snapshot: Snapshot) -> bytes:
        """The tar of a planned archive."""
        tags, payload = {}, self._payload(snapshot)
        parts = bytearray()
        mtime = int(instant(snapshot.at).timestamp())

        class Sink:
            def write(self, data: bytes, /) -> int:
                parts.extend(data)
                return len(data)

        date = instant(snapshot.at).astimezone(VIETNAM).date().isoformat()
        info = bagit_layout.bag_info(snapshot.id, ORIGIN, date, [len(raw) for raw in payload.values()])
        sums = {name: hashlib.sha256(raw).digest() for name, raw in sorted(payload.items())}
        for name, raw in (
            (bagit_layout.INFO_NAME, info),
            (bagit_layout.DECLARATION_NAME, bagit_layout.DECLARATION),
            (bagit_layout.MANIFEST_NAME, bagit_layout.manifest(sums)),
        ):
            tags[name] = raw
        tag_sums = {name: hashlib.sha256(raw).digest() for name, raw in tags.items()}
        tags[bagit_layout.TAG_MANIFEST_NAME] = bagit_layout.manifest(tag_sums)
        tar = TarWriter(Sink(), mtime)
        for name, raw in sorted((tags | payload).items()):
            tar.add(Member.of(f"{snapshot.id}/{name}", raw))
        tar.close()
        return bytes(parts)

    def _payload(self, snapshot: Snapshot) -> dict[str, bytes]:
        size, state = snapshot.size, self._state_at(snapshot.size)
        reach = reach_of(state, snapshot)
        edge, tiles = self.edge(size)
        manifest = {
            "v": 1, "id": snapshot.id, "origin": ORIGIN, "school": "demo", "year": reach.year,
            "semester": reach.semester, "classes": list(reach.classes),
            "cause": {"kind": snapshot.kind, "ref": snapshot.ref}, "size": size, "root": b64(edge.root()),
            "planned": snapshot.pos, "at": snapshot.at,
        }  # fmt: skip
        ranges = self.ring_at(size).ranges
        keys = [{"vkey": str(each.key), "from": each.from_size, "to": each.to_size} for each in ranges]
        evidence = any(entry.type in WITH_FILES for entry in self.log[:size])
        dossiers = [register_row(each) for _, each in sorted(state.dossiers.items())]
        register = {"v": 1, "size": size, "dossiers": sorted(dossiers, key=lambda row: str(row["dossier"]))}
        return {
            "data/VERIFY.txt": guide(snapshot.id, ORIGIN, size),
            "data/checkpoint": self.notes[size],
            "data/keys.json": _json({"keys": keys}),
            "data/manifest.json": _json(manifest),
            "data/entries.jsonl": b"".join(line + b"\n" for line in self.lines[:size]),
            "data/corrections.json": _json(register),
            **{f"data/handover/{first}": note for first, note in self.handovers(size).items()},
            **{f"data/books/{klass}.json": self._book(state, klass, size) for klass in reach.classes},
            **({f"data/attachments/{hashlib.sha256(EVIDENCE).hexdigest()}": EVIDENCE} if evidence else {}),
            **{f"data/{path}": raw for path, raw in tiles.items()},
        }

    def _state_at(self, size: int) -> State:
        """Everything folded as the first `size` entries leave it."""
        state = Fold(ORIGIN)
        state.advance(self.log[:size])
        for stream in sorted({entry.stream for entry in self.log[:size]}):
            if not state.has(stream):
                state.load(stream, [entry for entry in self.log[:size] if entry.stream == stream])
        return state

    def _book(self, state: State, klass: str, size: int) -> bytes:
        facts = state.classes[klass]
        books = [
            BookAt(stream.split("/")[2], int(stream.split("/")[3]), book)
            for stream, book in state.books.items()
            if stream.startswith(f"book/{klass}/")
        ]
        for semester in (1, 2):
            if not state.has(stream := f"term/{klass}/{semester}"):
                state.load(stream, [])
        recorded = recorded_rows(state.term(klass, semester) for semester in (1, 2))
        book = {
            "v": 1, "class": klass, "name": facts.name, "year": facts.year, "size": size,
            "cells": [cell for cell in cell_rows(books) if cell["col"] not in ASIDE],
            "results": [row.to_json() for row in class_results(state, facts)],
        }  # fmt: skip
        return _json({**book, **({"recorded": recorded} if recorded else {})})

    def locks_due(self) -> list[str]:
        closes = sorted(self.state.closes.items())
        refs = [(f"{klass}/{semester}", close.locked) for (klass, semester), close in closes]
        return [ref for ref, pos in refs if pos is not None and not covers_lock(self.state, ref, pos)]


def _json(value: dict[str, Any]) -> bytes:
    return encode_trusted(value) + b"\n"


def founded() -> HonestSchool:
    """The small school of the tests, with a key that signs; no window."""
    house = HonestSchool()
    house.claim(HEAD, "founder", 0, creation(house.first_key))
    for person, command in SmallSchool().founding():
        house.do(person, command)
    return house
