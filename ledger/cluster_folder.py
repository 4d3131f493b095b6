"""The folder of a cluster: made, handed to the server's account, written durably, locked."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from ledger.cluster_errors import LockHeld
from ledger.cluster_programs import Account


def existing_part(folder: Path) -> Path:
    """The nearest folder, upwards, that is there."""
    return next(part for part in (folder, *folder.parents) if part.exists())


def make_folder(folder: Path, mode: int) -> None:
    """Make `folder` with `mode` and what is missing above it; folders that exist keep their permissions."""
    for missing in reversed([part for part in (folder, *folder.parents) if not part.exists()]):
        missing.mkdir(mode=0o755, exist_ok=True)
    folder.chmod(mode)


def give(path: Path, account: Account | None) -> None:
    """Make `account` the owner; with None it stays ours."""
    if account:
        os.chown(path, account.uid, account.gid)


def write_durably(path: Path, text: str) -> None:
    """Write a 0600 file so that it is there whole after a power cut, or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    with contextlib.suppress(FileNotFoundError):
        partial.unlink()
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    fsync_folder(path.parent)


def fsync_folder(folder: Path) -> None:
    """Make the names in `folder` last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(lock_file: Path, patience_s: float) -> Iterator[None]:
    """Hold `lock_file`; the lock ends with the process. Errors: LockHeld after `patience_s`."""
    handle = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        _wait_for_lock(handle, lock_file, patience_s)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()}".encode(), 0)
        yield
    finally:
        os.close(handle)


def _wait_for_lock(handle: int, lock_file: Path, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                holder = os.pread(handle, 100, 0).decode(errors="replace")
                raise LockHeld(lock_file, holder or "unknown") from None
            time.sleep(0.05)
