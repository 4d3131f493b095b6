"""Files that are written once: no later write, by us or by mistake, can replace or change one."""

import errno
import fcntl
import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ledger.steps import step

TEMPORARY_PREFIX = ".unpublished-"
READ_ONLY, PRIVATE = 0o400, 0o700
"""Marks and evidence: of the account that the server runs under, and of nobody else of the machine."""

# linux/fs.h: _IOR('f', 1, long), _IOW('f', 2, long), and the flag that `chattr +i` sets.
_FS_IOC_GETFLAGS = 0x80086601
_FS_IOC_SETFLAGS = 0x40086602
_FS_IMMUTABLE_FL = 0x00000010


class AlreadyWritten(FileExistsError):
    """There is a file of this name, and it stays as it is."""


@contextmanager
def write_once(target: Path, *, immutable: bool = False) -> Iterator[IO[bytes]]:
    """Gives a file to fill; when the block ends well it stands under `target`, read-only, for ever.

    Raises AlreadyWritten if `target` exists by then: `link` refuses where `rename` would silently replace
    even a read-only file. If the block raises, nothing is left. `immutable` also tries `chattr +i`.
    """
    descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fchmod(file.fileno(), READ_ONLY)
            os.fsync(file.fileno())
        # A crash up to here leaves a temporary file, which sweep() removes.
        step("writeonce:written")
        _link(temporary, target)
        # A crash here leaves both names of one whole file; sweep() removes the temporary one.
        step("writeonce:linked")
    finally:
        temporary.unlink(missing_ok=True)
    make_lasting(target, immutable=immutable)


def make_lasting(target: Path, *, immutable: bool) -> None:
    """Lets the name of a linked file outlive a power cut; repeatable, where a crash came before it."""
    sync_folder(target.parent)
    if immutable:
        # Last, because an immutable file cannot lose its temporary name.
        make_immutable(target)


def sweep(folder: Path) -> int:
    """Removes what crashed writers left in `folder`; the caller is its only writer. Gives how many."""
    left = list(folder.glob(TEMPORARY_PREFIX + "*"))
    for path in left:
        path.unlink()
    return len(left)


def make_folder(folder: Path) -> None:
    """Makes `folder` and what is above it, private; new names are durable: no file in it is ever lost."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(PRIVATE, exist_ok=True)
    sync_folder(folder.parent)


def standing(folder: Path) -> Path:
    """What stands at `folder`; where nothing does, what the first file in it would be made under."""
    while not os.path.lexists(folder):  # also of what lies under a file
        folder = folder.parent
    return folder


def make_private(folder: Path) -> None:
    """Closes a folder that an earlier version left open, and with it all that lies in it."""
    if folder.is_dir() and folder.stat().st_mode & 0o077:
        folder.chmod(PRIVATE)


def make_immutable(path: Path) -> bool:
    """Sets the immutable attribute if the file system and our rights allow it; says whether it did."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        (flags,) = struct.unpack("l", fcntl.ioctl(descriptor, _FS_IOC_GETFLAGS, bytes(8)))
        fcntl.ioctl(descriptor, _FS_IOC_SETFLAGS, struct.pack("l", flags | _FS_IMMUTABLE_FL))
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTTY, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS):
            raise
        return False
    finally:
        os.close(descriptor)
    return True


def _link(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target, follow_symlinks=False)
    except FileExistsError as error:
        raise AlreadyWritten(error.errno, "already written", str(target)) from None


def sync_folder(folder: Path) -> None:
    """Makes names in `folder` durable: without it a crash may forget a new or renamed file."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
