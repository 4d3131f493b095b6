"""A bag, spec/FORMAT.md 4: every member is read, and nothing is believed because the bag says it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from verify.files.bagit import TAG_FILES, TAGS, check_bagit
from verify.files.books import check_books
from verify.files.handover import read_handover
from verify.files.manifest import manifest_fits
from verify.files.sources import Blob, BytesBlob, TooLarge, chunks, read_all, sha256
from verify.files.tar import BLOCK, RECORD, header, read_tar
from verify.files.texts import Named, check_texts
from verify.holding import Archive, Holding
from verify.judged import Judged
from verify.proof.canonical import NotCanonical, b64, decode_file, same
from verify.proof.note import MAX_NOTE, Checkpoint, NoteError, parse_checkpoint
from verify.proof.tiles import expected_tiles
from verify.report import Report

MAX_JSON = 1 << 25
HANDOVER = "data/handover/"
REQUIRED = ("data/manifest.json", "data/checkpoint", "data/entries.jsonl", "data/corrections.json",
            "data/keys.json", "data/VERIFY.txt")  # fmt: skip


class Bag:
    """One bag being checked; `members` are named without the leading `<id>/`, which is `bag_id` of a tar."""

    def __init__(
        self, members: dict[str, Blob], bag_id: str | None, source: str, outside: bool, report: Report
    ) -> None:
        self.members, self.id, self.source, self.report = members, bag_id, source, report
        self.holding = Holding(source, "bag", outside, files=len(members))
        self.manifest: dict[str, Any] = {}
        self.expected: set[str] = set()
        lines = members.get("data/entries.jsonl", BytesBlob(b""))
        self.judged = Judged(lines, source, report, of_bag=True)
        self.log = self.judged.log

    def fault(self, code: str, name: str, **fields: Any) -> None:
        """A finding about one member."""
        self.holding.bad_files.add(name)
        self.report.add(code, self.source, self.log.origin, file=name, **fields)

    @contextmanager
    def fence(self, name: str) -> Iterator[None]:
        """What cannot be read or judged of one member hides nothing of the others."""
        with self.report.fenced(self.source, origin=self.log.origin, file=name):
            yield
            return
        self.holding.bad_files.add(name)

    def check(self) -> Holding:
        """All checks that need nothing but the bag."""
        check_bagit(self.members, self.fault, self.fence)
        for name in REQUIRED:
            if name not in self.members:
                self.fault("BAG_FILE_MISSING", name)
        self.holding.log = self.judged.read()
        with self.fence("data/manifest.json"):
            self._read_manifest()
        with self.fence("data/checkpoint"):
            self._read_checkpoint()
        if self.log.complete:
            self._check_against_lines()
        else:
            self.holding.bad_files.add("data/entries.jsonl")
        return self.holding

    def _check_against_lines(self) -> None:
        with self.fence("data/tile"):
            self._check_tiles()
        self._check_handovers()
        with self.fence("data/keys.json"):
            self._check_keys()
        self._check_attachments()
        check_books(self.members, self.judged.books(), self._classes(), self.fault, self.fence)
        if self.manifest:
            planned = self.manifest["id"], self.manifest["at"]
            named = Named(*planned, self.log.origin or "", len(self.log))
            own = {name: self.members[name] for name in self.own_names() if name in self.members}
            check_texts(own, self.members, named, self.fault, self.fence)
        self._check_names()

    def _json(self, name: str, code: str) -> Any:
        """The value of a member; None if it is missing or is none, which is then a finding."""
        if name not in self.members:
            return None
        try:
            value = decode_file(read_all(self.members[name], MAX_JSON))
        except (NotCanonical, TooLarge) as error:
            self.fault(code, name, detail=str(error))
            return None
        if value is None:
            self.fault(code, name)
        return value

    def _read_manifest(self) -> None:
        name = "data/manifest.json"
        manifest = self._json(name, "BAG_META_WRONG")
        if manifest is None:
            return
        if not isinstance(manifest, dict) or not manifest_fits(manifest):
            self.fault("BAG_META_WRONG", name)
            return
        self.manifest = manifest
        if not self.log.complete:
            return
        reach = self.log.facts.reach(manifest["cause"])
        said = {
            "id": (self.id or manifest["id"], manifest["id"]),
            "origin": (self.log.origin, manifest["origin"]),
            "school": (self.log.facts.school, manifest["school"]),
            "size": (len(self.log), manifest["size"]),
            "classes": (sorted(reach.classes), manifest["classes"]),
            "year": (reach.year, manifest["year"]),
            "semester": (reach.semester, manifest["semester"]),
        }
        for field, (right, found) in said.items():
            if not same(right, found):
                self.fault("ARCHIVE_SWAPPED", name, field=field, content_says=right, manifest_says=found)
        # The planning entry follows the lines, at once or later; nothing lies between of size `planned`.
        if manifest["planned"] == len(self.log) and self.judged.written_after(manifest["at"]):
            self.fault("BAG_META_WRONG", name, field="at", detail="before the last line")
        if not self.log.facts.has_cause(manifest["cause"]):
            self.fault("ARCHIVE_SWAPPED", name, field="cause", manifest_says=manifest["cause"])
        for pos in self.judged.missing_before(manifest["cause"], manifest["at"]):
            self.log.finding("ARCHIVE_MISSING", pos)
        if manifest["root"] != b64(self.log.leaves.root(len(self.log))):
            self.fault("ROOT_MISMATCH", name)

    def _classes(self) -> set[str]:
        """Whose books must be there: those of the cause; all, if the manifest does not tell it."""
        facts = self.log.facts
        return facts.reach(self.manifest["cause"]).classes if self.manifest else set(facts.classes)

    def _read_checkpoint(self) -> None:
        name = "data/checkpoint"
        if name not in self.members:
            return
        try:
            raw = read_all(self.members[name], MAX_NOTE)
            head: Checkpoint = parse_checkpoint(raw)
        except (NoteError, TooLarge) as error:
            self.fault("NOTE_MALFORMED", name, detail=str(error))
            return
        self.holding.heads.append(head)
        if len(set(head.note.signatures)) < len(head.note.signatures):
            self.fault("NOTE_MALFORMED", name, detail="a signature line stands twice")
        if not self.log.complete:
            return
        if head.origin != self.log.origin:
            self.fault("ORIGIN_MISMATCH", name, detail=head.origin)
        if head.size != len(self.log) or head.root != self.log.leaves.root(len(self.log)):
            self.fault("ROOT_MISMATCH", name, signed_size=head.size, lines=len(self.log))

    def _check_tiles(self) -> None:
        for path, content in expected_tiles(self.log.leaves, len(self.log)):
            name = f"data/{path}"
            self.expected.add(name)
            with self.fence(name):
                found = self.members.get(name)
                if found is None or found.read_at(0, len(content) + 1) != content:
                    self.fault("TILE_MISMATCH", name)

    def _check_handovers(self) -> None:
        for name in sorted(self.members):
            if name.startswith(HANDOVER):
                self.expected.add(name)
                with self.fence(name):
                    found = self._handover(name)
                    if isinstance(found, str):
                        self.fault(found, name)
                    else:
                        self.holding.heads.append(found)

    def _handover(self, name: str) -> Checkpoint | str:
        log = self.log
        return read_handover(
            self.members[name], name[len(HANDOVER) :], log.origin, log.leaves, log.facts.keys
        )

    def _check_keys(self) -> None:
        named = [{"vkey": item.key.text, "from": item.first, "to": item.last} for item in self.log.facts.keys]
        said = self._json("data/keys.json", "BAG_KEYS_WRONG")
        if said is not None and not same(said, {"keys": named}):
            self.fault("BAG_KEYS_WRONG", "data/keys.json")

    def _check_attachments(self) -> None:
        for digest, pos in self.log.facts.evidence.items():
            name = f"data/attachments/{digest.hex()}"
            self.expected.add(name)
            if name not in self.members:
                self.log.finding("ATTACHMENT_MISSING", pos, file=name)
                continue
            with self.fence(name):
                if sha256(self.members[name]) != digest:
                    self.fault("ATTACHMENT_WRONG", name, named_by=pos)

    def own_names(self) -> set[str]:
        """The members that a bag of these lines has, and no other."""
        books = {f"data/books/{name}.json" for name in self._classes()}
        return {*TAG_FILES, TAGS, *REQUIRED, *books, *self.expected}

    def _check_names(self) -> None:
        for name in sorted(set(self.members) - self.own_names()):
            self.fault("BAG_FILE_UNKNOWN", name)


def _seconds(instant: str) -> int:
    return int(datetime.fromisoformat(f"{instant[:-1]}+00:00").timestamp())


def check_tar(blob: Blob, name: str, source: str, outside: bool, report: Report) -> Holding:
    """A bag as one tar; `name` is the file's, by which nothing is judged here."""
    tar = read_tar(blob)
    inside = {member.partition("/")[0] for member in tar.members}
    true_id = inside.pop() if len(inside) == 1 else name
    prefix = true_id + "/"
    members = {
        key.removeprefix(prefix): value for key, value in tar.members.items() if key.startswith(prefix)
    }
    bag = Bag(members, true_id, source, outside, report)
    holding = bag.check()
    for fault in tar.faults:
        bag.fault("BAG_TAR_WRONG", name, detail=fault)
    if inside:
        bag.fault("BAG_TAR_WRONG", name, detail="members of more than one archive")
    if bag.manifest and tar.mtime != _seconds(bag.manifest["at"]):
        bag.fault("BAG_TAR_WRONG", name, detail="time of the members is not the manifest's")
    holding.archive, holding.name = _archive(bag, sha256(blob)), name
    return holding


