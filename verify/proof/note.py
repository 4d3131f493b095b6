"""C2SP signed notes, verifier keys, checkpoints and Ed25519 cosignatures (spec/FORMAT.md 2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from verify.proof import ed25519
from verify.proof.canonical import NotCanonical, decimal, unb64_padded

ED25519, COSIGNATURE = 0x01, 0x04
MAX_NOTE = 1_000_000
MAX_SIGNATURES = 100
_NAME = re.compile(r"[^\s+]+")


class NoteError(ValueError):
    """Malformed note, key or checkpoint; the message says how."""


class BadSignature(ValueError):
    """A signature under a known key does not verify: the whole note is refused (C2SP signed-note)."""


@dataclass(frozen=True)
class VerifierKey:
    """A C2SP verifier key; `public` is 32 bytes for the two kinds that we can check."""

    name: str
    key_id: bytes
    kind: int
    public: bytes
    text: str


@dataclass(frozen=True)
class Signature:
    """One signature line: `payload` follows the 4 bytes of the key id."""

    name: str
    key_id: bytes
    payload: bytes


@dataclass(frozen=True)
class Note:
    """A parsed note; `text` is what is signed and ends in LF."""

    raw: bytes
    text: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Verified:
    """A signature that holds; `time` is a cosignature's POSIX seconds."""

    key: VerifierKey
    time: int | None


@dataclass(frozen=True)
class Checkpoint:
    """A tree head: the note says that `origin` had `size` entries with Merkle root `root`."""

    origin: str
    size: int
    root: bytes
    note: Note


def parse_vkey(text: str) -> VerifierKey:
    """`name+hash+base64`: the base64 may itself hold a plus sign."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise NoteError("no verifier key")
    try:
        body = unb64_padded(parts[2])
    except NotCanonical as error:
        raise NoteError("verifier key: no base64") from error
    key_id = hashlib.sha256(parts[0].encode() + b"\n" + body).digest()[:4]
    if key_id.hex() != parts[1] or len(body) < 2:
        raise NoteError("verifier key: its hash is another")
    if body[0] in (ED25519, COSIGNATURE) and len(body) != 33:
        raise NoteError("verifier key: not 32 bytes")
    return VerifierKey(parts[0], key_id, body[0], body[1:], text)


def parse_note(raw: bytes) -> Note:
    """A signed note with at least one signature line."""
    if len(raw) > MAX_NOTE:
        raise NoteError("note too long")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise NoteError("note is not UTF-8") from error
    if any(byte < 0x20 and byte != 0x0A for byte in raw):
        raise NoteError("control character in the note")
    split = raw.rfind(b"\n\n")
    if split < 0 or not raw.endswith(b"\n"):
        raise NoteError("note without signatures")
    lines = raw[split + 2 : -1].decode().split("\n")
    if not 1 <= len(lines) <= MAX_SIGNATURES:
        raise NoteError("too few or too many signatures")
    return Note(raw, raw[: split + 1], tuple(map(_signature, lines)))


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not _NAME.fullmatch(parts[1]):
        raise NoteError("malformed signature line")
    try:
        body = unb64_padded(parts[2])
    except NotCanonical as error:
        raise NoteError("signature: no base64") from error
    if len(body) < 5:
        raise NoteError("signature too short")
    return Signature(parts[1], body[:4], body[4:])


def parse_tree_head(text: bytes) -> tuple[str, int, bytes]:
    """Origin, size and root from the signed text: three lines, as extension lines are outside FORMAT.md 2."""
    try:
        lines = text.decode().split("\n")
        if len(lines) != 4 or lines[3] or not _NAME.fullmatch(lines[0]) or not lines[0].isprintable():
            raise NoteError("checkpoint is not origin, size and root")
        size = decimal(lines[1])
        if size == 0:
            raise NoteError("checkpoint of an empty log, which nobody signs")
        return lines[0], size, unb64_padded(lines[2], 32)
    except (UnicodeDecodeError, NotCanonical) as error:
        raise NoteError(f"checkpoint: {error}") from error


def parse_checkpoint(raw: bytes) -> Checkpoint:
    """A signed checkpoint; its signatures are not judged here."""
    note = parse_note(raw)
    return Checkpoint(*parse_tree_head(note.text), note)


class KeyIndex:
    """Verifier keys by name and id, and those of `base`: one step for a signature, however many there are."""

    def __init__(self, keys: Iterable[VerifierKey], base: KeyIndex | None = None) -> None:
        self._base = base
        self._known: dict[tuple[str, bytes], list[VerifierKey]] = {}
        for key in dict.fromkeys(keys):
            if key.kind in (ED25519, COSIGNATURE):
                self._known.setdefault((key.name, key.key_id), []).append(key)

    def of(self, signature: Signature) -> list[VerifierKey]:
        """The keys that may have made it: a key id is 4 bytes only, so there may be more than one."""
        mine = self._known.get((signature.name, signature.key_id), [])
        others = self._base.of(signature) if self._base is not None else []
        return [*mine, *(key for key in others if key not in mine)]


def verified_by(note: Note, keys: Iterable[VerifierKey] | KeyIndex) -> tuple[list[Verified], int]:
    """The signatures that verify, in order, and how many signature lines no key was known for.

    Raises `BadSignature` if a known key's signature fails. Keys are told apart by name, id and whole key;
    two known keys with the same name and id are both tried.
    """
    index = keys if isinstance(keys, KeyIndex) else KeyIndex(keys)
    good: list[Verified] = []
    unknown = 0
    for signature in note.signatures:
        candidates = index.of(signature)
        matching = [key for key in candidates if _verifies(key, note.text, signature.payload)]
        if candidates and not matching:
            raise BadSignature(signature.name)
        good += [Verified(key, _time(key, signature.payload)) for key in matching]
        unknown += not candidates
    return good, unknown


def _time(key: VerifierKey, payload: bytes) -> int | None:
    return int.from_bytes(payload[:8], "big") if key.kind == COSIGNATURE else None


def _verifies(key: VerifierKey, text: bytes, payload: bytes) -> bool:
    if key.kind == ED25519:
        return ed25519.verify(key.public, text, payload)
    if len(payload) != 72:
        return False
    time = int.from_bytes(payload[:8], "big")
    message = b"cosignature/v1\ntime %d\n" % time + text
    return ed25519.verify(key.public, message, payload[8:])
