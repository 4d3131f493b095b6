"""The folder of a cluster: made, given its first data, written durably, locked, and its errors explained."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from ledger.cluster.errors import ClusterError, DiskFull, FolderNotWritable, LockHeld, PortTaken, ServerFailed
from ledger.cluster.programs import Account, run_program, server_account

ADMIN = "socai_admin"
SETTINGS = """
# Sổ Cái: what follows overrides what initdb wrote above. The port is given at each start.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 100
fsync = on
synchronous_commit = on
full_page_writes = on
timezone = 'UTC'
log_timezone = 'UTC'
"""


def initialise(folder: Path, initdb: Path, cluster_name: str) -> None:
    """Make the data folder under another name and rename it, so that half of one is never taken for data.

    A CRASH HERE LEAVES `data.new`, which the next start throws away, and a password nobody was told.
    """
    account = server_account(folder / "data")
    partial = folder / "data.new"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    password = folder / "password"
    write_durably(password, secrets.token_urlsafe(32) + "\n")
    for ours in (partial, password):
        give(ours, account)
    options = ["--encoding=UTF8", "--locale=C", "--data-checksums", "--auth=scram-sha-256"]
    names = [f"--username={ADMIN}", f"--pwfile={password}", f"--pgdata={partial}"]
    code, said = run_program([initdb, *options, *names], account)
    if code != 0:
        shutil.rmtree(partial, ignore_errors=True)
        raise explained(folder, "initialising the data folder", said)
    with (partial / "postgresql.conf").open("a") as configuration:
        configuration.write(f"{SETTINGS}cluster_name = '{cluster_name}'\n")
        configuration.flush()
        os.fsync(configuration.fileno())
    partial.rename(folder / "data")
    fsync_folder(folder)


def explained(folder: Path, doing: str, said: str) -> ClusterError:
    """The typed error for what a program said while `doing`."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return DiskFull(folder)
    if "Address already in use" in said:
        return PortTaken(int((folder / "port").read_text()), folder / "port")
    if "Permission denied" in said or "Read-only file system" in said:
        account = server_account(folder / "data")
        return FolderNotWritable(folder, account.name if account else f"uid {os.geteuid()}")
    return ServerFailed(doing, said)


def existing_part(folder: Path) -> Path:
    """The nearest folder, upwards, that is there."""
    return next(part for part in (folder, *folder.parents) if part.exists())


def make_folder(folder: Path, account: Account | None) -> None:
    """Make `folder`, and what is missing above it, so that `account` gets through (None: nobody but us).

    Folders that exist keep their permissions.
    """
    for missing in reversed([part for part in (folder, *folder.parents) if not part.exists()]):
        missing.mkdir(exist_ok=True)
        if account:
            missing.chmod(0o711)  # whatever our umask is
    if not account:
        folder.chmod(0o700)


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
