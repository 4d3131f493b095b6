"""A real small disk for one process: a tmpfs that only it and its children see.

Nothing outside the process changes and nothing is left: the mount ends with the namespace. Root needs the
right to mount; an ordinary user gets it in a user namespace of its own, where the kernel allows those.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_PRIVATE_ALL = 1 << 18 | 16384
_libc = ctypes.CDLL(None, use_errno=True)


class NoSmallDisk(Exception):
    """This machine gives the process no disk of its own; the text says which call was refused."""


def mount_small_disk(folder: Path, megabytes: int) -> None:
    """Mounts it at `folder`; to be called before any thread begins. Raises NoSmallDisk."""
    user, group = os.geteuid(), os.getegid()
    _call("unshare", _libc.unshare(_NEW_MOUNTS if user == 0 else _NEW_MOUNTS | _NEW_USER))
    if user != 0:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    _call("private mounts", _libc.mount(None, b"/", None, ctypes.c_ulong(_PRIVATE_ALL), None))
    options = f"size={megabytes}m,mode=0755".encode()
    _call("tmpfs", _libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", ctypes.c_ulong(0), options))


class Disk:
    """The small disk at `folder`, which can be filled to the last byte and emptied again."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Takes all room that is left."""
        with self._ballast.open("ab", buffering=0) as file:
            for chunk in (1 << 20, 4096):
                try:
                    while True:
                        file.write(b"\0" * chunk)
                except OSError:
                    continue

    def free(self) -> None:
        """Gives it back."""
        self._ballast.unlink(missing_ok=True)


def _call(name: str, outcome: int) -> None:
    if outcome != 0:
        raise NoSmallDisk(f"{name}: {os.strerror(ctypes.get_errno())}")


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text)
    except OSError as error:
        raise NoSmallDisk(f"{path}: {error.strerror}") from None
