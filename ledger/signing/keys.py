"""Log keys: private ones in files of their own, public ones with the sizes for which they sign."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.form.note import (
    ED25519,
    NoteError,
    SignatureLine,
    VerifierKey,
    decode_base64,
    format_note,
    open_note,
    parse_vkey,
    sign_line,
    verifier_of,
)
from ledger.signing.checkpoint import Checkpoint, parse_body
from ledger.writeonce import sync_folder

_HEADER = "PRIVATE+KEY+"


class KeyFault(ValueError):
    """A key that cannot be used; `code` says why: missing, mode, file, exists, ring, not_in_force, origin."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class LogKey:
    """A private log key with its public side; the name is the log's origin."""

    public: VerifierKey
    private: Ed25519PrivateKey

    def sign_note(self, text: str) -> SignatureLine:
        """The signature line over a note text."""
        return sign_line(text, self.public.name, self.private)


class KeyStore:
    """Private keys under one folder, outside the database and its backups: `<origin>/<key id>.key`, 0600."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, tuple[tuple[int, ...], LogKey]] = {}

    def create(self, origin: str) -> LogKey:
        """Makes and stores a new key for `origin`. Raises NoteError if it is no key name."""
        private = Ed25519PrivateKey.generate()
        key = LogKey(verifier_of(origin, private), private)
        path = self._path(origin, key.public.key_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A crash here leaves at most a torn file of a key that nobody was told of.
        _write_new(path, _format_private(key), 0o600)
        return key

    def spare(self, origin: str, used: Collection[str]) -> LogKey:
        """The key that was made before and is not among the `used` verifier keys, else a new one."""
        for path in sorted(self._path(origin, b"").parent.glob("*.key")):
            try:
                key = self.load(origin, bytes.fromhex(path.stem))
            except ValueError:  # KeyFault is one, too: a torn file is no key that anybody was told of
                continue
            if str(key.public) not in used:
                return key
        return self.create(origin)

    def load(self, origin: str, key_id: bytes) -> LogKey:
        """The stored key. Raises KeyFault if absent, readable by others, or not what its name says.

        Cheap while its file stays as it was: it is looked at, not read.
        """
        path = self._path(origin, key_id)
        try:
            status = path.stat()
            seen = (status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_mode)
            known = self._read.get(path)
            if known is not None and known[0] == seen:
                return known[1]
            text = path.read_text()
        except FileNotFoundError:
            raise KeyFault("missing", f"no private key {key_id.hex()} of {origin}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise KeyFault("file", f"{path.name} cannot be read: {error}") from None
        if status.st_mode & 0o077:
            raise KeyFault("mode", f"{path.name} may be read by others")
        key = _parse_private(text)
        if (key.public.name, key.public.key_id) != (origin, key_id):
            raise KeyFault("file", f"{path.name} holds another key")
        self._read[path] = (seen, key)
        return key

    def _path(self, origin: str, key_id: bytes) -> Path:
        return self._folder / quote(origin, safe="") / f"{key_id.hex()}.key"


@dataclass(frozen=True, slots=True)
class KeyRange:
    """A public key and the tree sizes it signs, both ends included; `to_size` None: still in force."""

    key: VerifierKey
    from_size: int
    to_size: int | None = None

    def overlaps(self, low: int, high: int) -> bool:
        """Whether the key signs any size from `low` to `high`."""
        return self.from_size <= high and (self.to_size is None or low <= self.to_size)


class KeyRing:
    """The public keys of one log in order of the sizes they sign, without gap or overlap (FORMAT §2)."""

    def __init__(self, ranges: Sequence[KeyRange]) -> None:
        if not ranges or ranges[0].from_size != 0:
            raise KeyFault("ring", "the first key must sign from size 0")
        for before, after in pairwise(ranges):
            if before.to_size is None or after.from_size != before.to_size + 1:
                raise KeyFault("ring", "the sizes of the keys leave a gap or overlap")
            if after.key.name != before.key.name:
                raise KeyFault("ring", "keys of two logs")
        if any(each.to_size is not None and each.to_size < each.from_size for each in ranges):
            raise KeyFault("ring", "a key signs no size")
        if any(each.key.type != ED25519 for each in ranges):
            raise KeyFault("ring", "a witness key is no log key")
        self.ranges = tuple(ranges)

    @classmethod
    def from_rows(cls, rows: Sequence[tuple[str, int, int | None]]) -> "KeyRing":
        """The ring of (vkey, from size, to size) rows."""
        return cls([KeyRange(parse_vkey(vkey), low, high) for vkey, low, high in rows])

    @property
    def origin(self) -> str:
        """The log whose keys these are."""
        return self.ranges[0].key.name

    def rotated(self, new: VerifierKey, position: int) -> "KeyRing":
        """The ring after `KeyRotated` at `position`: sizes up to it stay with the old key."""
        *before, last = self.ranges
        closed = KeyRange(last.key, last.from_size, position)
        return KeyRing([*before, closed, KeyRange(new, position + 1)])

    def in_force(self, size: int) -> VerifierKey:
        """The key that must sign `size`. Raises KeyFault where none does."""
        for each in self.ranges:
            if each.overlaps(size, size):
                return each.key
        raise KeyFault("not_in_force", f"no key signs size {size}")

    def signers(self, last_size: int, size: int) -> list[VerifierKey]:
        """Who signs `size` after `last_size` (0: none): the first size past a rotation is signed by both."""
        self.in_force(size)
        return [each.key for each in self.ranges if each.overlaps(last_size, size)]

    def open_checkpoint(self, raw: bytes) -> Checkpoint:
        """The checkpoint of a signed note of this log, signed by the key in force at its size.

        Raises NoteError, BadCheckpoint or KeyFault. That the first note past a rotation carries both
        signatures is judged where the notes before it are known.
        """
        note = open_note(raw, [each.key for each in self.ranges])
        checkpoint = parse_body(note.text)
        if checkpoint.origin != self.origin:
            raise KeyFault("origin", f"a checkpoint of {checkpoint.origin!a}")
        signers = [each.key for each in note.verified]
        if self.in_force(checkpoint.size) not in signers:
            raise KeyFault("not_in_force", f"signed by a key that does not sign size {checkpoint.size}")
        # A key signs nothing before its first size; an older one may stand beside its successor.
        if any(each.key in signers and each.from_size > checkpoint.size for each in self.ranges):
            raise KeyFault("not_in_force", f"signed by a key that begins after size {checkpoint.size}")
        return checkpoint


def sign_checkpoint(store: KeyStore, ring: KeyRing, checkpoint: Checkpoint, last_size: int) -> bytes:
    """The signed note of `checkpoint`, `last_size` being the size signed before it (0: none).

    Signs whatever it is given: `ledger.signing.heads.HeadSigner` decides whether it may be signed.
    """
    text = checkpoint.body()
    keys = ring.signers(last_size, checkpoint.size)
    return format_note(text, [store.load(key.name, key.key_id).sign_note(text) for key in keys])


def _format_private(key: LogKey) -> str:
    """As Go's note package writes it: `PRIVATE+KEY+name+hex(id)+base64(type || seed)`."""
    public_part = VerifierKey(key.public.name, key.public.type, key.private.private_bytes_raw())
    encoded = str(public_part).split("+", 2)[2]
    return f"{_HEADER}{key.public.name}+{key.public.key_id.hex()}+{encoded}\n"


def _parse_private(text: str) -> LogKey:
    try:
        name, _, encoded = text.removeprefix(_HEADER).removesuffix("\n").split("+", 2)
        seed = decode_base64(encoded)
        private = Ed25519PrivateKey.from_private_bytes(seed[1:])
        key = LogKey(verifier_of(name, private), private)
    except (ValueError, NoteError):
        raise KeyFault("file", "not a private log key") from None
    if _format_private(key) != text:
        raise KeyFault("file", "the parts of the key do not belong together")
    return key


def _write_new(path: Path, text: str, mode: int) -> None:
    """Writes a file that must not exist yet, durably."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise KeyFault("exists", path.name) from None
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
