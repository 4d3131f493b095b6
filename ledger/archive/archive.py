"""The archive of one log: an id has one file, written once, and the file has one digest for ever.

The order, after the entry `SnapshotPlanned`: build, link, then the caller writes `SnapshotArchived` with the
digest; if `settle` says Spent the caller writes `SnapshotSpent` and plans a new id. Recovery at start is the
same call for every plan that has neither entry.
"""

import fcntl
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.archive.bag import Bag, Built, Contents, Plan
from ledger.beside.attachments import Attachments
from ledger.log import SchoolLog
from ledger.steps import step
from ledger.writeonce import (
    AlreadyWritten,
    make_folder,
    make_lasting,
    make_private,
    sweep,
    write_once,
)

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)


class BadArchiveId(ValueError):
    """Not an archive id: `[A-Za-z0-9][A-Za-z0-9._-]{0,31}`."""


@dataclass(frozen=True, slots=True)
class Spent:
    """The id is used up: under its name lies a file of `digest`, which is not the planned bag's."""

    digest: bytes
    planned: bytes


class Archive:
    """The bags of one log in `<folder>/<origin>`. `immutable` also asks for `chattr +i`."""

    def __init__(
        self, folder: Path, log: SchoolLog, attachments: Attachments, *, immutable: bool = False
    ) -> None:
        self._folder = folder / log.origin
        self._log = log
        self._attachments = attachments
        self._immutable = immutable

    def path(self, identifier: str) -> Path:
        """Where the bag of this id lies or would lie. Raises BadArchiveId."""
        if not _ID.fullmatch(identifier):
            raise BadArchiveId(ascii(identifier))
        return self._folder / f"{identifier}.tar"

    def settle(self, plan: Plan, contents: Contents) -> Built | Spent:
        """Brings a planned snapshot to its file, from wherever a crash left it.

        Built: the file is there and whole; Spent: another file has the name, and stays. Raises BagRefused.
        """
        if not self.path(plan.id).exists():
            try:
                return self.publish(plan, contents)
            except AlreadyWritten:
                # Another process was first; its file is judged like any other.
                pass
        with self._alone():
            return self._compare(plan, contents)

    def publish(self, plan: Plan, contents: Contents) -> Built:
        """Builds the bag and gives it its name. Raises AlreadyWritten if the name is taken, BagRefused."""
        target = self.path(plan.id)
        bag = Bag(self._log, self._attachments, plan, contents)
        with self._alone(), write_once(target, immutable=self._immutable) as file:
            # A crash in here leaves the plan and a temporary file: the next settle() sweeps and builds again.
            built = bag.write(file)
            step("archive:built")
        # A crash here leaves file and plan, and no entry: settle() builds again, compares, gives the digest.
        step("archive:linked")
        return built

    def digest(self, identifier: str) -> bytes | None:
        """SHA-256 of the stored bag, read from the disk; None if there is no such file."""
        try:
            with self.path(identifier).open("rb") as file:
                return hashlib.file_digest(file, "sha256").digest()
        except FileNotFoundError:
            return None

    def _compare(self, plan: Plan, contents: Contents) -> Built | Spent:
        built = Bag(self._log, self._attachments, plan, contents).write(_Nowhere())
        found = self.digest(plan.id)
        if found != built.digest:
            return Spent(found or b"", built.digest)
        # Whoever linked it may have died before this, and its digest is about to be recorded for ever.
        make_lasting(self.path(plan.id), immutable=self._immutable)
        return built

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Lets one process work in this folder at a time; the others' temporary files are leftovers then."""
        make_folder(self._folder)
        make_private(self._folder)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            sweep(self._folder)
            yield


class _Nowhere:
    """Takes a bag whose digest alone is wanted."""

    def write(self, data: bytes, /) -> int:
        return len(data)