def check_folder(members: dict[str, Blob], name: str, source: str, outside: bool, report: Report) -> Holding:
    """A bag unpacked into a folder; its tar is built again to know its digest."""
    bag = Bag(members, None, source, outside, report)
    holding = bag.check()
    if bag.manifest:
        # A stray file beside them is a finding of its own; it does not make another archive of the members.
        own = {each: members[each] for each in bag.own_names() if each in members}
        with bag.fence(name):
            digest = tar_digest(own, bag.manifest["id"], _seconds(bag.manifest["at"]))
            holding.archive, holding.name = _archive(bag, digest), name
    return holding


def _archive(bag: Bag, digest: bytes) -> Archive:
    note = bag.holding.heads[0].note.raw if bag.holding.heads else None
    note_digest = hashlib.sha256(note).digest() if note is not None else None
    return Archive(bag.manifest.get("id", bag.id or ""), digest, bag.manifest, note_digest)


def tar_digest(members: Mapping[str, Blob], bag_id: str, mtime: int) -> bytes:
    """SHA-256 of the canonical tar of these members, without building it."""
    digest, length = hashlib.sha256(), 0
    for name in sorted(members):
        blob = members[name]
        digest.update(header(f"{bag_id}/{name}", blob.size, mtime))
        for part in chunks(blob):
            digest.update(part)
        padding = -blob.size % BLOCK
        digest.update(bytes(padding))
        length += BLOCK + blob.size + padding
    end = length + 2 * BLOCK
    digest.update(bytes(end + -end % RECORD - length))
    return digest.digest()
