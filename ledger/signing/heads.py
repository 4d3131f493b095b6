"""Signing the head of a log: at most one history per log, whatever happens to the database."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ledger.form.note import NoteError
from ledger.form.proof import InvalidProof, verify_consistency
from ledger.form.tree import HashTree
from ledger.signing.checkpoint import BadCheckpoint, Checkpoint
from ledger.signing.keys import KeyFault, KeyRing, KeyStore, sign_checkpoint
from ledger.steps import step
from ledger.writeonce import sync_folder


class SigningRefused(RuntimeError):
    """The signer would not sign; nothing was signed or written. `code` says why.

    head_unreadable, head_file_missing, database_ahead, heads_differ, tree_behind, empty, shrunk, fork.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class SignedHeadFile:
    """The last signed note of one log, in a file outside the database and its backups."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes | None:
        """The last signed note, None if this log never signed."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None

    def write(self, note: bytes) -> None:
        """Replaces the note durably: after a crash the file holds the old or the new one, whole."""
        temporary = self._path.with_name(self._path.name + ".tmp")
        with temporary.open("wb") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        # A crash up to here leaves a temporary file, which the next write replaces.
        step("checkpoint:head-written")
        temporary.replace(self._path)
        # A crash here leaves the note in the file alone: the next sign() gives it again for the database.
        step("checkpoint:head-renamed")
        sync_folder(self._path.parent)

    def keep_aside(self, size: int) -> None:
        """Keeps the note under a name of its own too, for ever: the lines of which it speaks are lost."""
        with suppress(FileExistsError):  # a crash came between this and what follows it
            os.link(self._path, self._path.with_name(f"{self._path.name}.lost-{size}"))
        sync_folder(self._path.parent)

    def forget(self) -> None:
        """As if this log had never signed."""
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Waits until no other thread or process signs for this log, and keeps them out meanwhile."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._path.with_name(self._path.name + ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


@dataclass(frozen=True, slots=True)
class HeadSigner:
    """Signs checkpoints of one log, each consistent with the one signed before it."""

    store: KeyStore
    ring: KeyRing
    head: SignedHeadFile

    def sign(self, tree: HashTree, size: int, database_note: bytes | None) -> bytes:
        """The signed note to publish next; it is already in the head file when this returns.

        `tree` must hold `size` leaves in stored tiles; `database_note` is the newest note in the database,
        None if it has none. Gives the file's own note again where the database lacks it (a crash came
        between) or `size` was signed before: store it, then call again. Raises
        SigningRefused, or ProofRange if the tree is smaller than `size`.
        """
        with self.head.locked():
            last_note = self.head.read()
            last = self._read(last_note, "file")
            published = self._read(database_note, "database")
            _require_agreement(last, published)
            if last is not None and last_note is not None:
                _require_in_tree(last, tree, max(size, last.size))
                if published is None or published.size < last.size or size == last.size:
                    return last_note
            return self._sign_new(Checkpoint(self.ring.origin, size, tree.root(size)), last)

    def _sign_new(self, checkpoint: Checkpoint, last: Checkpoint | None) -> bytes:
        last_size = last.size if last else 0
        if checkpoint.size == 0:
            raise SigningRefused("empty", "a log begins with entry 0; an empty one is not signed")
        if checkpoint.size < last_size:
            raise SigningRefused("shrunk", f"size {last_size} is signed, {checkpoint.size} is asked")
        note = sign_checkpoint(self.store, self.ring, checkpoint, last_size)
        # A crash before this write: nobody saw the note. After it: the file is ahead of the database, and
        # the next call gives this note again.
        self.head.write(note)
        return note

    def _read(self, note: bytes | None, where: str) -> Checkpoint | None:
        if note is None:
            return None
        try:
            return self.ring.open_checkpoint(note)
        except (NoteError, BadCheckpoint, KeyFault) as error:
            raise SigningRefused("head_unreadable", f"{where}: {error}") from error


def _require_agreement(last: Checkpoint | None, published: Checkpoint | None) -> None:
    """The file is written first, so it may be ahead of the database and never behind it."""
    if published is None:
        return
    if last is None:
        raise SigningRefused("head_file_missing", f"the database knows a head of size {published.size}")
    if published.size > last.size:
        raise SigningRefused("database_ahead", f"file {last.size}, database {published.size}")
    if published.size == last.size and published.root != last.root:
        raise SigningRefused("heads_differ", f"two roots of size {last.size}")


def _require_in_tree(last: Checkpoint, tree: HashTree, size: int) -> None:
    """The head signed last must be the beginning of the tree (a restored database is shorter or other)."""
    if last.size > tree.size:
        raise SigningRefused("tree_behind", f"size {last.size} is signed, {tree.size} leaves are stored")
    try:
        path = tree.consistency(last.size, size)
        verify_consistency(last.size, size, path, last.root, tree.root(size))
    except InvalidProof as error:
        raise SigningRefused("fork", f"the head of size {last.size} is not in this tree") from error
